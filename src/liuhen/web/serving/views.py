# SPDX-License-Identifier: Apache-2.0
"""The pages of serving papers: what is served and how far, the way, the form, what became of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.serving.asking import needs_of, way_of
from liuhen.apps.cases.serving.consent import INFORMANT
from liuhen.apps.cases.serving.entering import serve, tell_result
from liuhen.apps.cases.serving.papers import (
    Addressee,
    ToServe,
    addressee_of,
    addressees_of,
    informant_of,
    paper_to_serve,
    papers_of,
    receivers_of,
    served_with,
)
from liuhen.apps.cases.serving.receiving import doubts_receivers
from liuhen.apps.cases.serving.served import Served, services_in
from liuhen.apps.cases.serving.signed import handed_over, record_handed_over
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.law.statutory import ways
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where
from liuhen.web.moments import moment_said
from liuhen.web.pages import page
from liuhen.web.serving.forms import ResultForm, ServeForm, refuse_scans, with_scans
from liuhen.web.serving.words import title_of, unproven

_OUTCOMES = ("delivered", "returned")


@page(Permission.CASE_VIEW)
def papers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show which papers go to the party, how far each is served, and what comes next."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    enters = case_deeds(viewer, case).enter
    rows = papers_of(viewer, case)
    context = {
        "case": case,
        "papers": [(one, handed_over(viewer, case, one) if enters else None) for one in rows],
        "parties": _parties(viewer, case),
        "several": _is_of_several(case),
        "enters": enters,
        "now": viewer.at,
    }
    return render(request, "serving/papers.html", context)


@page(Permission.CASE_ENTER)
@require_POST
def signed(request: HttpRequest, key: UUID, document: UUID) -> HttpResponse:
    """Enter the service that the recipient's signature on the paper tells of."""
    viewer, case = _entering(request, key)
    try:
        row = record_handed_over(by=viewer, case=case, of=document)
    except BadFactError as error:
        messages.error(request, str(error))
    else:
        made = next(one for one in services_in(case) if one.row.item == row.item)
        messages.success(request, _said(made))
    return redirect("serving:papers", case.pk)


@page(Permission.CASE_ENTER)
def choose(request: HttpRequest, key: UUID, document: UUID) -> HttpResponse:
    """Show the ways, each with what it asks for; after a failure those that lead on come first."""
    viewer, case = _entering(request, key)
    paper = paper_to_serve(viewer, case, document)
    known = sorted(ways().values(), key=lambda one: _place(one.id, paper.onwards))
    context = {
        "case": case,
        "paper": paper,
        "several": _is_of_several(case),
        "title": title_of(paper),
        "who": _addressee(viewer, case, paper),
        "informant": informant_of(viewer, case) if paper.to_informant else None,
        "handed": handed_over(viewer, case, paper),
        "ways": [needs_of(case, way, viewer.at) for way in known],
    }
    return render(request, "serving/choose.html", context)


def _parties(viewer: Viewer, case: Case) -> list[Addressee]:
    """To whom papers of the case go: of several parties each with its own address."""
    every = addressees_of(viewer, case)
    return every if len(every) > 1 else [addressee_of(viewer, case)]


def _is_of_several(case: Case) -> bool:
    """Whether the case has several parties, so that of each paper it is said whose it is."""
    return len(parties_of(case)) > 1


def _addressee(viewer: Viewer, case: Case, paper: ToServe) -> Addressee:
    """To whom a paper goes, as it may be written down."""
    if paper.to_informant:
        return Addressee(INFORMANT)
    return addressee_of(viewer, case, paper.party)


def _place(way: str, onwards: list[str]) -> int:
    return onwards.index(way) if way in onwards else len(onwards) + 1


