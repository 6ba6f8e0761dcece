# SPDX-License-Identifier: Apache-2.0
"""Many scans in one pass: dropped, their kinds guessed by their names, corrected, and entered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import ClosedCaseError, NotAllowedError
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.platform_sheets.scans import ScannedPaper, add_scanned, guess_day, guess_kind
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.scans import open_brought_scan
from liuhen.apps.cases.words import PAPER_SIGNATURES
from liuhen.apps.compliance.asked import events_asking, fields_asked
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.law import facts as law
from liuhen.web.entering.papers import paper_roles, system_roles
from liuhen.web.entering.scans import attached
from liuhen.web.entering.where import Where
from liuhen.web.pages import page
from liuhen.web.platform.forms import ScanRowForm

_HEADS = ("section_head", "deputy_head", "bureau_head", "legal_reviewer")


@page(Permission.CASE_ENTER, Permission.CASE_IMPORT)
def scans(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Take scans, show what each most likely is, and enter them all at once."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    _require(viewer, case)
    if request.method == "GET" and "scan" in request.GET:
        return attached(*open_brought_scan(viewer, request.GET["scan"]))
    where = Where(viewer, case)
    roles = [*PAPER_SIGNATURES, *(_HEADS if case.from_outside else ())]
    made = forms.formset_factory(ScanRowForm, extra=0, max_num=200, validate_max=True)
    options = {
        "events": where.events, "roles": roles, "asked": _asked(where), "fields": _fields(where),
    }  # fmt: skip
    context: dict[str, Any] = {"case": case, "refused": []}
    if request.method != "POST":
        return render(request, "platform/scans.html", context)
    if "scans-TOTAL_FORMS" in request.POST:
        rows = made(request.POST, prefix="scans", form_kwargs=options)
        if rows.is_valid():
            try:
                return _entered(request, viewer, case, rows)
            except UserError as error:
                context["refused"].append(("", str(error)))
        return render(request, "platform/scans.html", context | {"rows": rows}, status=422)
    kept, context["refused"] = _kept(request, viewer)
    if not kept:
        context["refused"] = context["refused"] or [("", _("Choose a file."))]
        return render(request, "platform/scans.html", context, status=422)
    initial = [_guessed(where, name, digest) for name, digest in kept]
    rows = made(prefix="scans", initial=initial, form_kwargs=options)
    return render(request, "platform/scans.html", context | {"rows": rows})


def _require(viewer: Viewer, case: Case) -> None:
    """Refuse who neither brings in cases from outside nor enters facts in this one.

    Raises:
        NotAllowedError, ClosedCaseError.
    """
    outside = case.from_outside and viewer.reaches(Permission.CASE_IMPORT, case.section_id)
    if case.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is added to it any more.")
            % {"number": case.number}
        )
    if not outside and not case_deeds(viewer, case).enter:
        raise NotAllowedError(
            _("Your role does not allow this in case %(n)s.") % {"n": case.number}
        )


def _kept(request: HttpRequest, viewer: Viewer) -> tuple[list[tuple[str, str]], Any]:
    """Keep what came along; what is no scan is named, the others are kept all the same."""
    kept, refused = [], []
    for file in request.FILES.getlist("files"):
        name = file.name or "scan"
        try:
            scan = keep_scan(by=viewer, file_name=name, chunks=file.chunks())
        except UserError as error:
            refused.append((name, str(error)))
        else:
            kept.append((name, scan.digest))
    return kept, refused


def _asked(where: Where) -> Callable[[str], list[str]]:
    """Who signs a paper of a kind, as the regulation asks."""

    def roles(kind: str) -> list[str]:
        return [*paper_roles(where.pack, kind), *system_roles(where.pack, kind)]

    return roles


def _fields(where: Where) -> Callable[[str], list[str]]:
    """Which fields a paper of a kind has, as the regulation asks; of several one is enough."""

    def words(kind: str) -> list[str]:
        if where.pack is None or kind not in law.DOCUMENT_TYPES:
            return []
        return [word for need in fields_asked(where.pack, kind) for word in need.words]

    return words


def _guessed(where: Where, name: str, digest: str) -> dict[str, Any]:
    """What a scan most likely is, by its name and by what the case holds."""
    kind = guess_kind(name)
    event = _likely_event(where, kind) if kind else None
    day = guess_day(name)
    return {
        "keep": True,
        "digest": digest,
        "name": name[:200],
        "kind": kind,
        "at": day or (None if event is None else event.end or event.start),
        "event": event.ref if event else "",
    }


#: Papers of an activity of their own, whatever activity the regulation asks them of.
_OWN = {
    "performance_record": "performance",
    "closing_report": "case_concluded",
    "prior_notice": "rights_informed",
}


def _likely_event(where: Where, kind: str) -> Activity | None:
    asking = events_asking(where.pack, kind) if where.pack else frozenset()
    now = timezone.now()
    own = [row for row in where.facts.activities if row.kind == _OWN.get(kind)]
    rows = own or [row for row in where.facts.activities if row.kind in asking]
    return max((row for row in rows if row.start <= now), key=lambda row: row.start, default=None)


def _entered(request: HttpRequest, viewer: Viewer, case: Case, rows: Any) -> HttpResponse:
    typed = [form.cleaned_data for form in rows.forms if form.cleaned_data.get("keep")]
    made = add_scanned(
        by=viewer,
        case=case,
        papers=[
            ScannedPaper(
                one["kind"], one["at"], one["digest"], tuple(one["signed"]), one["event"],
                one["number"], tuple(one["written"]), tuple(one["names"]),
            )
            for one in typed
        ],
    )  # fmt: skip
    said = ngettext("%(n)d paper is entered.", "%(n)d papers are entered.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("cases:case", case.pk)
