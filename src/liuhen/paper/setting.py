# SPDX-License-Identifier: Apache-2.0
"""Turns a sheet into plain blocks, each text as it will be printed. Runs in the press's child.

What this module promises:

- templates of a form run in an immutable sandbox: no globals, few filters, no arithmetic that makes
  much of little; time and memory are the child's to bound;
- what comes out is text in lists and objects; it is never read as markup by anybody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from liuhen.paper.form import HEADS, NOT_OF, Block, Cell, Printed, Side, Signing
from liuhen.paper.sheets import PressError, Sheet
from liuhen.paper.showing import Shown, ShownList, shown
from liuhen.paper.values import as_date, as_time, is_empty
from liuhen.paper.words import long_date, long_time

WITHHELD = "•••"
MOST_CHARACTERS = 400_000
_FILTERS = ("default", "d", "first", "join", "last", "length", "lower", "trim", "upper")
_GRID = 24
_SIDE = 2
_UNIT_MM, _INSET_MM, _CHARACTER_MM = 6.5, 3.6, 4.24  # of 156 mm; both sides; 12 points
_FEW = 2
#: How forms speak to a party of whom they do not know what it is, and what is printed of whom.
_YOU = "你（单位）"
_SPOKEN_TO = {"person": "你", "organization": "你单位"}
#: A paragraph that is longer stays where it is: the block behind it may stand on the next page.
_MOST_KEPT = 400

Plain = dict[str, Any]


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with less in it."""

    intercepted_binops = frozenset({"*", "**", "%", "//", "+", "-", "/"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002  # Jinja2's signature
        """Refuse arithmetic: amounts are counted by the system, never by a form."""
        raise SecurityError(f"a form does not count: {operator}")


def _environment() -> _Environment:
    made = _Environment(autoescape=False, trim_blocks=True, cache_size=0)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    return made


def set_sheet(sheet: Sheet) -> Plain:
    """Return the sheet as plain blocks.

    Raises:
        PressError: a template cannot be run, or too much text comes of it.
    """
    return _Setter(sheet).set()


class _Setter:
    """One sheet at work."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._form = sheet.form
        self._environment = _environment()
        self._values = shown(sheet.form, sheet.values, zone=sheet.zone)
        for name in sheet.withheld:
            if not is_empty(sheet.values.get(name)):
                self._values[name] = _withheld(self._values.get(name))
        day = as_date(sheet.issued_on)
        self._issued = _issued(day)
        self._given = {
            "number": sheet.number,
            "bureau": sheet.bureau,
            "short_name": sheet.short_name,
            "title": sheet.form.title.zh,
            "case_number": sheet.case_number,
            "case_title": sheet.case_title,
            "issued_on": Shown(self._issued) if day else Shown(""),
            "copies": str(sheet.form.copies),
        }
        self._signed: dict[str, list[Any]] = {}
        for signed in sheet.signed:
            self._signed.setdefault(signed.role, []).append(signed)
        self._room = MOST_CHARACTERS
        self._used: dict[str, int] = {}

    def set(self) -> Plain:
        blocks = [
            made for block in self._form.body if self._shows(block) for made in self._block(block)
        ]
        _keep_with_next(blocks)
        note = self._form.copies_note
        return {
            "audience": self._form.audience,
            "title": self._form.title.zh,
            "heading": f"{self._sheet.bureau}{self._form.title.zh}",
            "bureau": self._sheet.bureau,
            "number": self._sheet.number,
            "draft": self._sheet.draft,
            "blocks": blocks,
            "copies_note": self._lines(note, "copies_note") if note else [],
            "each_page": [
                self._sign(signing, self._used.get(signing.role, 0))
                for signing in self._form.signatures
                if signing.each_page
            ],
        }

    def _shows(self, block: Block) -> bool:
        if block.when and self._is_said(block.when):
            return True
        if block.unless and not self._is_said(block.unless):
            return True
        return not (block.when or block.unless)

    def _is_said(self, name: str) -> bool:
        value = self._sheet.values.get(name)
        return not is_empty(value) and value is not False

    # ------------------------------------------------------------ blocks

    def _block(self, block: Block) -> Iterator[Plain]:
        head = next(key for key, name in HEADS.items() if getattr(block, name) is not None)
        made = getattr(self, f"_{head}")(block)
        if made is not None:
            yield {"kind": head, **made}

    def _heading(self, block: Block) -> Plain | None:
        lines = self._lines(block.heading, "heading")
        return {"text": " ".join(lines)} if lines else None

    def _paragraph(self, block: Block) -> Plain | None:
        lines = self._lines(block.paragraph, "paragraph")
        if not lines:
            return None
        return {"lines": lines, "indent": block.indent, "align": block.align, "keep": False}

    def _note(self, block: Block) -> Plain | None:
        lines = self._lines(block.note, "note")
        return {"lines": lines} if lines else None

    def _fields(self, block: Block) -> Plain | None:
        pairs = [
            [self._form.by_id[name].label.zh, " ".join(self._value(name))]
            for name in block.fields or ()
            if not self._is_void(name)
        ]
        return {"pairs": pairs} if pairs else None

    def _is_void(self, name: str | None) -> bool:
        """Whether a box would stand empty because the party is of the other kind."""
        fill = self._form.by_id[name].fill if name else ""
        not_of = NOT_OF.get(self._sheet.party_kind, frozenset())
        return fill in not_of and is_empty(self._sheet.values.get(name or ""))

    def _kept(self, rows: Iterable[list[Cell]]) -> list[list[Cell]]:
        kept = ([cell for cell in row if not self._is_void(cell.field)] for row in rows)
        return [row for row in kept if row]

    def _table(self, block: Block) -> Plain:
        cells: list[Plain] = []
        y = 0
        for row in block.table or ():
            inside = self._kept(row.rows if isinstance(row, Side) else [row])
            if isinstance(row, Side) and inside:
                side = _cell("side", 0, y, _SIDE, self._lines(row.side, "side") or [""])
                side["rowspan"] = len(inside)
                cells.append(side)
            for inner in inside:
                cells += self._row(inner, y, _SIDE if isinstance(row, Side) else 0)
                y += 1
        return {"cells": cells}

    def _row(self, cells: list[Cell], y: int, x: int) -> Iterator[Plain]:
        width, weights = _GRID - x, [cell.wide for cell in cells]
        share, left = sum(weights), _GRID - x
        for i, cell in enumerate(cells):
            taken = left if i == len(cells) - 1 else max(2, round(width * cell.wide / share))
            yield from self._cell(cell, x, y, taken, 4 if len(cells) <= _FEW else 3)
            x, left = x + taken, left - taken

    def _cell(self, cell: Cell, x: int, y: int, width: int, label_width: int) -> Iterator[Plain]:
        if cell.heading:
            yield _cell("heading", x, y, width, self._lines(cell.heading, "heading"))
            return
        label = self._label(cell)
        if label:
            taken = min(label_width, max(2, width // 2))
            yield _cell("label", x, y, taken, _balanced(label, taken))
            x, width = x + taken, width - taken
        if cell.opinion:
            made = _cell("opinion", x, y, width, self._value(cell.opinion), tall=cell.tall or 32)
            made["sign"] = self._next_sign(cell.role) if cell.role else None
        elif cell.text:
            made = _cell("value", x, y, width, self._lines(cell.text, "text"), tall=cell.tall or 0)
        else:
            lines = self._value(cell.field or "", cell.part or "")
            made = _cell("value", x, y, width, lines, tall=cell.tall or 0)
        yield made

    def _label(self, cell: Cell) -> list[str]:
        if cell.label:
            return self._lines(cell.label, "label")
        name = cell.field or cell.opinion
        return [self._form.by_id[name].label.zh] if name else []

    def _items(self, block: Block) -> Plain:
        field = self._form.by_id[block.items or ""]
        rows = self._values[field.id]
        plain = rows if isinstance(rows, tuple) else ()
        kept = [
            [self._take(str(row.get(column.id, ""))) for column in field.columns] for row in plain
        ]
        empty = [WITHHELD if field.id in self._sheet.withheld else ""] * len(field.columns)
        return {
            "kind": "grid",
            "head": [column.label.zh for column in field.columns],
            "widths": [column.width for column in field.columns],
            "rows": kept or [empty],
        }

    def _list(self, block: Block) -> Plain:
        value = self._values[block.listed or ""]
        entries = [str(entry) for entry in value] if isinstance(value, tuple) else [str(value)]
        return {"entries": [self._take(" ".join(entry.split("\n"))) for entry in entries]}

    def _questions(self, block: Block) -> Plain:
        value = self._values[block.questions or ""]
        entries = value if isinstance(value, tuple) else ()
        return {
            "entries": [
                {
                    "question": self._take(" ".join(_split(str(entry.get("question", ""))))),
                    "answer": [self._take(line) for line in _split(str(entry.get("answer", "")))]
                    or [""],
                }
                for entry in entries
            ]
        }

    def _opinion(self, block: Block) -> Plain:
        name = block.opinion or ""
        return {
            "label": self._form.by_id[name].label.zh,
            "lines": self._value(name),
            "tall": 32,
            "sign": self._next_sign(block.role) if block.role else None,
        }

    def _signatures(self, block: Block) -> Plain:
        signs: list[Plain] = []
        for role in block.signatures or ():
            signing = self._form.signers[role]
            known = len(self._signed.get(role, ()))
            signs += [self._next_sign(role) for _ in range(max(signing.count, known))]
        return {"signs": signs}

    def _seal(self, _block: Block) -> Plain:
        return {"bureau": self._sheet.bureau, "day": self._issued, "keep": False}

    def _blank(self, block: Block) -> Plain:
        return {"tall": block.blank}

    def _page_break(self, _block: Block) -> Plain:
        return {}

    # ------------------------------------------------------------ texts and signatures

    def _next_sign(self, role: str) -> Plain:
        index = self._used.get(role, 0)
        self._used[role] = index + 1
        return self._sign(self._form.signers[role], index)

    def _sign(self, signing: Signing, index: int) -> Plain:
        known = self._signed.get(signing.role, [])
        signed = known[index] if index < len(known) else None
        return {
            "label": signing.label.zh,
            "role": signing.role,
            "index": index,
            "name": signed.name if signed else "",
            "day": _day_of(signed.at, self._sheet.zone) if signed else "",
        }

    def _value(self, name: str, part: str = "") -> list[str]:
        value = self._values[name]
        if part and isinstance(value, Mapping):
            value = value.get(part, "")
        marked = getattr(value, "marked", "") if self._form.audience == "inside" else ""
        if not marked and isinstance(value, ShownList) and any(map(_is_row, value)):
            return [self._take("；".join(map(_said, value)))]
        return [self._take(line) for line in _split(marked or str(value))]

    def _lines(self, text: Printed | None, where: str) -> list[str]:
        if text is None:
            return []
        try:
            made = self._environment.from_string(text.zh).render(**self._given, **self._values)
        except (TemplateError, SecurityError, ArithmeticError, TypeError, ValueError) as error:
            raise PressError(
                f"the printed text that begins {text.zh[:20]!r} cannot be made: {error}",
                "template",
                field=where,
            ) from None
        return [self._take(line) for line in _split(made)]

    def _take(self, text: str) -> str:
        self._room -= len(text)
        if self._room < 0:
            raise PressError(
                f"the paper has more than {MOST_CHARACTERS} characters; "
                "put the rest into an enclosure",
                "too_long",
            )
        told = text.replace(_YOU, _SPOKEN_TO.get(self._sheet.party_kind, _YOU))
        return told.replace("\t", "  ").replace("\r", "")


def _withheld(value: Any) -> Any:
    ways = getattr(value, "__dict__", {})
    if isinstance(value, Shown):
        return Shown(WITHHELD, **dict.fromkeys(ways, WITHHELD))
    if isinstance(value, dict):
        return type(value)({key: Shown(WITHHELD if part else "") for key, part in value.items()})
    return Shown(WITHHELD)


def _is_row(entry: Any) -> bool:
    return isinstance(entry, Mapping)


def _said(entry: Mapping[str, Any]) -> str:
    return " ".join(str(part) for part in entry.values() if part)


def _split(text: str) -> list[str]:
    return [line.strip(" \t\r") for line in text.split("\n") if line.strip()]


def _balanced(label: list[str], units: int) -> list[str]:
    """Break a label into lines of about the same length, before and behind its brackets.

    >>> _balanced(["地址（住所）"], 3), _balanced(["）"], 4)
    (['地址', '（住', '所）'], ['）'])
    """
    if len(label) != 1:
        return label
    fits = max(2, int((units * _UNIT_MM - _INSET_MM) / _CHARACTER_MM))
    made: list[str] = []
    for part in filter(None, re.split("(?=（)|(?<=）)", label[0])):
        count = -(-len(part) // fits)
        size = -(-len(part) // max(count, 1))
        made += [part[i : i + size] for i in range(0, len(part), max(size, 1))]
        if made[1:] and made[-1] == "）" and len(made[-2]) > 1:  # a bracket begins no line
            made[-2:] = [made[-2][:-1], f"{made[-2][-1]}）"]
    return made


def _cell(kind: str, x: int, y: int, colspan: int, lines: list[str], *, tall: int = 0) -> Plain:
    return {
        "kind": kind,
        "x": x,
        "y": y,
        "colspan": colspan,
        "rowspan": 1,
        "lines": lines,
        "tall": tall,
        "sign": None,
    }


def _issued(day: date | None) -> str:
    return long_date(day) if day else "　　　　年　　月　　日"


def _day_of(at: str, zone: str) -> str:
    if day := as_date(at):
        return long_date(day)
    instant = as_time(at)
    return long_time(instant, zone).partition("日")[0] + "日" if instant else ""


def _keep_with_next(blocks: list[Plain]) -> None:
    """A seal or signatures never stand on a page alone: the text before them goes along."""
    for before, after in pairwise(blocks):
        if after["kind"] not in ("seal", "signatures") or "keep" not in before:
            continue
        before["keep"] = before["kind"] == "seal" or (
            after["kind"] == "seal" or sum(map(len, before["lines"])) <= _MOST_KEPT
        )
