# SPDX-License-Identifier: Apache-2.0
"""The steps that the system itself records: storing, hand-over, approval, conclusion, archiving.

Storing, hand-over, approval and archiving are buttons: the server's clock says when.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import (
    approve as approve_case,
)
from liuhen.apps.cases.acts import (
    archive_case,
    mark_handed_over,
    mark_stored,
)
from liuhen.apps.cases.acts import (
    conclude as conclude_case,
)
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Recording
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.step_forms import ConcludeForm, StoreForm
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.words import label


@page(Permission.CASE_VIEW)
def store(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the recordings of a case and where they are; the custodian confirms, now."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    rows = sorted(known_rows(Recording, case), key=lambda row: row.start)
    form = StoreForm(request.POST or None, rows=rows)

    def do() -> str:
        chosen = [row for row in rows if row.ref in form.cleaned_data["recordings"]]
        if "handed_over" in request.POST:
            mark_handed_over(by=viewer, case=case, recordings=chosen)
            messages.success(request, _("The hand-over is confirmed."))
        else:
            mark_stored(by=viewer, case=case, recordings=chosen)
            messages.success(request, _("Storing is confirmed."))
        return reverse("entering:store", args=[case.pk])

    context = {"case": case, "rows": rows, "deeds": case_deeds(viewer, case)}
    return answer(request, "entering/store.html", form, do, **context)


@page(Permission.CASE_SIGN)
def approve(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter the approval of a head, now."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    role = request.POST.get("role", "")

    def do() -> str:
        approve_case(by=viewer, case=case, role=role)
        messages.success(request, _("Approved."))
        return reverse("cases:case", args=[case.pk])

    roles = [(one, label("signature", one)) for one in case_deeds(viewer, case).approve]
    context = {"case": case, "roles": roles}
    return answer(request, "entering/approve.html", _empty_form(request), do, **context)


@page(Permission.CASE_ENTER)
def conclude(request: HttpRequest, key: UUID) -> HttpResponse:
    """Conclude a case, now or with an earlier day."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = ConcludeForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        conclude_case(by=viewer, case=case, at=form.cleaned_data["at"])
        messages.success(request, _("The case is concluded; archiving is counted from there."))
        return reverse("cases:case", args=[case.pk])

    context = {"case": case, "heading": _("Conclude the case")}
    return answer(request, "entering/case_form.html", form, do, **context)


@page(Permission.CASE_ARCHIVE)
def archive(request: HttpRequest, key: UUID) -> HttpResponse:
    """Archive a concluded case, now."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)

    def do() -> str:
        archive_case(by=viewer, case=case)
        messages.success(request, _("The case is archived; nothing is added to it any more."))
        return reverse("cases:case", args=[case.pk])

    return answer(request, "entering/archive.html", _empty_form(request), do, case=case)


def _empty_form(request: HttpRequest) -> forms.Form:
    """A form without fields: a button and nothing to type."""
    return forms.Form(request.POST if request.method == "POST" else None)
