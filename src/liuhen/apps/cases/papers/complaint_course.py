# SPDX-License-Identifier: Apache-2.0
"""What the case knows of a complaint for its papers: when it came, what was decided, who was told.

Papers are Chinese, whoever reads the page.
"""

from django.utils import timezone

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.standing import standing_of


def came_on(case: Case) -> str | None:
    """Return the day on which it came in, as forms keep a day."""
    row = standing_of(case).came_in
    return timezone.localtime(row.start).date().isoformat() if row is not None else None


def result_said(case: Case) -> str | None:
    """Return what was decided on it, with the reason where nothing is started."""
    known = standing_of(case)
    if known.decided is None:
        return None
    if not known.refused:
        return "已启动执法程序。"
    return f"不启动执法程序。{known.decided.details.get('reason', '')}"


def told_said(case: Case) -> str | None:
    """Return when the complainant was told, and in which words."""
    row = standing_of(case).informed
    if row is None:
        return None
    at = timezone.localtime(row.start)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} 告知。{row.details.get('note', '')}"
