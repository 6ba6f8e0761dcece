# SPDX-License-Identifier: Apache-2.0
"""What a decision orders.

What this module promises:

- what is ordered is a row of its own with its last day; a fine that waits for the service of its
  decision gets that day when it is served (`serving.entering.follow_service`);
- the day of a correction stands in the row and in the decision alike;
- what an issued paper says in fields of its own is offered, and not typed again;
- the same is not owed twice by one paper, whoever presses twice or at once;
- what a decision orders, an order to correct as well as a sum, is let go by a head of the bureau
  who has no part in the case, or by a paper that revokes it (`granting`); neither by who handles it
  nor by the section.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    CaseAct,
    case_act,
    current,
    has_handled,
    has_withdrawn,
    heads_the_bureau,
    is_handler,
    supersede,
)
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Document, Due, Paper
from liuhen.apps.cases.nothing_performed import take_back_nothing
from liuhen.apps.cases.performing.entering import money, on_due, open_due
from liuhen.apps.cases.performing.granting import is_let_go
from liuhen.apps.cases.performing.standing import MONEY, Kind
from liuhen.apps.cases.serving.counting import ends_of
from liuhen.apps.cases.serving.served import service_time
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import terms

#: What papers say in fields of their own, by their forms: the field and what is ordered in it.
_WRITTEN = {
    "onspot_decision": {"fine": "amount"},
    "penalty_decision": {"fine": "fine"},
    "correction_order": {"rectification": "demands", "rectify_by": "deadline"},
}
_FEN = 100


@dataclass(frozen=True, slots=True)
class Ordered:
    """One thing that a decision orders. Money in fen; without `due` the day that the law gives."""

    kind: str
    text: str = ""
    amount_fen: int | None = None
    due: datetime | None = None


def written(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Return what the newest issued paper of each kind orders; nothing once something is entered.

    `fine` in fen, `rectification`, `rectify_by` a day.
    """
    if Due.objects.within(case.bureau_id).filter(case=case).exists():
        return {}
    rows = Paper.objects.seen_by(viewer).filter(
        case=case, form__in=list(_WRITTEN), replaced_by=None
    )
    found: dict[str, Any] = {}
    for row in rows.order_by("issued_at"):
        for name, field in _WRITTEN[row.form].items():
            if (value := row.values.get(field)) and (read := _read(name, str(value))):
                found[name] = read
    return found


def _read(name: str, value: str) -> Any:
    if name == "fine":
        return int(Decimal(value) * _FEN)
    return date.fromisoformat(value[:10]) if name == "rectify_by" else value


