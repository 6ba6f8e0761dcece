# SPDX-License-Identifier: Apache-2.0
"""The numbers of the report: what each is called, and where its list stands."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.compliance.section_report import SectionReport


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its list on this page (`anchor`) and its work list elsewhere, if any."""

    anchor: str
    label: str
    count: int
    work: str = ""

    @property
    def look(self) -> str:
        """Red where there is something, plain where there is nothing."""
        return "tally-overdue" if self.count and self.anchor != "aside" else ""


def numbers_of(report: SectionReport) -> list[Number]:
    """Return the numbers in the order of the page."""
    section = f"?section={report.wanted.section.pk}" if report.wanted.section else ""
    gaps = reverse("explaining:list") + section
    return [
        Number("late", _("Stored late"), len(report.late)),
        Number("unlinked", _("Unlinked"), len(report.unlinked), reverse("linking:list")),
        Number("missing", _("Not recorded, no reason"), len(report.missing), gaps),
        Number("gaps", _("Gaps not explained"), len(report.gaps), gaps),
        Number("clocks", _("Devices with a wrong clock"), len(report.clocks)),
        Number("unsafe", _("Not safe yet"), len(report.unsafe)),
        Number("outings", _("Outings left open"), len(report.left_open), reverse("outings:list")),
        Number("aside", _("Set aside"), len(report.aside), reverse("linking:aside")),
    ]


def basis_said(report: SectionReport) -> str:
    """Say what is counted."""
    said = _(
        "Counted are the files recorded in these days (where the time is not known: brought in), "
        "each once, and %(n)d recordings that were entered in cases without a file."
    )
    return said % {"n": report.typed}


def left_out(report: SectionReport) -> list[str]:
    """Say where a list is not whole, because there were too many cases to look into."""
    said = []
    if report.late_left:
        sentence = ngettext(
            "Late recordings of %(n)d older case are not looked for: choose fewer days.",
            "Late recordings of %(n)d older cases are not looked for: choose fewer days.",
            report.late_left,
        )
        said.append(sentence % {"n": report.late_left})
    if report.holes_left:
        sentence = ngettext(
            "Gaps of %(n)d older case are not looked for: explain the others first.",
            "Gaps of %(n)d older cases are not looked for: explain the others first.",
            report.holes_left,
        )
        said.append(sentence % {"n": report.holes_left})
    return said
