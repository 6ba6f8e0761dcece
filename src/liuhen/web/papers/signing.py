# SPDX-License-Identifier: Apache-2.0
"""Signing a paper: with the own account, by finger, refused, or on a scan that came back."""

import base64
import binascii
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from liuhen.apps.cases.of_case import sees_case
from liuhen.apps.cases.papers.doubtful_signing import doubt_of_signing
from liuhen.apps.cases.papers.invited import paper_to_sign
from liuhen.apps.cases.papers.reading import newest_digest, paper_of, require_open
from liuhen.apps.cases.papers.rooms import is_on_paper, open_signings
from liuhen.apps.cases.papers.seen_on_paper import Seen, confirm_signatures, could_be_seen
from liuhen.apps.cases.papers.signers import is_named, is_stranger, names_for
from liuhen.apps.cases.papers.signing import (
    refuse_to_sign,
    roles_beside,
    roles_open_to,
    sign_by_finger,
    sign_in_system,
)
from liuhen.apps.cases.papers.who_signs import who_signs_signed_in
from liuhen.apps.cases.participants.receiving import in_capacity
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.law import facts as law
from liuhen.paper.form import Signing
from liuhen.web.entering.inputs import Dots
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.papers.doubts import SAID
from liuhen.web.papers.inputs import said
from liuhen.web.papers.scans import ScanSignaturesForm
from liuhen.web.papers.views import about, alone
from liuhen.web.serving.words import CAPACITIES

_HEAD = "data:image/png;base64,"
#: Roles of the bureau's own people that the contract does not know.
_OWN = frozenset(
    {"custodian", "head_of_unit", "hearing_chair", "keeper", "panel_member", "recorder"}
)


