# SPDX-License-Identifier: Apache-2.0
"""Hearings that are planned: announced for a day, put off to another, and held at last.

What this module promises:

- the newest word counts: a typed notice (`announce_hearing`) or an issued notice of a hearing;
- a hearing that took place since is planned no more;
- nobody is announced as chair who may not chair it (`chairing`);
- how long before the party is to be told stands in the pack (行政处罚法 art. 64(2), of a licence
  行政许可法 art. 48(1)), and is judged there; here nothing is refused for it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.chairing import who_may_chair
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Paper
from liuhen.apps.cases.of_case import standing_papers
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.period import Period
from liuhen.law.routes import gates_of
from liuhen.law.zone import Zone
from liuhen.paper.values import as_time

_FORM = "hearing_notice"
_NOTIFIED, _HELD = "hearing_notified", "hearing"
#: A notice that is older speaks of no hearing that is still to come.
_LONGEST = timedelta(days=400)
_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Planned:
    """A hearing that is to come. `chair_key`: the chair's account, where it is known."""

    case: Case
    at: datetime
    said_at: datetime
    place: str = ""
    chair: str = ""
    chair_key: UUID | None = None
    recorder: str = ""


def planned_hearings(bureau: UUID, now: datetime, case: Case | None = None) -> list[Planned]:
    """Return the hearings of a bureau that are planned, by time: one of a case at most.

    The number of queries does not grow. Who may see the cases is for the caller to ask.
    """
    newest: dict[UUID, Planned] = {}
    for one in (*_typed(bureau, now, case), *_issued(bureau, now, case)):
        before = newest.get(one.case.pk)
        if before is None or before.said_at <= one.said_at:
            newest[one.case.pk] = one
    for row in _held(newest, case) if newest else ():
        key = row.case_id
        if key in newest and max(row.start, row.recorded_at) >= newest[key].said_at:
            del newest[key]
    return sorted(newest.values(), key=lambda one: one.at)


def planned_of(case: Case, now: datetime) -> Planned | None:
    """Return the hearing that is planned in a case."""
    return next(iter(planned_hearings(case.bureau_id, now, case)), None)


def is_asked_for(case: Case) -> bool:
    """Whether the party asked for a hearing that was not held yet."""
    kinds = {row.kind for row in known_rows(Activity, case)}
    return "hearing_requested" in kinds and _HELD not in kinds


def _held(cases: Iterable[UUID], case: Case | None) -> list[Activity]:
    """The hearings that took place."""
    if case is not None:
        return [row for row in known_rows(Activity, case) if row.kind == _HELD]
    rows = Activity._base_manager.filter(kind=_HELD, case_id__in=list(cases))
    return list(rows.filter(superseded_at=None, withdrawn=False))


def _notices(bureau: UUID, now: datetime, case: Case | None) -> Iterable[Activity]:
    """The typed notices of hearings, of one case or of all that are open.

    There are few in some months: the database is told their kind and time alone.
    """
    since = now - _LONGEST
    if case is not None:
        rows = known_rows(Activity, case)
        return [row for row in rows if row.kind == _NOTIFIED and row.start >= since]
    found = Activity._base_manager.filter(
        kind=_NOTIFIED, start__gte=since, superseded_at=None, withdrawn=False
    ).select_related("case__bureau")
    return [
        row
        for row in found
        if row.case and row.case.bureau_id == bureau and row.case.archived_at is None
    ]


def _typed(bureau: UUID, now: datetime, case: Case | None) -> Iterable[Planned]:
    for row in _notices(bureau, now, case):
        told, of = row.details.get("hearing"), case or row.case
        if of is not None and told and "planned" in told:
            key = told.get("chair_person")
            yield Planned(
                of, datetime.fromisoformat(told["planned"]), row.recorded_at,
                told.get("place", ""), told.get("chair", ""), UUID(key) if key else None,
            )  # fmt: skip


