# SPDX-License-Identifier: Apache-2.0
"""My notices, and the reminders of the bureau."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.compliance.leads import KINDS, lead_said, leads_of, set_leads, settings_of
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.notices import (
    LATE,
    count_unread,
    mark_read,
    notice_said,
    notices_of,
    place_of,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.views.answers import answer
from liuhen.web.inputs import key_of
from liuhen.web.listing import listed
from liuhen.web.pages import page

_LINES = 50
KIND_NAMES: dict[str, Promise | str] = {
    "duty": gettext_lazy("Duties of the regulation"),
    "approval": gettext_lazy("Approvals"),
    "party": gettext_lazy("What a party has to do"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One notice, ready to be shown."""

    notice: Notice
    sentence: str

    @property
    def is_late(self) -> bool:
        """Whether it tells of something overdue."""
        return self.notice.word in LATE

    @property
    def goes(self) -> bool:
        """Whether a page stands behind it."""
        return bool(self.notice.case_id)


@page(Permission.ACCOUNT)
def notices(request: HttpRequest) -> HttpResponse:
    """List my notices, the newest first; a POST marks one as read and goes where it says.

    Or it marks all up to the newest that the page showed: what came since stays unread.
    """
    viewer = viewer_of(request)
    if request.method == "POST":
        return _read(request, viewer)
    only = request.GET.get("show") != "all"
    rows = Paginator(notices_of(viewer, unread=only), _LINES).get_page(request.GET.get("page"))
    values = {
        "page": rows,
        "lines": [Line(row, notice_said(row)) for row in rows.object_list],
        "only_unread": only,
        "unread": count_unread(viewer),
        "now": viewer.at,
    }
    return render(request, "notices/list.html", values)


def _read(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    every = "all" in request.POST  # then its value is the newest notice that the page showed
    key = key_of(request.POST.get("all" if every else "notice"))
    row = notices_of(viewer).filter(pk=key).first() if key else None
    if row is not None and every:
        mark_read(viewer, newest=row)
    if row is None or every:
        return redirect("notices:list")
    mark_read(viewer, [row.pk])
    return redirect(place_of(row))


class LeadsForm(forms.Form):
    """How long ahead people are told, one line for each kind."""

    def __init__(self, *args: object, leads: dict[str, tuple[str, ...]], **kwargs: object) -> None:
        """Make a field for each kind."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        for kind in KINDS:
            self.fields[kind] = forms.CharField(
                label=str(KIND_NAMES[kind]),
                max_length=60,
                required=False,
                initial=listed(lead_said(one) for one in leads[kind]),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def kinds(self) -> list[forms.BoundField]:
        """The fields in the order of the page."""
        return [self[kind] for kind in KINDS]


@page(Permission.HOOK_MANAGE)
def settings(request: HttpRequest) -> HttpResponse:
    """Show and set how long ahead the people of the bureau are told."""
    viewer = viewer_of(request)
    if viewer.bureau_id is None:
        return redirect("notices:list")
    posted = request.POST if request.method == "POST" else None
    form = LeadsForm(posted, leads=leads_of(viewer.bureau_id))

    def do() -> str:
        if set_leads(by=viewer, leads=form.cleaned_data):
            messages.success(request, _("Saved; reminders follow it from now on."))
        else:
            messages.info(request, _("Nothing was changed."))
        return reverse("notices:settings")

    rows = [
        (KIND_NAMES[row.kind], row, listed(lead_said(one) for one in row.leads))
        for row in settings_of(viewer)[:_LINES]
    ]
    return answer(request, "notices/settings.html", form, do, rows=rows)
