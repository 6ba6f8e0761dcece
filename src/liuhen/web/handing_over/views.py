# SPDX-License-Identifier: Apache-2.0
"""Hand-over pages: what each section has not handed over, its lists, deciding one, the receipt."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from liuhen.apps.evidence.hand_over_window import HandOverRule, hand_over_rule
from liuhen.apps.evidence.handing_over import (
    MOST_LINES,
    decide,
    get_hand_over,
    hand_overs,
    lines_of,
    offer,
    open_lines,
    recorded_by,
    sections_that_offer,
    waiting,
)
from liuhen.apps.evidence.models import HandOver, HandOverLine, LineState
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.inputs import key_of
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.recordings.lines import RecordingLine, lines_for

_ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list of hand-over with its number of lines, and of those not decided yet."""

    row: HandOver
    count: int
    undecided: int


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line of a list: the recording, what became of it, and whether it may not be accepted."""

    line: HandOverLine
    recording: RecordingLine
    own: bool

    @property
    def open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.line.state == LineState.OFFERED


@dataclass(frozen=True, slots=True)
class Ticked:
    """The lines ticked for each press."""

    accepted: set[UUID]
    returned: set[UUID]


@page(Permission.CASE_VIEW)
def hand_over_list(request: HttpRequest) -> HttpResponse:
    """Show what waits, section by section, and the lists so far."""
    viewer = viewer_of(request)
    rows = Paginator(hand_overs(viewer), _ON_A_PAGE).get_page(request.GET.get("page"))
    counts = open_lines(viewer, list(rows.object_list))
    sections = [(one, waiting(viewer, one).count()) for one in sections_that_offer(viewer)]
    context = {
        "page": rows,
        "lines": [ListLine(row, *counts.get(row.pk, (0, 0))) for row in rows.object_list],
        "sections": sections,
        "rule": _rule(viewer),
    }
    return render(request, "handing_over/list.html", context)


@page(Permission.EVIDENCE_ADD)
def offer_page(request: HttpRequest, section: UUID) -> HttpResponse:
    """Show what a section has not handed over, all of it chosen, and put it on a list."""
    viewer = viewer_of(request)
    of = _section(viewer, section)
    refused = ""
    if request.method == "POST":
        try:
            made = offer(by=viewer, section=of, originals=_keys(request, "recording"))
        except UserError as error:
            refused = str(error)
        else:
            messages.success(
                request,
                _("List %(number)s is with the custodian now.") % {"number": str(made)},
            )
            return redirect("handing_over:hand_over", hand_over=made.pk)
    count = waiting(viewer, of).count()
    lines = lines_for(viewer, list(waiting(viewer, of)[:MOST_LINES]))
    context = {
        "section": of,
        "lines": lines,
        "more": max(0, count - len(lines)),
        "refused": refused,
        "rule": _rule(viewer),
        "chosen": set(_keys(request, "recording")) if refused else None,
    }
    return render(request, "handing_over/offer.html", context, status=422 if refused else 200)


@page(Permission.CASE_VIEW)
def hand_over(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Show a list; the custodian decides its lines here."""
    viewer = viewer_of(request)
    return _shown(request, viewer, get_hand_over(viewer, hand_over))


@page(Permission.CASE_STORE)
@require_POST
def decided(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Accept the lines ticked for it, or return those ticked for that, with a reason.

    What is ticked for both stays undecided when the rest is accepted.
    """
    viewer = viewer_of(request)
    row = get_hand_over(viewer, hand_over)
    ticked = Ticked(set(_keys(request, "line")), set(_keys(request, "back")))
    returns = "return" in request.POST
    chosen = ticked.returned if returns else ticked.accepted - ticked.returned
    reason = request.POST.get("reason", "")
    try:
        decide(
            by=viewer,
            hand_over=row,
            accepted=set() if returns else chosen,
            returned=dict.fromkeys(chosen, reason) if returns else {},
        )
    except UserError as error:
        return _shown(request, viewer, row, refused=str(error), ticked=ticked, reason=reason)
    said = (
        ngettext("%(n)d recording returned.", "%(n)d recordings returned.", len(chosen))
        if returns
        else ngettext("%(n)d recording accepted.", "%(n)d recordings accepted.", len(chosen))
    )
    messages.success(request, said % {"n": len(chosen)})
    return redirect("handing_over:hand_over", hand_over=row.pk)


@page(Permission.CASE_VIEW)
def receipt(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """Show the receipt of a list, for printing on A4; none before something was accepted."""
    viewer = viewer_of(request)
    row = get_hand_over(viewer, hand_over)
    lines = _lines(viewer, row)
    accepted = [one for one in lines if one.line.state == LineState.ACCEPTED]
    if not accepted:
        refused = _("Nothing of this list has been accepted, so there is no receipt.")
        return _shown(request, viewer, row, refused=refused)
    context = {
        "row": row,
        "accepted": accepted,
        "returned": [one for one in lines if one.line.state == LineState.RETURNED],
        "undecided": sum(one.open for one in lines),
        "bytes": sum(one.line.original.object.size_bytes for one in accepted),
        "bureau": viewer.bureau,
        "takers": _names(one.line.decided_by.name for one in accepted if one.line.decided_by),
        "now": viewer.at,
    }
    return render(request, "handing_over/receipt.html", context)


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    row: HandOver,
    *,
    refused: str = "",
    ticked: Ticked | None = None,
    reason: str = "",
) -> HttpResponse:
    lines = _lines(viewer, row)
    decides = (
        viewer.may(Permission.CASE_STORE)
        and row.closed_at is None
        and row.offered_by_id != viewer.person_id
    )
    context = {
        "row": row,
        "lines": lines,
        "undecided": sum(one.open for one in lines),
        "decides": decides,
        "own_list": row.offered_by_id == viewer.person_id and viewer.may(Permission.CASE_STORE),
        "accepted": any(one.line.state == LineState.ACCEPTED for one in lines),
        "refused": refused,
        "ticked": ticked,
        "reason": reason,
    }
    return render(request, "handing_over/hand_over.html", context, status=422 if refused else 200)


def _lines(viewer: Viewer, row: HandOver) -> list[TakenLine]:
    rows = list(lines_of(row))
    recordings = lines_for(viewer, [line.original for line in rows])
    lines = [
        TakenLine(line, recording, recorded_by(viewer, line.original))
        for line, recording in zip(rows, recordings, strict=True)
    ]
    return sorted(lines, key=lambda one: not one.open)  # what waits for a decision first


def _section(viewer: Viewer, key: UUID) -> Organisation:
    found = sections_that_offer(viewer).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _rule(viewer: Viewer) -> HandOverRule:
    return HandOverRule() if viewer.bureau is None else hand_over_rule(viewer.bureau, viewer.at)


def _keys(request: HttpRequest, name: str) -> list[UUID]:
    found = (key_of(text) for text in request.POST.getlist(name))
    return list(dict.fromkeys(key for key in found if key is not None))


def _names(names: Iterable[str]) -> str:
    return listed(dict.fromkeys(names))
