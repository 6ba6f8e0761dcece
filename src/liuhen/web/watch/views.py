# SPDX-License-Identifier: Apache-2.0
"""The page of an original, its bytes, what was made of it, and what is said about it."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.linking.reading import ranges_for
from liuhen.apps.evidence.errors import (
    FieldError,
    NotMadeYetError,
    NotPermittedError,
    UnknownFileError,
)
from liuhen.apps.evidence.marks import add_mark, correct_mark, withdraw_mark
from liuhen.apps.evidence.models import DerivedKind, Mark, Original
from liuhen.apps.evidence.previews import ask_for_clip, ask_for_proxy, can_be_copied
from liuhen.apps.evidence.sittings import played as note_played
from liuhen.apps.evidence.sittings import sit
from liuhen.apps.evidence.watching import RUNNING, clip_of, derived_of, watched
from liuhen.apps.evidence.words import MARKS
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.journal import act
from liuhen.web.pages import page
from liuhen.web.watch.forms import DETAILED, MarkForm, WhyForm
from liuhen.web.watch.page import WatchPage, page_of, why_no_copy
from liuhen.web.watch.streaming import send
from liuhen.web.watch.timeline import code_said
from liuhen.web.words import choices

_MOST_REPORT_BYTES = 64 * 1024
#: For what browsers ask when a player does; older ones do not say it.
_PLAYERS = frozenset({"video", "audio", "empty", ""})
_PICTURES = (DerivedKind.POSTER, DerivedKind.FILMSTRIP)


@page(Permission.CASE_VIEW)
def show(request: HttpRequest, original: UUID) -> HttpResponse:
    """Show the player with its time line, the marks, and what is known of the file."""
    shown = page_of(viewer_of(request), original)
    return _shown(request, shown, MarkForm(initial=_typed_before(request)))


def _shown(
    request: HttpRequest, shown: WatchPage, form: MarkForm, status: int = 200
) -> HttpResponse:
    values: dict[str, Any] = {
        "page": shown,
        "form": form,
        "original": shown.original,
        "viewer": viewer_of(request),
        "plain_marks": choices("mark", (word for word in MARKS if word not in DETAILED)),
    }
    fragment = request.headers.get("HX-Target") == "marks"
    return render(
        request, "watch/_marks.html" if fragment else "watch/original.html", values, status=status
    )


def _typed_before(request: HttpRequest) -> dict[str, str]:
    """Where the viewer was, after a page that went without scripts."""
    at = request.GET.get("at", "")
    return {"at": code_said(int(at)) if at.isdecimal() and len(at) < 12 else "0:00:00"}  # noqa: PLR2004  # a sane number


# ---------------------------------------------------------------- bytes


@page(Permission.CASE_VIEW)
def media(request: HttpRequest, original: UUID) -> HttpResponseBase:
    """Send the original to a player, to whoever sees all of it; elsewhere it is handed out."""
    viewer = viewer_of(request)
    found = _whole(viewer, original)
    if found.kind not in RUNNING or request.headers.get("Sec-Fetch-Dest", "") not in _PLAYERS:
        raise NotPermittedError(_("An original leaves the house only with a purpose that is said."))
    sit(viewer, found)
    return send(
        request,
        found.object,
        media_type=found.media_type or "application/octet-stream",
        file_name=found.file_name,
    )


@page(Permission.CASE_VIEW)
def copy(request: HttpRequest, original: UUID) -> HttpResponseBase:
    """Send the viewing copy."""
    viewer = viewer_of(request)
    found = _whole(viewer, original)
    proxy = derived_of(found).get(DerivedKind.PROXY)
    if proxy is None:
        raise NotMadeYetError(_("The viewing copy has not been made yet."))
    sit(viewer, found)
    name = f"{found.file_name}.copy.mp4"
    return send(request, proxy.object, media_type=proxy.media_type, file_name=name, own=True)


@page(Permission.CASE_VIEW)
def clip(request: HttpRequest, original: UUID, from_ms: int, to_ms: int) -> HttpResponseBase:
    """Send a clip to whoever may see its range."""
    viewer = viewer_of(request)
    seen = watched(viewer, original, ranges_for)
    if not seen.covers(from_ms, to_ms):
        raise UnknownFileError(_("There is no such recording."))
    cut = clip_of(seen.original, (from_ms, to_ms))
    if cut is None:
        raise NotMadeYetError(_("The clip has not been cut yet."))
    sit(viewer, seen.original)
    name = f"{seen.original.file_name}.clip.mp4"
    return send(request, cut.object, media_type=cut.media_type, file_name=name, own=True)


@page(Permission.CASE_VIEW)
def picture(request: HttpRequest, original: UUID, kind: str) -> HttpResponseBase:
    """Send a still picture or the film strip: re-encoded by us."""
    found = _whole(viewer_of(request), original)
    if kind not in _PICTURES:
        raise Http404
    made = derived_of(found).get(kind)
    if made is None:
        raise NotMadeYetError(_("The picture has not been made yet."))
    return send(request, made.object, media_type=made.media_type, file_name=kind, own=True)


@page(Permission.EVIDENCE_DOWNLOAD)
def download(request: HttpRequest, original: UUID) -> HttpResponseBase:
    """Hand out the original itself: for what, is asked and goes into the journal first."""
    viewer = viewer_of(request)
    found = _whole(viewer, original)
    if not viewer.reaches(Permission.EVIDENCE_DOWNLOAD, found.section_id):
        raise UnknownFileError(_("There is no such recording."))
    form = WhyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        values = {"original": found, "form": form}
        status = 422 if form.errors else 200
        return render(request, "watch/download.html", values, status=status)
    with act("evidence.download", by=viewer) as record:
        record.about(found)
        record.note(purpose=form.cleaned_data["reason"], digest=found.object.digest)
    return send(
        request,
        found.object,
        media_type=found.media_type or "application/octet-stream",
        file_name=found.file_name,
    )


def _whole(viewer: Viewer, original: UUID) -> Original:
    """The original, for whoever sees all of it.

    Raises:
        UnknownFileError: somebody who sees ranges of it has clips instead.
    """
    seen = watched(viewer, original, ranges_for)
    if not seen.whole:
        raise UnknownFileError(_("There is no such recording."))
    return seen.original


# ---------------------------------------------------------------- acts


@page(Permission.CASE_VIEW)
@require_POST
def played(request: HttpRequest, original: UUID) -> HttpResponse:
    """Note what was really played; the page sends it every few seconds, and on leaving."""
    viewer = viewer_of(request)
    seen = watched(viewer, original, ranges_for)
    raw = request.POST.get("ranges", "[]")
    try:
        said = json.loads(raw) if len(raw) <= _MOST_REPORT_BYTES else []
        ranges = [(int(start), int(end)) for start, end in said]
    except (ValueError, TypeError, OverflowError):
        return HttpResponse(status=422)
    left = request.POST.get("left") == "1"
    allowed = [(start, end) for start, end in ranges if seen.covers(start, end)]
    note_played(viewer, seen.original, allowed, left=left)
    return HttpResponse(status=204)


@page(Permission.CASE_VIEW)
@require_POST
def ask(request: HttpRequest, original: UUID) -> HttpResponse:
    """Let the viewing copy, or the clips that this viewer sees, be made now."""
    viewer = viewer_of(request)
    seen = watched(viewer, original, ranges_for)
    if seen.original.probed_at is not None and not can_be_copied(seen.original):
        messages.error(request, why_no_copy(seen.original))
        return redirect("watch:original", original)
    if seen.whole:
        ask_for_proxy(seen.original)
    for span in seen.ranges or ():
        if clip_of(seen.original, span) is None:
            ask_for_clip(seen.original, *span)
    messages.success(request, _("It is being made; this page shows when it is ready."))
    return redirect("watch:original", original)


@page(Permission.EVIDENCE_ADD)
@require_POST
def mark(request: HttpRequest, original: UUID) -> HttpResponse:
    """Set a mark."""
    viewer = viewer_of(request)
    shown = page_of(viewer, original)
    form = MarkForm(request.POST)
    if form.is_valid():
        content = form.content()
        try:
            add_mark(by=viewer, original=shown.original, **content)
        except FieldError as error:
            form.add_error(_field(error), str(error))
        else:
            return _back(request, viewer, original, content["at_ms"])
    return _shown(request, shown, form, status=422)


@page(Permission.EVIDENCE_ADD)
def change(request: HttpRequest, original: UUID, mark: UUID) -> HttpResponse:
    """Correct a mark, or take it back; both with the reason."""
    viewer = viewer_of(request)
    shown = page_of(viewer, original)
    rows = Mark.objects.seen_by(viewer).filter(original=shown.original)
    row = rows.filter(pk=mark).first()
    if row is None:
        raise UnknownFileError(_("There is no such mark."))
    posted = request.POST or None
    form, why = MarkForm(posted, initial=_as_typed(row)), WhyForm(posted)
    if request.method == "POST" and why.is_valid():
        reason = why.cleaned_data["reason"]
        try:
            if "withdraw" in request.POST:
                withdraw_mark(by=viewer, mark=row, reason=reason)
                return _back(request, viewer, original, row.at_ms)
            if form.is_valid():
                made = correct_mark(by=viewer, mark=row, reason=reason, **form.content())
                return _back(request, viewer, original, made.at_ms)
        except FieldError as error:
            form.is_valid()
            form.add_error(_field(error), str(error))
    values = {"page": shown, "original": shown.original, "mark": row, "form": form, "why": why}
    status = 422 if form.errors or why.errors else 200
    return render(request, "watch/mark.html", values, status=status)


def _as_typed(row: Mark) -> dict[str, Any]:
    """What the form of a mark holds before anything is typed."""
    details = {**row.details, "cause": row.details.get("reason", "")}
    return {"at": code_said(row.at_ms), "word": row.word, "text": row.text, **details}


def _field(error: FieldError) -> str | None:
    """The form's field at which a refusal stands."""
    named = {"at_ms": "at", "reason": "cause"}.get(error.field, error.field)
    return named if named in MarkForm.base_fields else None


def _back(request: HttpRequest, viewer: Viewer, original: UUID, at_ms: int) -> HttpResponse:
    """The marks anew, for a page with scripts; else the page at the same moment."""
    if request.headers.get("HX-Target") == "marks":
        form = MarkForm(initial={"at": code_said(at_ms)})
        return _shown(request, page_of(viewer, original), form)
    answer = redirect("watch:original", original)
    answer["Location"] += f"?at={at_ms}"
    return answer
