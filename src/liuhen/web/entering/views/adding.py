# SPDX-License-Identifier: Apache-2.0
"""Adding facts to a case: the menu, the choice of a kind, the form."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import ClosedCaseError, NotAllowedError
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.compliance.queries import case_detail
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.law import facts as law
from liuhen.web.entering.kinds import document_groups, event_groups
from liuhen.web.entering.views.filling import add_to
from liuhen.web.entering.where import Where
from liuhen.web.pages import page

#: The pages of the events that are no form of facts, and the deed that each page does.
_PAGES = {
    "case_concluded": ("ending:choose", "conclude"),
    "archived": ("entering:archive", "archive"),
}


@page(Permission.CASE_ENTER)
def menu(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the regulation still asks for, and all that can be entered."""
    where = _open_case(request, key)
    assert where.case is not None  # noqa: S101  # made of a case
    context = {
        "case": where.case,
        "where": where,
        "deeds": case_deeds(where.viewer, where.case),
        "detail": case_detail(where.viewer, where.case),
        "events": event_groups(),
        "documents": document_groups(),
        "recordings": law.RECORDING_KINDS,
        "incidents": law.INCIDENT_TYPES,
    }
    return render(request, "entering/menu.html", context)


@page(Permission.CASE_ENTER)
def add(request: HttpRequest, key: UUID, fact: str) -> HttpResponse:
    """Enter one fact into a case; what an act of its own makes leads to the page of that act."""
    where, kind = _open_case(request, key), request.GET.get("kind", "")
    if fact == "activity" and kind in BY_ACT and where.case is not None:
        return _act_page(request, where.viewer, where.case, kind)
    return add_to(request, where, fact)


def _act_page(request: HttpRequest, viewer: Viewer, case: Case, kind: str) -> HttpResponse:
    """Go where the step is done; whoever may not do it now is told who does, and when."""
    if kind == "approval":
        messages.info(request, _("A head approves, with an account of their own."))
        return redirect("asking:choose", case.pk)
    page_name, deed = _PAGES[kind]
    if getattr(case_deeds(viewer, case), deed):
        return redirect(page_name, case.pk)
    concluded = _("The case is concluded already.")
    theirs = _("The handlers of the case conclude it, or the head of the section.")
    sentence = {
        "case_concluded": concluded if case.concluded_at else theirs,
        "archived": _("The custodian archives the case once it is concluded."),
    }
    messages.info(request, sentence[kind])
    return redirect("cases:case", case.pk)


def _open_case(request: HttpRequest, key: UUID) -> Where:
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    if case.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is added to it any more.")
            % {"number": case.number}
        )
    if not case_deeds(viewer, case).enter:
        raise NotAllowedError(
            _("Your role does not allow this in case %(n)s.") % {"n": case.number}
        )
    return Where(viewer, case)
