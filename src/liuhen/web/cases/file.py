# SPDX-License-Identifier: Apache-2.0
"""Everything that the page of one case shows, put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liuhen.apps.cases.after_approval import Onwards, onwards_from, unapproved_start
from liuhen.apps.cases.case_links import came_of
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.history import Step, history
from liuhen.apps.cases.measure_approvals import Unapproved, unapproved_in
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.performing.following import Next
from liuhen.apps.cases.performing.following import Standing as Performing
from liuhen.apps.cases.performing.following import standing_of as performing_of
from liuhen.apps.cases.qualified import short_handed_in
from liuhen.apps.cases.standing import Standing, standing_in
from liuhen.apps.compliance.agenda import Happening, running_now
from liuhen.apps.compliance.queries import CaseDetail, case_detail
from liuhen.apps.people.viewer import Viewer
from liuhen.web.cases.asking import Asking
from liuhen.web.cases.axis.items import Days, LaneItems, items_of
from liuhen.web.cases.axis.picture import WIDTH, Picture, draw, stretch_said
from liuhen.web.cases.axis.scale import Scale, Stretch, scale_of
from liuhen.web.cases.duty_lines import DutyLine, StageDuties, by_stage, duty_lines
from liuhen.web.cases.entries import Entries
from liuhen.web.entering.beginning import BEGINNINGS, Beginning, beginning_of

#: What a tally of duties counts together, in the order of the bar.
_TALLIES = {
    "met": ("met", "excused"),
    "late": ("late",),
    "pending": ("pending",),  # footage that may still come in, too
    "soon": ("soon",),
    "bad": ("overdue", "breached"),
    "advised": ("advised",),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many duties look alike, and their share of the bar (of 1000)."""

    look: str
    count: int
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Some days in which something happened, to look at alone. `current`: they are, or a part."""

    first: date
    last: date
    said: str
    count: int
    current: bool

    @property
    def days(self) -> Days:
        """The days as an address asks for them."""
        return Days(self.first, self.last)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The page of one case."""

    detail: CaseDetail
    asking: Asking
    stage: str
    picture: Picture
    clusters: list[Cluster]
    inner: list[Cluster]
    entries: Entries
    duties: list[StageDuties]
    tallies: list[Tally]
    overdue: list[DutyLine]
    next: DutyLine | None
    beginning: Beginning | None
    standing: Standing | None
    onwards: list[Onwards]
    measures: list[Unapproved]
    few: list[Activity]
    steps: list[Step]
    performing: Performing
    running: list[Happening]

    @property
    def began_elsewhere(self) -> bool:
        """Whether the case came of another one, in which it began."""
        return bool(came_of(self.detail.case))

    @property
    def first_of(self) -> str:
        """Which part of what is to be done holds the next thing; the others follow it."""
        if self.measures:
            return "measures"
        if self.standing and (self.standing.to_decide or self.standing.to_inform):
            return "standing"
        if self.onwards:
            return "onwards"
        if self.next:
            return "duties"
        return "running" if self.running else "performing"

    @property
    def party_steps(self) -> list[Next]:
        """What runs for the party, or follows because it did not perform, by today's state."""
        if self.asking.as_of is not None or self.detail.case.archived_at is not None:
            return []
        return self.performing.running

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is to be done and no period runs, for the bureau or for the party."""
        decides = self.standing and (self.standing.to_decide or self.standing.to_inform)
        waits = self.overdue or self.next or self.beginning or self.onwards or self.measures
        runs = self.running or self.performing.running
        return not (decides or waits or runs or self.detail.case.archived_at)


def case_file(viewer: Viewer, case: Case, asking: Asking) -> CaseFile:
    """Return everything about `case` that its page shows."""
    known_at = asking.as_of if asking.known else None
    detail = case_detail(viewer, case, as_of=asking.as_of, known_at=known_at, whole=asking.whole)
    entries = Entries(detail)
    lines = duty_lines(detail, entries, offering=_may_enter(viewer, case, asking))
    days = asking.days
    everything = items_of(detail, Days())
    items = everything if days == Days() else items_of(detail, days)
    clusters = _clusters(_scale(everything), days)
    inner = [
        one
        for cluster in clusters
        if cluster.current and cluster.days != Days()
        for one in _clusters(_scale(items_of(detail, cluster.days)), days)
    ]
    pressing = [line for line in lines if line.due and (line.status == "pending" or line.awaited)]
    return CaseFile(
        detail=detail,
        asking=asking,
        stage=_stage(detail),
        picture=draw(
            items,
            detail.as_of,
            whole=days == Days(),
            over=case.archived_at is not None and case.archived_at <= detail.as_of,
        ),
        clusters=clusters,
        inner=inner if len(inner) > 1 else [],
        entries=entries,
        duties=list(by_stage(detail, lines)),
        tallies=_tallies(lines),
        overdue=[line for line in lines if line.status == "overdue"],
        next=min(pressing, key=lambda line: line.due or detail.as_of, default=None),
        beginning=_beginning(viewer, detail, asking),
        standing=_standing(viewer, detail, asking),
        onwards=_onwards(viewer, case, asking),
        measures=unapproved_in(case, viewer.at) if _may_enter(viewer, case, asking) else [],
        few=short_handed_in(case) if _may_enter(viewer, case, asking) else [],
        steps=history(viewer, case),
        performing=performing_of(viewer, case),
        running=running_now(case, viewer.at) if asking.as_of is None else [],
    )


def _beginning(viewer: Viewer, detail: CaseDetail, asking: Asking) -> Beginning | None:
    """The first entry, while there is none and the case goes on: hardly any period runs before."""
    if detail.case.concluded_at is not None or not _may_enter(viewer, detail.case, asking):
        return None
    begun = any(row.kind in BEGINNINGS for lane in detail.lanes for row in lane.activities)
    return None if begun or came_of(detail.case) else beginning_of(detail.case)


def _standing(viewer: Viewer, detail: CaseDetail, asking: Asking) -> Standing | None:
    """How far the beginning has come, while somebody still has to decide or to tell."""
    if detail.case.concluded_at is not None or not _may_enter(viewer, detail.case, asking):
        return None
    return standing_in(row for lane in detail.lanes for row in lane.activities)


def _onwards(viewer: Viewer, case: Case, asking: Asking) -> list[Onwards]:
    """What the handlers do next; of an urgent start that nobody approved others read as well."""
    if _may_enter(viewer, case, asking):
        return onwards_from(viewer, case)
    return unapproved_start(viewer, case) if asking.as_of is None else []


def _may_enter(viewer: Viewer, case: Case, asking: Asking) -> bool:
    """Whether links to forms help: today's state, an open case, a viewer who enters facts in it."""
    return asking.as_of is None and case_deeds(viewer, case).enter


