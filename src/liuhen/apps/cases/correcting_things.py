# SPDX-License-Identifier: Apache-2.0
"""An entry of a thing in the bureau's hands that is wrong is put right.

What this module promises:

- it is corrected with a reason, and what stood there stays among the steps of the thing;
- an outcome that is put right asks for the same as one that is said at first; what was entered with
  one that is taken back goes with it;
- that on which its period hangs (by what, when and in which activity it came) is not moved by who
  would gain from it: after an hour only by a head who does not handle the case.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    SLIP,
    CaseAct,
    case_act,
    event_refs_of,
    has_handled,
    require_over_case,
)
from liuhen.apps.cases.custody_periods import require_taken_within
from liuhen.apps.cases.doing_away import Grounds, settled
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.gate_measures import DONE_AWAY
from liuhen.apps.cases.models import Thing, ThingMove
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.cases.releasing import LET_GO, released_with, taken_back
from liuhen.apps.cases.things import (
    LONGEST,
    OUTCOMES,
    locked,
    put_step,
    require_receiver,
    text_of,
)
from liuhen.apps.cases.values import as_kept
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

#: What of an entry can be corrected; its number stays.
CORRECTED = (
    "name", "spec", "quantity", "condition", "owner", "measure", "received_at", "event_ref",
    "outcome",
)  # fmt: skip
#: On these hangs until when it may be held: after an hour no handler moves them.
_PERIOD = frozenset({"measure", "received_at", "event_ref"})


def correct_thing(
    *,
    by: Viewer,
    thing: Thing,
    reason: str,
    changes: Mapping[str, Any],
    receiver: str = "",
    witness: str = "",
    grounds: Grounds | None = None,
) -> Thing:
    """Correct the entry of a thing (`CORRECTED`), with the reason; what stood there stays readable.

    `outcome` empty: it is here after all. Another one asks for the same as saying it at first: to
    whom it went, or on what it is done away with; and counts as it does then. By what, when and in
    which activity it came is corrected within an hour by whoever entered it, later by a head who
    does not handle the case: until when it may be held hangs on it.

    Raises:
        BadFactError: nothing is changed, no reason, or a value that cannot be.
        NotAllowedError: it needs a head who does not handle the case.
        GateClosedError: see `things.end_thing`.
    """
    with case_act(
        "cases.correct_thing", by=by, case=thing.case, permission=Permission.CASE_VIEW
    ) as doing:
        row = locked(doing, thing, ended_too=True)
        why = checks.filled(reason, "reason", 300)
        new = {name: _corrected(doing, row, name, value) for name, value in changes.items()}
        new = masked(new, masks_of(doing.case))
        new = {name: value for name, value in new.items() if getattr(row, name) != value}
        if not new:
            raise BadFactError(_("Nothing was changed yet."))
        _require_corrector(doing, row, set(new))
        if {"received_at", "event_ref"} & set(new):
            received = new.get("received_at", row.received_at)
            require_taken_within(doing, new.get("event_ref", row.event_ref), received)
        if "outcome" in new and not row.outcome:
            raise BadFactError(_("Nothing is said of its outcome yet: say it first."), "outcome")
        require_receiver(new.get("outcome", ""), receiver)
        on_what: dict[str, Any] = {}
        if new.get("outcome") in DONE_AWAY:
            on_what = settled(doing, row, grounds or Grounds(), reason=why, witness=witness)
        before = {name: [as_kept(getattr(row, name)), as_kept(new[name])] for name in new}
        ended = {"ended_at": None} if new.get("outcome") == "" else {}
        was_let_go = row.outcome in LET_GO and new.get("outcome", row.outcome) not in LET_GO
        at, said = row.ended_at, _said(row) if was_let_go else None
        doing.record.update(row, **new, **ended)
        if at is not None and said is not None:
            taken_back(doing, row, at, said=said, reason=why)
        if new.get("outcome") in LET_GO and row.ended_at is not None:
            released_with(doing, row, row.ended_at)
        put_step(
            doing, row, "corrected", doing.record.at,
            receiver=receiver, reason=why, witness=witness, changes=before, **on_what,
        )  # fmt: skip
        return row


def may_move_period(by: Viewer, thing: Thing, at: datetime) -> bool:
    """Whether the viewer may correct by what, when and in which activity a thing came."""
    heads = by.reaches(Permission.CASE_CORRECT, thing.case.section_id)
    own = thing.recorded_by_id == by.person_id
    return (own and at - thing.recorded_at < SLIP) or (
        heads and not own and not has_handled(by, thing.case)
    )


def _said(row: Thing) -> datetime | None:
    """When somebody said what became of the thing, by the newest step that says so."""
    steps = ThingMove.objects.within(row.bureau_id).filter(thing=row)
    saying = steps.filter(Q(kind=row.outcome) | Q(changes__has_key="outcome"))
    return saying.order_by("-recorded_at").values_list("recorded_at", flat=True).first()


def _require_corrector(doing: CaseAct, row: Thing, names: set[str]) -> None:
    heads = doing.by.reaches(Permission.CASE_CORRECT, doing.case.section_id)
    if not heads or doing.has_handled:
        require_over_case(doing.by, doing.case, Permission.CASE_ENTER)
    if names & _PERIOD and not may_move_period(doing.by, row, doing.record.at):
        raise NotAllowedError(
            _("After an hour this is corrected by a head who does not handle the case.")
        )


def _corrected(doing: CaseAct, row: Thing, name: str, value: Any) -> Any:
    if name == "outcome":
        return value and checks.word(value, OUTCOMES, "outcome")
    if name == "measure":
        return checks.word(value, Thing.Measure.values, name)
    if name == "event_ref":
        known = [row.event_ref, *event_refs_of(doing.case)]
        return checks.references([value], known, name)[0] if value else ""
    if name == "received_at":
        return _taken_before(doing, row, value)
    if name not in LONGEST:
        raise BadFactError(_("There is no such entry."), name)
    return text_of(name, value)


def _taken_before(doing: CaseAct, row: Thing, at: datetime) -> datetime:
    """When it was taken, before any step on its way."""
    when = checks.time(at, doing.record.at, "received_at")
    steps = ThingMove.objects.within(row.bureau_id).filter(thing=row)
    steps = steps.exclude(kind__in=("received", "corrected"))
    first = steps.order_by("at").values_list("at", flat=True).first()
    if first is not None and when > first:
        raise BadFactError(_("This is after a step on its way."), "received_at")
    return when
