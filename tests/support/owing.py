# SPDX-License-Identifier: Apache-2.0
"""What a party owes after a decision, for stories of how that is performed."""

from datetime import datetime
from typing import Any

from liuhen.apps.cases import acts
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.models import Case, Document, Due
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.models import Scan
from liuhen.apps.people.access import Permission
from support.house import House, beijing

FINE = 1_000_000  # 10,000 yuan


def owes(house: House, case: Case, due: datetime) -> Due:
    """The party of a case has one yuan to pay by a day, whatever orders it."""
    may = Permission.CASE_ENTER
    with case_act("test.due", by=house.officer, case=case, permission=may) as doing:
        return doing.record.create(
            Due(
                bureau=house.bureau, case=case, kind="fine", amount_fen=100, due=due,
                recorded_at=doing.record.at, recorded_by=house.people["officer"],
            )
        )  # fmt: skip


def decided(house: House, *, served: str = "2026-03-02 15:00") -> tuple[Case, Document]:
    """A case with a decision of 2 March, served the same day unless said otherwise."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司", party_kind="organization")
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, events=[made.ref], case=case
    )
    if served:
        house.clock.set(served)
        serve_it(house, case, paper, served)
    return case, paper


def serve_it(house: House, case: Case, paper: Document, at: str) -> None:
    signed = ({"role": "server", "name": "officer"}, {"role": "recipient", "name": "张三"})
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=beijing(at),
        proofs=[ProofGiven("proof_of_service", beijing(at), signatures=signed)],
    )  # fmt: skip


def fined(house: House, **more: Any) -> tuple[Case, Due]:
    case, paper = decided(house, **more)
    [due] = order(
        by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", FINE)]
    )
    return case, due


def scanned(house: House) -> str:
    """The digest of a scan that the officer brought; each one another."""
    page = b"%PDF-1.4 " + str(Scan.objects.within(house.bureau.pk).count()).encode()
    return keep_scan(by=house.officer, file_name="批准.pdf", chunks=[page]).digest


def granted(house: House, case: Case) -> None:
    """The paper by which a head lets a fine be paid later or in parts, signed and scanned."""
    acts.add_document(
        by=house.officer, kind="instalment_approval", at=house.clock.time, case=case,
        scan_digest=scanned(house),
    )  # fmt: skip


def steps(house: House, case: Case) -> list[str]:
    return [one.word for one in standing_of(house.officer, case).steps]
