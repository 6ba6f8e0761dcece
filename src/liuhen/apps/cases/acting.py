# SPDX-License-Identifier: Apache-2.0
"""What every act on a case has in common.

- a case that the viewer may not see and a case that is not there give the same refusal;
- the case's row is locked first, so acts on one case follow one another;
- whoever follows cases (the projection of open duties) is told inside the transaction, before the
  leaf; of many that come in together, of all at once.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import (
    BadFactError,
    ChangedMeanwhileError,
    ClosedCaseError,
    NotAllowedError,
    UnknownRowError,
)
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Incident,
    Interruption,
    Paper,
    Recording,
    Recusal,
)
from liuhen.apps.cases.of_case import handlings, rows_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import Record, act

FACTS: tuple[type[Fact], ...] = (Activity, Document, Recording, Interruption, Incident)
PREFIX = {Activity: "e", Document: "d", Recording: "r", Interruption: "i", Incident: "x"}
#: So long whoever entered a fact may mend a slip in it; later a head corrects.
SLIP = timedelta(hours=1)

#: What whoever withdrew from a case (回避) does in it no more. Footage that was taken before still
#: comes in: evidence is never refused.
_TAKING_PART = (
    Permission.CASE_ENTER, Permission.CASE_CORRECT, Permission.CASE_SIGN, Permission.PAPER_WRITE,
)  # fmt: skip

F = TypeVar("F", bound=Fact)
Follower = Callable[[Case, Record], None]
ManyFollower = Callable[[Sequence[Rows], datetime], None]
_followers: list[Follower] = []
_followers_of_many: list[ManyFollower] = []


def follow(follower: Follower, of_many: ManyFollower | None = None) -> None:
    """Let `follower` be called inside every act that changes a case.

    `of_many` is given the rows of cases that came in together from outside, which nobody knew
    before; without it the follower has nothing to do with these.
    """
    if follower not in _followers:
        _followers.append(follower)
        _followers_of_many.extend([of_many] if of_many else [])


def tell(case: Case, record: Record) -> None:
    """Tell those who follow cases that `case` changed."""
    for follower in _followers:
        follower(case, record)


def tell_of_many(cases: Sequence[Rows], at: datetime) -> None:
    """Tell those who follow cases of new ones."""
    for follower in _followers_of_many:
        follower(cases, at)


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act under way: who, the record of the journal, and the locked case."""

    by: Viewer
    record: Record
    case: Case

    @property
    def has_handled(self) -> bool:
        """Whether the viewer handles the case, or did once."""
        return has_handled(self.by, self.case)


@contextmanager
def case_act(
    name: str,
    *,
    by: Viewer,
    case: Case,
    permission: Permission,
    archived_too: bool = False,
    invited: bool = False,
) -> Iterator[CaseAct]:
    """Do one act on `case`, which needs `permission` over it.

    `invited`: whoever asks found that the viewer does this one thing without seeing the case.

    Raises:
        UnknownRowError, NotAllowedError, ClosedCaseError.
    """
    with act(name, by=by) as record:
        row = _locked(by, case.bureau_id, case.pk) if invited else locked_case(by, case.pk)
        doing = CaseAct(by, record, row)
        if not invited:
            require_over_case(by, doing.case, permission)
        if doing.case.archived_at is not None and not archived_too:
            raise ClosedCaseError(
                _("Case %(number)s has been archived; nothing is added to it any more.")
                % {"number": doing.case.number}
            )
        record.about(doing.case)
        yield doing
        if record.changed:
            tell(doing.case, record)


def locked_case(by: Viewer, key: UUID) -> Case:
    """Return the case, locked until the transaction ends."""
    if by.bureau_id is None or not Case.objects.seen_by(by).filter(pk=key).exists():
        raise UnknownRowError(_("There is no such case."))
    return _locked(by, by.bureau_id, key)


def _locked(by: Viewer, bureau: UUID, key: UUID) -> Case:
    case: Case = Case.objects.within(bureau).select_for_update().get(pk=key)
    if by.bureau is not None:
        case.bureau = by.bureau  # which nearly every act asks for
    return case


def is_handler(by: Viewer, case: Case) -> bool:
    """Whether the viewer handles `case`."""
    return any(one.now and one.person == by.person_id for one in handlings(case))


def has_handled(by: Viewer, case: Case) -> bool:
    """Whether the viewer handles `case` or did once: then others review, approve and confirm."""
    return any(one.person == by.person_id for one in handlings(case))


def has_withdrawn(by: Viewer, case: Case) -> bool:
    """Whether it was decided that the viewer withdraws from `case` (回避)."""
    asked = rows_in(Recusal, case)
    return any(one.person_id == by.person_id and one.granted is True for one in asked)


def is_in_charge(by: Viewer, case: Case) -> bool:
    """Whether the viewer handles `case` or heads it; while nobody handles it, its section does.

    What is about the whole case is theirs, whoever else of the section comes along and enters.
    """
    if by.reaches(Permission.CASE_CORRECT, case.section_id) or is_handler(by, case):
        return True
    return not any(one.now for one in handlings(case))


