# SPDX-License-Identifier: Apache-2.0
"""Telling handlers of coercive measures to be approved, and of the end of what may be held.

What this module promises:

- both are told as duties are: ahead, and once they are late the head of the section too;
- several things of a case that end together are one notice; of the end of a plea's time nobody is
  told: it asks nothing of anybody, and stands in calendars;
- law: 行政强制法 arts. 19 and 25, 行政处罚法 art. 56.
"""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import Q

from liuhen.apps.cases.measure_approvals import MEASURE, unapproved
from liuhen.apps.cases.models import Activity
from liuhen.apps.compliance.look import STALE, Look, batches, handlers_in, late_unread
from liuhen.apps.compliance.models import CaseTerm
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import CUSTODY, still_told
from liuhen.law.statutory import terms

#: A measure that began longer ago is due for longer than is told of.
_APPROVED_WITHIN = timedelta(days=7)


def measures(look: Look) -> None:
    """Measures that a head has to approve afterwards, for the handlers, as duties are told."""
    rows = Activity._base_manager.filter(  # few of a kind; told the bureau, all are looked at
        kind=MEASURE,
        superseded_at=None,
        withdrawn=False,
        case__bureau=look.bureau,
        case__archived_at=None,
    ).select_related("case__bureau")
    since = look.now - STALE - _APPROVED_WITHIN
    begun = list(rows.filter(start__gte=since))
    for some in batches(late_unread(look).values_list("case", flat=True)):
        begun += rows.filter(start__lt=since, case__in=some)
    found = unapproved(begun, look.now)
    handlers = handlers_in(one.case.pk for one in found)
    for one in found:
        says = one.matter.says
        params = {"number": one.case.number, "zh": says.zh, "en": says.en, "more": 0}
        own = handlers[one.case.pk]
        look.tell_due(one.row.item, one.case, one.due, params=params, handlers=own)


def custody(look: Look) -> None:
    """The ends of preservations, seals and seizures, which a decision or a release comes before."""
    old = Q(ends_at__lte=look.now - STALE, case__in=late_unread(look).values("case"))
    rows = CaseTerm.objects.within(look.bureau.pk).filter(
        look.window("duty", "ends_at") | old,
        still_told(look.now),
        generation=current_generation(),
        kind=CUSTODY,
        case__archived_at=None,
    )
    found = list(rows.select_related("case").order_by("case", "ends_at", "term"))
    handlers = handlers_in(row.case_id for row in found)
    for (key, ends_at), members in groupby(found, key=attrgetter("case_id", "ends_at")):
        first, *others = members
        says = terms()[first.term].says
        params = {"number": first.case.number, "zh": says.zh, "en": says.en, "more": len(others)}
        look.tell_due(
            f"{CUSTODY} {key}", first.case, ends_at, params=params, handlers=handlers[key]
        )
