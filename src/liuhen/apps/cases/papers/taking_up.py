# SPDX-License-Identifier: Apache-2.0
"""A draft takes up what the case has come to know since it was begun.

What this module promises:

- a field that nobody wrote stands as the case knows it now; one that a person wrote, also by
  emptying it, stays as it is, and nothing is emptied;
- what is of the moment or of whoever looks (today, now, my name) is filled in once and stays;
- a draft that is about no activity yet becomes one about the last activity that its form goes with,
  where that was reported after the draft was begun and nobody said otherwise;
- while somebody else writes it, nothing is filled in under the hands of that person;
- what was asked for or approved by a draft is not changed under whoever decides, and what is issued
  anew says what the paper before it said.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Draft
from liuhen.apps.cases.papers.drafts import (
    ABOUT,
    form_of_draft,
    open_draft,
    require_revision,
    saved,
)
from liuhen.apps.cases.papers.reading import sees_secrets
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.errors import UserError
from liuhen.paper.form import Form
from liuhen.paper.values import is_empty

#: Sources that say something of the moment or of the viewer, and nothing of the case.
_PASSING = frozenset({"today", "now", "me"})
#: Who saved so lately may have the page open still: another one only looks.
_WRITING = timedelta(minutes=15)
_ASKED = (ApprovalState.OPEN, ApprovalState.AGREED)


def take_up(*, by: Viewer, draft: UUID) -> list[str]:
    """Fill in what nobody wrote and the case knows by now; return which fields that were.

    `ABOUT` stands first among them where it became one about an activity. Nothing where the viewer
    may not write the draft: whoever opens it is told so elsewhere.
    """
    row = Draft.objects.seen_by(by).select_related("case", "bureau").filter(pk=draft).first()
    if row is None or row.ended_at is not None or _is_busy(by, row):
        return []
    if _news(by, row) == ({}, row.event_refs):
        return []
    try:
        with transaction.atomic(durable=True):
            refuse_while_locked()
            row = open_draft(by, draft)
            news, refs = _news(by, row)
            return _put(by, row, news, refs)
    except UserError:
        return []


def refill_draft(*, by: Viewer, draft: UUID, revision: int) -> list[str]:
    """Do the same because somebody asked for it, also in what a person left empty.

    Raises:
        ChangedMeanwhileError: somebody saved it since `revision`.
    """
    with transaction.atomic(durable=True):
        refuse_while_locked()
        row = open_draft(by, draft)
        require_revision(row, revision)
        news, refs = _news(by, row)
        known = Sources(by, row.case, refs, timezone.now()).values(form_of_draft(row))
        empty = {name: value for name, value in known.items() if is_empty(row.values.get(name))}
        return _put(by, row, empty | news, refs)


def _put(by: Viewer, row: Draft, news: dict[str, Any], refs: list[str]) -> list[str]:
    """Write what is new, and return the names of it in the order of the form."""
    said = [field.id for field in form_of_draft(row).fields if field.id in news]
    if refs != row.event_refs:
        said.insert(0, ABOUT)
    if not said:
        return []
    row.values = {**row.values, **news}
    row.event_refs, row.page, row.page_from = refs, "", row.revision
    saved(row, by)
    return said


def _news(by: Viewer, row: Draft) -> tuple[dict[str, Any], list[str]]:
    """What the untouched fields would say now and do not, and which activities it is about."""
    refs = list(row.event_refs)
    if row.replaces_id is not None or _is_asked(row):
        return {}, refs
    form = form_of_draft(row)
    if not refs and ABOUT not in row.written:
        refs = _reported_since(row, form)
    known = Sources(by, row.case, refs, timezone.now()).values(form)
    secrets = sees_secrets(by, row.case)
    return {
        field.id: known[field.id]
        for field in form.fields
        if field.id in known
        and field.id not in row.written
        and known[field.id] != row.values.get(field.id)
        and (secrets or not field.secret)
        and (is_empty(row.values.get(field.id)) or not _is_passing(field.fill))
    }, refs


def _is_busy(by: Viewer, row: Draft) -> bool:
    return row.saved_by_id != by.person_id and timezone.now() - row.saved_at < _WRITING


def _is_passing(fill: str | None) -> bool:
    return fill is None or fill.partition(".")[0] in _PASSING


def _is_asked(row: Draft) -> bool:
    rows = Approval.objects.within(row.bureau_id).filter(draft=row, state__in=_ASKED)
    return rows.exists()


def _reported_since(row: Draft, form: Form) -> list[str]:
    rows = Activity.objects.within(row.bureau_id).filter(case=row.case, kind__in=form.events)
    known = set(rows.filter(recorded_at__lte=row.begun_at).values_list("ref", flat=True))
    now = rows.filter(superseded_at=None, withdrawn=False).order_by("-start")
    return [ref for ref in now.values_list("ref", flat=True) if ref not in known][:1]
