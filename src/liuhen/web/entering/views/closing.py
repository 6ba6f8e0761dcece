# SPDX-License-Identifier: Apache-2.0
"""The steps that are buttons: storing, hand-over, a disc, archiving. The server says when."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import archive_case, mark_handed_over, mark_stored, put_on_disc
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Recording
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.step_forms import StoreForm
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.seen import require_seen, seen_of


@page(Permission.CASE_VIEW)
def store(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the recordings of a case and where they are; the custodian confirms, now."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    rows = sorted(known_rows(Recording, case), key=lambda row: row.start)
    form = StoreForm(request.POST or None, rows=rows)
    now = seen_of(*(row.pk for row in rows))

    def do() -> str:
        require_seen(request, now)
        chosen = [row for row in rows if row.ref in form.cleaned_data["recordings"]]
        if "handed_over" in request.POST:
            mark_handed_over(by=viewer, case=case, recordings=chosen)
            messages.success(request, _("The hand-over is confirmed."))
        elif "on_disc" in request.POST:
            number = form.cleaned_data["disc"]
            put_on_disc(by=viewer, case=case, recordings=chosen, disc=number)
            messages.success(request, _("The disc is noted."))
        else:
            mark_stored(by=viewer, case=case, recordings=chosen)
            messages.success(request, _("Storing is confirmed."))
        return reverse("entering:store", args=[case.pk])

    context = {"case": case, "rows": rows, "deeds": case_deeds(viewer, case), "seen": now}
    return answer(request, "entering/store.html", form, do, **context)


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
