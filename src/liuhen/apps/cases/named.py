# SPDX-License-Identifier: Apache-2.0
"""What activities are called, for whoever reads of them: by what they are, their day and place.

A reference (`e2`) is for programs: no sentence that a person reads names a fact by it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import pgettext_lazy as _p

from liuhen.apps.cases.models import Activity
from liuhen.law.pack_parts import Basis
from liuhen.law.text.citing import in_chinese

#: Activities and other events of a case.
EVENTS = {
    "application_received": _p("event", "Application received"),
    "correction_notified": _p("event", "Correction notified"),
    "acceptance_decided": _p("event", "Acceptance decided"),
    "complaint_received": _p("event", "Complaint received"),
    "complaint_decided": _p("event", "Decision on the complaint"),
    "complainant_informed": _p("event", "Complainant informed"),
    "case_initiated": _p("event", "Procedure started"),
    "rights_informed": _p("event", "Party told of its rights"),
    "routine_patrol": _p("event", "Routine patrol"),
    "site_inspection": _p("event", "Site inspection"),
    "inquiry": _p("event", "Inquiry"),
    "evidence_collection": _p("event", "Taking of evidence"),
    "sampling": _p("event", "Sampling"),
    "advance_preservation": _p("event", "Preservation of evidence"),
    "appraisal": _p("event", "Appraisal"),
    "expert_review": _p("event", "Review by experts"),
    "statement_and_defense": _p("event", "Statement and defence"),
    "hearing": _p("event", "Hearing"),
    "investigation_refused": _p("event", "Investigation refused"),
    "coercive_measure": _p("event", "Coercive measure"),
    "forced_demolition": _p("event", "Forced demolition"),
    "investigation_concluded": _p("event", "Investigation concluded"),
    "section_review": _p("event", "Review by the section"),
    "legal_review": _p("event", "Legal review"),
    "collective_discussion": _p("event", "Collective discussion"),
    "approval": _p("event", "Approval"),
    "decision_made": _p("event", "Decision made"),
    "on_the_spot_penalty": _p("event", "On-the-spot penalty"),
    "service": _p("event", "Service"),
    "performance": _p("event", "Performance"),
    "rectification_check": _p("event", "Check of the correction"),
    "demand": _p("event", "Demand"),
    "court_application": _p("event", "Application to the court"),
    "court_result": _p("event", "Result of enforcement by the court"),
    "coercive_execution": _p("event", "Coercive execution"),
    "confiscated_property_disposal": _p("event", "Disposal of confiscated property"),
    "case_concluded": _p("event", "Case concluded"),
    "archived": _p("event", "Archived"),
    "preservation_disposed": _p("event", "Preserved evidence decided on"),
    "hearing_requested": _p("event", "Hearing requested"),
    "hearing_notified": _p("event", "Hearing notified"),
    "measure_reported": _p("event", "Measure reported"),
    "measure_extended": _p("event", "Measure extended"),
    "measure_released": _p("event", "Measure released"),
    "fine_handed_over": _p("event", "Fine handed over"),
    "period_extended": _p("event", "Period extended"),
    "remedy_sought": _p("event", "Remedy sought"),
    "remedy_ended": _p("event", "Remedy ended"),
    "case_suspended": _p("event", "Case suspended"),
    "case_resumed": _p("event", "Case resumed"),
    "case_withdrawn": _p("event", "Case withdrawn"),
    "case_transferred": _p("event", "Case transferred"),
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def named(rows: Iterable[Activity]) -> str:
    """Return the activities in one line: 现场检查 3月2日 三号码头、询问 3月4日.

    Those that would be called the same are told apart by their time of day.
    """
    shown = list(rows)
    plain = [_called(row) for row in shown]
    often = Counter(plain)
    clock = ("%H:%M" if often[name] > 1 else "" for name in plain)
    return between().join(_called(row, spec) for row, spec in zip(shown, clock, strict=True))


def _called(row: Activity, clock: str = "") -> str:
    start = timezone.localtime(row.start)
    day = day_said(start.date(), timezone.localtime().year)
    said = [str(EVENTS.get(row.kind, row.kind)), day, start.strftime(clock), row.place]
    return " ".join(filter(None, said))


def day_said(day: date, this_year: int) -> str:
    """Write a day: 3月3日, or 2025年3月3日 where the year is another one."""
    if get_language() == "en":
        said = f"{day.day} {_MONTHS[day.month - 1]}"
        return said if day.year == this_year else f"{said} {day.year}"
    said = f"{day.month}月{day.day}日"
    return said if day.year == this_year else f"{day.year}年{said}"


def statutes_said(basis: Iterable[Basis]) -> str:
    """Return statutes in one line: 《行政处罚法》第七十四条、《行政强制法》第二十七条."""
    if get_language() == "en":
        return between().join(f"{one.law} art. {one.article}" for one in basis)
    return between().join(f"《{one.law}》{in_chinese(one.article)}" for one in basis)


def between() -> str:
    """Return what stands between the members of a list."""
    return ", " if get_language() == "en" else "、"
