# SPDX-License-Identifier: Apache-2.0
"""What exactly a head is asked for about what the party owes: which of it, and by which plan.

What this module promises:

- a request to pay later or in parts carries its plan: amounts and days, or the last day alone; that
  is what the head reads, and what a plan that is entered afterwards is held against;
- a plan that stands on the paper of the request is taken from there, and typed nowhere else;
- a request to let something go, or to order a surcharge, is about one due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Approval, Case, Draft, Due, Instalment, Paper

#: To pay later or in parts (处罚法 art. 66); nothing more is to be paid or given up (强制法
#: art. 40); the surcharge on a fine that is late (处罚法 art. 72).
LATER, LET_GO, SURCHARGE = "instalment", "let-go", "surcharge"
ABOUT_DUES = (LATER, LET_GO, SURCHARGE)
Plan = tuple[tuple[int, datetime], ...]
_FEN = 100
_MOST_PARTS = 60
_LAST_SECOND = time(23, 59, 59)
_SUMS = (Due.Kind.FINE, Due.Kind.SURCHARGE)
_DUES = {
    LATER: _SUMS,
    LET_GO: tuple(Due.Kind),
    SURCHARGE: (Due.Kind.FINE,),
}


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part of a plan that is asked for; without `fen` all that is left."""

    fen: int | None
    due: datetime


def dues_to_ask(case: Case, matter: str) -> list[Due]:
    """Return the dues of the case about which `matter` may be asked for."""
    kinds = _DUES.get(matter, ())
    rows = Due.objects.within(case.bureau_id).filter(case=case, kind__in=kinds, done_at=None)
    return list(rows.order_by("recorded_at", "id"))


def exactly_asked(
    case: Case,
    matter: str,
    *,
    due: UUID | None,
    parts: Sequence[AskedPart],
    source: Paper | Draft | None,
) -> dict[str, Any]:
    """Return what a request keeps of what is asked for; nothing for matters that ask no such thing.

    Raises:
        BadFactError: it is not said about which due, or there is no plan, or one that cannot be.
    """
    if matter not in ABOUT_DUES:
        return {}
    row = _about(case, matter, due)
    if matter != LATER:
        return {"due": str(row.pk)}
    written = plan_on(source.form, source.values) if source else ()
    plan = _planned(row, parts) if parts else written
    if not plan:
        raise BadFactError(
            _("Write what is asked for: amounts and days, or the last day alone."), "plan"
        )
    if parts and written and sorted(plan) != sorted(written):
        raise BadFactError(_("The plan on the paper says something else."), "plan")
    if sum(fen for fen, _day in plan) != left_of(row):
        raise BadFactError(_("The parts together are not what is left to pay."), "plan")
    return {"due": str(row.pk), "parts": [[fen, day.isoformat()] for fen, day in sorted(plan)]}


def plan_in(approval: Approval) -> Plan:
    """Return the plan that a request asks for; empty where it has none."""
    rows = approval.exactly.get("parts", [])
    return tuple((fen, datetime.fromisoformat(day)) for fen, day in rows)


def due_in(approval: Approval) -> Due | None:
    """Return the due that a request is about, where it says so."""
    key = approval.exactly.get("due")
    rows = Due.objects.within(approval.bureau_id).filter(case=approval.case_id)
    return rows.filter(pk=key).first() if key else None


def plan_on(form: str, values: Mapping[str, Any]) -> Plan:
    """Return the plan that stands on a paper of that form; empty where none can be read."""
    lines = values.get("plan") if form == LATER else None
    found = []
    for line in lines if isinstance(lines, list) else ():
        try:
            fen = int(Decimal(str(line.get("amount", ""))) * _FEN)
            day = date.fromisoformat(str(line.get("due", ""))[:10])
        except (ArithmeticError, ValueError, AttributeError):
            return ()
        found.append((fen, last_second(day)))
    return tuple(found)


def last_second(day: date) -> datetime:
    """Return the last second of a day in the zone of the bureau."""
    return timezone.make_aware(datetime.combine(day, _LAST_SECOND))


def left_of(row: Due) -> int:
    """Return what is still to be paid of a sum, in fen."""
    parts = Instalment.objects.within(row.bureau_id).filter(of=row).exclude(paid_at=None)
    return (row.amount_fen or 0) - sum(parts.values_list("amount_fen", flat=True))


def _about(case: Case, matter: str, due: UUID | None) -> Due:
    rows = dues_to_ask(case, matter)
    if not rows:
        raise BadFactError(
            _("Nothing of the kind is owed in this case: enter first what the decision orders.")
        )
    found = next((row for row in rows if row.pk == due), None)
    if found is None and (due is not None or len(rows) > 1):
        raise BadFactError(_("About which of what the party owes is it asked?"), "due")
    return found or rows[0]


def _planned(row: Due, parts: Sequence[AskedPart]) -> Plan:
    if len(parts) > _MOST_PARTS:
        raise BadFactError(_("These are too many parts."), "plan")
    if len(parts) > 1 and any(one.fen is None for one in parts):
        raise BadFactError(_("Write the amount of each part."), "plan")
    return tuple((left_of(row) if one.fen is None else one.fen, one.due) for one in parts)
