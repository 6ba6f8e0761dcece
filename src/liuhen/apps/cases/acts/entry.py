# SPDX-License-Identifier: Apache-2.0
"""One fact on its way in: checked, named, placed in a case, or in a section until it has one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    case_act,
    document_refs_of,
    event_refs_of,
    next_ref,
    require_over_section,
    supersede,
)
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Activity, Case, Document, Fact, FactOrigin
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act

F = TypeVar("F", bound=Fact)


class Entry:
    """One fact being entered: into a case, or into a section until a case is known."""

    def __init__(
        self, by: Viewer, record: Record, case: Case | None, section: Organisation | None
    ) -> None:
        """Keep where the fact goes."""
        self.by, self.record, self.case, self.section = by, record, case, section

    def time(self, value: datetime, field: str) -> datetime:
        """Check a claimed time."""
        return checks.time(value, self.record.at, field)

    def end(self, start: datetime, end: datetime | None, field: str = "end") -> datetime | None:
        """Check the end of a span."""
        return checks.span(start, end, self.record.at, field)

    def events(self, refs: Iterable[str], field: str = "events") -> list[str]:
        """Check references to activities."""
        return checks.references(refs, self._event_refs(), field)

    def event(self, ref: str, field: str = "event") -> str:
        """Check one reference to an activity, or nothing."""
        return self.events([ref], field)[0] if ref else ""

    def document(self, ref: str, field: str = "document") -> str:
        """Check one reference to a document, or nothing."""
        known = document_refs_of(self.case) if self.case else set()
        return checks.references([ref], known, field)[0] if ref else ""

    def put(self, row: F, origin: str = FactOrigin.TYPED) -> F:
        """Insert the fact with its reference, place and time."""
        row.bureau = bureau_of(self.by)
        row.case, row.section = self.case, self.section
        row.ref = next_ref(self.case, type(row))
        row.origin = origin
        row.recorded_at = row.entered_at = self.record.at
        row.entered_by = row.recorded_by = self.by.person
        return self.record.create(row)

    def name_in(self, ref: str, event: str) -> None:
        """Let a paper of the case that was made before name the activity `event`.

        Raises:
            UnknownRowError: there is no such paper.
        """
        rows = Document.objects.within(bureau_of(self.by).pk).filter(superseded_at=None)
        row = rows.filter(case=self.case, ref=self.document(ref)).first()
        if row is None:
            raise UnknownRowError(_("There is no such paper in the case."))
        if event not in row.event_refs:
            refs = [*row.event_refs, event]
            supersede(self.record, row, self.by, entered=False, event_refs=refs)

    def _event_refs(self) -> set[str]:
        if self.case is not None:
            return event_refs_of(self.case)
        loose = Activity.objects.seen_by(self.by).filter(case=None, superseded_at=None)
        return set(loose.filter(withdrawn=False).values_list("ref", flat=True))


@contextmanager
def entry(
    name: str, *, by: Viewer, case: Case | None, section: Organisation | None
) -> Iterator[Entry]:
    """Enter a fact into `case`, or without one into `section` (by default the viewer's own)."""
    if case is not None:
        with case_act(name, by=by, case=case, permission=Permission.CASE_ENTER) as doing:
            yield Entry(by, doing.record, doing.case, doing.case.section)
        return
    with act(name, by=by) as record:
        place = section or own_section(by)
        require_over_section(by, place, Permission.CASE_ENTER)
        yield Entry(by, record, None, place)


def own_section(by: Viewer) -> Organisation:
    """Return the section in which the viewer enters facts, where there is just one such role."""
    bureau = bureau_of(by)
    keys = {held.organisation for held in by.held if held.organisation}
    found = Organisation.objects.filter(pk__in=keys, bureau=bureau).first()
    return found or bureau
