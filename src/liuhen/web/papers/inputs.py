# SPDX-License-Identifier: Apache-2.0
"""The fields of a form as controls of a page, and what was typed as values.

Names of controls: `facts`, `officers-0-name`, `goods-2-quantity`, `party-identity`. What was typed
is kept as it is, right or not yet; `liuhen.paper.checking` says what is wrong. Confidential fields
that are not for the viewer are neither shown nor read.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from liuhen.law.pack import Says
from liuhen.paper.checking import Lack
from liuhen.paper.form import NOT_OF, PERSON_PARTS, Field, Form
from liuhen.paper.values import is_empty

PARTS: dict[str, Promise | str] = {
    "name": gettext_lazy("Name"),
    "sex": gettext_lazy("Sex"),
    "born": gettext_lazy("Born"),
    "age": gettext_lazy("Age"),
    "identity": gettext_lazy("Identity number or credit code"),
    "unit": gettext_lazy("Employer"),
    "post": gettext_lazy("Post"),
    "representative": gettext_lazy("Legal representative"),
    "relation": gettext_lazy("Relation to the case"),
    "address": gettext_lazy("Address"),
    "telephone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "certificate": gettext_lazy("Certificate number"),
    "question": gettext_lazy("Question"),
    "answer": gettext_lazy("Answer"),
}
_LACKS: dict[str, Promise | str] = {
    "required": pgettext_lazy("lack", "Still to be filled in."),
    "unknown_field": gettext_lazy("The form has no such field."),
    "no_such_field": gettext_lazy("The regulation asks for this; the form has no field for it."),
    "not_text": gettext_lazy("Write text."),
    "too_long": gettext_lazy("This is too long."),
    "line_too_long": gettext_lazy("This is too long: a line has at most 500 characters."),
    "not_one_line": gettext_lazy("Write it in one line."),
    "control_character": gettext_lazy("This has characters that cannot be printed."),
    "not_a_date": gettext_lazy("A day is written like 2026-03-02."),
    "not_a_time": gettext_lazy("Day and time are written like 2026-03-02 09:30."),
    "not_a_number": gettext_lazy("Write a number."),
    "not_an_amount": gettext_lazy("Write an amount in yuan, with two decimals at most."),
    "not_a_choice": gettext_lazy("Choose one of the words."),
    "not_yes_no": gettext_lazy("Say yes or no."),
    "not_a_list": gettext_lazy("This cannot be read."),
    "too_many": gettext_lazy("These are too many; put the rest into an annex."),
    "wrong_entry": gettext_lazy("This cannot be read."),
    "not_a_person": gettext_lazy("This cannot be read."),
    "not_as_worded": gettext_lazy("The words of the penalty say another sum."),
    "ends_before": gettext_lazy("This lies before the start."),
}
_ROWS = {
    "officers": ("name", "certificate"),
    "questions": ("question", "answer"),
    "list": ("",),
}
_MOST_ROWS = 300
_LONG = frozenset({"question", "answer"})


@dataclass(frozen=True, slots=True)
class Control:
    """One control: its name, its value as text, what it is called."""

    name: str
    value: str
    label: str = ""
    kind: str = "line"
    invalid: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words."""

    word: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A field on the page. `kind` is that of the form; what it does not need is empty."""

    field: Field
    lacks: list[str]
    control: Control
    choices: list[Choice] = dataclasses.field(default_factory=list)
    rows: list[list[Control]] = dataclasses.field(default_factory=list)
    parts: list[Control] = dataclasses.field(default_factory=list)
    heads: list[str] = dataclasses.field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether something is still asked for or wrong."""
        return bool(self.lacks)


def said(words: Says) -> str:
    """Return words of a form in the reader's language."""
    from django.utils.translation import get_language

    return words.en if get_language() == "en" and words.en else words.zh


def lack_said(lack: Lack, form: Form) -> str:
    """Say what is missing or wrong, with the entry where there are several."""
    sentence = str(_LACKS.get(lack.message, _LACKS["wrong_entry"]))
    if lack.at is None and not lack.part:
        return sentence
    found = form.by_id.get(lack.field)
    part = _part_label(found, lack.part) if found and lack.part else ""
    if lack.at is None:
        return _("%(part)s: %(what)s") % {"part": part, "what": sentence}
    if not part:
        return _("Row %(row)d: %(what)s") % {"row": lack.at, "what": sentence}
    return _("Row %(row)d, %(part)s: %(what)s") % {
        "row": lack.at,
        "part": part,
        "what": sentence,
    }


def _part_label(found: Field, part: str) -> str:
    columns = {column.id: said(column.label) for column in found.columns}
    return columns.get(part) or str(PARTS.get(part, part))


