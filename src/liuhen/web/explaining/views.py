# SPDX-License-Identifier: Apache-2.0
"""What is not recorded and not explained, and the page on which somebody explains it."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.explaining import explain_gap, explain_missing
from liuhen.apps.cases.models import Activity
from liuhen.apps.compliance.unexplained import holes_of_activity, holes_seen
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.scans import with_kept_scan
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import fact_address
from liuhen.web.explaining.forms import ExplainForm, hole_said
from liuhen.web.inputs import key_of
from liuhen.web.pages import page
from liuhen.web.subjects import fact_said

_ON_A_PAGE = 50


@page(Permission.CASE_VIEW)
def unexplained_list(request: HttpRequest) -> HttpResponse:
    """Show what the regulation wanted recorded, is not, and nobody has explained."""
    viewer = viewer_of(request)
    found = holes_seen(viewer, key_of(request.GET.get("section")))
    shown = Paginator(found.found, _ON_A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": shown,
        "looked": found.looked,
        "left": found.left,
        "lines": [(one, hole_said(one)) for one in shown.object_list],
        "may_explain": viewer.may(Permission.CASE_ENTER),
    }
    return render(request, "explaining/list.html", values)


def _elsewhere(request: HttpRequest, row: Activity) -> HttpResponse:
    """Where no hole has times of its own: the plain form, for whoever enters facts in the case."""
    if row.case is not None and row.case.archived_at is None:
        address = reverse("entering:add", args=[row.case.pk, "interruption"])
        return redirect(f"{address}?{urlencode({'event': row.ref})}")
    messages.info(request, _("Nothing of this activity waits for an explanation."))
    return redirect(fact_address(row))


@page(Permission.CASE_ENTER)
def explain(request: HttpRequest, item: UUID) -> HttpResponse:
    """Explain one gap of an activity, or that it was not recorded."""
    viewer = viewer_of(request)
    rows = Activity.objects.seen_by(viewer).select_related("case", "section", "case__bureau")
    row = rows.filter(item=item, superseded_at=None, withdrawn=False).first()
    if row is None:
        raise UnknownRowError(_("There is no such entry."))
    holes = [] if row.case is None else holes_of_activity(row.case, row, viewer.at)
    if not holes:
        return _elsewhere(request, row)
    data, refused = with_kept_scan(request, viewer) if request.method == "POST" else (None, "")
    form = ExplainForm(data, holes=holes)
    if refused:
        form.add_error("scan_file", refused)

    def do() -> str:
        hole, typed = form.chosen, form.cleaned_data
        if hole.start is None:
            explain_missing(by=viewer, activity=row, reason=typed["why"], statement=form.said)
        else:
            explain_gap(
                by=viewer,
                activity=row,
                start=hole.start,
                end=hole.end,
                cause=typed["cause"],
                explained_by=typed["explained_by"],
                statement=form.said,
                reported_to_head_at=typed["reported_to_head_at"],
            )
        messages.success(request, _("Explained: %(what)s") % {"what": fact_said(row)})
        return reverse("cases:case", args=[row.case_id]) if row.case_id else fact_address(row)

    articles = dict.fromkeys(name for one in holes for name in one.articles)
    context = {"row": row, "case": row.case, "holes": holes, "articles": list(articles)}
    return answer(request, "explaining/explain.html", form, do, **context)
