# SPDX-License-Identifier: Apache-2.0
"""What comes next after a decision, by whom and until when (行政强制法 art. 53, 54)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from liuhen.apps.cases.models import Activity, Case, Due
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.performing.course import ORDERING, Course, course_of
from liuhen.apps.cases.performing.standing import Kind, Owed, owed_of
from liuhen.apps.cases.performing.undone import TO_COMPARE
from liuhen.apps.cases.remedies import Remedy, going_on_in
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.once import once
from liuhen.law.statutory import Term, terms

#: Steps that nothing more of what was ordered is left for.
_AT_THE_END = ("end", "end_dropped", "undone")


class Next(NamedTuple):
    """A step that comes next. `due`: by when; `since`: from when on. `terms`: which laws say so.

    `who`: which parties the decisions name that it follows from, where it is not that of all.
    """

    word: str
    due: datetime | None = None
    since: datetime | None = None
    terms: tuple[Term, ...] = ()
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the party of a case owes, and what comes next.

    `compare`: what came of the newest remedy, where it left the decision standing and may yet
    change what is owed by it; `compared`: of which party, where that was said. `several`: whether
    the case has several parties, so that each is named. `fought`: the remedies that go on.
    """

    owed: tuple[Owed, ...]
    steps: tuple[Next, ...]
    remedies: tuple[tuple[datetime, datetime | None], ...] = ()
    compare: str = ""
    compared: str = ""
    several: bool = False
    fought: tuple[Remedy, ...] = ()

    @property
    def open(self) -> list[Owed]:
        """What is not done yet."""
        return [one for one in self.owed if one.open]

    @property
    def dropped(self) -> list[Owed]:
        """What a head let go, or what was revoked."""
        return [one for one in self.owed if one.state == "dropped"]

    @property
    def running(self) -> list[Next]:
        """The steps that a period runs for, or that are to be taken: all but the end."""
        return [one for one in self.steps if one.word not in _AT_THE_END]

    @property
    def resting(self) -> list[Owed]:
        """What a decision ordered that was revoked or decided anew, and nobody let go yet."""
        return [one for one in self.owed if one.state == "rests"]


def standing_of(viewer: Viewer, case: Case) -> Standing:
    """Return what the party of the case owes now, and what comes next."""
    return once((standing_of, viewer.person_id, case.pk), lambda: _standing_of(viewer, case))


def _standing_of(viewer: Viewer, case: Case) -> Standing:
    rows = list(seen_rows(Due, viewer, case).order_by("recorded_at", "id"))
    course = course_of(case)
    owed = owed_of(rows, {case.pk: course}, viewer.at)
    steps = next_steps(case, owed, course, viewer.at)
    results = course.remedy_results() if any(one.open for one in owed) else {}
    found = ((result, who) for who, result in results.items() if result in TO_COMPARE)
    compare, compared = next(found, ("", ""))
    several = len({one.party for one in owed}) > 1 or len(parties_of(case)) > 1
    return Standing(
        tuple(owed),
        tuple(steps),
        tuple(course.remedies()),
        compare,
        compared,
        several,
        tuple(going_on_in(course.activities)),
    )


