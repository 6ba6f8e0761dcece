# SPDX-License-Identifier: Apache-2.0
"""Delegations: who acts for me while I am away, and for whom I act."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.evidence.delegation_papers import open_delegation_scan
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import delegate, delegations, end_delegation
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.approvals.forms import DelegationForm
from liuhen.web.entering.scans import attached, with_kept_scan
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page


@page(Permission.DELEGATE)
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Show the delegations that the viewer gave or holds; take a new one."""
    viewer = viewer_of(request)
    data, wrong = with_kept_scan(request, viewer) if request.method == "POST" else (None, "")
    form = DelegationForm(viewer, data)
    if wrong:
        form.add_error("scan_file", wrong)

    def do() -> str:
        values = form.cleaned_data
        digest = values["scan_digest"]
        made = delegate(
            by=viewer, to=form.person, role=form.role, organisation=form.organisation,
            from_date=values["from_date"], until_date=values["until_date"], paper=values["paper"],
            scan_digest=digest and scan_taken(viewer, digest).digest,
        )  # fmt: skip
        said = _("%(name)s acts for you from %(first)s to %(last)s.")
        spans = {"first": made.from_date, "last": values["until_date"]}
        days = {name: day_said(one, 0) for name, one in spans.items()}
        messages.success(request, said % {"name": made.person.name, **days})
        return reverse("approvals:delegations")

    day = timezone.localtime(viewer.at).date()
    rows = [(one, not one.until_date or one.until_date >= day) for one in delegations(viewer)]
    context = {"rows": rows, "viewer_key": viewer.person_id, "today": day}
    return answer(request, "approvals/delegations.html", form, do, **context)


@page(Permission.DELEGATE)
@require_POST
def end(request: HttpRequest, grant: UUID) -> HttpResponse:
    """End a delegation, now."""
    viewer = viewer_of(request)
    if not delegations(viewer).filter(pk=grant).exists():
        raise Http404
    ended = end_delegation(by=viewer, grant=grant)
    said = _("%(name)s no longer acts as %(role)s.")
    words = {"name": ended.person.name, "role": ended.get_role_display()}
    messages.success(request, said % words)
    return redirect("approvals:delegations")


@page(Permission.DELEGATE)
def scan(request: HttpRequest, grant: UUID) -> FileResponse:
    """Hand out the scan of the paper that delegates."""
    return attached(*open_delegation_scan(by=viewer_of(request), grant=grant))
