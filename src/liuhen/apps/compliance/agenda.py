# SPDX-License-Identifier: Apache-2.0
"""Which day brings what: due times, hearings, ends of pleas and seizures, payments, notices.

What this module promises:

- everything is read from the rows when it is asked for, within what the viewer may see, with a
  number of queries that does not grow with what is found.

What a calendar program is told of it stands in `calendar_feed`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from liuhen.apps.cases.hearings import planned_hearings
from liuhen.apps.cases.measure_approvals import MEASURE, unapproved
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    Case,
    Due,
    Handler,
    Instalment,
)
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.cases.serving.served import deemed_after_a_term, services_from, still_running
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.look import batches
from liuhen.apps.compliance.models import CaseTerm, OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import CUSTODY, PLEA, still_told
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewed import Row
from liuhen.apps.people.viewer import Viewer

#: What there is, in the order of pages.
KINDS = (
    "duty", "recording", "approval", "measure", "plea", "hearing", "custody", "payment",
    "public_notice",
)  # fmt: skip
#: A measure that began longer ago has ended by itself (行政强制法第二十五条).
_MEASURE = timedelta(days=60)
MOST = 2000


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing of a case at an instant. `what` is a paraphrase, a word of a due, or empty.

    `seen`: whether the reader may open the case; a chair is told of the hearing of any. `about`:
    the entry that it is about, where there is one, and `basis` which statute asks for it.
    """

    at: datetime
    kind: str
    case: Case
    what: str = ""
    more: int = 0
    seen: bool = True
    about: str = ""
    basis: tuple[tuple[str, str], ...] = ()

    def is_over(self, now: datetime) -> bool:
        """Whether it lies behind; for a due: whether it is late."""
        return self.at < now

    @property
    def key(self) -> str:
        """What names it, the same at every look."""
        said = f"{self.kind} {self.case.pk} {self.at.isoformat()} {self.what}{self.about}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: from `start` until `end`, in the cases that a person handles.

    Without a person, in all that the viewer sees; with a section, in those of that section.
    """

    viewer: Viewer
    start: datetime
    end: datetime
    handler: UUID | None = None
    section: UUID | None = None

    def narrowed(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Narrow rows about cases to these cases, as long as they are not archived."""
        rows = rows.filter(case__archived_at=None).select_related("case__bureau")
        if self.handler is not None:
            rows = rows.filter(case_id__in=handled_by(self.handler))
        return rows if self.section is None else rows.filter(case__section=self.section)

    def has(self, at: datetime | None) -> bool:
        """Whether the moment is one of those looked for."""
        return at is not None and self.start <= at < self.end


def happenings(
    viewer: Viewer, start: datetime, end: datetime, *, mine: bool = True
) -> list[Happening]:
    """Return what there is from `start` until `end`, by time; `mine`: of cases I handle."""
    return look_for(Wanted(viewer, start, end, viewer.person_id if mine else None))


def look_for(wanted: Wanted, kinds: Iterable[str] = KINDS) -> list[Happening]:
    """Return what there is of these kinds, by time."""
    if not wanted.viewer.may(Permission.CASE_VIEW):
        return []
    found = [one for kind in kinds for one in _FINDERS[kind](wanted)]
    return sorted(found, key=lambda one: (one.at, one.case.number, one.kind))


def _duties(wanted: Wanted) -> Iterator[Happening]:
    """Duties of one case that are due at one moment are one entry."""
    yield from _due(wanted, "duty", ("pending", "overdue"))


def _recordings(wanted: Wanted) -> Iterator[Happening]:
    """Until when footage may still be brought in."""
    yield from _due(wanted, "recording", (AWAITED,))


def _due(wanted: Wanted, kind: str, statuses: Iterable[str]) -> Iterator[Happening]:
    rows = OpenDuty.objects.seen_by(wanted.viewer).filter(
        generation=current_generation(),
        status__in=statuses,
        due__gte=wanted.start,
        due__lt=wanted.end,
    )
    groups: dict[tuple[object, datetime], list[OpenDuty]] = defaultdict(list)
    ordered = wanted.narrowed(rows).order_by("due", "obligation")
    for duty in ordered[:MOST]:
        if duty.due is not None:
            groups[duty.case_id, duty.due].append(duty)
    for (_case, due), duties in groups.items():
        more = len({duty.obligation for duty in duties}) - 1
        yield Happening(due, kind, duties[0].case, duties[0].text, more)


def _approvals(wanted: Wanted) -> Iterator[Happening]:
    rows = Approval.objects.seen_by(wanted.viewer).filter(
        state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK),
        due__gte=wanted.start,
        due__lt=wanted.end,
    )
    for row in wanted.narrowed(rows)[:MOST]:
        if row.due is not None:
            yield Happening(row.due, "approval", row.case, str(row.title.get("zh", row.matter)))


def _measures(wanted: Wanted) -> Iterator[Happening]:
    """Measures that were taken before a head approved them, until when one must."""
    since = max(wanted.start, wanted.viewer.at) - _MEASURE
    rows = _activities(wanted, MEASURE, since, Q(case__from_outside=False))
    for one in unapproved(rows, wanted.viewer.at):
        if wanted.has(one.due):
            yield Happening(
                one.due,
                "measure",
                one.case,
                about=one.row.ref,
                basis=tuple((law.law, law.article) for law in one.matter.basis),
            )


