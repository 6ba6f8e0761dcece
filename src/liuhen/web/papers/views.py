# SPDX-License-Identifier: Apache-2.0
"""The page of an issued paper: as it was kept, what was signed, and what became different."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.difference import differences
from liuhen.apps.cases.papers.drafts import begin_draft, document_of
from liuhen.apps.cases.papers.invited import paper_to_sign
from liuhen.apps.cases.papers.playback import FORM as PLAYBACK
from liuhen.apps.cases.papers.playback import seen_by
from liuhen.apps.cases.papers.printing import Printing, print_docx, seal_of
from liuhen.apps.cases.papers.reading import (
    frozen_of,
    may_open,
    newest_digest,
    open_pdf,
    pages_on_file,
    paper_of,
    require_open,
    revisions,
    signatures_on,
    stored_bytes,
)
from liuhen.apps.cases.papers.rooms import is_on_paper, open_signings, still_to_sign
from liuhen.apps.cases.papers.signing import roles_open_to
from liuhen.apps.cases.papers.taking_over import offered_by, take_over
from liuhen.apps.cases.serving.papers import served_as
from liuhen.apps.cases.serving.signed import told_by
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.paper.codes import page_picture
from liuhen.web.file_names import named
from liuhen.web.pages import page
from liuhen.web.papers.inputs import said

_WIDTH = 1000
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(Permission.CASE_VIEW)
def paper_page(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Show a paper."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    context = about(viewer, row)
    context["handed"] = told_by(viewer, row) if context["writes"] else None
    context["offered"] = offered_by(viewer, row) if context["writes"] else []
    context["name"] = _name(row)
    return render(request, "papers/paper.html", context)


def about(viewer: Viewer, row: Paper) -> dict[str, Any]:
    """What the pages of a paper show of it."""
    frozen = frozen_of(row)
    writes = viewer.may(Permission.PAPER_WRITE) and case_deeds(viewer, row.case).enter
    later = Paper.objects.seen_by(viewer).filter(replaces=row).first()
    opened = may_open(viewer, row)
    current = later is None and row.case.archived_at is None
    rooms = open_signings(row) if current else []
    scanned = pages_on_file(row)
    fact = document_of(row)
    to_serve = served_as(viewer, row, fact) if writes and current else None
    return {
        "paper": row,
        "case": row.case,
        "used": frozen.form,
        "opened": opened,
        "pages": range(1, row.pages + 1),
        "digest": newest_digest(row),
        "revisions": revisions(row),
        "signatures": signatures_on(row),
        "missing": still_to_sign(row),
        "may_sign": [said(one.label) for one in rooms],
        "later": later,
        "differences": differences(viewer, row, frozen.form) if later is None else [],
        "viewed": seen_by(row) if row.form == PLAYBACK else None,
        "fact": fact,
        "to_serve": to_serve,
        "writes": writes and current,
        "system": roles_open_to(viewer, row) if current and opened else [],
        "finger": [one for one in rooms if "finger" in one.manner] if writes and opened else [],
        "scanned": scanned,
        "on_scan": [one for one in rooms if is_on_paper(one)] if writes and scanned else [],
        "unscanned": [n for n in range(1, row.pages + 1) if n not in scanned] if scanned else [],
    }


def alone(row: Paper) -> dict[str, Any]:
    """What the page of signing shows of a paper to somebody who does not see its case."""
    pages = range(1, row.pages + 1)
    return {"paper": row, "case": row.case, "pages": pages, "digest": newest_digest(row)}


@page(Permission.CASE_VIEW)
def file(request: HttpRequest, paper: UUID) -> FileResponse:
    """Hand out the PDF as it was kept, or an earlier revision of it."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    content = open_pdf(by=viewer, paper=row, digest=request.GET.get("of", ""))
    return _handed_out(content, f"{_name(row)}.pdf", "application/pdf", attached=True)


