# SPDX-License-Identifier: Apache-2.0
"""The report as a workbook: one sheet with the numbers, one for each list.

Everything is written as text, number or time, never as a formula: a file name that begins with an
equals sign stays a file name.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from liuhen.apps.compliance.section_report import SectionReport
from liuhen.apps.compliance.unexplained import Unexplained
from liuhen.apps.evidence.models import Original
from liuhen.web.articles import article_name
from liuhen.web.explaining.forms import hole_said
from liuhen.web.listing import listed
from liuhen.web.report.words import basis_said, numbers_of
from liuhen.web.subjects import fact_said

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_LETTERS = 32_000
Value = str | int | float | datetime | None


def sheet_of(report: SectionReport, place: str, remarks: Sequence[str] = ()) -> bytes:
    """Return the workbook; `remarks` stand below its numbers."""
    book = Workbook(write_only=True)
    wanted = report.wanted
    days = f"{wanted.first.isoformat()} – {wanted.last.isoformat()}"
    numbers: list[list[Value]] = [[_("Days"), days]]
    numbers.append([_("Recordings"), report.recorded])
    numbers += [[one.label, one.count] for one in numbers_of(report)]
    numbers += [[sentence] for sentence in (basis_said(report), *remarks)]
    write_sheet(book, _("Numbers"), [_("Section"), place], numbers)
    write_sheet(
        book,
        _("Stored late"),
        [_("Recorded by"), _("Recorded"), _("Due"), _("Stored"), _("Recording"), _("Article")],
        (
            [
                one.officer,
                one.start,
                one.due,
                one.stored_at,
                one.what,
                listed(map(article_name, one.articles)),
            ]
            for one in report.late
        ),
    )
    write_sheet(book, _("Unlinked"), _file_heads(), map(_file, report.unlinked))
    write_sheet(book, _("Not recorded"), _hole_heads(), map(_hole, report.missing))
    write_sheet(book, _("Gaps"), _hole_heads(), map(_hole, report.gaps))
    write_sheet(
        book,
        _("Clocks"),
        [_("Device"), _("Last reading, s"), _("Recordings with a wrong time")],
        (
            [
                one.device.code,
                None if one.offset_ms is None else one.offset_ms / 1000,
                one.recordings,
            ]
            for one in report.clocks
        ),
    )
    write_sheet(book, _("Not safe yet"), _file_heads(), map(_file, report.unsafe))
    write_sheet(
        book,
        _("Set aside"),
        [*_file_heads(), _("Reason"), _("Said by"), _("Time")],
        ([*_file(one.original), one.reason, one.by.name, one.at] for one in report.aside),
    )
    write_sheet(
        book,
        _("Outings left open"),
        [_("Person"), _("Where to"), _("Left"), _("Expected back")],
        ([one.officer.name, one.place, one.left_at, one.expected_back] for one in report.left_open),
    )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _file_heads() -> list[str]:
    return [_("File"), _("Recorded by"), _("Device"), _("Recorded"), _("Brought in")]


def _file(row: Original) -> list[Value]:
    officer = row.officer.name if row.officer else row.officer_name
    device = row.device.code if row.device else row.device_code
    return [row.file_name, officer, device, row.start, row.kept_at]


def _hole_heads() -> list[str]:
    return [_("Case"), _("Activity"), _("What is not recorded"), _("Article")]


def _hole(one: Unexplained) -> list[Value]:
    articles = listed(map(article_name, one.articles))
    return [one.case.number, fact_said(one.activity), hole_said(one), articles]


def write_sheet(
    book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Write one sheet with a bold first row that stays in sight."""
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, bold: bool = False) -> Cell:
    """A value as what it is; text is never a formula."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, str):
        value = "".join(one for one in value if one >= " " or one in "\t\n")[:_MOST_LETTERS]
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True  # a spreadsheet shows it as it stands, and keeps it so
    if bold:
        cell.font = Font(bold=True)
    return cell
