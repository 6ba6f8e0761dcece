# SPDX-License-Identifier: Apache-2.0
"""What is owed over the cases that a viewer sees: unpaid, to check, for the court."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from liuhen.apps.cases.models import Due
from liuhen.apps.cases.participants.parties import parties_of_cases
from liuhen.apps.cases.party_names import named_in
from liuhen.apps.cases.performing.course import courses_of
from liuhen.apps.cases.performing.following import Next, next_steps
from liuhen.apps.cases.performing.standing import (
    LISTS,
    Owed,
    dues_to_take_out,
    open_dues,
    owed_of,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.journal import act
from liuhen.web.file_names import named
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.performing.words import STEP_WORDS
from liuhen.web.report.sheet import MEDIA_TYPE, Value, write_sheet
from liuhen.web.workbook import bytes_of

_LINES = 25
_AT_ONCE = 500
_WHICH = ("unpaid", "check", "late", "other")


@dataclass(frozen=True, slots=True)
class Line:
    """One due of a list, whose it is, and what comes next in its case."""

    owed: Owed
    next: Next | None
    parties: list[str]


@page(Permission.CASE_VIEW)
def dues(request: HttpRequest) -> HttpResponse:
    """List what is owed; the number of queries does not grow with the list."""
    viewer = viewer_of(request)
    which = request.GET.get("list", "")
    which = which if which in _WHICH else "unpaid"
    shown = Paginator(open_dues(viewer, which), _LINES).get_page(request.GET.get("page", "1"))
    context = {
        "which": which,
        "tabs": _tabs(),
        "page": shown,
        "lines": lines_of(viewer, list(shown.object_list)),
        "now": viewer.at,
    }
    return render(request, "performing/list.html", context)


@page(Permission.CASE_EXPORT)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out all open dues as XLSX to who may take facts out; that it went out is recorded."""
    viewer = viewer_of(request)
    keys = list(dues_to_take_out(viewer).values_list("pk", flat=True))
    with act("cases.export_dues", by=viewer) as record:
        if viewer.bureau is not None:
            record.about(viewer.bureau)
        record.note(dues=len(keys))
    heads = [
        _("Number"), _("Party"), _("Ordered"), _("Amount (yuan)"), _("Left to pay (yuan)"),
        _("Due"), _("Surcharge (yuan)"), _("Next"),
    ]  # fmt: skip
    book = Workbook(write_only=True)
    write_sheet(book, _("What is owed"), heads, _cells(viewer, keys))
    answer = HttpResponse(bytes_of(book), content_type=MEDIA_TYPE)
    name = f"{_('What is owed')} {timezone.localdate(viewer.at).isoformat()}.xlsx"
    answer["Content-Disposition"] = named(name)
    return answer


def _cells(viewer: Viewer, keys: list[UUID]) -> Iterator[list[Value]]:
    """The rows of the sheet, read by the few hundred: there may be very many."""
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        order = {key: place for place, key in enumerate(some)}
        rows = sorted(dues_to_take_out(viewer).filter(pk__in=some), key=lambda row: order[row.pk])
        for line in lines_of(viewer, rows):
            row = line.owed.row
            yield [
                row.case.number,
                listed(line.parties),
                f"{row.get_kind_display()} {row.text}".strip(),
                (row.amount_fen or 0) / 100 or None,
                line.owed.left_fen / 100 or None,
                f"{timezone.localtime(line.owed.due):%Y-%m-%d}" if line.owed.due else "",
                line.owed.surcharge.fen / 100 if line.owed.surcharge else None,
                str(STEP_WORDS[line.next.word]) if line.next else "",
            ]


def lines_of(viewer: Viewer, rows: list[Due]) -> list[Line]:
    """Return the lines of dues of one bureau."""
    courses = courses_of(row.case for row in rows)
    parties = parties_of_cases(row.case for row in rows)
    owed = owed_of(rows, courses, viewer.at)
    return [
        Line(
            one,
            next(iter(next_steps(one.row.case, [one], courses[one.row.case_id], viewer.at)), None),
            _whose(one, parties[one.row.case_id]),
        )
        for one in owed
    ]


def _whose(one: Owed, parties: list[str]) -> list[str]:
    """The parties whom the decision names; all where it names none of them."""
    own = named_in(one.party, parties)
    return [name for name in parties if name in own] or parties


def _tabs() -> list[tuple[str, str]]:
    assert set(LISTS) <= set(_WHICH)  # noqa: S101  # every list has its tab
    return [
        ("unpaid", _("Unpaid")),
        ("check", _("Corrections to check")),
        ("late", _("Late: demand and court")),
        ("other", _("Confiscated and other")),
    ]