def shown_fields(
    form: Form,
    values: Mapping[str, Any],
    lacks: list[Lack],
    *,
    secrets: bool,
    more: str = "",
    party: str = "",
) -> list[Shown]:
    """Return the fields in the order of the form; `more`: the one that gets further empty rows.

    Opinions are left out: whoever signs writes them. So is what a `party` of that kind does not
    have, while nobody wrote it all the same.
    """
    void = {one.id for one in form.fields if not one.required and one.fill in NOT_OF.get(party, ())}
    void = {name for name in void if is_empty(values.get(name))}
    by_field: dict[str, list[str]] = {}
    for lack in lacks:
        by_field.setdefault(lack.field, []).append(lack_said(lack, form))
    later = {one.opinion for one in form.signatures if one.opinion}
    return [
        _shown(one, values.get(one.id), by_field.get(one.id, []), more=more == one.id)
        for one in form.fields
        if one.id not in later | void and (secrets or not one.secret)
    ]


def _shown(one: Field, value: Any, lacks: list[str], *, more: bool) -> Shown:
    control = Control(one.id, _text(one.kind, value), said(one.label), one.kind, bool(lacks))
    if one.kind in ("choice", "yes_no"):
        return Shown(one, lacks, control, choices=list(_choices(one, value)))
    if one.kind == "person":
        told = value if isinstance(value, dict) else {}
        parts = [
            Control(f"{one.id}-{part}", str(told.get(part) or ""), str(PARTS[part]))
            for part in one.parts or PERSON_PARTS
        ]
        return Shown(one, lacks, control, parts=parts)
    if one.kind in ("officers", "questions", "list", "items"):
        known = value if isinstance(value, list) else []
        empty = 3 if more else 1 if known else (2 if one.kind == "officers" else 1)
        rows = [_row(one, i, entry) for i, entry in enumerate([*known, *([None] * empty)])]
        heads = [control.label for control in rows[0]] if rows else []
        return Shown(one, lacks, control, rows=rows, heads=heads)
    return Shown(one, lacks, control)


def _row(one: Field, at: int, entry: Any) -> list[Control]:
    if one.kind == "list":
        return [Control(f"{one.id}-{at}", str(entry or ""), said(one.label), "text")]
    told = entry if isinstance(entry, dict) else {}
    if one.kind == "items":
        return [
            Control(
                f"{one.id}-{at}-{column.id}",
                str(told.get(column.id) or ""),
                said(column.label),
                column.kind,
            )
            for column in one.columns
        ]
    return [
        Control(
            f"{one.id}-{at}-{part}",
            str(told.get(part) or ""),
            str(PARTS[part]),
            "text" if part in _LONG else "line",
        )
        for part in _ROWS[one.kind]
    ]


def _choices(one: Field, value: Any) -> Iterator[Choice]:
    if one.kind == "yes_no":
        yield Choice("yes", _("Yes"), value is True)
        yield Choice("no", _("No"), value is False)
        return
    chosen = value if isinstance(value, list) else [value]
    for choice in one.choices:
        yield Choice(choice.word, said(choice.says), choice.word in chosen)


def _text(kind: str, value: Any) -> str:
    """A plain value as its control takes it."""
    if value is None or isinstance(value, list | dict):
        return ""
    if kind == "time" and isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        if moment.tzinfo is not None:
            moment = timezone.localtime(moment)
        spec = "seconds" if moment.second else "minutes"
        return moment.replace(tzinfo=None).isoformat(timespec=spec)
    return str(value)


# ---------------------------------------------------------------- what was typed


def typed_values(form: Form, data: QueryDict, *, secrets: bool) -> dict[str, Any]:
    """Return the values of the fields that the page shows."""
    later = {one.opinion for one in form.signatures if one.opinion}
    return {
        one.id: _typed(one, data)
        for one in form.fields
        if one.id not in later and (secrets or not one.secret)
    }


def _typed(one: Field, data: QueryDict) -> Any:
    if one.kind in ("officers", "questions", "list", "items"):
        return list(_entries(one, data))
    if one.kind == "person":
        parts = {part: _line(data, f"{one.id}-{part}") for part in one.parts or PERSON_PARTS}
        return {part: text for part, text in parts.items() if text}
    if one.kind == "choice" and one.many:
        return data.getlist(one.id)
    typed = data.get(one.id, "").replace("\r\n", "\n")
    if one.kind == "yes_no":
        return {"yes": True, "no": False}.get(typed)
    if one.kind == "time":
        return _moment(typed.strip())
    return typed if one.kind == "text" else typed.strip()


def _line(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\r\n", "\n").strip()


def _moment(text: str) -> str:
    """A local time as an instant with its offset; what is none stays as it was typed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_current_timezone())
    return moment.isoformat(timespec="seconds")


def _entries(one: Field, data: QueryDict) -> Iterator[Any]:
    names = [column.id for column in one.columns] or list(_ROWS[one.kind])
    for at in range(_MOST_ROWS):
        keys = [f"{one.id}-{at}-{name}" if name else f"{one.id}-{at}" for name in names]
        if not any(key in data for key in keys):
            return
        texts = {name: _line(data, key) for name, key in zip(names, keys, strict=True)}
        if one.kind == "list":
            if texts[""]:
                yield texts[""]
        elif not is_empty(texts):
            yield {name: text for name, text in texts.items() if text}
