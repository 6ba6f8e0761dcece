# SPDX-License-Identifier: Apache-2.0
"""How long things were tested or appraised, which does not count for sealing and seizure.

行政强制法第二十五条第三款. What this module promises:

- only a period of which the party was told in writing is left out: by a notice that names the
  appraisal, or names none where the case has just one;
- it lasts from when the appraisal began until it ended; of one that goes on, until the day that the
  notice names; whole days count, and days of two appraisals at once count once;
- the day that a decision to extend names is not moved by it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from liuhen.apps.cases.models import Activity, Paper

APPRAISAL = "appraisal"
#: The notices that tell the party of it: before, and with the result.
NOTICES = ("appraisal_period_notice", "appraisal_result_notice")
_BEFORE = "until"
_AFTER = "period"


def left_out(
    appraisals: Sequence[Activity], notices: Iterable[Paper], since: datetime
) -> timedelta:
    """Return how much longer a thing that was taken at `since` may be held for its appraisals."""
    told = [one for one in notices if one.values.get(_BEFORE) or one.values.get(_AFTER)]
    spans = []
    for row in appraisals:
        own = [one for one in told if _tells(one, row, alone=len(appraisals) == 1)]
        end = row.end or max((_named(one) for one in own), default=row.start)
        if own and end > since:
            spans.append((max(row.start, since), end))
    total, last = timedelta(), since
    for start, end in sorted(spans):
        total += max(end - max(start, last), timedelta())
        last = max(last, end)
    return timedelta(days=total.days)


def _tells(notice: Paper, row: Activity, *, alone: bool) -> bool:
    return row.ref in notice.event_refs or (alone and not notice.event_refs)


def _named(notice: Paper) -> datetime:
    """The end of the day until which it lasts, as the notice says; else when it was issued."""
    said = notice.values.get(_BEFORE)
    if not said:
        return notice.issued_at
    return timezone.make_aware(datetime.combine(date.fromisoformat(str(said)), time.max))
