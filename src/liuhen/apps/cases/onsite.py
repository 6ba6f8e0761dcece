# SPDX-License-Identifier: Apache-2.0
"""What officers do on the spot, from a phone: arrived, told, shown, left.

What this module promises:

- arriving and leaving take the server's time; a time that is claimed (the phone was offline) stands
  as the activity's time, with the server's beside it;
- while it goes on, and an hour after, those who may enter note what happens; nothing that the
  server took is changed by that;
- a draft of a phone is taken once, however often it is sent;
- an officer who is not qualified, or that there is none at all, is marked and never refused
  (`qualified`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    SLIP,
    current,
    locked_case,
    require_over_case,
    require_over_section,
    supersede,
    tell,
)
from liuhen.apps.cases.acts.entry import Entry, entry
from liuhen.apps.cases.details import INSPECTIONS, details_of, inspections_this_year, tap
from liuhen.apps.cases.errors import BadFactError, ClosedCaseError, ServerTimeError
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law

#: What is noted on the spot; the rest of the details is the server's.
NOTED = frozenset(
    {"present", "approval", "task_sheet", "scanned_code", "enterprise", "enterprise_code"}
    | {"purpose_told", "filming_told", "note"}
)


class NothingNewError(BadFactError):
    """All that is said is noted already."""


def under_way(viewer: Viewer) -> QuerySet[Activity]:
    """Return the activities that still go on and that the viewer entered or takes part in."""
    rows = Activity.objects.seen_by(viewer).filter(
        end=None, superseded_at=None, withdrawn=False, case__archived_at=None
    )
    named = Q(entered_by=viewer.person_id) | Q(recorded_by=viewer.person_id)
    return rows.filter(named).select_related("case").order_by("-start")


# ---------------------------------------------------------------- acts


def arrive(
    *,
    by: Viewer,
    kind: str,
    lasting: bool = True,
    place: str = "",
    officers: Iterable[Mapping[str, Any]] = (),
    attrs: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    claimed: datetime | None = None,
    position: Mapping[str, Any] | None = None,
    draft: str = "",
    case: Case | None = None,
    section: Organisation | None = None,
) -> Activity:
    """Begin an activity on the spot, now, or at the time that was claimed while offline.

    `lasting`: it goes on until somebody leaves. `draft`: the key of the phone's draft.
    """
    if kind in BY_ACT:
        raise ServerTimeError(
            _("This is not typed: it is done in the system, with the server's time.")
        )
    try:
        with entry("cases.arrive", by=by, case=case, section=section) as put:
            if draft:
                _refuse_second(by, draft)
            begun = put.time(claimed or put.record.at, "start")
            said = NOTED | ({"hearing"} if kind == "hearing" else set())
            noted = {name: value for name, value in (details or {}).items() if name in said}
            noted |= _count(by, kind, noted, put.case, begun)
            noted |= {"arrived": tap(put.record.at, position), "draft": draft}
            return put.put(
                Activity(
                    kind=checks.word(kind, law.EVENT_TYPES, "kind"),
                    start=begun,
                    end=None if lasting else begun,
                    place=checks.text(place, "place", 200),
                    officers=checks.officers(officers),
                    attrs=checks.attributes(kind, dict(attrs or {})),
                    details=details_of(noted),
                )
            )
    except _SentBeforeError as before:
        return before.row


class _SentBeforeError(Exception):
    """The draft of the phone is an activity already."""

    def __init__(self, row: Activity) -> None:
        super().__init__(row.ref)
        self.row = row


def _refuse_second(by: Viewer, draft: str) -> None:
    """Look whether the draft was taken, with the drafts of its person held until the act ends.

    A phone that heard no answer sends again, and both may arrive at once.

    Raises:
        _SentBeforeError
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=by.person_id)
    rows = Activity.objects.seen_by(by).filter(
        details__draft=draft, entered_by=by.person_id, superseded_at=None
    )
    if (row := rows.first()) is not None:
        raise _SentBeforeError(row)


def _count(
    by: Viewer, kind: str, noted: Mapping[str, Any], case: Case | None, at: datetime
) -> dict[str, int]:
    """How many inspections of the enterprise there were this year, this one included."""
    code, name = str(noted.get("enterprise_code") or ""), str(noted.get("enterprise") or "")
    name = name or (case.party_name if case else "")
    if kind not in INSPECTIONS or not (code or name):
        return {}
    return {"count_this_year": inspections_this_year(by, code, name, at) + 1}


