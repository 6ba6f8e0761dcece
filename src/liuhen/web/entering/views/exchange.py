# SPDX-License-Identifier: Apache-2.0
"""Facts as JSON: bringing a whole case in from outside, taking the facts of a case out."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import export_facts
from liuhen.apps.cases.acts import import_case as import_new
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.case_forms import ImportForm
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page


@page(Permission.CASE_IMPORT)
def import_case(request: HttpRequest) -> HttpResponse:
    """Bring in a case; it becomes a new one, marked as from outside."""
    viewer = viewer_of(request)
    sent = request.method == "POST"
    form = ImportForm(request.POST or None, request.FILES if sent else None, viewer=viewer)

    def do() -> str:
        file = form.cleaned_data["file"]
        case = import_new(
            by=viewer,
            section=form.cleaned_data["section"],
            facts=file.read(),
            name=file.name or "facts.json",
        )
        said = _("Case %(number)s is imported, marked as from outside.") % {"number": case.number}
        messages.success(request, said)
        return reverse("cases:case", args=[case.pk])

    return answer(request, "entering/import.html", form, do)


@page(Permission.CASE_EXPORT)
def export(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the facts of a case as a file. It leaves a leaf, so it is asked for with a button."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    if request.method != "POST":
        return render(request, "entering/export.html", {"case": case})
    answer = HttpResponse(export_facts(by=viewer, case=case), content_type="application/json")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename*=utf-8''{quote(case.number)}.json"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
