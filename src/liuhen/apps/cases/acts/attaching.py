# SPDX-License-Identifier: Apache-2.0
"""Giving an activity its case: most patrols have none, and some get one later."""

from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct, case_act, current, next_ref, supersede
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.ids import new_id

F = TypeVar("F", bound=Fact)


def attach_activity(*, by: Viewer, activity: Activity, case: Case) -> Activity:
    """Give an activity without a case its case; what names this activity alone goes with it.

    So does what officers said during it on the spot: of which rights the party was told.
    What names other activities too is entered into the case as a fact of its own, so that one long
    recording may serve several cases.
    """
    with case_act(
        "cases.attach_activity", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        return put_into_case(doing, activity)


def put_into_case(doing: CaseAct, activity: Activity) -> Activity:
    """Give an activity its case inside an act, with what names it and what was done during it."""
    row = current(doing.by, activity)
    if row.case_id is not None:
        raise BadFactError(_("The activity belongs to a case already."))
    return _with_its_own(doing, row)


def _with_its_own(doing: CaseAct, row: Activity) -> Activity:
    moved = _into_case(doing, row)
    naming: list[Document | Recording] = [*_loose(doing, Document), *_loose(doing, Recording)]
    for fact in naming:
        if row.ref in fact.event_refs:
            _follow(doing, fact, row.ref)
    single: list[Interruption | Incident]
    single = [*_loose(doing, Interruption), *_loose(doing, Incident)]
    for one in single:
        if one.event_ref == row.ref:
            _into_case(doing, one)
    for told in _loose(doing, Activity).filter(details__during=str(row.item)):
        _with_its_own(doing, told)
    return moved


def _loose(doing: CaseAct, kind: type[F]) -> QuerySet[F]:
    """The facts of one kind that belong to no case, locked."""
    manager: Any = kind._default_manager
    rows: QuerySet[F] = manager.within(doing.case.bureau_id).select_for_update()
    return rows.filter(case=None, superseded_at=None, withdrawn=False)


def _into_case(doing: CaseAct, row: F) -> F:
    section = doing.case.section
    return supersede(doing.record, row, doing.by, entered=False, case=doing.case, section=section)


def _follow(doing: CaseAct, fact: Document | Recording, ref: str) -> None:
    if fact.event_refs == [ref]:
        _into_case(doing, fact)
        return
    copy = type(fact)(
        **{f.attname: getattr(fact, f.attname) for f in fact._meta.concrete_fields}
    )  # documented by Django
    copy.pk, copy.item = new_id(), new_id()
    copy.ref, copy.event_refs = next_ref(doing.case, type(fact)), [ref]
    copy.case, copy.section = doing.case, doing.case.section
    copy.recorded_at, copy.recorded_by = doing.record.at, doing.by.person
    copy.reason = f"copy of {fact.ref}"
    doing.record.create(copy)
    supersede(
        doing.record,
        fact,
        doing.by,
        entered=False,
        event_refs=[one for one in fact.event_refs if one != ref],
    )