@page(Permission.CASE_ENTER)
def serve_by(request: HttpRequest, key: UUID, document: UUID, way: str) -> HttpResponse:
    """Enter one service with its proof."""
    viewer, case = _entering(request, key)
    paper = paper_to_serve(viewer, case, document)
    needs = needs_of(case, way_of(way), viewer.at)
    who, where = _addressee(viewer, case, paper), Where(viewer, case)
    data, refused = with_scans(request, viewer)
    form = ServeForm(
        data, where=where, needs=needs, who=who, title=title_of(paper), number=paper.number
    )
    if paper.to_informant:
        form.fields.pop("address", None)
    if doubts_receivers(viewer, case, paper, needs.way):
        form.add_capacity()
    if data is not None:
        refuse_scans(form, refused)
    failed = paper.failed

    def do() -> str:
        typed = form.cleaned_data
        row = serve(
            by=viewer,
            case=case,
            of=document,
            way=way,
            start=typed["start"],
            end=typed.get("end"),
            to=typed["to"],
            address=typed.get("address", ""),
            officers=form.officers(),
            proofs=form.given(),
            after=failed.row.ref if failed else "",
            capacity=typed.get("capacity", ""),
        )
        made = next(one for one in services_in(case) if one.row.item == row.item)
        messages.success(request, _said(made))
        return reverse("serving:papers", args=[case.pk])

    context = {
        "case": case, "paper": paper, "title": title_of(paper), "needs": needs, "who": who,
        "several": _is_of_several(case),
        "failed": failed, "informant": informant_of(viewer, case) if paper.to_informant else None,
        "names": [who.name] if paper.to_informant else receivers_of(viewer, case),
    }  # fmt: skip
    return answer(request, "serving/serve.html", form, do, **context)


@page(Permission.CASE_ENTER)
def result(request: HttpRequest, key: UUID, service: UUID, outcome: str) -> HttpResponse:
    """Enter that a paper arrived, or came back; then the next way is offered."""
    viewer, case = _entering(request, key)
    found = next((one for one in services_in(case) if one.row.item == service), None)
    if found is None or found.way is None or outcome not in _OUTCOMES:
        raise Http404
    needs = needs_of(case, found.way, viewer.at, outcome)
    where = Where(viewer, case)
    data, refused = with_scans(request, viewer)
    form = ResultForm(data, where=where, needs=needs, found=found)
    target = served_with(viewer, case, found.row)
    arrived = target if outcome == "delivered" else None
    if arrived and doubts_receivers(viewer, case, arrived, found.way):
        form.add_capacity()
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        returned = outcome == "returned"
        tell_result(
            by=viewer, case=case, service=service, returned=returned,
            at=form.happened, proofs=form.given(),
            capacity=form.cleaned_data.get("capacity", ""),
        )  # fmt: skip
        if returned and target is not None:
            messages.info(request, _("It came back. Choose the next way; the first one is kept."))
            return reverse("serving:choose", args=[case.pk, target.key])
        made = next(one for one in services_in(case) if one.row.item == service)
        messages.success(request, _("Entered.") if returned else _said(made))
        return reverse("serving:papers", args=[case.pk])

    names = [found.to] if found.to == INFORMANT else receivers_of(viewer, case)
    context = {
        "case": case, "found": found, "needs": needs, "outcome": outcome, "names": names,
    }  # fmt: skip
    return answer(request, "serving/result.html", form, do, **context)


def _said(made: Served) -> str:
    if why := unproven(made):
        return f"{_('Entered.')} {why}"
    if made.waits:
        return _("Entered. Say here when it arrived or came back.")
    if made.at is None and made.expected is not None:
        return _("Entered. It counts as served on %(at)s.") % {"at": moment_said(made.expected)}
    return _("Served on %(at)s.") % {"at": moment_said(made.at or made.row.start)}


def _entering(request: HttpRequest, key: UUID) -> tuple[Viewer, Case]:
    """The viewer and a case into which he or she enters.

    Raises:
        NotAllowedError: the case is archived or not the viewer's to enter into.
    """
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    if not case_deeds(viewer, case).enter:
        raise NotAllowedError(
            _("Your role does not allow this in case %(n)s.") % {"n": case.number}
        )
    return viewer, case