def _stage(detail: CaseDetail) -> str:
    """The furthest stage in which something has happened."""
    reached = [
        lane.stage
        for lane in detail.lanes
        if any(row.start <= detail.as_of for row in lane.activities)
    ]
    return reached[-1] if reached else detail.lanes[0].stage


def _tallies(lines: Iterable[DutyLine]) -> list[Tally]:
    looks = [line.look for line in lines]
    counts = {name: sum(look in group for look in looks) for name, group in _TALLIES.items()}
    left, made = 0.0, []
    for name, count in counts.items():
        width = 1000 * count / len(looks) if looks else 0.0
        made.append(Tally(name, count, left, width))
        left += width
    return made


def _scale(items: Iterable[LaneItems]) -> Scale:
    intervals = (one for lane in items for one in lane.intervals)
    return scale_of(intervals, WIDTH)


def _clusters(scale: Scale, days: Days) -> list[Cluster]:
    """The stretches of an axis by their days, as links that show these days alone."""
    found: dict[Days, list[Stretch]] = {}
    for one in scale.stretches:
        found.setdefault(Days(one.first_day, one.last_day), []).append(one)
    return [
        Cluster(
            group[0].first_day,
            group[0].last_day,
            stretch_said(group[0]),
            sum(one.count for one in group),
            days.inside(current),
        )
        for current, group in found.items()
    ]
