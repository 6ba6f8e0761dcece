# SPDX-License-Identifier: Apache-2.0
"""People, things and letters of the demonstration, so that their pages are not empty.

They are entered by the same acts as real ones, now; everybody is invented.
"""

from datetime import timedelta

from django.utils import timezone

from liuhen.apps.cases.demonstration_equipment import handler_of, viewer_of
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.incidents import record_incident
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.participants.acts import add_participant, confirm_address
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, end_thing, move_thing, register_thing
from liuhen.apps.people.viewer import Viewer

_CASES = 8
_THINGS = (("账册", "3 本", "preserved"), ("样品", "2 袋", "sampled"), ("工具", "1 件", "seized"))
_KINDS = frozenset({"advance_preservation", "evidence_collection", "sampling", "coercive_measure"})


def put_people_and_things(staffed: Staffed) -> int:
    """Enter parties, a complainant, things and letters; returns in how many cases."""
    rows = Case.objects.within(staffed.bureau.pk).filter(
        archived_at=None, concluded_at=None, from_outside=False
    )
    done = 0
    for number, case in enumerate(rows.order_by("-opened_at", "number")[:_CASES]):
        viewer = handler_of(staffed, case)
        if viewer is not None:
            _people(viewer, case, number)
            _things(viewer, case, number)
            done += 1
            if number == 1:
                record_incident(
                    by=viewer,
                    number=case.number,
                    kind="objection",
                    at=viewer.at,
                    text="当事人对检查方式提出异议。",
                )
    _letter(staffed, done)
    return done


def _people(viewer: Viewer, case: Case, number: int) -> None:
    if not case.party_name:
        return
    party = add_participant(
        by=viewer,
        case=case,
        role="party",
        told={
            "name": case.party_name,
            "kind": case.party_kind or "organization",
            "address": f"示范路{number + 1}号",
            "representative": "" if case.party_kind == "person" else "甲某",
        },
        secret={"telephone": f"1390000{number:04d}"},
    )
    if number % 2 == 0:
        confirm_address(by=viewer, participant=party, at=viewer.at, address=f"示范路{number + 1}号")
    if case.origin == "complaint":
        secret = {"name": "乙某", "telephone": "13700000000"}
        add_participant(by=viewer, case=case, role="complainant", secret=secret)


def _things(viewer: Viewer, case: Case, number: int) -> None:
    events = [row for row in known_rows(Activity, case) if row.kind in _KINDS]
    if not events and number % 3:
        return
    name, quantity, measure = _THINGS[number % len(_THINGS)]
    ref = events[0].ref if events else ""
    taken = Taken(
        name=name,
        measure=measure,
        quantity=quantity,
        owner=case.party_name,
        place=f"证物室 A{number + 1}",
        event_ref=ref,
        received_at=events[0].start if events else viewer.at - timedelta(days=2),
    )
    row = register_thing(by=viewer, case=case, taken=taken)
    if number % 2:
        move_thing(by=viewer, thing=row, kind="moved", at=viewer.at, place="证物室 B1")
    if number % 4 == 0:
        end_thing(
            by=viewer, thing=row, outcome="returned", at=viewer.at, receiver=case.party_name or "乙"
        )


def _letter(staffed: Staffed, cases: int) -> None:
    """A letter that has no case yet."""
    officers = [one for one in staffed.people.values() if one.username.endswith(".officer")]
    if not officers or not cases:
        return
    letter = Letter(
        sender="某某街道办事处",
        title="关于协助核查有关线索的函",
        received_at=timezone.now() - timedelta(hours=3),
        pages=2,
        place="综合科档案柜",
    )
    register_received(by=viewer_of(staffed, officers[0]), letter=letter, section=staffed.section)