@page(Permission.CASE_VIEW)
def print_paper(request: HttpRequest, paper: UUID) -> FileResponse:
    """Open the PDF in the browser, to be printed, sealed, signed and scanned back."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    content = open_pdf(by=viewer, paper=row)
    return _handed_out(content, f"{_name(row)}.pdf", "application/pdf", attached=False)


@page(Permission.CASE_VIEW)
def sm2(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Hand out the SM2 signature beside the PDF, as OpenSSL verifies it."""
    row = paper_of(viewer_of(request), paper)
    newest = [one.sm2 for one in signatures_on(row) if one.made_digest == newest_digest(row)]
    found = next(iter(newest), row.sm2)
    if not found:
        raise Http404
    return HttpResponse(
        base64.b64decode(found),
        content_type="application/octet-stream",
        headers={"Content-Disposition": named(f"{_name(row)}.pdf.sm2")},
    )


@page(Permission.CASE_VIEW)
def sm2_key(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Hand out the bureau's public SM2 key, with which anybody checks the signature beside it."""
    row = paper_of(viewer_of(request), paper)
    seal = seal_of(row.bureau, row.issued_at)
    if not row.sm2 or not seal.has_sm2:
        raise Http404
    return _key(seal.sm2_public.read_bytes(), f"{row.bureau.name} SM2.pem")


@page(Permission.CASE_VIEW)
def authority(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Hand out the certificate by which a reader of PDF knows the seals of this installation."""
    row = paper_of(viewer_of(request), paper)
    return _key(seal_of(row.bureau, row.issued_at).authority.read_bytes(), "authority.crt")


def _key(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": named(name)},
    )


@page(Permission.PAPER_WRITE)
@require_POST
def take_over_said(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Write what the paper says of the party into the case."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    try:
        made = take_over(by=viewer, paper=row)
    except UserError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Taken over: %(name)s") % {"name": made.name})
    return redirect("papers:paper", paper)


@page(Permission.CASE_VIEW)
def docx(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Hand out the words of the paper for a word processor; it is no evidence."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    require_open(viewer, row)
    frozen = frozen_of(row)
    content = print_docx(
        Printing(
            form=frozen.form,
            values=frozen.values,
            bureau=row.bureau,
            case=row.case,
            at=row.issued_at,
            number=row.number,
            draft=_("Copy to work on"),
        )
    )
    response = HttpResponse(content, content_type=_DOCX)
    response.headers["Content-Disposition"] = named(f"{_name(row)}.docx")
    return response


@page(Permission.CASE_VIEW)
def page_picture_of(request: HttpRequest, paper: UUID, number: int) -> HttpResponse:
    """Draw a page of the PDF, in a limited child process."""
    viewer = viewer_of(request)
    row = paper_to_sign(viewer, paper)
    wanted = request.GET.get("of") or newest_digest(row)
    if not 1 <= number <= row.pages or wanted not in revisions(row):
        raise UnknownRowError(_("There is no such page."))
    picture = page_picture(stored_bytes(str(row.bureau_id), wanted), number, width=_WIDTH)
    return HttpResponse(picture, content_type="image/png")


@page(Permission.PAPER_WRITE)
def again(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Issue anew what was wrong: say why, then mend the draft."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    reason = request.POST.get("reason", "")
    context: dict[str, Any] = {"paper": row, "case": row.case, "reason": reason}
    if request.method == "POST":
        try:
            made = begin_draft(by=viewer, case=row.case, form=row.form, replaces=row, reason=reason)
        except UserError as error:
            context["refused"] = str(error)
            return render(request, "papers/again.html", context, status=422)
        return redirect("papers:write", made.pk)
    return render(request, "papers/again.html", context)


def _name(row: Paper) -> str:
    return f"{row.title} {row.number}".strip()


def _handed_out(content: Any, name: str, media_type: str, *, attached: bool) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = named(name, attached=attached)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