class _RoleForm(forms.Form):
    """Who signs."""

    role = forms.ChoiceField(
        label=gettext_lazy("Signs as"),
        widget=Dots,
        error_messages={"required": gettext_lazy("Choose as what it is signed.")},
    )

    def __init__(self, *args: Any, roles: list[Signing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.role, said(one.label)) for one in roles]
        self.roles = choices
        self.fields["role"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            self.fields["role"].initial = choices[0][0]


class OwnForm(_RoleForm):
    """Signing with the own account."""

    opinion = forms.CharField(
        label=gettext_lazy("Opinion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    so = forms.BooleanField(label=gettext_lazy("It was so; I sign all the same"), required=False)

    def __init__(self, *args: Any, doubts: Mapping[str, str], **kwargs: Any) -> None:
        """`doubts`: what is doubtful in the viewer's signing, by role."""
        super().__init__(*args, **kwargs)
        self._doubts = doubts
        if not doubts:
            del self.fields["so"]

    def clean(self) -> dict[str, Any]:
        """Say what is doubtful in this role, until it is confirmed."""
        typed: dict[str, Any] = super().clean() or {}
        if (word := self._doubts.get(typed.get("role", ""))) and not typed.get("so"):
            self.add_error("so", str(SAID[word]))
        return typed


class FingerForm(_RoleForm):
    """Signing on the screen: the name is typed, the line is drawn.

    A name that is not the party's is doubted, until it is said who that is.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "known-names"}),
    )
    capacity = forms.ChoiceField(
        label=gettext_lazy("Who signs, where it is not the party"),
        required=False,
        choices=CAPACITIES,
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    drawn = forms.CharField(widget=forms.HiddenInput, required=False)
    picture = forms.FileField(
        label=gettext_lazy("Or a picture of the signature"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, is_stranger: Callable[[str, str], bool], **kwargs: Any) -> None:
        """`is_stranger`: whether a role and a name are of nobody who is known to sign so."""
        super().__init__(*args, **kwargs)
        self._is_stranger = is_stranger
        if not any(is_stranger(role, "") for role, _said in self.roles):
            del self.fields["capacity"]  # of an organisation whoever is there signs

    def clean(self) -> dict[str, Any]:
        """Doubt a name that is not the party's."""
        typed: dict[str, Any] = super().clean() or {}
        role, name = typed.get("role", ""), typed.get("name", "")
        if name and role and self._is_stranger(role, name) and not typed.get("capacity"):
            self.add_error(
                "name",
                _("This is not the name of the party in the case: correct it, or say who signs."),
            )
        return typed

    def signer(self) -> str:
        """The name as it is kept: with the capacity in which another one signs for the party."""
        typed = self.cleaned_data
        name: str = typed["name"]
        capacity = typed.get("capacity", "")
        return in_capacity(name, capacity) if self._is_stranger(typed["role"], name) else name

    def line(self) -> bytes:
        """What was drawn, or the picture that was sent in its place."""
        if self.cleaned_data.get("picture"):
            content: bytes = self.cleaned_data["picture"].read()
            return content
        text = self.cleaned_data.get("drawn") or ""
        if not text.startswith(_HEAD):
            return b""
        try:
            return base64.b64decode(text.removeprefix(_HEAD), validate=True)
        except binascii.Error:
            return b""


class RefusalForm(_RoleForm):
    """Somebody refuses to sign."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-names"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why it is not signed, in the own words.")},
    )
    witness = forms.CharField(
        label=pgettext_lazy("signature", "Witness"), max_length=60, required=False
    )
    alone = forms.BooleanField(
        label=gettext_lazy("Nobody else was there who could witness it"), required=False
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark: what was said and done"),
        max_length=80,  # with the reason, and what is added, no longer than what is kept
        required=False,
        help_text=gettext_lazy("Read out or shown, left behind, filmed."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask who saw it; where nobody did, that is said with the reason."""
        typed: dict[str, Any] = super().clean() or {}
        if not typed.get("witness") and not typed.get("alone"):
            self.add_error("witness", _("Say who saw it, or that nobody else was there."))
        return typed

    def told(self) -> dict[str, str]:
        """The refusal as it is recorded; papers are Chinese."""
        typed = self.cleaned_data
        said = [typed["reason"], typed["remark"] and f"备注：{typed['remark']}"]
        if typed["alone"] and not typed["witness"]:
            said.append("无其他人在场见证")
        reason = "；".join(one for one in said if one)
        return {name: typed[name] for name in ("role", "name", "witness")} | {"reason": reason}


@page(Permission.CASE_VIEW)
def sign(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Sign with the own account, now; `beside`: as a head for whom the form has no place too.

    Whom the paper names as its chair or recorder, and who does not see the case, finds the paper
    alone here.
    """
    viewer = viewer_of(request)
    row = paper_to_sign(viewer, paper)
    sees = sees_case(viewer, row.case)
    others = roles_beside(viewer, row) if "beside" in request.GET else []
    roles = [*roles_open_to(viewer, row), *others]
    found: dict[str, str] = {one.role: doubt_of_signing(viewer, row, one.role) for one in roles}
    doubts = {role: word for role, word in found.items() if word}
    named = [one.role for one in roles if is_named(row, one.role, viewer.person.name)]
    named = [role for role in named if role not in doubts]
    initial = {"shown": newest_digest(row)} | ({"role": named[0]} if named else {})
    form = OwnForm(request.POST or None, roles=roles, doubts=doubts, initial=initial)
    if not others and not any(one.opinion for one in roles):
        form.fields["opinion"].widget = forms.HiddenInput()

    def do() -> str:
        typed = form.cleaned_data
        sign_in_system(
            by=viewer,
            paper=paper,
            role=typed["role"],
            shown=typed["shown"],
            opinion=typed["opinion"],
        )
        messages.success(request, _("You have signed “%(paper)s”.") % {"paper": row})
        return reverse("papers:paper" if sees else "papers:sign", args=[paper])

    known = about(viewer, row) if sees else alone(row)
    context = known | {"roles": roles, "sees": sees}
    return answer(request, "papers/sign.html", form, do, **context)


@page(Permission.PAPER_WRITE)
def finger(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Let somebody sign on the screen."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    require_open(viewer, row)
    roles = [one for one in open_signings(row) if "finger" in one.manner]
    known = names_for(viewer, row)
    names: dict[str, list[str]] = {
        one.role: [said for said in known[one.role] if not who_signs_signed_in(row, one, said)]
        for one in roles
    }
    form = FingerForm(
        request.POST or None,
        request.FILES or None,
        roles=roles,
        is_stranger=partial(is_stranger, viewer, row),
        initial={"shown": newest_digest(row), "name": _only(names, roles)},
    )

    def do() -> str:
        typed = form.cleaned_data
        made = sign_by_finger(
            by=viewer,
            paper=paper,
            role=typed["role"],
            name=form.signer(),
            picture=form.line(),
            shown=typed["shown"],
        )
        messages.success(request, _("%(name)s has signed.") % {"name": made.name})
        return reverse("papers:paper", args=[paper])

    context = about(viewer, row) | {"roles": roles, "names": _all(names, roles)}
    context["own"] = any("system" in one.manner for one in roles)
    return answer(request, "papers/finger.html", form, do, **context)


def _only(names: dict[str, list[str]], roles: list[Signing]) -> str:
    """The name of whoever is expected to sign, where it can be only one."""
    found = _all(names, roles)
    return found[0] if len(roles) == 1 and len(found) == 1 else ""


def _all(names: dict[str, list[str]], roles: list[Signing]) -> list[str]:
    found = (name for one in roles for name in names.get(one.role, []))
    return list(dict.fromkeys(found))


def _may_refuse(role: str) -> bool:
    """Whether a refusal stands in for that signature: never for that of officers and heads."""
    known = role in law.ROLES or role in SYSTEM_SIGNATURES
    return role in law.REFUSABLE_ROLES if known else role not in _OWN


@page(Permission.PAPER_WRITE)
def refuse(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Note that somebody refuses to sign."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    roles = [one for one in open_signings(row) if _may_refuse(one.role)]
    names = names_for(viewer, row)
    form = RefusalForm(request.POST or None, roles=roles, initial={"name": _only(names, roles)})

    def do() -> str:
        refuse_to_sign(by=viewer, paper=paper, **form.told())
        messages.success(request, _("The refusal is recorded."))
        return reverse("papers:paper", args=[paper])

    context = about(viewer, row) | {"roles": roles, "names": _all(names, roles)}
    return answer(request, "papers/refuse.html", form, do, **context)


@page(Permission.PAPER_WRITE)
def confirm(request: HttpRequest, paper: UUID) -> HttpResponse:
    """Say which signatures stand on the scan of the paper, and which dates can be read."""
    viewer = viewer_of(request)
    row = paper_of(viewer, paper)
    roles = [one for one in open_signings(row) if is_on_paper(one)]
    rooms = [(one, min(one.count, could_be_seen(row, one))) for one in roles]
    names = names_for(viewer, row)
    form = ScanSignaturesForm(request.POST or None, rooms=rooms, names=names)

    def do() -> str:
        made = confirm_signatures(by=viewer, paper=paper, seen=[Seen(**one) for one in form.seen])
        said_ = ngettext(
            "%(count)d signature is recorded.", "%(count)d signatures are recorded.", len(made)
        )
        messages.success(request, said_ % {"count": len(made)})
        return reverse("papers:paper", args=[paper])

    context = about(viewer, row) | {"roles": roles}
    return answer(request, "papers/confirm.html", form, do, **context)
