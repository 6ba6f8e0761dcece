# SPDX-License-Identifier: Apache-2.0
"""Papers from outside: the register, taking one in, its way, what came of it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from openpyxl import Workbook

from liuhen.apps.cases.correcting_received import keep_sender_close
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.models import Case, ReceivedMove, ReceivedPaper
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.participants.masks import WITHHELD
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.received import (
    RECEIPT,
    end_received,
    get_received,
    give_case,
    move_received,
    open_received_scan,
    receipts_of,
    received_of,
    register_received,
    sender_of,
    tells_of_informant,
)
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.journal import act
from liuhen.web.entering.scans import attached, with_kept_scan
from liuhen.web.entering.views.answers import answer
from liuhen.web.inputs import key_of
from liuhen.web.pages import page
from liuhen.web.received.correcting import changes_said, outcome_said
from liuhen.web.received.forms import (
    CaseForm,
    CloseForm,
    EndForm,
    FilterForm,
    MoveForm,
    ReceiveForm,
)
from liuhen.web.report.sheet import MEDIA_TYPE, write_sheet
from liuhen.web.things.photos import kept_photo
from liuhen.web.workbook import bytes_of

_ON_A_PAGE = 50


@page(Permission.CASE_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Show the register of papers received; of one case where the address names it."""
    viewer = viewer_of(request)
    form, case = FilterForm(request.GET), _case(viewer, request.GET.get("case"))
    rows = _narrowed(viewer, form, case)
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": shown, "case": case, "query": request.GET.urlencode()}
    return render(request, "received/list.html", context)


@page(Permission.CASE_VIEW)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the register as a workbook; that it went out is recorded."""
    viewer = viewer_of(request)
    case = _case(viewer, request.GET.get("case"))
    rows = list(_narrowed(viewer, FilterForm(request.GET), case))
    with act("cases.export_received", by=viewer) as record:
        if viewer.bureau is not None:
            record.about(viewer.bureau)
        record.note(papers=len(rows))
    heads = [
        _("Number"), _("Received"), _("From whom"), _("Title and number on it"),
        _("Number of pages"), _("Case"), _("Where it lies"), _("Keeper"), _("What came of it"),
    ]  # fmt: skip
    cells = (
        [
            row.number, row.received_at, WITHHELD if row.informant else row.sender, row.title,
            row.pages,
            row.case.number if row.case else "", row.place, row.keeper, row.outcome,
        ]
        for row in rows
    )  # fmt: skip
    book = Workbook(write_only=True)
    write_sheet(book, _("Papers received"), heads, cells)
    response = HttpResponse(bytes_of(book), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="received.xlsx"'
    return response


@page(Permission.CASE_ENTER)
def add(request: HttpRequest) -> HttpResponse:
    """Take a paper in."""
    viewer = viewer_of(request)
    case = _case(viewer, request.GET.get("case"))
    refused, both = "", False
    data = None
    if request.method == "POST":
        both = _photo_as_scan(request)
        data, refused = with_kept_scan(request, viewer)
    files = request.FILES if data is not None else None
    form = ReceiveForm(
        data, files, viewer=viewer, in_case=case is not None, close=tells_of_informant(case)
    )
    if refused:
        form.add_error("scan_file", refused)
    if both:
        said = _("Of an informant's paper one file is kept, the scan; leave the photo out.")
        form.add_error("photo", said)

    def do() -> str:
        typed = form.cleaned_data
        section = case.section if case else typed["section"]
        scan = scan_taken(viewer, typed["scan_digest"]) if typed["scan_digest"] else None
        letter = form.letter(scan, kept_photo(request, viewer, section))
        row = register_received(by=viewer, letter=letter, case=case, section=section)
        messages.success(request, _("Taken in as %(number)s.") % {"number": row.number})
        return reverse("received:paper", args=[row.pk])

    return answer(request, "received/add.html", form, do, case=case)


@page(Permission.CASE_VIEW)
def paper(request: HttpRequest, received: UUID) -> HttpResponse:
    """Show one paper with its way."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    moves = ReceivedMove.objects.seen_by(viewer).filter(paper=row).select_related("recorded_by")
    sender = sender_of(viewer, row)
    context = {
        "row": row,
        "case": row.case,
        "sender": WITHHELD if sender is None else sender,
        "withheld": sender is None,
        "receipts": receipts_of(viewer, row),
        "writes": row.case is not None
        and viewer.may(Permission.PAPER_WRITE)
        and case_deeds(viewer, row.case).enter,
        "moves": [
            (one, changes_said(one, withheld=row.informant), outcome_said(one))
            for one in moves.order_by("-at", "-recorded_at")
        ],
        "enters": viewer.reaches(Permission.CASE_ENTER, row.section_id),
    }
    return render(request, "received/paper.html", context)


