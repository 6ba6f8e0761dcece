# SPDX-License-Identifier: Apache-2.0
"""Forms of the set-up pages."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.numbering import KIND_CHARACTER
from liuhen.apps.cases.setup import BureauPlan
from liuhen.apps.evidence.outings import MOST_DAYS
from liuhen.apps.people.installation import administrator_name
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.writing import LONGEST_SHORT_NAME
from liuhen.law.packs import known_packs, load_pack
from liuhen.web.words import label

DEPUTIES = 3
_USER_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,59}$", _("2 to 60 of a–z, 0–9, dot, hyphen, underscore.")
)
_LARGEST_NUMBER = 999_999


def midnight(day: date) -> datetime:
    """Return the beginning of a day in the active zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


class UserNameField(forms.CharField):
    """A user name; capital letters count as small ones."""

    def to_python(self, value: Any) -> str:
        """Return the name in small letters."""
        return str(super().to_python(value) or "").lower()


def user_name_field(*, required: bool = True) -> forms.CharField:
    """Make a field for a user name."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return UserNameField(
        label=_("User name"),
        max_length=60,
        required=required,
        validators=[_USER_NAME],
        widget=widget,
        help_text=(
            _("For signing in: small letters and digits, for example zhangwei.") if required else ""
        ),
    )


def _packs() -> list[tuple[str, str]]:
    manifests = [load_pack(pack).manifest for pack in known_packs()]
    return [(one.id, f"{one.issuer} · {one.title}") for one in manifests]


class NumbersForm(forms.Form):
    """The next number of each kind of act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make a field for each kind."""
        super().__init__(*args, **kwargs)
        for kind in KIND_CHARACTER:
            self.fields[f"number_{kind}"] = forms.IntegerField(
                label=label("act", kind),
                min_value=1,
                max_value=_LARGEST_NUMBER,
                required=False,
            )

    @property
    def number_fields(self) -> Iterator[forms.BoundField]:
        """The fields of the numbers alone."""
        return (self[f"number_{kind}"] for kind in KIND_CHARACTER)

    @property
    def numbers(self) -> dict[str, int]:
        """What was typed, by kind."""
        typed = {kind: self.cleaned_data.get(f"number_{kind}") for kind in KIND_CHARACTER}
        return {kind: number for kind, number in typed.items() if number}


class BureauForm(NumbersForm):
    """Everything that a bureau needs to start."""

    district = forms.CharField(
        label=_("District"), max_length=100, help_text=_("For example 金普新区.")
    )
    name = forms.CharField(label=_("Full name of the bureau"), max_length=100)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=LONGEST_SHORT_NAME,
        help_text=_("Case numbers begin with it, for example 金海渔 in 金海渔罚〔2026〕17号."),
    )
    pack = forms.ChoiceField(label=_("Regulation"), choices=_packs)
    sections = forms.CharField(
        label=_("Sections"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. More can be added later."),
    )
    go_live = forms.DateField(
        label=_("First day with this system"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Nothing before this day is judged."),
    )
    admin_name = forms.CharField(label=_("Name"), max_length=60)
    admin_username = user_name_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the fields of the heads."""
        super().__init__(*args, **kwargs)
        self.fields["go_live"].initial = timezone.localdate()
        for name, title in self._heads():
            self.fields[f"{name}_name"] = forms.CharField(
                label=title, max_length=60, required=False
            )
            self.fields[f"{name}_username"] = user_name_field(required=False)

    @staticmethod
    def _heads() -> Iterator[tuple[str, Any]]:
        yield "head", Role.BUREAU_HEAD.label
        for number in range(1, DEPUTIES + 1):
            yield f"deputy{number}", Role.DEPUTY_HEAD.label

    @property
    def head_fields(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Name and user name of each head."""
        return ((self[f"{name}_name"], self[f"{name}_username"]) for name, _title in self._heads())

    def clean(self) -> dict[str, Any]:
        """Refuse half a head, and a user name that stands twice."""
        values = super().clean() or {}
        taken = {administrator_name(role) for role in OF_INSTALLATION}
        for name in ("admin", *(name for name, _title in self._heads())):
            who, username = values.get(f"{name}_name"), values.get(f"{name}_username")
            if bool(who) != bool(username) and f"{name}_username" not in self.errors:
                self.add_error(
                    f"{name}_username", _("Name and user name belong together: fill in both.")
                )
            if username and username in taken:
                self.add_error(f"{name}_username", _("This user name stands here twice."))
            taken.add(username or "")
        return values

    def plan(self) -> BureauPlan:
        """Return what was typed as the plan of a bureau."""
        values = self.cleaned_data
        return BureauPlan(
            district=values["district"],
            name=values["name"],
            short_name=values["short_name"],
            pack_id=values["pack"],
            sections=values["sections"].splitlines(),
            admin_username=values["admin_username"],
            admin_name=values["admin_name"],
            go_live_at=midnight(values["go_live"]),
            first_numbers=self.numbers,
        )

    def heads(self) -> Iterator[tuple[Role, str, str]]:
        """Yield role, name and user name of each head that was typed."""
        for name, _title in self._heads():
            if username := self.cleaned_data.get(f"{name}_username"):
                role = Role.BUREAU_HEAD if name == "head" else Role.DEPUTY_HEAD
                yield role, self.cleaned_data[f"{name}_name"], username


class SectionForm(forms.Form):
    """The name of a section."""

    name = forms.CharField(label=_("Name of the section"), max_length=100)


class OutingDaysForm(forms.Form):
    """After how many days an outing that nobody ended is said to be left open."""

    days = forms.IntegerField(
        label=_("Days"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("From the expected return, or from leaving where none was given."),
    )


class FirstDayForm(forms.Form):
    """The day from which the bureau is judged."""

    go_live = forms.DateField(
        label=_("First day with this system"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Nothing before this day is judged."),
    )
