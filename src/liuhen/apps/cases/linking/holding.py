# SPDX-License-Identifier: Apache-2.0
"""A link under way: the original, its outing and the case, held until the act is done.

What this module promises:

- locks are taken in one order: originals, outings, case. Whoever changes an original meanwhile
  waits, and then finds the link (`cases.carrying`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import (
    current,
    locked_case,
    require_over_case,
    require_over_section,
    tell,
)
from liuhen.apps.cases.errors import BadFactError, ClosedCaseError, UnknownRowError
from liuhen.apps.cases.links import hold_outings
from liuhen.apps.cases.models import Activity, Case, Fact, Recording
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act


@dataclass(frozen=True, slots=True)
class Linking:
    """A link under way: the locked original, the activity, and its locked case if it has one."""

    by: Viewer
    record: Record
    original: Original
    activity: Activity
    case: Case | None


@contextmanager
def linking_of(name: str, by: Viewer, original: Original, activity: Activity) -> Iterator[Linking]:
    """Do an act that links an original to an activity, and tell those who follow the case."""
    with act(name, by=by) as record:
        held = held_original(by, original.pk)
        hold_outings([held])
        row = seen_activity(by, activity)
        case = _open_case(by, record, row)
        if case is None:
            _require_over_row(by, row)
        yield Linking(by, record, held, row, case)
        if case is not None:
            tell(case, record)


@contextmanager
def on_link(
    name: str, by: Viewer, recording: Recording
) -> Iterator[tuple[Record, Recording, Case | None]]:
    """Do an act on a link that is there."""
    with act(name, by=by) as record:
        if recording.original_id is None:
            raise BadFactError(_("The entry is no link."))
        held = Original.objects.within(recording.bureau_id)
        originals = list(held.select_for_update().filter(pk=recording.original_id))
        hold_outings(originals)
        if not Recording.objects.seen_by(by).filter(pk=recording.pk).exists():
            raise UnknownRowError(_("There is no such entry."))
        case = _open_case(by, record, recording)
        row = current(by, recording)
        if case is None:
            _require_over_row(by, row)
        yield record, row, case
        if case is not None:
            tell(case, record)


def held_original(by: Viewer, key: UUID) -> Original:
    """Return the original, locked, if the viewer sees it whole.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    if by.bureau_id is None or not Original.objects.seen_by(by).filter(pk=key).exists():
        raise UnknownRowError(_("There is no such recording."))
    return Original.objects.within(by.bureau_id).select_for_update().get(pk=key)


def seen_activity(by: Viewer, activity: Activity) -> Activity:
    """Return the activity as it is today.

    Raises:
        UnknownRowError: not for this viewer; BadFactError: it was withdrawn.
    """
    rows = Activity.objects.seen_by(by).filter(item=activity.item, superseded_at=None)
    found = rows.select_related("section").first()
    if found is None:
        raise UnknownRowError(_("There is no such entry."))
    if found.withdrawn:
        raise BadFactError(_("The activity was withdrawn; nothing is linked to it any more."))
    return found


def _open_case(by: Viewer, record: Record, row: Fact) -> Case | None:
    """The case of the row, locked, if it takes links from this viewer."""
    if row.case_id is None:
        return None
    case = locked_case(by, row.case_id)
    require_over_case(by, case, Permission.EVIDENCE_ADD)
    if case.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is linked to it or unlinked any more.")
            % {"number": case.number}
        )
    record.about(case)
    return case


def _require_over_row(by: Viewer, row: Fact) -> None:
    if row.section is None:
        raise UnknownRowError(_("There is no such section."))
    require_over_section(by, row.section, Permission.EVIDENCE_ADD)
