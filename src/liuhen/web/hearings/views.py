# SPDX-License-Identifier: Apache-2.0
"""Saying for when a hearing is planned, or that it is put off to another day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.hearings import announce_hearing, earliest_hearing, planned_of
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.articles import statutes_named
from liuhen.web.entering.chairs import warn_of_chair
from liuhen.web.entering.views.answers import answer
from liuhen.web.hearings.forms import HearingForm
from liuhen.web.moments import moment_said
from liuhen.web.pages import page


@page(Permission.CASE_ENTER)
def announce(request: HttpRequest, key: UUID) -> HttpResponse:
    """Note that the party was told for when the hearing is planned."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    known = planned_of(case, viewer.at)
    sent = request.POST if request.method == "POST" else None
    form = HearingForm(sent, case=case, planned=known)

    def do() -> str:
        typed = form.cleaned_data
        announce_hearing(
            by=viewer, case=case, planned=typed["planned"], told_at=typed["told_at"],
            place=typed["place"], chair=typed["chair"],
        )  # fmt: skip
        messages.success(request, _("The hearing stands in the calendar."))
        if (chair := typed["chair"]) is not None:
            warn_of_chair(request, case, {"chair": chair.name, "chair_person": str(chair.pk)})
        before = earliest_hearing(case, typed["told_at"])
        if before is not None and typed["planned"] <= before.end:
            said = _(
                "The party is to be told %(n)d working days before: told then, the hearing is not "
                "before the end of %(at)s."
            )
            messages.warning(request, said % {"n": before.days, "at": moment_said(before.end)})
        return reverse("cases:case", args=[case.pk])

    before = earliest_hearing(case, viewer.at)
    by_law = statutes_named(before.basis) if before is not None else ""
    context = {"case": case, "known": known, "before": before, "by_law": by_law}
    return answer(request, "hearings/announce.html", form, do, **context)
