# SPDX-License-Identifier: Apache-2.0
"""A form as the text that a person reads and changes.

What is kept of a form are values. Its text is written from them in one order and one manner, that
of the files under `packs/forms`, and reads back as the same form.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from liuhen.paper.form import Form

_ORDER = (
    "id", "title", "document", "audience", "stage", "numbering", "acts", "events", "basis",
    "copies", "copies_note", "fields", "signatures", "seal", "body",
)  # fmt: skip
_APART = ("fields", "signatures", "seal", "body")
_LISTS = ("fields", "signatures", "body", "table", "choices", "columns")
_PARTED = ("fields", "body")
_WIDTH = 98
#: What YAML takes for text without quotes, also between brackets.
_PLAIN = re.compile(r"[\w\u3000-\u303f\uff01-\uff5e（]([\w\u3000-\u303f\uff01-\uff5e·—./ -]*\S)?")
#: Text of several lines that may stand as it is: no line is empty or begins or ends with a blank.
_LINES = re.compile(r"\S(.*\S)?(\n\S(.*\S)?)+")
_NO_TEXT = re.compile(r"true|false|null|yes|no|on|off|~|[-+.\d].*", re.IGNORECASE)


def text_of(form: Form) -> str:
    """Write a form, always in the same manner, so that two of them can be compared.

    >>> from liuhen.paper.form_reader import read_form
    >>> from liuhen.paper.standard import standard_forms
    >>> form = standard_forms()["mail_receipt"]
    >>> read_form(text_of(form), "mail_receipt.yaml") == form
    True
    """
    values: dict[str, Any] = msgspec.to_builtins(form)
    lines: list[str] = []
    for name in _ORDER:
        if name in values:
            lines += [""] if name in _APART else []
            lines += _entry(name, values[name], 0)
    return "\n".join(lines) + "\n"


def _entry(name: str, value: Any, indent: int) -> list[str]:
    """`name: value`, on one line where it fits."""
    room = " " * indent
    if isinstance(value, str) and _LINES.fullmatch(value) and _readable(value.replace("\n", "")):
        return [f"{room}{name}: |-", *(f"{room}  {line}" for line in value.split("\n"))]
    flow = f"{room}{name}: {_flow(value)}"
    if _fits(value, flow) and name not in _LISTS:
        return [flow]
    return [f"{room}{name}:", *_block(value, indent + 2, whole=name in _PARTED)]


def _block(value: Any, indent: int, *, whole: bool = False) -> Iterator[str]:
    """A list or an object over several lines; with `whole` each entry of it, too."""
    room = " " * indent
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _entry(name, inner, indent)
        return
    for inner in value:
        flow = f"{room}- {_flow(inner)}"
        if _fits(inner, flow) and not whole:
            yield flow
        else:
            first, *rest = _block(inner, indent + 2)
            yield f"{room}- {first.lstrip()}"
            yield from rest


def _fits(value: Any, line: str) -> bool:
    return not isinstance(value, dict | list) or not value or len(line) <= _WIDTH


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and not _NO_TEXT.fullmatch(value):
        return value
    if _readable(value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _readable(text: str) -> bool:
    return text.replace("\u3000", "").isprintable()


def _escaped(letter: str) -> str:
    """A letter between double quotes."""
    if letter in '"\\':
        return f"\\{letter}"
    return letter if _readable(letter) else f"\\U{ord(letter):08x}"
