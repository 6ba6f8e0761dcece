# SPDX-License-Identifier: Apache-2.0
"""What was entered wrongly of what the party owes, and is put right.

What this module promises:

- sum, words and last day are corrected in the row itself, with a reason; the journal keeps what
  stood there before, and nothing is owed twice;
- within the hour whoever entered it mends a slip; later a head does, and of money or things given
  up a head of the bureau who has no part in the case: to owe less is to let go. What the issued
  paper itself says is put right by whoever enters facts.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import SLIP, has_handled, has_withdrawn
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Due, Instalment
from liuhen.apps.cases.performing.entering import money, on_due, open_due
from liuhen.apps.cases.performing.ordering import is_claim, may_enter, may_not_drop_alone
from liuhen.apps.cases.performing.standing import MONEY, Kind
from liuhen.apps.cases.performing.unentered import said_by
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


def correct_due(
    *,
    by: Viewer,
    due: Due,
    reason: str,
    amount_fen: int | None = None,
    text: str = "",
    last: datetime | None = None,
) -> Due:
    """Put right what the party owes: the sum of money, the words of what is none, the last day.

    Raises:
        NotAllowedError: it is too late for a slip, and the viewer is no head who may correct it.
        BadFactError: no reason; less than was paid; nothing is changed; or a plan divides it.
    """
    permission = Permission.CASE_CORRECT if _heads(by, due) else Permission.CASE_ENTER
    with on_due(due, by, "cases.correct_due", permission) as doing:
        row = open_due(doing, due)
        row.case = doing.case
        why = checks.filled(reason, "reason", 300)
        values: dict[str, object] = {}
        if row.kind in MONEY:
            values["amount_fen"] = _sum(row, amount_fen)
        else:
            values["text"] = checks.filled(text, "text", 300)
        if last is not None and may_move(row):
            values["due"] = last.replace(microsecond=0)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            raise BadFactError(_("Nothing was changed."))
        if not may_correct(by, row, doing.record.at) and not _as_written(row, changed):
            raise NotAllowedError(
                _("Within the hour whoever entered it corrects this, later a head of the bureau.")
            )
        doing.record.note(reason=why)
        return doing.record.update(row, **changed)


def may_correct(by: Viewer, due: Due, at: datetime) -> bool:
    """Whether the viewer puts right what is owed, at `at`."""
    if due.done_at is not None or due.case.archived_at is not None or has_withdrawn(by, due.case):
        return False
    if is_slip(by, due, at):
        return True
    if is_claim(due):
        return not may_not_drop_alone(by, due)
    return _heads(by, due)


def is_slip(by: Viewer, due: Due, at: datetime) -> bool:
    """Whether the viewer entered it less than an hour ago, and nobody paid or planned since."""
    age = at - due.recorded_at
    touched = bool(due.plans) or Instalment.objects.within(due.bureau_id).filter(of=due).exists()
    return due.recorded_by_id == by.person_id and timedelta() <= age <= SLIP and not touched


def may_move(due: Due) -> bool:
    """Whether its last day is corrected here: not that of a plan, nor of a correction."""
    return not due.plans and due.kind != Kind.RECTIFICATION


def may_mend(by: Viewer, due: Due, at: datetime) -> bool:
    """Whether the viewer corrects it, or at least puts it right to what its paper says."""
    if may_correct(by, due, at):
        return True
    return due.done_at is None and may_enter(by, due.case) and sum_written(due) is not None


def sum_written(due: Due) -> int | None:
    """Return the sum that the issued paper orders, where it differs from what was entered."""
    says = [one for one in said_by(due.case, due.document_ref) if one.kind == due.kind]
    said = says[0].amount_fen if len(says) == 1 else None
    return said if said != due.amount_fen else None


def _heads(by: Viewer, due: Due) -> bool:
    head = by.reaches(Permission.CASE_CORRECT, due.case.section_id)
    return head and not has_handled(by, due.case)


def _as_written(row: Due, changed: dict[str, object]) -> bool:
    """Whether it is put right to what the issued paper says in fields of its own."""
    said = sum_written(row)
    return said is not None and changed == {"amount_fen": said}


def _sum(row: Due, amount_fen: int | None) -> int:
    amount = money(amount_fen)
    parts = list(Instalment.objects.within(row.bureau_id).filter(of=row))
    if amount <= sum(one.amount_fen for one in parts if one.paid_at):
        raise BadFactError(_("So much or more has been paid already."), "amount")
    if any(one.paid_at is None for one in parts) and amount != row.amount_fen:
        raise BadFactError(
            _("A plan divides this sum: a head grants another plan before it is corrected."),
            "amount",
        )
    return amount
