# SPDX-License-Identifier: Apache-2.0
"""Asking for the bundle of a case and taking it; asking whether a case is intact."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from liuhen.apps.archives.asking import (
    KEPT,
    ask_bundle,
    bundles_of,
    file_name,
    take_bundle,
)
from liuhen.apps.archives.case_checking import ask_check, checks_of
from liuhen.apps.archives.checking.files import files_of
from liuhen.apps.archives.errors import UnknownBundleError
from liuhen.apps.archives.models import WorkState
from liuhen.apps.archives.ranges import shares_of
from liuhen.apps.cases.acting import require_over_case
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page

_PIECE_BYTES = 256 * 1024


class BundleForm(forms.Form):
    """For what a bundle is, and how much of originals that belong only in part."""

    purpose = forms.CharField(
        label=_("For what"),
        max_length=300,
        help_text=_(
            "For example: to the court with the case, to the party's lawyer. It is recorded."
        ),
    )
    whole = forms.BooleanField(
        label=_("Take originals in whole also where only a part belongs to this case"),
        required=False,
        help_text=_("What else they show then leaves the house too. It is recorded."),
    )


@page(Permission.EVIDENCE_DOWNLOAD)
def bundle(request: HttpRequest, case: UUID) -> HttpResponse:
    """Ask for the bundle of a case, and see those that were made."""
    viewer = viewer_of(request)
    found = get_case(viewer, case)
    require_over_case(viewer, found, Permission.EVIDENCE_DOWNLOAD)
    form = BundleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        ask_bundle(by=viewer, case=found, purpose=asked["purpose"], whole=asked["whole"])
        messages.success(request, gettext("The bundle is being made; it will stand below."))
        return redirect("archives:bundle", case)
    made = bundles_of(viewer, found)
    shares = shares_of(found)
    values = {
        "case": found,
        "form": form,
        "bundles": made,
        "waiting": any(one.state == WorkState.WAITING for one in made),
        "whole": [share for share in shares if share.whole],
        "partial": [share for share in shares if not share.whole],
        "size": sum(share.original.object.size_bytes for share in shares if share.whole),
        "days": KEPT.days,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "archives/bundle.html", values, status=status)


@page(Permission.EVIDENCE_DOWNLOAD)
@require_POST
def take(request: HttpRequest, case: UUID, bundle: UUID) -> HttpResponseBase:
    """Send a bundle. It leaves a leaf, so it is asked for with a button."""
    viewer = viewer_of(request)
    found = get_case(viewer, case)
    try:
        row, path = take_bundle(by=viewer, case=found, bundle_id=bundle)
    except UnknownBundleError as error:
        raise Http404(str(error)) from error
    answer = StreamingHttpResponse(_pieces(path), content_type="application/zip")
    answer.headers["Content-Length"] = str(row.size_bytes)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=utf-8''{quote(file_name(found))}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


@page(Permission.CASE_VIEW)
def integrity(request: HttpRequest, case: UUID) -> HttpResponse:
    """Let a case be held against vault and journal, and see what was found."""
    viewer = viewer_of(request)
    found = get_case(viewer, case)
    if request.method == "POST":
        ask_check(by=viewer, case=found)
        messages.success(request, gettext("The check is under way; its result will stand below."))
        return redirect("archives:integrity", case)
    checks = checks_of(viewer, found)
    values = {
        "case": found,
        "checks": checks,
        "files": files_of(found),
        "waiting": any(one.state == WorkState.WAITING for one in checks),
    }
    return render(request, "archives/integrity.html", values)