def _activities(
    wanted: Wanted, kind: str, since: datetime, such: Q | None = None
) -> list[Activity]:
    """Activities of one kind, `such` alone, in the open cases that the viewer sees.

    Of one kind there are few in some days, so which cases are seen is asked of these alone; no
    more than `MOST` are read whole, whatever stands in other cases and bureaus.
    """
    rows = Activity._base_manager.filter(
        kind=kind, start__gte=since, start__lt=wanted.end, superseded_at=None, withdrawn=False
    )
    told = rows.filter(such or Q(), case__isnull=False).order_by("start", "pk")
    cases = dict(told.values_list("pk", "case_id"))
    seen: set[UUID] = set()
    for some in batches(cases.values()):
        seen |= _seen(wanted, some)
    found = [key for key, case in cases.items() if case in seen][:MOST]
    if not found:
        return []
    whole = Activity._base_manager.filter(pk__in=found).select_related("case__bureau")
    return list(whole.order_by("start", "pk"))


def _seen(wanted: Wanted, keys: Iterable[UUID]) -> set[UUID]:
    """Those of the cases that are wanted and open, and that the viewer sees."""
    cases = Case.objects.seen_by(wanted.viewer).filter(pk__in=keys, archived_at=None)
    if wanted.handler is not None:
        cases = cases.filter(pk__in=handled_by(wanted.handler))
    if wanted.section is not None:
        cases = cases.filter(section=wanted.section)
    return set(cases.values_list("pk", flat=True))


def _pleas(wanted: Wanted) -> Iterator[Happening]:
    """Until when a party may plead, which nobody's decision may come before."""
    for row in _running(wanted, PLEA):
        yield Happening(row.ends_at, "plea", row.case)


def _custody(wanted: Wanted) -> Iterator[Happening]:
    """The ends of periods in which things may be held, once for those that end together."""
    ends: dict[tuple[object, datetime], list[CaseTerm]] = defaultdict(list)
    for row in _running(wanted, CUSTODY):
        ends[row.case_id, row.ends_at].append(row)
    for (_case, until), rows in ends.items():
        yield Happening(until, "custody", rows[0].case, more=len(rows) - 1, about=rows[0].about)


def _running(wanted: Wanted, kind: str) -> QuerySet[CaseTerm]:
    """What runs out in cases, as it is kept of them."""
    rows = CaseTerm.objects.seen_by(wanted.viewer).filter(
        still_told(wanted.viewer.at),
        generation=current_generation(),
        kind=kind,
        ends_at__gte=wanted.start,
        ends_at__lt=wanted.end,
    )
    return wanted.narrowed(rows).order_by("ends_at")[:MOST]


def _hearings(wanted: Wanted) -> Iterator[Happening]:
    for row in _activities(wanted, "hearing", wanted.start):
        if row.case is not None:
            yield Happening(row.start, "hearing", row.case)
    yield from _planned_hearings(wanted)


def _planned_hearings(wanted: Wanted) -> Iterator[Happening]:
    """Hearings to come: for who handles the case, who chairs, and who heads the section."""
    viewer, bureau = wanted.viewer, wanted.viewer.bureau_id
    if bureau is None:
        return
    found = [one for one in planned_hearings(bureau, viewer.at) if wanted.has(one.at)]
    if not found:
        return
    keys = [one.case.pk for one in found]
    seen = set(Case.objects.seen_by(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    handling = Handler.objects.filter(person=wanted.handler, case__in=keys)
    handled = set(handling.values_list("case_id", flat=True)) if wanted.handler else seen
    for one in found:
        chairs = wanted.handler is not None and one.chair_key == wanted.handler
        section = one.case.section_id
        heads = wanted.handler == viewer.person_id and viewer.role_over(Role.SECTION_HEAD, section)
        if wanted.section not in (None, section):
            continue
        if chairs or (one.case.pk in seen and (heads or one.case.pk in handled)):
            yield Happening(one.at, "hearing", one.case, seen=one.case.pk in seen)


def _payments(wanted: Wanted) -> Iterator[Happening]:
    if wanted.viewer.bureau_id is None:
        return
    undone = resting(wanted.viewer.bureau_id).values("pk")
    dues = Due.objects.seen_by(wanted.viewer).filter(
        done_at=None, due__gte=wanted.start, due__lt=wanted.end
    )
    for row in wanted.narrowed(dues.exclude(pk__in=undone))[:MOST]:
        if row.due is not None:
            yield Happening(row.due, "payment", row.case, row.kind)
    parts = Instalment.objects.seen_by(wanted.viewer).filter(
        paid_at=None, of__done_at=None, due__gte=wanted.start, due__lt=wanted.end
    )
    parts = wanted.narrowed(parts.exclude(of__in=undone)).select_related("of", "case__bureau")
    for part in parts[:MOST]:
        yield Happening(part.due, "payment", part.case, part.of.kind)


def _public_notices(wanted: Wanted) -> Iterator[Happening]:
    """When a public notice has run so long that the paper is deemed served."""
    bureau = wanted.viewer.bureau
    if bureau is None:
        return
    counting = counting_of(bureau, wanted.viewer.at)
    since = still_running(counting, wanted.start)
    for row in _activities(wanted, "service", since, deemed_after_a_term()):
        for one in services_from([row], [], (), counting, {}):
            if row.case is not None and one.expected and wanted.has(one.expected):
                yield Happening(one.expected, "public_notice", row.case)


_FINDERS: Mapping[str, Callable[[Wanted], Iterator[Happening]]] = {
    "duty": _duties,
    "recording": _recordings,
    "approval": _approvals,
    "measure": _measures,
    "plea": _pleas,
    "hearing": _hearings,
    "custody": _custody,
    "payment": _payments,
    "public_notice": _public_notices,
}
