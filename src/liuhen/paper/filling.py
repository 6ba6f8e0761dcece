# SPDX-License-Identifier: Apache-2.0
"""What stands in a form: whether it is complete and of the right kind, and how it is shown.

Values are plain JSON, by the ids of the fields:

    line, text      text
    date            "2026-03-02"
    time            "2026-03-02T09:30:00+08:00", with an offset
    number, money   a whole number, or a decimal one as text ("12.5"); money is yuan
    choice          the word of a choice; a list of words where the field says `many`
    yes_no          true or false
    officers        [{"name", "certificate"}]
    items           [{a value per column}]
    questions       [{"question", "answer"}]
    list            [text]
    person          {"name", "sex", …: see PERSON_PARTS}

Absent, null, "" and [] mean: nothing yet. A decimal is never a float, so that what is frozen and
what is printed are the same for ever.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from msgspec import Struct

from liuhen.paper.form import PERSON_PARTS, Column, Field, Form
from liuhen.paper.sums import CONFISCATED, FINE, said_of
from liuhen.paper.words import TOO_MUCH, capital, long_date, long_time, plain_amount

ZONE = "Asia/Shanghai"
LONGEST_LINE = 500
LONGEST_TEXT = 60_000
MOST_ENTRIES = 2_000
_MOST_DIGITS = 30
#: By which word the words of a penalty impose the sum of a field that means it.
_IMPOSED = {"fine": FINE, "confiscated": CONFISCATED}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


MESSAGES = (
    "required", "unknown_field", "no_such_field", "not_text", "too_long", "not_one_line",
    "control_character", "not_a_date", "not_a_time", "not_a_number", "not_an_amount",
    "not_a_choice", "not_yes_no", "not_a_list", "too_many", "wrong_entry", "not_a_person",
    "not_as_worded",
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


class Shown(str):
    """A value as it is printed, with other ways to print it.

    money: `.amount` (2000.00), `.capital` (贰仟元整); date and time: `.year`, `.month`, `.day`,
    `.hour`, `.minute`; choice and yes/no: `.marked` (all choices, the chosen one ticked), `.word`.
    """

    __slots__ = ("__dict__",)

    def __new__(cls, text: str, **ways: str) -> Self:
        """Keep the other ways as attributes."""
        made = super().__new__(cls, text)
        made.__dict__.update(ways)
        return made


class ShownList(tuple[Any, ...]):
    """Several values; printed as a whole they are joined by 、."""

    __slots__ = ()

    def __str__(self) -> str:
        return "、".join(map(str, self))

    def __html__(self) -> str:
        """Say the same to a template."""
        return str(self)


class ShownParts(dict[str, Shown]):
    """A person or a row by its parts; printed as a whole it is its name."""

    def __str__(self) -> str:
        return str(self.get("name", ""))

    def __html__(self) -> str:
        """Say the same to a template."""
        return str(self)


def is_empty(value: object) -> bool:
    """Whether a value says nothing yet; no and zero say something."""
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == []


# ---------------------------------------------------------------- checking


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
    lacks += _other_sums(form, values)
    if required:
        known = {lack.field for lack in lacks}
        for need in needs:
            if (lack := _lack_of(form, values, need)) and lack.field not in known:
                lacks.append(lack)
    return lacks


def _other_sums(form: Form, values: Mapping[str, Any]) -> Iterator[Lack]:
    """The sums that the words of the penalty say otherwise."""
    spoken = [one for one in form.fields if one.means == "penalty" and one.kind in ("text", "line")]
    words = "\n".join(said for one in spoken if isinstance(said := values.get(one.id), str))
    for field in form.fields:
        word, value = _IMPOSED.get(field.means or ""), values.get(field.id)
        if word is None or is_empty(value) or not words.strip() or not _is_amount(value):
            continue
        told, amount = said_of(words, word), Decimal(str(value))
        none_of_it = told.unread and word == FINE and not amount
        if none_of_it or (not told.unread and (told.amount or Decimal()) != amount):
            yield Lack(field.id, "not_as_worded")


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
    if len(value) > (LONGEST_TEXT if lines else LONGEST_LINE):
        return [Lack(field.id, "too_long", at, part)]
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


def as_date(value: Any) -> date | None:
    """Read a day; None where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None  # noqa: PLR2004  # 2026-03-02
    except ValueError:
        return None


def as_time(value: Any) -> datetime | None:
    """Read an instant with an offset; None where it is none."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def as_decimal(value: Any) -> Decimal | None:
    """Read a number; None where it is none, as floats are: their digits are not what was typed."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return Decimal(text) if len(text) <= _MOST_DIGITS and _NUMBER.fullmatch(text) else None


def _date(field: Field, value: Any) -> list[Lack]:
    return [] if as_date(value) else [Lack(field.id, "not_a_date")]