def require_in_charge(by: Viewer, case: Case) -> None:
    """Refuse whoever neither handles the case nor heads it.

    Raises:
        NotAllowedError
    """
    if not is_in_charge(by, case):
        raise NotAllowedError(
            _("The handlers of case %(n)s do this, or the head of the section.")
            % {"n": case.number}
        )


def heads_the_bureau(by: Viewer, section: UUID | None) -> bool:
    """Whether the viewer is a head of the bureau (机关负责人) over the section, or acts for one."""
    return any(by.role_over(role, section) for role in (Role.DEPUTY_HEAD, Role.BUREAU_HEAD))


def may_name_handlers(by: Viewer, case: Case) -> bool:
    """Whether the viewer says who handles `case`: a head over it, or somebody who handles it.

    Whoever merely belongs to the section does not: a handler reads what is confidential.
    """
    if has_withdrawn(by, case):
        return False
    head = by.reaches(Permission.CASE_CORRECT, case.section_id)
    return head or (by.may(Permission.CASE_ENTER) and is_handler(by, case))


def require_over_case(by: Viewer, case: Case, permission: Permission) -> None:
    """Refuse where the viewer lacks `permission` over the case; handlers may enter everywhere.

    Whoever withdrew takes no part in it any more.
    """
    if permission in _TAKING_PART and has_withdrawn(by, case):
        raise NotAllowedError(_("Whoever withdrew from a case takes no part in it."))
    if by.reaches(permission, case.section_id):
        return
    own = permission in (
        Permission.CASE_ENTER, Permission.CASE_EXPORT, Permission.EVIDENCE_ADD,
        Permission.PAPER_WRITE,
    )  # fmt: skip
    if own and by.may(permission) and is_handler(by, case):
        return
    raise NotAllowedError(_("Your role does not allow this in case %(n)s.") % {"n": case.number})


def require_over_section(by: Viewer, section: Organisation, permission: Permission) -> None:
    """Refuse where the viewer lacks `permission` over `section` of the own bureau."""
    if by.bureau is None or by.bureau not in (section, section.bureau):
        raise UnknownRowError(_("There is no such section."))
    if not by.reaches(permission, section.pk):
        raise NotAllowedError(_("Your role does not allow this in %(s)s.") % {"s": section.name})


# ---------------------------------------------------------------- facts


def current(by: Viewer, row: F) -> F:
    """Return the newest version of the fact, locked.

    Raises:
        UnknownRowError: not for this viewer.
        ChangedMeanwhileError: `row` is an older version.
        BadFactError: it was withdrawn.
    """
    manager: Any = type(row)._default_manager  # documented by Django
    if not manager.seen_by(by).filter(pk=row.pk).exists():
        raise UnknownRowError(_("There is no such entry."))
    newest: F | None = (
        manager.within(by.bureau_id)
        .select_for_update()
        .filter(item=row.item, superseded_at=None)
        .first()
    )
    if newest is None or newest.pk != row.pk:
        raise ChangedMeanwhileError(_("The entry was changed meanwhile; look at it again."))
    if newest.withdrawn:
        raise BadFactError(_("The entry was withdrawn; nothing is done to it any more."))
    return newest


def supersede(doing_record: Record, row: F, by: Viewer, *, entered: bool, **values: Any) -> F:
    """Write a new version of `row` with `values`; `entered` says that content was typed again."""
    now = doing_record.at
    made = type(row)(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    made.pk, made.recorded_at, made.recorded_by = new_id(), now, by.person
    if entered:
        made.entered_at, made.entered_by = now, by.person
    for name, value in values.items():
        setattr(made, name, value)
    doing_record.update(row, superseded_at=now)
    return doing_record.create(made)


def used_refs(case: Case) -> set[str]:
    """Return every reference that was ever used in the case, whatever the kind."""
    first, *others = (
        kind._base_manager.filter(case=case).values_list("ref", flat=True) for kind in FACTS
    )
    return set(first.union(*others))


def next_ref(case: Case | None, kind: type[Fact]) -> str:
    """Return a new reference: e1, e2 … in a case; without one, one that will fit anywhere."""
    prefix = PREFIX[kind]
    if case is None:
        return f"{prefix}-{secrets.token_hex(5)}"
    used = used_refs(case)
    numbers = [int(m[1]) for ref in used if (m := re.fullmatch(rf"{prefix}(\d{{1,9}})", ref))]
    number = max(numbers, default=0) + 1
    while f"{prefix}{number}" in used:  # longer numbers than these came by import
        number += 1
    return f"{prefix}{number}"


def event_refs_of(case: Case) -> set[str]:
    """Return the references of the activities of the case that count today."""
    rows = Activity.objects.within(case.bureau_id)
    return set(
        rows.filter(case=case, superseded_at=None, withdrawn=False).values_list("ref", flat=True)
    )


def is_issued(row: Document) -> bool:
    """Whether the document is a paper that was issued here: its content is what was printed."""
    return Paper.objects.within(row.bureau_id).filter(item=row.item).exists()


def document_refs_of(case: Case) -> set[str]:
    """Return the references of the documents of the case that count today."""
    rows = Document.objects.within(case.bureau_id)
    return set(
        rows.filter(case=case, superseded_at=None, withdrawn=False).values_list("ref", flat=True)
    )