def _issued(bureau: UUID, now: datetime, case: Case | None) -> Iterable[Planned]:
    """What issued notices say; the chair is known by a name that only one person bears."""
    papers = _issued_notices(bureau, now, case)
    names = {str(row.values.get("chair", "")) for row in papers} - {""}
    people = list(
        Person.objects.filter(bureau=bureau, name__in=names, is_active=True).values_list(
            "name", "pk"
        )
    )
    once = Counter(name for name, _key in people)
    keys = {name: key for name, key in people if once[name] == 1}
    for row in papers:
        at = as_time(row.values.get("planned"))
        if at is not None:
            chair = str(row.values.get("chair", ""))
            place = str(row.values.get("place", ""))
            recorder = str(row.values.get("recorder", ""))
            of, key = case or row.case, keys.get(chair)
            yield Planned(of, at, row.issued_at, place, chair, key, recorder)


def _issued_notices(bureau: UUID, now: datetime, case: Case | None) -> list[Paper]:
    since = now - _LONGEST
    if case is not None:
        rows = standing_papers(case)
        return [row for row in rows if row.form == _FORM and row.issued_at >= since]
    found = Paper.objects.within(bureau).filter(form=_FORM, replaced_by=None, issued_at__gte=since)
    return list(found.filter(case__archived_at=None).select_related("case__bureau"))


# ---------------------------------------------------------------- announcing


@dataclass(frozen=True, slots=True)
class Before:
    """How long before a hearing the party is to be told: working days, until when, by what law."""

    end: datetime
    days: int
    basis: tuple[tuple[str, str], ...]


def earliest_hearing(case: Case, told: datetime) -> Before | None:
    """Return the period before a hearing of a case of this kind, if the party is told at `told`.

    Nothing where no law that the pack names has such a period for it.
    """
    gates = gates_of(pack_now(case.bureau, told).id)
    found = (
        gate
        for gate in gates
        if gate.condition == "hearing_notice_in_time" and (not gate.act or case.act in gate.act)
    )
    gate = next(found, None)
    days = gate.limits.get("working-days") if gate is not None else None
    if gate is None or days is None:
        return None
    zone = Zone(_ZONE)
    end = due(Period(working_days=days), int(told.timestamp()), calendar_today(), zone)
    basis = tuple((one.law, one.article) for one in gate.basis)
    return Before(zone.datetime_of(end.at), days, basis)


def _require_chair(case: Case, chair: Person, at: datetime) -> None:
    if not who_may_chair(case, at).filter(pk=chair.pk).exists():
        raise BadFactError(
            _(
                "%(name)s does not chair it: choose somebody who acts in the bureau and had no "
                "part in the investigation."
            )
            % {"name": chair.name},
            "chair",
        )


def announce_hearing(
    *,
    by: Viewer,
    case: Case,
    planned: datetime,
    told_at: datetime | None = None,
    place: str = "",
    chair: Person | None = None,
) -> Activity:
    """Note that the party was told for when the hearing is planned; a later word puts it off.

    Raises:
        BadFactError: the hearing is planned for before the party was told, or the chair may not be.
    """
    with case_act(
        "cases.announce_hearing", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        put = Entry(by, doing.record, doing.case, doing.case.section)
        told = put.time(told_at or doing.record.at, "told_at")
        if planned <= told:
            raise BadFactError(_("The hearing is planned for after the party is told."), "planned")
        note = {"planned": timezone.localtime(planned).isoformat(timespec="seconds")}
        if place_said := checks.text(place, "place", 200):
            note["place"] = place_said
        if chair is not None:
            _require_chair(doing.case, chair, doing.record.at)
            note |= {"chair": chair.name, "chair_person": str(chair.pk)}
        return put.put(
            Activity(
                kind=_NOTIFIED,
                start=told,
                end=told,
                officers=checks.officers([officer_value(by.person)]),
                attrs=checks.attributes(_NOTIFIED, {}),
                details=details_of({"hearing": note}),
            )
        )
