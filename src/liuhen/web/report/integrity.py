# SPDX-License-Identifier: Apache-2.0
"""Whether the files of a bureau are intact: how many were read again lately, which are damaged."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Document
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.evidence.reading_state import DamagedFile, damaged_seen, readings_seen
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.where import fact_address
from liuhen.web.pages import page

_MOST = 50
Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """One damaged file: its names, each with its page where there is one."""

    stored: StoredObject
    named: tuple[Named, ...]


@page(Permission.EVIDENCE_REPORT)
def integrity(request: HttpRequest) -> HttpResponse:
    """Show how the files of the bureau were read lately, and each damaged one with its page."""
    viewer = viewer_of(request)
    values = {
        "readings": readings_seen(viewer),
        "damaged": [
            DamagedLine(one.stored, tuple(_named(viewer, one)))
            for one in damaged_seen(viewer, _MOST)
        ],
        "place": _place(viewer),
        "now": viewer.at,
        "most": _MOST,
    }
    return render(request, "report/integrity.html", values)


def _place(viewer: Viewer) -> str:
    bureau = viewer.bureau.name if viewer.bureau else ""
    whole = viewer.reaches_bureau(Permission.EVIDENCE_REPORT)
    return bureau if whole else f"{bureau} · {_('own sections')}"


def _named(viewer: Viewer, one: DamagedFile) -> Iterator[Named]:
    for original in one.originals:
        yield original.file_name, _page(original)
    for made in one.derived:
        said = _("%(what)s of %(file)s, which can be made anew")
        known = {"what": made.get_kind_display(), "file": made.original.file_name}
        yield said % known, _page(made.original)
    for scan in one.scans:
        rows = Document.objects.seen_by(viewer).filter(superseded_at=None)
        paper = rows.filter(scan_digest=scan.digest).first()
        yield scan.file_name, fact_address(paper) if paper else ""


def _page(original: Original) -> str:
    return reverse("watch:original", args=[original.pk])
