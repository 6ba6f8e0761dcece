# SPDX-License-Identifier: Apache-2.0
"""Footage that may still be in its recorder, and until when the bureau lets it come in.

The engine says of an activity without footage that it cannot be cured, as soon as the activity is
over: it judges what is there. But film is brought in after the activity, and each bureau sets its
own period for that (002 art. 19, 003 art. 27(5), 004 art. 10). Where one has no period of its own,
footage is filed with the case (000 and 001 art. 19). Until then pages say that the footage is not
in the system yet. Nothing is judged here, and no answer of the engine is changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone
from msgspec import UNSET

from liuhen.apps.cases.facts import Rows, rows_of_case
from liuhen.apps.cases.models import Activity, FactOrigin, Recording
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.evidence.models import Outing
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law import facts as law
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding, Report
from liuhen.law.pack import Pack, parts_of
from liuhen.law.workdays import Calendar

#: A finding whose footage may still come in; a word of pages, never of the engine.
AWAITED = "awaited"
_CASE, _EVENT, _FILM = "c", "e", "film"
_EVER = datetime.max.replace(tzinfo=UTC)
_MOVING = frozenset({"video", "surveillance"})
_SEEN_IN_FILM = ("informed", "position", "spoken", "place_sign", "content:")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Awaited:
    """Until when footage is to be brought in, and by which articles.

    Without `until` there is no last moment yet: the officers are away, or footage is filed with the
    case and the case is not concluded.
    """

    until: datetime | None
    articles: tuple[str, ...]
    away: bool = False


def awaited_in(rows: Rows, report: Report, pack: Pack, calendar: Calendar) -> dict[Key, Awaited]:
    """Return which findings of a report speak of footage that may still come in."""
    case, now = rows.case, report.as_of
    if case.archived_at is not None and case.archived_at <= now:
        return {}
    looking = _Looking(rows, report, pack, calendar)
    found: dict[Key, Awaited] = {}
    for finding in report.findings:
        waits = looking.waits(finding) if finding.status == "breached" else None
        if waits is not None:
            found[finding.obligation, finding.subject] = waits
    return found


def awaited_of(activity: Activity, now: datetime) -> Awaited | None:
    """Return until when footage of an activity may come in, where a duty of its case waits."""
    case = activity.case
    if case is None:
        return None
    rows, pack, calendar = rows_of_case(case), pack_of_case(case), calendar_today()
    report = judge_rows(rows, pack, calendar, now)
    found = awaited_in(rows, report, pack, calendar)
    return next((one for (_name, ref), one in found.items() if ref == activity.ref), None)


# ---------------------------------------------------------------- inside


class _Looking:
    """Looks through the findings of one case; what several of them need is looked for once."""

    def __init__(self, rows: Rows, report: Report, pack: Pack, calendar: Calendar) -> None:
        self.rows, self.report, self.pack, self.calendar = rows, report, pack, calendar
        self.duties = _duties_of(pack)
        self.activities = {row.ref: row for row in rows.activities}
        self.recordings = {row.ref: row for row in rows.recordings}
        self._known: dict[str, Awaited | None] = {}
        self._outings: list[Outing] | None = None

    def waits(self, finding: Finding) -> Awaited | None:
        """Until when the footage may come in that the finding lacks; `None`: it is not that."""
        ref = finding.subject
        if (activity := self.activities.get(ref)) is not None:
            lacks = finding.obligation in self.duties.filming and _lacks_film(finding)
            if not lacks or activity.no_recording or not self._is_in_recorder(activity):
                return None
            if ref not in self._known:
                self._known[ref] = self._of_activity(activity)
            return self._known[ref]
        recording = self.recordings.get(ref)
        if recording is None or not _is_typed_alone(recording):
            return None
        said_later = all(token.startswith(_SEEN_IN_FILM) for token in finding.missing)
        return self._of_recording(ref) if finding.missing and said_later else None

    def _is_in_recorder(self, activity: Activity) -> bool:
        """Whether no film of the activity has come in, nor anything that was stored."""
        of_it = (row for row in self.rows.recordings if activity.ref in row.event_refs)
        return all(_is_typed_alone(row) for row in of_it if row.kind in _MOVING)

    def _of_recording(self, ref: str) -> Awaited | None:
        storing = self.duties.storing
        if not storing:
            return self._with_the_case()
        found = (one for one in self.report.findings if one.subject == ref)
        return _pending((one for one in found if one.obligation in storing), self.report.as_of)

    def _of_activity(self, row: Activity) -> Awaited | None:
        """The answer for film of the whole activity, as the regulation counts for any film."""
        if not self.duties.storing:
            return self._with_the_case()
        if row.end is None:
            return None
        away = self._outing_of(row, row.end) if self.duties.after_return else None
        if away is not None and away.returned_at is None:
            return Awaited(None, self.duties.storing_articles, away=True)
        back = None if away is None else away.returned_at
        start, end = timezone.localtime(row.start), timezone.localtime(row.end)
        facts = law.Facts(
            case=law.Case(id=_CASE, act="inspection"),
            events=[law.Event(id=_EVENT, type="site_inspection", start=start, end=end)],
            recordings=[
                law.Recording(
                    id=_FILM, kind="video", start=start, end=end, events=[_EVENT],
                    returned_at=UNSET if back is None else timezone.localtime(back),
                )
            ],
        )  # fmt: skip
        made = evaluate(facts, self.pack, self.calendar, self.report.as_of)
        about = (one for one in made.findings if one.subject == _FILM)
        return _pending(
            (one for one in about if one.obligation in self.duties.storing), self.report.as_of
        )

    def _outing_of(self, row: Activity, end: datetime) -> Outing | None:
        """The outing of one of its officers during which it ended; one that goes on comes first."""
        keys = {str(one["person"]) for one in row.officers if one.get("person")}
        names = {str(one.get("name", "")) for one in row.officers if not one.get("person")}
        if self._outings is None:
            self._outings = _outings_of(self.activities.values())
        away = (
            one
            for one in self._outings
            if one.left_at <= end
            and (one.returned_at is None or one.returned_at >= end)
            and (str(one.officer_id) in keys or one.officer.name in names)
        )
        return max(away, key=lambda one: one.returned_at or _EVER, default=None)

    def _with_the_case(self) -> Awaited | None:
        """Footage that has no period of its own comes in before the case is filed."""
        closing = self.pack.manifest.closing
        articles = next((one.articles for one in self.pack.obligations if one.id == closing), ())
        if not articles:
            return None
        found = [one for one in self.report.findings if one.obligation == closing]
        return _pending(found, self.report.as_of) if found else Awaited(None, articles)


@dataclass(frozen=True, slots=True)
class _Duties:
    """Which duties of a regulation footage fulfils, and which ask that it is stored in time."""

    filming: frozenset[str]
    storing: frozenset[str]
    storing_articles: tuple[str, ...]
    after_return: bool


@lru_cache(maxsize=64)
def _duties_of(pack: Pack) -> _Duties:
    filming = {
        one.id
        for one in pack.obligations
        if any(part.recorded or part.covered or part.content for part in parts_of(one.require))
    }
    storing = [one for one in pack.obligations if any(part.stored for part in one.require)]
    return _Duties(
        frozenset(filming),
        frozenset(one.id for one in storing),
        tuple(dict.fromkeys(name for one in storing for name in one.articles)),
        any(one.or_after_return for one in storing),
    )


def _pending(findings: Iterable[Finding], now: datetime) -> Awaited | None:
    """The latest of the periods that still run."""
    running = [one for one in findings if one.status == "pending" and (one.due or now) >= now]
    if not running:
        return None
    last = max(running, key=lambda one: one.due or _EVER)
    return Awaited(last.due, tuple(last.articles))


def _lacks_film(finding: Finding) -> bool:
    lacking = finding.missing
    return bool(lacking) and all(one.startswith(("recording:", "content:")) for one in lacking)


def _is_typed_alone(row: Recording) -> bool:
    """Whether somebody says that it was recorded, and nothing has come in yet."""
    typed = row.original_id is None and row.stored_at is None
    return typed and row.origin != FactOrigin.IMPORT


def _outings_of(activities: Iterable[Activity]) -> list[Outing]:
    """The outings during which any activity of one case may have ended, by one query for all."""
    rows = list(activities)
    ends = [row.end for row in rows if row.end is not None]
    officers = [one for row in rows for one in row.officers]
    if not ends or not officers:
        return []
    keys = {str(one["person"]) for one in officers if one.get("person")}
    names = {str(one.get("name", "")) for one in officers if not one.get("person")}
    away = Outing.objects.within(rows[0].bureau_id).filter(left_at__lte=max(ends))
    away = away.filter(Q(returned_at=None) | Q(returned_at__gte=min(ends)))
    found = away.filter(Q(officer__in=keys) | Q(officer__name__in=names))
    return list(found.select_related("officer"))
