# SPDX-License-Identifier: Apache-2.0
"""How what stands in a form is printed: every value as text, with other ways to print it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from liuhen.paper.checking import is_of_its_kind
from liuhen.paper.form import Field, Form
from liuhen.paper.values import ZONE, as_date, as_decimal, as_time, is_amount, is_empty
from liuhen.paper.words import capital, long_date, long_time, plain_amount


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


class ShownMarked(ShownList):
    """Several choices of a list: joined by 、, or `.marked` among those that were not chosen."""

    marked: str

    def __new__(cls, picked: Iterable[Shown], marked: str) -> Self:
        """Keep the whole list beside what was picked."""
        made = super().__new__(cls, picked)
        made.marked = marked
        return made


def shown(form: Form, values: Mapping[str, Any], *, zone: str = ZONE) -> dict[str, Any]:
    """Return every field of the form as it is printed; what is not filled in is "".

    Texts are `Shown`, several of them `ShownList`, a person or a row `ShownParts`; all of them
    print with str(). A value of the wrong kind (see `check_values`) is printed as it is.
    """
    return {field.id: _show(field, values.get(field.id), zone) for field in form.fields}


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
    if kind == "money" and is_amount(value):
        amount = as_decimal(value) or Decimal(0)
        return Shown(f"{plain_amount(amount)}元", amount=f"{amount:.2f}", capital=capital(amount))
    return Shown(str(value).strip())


def _show(field: Field, value: Any, zone: str) -> Any:
    if field.kind in ("choice", "yes_no"):
        return _show_choice(field, value)
    if is_empty(value):
        several = field.kind in ("items", "questions", "list", "officers")
        return ShownList() if several else ShownParts() if field.kind == "person" else Shown("")
    if not is_of_its_kind(field, value):
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