@page(Permission.CASE_VIEW)
def scan(request: HttpRequest, received: UUID) -> FileResponse:
    """Hand out the scan of a paper received."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    if row.scan is None:
        raise UnknownRowError(_("There is no such scan."))
    return attached(*open_received_scan(by=viewer, paper=row))


@page(Permission.CASE_ENTER)
def move(request: HttpRequest, received: UUID) -> HttpResponse:
    """Note where a paper goes."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    form = MoveForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        move_received(by=viewer, paper=row, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return reverse("received:paper", args=[row.pk])

    return answer(request, "received/form.html", form, do, **_around(row, _("Where it goes")))


@page(Permission.CASE_ENTER)
def case(request: HttpRequest, received: UUID) -> HttpResponse:
    """Give a paper its case."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    form = CaseForm(request.POST if request.method == "POST" else None, viewer=viewer)

    def do() -> str:
        given = give_case(by=viewer, paper=row, case=form.cleaned_data["case"])
        messages.success(request, _("The paper belongs to the case now."))
        if tells_of_informant(given.case) and not given.informant:
            said = _(
                "The case comes from a complaint: if this is it, keep its sender confidential."
            )
            messages.warning(request, said)
        return reverse("received:paper", args=[row.pk])

    return answer(request, "received/form.html", form, do, **_around(row, _("Give it its case")))


@page(Permission.CASE_ENTER)
def close(request: HttpRequest, received: UUID) -> HttpResponse:
    """Make the sender of a paper confidential, and its scan."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    initial = {"title": row.title}
    form = CloseForm(request.POST if request.method == "POST" else None, initial=initial)

    def do() -> str:
        keep_sender_close(by=viewer, paper=row, title=form.cleaned_data["title"])
        messages.success(request, _("The sender and the scan are confidential now."))
        return reverse("received:paper", args=[row.pk])

    heading = _("From an informant: keep the sender confidential")
    return answer(request, "received/form.html", form, do, **_around(row, heading))


@page(Permission.PAPER_WRITE)
@require_POST
def receipt(request: HttpRequest, received: UUID) -> HttpResponse:
    """Begin the receipt for a paper, filled in from its entry, and go there."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    if row.case is None:
        raise BadFactError(_("Give the paper its case first: its receipt is a paper of the case."))
    draft = begin_draft(by=viewer, case=row.case, form=RECEIPT, received=row.pk)
    return redirect("papers:write", draft.pk)


@page(Permission.CASE_ENTER)
def end(request: HttpRequest, received: UUID) -> HttpResponse:
    """Say what came of a paper."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    form = EndForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        end_received(by=viewer, paper=row, outcome=form.cleaned_data["outcome"])
        messages.success(request, _("Noted what came of it."))
        return reverse("received:paper", args=[row.pk])

    return answer(request, "received/form.html", form, do, **_around(row, _("What came of it")))


def _photo_as_scan(request: HttpRequest) -> bool:
    """Take the photo of a confidential paper as its scan: recordings are seen by others too.

    Return whether a scan came along too, so that the photo would be lost.
    """
    if not request.POST.get("informant"):
        return False
    photos, scanned = request.FILES.getlist("photo"), "scan_file" in request.FILES
    if photos:
        del request.FILES["photo"]
        if not scanned:
            request.FILES.setlist("scan_file", photos)
    for file in request.FILES.getlist("scan_file"):  # its name may say who it is
        file.name = f"letter{Path(file.name or '').suffix[:6]}"
    return scanned and bool(photos)


def _around(row: ReceivedPaper, heading: str) -> dict[str, Any]:
    return {"row": row, "heading": heading, "back": reverse("received:paper", args=[row.pk])}


def _case(viewer: Viewer, key: str | None) -> Case | None:
    found = key_of(key)
    return None if found is None else get_case(viewer, found)


def _narrowed(viewer: Viewer, form: FilterForm, case: Case | None) -> QuerySet[ReceivedPaper]:
    form.is_valid()
    typed: dict[str, Any] = form.cleaned_data
    rows = received_of(viewer, case)
    for word in typed.get("words", "").split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(sender__icontains=word)
            | Q(title__icontains=word)
            | Q(keeper__icontains=word)
        )
    if typed.get("state"):
        rows = rows.filter(ended_at__isnull=typed["state"] == "open")
    return rows
