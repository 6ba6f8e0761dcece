# SPDX-License-Identifier: Apache-2.0
"""Signed papers from the scanner: bring a pile, see what became of it, file what has no code."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.reading import paper_of, stored_bytes
from liuhen.apps.cases.papers.scanning import (
    bring_scan,
    file_page,
    page_for,
    pile_of,
    piles_of,
    set_page_aside,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.paper.codes import page_picture
from liuhen.paper.form import Signing
from liuhen.web.entering.inputs import DayInput
from liuhen.web.pages import page
from liuhen.web.papers.inputs import said

_WIDTH = 900
_MOST_PAPERS = 300
_LAST_SECOND = time(23, 59, 59)


@page(Permission.CASE_ENTER)
def bring(request: HttpRequest) -> HttpResponse:
    """Take a pile of scans in one file."""
    viewer = viewer_of(request)
    context: dict[str, Any] = {"piles": piles_of(viewer)}
    if request.method == "POST":
        sent = request.FILES.get("scan")
        if sent is None or isinstance(sent, list):
            context["refused"] = _("Choose the file with the scanned pages.")
            return render(request, "papers/scans.html", context, status=422)
        try:
            scan = bring_scan(by=viewer, file_name=sent.name or "scan", chunks=sent.chunks())
        except UserError as error:
            context["refused"] = str(error)
            return render(request, "papers/scans.html", context, status=422)
        if scan.kept_at < viewer.at:
            messages.info(request, _("This file was brought before: here is what became of it."))
        return redirect("papers:pile", scan.pk)
    return render(request, "papers/scans.html", context)


@page(Permission.CASE_ENTER)
def pile(request: HttpRequest, scan: UUID) -> HttpResponse:
    """Show what became of a pile; file or set aside what no code filed."""
    viewer = viewer_of(request)
    found = pile_of(viewer, scan)
    context: dict[str, Any] = {"pile": found, "papers": _choices(viewer)}
    if request.method == "POST":
        try:
            _decide(request, viewer)
        except UserError as error:
            context["refused"] = str(error)
            return render(request, "papers/pile.html", context, status=422)
        return redirect("papers:pile", scan)
    partial = request.headers.get("HX-Target") == "pile"
    return render(request, "papers/_pile.html" if partial else "papers/pile.html", context)


@page(Permission.CASE_VIEW)
def picture(request: HttpRequest, page: UUID) -> HttpResponse:
    """Draw a page of a pile, in a limited child process."""
    row = page_for(viewer_of(request), page)
    raw = stored_bytes(str(row.bureau_id), row.scan.digest)
    return HttpResponse(
        page_picture(raw, row.page, width=_WIDTH, upright=True), content_type="image/png"
    )


def _decide(request: HttpRequest, viewer: Viewer) -> None:
    try:
        key = UUID(request.POST.get("page", ""))
    except ValueError:
        return
    if "aside" in request.POST:
        set_page_aside(by=viewer, page=key)
        messages.success(request, _("The page is set aside."))
        return
    number = request.POST.get("number", "")
    try:
        paper = paper_of(viewer, UUID(request.POST.get("paper", "")))
    except ValueError:
        messages.warning(request, _("Choose the paper to which the page belongs."))
        return
    file_page(by=viewer, page=key, paper=paper, number=int(number) if number.isdecimal() else 0)
    messages.success(request, _("The page is filed."))


def _choices(viewer: Viewer) -> list[Paper]:
    """The papers that were issued last: one of them is what is being scanned."""
    rows = Paper.objects.seen_by(viewer).filter(replaced_by=None, case__archived_at=None)
    return list(rows.select_related("case").order_by("-issued_at")[:_MOST_PAPERS])


class ScanSignaturesForm(forms.Form):
    """What a person sees on the scan: for each signature whether it is there, and its date."""

    def __init__(
        self,
        *args: Any,
        rooms: list[tuple[Signing, int]],
        names: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        """A group of controls for every signature that may still be given on paper.

        `names`: who is expected, by the role.
        """
        expected = {
            f"{one.role}-{at}-name": name
            for one, left in rooms
            for at, name in enumerate((names or {}).get(one.role, [])[:left])
        }
        super().__init__(*args, **kwargs | {"initial": expected})
        self._rooms = rooms
        for name, label in self._groups():
            self.fields[f"{name}-state"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[
                    ("", gettext_lazy("Not there")),
                    ("signed", gettext_lazy("Signed")),
                    ("refused", gettext_lazy("Refused, as noted on the paper")),
                ],
            )
            self.fields[f"{name}-name"] = forms.CharField(
                label=gettext_lazy("Name"), required=False, max_length=60
            )
            self.fields[f"{name}-day"] = forms.DateField(
                label=gettext_lazy("Date on the paper"),
                required=False,
                widget=DayInput(),
                help_text=gettext_lazy("Leave it empty where it cannot be read or is missing."),
            )
            self.fields[f"{name}-reason"] = forms.CharField(
                label=gettext_lazy("Reason of the refusal, and witness"),
                required=False,
                max_length=300,
            )

    def _groups(self) -> Iterator[tuple[str, str]]:
        for one, left in self._rooms:
            for at in range(left):
                yield f"{one.role}-{at}", said(one.label)

    @property
    def groups(self) -> list[list[Any]]:
        """The controls of each signature."""
        return [
            [self[f"{name}-{part}"] for part in ("state", "name", "day", "reason")]
            for name, _label in self._groups()
        ]

    @property
    def seen(self) -> list[dict[str, Any]]:
        """The signatures that are there."""
        typed = self.cleaned_data
        return [
            {
                "role": name.rpartition("-")[0],
                "name": typed[f"{name}-name"],
                "at": _end_of(typed[f"{name}-day"]),
                "refused": typed[f"{name}-state"] == "refused",
                "reason": typed[f"{name}-reason"],
            }
            for name, _label in self._groups()
            if typed[f"{name}-state"]
        ]


def _end_of(day: date | None) -> datetime | None:
    """The end of a day: who wrote no hour is not believed to have been early. Today: now."""
    if day is None:
        return None
    end = datetime.combine(day, _LAST_SECOND, timezone.get_current_timezone())
    now = timezone.now().replace(microsecond=0)
    return min(end, now) if end.date() == timezone.localtime(now).date() else end