def note_on_site(
    *,
    by: Viewer,
    activity: Activity,
    identity_shown: bool | None = None,
    details: Mapping[str, Any] | None = None,
) -> Activity:
    """Note what happens on the spot, while it goes on and an hour after.

    Raises:
        BadFactError: it is over for longer.
        NothingNewError: all of it is noted already.
    """
    with act("cases.note_on_site", by=by) as record:
        row = _going_on(by, record, activity, SLIP)
        noted, shown = _noted(row, details, identity_shown=identity_shown)
        if (noted, shown) == (row.details, row.identity_shown):
            raise NothingNewError(_("Nothing was changed yet."))
        return _written(record, row, by, details=noted, identity_shown=shown)


def leave_site(
    *,
    by: Viewer,
    activity: Activity,
    claimed: datetime | None = None,
    position: Mapping[str, Any] | None = None,
    identity_shown: bool | None = None,
    details: Mapping[str, Any] | None = None,
) -> Activity:
    """End an activity, now, or at the time that is claimed, with what is noted as one leaves."""
    with act("cases.leave_site", by=by) as record:
        row = _going_on(by, record, activity, None)
        end = checks.span(row.start, claimed or record.at, record.at, "end")
        noted, shown = _noted(row, details, identity_shown=identity_shown)
        noted = details_of({**noted, "left": tap(record.at, position)})
        return _written(record, row, by, details=noted, identity_shown=shown, end=end)


def tell_rights(
    *, by: Viewer, activity: Activity, rights: Iterable[str], manner: str, at: datetime | None
) -> Activity:
    """Note that the party was told of its rights during an activity, which ones and how."""
    with act("cases.tell_rights", by=by) as record:
        row = _going_on(by, record, activity, SLIP)
        put = Entry(by, record, row.case, row.section)
        when = put.time(at or record.at, "at")
        values = {"rights": list(rights), "manner": manner}
        if not values["rights"]:
            raise BadFactError(_("Of which rights was the party told?"), "rights")
        made = put.put(
            Activity(
                kind="rights_informed",
                start=when,
                end=when,
                place=row.place,
                officers=row.officers,
                identity_shown=row.identity_shown,
                attrs=checks.attributes("rights_informed", values),
                details=details_of({"during": str(row.item)}),
            )
        )
        if row.case is not None:
            tell(row.case, record)
        return made


def rights_told(viewer: Viewer, activity: Activity) -> QuerySet[Activity]:
    """Return what the party was told of its rights during an activity, by time.

    In a case also what was entered otherwise while it went on.
    """
    rows = Activity.objects.seen_by(viewer).filter(
        kind="rights_informed", superseded_at=None, withdrawn=False
    )
    during = Q(details__during=str(activity.item))
    if activity.case_id is not None:
        during |= Q(case=activity.case_id, start__range=(activity.start, _over(activity)))
    return rows.filter(during).order_by("start")


def _over(activity: Activity) -> datetime:
    """Until when something is noted in an activity; one that goes on takes in all until now."""
    return timezone.now() if activity.end is None else activity.end + SLIP


def is_news(
    row: Activity,
    *,
    identity_shown: bool | None = None,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Whether something is said that the activity does not say yet."""
    return _noted(row, details, identity_shown=identity_shown) != (row.details, row.identity_shown)


# ---------------------------------------------------------------- inside


def _noted(
    row: Activity, details: Mapping[str, Any] | None, *, identity_shown: bool | None
) -> tuple[dict[str, Any], bool | None]:
    """What the activity says with what is noted now; what nobody mentions stays as it was."""
    new = {name: value for name, value in (details or {}).items() if name in NOTED}
    shown = row.identity_shown if identity_shown is None else identity_shown
    return details_of({**row.details, **new}), shown


def _going_on(by: Viewer, record: Record, activity: Activity, after: Any) -> Activity:
    """The activity, locked, where the viewer may note something in it."""
    case = None
    if activity.case_id is not None:
        case = locked_case(by, activity.case_id)
        require_over_case(by, case, Permission.CASE_ENTER)
        record.about(case)
        if case.archived_at is not None:
            raise ClosedCaseError(
                _("Case %(number)s has been archived; nothing is added to it any more.")
                % {"number": case.number}
            )
    row = current(by, activity)
    if case is None and row.section is not None:
        require_over_section(by, row.section, Permission.CASE_ENTER)
    if row.end is not None and (after is None or record.at - row.end > after):
        raise BadFactError(_("The activity is over: correct the entry instead."))
    return row


def _written(record: Record, row: Activity, by: Viewer, **values: Any) -> Activity:
    made = supersede(record, row, by, entered=True, **values)
    if made.case is not None:
        tell(made.case, record)
    return made
