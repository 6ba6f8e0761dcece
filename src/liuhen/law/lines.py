# SPDX-License-Identifier: Apache-2.0
"""Many cases, one a line: read, judge, answer, in the same order and in flat memory.

A line is {"pack", "as_of", "facts"}. A bad line gives {"line": n, "error": "…"} in its place
(counted from 1; an empty line is a bad line), and the others are still answered.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from liuhen.law.decoding import decode
from liuhen.law.errors import BadInput
from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.findings import Report
from liuhen.law.packs import load_pack
from liuhen.law.reading import checked
from liuhen.law.workdays import Calendar, load_calendar


class Line(Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """One question."""

    pack: str
    as_of: Annotated[datetime, Meta(tz=True)]
    facts: Facts


class BadLine(Struct, frozen=True, gc=False):
    """The answer to a line that cannot be used."""

    line: int
    error: str


def answer_lines(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """For each line its answer as JSON, and whether it was a good line."""
    calendar = load_calendar()
    encode = msgspec.json.Encoder().encode
    for number, raw in enumerate(lines, 1):
        try:
            yield encode(_answer(raw, f"line {number}", calendar)), True
        except BadInput as error:
            yield encode(BadLine(number, str(error))), False


def read_line(raw: bytes, name: str) -> Line:
    """Read one line; `name` is what a message calls it.

    Raises:
        BadInput: one sentence with the name, the JSON path, what was found and what is allowed.
    """
    if not raw.strip():
        raise BadInput(f"{name}: empty; expected an object with pack, as_of and facts")
    line = decode(raw, Line, name)
    return Line(line.pack, line.as_of, checked(line.facts, name, "facts."))


def _answer(raw: bytes, name: str, calendar: Calendar) -> Report:
    line = read_line(raw, name)
    try:
        pack = load_pack(line.pack)
    except BadInput as error:
        raise BadInput(f"{name}: pack: {error}") from None
    return evaluate(line.facts, pack, calendar, line.as_of)
