# SPDX-License-Identifier: Apache-2.0
"""Which day brings what: due times, hearings, ends of pleas and seizures, payments, notices.

What this module promises:

- duties and what runs out in cases are read where the projection keeps them, the rest from its
  rows, when it is asked for, within what the viewer may see; the number of queries does not grow
  with what is found.

What a calendar program is told of it stands in `calendar_feed`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from liuhen.apps.cases.hearings import planned_hearings
from liuhen.apps.cases.measure_approvals import COERCION
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    Case,
    Handler,
)
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.cases.visibility import OpenManager, handled_by
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.look import batches
from liuhen.apps.compliance.models import CaseTerm, OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import (
    CUSTODY,
    PAYMENT,
    PLEA,
    PUBLIC_NOTICE,
    TO_APPROVE,
    still_told,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewed import Row
from liuhen.apps.people.viewer import Viewer

#: What there is, in the order of pages.
KINDS = (
    "duty", "recording", "approval", "measure", "plea", "hearing", "custody", "payment",
    "public_notice",
)  # fmt: skip
#: What is over by itself, and late for nobody.
PASSING = frozenset({PLEA, "hearing", PUBLIC_NOTICE})
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
class Term:
    """What runs out in a case, before the case is read; else as in `Happening`."""

    at: datetime
    kind: str
    case: UUID
    what: str
    more: int
    about: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: from `start` until `end`, in the cases that a person handles.

    Without a person, in all that the viewer sees; with a section, in those of that section. With
    `passing_from`, what is over by itself only from then on.
    """

    viewer: Viewer
    start: datetime
    end: datetime
    handler: UUID | None = None
    section: UUID | None = None
    passing_from: datetime | None = None

    def seen(self, manager: OpenManager[Row]) -> QuerySet[Row]:
        """Return the rows about these cases, as long as they are not archived."""
        if self.handler == self.viewer.person_id:
            return self._open(manager.handled(self.viewer))
        return self.narrowed(manager.seen_by(self.viewer))

    def narrowed(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Narrow rows about cases to these cases, as long as they are not archived."""
        if self.handler is not None:
            rows = rows.filter(case_id__in=handled_by(self.handler))
        return self._open(rows)

    def _open(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = rows.filter(case__archived_at=None)
        return rows if self.section is None else rows.filter(case__section=self.section)

    @property
    def begin(self) -> datetime:
        """From when on what is over by itself is looked for."""
        return self.passing_from or self.start


def happenings(
    viewer: Viewer, start: datetime, end: datetime, *, mine: bool = True
) -> list[Happening]:
    """Return what there is from `start` until `end`, by time; `mine`: of cases I handle."""
    return look_for(Wanted(viewer, start, end, viewer.person_id if mine else None))


def look_for(wanted: Wanted, kinds: Iterable[str] = KINDS) -> list[Happening]:
    """Return what there is of these kinds, by time."""
    if not wanted.viewer.may(Permission.CASE_VIEW):
        return []
    wished = frozenset(kinds)
    found = [one for kind in _FINDERS if kind in wished for one in _FINDERS[kind](wanted)]
    found += happenings_of(wanted.viewer, terms(wanted, wished))
    return sorted(found, key=lambda one: (one.at, one.case.number, one.kind))


def _duties(wanted: Wanted) -> Iterator[Happening]:
    """Duties of one case that are due at one moment are one entry."""
    yield from _due(wanted, "duty", ("pending", "overdue"))


def _recordings(wanted: Wanted) -> Iterator[Happening]:
    """Until when footage may still be brought in."""
    yield from _due(wanted, "recording", (AWAITED,))


def _due(wanted: Wanted, kind: str, statuses: Iterable[str]) -> Iterator[Happening]:
    rows = wanted.seen(OpenDuty.objects).filter(
        generation=current_generation(),
        status__in=statuses,
        due__gte=wanted.start,
        due__lt=wanted.end,
    )
    groups: dict[tuple[object, datetime], list[OpenDuty]] = defaultdict(list)
    ordered = rows.select_related("case__bureau").order_by("due", "obligation")
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
    for row in wanted.narrowed(rows).select_related("case__bureau")[:MOST]:
        if row.due is not None:
            yield Happening(row.due, "approval", row.case, str(row.title.get("zh", row.matter)))


def _activities(wanted: Wanted, kind: str) -> list[Activity]:
    """Activities of one kind in the open cases that the viewer sees.

    Of one kind there are few in some days, so which cases are seen is asked of these alone; no
    more than `MOST` are read whole, whatever stands in other cases and bureaus.
    """
    rows = Activity._base_manager.filter(
        kind=kind,
        start__gte=wanted.begin,
        start__lt=wanted.end,
        superseded_at=None,
        withdrawn=False,
        case__isnull=False,
    )
    told = rows.order_by("start", "pk")
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


def terms(wanted: Wanted, kinds: Iterable[str]) -> list[Term]:
    """Return what runs out in cases, as it is kept, by time; of what is held, what ends together.

    `happenings_of` reads the cases.
    """
    asked = _RUNNING.intersection(kinds)
    if not asked or not wanted.viewer.may(Permission.CASE_VIEW):
        return []
    own = Q(kind__in=asked - PASSING) | Q(kind__in=asked & PASSING, ends_at__gte=wanted.begin)
    rows = wanted.seen(CaseTerm.objects).filter(
        own,
        still_told(wanted.viewer.at),
        generation=current_generation(),
        ends_at__gte=wanted.start,
        ends_at__lt=wanted.end,
    )
    columns = ("kind", "ends_at", "case_id", "about", "word", "pk")
    ordered = rows.order_by("ends_at", "pk").values_list(*columns, named=True)
    ends: dict[tuple[object, ...], list[Any]] = defaultdict(list)
    for row in ordered[:MOST]:
        alone = () if row.kind == CUSTODY else (row.pk,)
        ends[row.kind, row.case_id, row.ends_at, *alone].append(row)
    return [
        Term(
            first.ends_at,
            first.kind,
            first.case_id,
            first.word,
            len(more),
            "" if first.kind == PAYMENT else first.about,
        )
        for first, *more in ends.values()
    ]


def running_now(case: Case, at: datetime) -> list[Happening]:
    """Return what runs out in one case at `at` or later, but for what the party owes, by time.

    That and the measures to be approved have more to be said of them on the page of the case.
    """
    rows = CaseTerm.objects.within(case.bureau_id).filter(
        case=case, generation=current_generation(), ends_at__gte=at
    )
    rows = rows.exclude(kind__in=(PAYMENT, TO_APPROVE)).order_by("ends_at", "pk")
    return [Happening(row.ends_at, row.kind, case, row.text, about=row.about) for row in rows]


def happenings_of(viewer: Viewer, found: Collection[Term]) -> list[Happening]:
    """Return these terms with their cases, which the viewer was found to see."""
    cases: dict[UUID, Case] = {}
    for some in batches(one.case for one in found):
        cases |= {case.pk: case for case in Case._base_manager.filter(pk__in=some)}
    basis = _why_approved(viewer) if any(one.kind == TO_APPROVE for one in found) else ()
    return [
        Happening(
            one.at,
            one.kind,
            cases[one.case],
            one.what,
            one.more,
            about=one.about,
            basis=basis if one.kind == TO_APPROVE else (),
        )
        for one in found
    ]


def _why_approved(viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Which statutes ask that a head approves a measure afterwards."""
    bureau, at = viewer.bureau, viewer.at
    matter = matters_in(bureau, at).get((COERCION, True)) if bureau is not None else None
    return () if matter is None else tuple((law.law, law.article) for law in matter.basis)


def _hearings(wanted: Wanted) -> Iterator[Happening]:
    for row in _activities(wanted, "hearing"):
        if row.case is not None:
            yield Happening(row.start, "hearing", row.case)
    yield from _planned_hearings(wanted)


def _planned_hearings(wanted: Wanted) -> Iterator[Happening]:
    """Hearings to come: for who handles the case, who chairs, and who heads the section."""
    viewer, bureau = wanted.viewer, wanted.viewer.bureau_id
    if bureau is None:
        return
    every = planned_hearings(bureau, viewer.at)
    found = [one for one in every if wanted.begin <= one.at < wanted.end]
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


_FINDERS: Mapping[str, Callable[[Wanted], Iterator[Happening]]] = {
    "duty": _duties,
    "recording": _recordings,
    "approval": _approvals,
    "hearing": _hearings,
}
_RUNNING = frozenset({TO_APPROVE, PLEA, CUSTODY, PAYMENT, PUBLIC_NOTICE})
