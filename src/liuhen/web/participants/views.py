# SPDX-License-Identifier: Apache-2.0
"""The people of a case: who they are, what is confidential, where to serve them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case, Participant
from liuhen.apps.cases.papers.addresses import address_papers
from liuhen.apps.cases.participants.acts import (
    add_participant,
    change_participant,
    confirm_address,
    end_participant,
)
from liuhen.apps.cases.participants.ages import day_of_the_act
from liuhen.apps.cases.participants.parties import named_alone
from liuhen.apps.cases.participants.reading import Told, get_participant, participants_of
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.recusal import decides_on, recusals_of
from liuhen.apps.cases.serving.papers import Addressee, addressees_by_party
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.participants.forms import AddressForm, EndForm, ParticipantForm
from liuhen.web.seen import first_seen, require_seen, seen_of

_ROLES = Participant.Role


@page(Permission.CASE_VIEW)
def people(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who takes part in a case."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    found, recusals = participants_of(viewer, case), recusals_of(viewer, case)
    deeds = case_deeds(viewer, case)
    context = {
        "case": case,
        "found": found,
        "roles": _ROLES.choices,
        "papers": address_papers(viewer, case),
        "on_file": _on_file(viewer, case, found),
        "enters": deeds.enter,
        "changes": deeds.change,
        "recusals": recusals,
        "decides": {one.pk for one in recusals if decides_on(viewer, one)},
        "day": day_of_the_act(case),
        "no_party": bool(case.party_name) and not any(one.row.role == "party" for one in found),
    }
    return render(request, "participants/list.html", context)


def _on_file(viewer: Viewer, case: Case, found: list[Told]) -> dict[UUID, Addressee]:
    """The address that a signed paper of the case confirms, of each party that noted none.

    None where somebody else confirmed one for them.
    """
    confirmed = [one for one in found if one.row.address_confirmed_at]
    if any(one.row.role != _ROLES.PARTY for one in confirmed):
        return {}
    noted = {one.row.pk for one in confirmed}
    every = addressees_by_party(viewer, case)
    return {key: who for key, who in every.items() if who.confirmed_at and key not in noted}


@page(Permission.CASE_ENTER)
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter somebody into a case."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    role = request.GET.get("role", "")
    role = role if role in _ROLES.values else _ROLES.PARTY
    sent = request.POST if request.method == "POST" else None
    known = named_alone(case) if role == _ROLES.PARTY else ""
    initial = {"name": known, "kind": case.party_kind} if known else {}
    form = ParticipantForm(sent, role=role, known=known, initial=initial)

    def do() -> str:
        told, secret = form.open_values(), form.closed_values()
        add_participant(
            by=viewer, case=case, role=role, told=told, secret=secret, renamed=form.renamed
        )
        messages.success(request, _("Entered into the case."))
        if form.is_further:
            messages.info(request, _("%(name)s was entered as a party too.") % {"name": known})
        _warn(request, form)
        return _list(case)

    return _shown(request, case, form, do, heading=_ROLES(role).label)


@page(Permission.CASE_VIEW)
def change(request: HttpRequest, key: UUID, participant: UUID) -> HttpResponse:
    """Show somebody of a case, and change what is known."""
    viewer = viewer_of(request)
    case, told = _found(viewer, key, participant)
    enters = case_deeds(viewer, case).change and told.row.ended_at is None
    sent = request.POST if request.method == "POST" else None
    form = ParticipantForm(sent, role=told.row.role, told=told)
    now = seen_of(form.initial)

    def do() -> str:
        require_seen(request, now)
        change_participant(
            by=viewer,
            participant=told.row,
            told=form.open_values(),
            secret=form.closed_values(),
        )
        messages.success(request, _("Changed."))
        _warn(request, form)
        return _list(case)

    return _shown(
        request, case, form, do, heading=told.row.get_role_display(), told=told, enters=enters,
        seen=first_seen(request, now),
    )  # fmt: skip


@page(Permission.CASE_ENTER)
def address(request: HttpRequest, key: UUID, participant: UUID) -> HttpResponse:
    """Note the address for service that somebody confirmed."""
    viewer = viewer_of(request)
    case, told = _found(viewer, key, participant)
    form = AddressForm(request.POST if request.method == "POST" else None, told=told)

    def do() -> str:
        confirm_address(by=viewer, participant=told.row, **form.cleaned_data)
        messages.success(request, _("The address for service is confirmed."))
        _warn(request, form)
        return _list(case)

    context = {"case": case, "heading": _("Address for service"), "back": _list(case)}
    return answer(request, "participants/form.html", form, do, about=told.name, **context)


@page(Permission.CASE_ENTER)
def end(request: HttpRequest, key: UUID, participant: UUID) -> HttpResponse:
    """Let somebody be no participant any more."""
    viewer = viewer_of(request)
    case, told = _found(viewer, key, participant)
    form = EndForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        end_participant(by=viewer, participant=told.row, reason=form.cleaned_data["reason"])
        messages.success(request, _("No participant any more; the entry stays in the journal."))
        return _list(case)

    context = {"case": case, "heading": _("No participant any more"), "back": _list(case)}
    return answer(request, "participants/form.html", form, do, about=told.name, **context)


def _found(viewer: Viewer, key: UUID, participant: UUID) -> tuple[Case, Told]:
    case, told = get_case(viewer, key), get_participant(viewer, participant)
    if told.row.case_id != case.pk:
        raise UnknownRowError(_("There is no such person in the case."))
    return case, told


def _shown(
    request: HttpRequest, case: Case, form: ParticipantForm, do: Any, **around: Any
) -> HttpResponse:
    context = {"case": case, "back": _list(case), "enters": True, "told": None, **around}
    return answer(request, "participants/participant.html", form, do, **context)


def _list(case: Case) -> str:
    return reverse("participants:list", args=[case.pk])


def _warn(request: HttpRequest, form: ParticipantForm | AddressForm) -> None:
    if doubt := form.doubt():
        messages.warning(request, doubt)
