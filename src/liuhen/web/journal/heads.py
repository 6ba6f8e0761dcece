# SPDX-License-Identifier: Apache-2.0
"""Signed heads, witnesses, and the sheet that leaves the house on paper."""

import segno
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.trace import signing
from liuhen.apps.trace.epochs import epochs
from liuhen.apps.trace.keys import public_texts
from liuhen.apps.trace.locking import waiting
from liuhen.apps.trace.models import Head
from liuhen.apps.trace.outside import outside
from liuhen.vault.short_head import compact
from liuhen.web.pages import page

_HEADS = 20
_SQUARE = 4  # pixels of the picture for each square of the code


@page(Permission.JOURNAL_VIEW)
def heads(request: HttpRequest) -> HttpResponse:
    """Show how far heads and witnesses reach, and the heads themselves, newest first."""
    rows = Head.objects.order_by("-pk")
    values = {
        "reach": outside(),
        "page": Paginator(rows, _HEADS).get_page(request.GET.get("page")),
        "epochs": epochs(),
        "waiting": waiting(),
        "trouble": signing.clock_trouble(viewer_of(request).at),
    }
    return render(request, "journal/heads.html", values)


@page(Permission.JOURNAL_VIEW)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the newest head on a sheet to be printed, dated by hand and kept elsewhere."""
    reach = outside()
    values = {"reach": reach, "now": viewer_of(request).at, "keys": public_texts()}
    if reach.newest is not None:
        short = compact(reach.newest.signed)
        code = segno.make_qr(short, error="m", encoding="ascii", mode="byte")
        values |= {"short": short, "code": code.svg_data_uri(scale=_SQUARE, border=4)}
    return render(request, "journal/sheet.html", values)
