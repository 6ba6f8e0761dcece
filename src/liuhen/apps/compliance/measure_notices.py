# SPDX-License-Identifier: Apache-2.0
"""Telling handlers of coercive measures to be approved, and of the end of what may be held.

What this module promises:

- both are told as duties are: ahead, and once they are late the head of the section too;
- several things of a case that end together are one notice; of the end of a plea's time nobody is
  told: it asks nothing of anybody, and stands in calendars;
- law: 行政强制法 arts. 19 and 25, 行政处罚法 art. 56.
"""

from itertools import groupby
from operator import attrgetter

from django.db.models import Q

from liuhen.apps.cases.measure_approvals import COERCION
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.compliance.look import STALE, Look, handlers_in, late_unread
from liuhen.apps.compliance.models import CaseTerm
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import CUSTODY, TO_APPROVE, still_told
from liuhen.law.statutory import terms


def measures(look: Look) -> None:
    """Measures that a head has to approve afterwards, for the handlers, as duties are told."""
    matter = matters_in(look.bureau, look.now).get((COERCION, True))
    if matter is None:
        return
    found = _told(look, TO_APPROVE)
    handlers = handlers_in(row.case_id for row in found)
    for row in found:
        told = {"number": row.case.number, "zh": matter.says.zh, "en": matter.says.en, "more": 0}
        own = handlers[row.case_id]
        subject = f"{TO_APPROVE} {row.case_id} {row.about}"
        look.tell_due(subject, row.case, row.ends_at, params=told, handlers=own)


def custody(look: Look) -> None:
    """The ends of preservations, seals and seizures, which a decision or a release comes before."""
    found = _told(look, CUSTODY)
    handlers = handlers_in(row.case_id for row in found)
    for (key, ends_at), members in groupby(found, key=attrgetter("case_id", "ends_at")):
        first, *others = members
        says = terms()[first.term].says
        told = {"number": first.case.number, "zh": says.zh, "en": says.en, "more": len(others)}
        subject = f"{CUSTODY} {key}"
        look.tell_due(subject, first.case, ends_at, params=told, handlers=handlers[key])


def _told(look: Look, kind: str) -> list[CaseTerm]:
    """What of a kind runs out soon, or did, and is told now; with it what is late and unread."""
    old = Q(ends_at__lte=look.now - STALE, case__in=late_unread(look).values("case"))
    rows = CaseTerm.objects.within(look.bureau.pk).filter(
        look.window("duty", "ends_at") | old,
        still_told(look.now),
        generation=current_generation(),
        kind=kind,
        case__archived_at=None,
    )
    return list(rows.select_related("case").order_by("case", "ends_at", "term"))
