# SPDX-License-Identifier: Apache-2.0
"""The forms of devices. No form has a time but the one that a device's own clock shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.device_register import DeviceValue
from liuhen.apps.evidence.models import Device, DeviceKind, DeviceState
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import tree
from liuhen.apps.people.viewer import Viewer
from liuhen.web.entering.inputs import LineField, MomentField, WordField

CARRIED = [(one.value, one.label) for one in DeviceKind if one is not DeviceKind.FIXED]


def people_of(viewer: Viewer) -> list[Person]:
    """Return who may be given a device: the active people of the bureau, by name."""
    rows = Person.objects.filter(bureau=viewer.bureau, is_active=True)
    return list(rows.order_by("name", "username")) if viewer.bureau else []


class DeviceForm(forms.Form):
    """What the register says of a device that is carried."""

    code = LineField(
        label=_("Number"), required=True, longest=60,
        help_text=_("The bureau's own number, as it stands on the device."),
    )  # fmt: skip
    kind = WordField(CARRIED, label=_("Kind"))
    serial = LineField(
        label=_("Serial number"), longest=60, help_text=_("As the device writes it in file names.")
    )
    model = LineField(label=_("Make and model"), longest=100)
    section = forms.ChoiceField(label=_("Section"), required=False)
    name_pattern = LineField(
        label=_("Pattern of file names"),
        help_text=_(
            "Empty: serial, officer and time with _ between them. Or, for example, "
            "CH{serial}-{time:%Y%m%dT%H%M%S}."
        ),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the sections of the bureau."""
        super().__init__(*args, **kwargs)
        nodes = [node for node in tree(viewer) if node.depth]
        self._sections = {str(node.organisation.pk): node.organisation for node in nodes}
        field = self.fields["section"]
        if isinstance(field, forms.ChoiceField):
            named = [(key, one.name) for key, one in self._sections.items()]
            field.choices = [("", _("The whole bureau")), *named]

    @property
    def organisation(self) -> Organisation | None:
        """The chosen section."""
        return self._sections.get(self.cleaned_data["section"])

    def value(self) -> DeviceValue:
        """Return what was typed."""
        typed = self.cleaned_data
        return DeviceValue(
            code=typed["code"],
            kind=typed["kind"],
            serial=typed["serial"],
            model=typed["model"],
            section=self.organisation,
            name_pattern=typed["name_pattern"],
        )


class CameraForm(DeviceForm):
    """What the register says of a fixed camera."""

    kind = None  # type: ignore[assignment]  # a fixed camera is nothing else
    place = LineField(
        label=_("Place"),
        required=True,
        help_text=_("As it is written for activities there, for example: Interview room."),
    )
    keeps_days = forms.IntegerField(
        label=_("Keeps footage for (days)"), min_value=1, max_value=3660,
        help_text=_("After so many days its recorder overwrites what it saw."),
    )  # fmt: skip

    def value(self) -> DeviceValue:
        """Return what was typed."""
        typed = self.cleaned_data
        return DeviceValue(
            code=typed["code"],
            kind=DeviceKind.FIXED,
            serial=typed["serial"],
            model=typed["model"],
            section=self.organisation,
            name_pattern=typed["name_pattern"],
            place=typed["place"],
            keeps_days=typed["keeps_days"],
        )


def initial_of(device: Device) -> dict[str, Any]:
    """Return what the form of a device holds."""
    names = ("code", "kind", "serial", "model", "name_pattern", "place", "keeps_days")
    return {name: getattr(device, name) for name in names} | {"section": str(device.section_id)}


class IssueForm(forms.Form):
    """Which device goes into whose hands."""

    device = forms.ChoiceField(label=_("Device"))
    person = forms.ChoiceField(label=_("To whom"))

    def __init__(self, free: list[Device], people: list[Person], *args: Any, **kw: Any) -> None:
        """Offer the devices that are there and in service, and the people of the bureau."""
        super().__init__(*args, **kw)
        self._free = {str(one.pk): one for one in free if one.state == DeviceState.IN_SERVICE}
        self._people = {str(one.pk): one for one in people}
        for name, choices in (
            ("device", [(key, _device_said(one)) for key, one in self._free.items()]),
            ("person", [(key, one.name) for key, one in self._people.items()]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Choose")), *choices]

    @property
    def chosen(self) -> tuple[Device, Person]:
        """Device and person."""
        typed = self.cleaned_data
        return self._free[typed["device"]], self._people[typed["person"]]


class ClockForm(forms.Form):
    """What the device's clock shows now."""

    shown = MomentField(
        label=_("The device shows now"), ahead=True, seconds=True,
        help_text=_("Read it off the device; it is held against the server's clock."),
    )  # fmt: skip


def _device_said(device: Device) -> str:
    return f"{device.code} · {device.model}" if device.model else device.code
