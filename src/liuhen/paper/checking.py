# SPDX-License-Identifier: Apache-2.0
"""Whether what stands in a form is complete and of the right kind: `values` says which that is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from liuhen.paper.form import PERSON_PARTS, Column, Field, Form
from liuhen.paper.sums import CONFISCATED, FINE, said_of
from liuhen.paper.values import as_date, as_decimal, as_time, is_amount, is_empty

#: Characters of a text without and with lines, and entries of a list.
LONGEST_LINE = 500
LONGEST_TEXT = 60_000
MOST_ENTRIES = 2_000
#: By which word the words of a penalty impose the sum of a field that means it.
_IMPOSED = {"fine": FINE, "confiscated": CONFISCATED}

#: Fields of a time that lies not before another one's.
_SPANS = (("start", "end"), ("record_from", "record_to"), ("from_time", "to_time"))

#: What can be said of a value; `web.papers.inputs` says it to people.
MESSAGES = (
    "required", "unknown_field", "no_such_field", "not_text", "too_long", "line_too_long",
    "not_one_line", "control_character", "not_a_date", "not_a_time", "not_a_number",
    "not_an_amount", "not_a_choice", "not_yes_no", "not_a_list", "too_many", "wrong_entry",
    "not_a_person", "not_as_worded", "ends_before",
)  # fmt: skip


class Lack(Struct, frozen=True):
    """What is missing or wrong in a value.

    `message` is one of MESSAGES; `at` is the entry of a list (from 1), `part` the column or part
    of it.
    """

    field: str
    message: str
    at: int | None = None
    part: str = ""


def check_values(
    form: Form, values: Mapping[str, Any], needs: Iterable[str] = (), *, required: bool = True
) -> list[Lack]:
    """Return what is missing or wrong, in the order of the form; nothing: it may be issued.

    `needs` are fields that the bureau's regulation asks for besides; `a|b` is satisfied by either,
    and a part `signature:role` by the form's having that signature. With `required` false only
    what is wrong is told, for a draft. A sum that is not the one in the words of the penalty is
    wrong; where no sum can be read in them the field stands.
    """
    lacks = [Lack(name, "unknown_field") for name in values if name not in form.by_id]
    for field in form.fields:
        value = values.get(field.id)
        if is_empty(value):
            if field.required and required:
                lacks.append(Lack(field.id, "required"))
        else:
            lacks += _CHECKS[field.kind](field, value)
    lacks += [*_other_sums(form, values), *_ends_before(form, values)]
    if required:
        known = {lack.field for lack in lacks}
        for need in needs:
            if (lack := _lack_of(form, values, need)) and lack.field not in known:
                lacks.append(lack)
    return lacks


def is_of_its_kind(field: Field, value: Any) -> bool:
    """Whether a value that says something is one that the field can have."""
    return not _CHECKS[field.kind](field, value)


def _other_sums(form: Form, values: Mapping[str, Any]) -> Iterator[Lack]:
    """The sums that the words of the penalty say otherwise."""
    spoken = [one for one in form.fields if one.means == "penalty" and one.kind in ("text", "line")]
    words = "\n".join(said for one in spoken if isinstance(said := values.get(one.id), str))
    for field in form.fields:
        word, value = _IMPOSED.get(field.means or ""), values.get(field.id)
        if word is None or is_empty(value) or not words.strip() or not is_amount(value):
            continue
        told, amount = said_of(words, word), Decimal(str(value))
        none_of_it = told.unread and word == FINE and not amount
        if none_of_it or (not told.unread and (told.amount or Decimal()) != amount):
            yield Lack(field.id, "not_as_worded")


def _ends_before(form: Form, values: Mapping[str, Any]) -> Iterator[Lack]:
    """The ends that lie before their starts."""
    for first, last in _SPANS:
        if {first, last} <= form.by_id.keys():
            start, end = as_time(values.get(first)), as_time(values.get(last))
            if start is not None and end is not None and end < start:
                yield Lack(last, "ends_before")


def _lack_of(form: Form, values: Mapping[str, Any], need: str) -> Lack | None:
    ways = need.split("|")
    for way in ways:
        if way.startswith("signature:"):
            if way.removeprefix("signature:") in form.signers:
                return None
        elif way in form.by_id and not is_empty(values.get(way)):
            return None
    there = [way for way in ways if way in form.by_id]
    return Lack(there[0], "required") if there else Lack(ways[0], "no_such_field")


def _text_lack(
    field: Field, value: Any, *, lines: bool, at: int | None = None, part: str = ""
) -> list[Lack]:
    if not isinstance(value, str):
        return [Lack(field.id, "not_text", at, part)]
    if len(value) > LONGEST_TEXT:
        return [Lack(field.id, "too_long", at, part)]
    if not lines and len(value) > LONGEST_LINE:
        return [Lack(field.id, "line_too_long", at, part)]
    if not lines and ("\n" in value or "\r" in value):
        return [Lack(field.id, "not_one_line", at, part)]
    if any(_is_control(character) for character in value):
        return [Lack(field.id, "control_character", at, part)]
    return []


def _is_control(character: str) -> bool:
    return (
        (character < " " and character not in "\n\r\t")
        or "\x7f" <= character <= "\x9f"
        or ("\ud800" <= character <= "\udfff")
        or character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
    )


def _line(field: Field, value: Any) -> list[Lack]:
    return _text_lack(field, value, lines=False)


def _text(field: Field, value: Any) -> list[Lack]:
    return _text_lack(field, value, lines=True)


def _date(field: Field, value: Any) -> list[Lack]:
    return [] if as_date(value) else [Lack(field.id, "not_a_date")]


def _time(field: Field, value: Any) -> list[Lack]:
    return [] if as_time(value) else [Lack(field.id, "not_a_time")]


def _number(field: Field, value: Any) -> list[Lack]:
    return [] if as_decimal(value) is not None else [Lack(field.id, "not_a_number")]


def _money(field: Field, value: Any) -> list[Lack]:
    return [] if is_amount(value) else [Lack(field.id, "not_an_amount")]


def _choice(field: Field, value: Any) -> list[Lack]:
    words = {choice.word for choice in field.choices}
    chosen = value if field.many else [value]
    if not isinstance(chosen, list):
        return [Lack(field.id, "not_a_list")]
    right = all(isinstance(word, str) and word in words for word in chosen)
    return [] if right else [Lack(field.id, "not_a_choice")]


def _yes_no(field: Field, value: Any) -> list[Lack]:
    return [] if isinstance(value, bool) else [Lack(field.id, "not_yes_no")]


def _entries(field: Field, value: Any, check: Callable[[int, Any], list[Lack]]) -> list[Lack]:
    if not isinstance(value, list):
        return [Lack(field.id, "not_a_list")]
    if len(value) > MOST_ENTRIES:
        return [Lack(field.id, "too_many")]
    return [lack for i, entry in enumerate(value, 1) for lack in check(i, entry)]


def _parts(
    field: Field, value: Any, parts: Mapping[str, bool], at: int | None = None
) -> list[Lack]:
    """Check an object of texts; `parts` says of each key whether its text may have lines."""
    if not isinstance(value, dict):
        return [Lack(field.id, "wrong_entry", at)]
    lacks = [Lack(field.id, "wrong_entry", at, str(key)[:60]) for key in value if key not in parts]
    for key, lines in parts.items():
        if not is_empty(value.get(key)):
            lacks += _text_lack(field, value[key], lines=lines, at=at, part=key)
    return lacks


def _officers(field: Field, value: Any) -> list[Lack]:
    def check(at: int, entry: Any) -> list[Lack]:
        lacks = _parts(field, entry, {"name": False, "certificate": False}, at)
        if not lacks and is_empty(entry.get("name")):
            lacks.append(Lack(field.id, "required", at, "name"))
        return lacks

    return _entries(field, value, check)


def _questions(field: Field, value: Any) -> list[Lack]:
    def check(at: int, entry: Any) -> list[Lack]:
        return _parts(field, entry, {"question": True, "answer": True}, at)

    return _entries(field, value, check)


def _list(field: Field, value: Any) -> list[Lack]:
    return _entries(field, value, lambda at, entry: _text_lack(field, entry, lines=True, at=at))


def _items(field: Field, value: Any) -> list[Lack]:
    columns = {column.id: column for column in field.columns}

    def check(at: int, entry: Any) -> list[Lack]:
        if not isinstance(entry, dict):
            return [Lack(field.id, "wrong_entry", at)]
        lacks = [
            Lack(field.id, "wrong_entry", at, str(key)[:60]) for key in entry if key not in columns
        ]
        for column in field.columns:
            lacks += _cell(field, column, entry.get(column.id), at)
        return lacks

    return _entries(field, value, check)


def _cell(field: Field, column: Column, value: Any, at: int) -> list[Lack]:
    if is_empty(value):
        return [Lack(field.id, "required", at, column.id)] if column.required else []
    if column.kind == "line":  # what is taken over from a thing may have lines
        if isinstance(value, str) and len(value) > LONGEST_LINE:
            return [Lack(field.id, "line_too_long", at, column.id)]
        return _text_lack(field, value, lines=True, at=at, part=column.id)
    right, message = {
        "date": (as_date(value) is not None, "not_a_date"),
        "number": (as_decimal(value) is not None, "not_a_number"),
        "money": (is_amount(value), "not_an_amount"),
    }[column.kind]
    return [] if right else [Lack(field.id, message, at, column.id)]


def _person(field: Field, value: Any) -> list[Lack]:
    if not isinstance(value, dict):
        return [Lack(field.id, "not_a_person")]
    lacks = _parts(field, value, dict.fromkeys(PERSON_PARTS, False))
    if field.required and is_empty(value.get("name")):
        lacks.append(Lack(field.id, "required", None, "name"))
    return lacks


_CHECKS: dict[str, Callable[[Field, Any], list[Lack]]] = {
    "line": _line,
    "text": _text,
    "date": _date,
    "time": _time,
    "number": _number,
    "money": _money,
    "choice": _choice,
    "yes_no": _yes_no,
    "officers": _officers,
    "items": _items,
    "questions": _questions,
    "list": _list,
    "person": _person,
}
