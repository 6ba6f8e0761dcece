# SPDX-License-Identifier: Apache-2.0
"""Judging a case: its rows, its bureau's pack, the calendar, an instant; findings come out.

Before the bureau's go-live date nothing is judged: what began earlier in a case that came in "from
before" gives no finding, unless the whole case is asked for.
"""

from datetime import datetime

from django.utils import timezone
from msgspec.structs import replace

from liuhen.apps.cases.facts import Rows, claimed, rows_of_case
from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.proof import proven_report
from liuhen.apps.compliance.timeline import (
    as_links,
    is_unproven,
    with_papers_when_heard,
    with_steps_when_heard,
    without_claimed_footage,
)
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import pack_of
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding, Report
from liuhen.law.pack import Pack
from liuhen.law.workdays import Calendar


def pack_of_case(case: Case) -> Pack:
    """Return the regulation that was in force in the bureau when the case was opened."""
    return pack_of(case.bureau, timezone.localtime(case.opened_at).date())


def judge(
    case: Case, as_of: datetime, known_at: datetime | None = None, *, whole: bool = False
) -> Report:
    """Return the findings and retention rows of a case as of `as_of`.

    `known_at`: by the facts that were known then. `whole`: also what lies before the go-live date.
    """
    rows = rows_of_case(case, known_at)
    return judge_rows(rows, pack_of_case(case), calendar_today(), as_of, whole=whole)


def judge_rows(
    rows: Rows, pack: Pack, calendar: Calendar, as_of: datetime, *, whole: bool = False
) -> Report:
    """Return the report on rows that were read already."""
    facts = claimed(rows)
    papers = with_papers_when_heard(rows, facts)
    steps = with_steps_when_heard(rows, papers, pack)
    heard = [one for one in (papers, steps) if one != facts]
    unfilmed = any(map(is_unproven, rows.recordings))
    report = proven_report(
        evaluate(facts, pack, calendar, as_of),
        [evaluate(one, pack, calendar, as_of) for one in heard],
        evaluate(without_claimed_footage(rows, facts), pack, calendar, as_of) if unfilmed else None,
        archived=rows.case.archived_at is not None and rows.case.archived_at <= as_of,
    )
    report = as_links(report, rows)
    return report if whole else _since_go_live(report, rows)


def _since_go_live(report: Report, rows: Rows) -> Report:
    begun = rows.case.bureau.go_live_at
    if begun is None or not rows.case.before_go_live:
        return report
    starts = {row.ref: row.start for row in rows.activities}
    starts |= {row.ref: row.start for row in rows.recordings}
    starts |= {row.ref: row.at for row in rows.documents}

    def counts(finding: Finding) -> bool:
        start = starts.get(finding.subject, finding.due)
        return start is None or start >= begun

    return replace(report, findings=[one for one in report.findings if counts(one)])
