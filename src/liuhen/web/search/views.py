# SPDX-License-Identifier: Apache-2.0
"""The page of a search. An exact number typed into the head of a page leads to its row at once.

So does what is printed at the foot of a paper's page.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from liuhen.apps.finding_aid.searching import numbered, printed, search
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page
from liuhen.web.search.forms import SearchForm
from liuhen.web.search.lines import address_of, lines_of


@page(Permission.CASE_VIEW, Permission.DEVICE_VIEW)
def find(request: HttpRequest) -> HttpResponse:
    """Show what the words find, or go to the row of that very number (`list` shows it instead)."""
    viewer = viewer_of(request)
    form = SearchForm(viewer, request.GET)
    asked = form.asked
    if "list" not in request.GET and not form.is_narrowed and asked.before is None:
        if (paper := printed(viewer, asked.words)) is not None:
            return redirect("papers:paper", paper.pk)
        hit = numbered(viewer, asked.words)
        if hit is not None:
            return redirect(address_of(hit))
    answer = search(viewer, asked)
    values = {"form": form, "answer": answer, "lines": lines_of(answer), "words": asked.words}
    partial = request.headers.get("HX-Target") == "found"
    return render(request, "search/_found.html" if partial else "search/find.html", values)
