# SPDX-License-Identifier: Apache-2.0
"""What is said of files that are brought in. All of it may stay open: files and register tell most.

The same fields serve the page's script, which sends them with each file, and the plain form.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.devices import all_devices
from liuhen.apps.evidence.models import Device, DeviceKind, DeviceState
from liuhen.apps.people.viewer import Viewer
from liuhen.media.names import read_name
from liuhen.web.entering.inputs import LineField, MomentField, MomentInput, WordField

_MOST_MINUTES = 60 * 24 * 366 * 30
_CLOCKS = [("slow", _("It is slow")), ("fast", _("It is fast"))]


class ManyFiles(forms.FileInput):
    """The browser's own choice of files, several at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or more."""

    widget = ManyFiles
    default_error_messages = {"required": _("Choose a file.")}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        given = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


class HiddenMoment(MomentInput):
    """A time that is sent along, written as the picker writes it."""

    input_type = "hidden"


class CardForm(forms.Form):
    """What is known of a card before it is read."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the devices that are carried."""
        super().__init__(*args, **kwargs)
        self.devices = list(devices_of(viewer))
        carried = [one for one in self.devices if one.kind != DeviceKind.FIXED]
        self.fields["device"] = WordField(
            [(one.code, _named(one)) for one in carried],
            blank=_("As the names of the files say"),
            label=_("Recorder"),
        )
        self.fields["officer"] = LineField(
            label=_("Officer"),
            longest=60,
            suggest="known-people",
            help_text=_("Who recorded. Empty: whoever the names say, or had the recorder then."),
        )
        self.fields["shown"] = forms.CharField(
            label=_("What the recorder's clock shows now"),
            required=False,
            widget=MomentInput(seconds=True),
            help_text=_("Only if you see it. It tells how far the clock is off."),
        )


class UploadForm(forms.Form):
    """Files of any kind, and what they do not say themselves."""

    chosen = ManyFilesField(label=_("Files"), allow_empty_file=True)
    officer = LineField(label=_("Officer"), longest=60, suggest="known-people")
    recorded = MomentField(label=_("Recorded"), required=False, seconds=True)
    clock = WordField(_CLOCKS, blank=_("Right, or not known"), label=_("Clock of the device"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=_MOST_MINUTES
    )
    seconds = forms.IntegerField(label=_("Seconds"), required=False, min_value=0, max_value=59)
    note = LineField(label=_("Note"), longest=300)
    activity = forms.UUIDField(required=False, widget=forms.HiddenInput)
    #: The time that stood in `recorded` when the page was opened: a file's own name knows better.
    proposed = forms.DateTimeField(required=False, widget=HiddenMoment)

    field_order = ["chosen", "device", "officer", "recorded", "clock", "minutes", "seconds", "note"]

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer every device of the bureau, the fixed cameras among them."""
        super().__init__(*args, **kwargs)
        self.devices = list(devices_of(viewer))
        self.fields["device"] = WordField(
            [(one.code, _named(one)) for one in self.devices],
            blank=_("As the names of the files say"),
            label=_("Device"),
        )
        self.order_fields(self.field_order)

    def claims(self, file_name: str = "") -> Claims:
        """What is said of a file. A time that was only proposed gives way to that of its name."""
        said = self.cleaned_data
        recorded = said.get("recorded")
        if recorded == said.get("proposed") and read_name(file_name).start is not None:
            recorded = None
        return Claims(
            device=said.get("device", ""),
            officer=said.get("officer", ""),
            raw_start=None if recorded is None else recorded.astimezone(UTC),
            time_source="" if recorded is None else "typed",
            offset_ms=self._offset_ms(),
            activity=str(said.get("activity") or ""),
            note=said.get("note", ""),
            came_by="form",
        )

    def _offset_ms(self) -> int | None:
        said = self.cleaned_data
        if not said.get("clock"):
            return None
        off = timedelta(minutes=said.get("minutes") or 0, seconds=said.get("seconds") or 0)
        amount = off // timedelta(milliseconds=1)
        return amount if said["clock"] == "slow" else -amount


class DeclaredForm(UploadForm):
    """What was said of files that the page's script has brought in."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Leave out the files themselves."""
        super().__init__(*args, viewer=viewer, **kwargs)
        del self.fields["chosen"]


def moment_from(said: str) -> datetime | None:
    """Return the time that an address says, if it is one."""
    try:
        found = datetime.fromisoformat(said)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def clock_from(offset_ms: str) -> dict[str, Any]:
    """Return a measured offset as the form shows it; what is no offset gives nothing."""
    try:
        seconds = round(int(offset_ms) / 1000)
    except ValueError:
        return {}
    if not seconds or abs(seconds) > _MOST_MINUTES * 60:
        return {}
    minutes, rest = divmod(abs(seconds), 60)
    return {"clock": "slow" if seconds > 0 else "fast", "minutes": minutes, "seconds": rest}


def devices_of(viewer: Viewer) -> list[Device]:
    """Return the devices that may have made a recording, by number."""
    return list(all_devices(viewer).exclude(state=DeviceState.RETIRED))


def _named(device: Device) -> str:
    what = device.place or device.model or str(device.get_kind_display())
    return f"{device.code} · {what}"
