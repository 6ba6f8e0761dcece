# SPDX-License-Identifier: Apache-2.0
"""What looks wrong in a draft while somebody writes it.

What this module promises:

- a doubt stands at its field and keeps nothing from being issued: only what cannot be printed does,
  and that is told here before the press says it;
- a time of what was done is doubted while it is still to come;
- numbers are doubted by the same rules as those of the people of a case (`participants.plausible`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from liuhen.apps.cases.models import Draft
from liuhen.apps.cases.papers.printing import code_point, fonts
from liuhen.apps.cases.participants.plausible import (
    doubt_of_code,
    doubt_of_identity,
    doubt_of_telephone,
)
from liuhen.apps.evidence.models import Device
from liuhen.paper.fonts import lacking, own_characters
from liuhen.paper.form import Field, Form
from liuhen.paper.values import as_time

#: The form by which a party confirms a recording that is still in the recorder (004 art. 18).
_PLAYBACK, _DEVICE = "playback_confirmation", "device"
#: Where times come from that have passed when somebody writes of them.
_PASSED = frozenset({"now", "activity.start", "activity.end", "recording.start", "recording.end"})
_NUMBERS = {
    "code": doubt_of_code,
    "identity": doubt_of_identity,
    "identity_number": doubt_of_identity,
    "telephone": doubt_of_telephone,
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks wrong in one field: `word` says what, `stops` that it cannot be printed so.

    `character`: the one that no font has, with its code point.
    """

    field: str
    word: str
    part: str = ""
    character: str = ""
    stops: bool = False


def doubts_of(row: Draft, form: Form, values: Mapping[str, Any]) -> list[Doubt]:
    """Return what looks wrong, in the order of the form."""
    return [doubt for field in form.fields for doubt in _of(row, form, field, values.get(field.id))]


def _of(row: Draft, form: Form, field: Field, value: Any) -> Iterator[Doubt]:
    if not value:
        return
    if character := _without_font(field, value):
        named = f"“{character}” ({code_point(character)})"
        yield Doubt(field.id, "no_font", character=named, stops=True)
    if field.kind == "person" and isinstance(value, dict):
        for part, check in (("identity", doubt_of_identity), ("telephone", doubt_of_telephone)):
            if word := check(str(value.get(part) or "")):
                yield Doubt(field.id, word, part)
    elif isinstance(value, str):
        if word := _word(field, value):
            yield Doubt(field.id, word)
        if form.id == _PLAYBACK and field.id == _DEVICE and not _is_known(row, value):
            yield Doubt(field.id, "device")
        if _is_to_come(field, value):
            yield Doubt(field.id, "to_come")


def _word(field: Field, value: str) -> str:
    """What is doubtful in a number: by where it comes from, or by its class."""
    source = (field.fill or "").rpartition(".")[2]
    check = _NUMBERS.get(source) or _NUMBERS.get(field.secret or "")
    return check(value) if check else ""


def _is_to_come(field: Field, value: str) -> bool:
    at = as_time(value) if field.kind == "time" and field.fill in _PASSED else None
    return at is not None and at > timezone.now()


def _is_known(row: Draft, value: str) -> bool:
    """Whether the bureau has such a device, by its own number or its maker's."""
    wanted = _plain(value)
    rows = Device.objects.within(row.bureau_id).values_list("code", "serial")
    return any(wanted in (_plain(code), _plain(serial)) for code, serial in rows)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _without_font(field: Field, value: Any) -> str:
    """The first character that our fonts lack; fonts of the bureau only the press reads."""
    folder = fonts()
    if not field.printed or (folder.is_dir() and any(folder.iterdir())):
        return ""
    return next((one for text in _texts(value) if (one := lacking(text, own_characters()))), "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