def next_steps(case: Case, owed: Sequence[Owed], course: Course, at: datetime) -> list[Next]:
    """Return what comes next in a case, the most pressing first."""
    known = terms()
    undone = [one for one in owed if one.open]
    if not owed:
        return []
    if not undone and any(one.state == "rests" for one in owed):
        return [] if case.concluded_at else [Next("undone")]
    if not undone:
        dropped = any(one.state == "dropped" for one in owed)
        return [] if case.concluded_at else [Next("end_dropped" if dropped else "end")]
    steps = []
    unserved = [one for one in undone if one.state == "waits" and one.row.kind == Kind.FINE]
    if unserved:
        made = min((row.at for row in course.documents if row.type in ORDERING), default=None)
        term = known["service.decision"]
        due = made and course.counting.ends(term, made)
        steps.append(Next("serve", due, terms=(term,), who=_whose(unserved)))
    late = [one for one in undone if one.state == "overdue" and one.row.kind != Kind.RECTIFICATION]
    steps += [
        Next("check" if one.row.kind == Kind.RECTIFICATION else "await", one.due, who=_whose([one]))
        for one in undone
        if one.state != "waits" and one not in late
    ]
    fought = [one for one in late if course.is_fought(one.row.document_ref)]
    others = [one for one in late if one not in fought]
    if fought:
        who = _whose(fought) if others else ()
        steps.append(Next("remedy", terms=(known["fine.surcharge-pause"],), who=who))
    if others:
        steps.append(_enforcing(others, course, at))
    return sorted(steps, key=lambda one: one.due or one.since or at)


def _whose(owed: Iterable[Owed]) -> tuple[str, ...]:
    """The parties whom the decisions name."""
    return tuple(dict.fromkeys(one.party for one in owed if one.party))


def _enforcing(late: Sequence[Owed], course: Course, at: datetime) -> Next:
    """What comes next where the party did not do it in time (行政强制法 art. 53, 54)."""
    if (asked := course.first("court_application")) is not None:
        return _at_court(course.first("court_result", asked.start), course)
    since = min(one.due for one in late if one.due is not None)
    ends = remedies_end(course)
    window = ends and court_until(course, ends, [one.row for one in late])
    return _asking_the_court(since, ends, window, course, at)


#: What follows from what the court answered; of an older entry nobody said what it was.
_AFTER_COURT = {
    "allowed": "court_enforces",
    "refused": "court_refused",
    "not_accepted": "court_refused",
    "ended": "court_ended",
}


def _at_court(answer: Activity | None, course: Course) -> Next:
    """What comes next where the court was asked (行政强制法 arts. 56-58)."""
    if answer is None:
        return Next("court_waits")
    word = _AFTER_COURT.get(str(answer.details.get("court", {}).get("result", "")), "result")
    if word != "court_refused":
        return Next(word)
    term = terms()["court.review"]
    return Next(word, course.counting.ends(term, answer.start), terms=(term,))


def court_until(course: Course, ends: datetime, rows: Iterable[Due]) -> datetime:
    """Return until when the court may be asked about all of `rows`, no remedy being left at `ends`.

    What is paid later or in parts by a grant: from the last day of that on (处罚法 art. 72(2)). Of
    several the first that runs out counts; a surcharge goes with its fine.
    """
    every = list(rows)
    claims = [row for row in every if row.kind != Kind.SURCHARGE] or every
    begins = [max(ends, row.due) if row.plans and row.due is not None else ends for row in claims]
    return course.counting.ends(terms()["court.apply"], min(begins, default=ends))


def _asking_the_court(
    since: datetime, ends: datetime | None, window: datetime | None, course: Course, at: datetime
) -> Next:
    """What has to be done before the court is asked, or until when it may be."""
    known = terms()
    court = (known["court.apply"], known["demand.wait"])
    demand = course.first("demand", since)
    if demand is None:
        return Next("demand", window, since, court)
    served = course.served(("demand_notice",))
    if served is None:
        return Next("serve_demand", window, demand.start, court)
    wait = course.counting.ends(known["demand.wait"], served)
    free = max(wait, ends) if ends else wait
    return Next("wait" if at <= free else "court", window, free, court)


def remedies_end(course: Course) -> datetime | None:
    """Return when nothing can be sought against the decision any more; unknown before service."""
    known = terms()
    served = course.served(ORDERING)
    if served is None:
        return None
    ends = [
        course.counting.ends(known[term], served)
        for term in ("remedy.reconsideration", "remedy.litigation")
    ]
    after = [
        course.counting.ends(known["remedy.litigation-after"], end)
        for _start, end in course.remedies()
        if end is not None
    ]
    return max(after) if after else max(ends)