def _time(field: Field, value: Any) -> list[Lack]:
    return [] if as_time(value) else [Lack(field.id, "not_a_time")]


def _number(field: Field, value: Any) -> list[Lack]:
    return [] if as_decimal(value) is not None else [Lack(field.id, "not_a_number")]


def _is_amount(value: Any) -> bool:
    amount = as_decimal(value)
    return amount is not None and 0 <= amount < TOO_MUCH and amount == round(amount, 2)


def _money(field: Field, value: Any) -> list[Lack]:
    return [] if _is_amount(value) else [Lack(field.id, "not_an_amount")]


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
    if column.kind == "line":
        return _text_lack(field, value, lines=True, at=at, part=column.id)
    right, message = {
        "date": (as_date(value) is not None, "not_a_date"),
        "number": (as_decimal(value) is not None, "not_a_number"),
        "money": (_is_amount(value), "not_an_amount"),
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


# ---------------------------------------------------------------- showing


def shown(form: Form, values: Mapping[str, Any], *, zone: str = ZONE) -> dict[str, Any]:
    """Return every field of the form as it is printed; what is not filled in is "".

    Texts are `Shown`, several of them `ShownList`, a person or a row `ShownParts`; all of them
    print with str(). A value of the wrong kind (see `check_values`) is printed as it is.
    """
    return {field.id: _show(field, values.get(field.id), zone) for field in form.fields}


def _show(field: Field, value: Any, zone: str) -> Any:
    if field.kind in ("choice", "yes_no"):
        return _show_choice(field, value)
    if is_empty(value):
        several = field.kind in ("items", "questions", "list", "officers")
        return ShownList() if several else ShownParts() if field.kind == "person" else Shown("")
    if _CHECKS[field.kind](field, value):
        return Shown(str(value))
    if field.kind == "person":
        return _show_parts(value)
    if field.kind in ("officers", "items", "questions", "list"):
        return ShownList(_show_entries(field, value, zone))
    return show_one(field.kind, value, zone)


def _show_entries(field: Field, value: list[Any], zone: str) -> Iterable[Any]:
    if field.kind == "officers":
        return map(_show_officer, value)
    if field.kind == "questions":
        return map(_show_parts, value)
    if field.kind == "list":
        return (Shown(entry.strip()) for entry in value if entry.strip())
    kinds = {column.id: column.kind for column in field.columns}
    return (
        ShownParts({key: show_one(kind, entry.get(key), zone) for key, kind in kinds.items()})
        for entry in value
    )


def _show_parts(value: Mapping[str, Any]) -> ShownParts:
    return ShownParts({key: Shown(str(part or "").strip()) for key, part in value.items()})


def _show_officer(entry: Mapping[str, Any]) -> Shown:
    name, certificate = str(entry["name"]).strip(), str(entry.get("certificate") or "").strip()
    text = f"{name}（{certificate}）" if certificate else name
    return Shown(text, name=name, certificate=certificate)


def _show_choice(field: Field, value: Any) -> Any:
    if field.kind == "yes_no":
        choices = [("yes", "是", value is True), ("no", "否", value is False)]
    else:
        chosen = value if field.many and isinstance(value, list) else [value]
        choices = [(choice.word, choice.says.zh, choice.word in chosen) for choice in field.choices]
    marked = "  ".join(f"{'☑' if ticked else '□'}{says}" for _, says, ticked in choices)
    picked = [Shown(says, word=word, marked=marked) for word, says, ticked in choices if ticked]
    if field.many:
        return ShownMarked(picked, marked)
    return picked[0] if picked else Shown("", word="", marked=marked)


class ShownMarked(ShownList):
    """Several choices of a list: joined by 、, or `.marked` among those that were not chosen."""

    marked: str

    def __new__(cls, picked: Iterable[Shown], marked: str) -> Self:
        """Keep the whole list beside what was picked."""
        made = super().__new__(cls, picked)
        made.marked = marked
        return made


def show_one(kind: str, value: Any, zone: str = ZONE) -> Shown:
    """Show one value of a simple kind; one of the wrong kind is shown as it is."""
    if is_empty(value):
        return Shown("")
    if kind == "date" and (day := as_date(value)):
        return Shown(long_date(day), year=str(day.year), month=str(day.month), day=str(day.day))
    if kind == "time" and (instant := as_time(value)):
        text = long_time(instant, zone)
        day_text, _, clock = text.partition("日")
        year, _, rest = day_text.partition("年")
        month, _, day_of = rest.partition("月")
        hour, _, minute = clock.rstrip("分").partition("时")
        return Shown(
            text, year=year, month=month, day=day_of, hour=hour, minute=minute, date=day_text + "日"
        )
    if kind == "money" and _is_amount(value):
        amount = as_decimal(value) or Decimal(0)
        return Shown(f"{plain_amount(amount)}元", amount=f"{amount:.2f}", capital=capital(amount))
    return Shown(str(value).strip())
