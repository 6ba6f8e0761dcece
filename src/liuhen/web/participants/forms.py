# SPDX-License-Identifier: Apache-2.0
"""The forms about a participant: who it is, what is confidential, where to serve papers."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Participant
from liuhen.apps.cases.participants.particulars import CONFIDENTIAL, OPEN
from liuhen.apps.cases.participants.parties import is_named
from liuhen.apps.cases.participants.plausible import (
    doubt_of_code,
    doubt_of_identity,
    doubt_of_reach,
    doubt_of_telephone,
)
from liuhen.apps.cases.participants.reading import Told
from liuhen.law.facts import PARTY_KINDS
from liuhen.web.entering.inputs import DayField, Dots, LineField, MomentField, SaidField, WordField
from liuhen.web.papers.doubts import doubt_in
from liuhen.web.words import choices

Role = Participant.Role
#: Who a party is, where the case names one by another name that nobody entered.
_WHICH = [("further", _("A further party")), ("same", _("The same party, by its right name"))]
_SEX_WORDS = [("male", _("Male")), ("female", _("Female"))]
#: What is not asked of somebody who is known as a natural person, unless it stands there.
_NOT_OF_A_PERSON = ("credit_code", "representative")
_PARTY = ("name", "kind", "credit_code", "representative", "sex", "job", "address")
_PERSON = ("name", "sex", "job", "address")
#: What is asked of each role in the open; of who informs nothing.
_OPEN_OF = {
    Role.PARTY: _PARTY,
    Role.THIRD: _PARTY,
    Role.REPRESENTATIVE: _PERSON,
    Role.AGENT: _PERSON,
    Role.WITNESS: _PERSON,
    Role.COMPLAINANT: ("anonymous",),
}
_CLOSED = ("identity_number", "telephone", "birth_date", "religion")
_CLOSED_OF = {Role.COMPLAINANT: ("name", "telephone", "address", "identity_number")}
SECRET = "secret_"  # noqa: S105  # the beginning of names of fields


class ParticipantForm(forms.Form):
    """One participant. What the viewer may not see is neither shown nor asked again."""

    name = LineField(label=_("Name"))
    which = WordField(_WHICH, label=_("Who this is"), widget=Dots)
    kind = WordField(
        choices("party", PARTY_KINDS),
        blank=_("Not noted"),
        label=_("Kind of party"),
        widget=Dots,
    )
    credit_code = LineField(label=_("Unified social credit code"), longest=40)
    representative = LineField(label=_("Legal representative"), longest=60)
    sex = WordField(_SEX_WORDS, blank=_("Not noted"), label=_("Sex"), widget=Dots)
    job = LineField(label=_("Post or work"), longest=100)
    address = LineField(label=_("Address"))
    anonymous = forms.BooleanField(label=_("Anonymous: no name was given"), required=False)
    secret_name = LineField(label=_("Name of who informed"), longest=60)
    secret_identity_number = LineField(label=_("Identity number"), longest=40)
    secret_telephone = LineField(label=_("Telephone"), longest=40)
    secret_birth_date = DayField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Empty: read from the identity number where it is a citizen's."),
    )
    secret_religion = LineField(label=_("Religion (only where the case is about it)"), longest=60)
    secret_address = LineField(label=_("Address of who informed"))

    def __init__(
        self, *args: Any, role: str, told: Told | None = None, known: str = "", **kwargs: Any
    ) -> None:
        """`told`: the participant that is changed, as the viewer sees it.

        `known`: the party that the case names and nobody entered: who is entered under another
        name is asked about.
        """
        initial = {**_initial(told), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.role, self.told = Role(role), told
        closed = _CLOSED_OF.get(self.role, _CLOSED)
        hidden = told is not None and told.withheld
        open_ = set(_OPEN_OF[self.role])
        if told is not None and told.row.hidden and hidden:
            open_ -= {"name", "address"}
        wanted = {*open_, *(() if hidden else (f"{SECRET}{one}" for one in closed))}
        wanted -= {
            name
            for name in _NOT_OF_A_PERSON
            if self.initial.get("kind") == "person" and not self.initial.get(name)
        }
        # nobody takes the place of the party that the case names unless somebody says so
        typed = str(self.data.get("name") or "")
        if known and typed.strip() and not is_named(known, typed):
            wanted.add("which")
            asked = gettext("The case names %(name)s as the party. Is this a further one?")
            self.fields["which"].error_messages["required"] = asked % {"name": known}
        if not known and told is None and self.data.get("which") == "same":
            wanted.add("which")  # somebody else entered that party since: the act says so
        for name in set(self.fields) - wanted:
            del self.fields[name]

    @property
    def renamed(self) -> bool:
        """Whether it is the party that the case names, by its right name."""
        return self.cleaned_data.get("which") == "same"

    @property
    def is_further(self) -> bool:
        """Whether it is a party beside the one that the case names."""
        return self.cleaned_data.get("which") == "further"

    @property
    def open_fields(self) -> Iterator[forms.BoundField]:
        """What everybody sees who sees the case."""
        return (self[name] for name in self.fields if not name.startswith(SECRET))

    @property
    def closed_fields(self) -> list[forms.BoundField]:
        """What only few see."""
        return [self[name] for name in self.fields if name.startswith(SECRET)]

    def open_values(self) -> dict[str, Any]:
        """What was typed in the open."""
        return {name: value for name, value in self.cleaned_data.items() if name in OPEN}

    def closed_values(self) -> dict[str, Any]:
        """What was typed of what is confidential."""
        typed = self.cleaned_data
        return {
            name: typed[f"{SECRET}{name}"] for name in CONFIDENTIAL if f"{SECRET}{name}" in typed
        }

    def doubt(self) -> str:
        """What looks mistyped, or nothing; it is kept all the same."""
        checks = {
            f"{SECRET}identity_number": doubt_of_identity,
            "credit_code": doubt_of_code,
            f"{SECRET}telephone": doubt_of_telephone,
        }
        return doubt_in(self, checks)


def _initial(told: Told | None) -> dict[str, Any]:
    if told is None:
        return {}
    found = {name: getattr(told.row, name) for name in OPEN}
    if told.secret is not None:
        found |= {f"{SECRET}{name}": getattr(told.secret, name) for name in CONFIDENTIAL}
    if told.row.hidden:
        found |= {"name": told.name, "address": told.address}
    return found


class AddressForm(forms.Form):
    """The address for service that was confirmed."""

    address = LineField(label=_("Confirmed address for service"))
    agrees_electronic = SaidField(
        label=_("Electronic service (行政处罚法 art. 61)"),
        yes=_("Agreed in writing"),
        no=_("Not agreed"),
    )
    email = LineField(label=_("E-mail or number for it"))
    at = MomentField(label=_("Confirmed at"))

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        """Begin with what was confirmed before, else with the address."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        initial = {
            "address": told.service_address or told.address,
            "agrees_electronic": told.row.agrees_electronic,
            "email": told.service_email,
            "at": now,
        }
        super().__init__(*args, **{"initial": initial} | kwargs)

    def doubt(self) -> str:
        """What looks mistyped, or nothing; it is kept all the same."""
        return doubt_in(self, {"email": doubt_of_reach})


class EndForm(forms.Form):
    """Why somebody is no participant any more."""

    reason = LineField(label=_("Reason"), longest=300, required=True)
