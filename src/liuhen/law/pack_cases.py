# SPDX-License-Identifier: Apache-2.0
"""The cases of a pack: small stories that are its tests.

A file under `cases/` is a list of stories. A story has a `name`, what is `given`, and under `then`
what the regulation makes of it at some instants; facts and times are written the short way of
`liuhen.law.short_facts`.

- `~` in place of a given item or key removes it;
- `with` (and `case`) of an instant is laid over what is given;
- an expectation is a status, `none` (the article does not touch the case), or more in full;
- `each` tells the story once for each set of parameters, `usual` gives those that a set leaves out,
  and `$word` is replaced by the parameter of that name;
- `use: ID` takes a story of `packs/shared/cases.yaml`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from liuhen.law.decoding import convert
from liuhen.law.errors import BadInput, quoted
from liuhen.law.facts import Facts
from liuhen.law.findings import Status
from liuhen.law.pack import PACKS, Node, ObligationId
from liuhen.law.short_facts import facts_of, instant_of, timed
from liuhen.law.yaml_source import YamlSource, read_yaml
from liuhen.law.zone import Zone

SHARED = PACKS / "shared" / "cases.yaml"
_PARAMETER = re.compile(r"\$([a-z_0-9]+)")


class Expected(Node, frozen=True):
    """What a finding must be; what is left out is not looked at."""

    status: Status
    subject: str | None = None
    due: str | msgspec.UnsetType | None = msgspec.UNSET
    met_at: str | msgspec.UnsetType | None = msgspec.UNSET
    missing: list[str] | None = None
    articles: list[str] | None = None
    evidence: list[str] | None = None
    weekends_only: bool | None = None


class Kept(Node, frozen=True):
    """What a retention row must be."""

    basis: str
    until: str | None = None
    also: list[str] = []
    article: str | None = None


class Instant(Node, frozen=True, rename={"with_": "with"}):
    """What is expected as of one or several instants, with something laid over what is given."""

    at: str | list[str]
    with_: dict[str, dict[str, Any] | None] = {}
    case: dict[str, Any] = {}
    expect: dict[ObligationId, Literal["none"] | Status | Expected | list[Expected]] = {}
    keeps: dict[str, Kept | Literal["none"]] = {}


class Story(Node, frozen=True):
    """One story, its parameters filled in."""

    name: str
    then: list[Instant]
    id: str | None = None
    case: dict[str, Any] = {}
    given: dict[str, dict[str, Any] | None] = {}


@dataclass(frozen=True)
class Question:
    """Facts, an instant, and what is expected then."""

    story: str
    source: YamlSource
    path: str
    asked: str
    facts: Facts
    as_of: datetime
    expect: dict[str, list[Expected] | Literal["none"]]
    keeps: dict[str, Kept | Literal["none"]]

    @property
    def place(self) -> str:
        """`file:line`, the story's name and the instant; looked up only where it is needed."""
        return f"{self.source.place(self.path)}: {self.story}, as of {self.asked}"


def read_cases(folder: Path, zone: Zone) -> Iterator[Question]:
    """Every question that the stories of a pack folder ask, in the order of the files.

    Raises:
        BadInput: file and line, what was found, what is allowed.
    """
    shared = _shared_stories()
    for file in sorted((folder / "cases").glob("*.yaml")):
        source = read_yaml(file)
        if not isinstance(source.value, list):
            raise BadInput(f"{file.name}:1: a file of cases is a list of stories")
        source = source.merged_with(shared)
        for i, story in stories_of(source):
            yield from _questions(story, source, i, zone)


def _shared_stories() -> YamlSource:
    shared = read_yaml(SHARED)
    return shared.merged_with(shared)


# ---------------------------------------------------------------- parameters


class _Parameters(Node, frozen=True):
    """What stands beside a story and is gone once it is told."""

    usual: dict[str, Any] = {}
    each: tuple[dict[str, Any], ...] = ({},)


def stories_of(source: YamlSource) -> Iterator[tuple[int, Story]]:
    """Each story of a file once for every set of its parameters, with its index in the file.

    Raises:
        BadInput: file and line, what was found, what is allowed.
    """
    for i, raw in enumerate(source.value):
        values: dict[str, Any] = {}
        try:
            parameters, rest = _beside(raw)
            for values in parameters.each:
                yield i, convert(_filled(rest, {**parameters.usual, **values}), Story, "")
        except BadInput as error:
            place = source.place(f"[{i}].each" if values else f"[{i}]")
            told = f" with {quoted(values)}" if values else ""
            raise BadInput(f"{place}: {str(error).removeprefix(': ')}{told}") from None


def _beside(raw: Any) -> tuple[_Parameters, dict[str, Any]]:
    if not isinstance(raw, dict):
        raise BadInput(f"{quoted(raw)} is no story, which begins with name: …")
    rest = {key: value for key, value in raw.items() if key not in ("each", "usual")}
    beside = {key: value for key, value in raw.items() if key not in rest}
    return convert(beside, _Parameters, ""), rest


def _filled(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {_filled(key, values): _filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    if not isinstance(value, str) or "$" not in value:
        return value
    if whole := _PARAMETER.fullmatch(value):
        return _parameter(whole, values)
    return _PARAMETER.sub(lambda name: str(_parameter(name, values)), value)


def _parameter(name: re.Match[str], values: dict[str, Any]) -> Any:
    if name[1] not in values:
        raise BadInput(f"there is no value for {quoted(name[0])}")
    return values[name[1]]


# ---------------------------------------------------------------- facts


def _questions(story: Story, source: YamlSource, index: int, zone: Zone) -> Iterator[Question]:
    for n, instant in enumerate(story.then):
        at = instant.at if isinstance(instant.at, list) else [instant.at]
        path = f"[{index}].then[{n}]"
        try:
            facts = _facts_at(story, instant, zone)
            for as_of in at:
                yield Question(
                    story.name,
                    source,
                    path,
                    as_of,
                    facts,
                    instant_of(as_of, zone),
                    {name: _expected(value, zone) for name, value in instant.expect.items()},
                    instant.keeps,
                )
        except BadInput as error:
            raise BadInput(f"{source.place(path)}: {story.name}: {error}") from None


def _expected(value: Any, zone: Zone) -> list[Expected] | Literal["none"]:
    if value == "none":
        return "none"
    rows = value if isinstance(value, list) else [value]
    shaped = [row if isinstance(row, Expected) else Expected(status=row) for row in rows]
    return [
        msgspec.structs.replace(row, due=timed(row.due, zone), met_at=timed(row.met_at, zone))
        for row in shaped
    ]


def _facts_at(story: Story, instant: Instant, zone: Zone) -> Facts:
    items = dict(story.given)
    for key, item in instant.with_.items():
        items[key] = None if item is None else {**(items.get(key) or {}), **item}
    return facts_of({**story.case, **instant.case}, items, zone)