def order(*, by: Viewer, case: Case, document: str, items: Iterable[Ordered]) -> list[Due]:
    """Enter what the paper of the reference `document` orders.

    Raises:
        BadFactError: nothing, or a sum, a day or a paper that cannot be.
    """
    with case_act("cases.order", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        ref = put.document(document, "document")
        rows = [_ordered(doing, ref, one) for one in items]
        if not rows:
            raise BadFactError(_("What does the decision order?"))
        take_back_nothing(doing)
        return rows


def _ordered(doing: CaseAct, ref: str, one: Ordered) -> Due:
    kind = checks.word(one.kind, Kind.values, "kind")
    amount, due = one.amount_fen, one.due
    if kind in MONEY:
        amount = money(amount)
    elif not one.text.strip() and kind != Kind.RECTIFICATION:
        raise BadFactError(_("What has to be done?"), "text")
    if kind == Kind.FINE and due is None and ref:
        served = service_time(doing.case, ref)
        due = served and ends_of(terms()["fine.pay"], served, doing.case)
    if kind == Kind.RECTIFICATION:
        due = _rectify_by(doing, ref, due)
    said = {
        "kind": kind,
        "text": checks.text(one.text, "text", 300),
        "document_ref": ref,
        "amount_fen": amount,
    }
    _refuse_doubles(doing, said)
    return doing.record.create(
        Due(
            bureau=doing.case.bureau,
            case=doing.case,
            **said,
            due=due and due.replace(microsecond=0),
            recorded_at=doing.record.at,
            recorded_by=doing.by.person,
        )
    )


def _refuse_doubles(doing: CaseAct, said: dict[str, Any]) -> None:
    """Refuse what the same paper orders already: nobody owes a thing twice for a second press.

    What was let go may be ordered again.
    """
    rows = Due.objects.within(doing.case.bureau_id).filter(case=doing.case, **said)
    if rows.exclude(done_at__isnull=False, event_ref="").exists():
        raise BadFactError(_("That is entered already as ordered by this paper."), "document")


def _rectify_by(doing: CaseAct, ref: str, due: datetime | None) -> datetime | None:
    """The day of a correction, in the row and in the decision alike: the check hangs on it."""
    made = _decision_of(doing, ref)
    there = made.attrs.get("rectify_by") if made else None
    if due is None:
        if there is None:
            raise BadFactError(_("By when is it to be corrected?"), "due")
        return datetime.fromisoformat(there)
    if made is not None and there is None:
        attrs = {**made.attrs, "rectify_by": timezone.localtime(due).isoformat(timespec="seconds")}
        supersede(
            doing.record, current(doing.by, made), doing.by, entered=True,
            attrs=checks.attributes(made.kind, attrs),
        )  # fmt: skip
    return due


def _decision_of(doing: CaseAct, ref: str) -> Activity | None:
    rows = known_rows(Activity, doing.case)
    papers = [row for row in known_rows(Document, doing.case) if row.ref == ref]
    named = {event for paper in papers for event in paper.event_refs}
    found = [row for row in rows if row.kind == "decision_made"]
    return next((row for row in found if row.ref in named), found[0] if len(found) == 1 else None)


def drop(*, by: Viewer, due: Due, reason: str, document: str = "") -> Due:
    """Let a due end without having been done: the decision was revoked, the party is no more.

    `document`: the paper of the case that revokes it.

    Raises:
        NotAllowedError: the viewer neither enters facts in the case nor heads the bureau.
        BadFactError: no head let it go, and nothing revokes it.
    """
    with on_due(due, by, "cases.drop_due", _permission(by, due)) as doing:
        row = open_due(doing, due)
        row.case = doing.case
        why = checks.filled(reason, "reason", 300)
        if may_not_drop_alone(by, row) and not is_let_go(row, document):
            raise BadFactError(
                _(
                    "A head of the bureau lets this go: ask for it, or choose the later decision, "
                    "or that of the court, that revokes it, with its scan or a head's signature."
                ),
                "document",
            )
        doing.record.note(revoked_by=document)
        return doing.record.update(
            row, done_at=doing.record.at.replace(microsecond=0), outcome=why, event_ref=""
        )


def _permission(by: Viewer, due: Due) -> Permission:
    """What lets the viewer act: as a head of the bureau, or as who enters facts."""
    head = heads_the_bureau(by, due.case.section_id)
    return Permission.CASE_SIGN if head else Permission.CASE_ENTER


def is_claim(due: Due) -> bool:
    """Whether it is money, or something that the party gives up."""
    return due.kind in MONEY or due.kind == Kind.CONFISCATION


def may_not_drop_alone(by: Viewer, due: Due) -> bool:
    """Whether the viewer needs a paper to let a due go: all but a head who has no part in it."""
    return not heads_the_bureau(by, due.case.section_id) or has_handled(by, due.case)


def may_drop(by: Viewer, due: Due) -> bool:
    """Whether the viewer may let the due go, alone or by a paper."""
    case = due.case
    if case.archived_at is not None or has_withdrawn(by, case):
        return False
    if heads_the_bureau(by, case.section_id):
        return not has_handled(by, case)
    return may_enter(by, case)


def may_enter(by: Viewer, case: Case) -> bool:
    """Whether the viewer enters facts in the case."""
    own = is_handler(by, case) and by.may(Permission.CASE_ENTER)
    return own or by.reaches(Permission.CASE_ENTER, case.section_id)
