# SPDX-License-Identifier: Apache-2.0
"""The forms of a service: when and to whom, and each paper that shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.serving.asking import LATER, Needs, ProofAsked
from liuhen.apps.cases.serving.papers import Addressee
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.cases.serving.served import Served
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.viewer import Viewer
from liuhen.errors import UserError
from liuhen.web.entering.inputs import LineField, MomentField, TextField, WordField, WordsField
from liuhen.web.entering.kinds import ONE_LINE
from liuhen.web.entering.officers import Team
from liuhen.web.entering.where import Where
from liuhen.web.serving.words import CAPACITIES
from liuhen.web.words import label

NOW = "now"
#: Ways in which officers stand before the recipient: it takes time, and somebody goes there.
ON_THE_SPOT = frozenset({"direct", "lien", "transfer"})
#: When the others begin.
_BEGUN = {
    "mail": _("When it was posted"),
    "electronic": _("When it was sent"),
    "entrusted": _("When it was given to the other organ"),
    "public_notice": _("When it was put up"),
}


@dataclass(frozen=True, slots=True)
class ProofPart:
    """One paper of the proof on the page: what asks for it, and its fields."""

    asked: ProofAsked
    state: forms.BoundField
    at: forms.BoundField
    fields: list[forms.BoundField]
    signers: list[forms.BoundField]
    scan: forms.BoundField
    kept: forms.BoundField


class ProofsForm(forms.Form):
    """The papers that show what happened; one that stands in the case already may be chosen."""

    needs: Needs

    def add_proofs(self, where: Where, needs: Needs, begin: dict[str, Any]) -> None:
        """Add the fields of each paper. `begin`: what fields begin with.

        A room for a signature begins empty: nobody has signed before somebody says so.
        """
        self.needs = needs
        now = timezone.localtime().replace(second=0, microsecond=0)
        for number, one in enumerate(needs.proofs):
            head = f"p{number}_"
            there = where.documents(one.paper)
            offered: list[tuple[str, Any]] = [
                (NOW, _("I enter it here")),
                *there,
                (LATER, _("It comes later")),
            ]
            self.fields[f"{head}state"] = WordField(offered, label=_("This paper"), initial=NOW)
            self.fields[f"{head}at"] = MomentField(
                label=_("Date of the paper"), required=False, initial=now
            )
            for name in one.fields:
                self.fields[f"{head}f_{name}"] = _text(name, begin.get(name, ""))
            for role in one.signed_by:
                self.fields[f"{head}s_{role}"] = LineField(
                    label=_("Signed: %(role)s") % {"role": label("signature", role)},
                    longest=60,
                    suggest="known-names",
                    help_text=_("Name; empty: not signed."),
                )
            self.fields[f"{head}scan"] = forms.FileField(
                label=_("Scan (PDF, JPEG, PNG or TIFF)"), required=False, allow_empty_file=True
            )
            self.fields[f"{head}digest"] = forms.CharField(
                required=False, widget=forms.HiddenInput, max_length=71
            )

    @property
    def proofs(self) -> Iterator[ProofPart]:
        """The papers as they stand on the page."""
        for number, one in enumerate(self.needs.proofs):
            head = f"p{number}_"
            yield ProofPart(
                one,
                self[f"{head}state"],
                self[f"{head}at"],
                [self[f"{head}f_{name}"] for name in one.fields],
                [self[f"{head}s_{role}"] for role in one.signed_by],
                self[f"{head}scan"],
                self[f"{head}digest"],
            )

    def given(self) -> list[ProofGiven]:
        """Return what was typed, as the act takes it."""
        return [
            found
            for number, one in enumerate(self.needs.proofs)
            if (found := self._given(f"p{number}_", one)) is not None
        ]

    def _given(self, head: str, one: ProofAsked) -> ProofGiven | None:
        typed = self.cleaned_data
        state = typed[f"{head}state"]
        if state == LATER:
            return None
        if state != NOW:
            return ProofGiven(one.paper, ref=state)
        at = typed[f"{head}at"] or self.happened
        return ProofGiven(
            one.paper,
            at,
            {name: typed[f"{head}f_{name}"] for name in one.fields if typed[f"{head}f_{name}"]},
            tuple(
                {"role": role, "name": typed[f"{head}s_{role}"], "at": at}
                for role in one.signed_by
                if typed[f"{head}s_{role}"]
            ),
            typed[f"{head}digest"],
        )

    def clean(self) -> dict[str, Any]:
        """A paper that is entered here says something, or a scan of it comes along.

        What stood in the form from the beginning is nothing that somebody said.
        """
        typed = super().clean() or {}
        for number, one in enumerate(self.needs.proofs):
            head = f"p{number}_"
            rooms = [
                *(f"{head}f_{name}" for name in one.fields),
                *(f"{head}s_{role}" for role in one.signed_by),
                f"{head}digest",
            ]
            open_rooms = [name for name in rooms[:-1] if not self.fields[name].initial]
            entered = typed.get(f"{head}state") == NOW and open_rooms
            if entered and not any(self._says(name, typed) for name in rooms):
                said = gettext(
                    "Write what stands in it, add its scan, or choose that it comes later."
                )
                self.add_error(open_rooms[-1] if one.signed_by else open_rooms[0], said)
        return typed

    def _says(self, name: str, typed: dict[str, Any]) -> bool:
        """Whether somebody said more in a room than stood there already."""
        said = str(typed.get(name) or "").strip()
        return bool(said) and said != str(self.fields[name].initial or "").strip()

    def add_capacity(self) -> None:
        """Ask in which capacity somebody received it who is not the party."""
        self.fields["capacity"] = forms.ChoiceField(
            label=_("Who received it, where it is not the party"),
            required=False,
            choices=CAPACITIES,
        )

    @property
    def happened(self) -> Any:
        """When that happened which the papers show."""
        return self.cleaned_data.get("start") or self.cleaned_data.get("at")


class ServeForm(ProofsForm):
    """One service."""

    to = LineField(label=_("Recipient"), required=True, suggest="known-names")
    address = LineField(label=_("Address for service"))
    start = MomentField(label=_("Begin"))
    end = MomentField(label=_("End"), required=False)
    people = WordsField((), label=_("Served by"))

    def __init__(
        self, data: QueryDict | None, *, where: Where, needs: Needs, who: Addressee, title: str,
        number: str,
    ) -> None:  # fmt: skip
        """Begin with the confirmed address, the officers of the last activity, and now."""
        self.team = Team(where)
        now = timezone.localtime().replace(second=0, microsecond=0)
        electronic = needs.way.consent
        super().__init__(
            data,
            initial={
                "to": who.name,
                "address": who.email if electronic else who.address,
                "start": now,
                "people": self.team.last(),
            },
        )
        people = self.fields["people"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = self.team.choices(self.initial["people"])
        if electronic:
            self.fields["address"].label = _("E-mail or number that was agreed")
        if needs.way.id not in ON_THE_SPOT:
            del self.fields["end"]
            self.fields["start"].label = _BEGUN.get(needs.way.id, self.fields["start"].label)
        if needs.way.term:  # what is put up for everybody to read goes to no address
            del self.fields["address"]
        today = f"{now:%Y-%m-%d}"
        begin = {
            "document_title": title, "document_number": number, "refusal_date": today,
            "time": today,
        }  # fmt: skip
        self.add_proofs(where, needs, begin)

    def officers(self) -> list[dict[str, Any]]:
        """Return who served, as officers of the contract."""
        return self.team.values(self.cleaned_data["people"])

    def clean(self) -> dict[str, Any]:
        """The end is no earlier than the begin."""
        typed = super().clean() or {}
        start, end = typed.get("start"), typed.get("end")
        if start and end and end < start:
            self.add_error("end", gettext("The end is before the begin."))
        return typed


class ResultForm(ProofsForm):
    """What became of a service: it arrived, or it came back."""

    at = MomentField(label=_("When it arrived"))

    def __init__(
        self, data: QueryDict | None, *, where: Where, needs: Needs, found: Served
    ) -> None:
        """Begin with what is known of the arrival, or now; what was left arrived when it was."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(data, initial={"at": found.reached or now})
        self._left = found.row.start
        if needs.stage == "returned":
            self.fields["at"].label = _("When it came back")
        elif needs.way.counts_from == "witness":
            del self.fields["at"]
        self.add_proofs(where, needs, {})

    @property
    def happened(self) -> Any:
        """When it arrived or came back."""
        return self.cleaned_data.get("at") or self._left


def _text(name: str, begin: str) -> forms.CharField:
    said = label("field", name)
    if name in ONE_LINE:
        return LineField(label=said, longest=500, initial=begin)
    return TextField(label=said, rows=2, initial=begin)


def with_scans(request: HttpRequest, viewer: Viewer) -> tuple[QueryDict | None, dict[str, str]]:
    """Return what was sent with the digests of the scans that came along, and what was refused.

    A scan is kept the moment it arrives, so that a slip elsewhere does not lose it.
    """
    if request.method != "POST":
        return None, {}
    data, refused = request.POST.copy(), {}
    for name, sent in request.FILES.items():
        if isinstance(sent, list) or not name.endswith("_scan"):
            continue
        try:
            scan = keep_scan(by=viewer, file_name=sent.name or "scan", chunks=sent.chunks())
        except UserError as error:
            refused[name] = str(error)
        else:
            data[name.removesuffix("scan") + "digest"] = scan.digest
    return data, refused


def refuse_scans(form: forms.Form, refused: dict[str, str]) -> None:
    """Say at its field why a scan was not taken."""
    names: Iterable[str] = refused
    for name in names:
        if name in form.fields:
            form.add_error(name, refused[name])
