# SPDX-License-Identifier: Apache-2.0
"""What a viewer may do next, so that a door offers no deed that would be refused.

The acts decide; here is only said beforehand what follows from roles and from the state of a row.
"""

from dataclasses import dataclass

from liuhen.apps.cases.acting import (
    has_handled,
    has_withdrawn,
    heads_the_bureau,
    is_handler,
    is_in_charge,
    is_issued,
    may_name_handlers,
)
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FactOrigin,
    Interruption,
    Recording,
)
from liuhen.apps.cases.words import BY_ACT, SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_ORDER = ("section_head", "legal_reviewer", "deputy_head", "bureau_head")


@dataclass(frozen=True, slots=True)
class CaseDeeds:
    """What this viewer may do with a case. `change`: what it says of its people, too.

    `reopen`: look whether its closing may be undone; the page of its end says so.
    """

    enter: bool
    change: bool
    correct: bool
    store: bool
    conclude: bool
    archive: bool
    reopen: bool
    export: bool
    name_handlers: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return any(
            (
                *(self.enter, self.correct, self.store, self.archive, self.export),
                self.name_handlers,
            )
        )


def case_deeds(viewer: Viewer, case: Case) -> CaseDeeds:
    """Return what may be done with the case now."""
    open_, section = case.archived_at is None, case.section_id
    handles, handled = is_handler(viewer, case), has_handled(viewer, case)
    own = {
        permission: viewer.reaches(permission, section) or (viewer.may(permission) and handles)
        for permission in (Permission.CASE_ENTER, Permission.CASE_EXPORT)
    }
    takes_part = not has_withdrawn(viewer, case)
    enters = own[Permission.CASE_ENTER] and open_ and takes_part
    charged = enters and is_in_charge(viewer, case)
    return CaseDeeds(
        enter=enters,
        change=charged,
        correct=open_
        and viewer.reaches(Permission.CASE_CORRECT, section)
        and not handled
        and takes_part,
        store=viewer.reaches(Permission.CASE_STORE, section),
        conclude=charged and case.concluded_at is None,
        archive=open_
        and case.concluded_at is not None
        and viewer.reaches(Permission.CASE_ARCHIVE, section),
        reopen=open_
        and case.concluded_at is not None
        and not handled
        and viewer.reaches(Permission.CASE_SIGN, section),
        export=own[Permission.CASE_EXPORT],
        name_handlers=open_ and may_name_handlers(viewer, case),
    )


def signing_roles(viewer: Viewer, case: Case) -> list[str]:
    """Return the roles in which the viewer may sign in this case."""
    if case.archived_at is not None or has_handled(viewer, case) or has_withdrawn(viewer, case):
        return []
    return [
        role
        for role in _ORDER
        if role in SYSTEM_SIGNATURES and viewer.role_over(Role(role), case.section_id)
    ]


@dataclass(frozen=True, slots=True)
class FactDeeds:
    """What this viewer may do with one fact."""

    correct: bool
    withdraw: bool
    sign: list[str]
    add_signature: bool
    confirm_report: bool
    returned: bool
    attach: bool
    relink: bool


def fact_deeds(viewer: Viewer, row: Fact) -> FactDeeds:
    """Return what may be done with the fact now; whether it is too late is said by the act."""
    case = row.case
    closed = row.withdrawn or (case is not None and case.archived_at is not None)
    handles = case is not None and is_handler(viewer, case)
    handled = case is not None and has_handled(viewer, case)
    takes_part = case is None or not has_withdrawn(viewer, case)
    enters = takes_part and (
        viewer.reaches(Permission.CASE_ENTER, row.section_id)
        or (handles and viewer.may(Permission.CASE_ENTER))
    )
    heads = takes_part and not handled
    heads = heads and viewer.reaches(Permission.CASE_CORRECT, row.section_id)
    stored = isinstance(row, Recording) and row.stored_at is not None
    linked = isinstance(row, Recording) and row.original_id is not None
    keeps = viewer.reaches(Permission.CASE_STORE, row.section_id)
    by_act = row.origin == FactOrigin.ACT or getattr(row, "kind", "") in BY_ACT
    return FactDeeds(
        correct=not closed
        and (keeps if stored and not linked else (enters or heads or keeps) and not by_act),
        withdraw=not closed and (enters or heads) and not (stored or linked or by_act),
        sign=_unsigned(viewer, row) if not closed else [],
        add_signature=not closed
        and isinstance(row, Document)
        and enters
        and case is not None
        and not is_issued(row),
        confirm_report=not closed
        and isinstance(row, Interruption)
        and case is not None
        and heads_the_bureau(viewer, row.section_id)
        and not handled,
        returned=not closed and isinstance(row, Recording) and not linked and (keeps or heads),
        attach=case is None and isinstance(row, Activity) and enters and not row.withdrawn,
        relink=not closed and linked and _links(viewer, row, handles=handles),
    )


def _links(viewer: Viewer, row: Fact, *, handles: bool) -> bool:
    """Whether the viewer links and unlinks where the fact stands."""
    own = handles and viewer.may(Permission.EVIDENCE_ADD)
    return own or viewer.reaches(Permission.EVIDENCE_ADD, row.section_id)


def _unsigned(viewer: Viewer, row: Fact) -> list[str]:
    if not isinstance(row, Document) or row.case is None:
        return []
    signed = {one["role"] for one in row.signatures}
    return [role for role in signing_roles(viewer, row.case) if role not in signed]
