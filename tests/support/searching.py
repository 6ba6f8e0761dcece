# SPDX-License-Identifier: Apache-2.0
"""A bureau with something of every kind to be found, and what the index gives of it."""

from dataclasses import dataclass, replace

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.marks import add_mark
from liuhen.apps.finding_aid import candidates, searching
from liuhen.apps.finding_aid.folding import terms_of
from liuhen.apps.finding_aid.searching import Asked, search
from liuhen.apps.people.viewer import Viewer
from support.footage import Footage
from support.house import House, beijing

AT = beijing("2026-03-02 07:30")
FACTS = (
    "当事人李晓峰在渔港码头非法出售中华鲟幼鱼，涉案价值１２，０００元；船号闽渔A0815。车上有𬶮鱼。"
)


@dataclass
class Filled:
    """A bureau with something of every kind."""

    house: House
    case: Case
    other: Case
    paper: Document


def fill(house: House) -> Filled:
    """Enter something of every kind: two cases, what belongs to the one, a film, a device."""
    by = house.officer
    case = house.case(title="李晓峰非法捕捞水产品案", party_name="李晓峰")
    other = acts.open_case(
        by=house.viewer("stranger"), section=house.other_section, title="东海渔业公司越界捕捞案",
        kind="penalty", procedure="general", origin="ex_officio", party_name="东海渔业公司",
        opened_at=beijing("2025-11-03 09:00"),
    )  # fmt: skip
    paper = acts.add_document(
        by=by, kind="inquiry_record", at=AT, case=case, fields={"content": FACTS}
    )
    acts.add_activity(by=by, kind="site_inspection", start=AT, case=case, place="南澳镇渔港码头")
    acts.add_incident(by=by, kind="objection", at=AT, case=case, text="围观群众质疑罚款")
    add_participant(
        by=by, case=case, role="agent",
        told={"name": "Ｗａｎｇ Wei", "job": "律师", "address": "解放路18号"},
    )  # fmt: skip
    register_thing(by=by, case=case, taken=Taken("流刺网", "evidence"))
    register_received(by=by, letter=Letter("海警局", "案件移送函"), case=case)
    film = Footage(house).original(
        "2026-03-02 07:30", minutes=5, section=house.section, officer=by.person.name
    )
    add_mark(by=by, original=film, at_ms=1000, word="told", text="已告知全程录音录像")
    register_device(by=house.custodian, value=DeviceValue("DSJ-0042", "recorder"))
    return Filled(house, case, other, paper)


def found(viewer: Viewer, words: str, **narrowed: object) -> list[str]:
    """The kinds of what is found, in order of the alphabet."""
    answer = search(viewer, replace(Asked(words), **narrowed))
    return sorted(hit.kind for hit in answer.hits)


def near(filled: Filled, words: str, kind: str = "", by: Viewer | None = None) -> set[int]:
    """The keys of entries that the index gives for these words."""
    any_of = searching._any_of(by) if by else ()
    asked = candidates.Narrowing(filled.house.bureau.pk, terms_of(words), kind, any_of)
    found = candidates.candidates(asked, below=2**63 - 1, least=0, most=100)
    assert found.whole
    return set(found.keys)
