# SPDX-License-Identifier: Apache-2.0
"""Restricting somebody's own filming: an act with a reason (002 art. 17).

Parties and others on the spot may film as long as it hinders nothing; only state secrets and
hindrance allow officers to restrict it. So one of these two is asked for, and what happened beside
it; both stay with the activity. That somebody does not like to be filmed is no ground.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    current,
    locked_case,
    require_over_case,
    require_over_section,
    tell,
)
from liuhen.apps.cases.errors import BadFactError, ClosedCaseError
from liuhen.apps.cases.models import Activity, Case, FilmingRestriction
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law.conduct import article_of_conduct
from liuhen.law.pack import Pack

#: What a regulation says of it stands among its rules of conduct.
_CONDUCT = "no-hindrance"


def restrict_filming(
    *,
    by: Viewer,
    activity: Activity,
    ground: str,
    reason: str = "",
    at: datetime | None = None,
    who: str = "",
) -> FilmingRestriction:
    """Note that officers restricted somebody's own filming in an activity, when, and why.

    `reason`: what happened, in words; a hindrance is described, of a state secret nothing need be.
    Without `at` it was now, or when the activity ended.

    Raises:
        BadFactError: no ground that the article knows, a hindrance that nobody describes, or a time
            that is not within the activity.
    """
    with act("cases.restrict_filming", by=by) as record:
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
        why = checks.word(ground, FilmingRestriction.Ground.values, "ground")
        hinders = why == FilmingRestriction.Ground.HINDERS
        made = record.create(
            FilmingRestriction(
                bureau=row.bureau,
                case=case,
                activity_item=row.item,
                who=checks.text(who, "who", 100),
                ground=why,
                reason=(checks.filled if hinders else checks.text)(reason, "reason", 500),
                at=_within(row, at, record.at),
                recorded_at=record.at,
                recorded_by=by.person,
            )
        )
        if case is not None:
            tell(case, record)
        return made


def filming_article(pack: Pack) -> str:
    """Return by which article nobody's filming is restricted without a ground, or nothing."""
    return article_of_conduct(pack.id, lambda one: one.id == _CONDUCT)


def _within(row: Activity, at: datetime | None, now: datetime) -> datetime:
    """When it was, between arriving and leaving."""
    if at is None:
        return min(now, row.end or now).replace(microsecond=0)
    when = checks.time(at, now, "at")
    minute = row.start.replace(second=0, microsecond=0)  # times are typed to the minute
    if when < minute or (row.end is not None and when > row.end):
        raise BadFactError(
            _("This is not within the activity: nobody's filming is restricted outside it."), "at"
        )
    return when


def restrictions_of(activity: Activity) -> QuerySet[FilmingRestriction]:
    """Return what was restricted in an activity that the viewer was shown, oldest first."""
    rows = FilmingRestriction.objects.within(activity.bureau_id)
    found = rows.filter(activity_item=activity.item).select_related("recorded_by")
    return found.order_by("at")


def restrictions_in(viewer: Viewer, case: Case) -> QuerySet[FilmingRestriction]:
    """Return what was restricted in the activities of a case; one may have come with its case."""
    items = seen_rows(Activity, viewer, case).values("item")
    rows = FilmingRestriction.objects.within(case.bureau_id).filter(activity_item__in=items)
    return rows.select_related("recorded_by").order_by("at")
