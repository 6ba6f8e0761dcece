# SPDX-License-Identifier: Apache-2.0
"""The desk: all kinds of work in one list, the most urgent first.

What this module promises:

- what is due stands by its due time, whatever kind it is; what waits for nobody else but the reader
  and has no time of its own comes after what is due today; what others have to do comes last;
- duties of one case that differ in the recording alone are one line of a page;
- duties come out of the projection a page at a time; the other kinds are few, and are looked for at
  once: the number of queries depends neither on cases nor on pages.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone

from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.queries import duties_by_keys, overdue_at
from liuhen.apps.people.viewer import Viewer
from liuhen.web.home.choice import KINDS, Choice
from liuhen.web.home.day_work import tasks_of_terms
from liuhen.web.home.duties import (
    SOMETIME,
    Rest,
    handlers_of,
    rests,
    tasks_of,
    tasks_of_rests,
    when_of,
)
from liuhen.web.home.other_work import other_work
from liuhen.web.home.tasks import HEADINGS, Line, Outline, Task, one_for_same, order_of

if TYPE_CHECKING:
    from uuid import UUID

LINES = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Work of about the same urgency."""

    heading: str
    when: str
    lines: list[Task]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many lines there are, for the head of the list; `open`: cases, of which each is one.

    Together they are as many as the pages hold.
    """

    overdue: int
    today: int
    now: int
    later: int
    open: int
    others: int


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of work with how much there is of it, and the address of the list of it alone."""

    kind: str
    said: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows."""

    page: Page[Any]
    groups: list[Group]
    numbers: Numbers
    kinds: list[KindChoice]


def desk_of(viewer: Viewer, choice: Choice, number: str) -> Desk:
    """Return one page of the work that is wanted."""
    every = list(other_work(viewer, choice))
    shown = [one for one in every if choice.kind in ("", one.kind)]
    counts = _duty_counts(viewer, choice)
    work = _Work(viewer, choice, shown, counts)
    page: Page[Any] = Paginator(work, LINES).get_page(number)
    lines = work.lines(list(page.object_list))
    groups = [
        Group(str(HEADINGS[when]), when, list(members))
        for when, members in groupby(lines, key=lambda line: line.when)
    ]
    return Desk(page, groups, _numbers(choice, shown, counts), _kinds(choice, every, counts))


def _duty_counts(viewer: Viewer, choice: Choice) -> dict[str, int]:
    """How many duties there are by when they are due, and in how many cases the rest of them."""
    now = viewer.at
    midnight = datetime.combine(timezone.localdate(now) + timedelta(days=1), time())
    tomorrow = timezone.make_aware(midnight)
    late = overdue_at(now)
    counted: dict[str, int] = choice.duties(viewer).aggregate(
        overdue=Count("pk", filter=late),
        today=Count("pk", filter=~late & Q(due__lt=tomorrow)),
        later=Count("pk", filter=Q(due__gte=tomorrow)),
        undated=Count("pk", filter=Q(due=None, status="overdue")),
        cases=Count("case", filter=SOMETIME, distinct=True),
    )
    return counted


def _numbers(choice: Choice, others: Iterable[Line], counts: dict[str, int]) -> Numbers:
    seen = Counter("later" if one.when == "week" else one.when for one in others)
    duties = counts if choice.kind in ("", "duty") else dict.fromkeys(counts, 0)
    return Numbers(
        duties["overdue"] + seen["overdue"],
        duties["today"] + seen["today"],
        seen["now"],
        duties["later"] + seen["later"],
        duties["cases"],
        seen["others"],
    )


def _kinds(choice: Choice, others: Iterable[Line], counts: dict[str, int]) -> list[KindChoice]:
    """The kinds of which there is something, and the one that is chosen."""
    seen = Counter(one.kind for one in others)
    seen["duty"] += counts["overdue"] + counts["today"] + counts["later"] + counts["cases"]
    return [
        KindChoice(kind, str(said), seen[kind], choice.of_kind(kind).query)
        for kind, said in KINDS.items()
        if seen[kind] or kind == choice.kind
    ]


class _Work(Sequence[Any]):
    """The whole list, of which a page is cut.

    First the duties by due time with the other work among them, then what cases need before they
    are archived, then what others have to do.
    """

    def __init__(
        self, viewer: Viewer, choice: Choice, others: list[Line], counts: dict[str, int]
    ) -> None:
        self.viewer = viewer
        self.rows = choice.duties(viewer)
        with_duties = choice.kind in ("", "duty")
        self.dated = counts["overdue"] + counts["today"] + counts["later"] if with_duties else 0
        self.undated = counts["undated"] if with_duties else 0
        self.late = counts["overdue"] - counts["undated"] if with_duties else 0
        self.cases = counts["cases"] if with_duties else 0
        ordered = sorted(others, key=lambda one: one.order)
        self.among = [one for one in ordered if one.when != "others"]
        self.last = [one for one in ordered if one.when == "others"]

    def __len__(self) -> int:
        return self.dated + len(self.among) + self.cases + len(self.last)

    def __getitem__(self, wanted: Any) -> Any:  # a page is cut by a slice, nothing else
        start, stop = wanted.start or 0, len(self) if wanted.stop is None else wanted.stop
        found: list[OpenDuty | Line | Rest] = [*self._among(start, stop)]
        first = self.dated + len(self.among)
        lower, upper = max(start - first, 0), max(stop - first, 0)
        if self.cases and upper and lower < self.cases:
            pairs = rests(self.rows)[lower:upper]
            found += [Rest(case, count) for case, count in pairs]
        first += self.cases
        return [*found, *self.last[max(start - first, 0) : max(stop - first, 0)]]

    def _among(self, start: int, stop: int) -> list[OpenDuty | Line]:
        """The part of the merged list from `start` to `stop`.

        So many duties as there are other lines may stand before the page in place of these: a
        duty that is further down than `start` less their number cannot be on an earlier page.
        """
        base = max(start - len(self.among), 0)
        duties = self._duties(base, min(stop, self.dated))
        merged: list[OpenDuty | Line] = sorted([*duties, *self.among], key=self._order)
        return merged[start - base : stop - base]

    def _duties(self, start: int, stop: int) -> list[OpenDuty]:
        """The duties from `start` to `stop` by due time, in which an index keeps them.

        Those that are overdue without a time of their own stand after the others that are overdue.
        """
        last = ("case_id", "obligation", "subject")
        timed = self.rows.filter(due__isnull=False).order_by("due", *last)
        undated = self.rows.filter(due=None, status="overdue").order_by(*last)
        parts = [(timed, 0, self.dated)]
        if self.undated:
            end = self.dated - self.undated
            parts = [(timed, 0, self.late), (undated, 0, self.undated), (timed, self.late, end)]
        keys: list[UUID] = []
        for rows, first, end in parts:
            lower, upper = max(first, first + start), min(end, first + stop)
            if lower < upper:
                keys += rows.values_list("pk", flat=True)[lower:upper]
            start, stop = start - (end - first), stop - (end - first)
        return duties_by_keys(keys)

    def _order(self, one: OpenDuty | Line) -> tuple[int, datetime]:
        if isinstance(one, OpenDuty):
            return order_of(when_of(one, self.viewer.at), one.due)
        return one.order

    def lines(self, found: list[OpenDuty | Line | Rest]) -> list[Task]:
        """Return the lines of a page, each kind with few queries."""
        duties = tasks_of(self.viewer, [one for one in found if isinstance(one, OpenDuty)])
        terms = tasks_of_terms(self.viewer, [one for one in found if isinstance(one, Outline)])
        cases = [one for one in found if isinstance(one, Rest)]
        open_ = {
            line.case.pk: line for line in tasks_of_rests(self.rows, cases) if line.case is not None
        }
        lines: list[Task] = []
        for one in found:
            if isinstance(one, OpenDuty):
                lines.append(next(duties))
            elif isinstance(one, Outline):
                lines.append(next(terms))
            elif isinstance(one, Task):
                lines.append(one)
            elif one.case in open_:
                lines.append(open_[one.case])
        lines = one_for_same(lines)
        names = handlers_of({line.case.pk for line in lines if line.case is not None})
        return [
            line if line.case is None else replace(line, handlers=names[line.case.pk])
            for line in lines
        ]
