# SPDX-License-Identifier: Apache-2.0
"""Restricting somebody's own filming: an act with a reason (002 art. 17).

Parties and others on the spot may film as long as it hinders nothing; only state secrets and
hindrance allow officers to restrict it. So the reason is asked for, and stays with the activity.
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
from liuhen.apps.cases.errors import ClosedCaseError
from liuhen.apps.cases.models import Activity, Case, FilmingRestriction
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act


def restrict_filming(
    *, by: Viewer, activity: Activity, reason: str, at: datetime | None = None, who: str = ""
) -> FilmingRestriction:
    """Note that officers restricted somebody's own filming in an activity, when, and why.

    Raises:
        BadFactError: no reason, or a time that cannot be.
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
        made = record.create(
            FilmingRestriction(
                bureau=row.bureau,
                case=case,
                activity_item=row.item,
                who=checks.text(who, "who", 100),
                reason=checks.filled(reason, "reason", 500),
                at=checks.time(at or record.at, record.at, "at"),
                recorded_at=record.at,
                recorded_by=by.person,
            )
        )
        if case is not None:
            tell(case, record)
        return made


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
