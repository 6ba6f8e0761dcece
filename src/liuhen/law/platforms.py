# SPDX-License-Identifier: Apache-2.0
"""How a platform writes its list of cases, as data: which column says what.

The head of `packs/shared/platforms/provincial.yaml` says what can be said.
"""

from functools import cache
from typing import Annotated, Any, Literal

from msgspec import Meta

from liuhen.law.attrs import ATTRS, NoAttrs
from liuhen.law.errors import BadInput
from liuhen.law.facts import DocumentType, EventType
from liuhen.law.pack import PACKS, Node, Says
from liuhen.law.words import ACTS, ORIGINS, PARTY_KINDS, PROCEDURES
from liuhen.law.yaml_source import YamlSource, read_yaml, read_yaml_text

_FOLDER = PACKS / "shared" / "platforms"
To = Literal[
    "number", "title", "act", "procedure", "origin", "party", "party_kind", "handlers", "event",
    "paper",
]  # fmt: skip
Head = Annotated[str, Meta(min_length=1, max_length=60)]
NEEDED: tuple[To, ...] = ("number", "title")
_WORDS = {"act": ACTS, "procedure": PROCEDURES, "origin": ORIGINS, "party_kind": PARTY_KINDS}
_ONCE = ("number", "title", "act", "procedure", "origin", "party", "party_kind", "handlers")


class Column(Node, frozen=True):
    """A column: what it is, how it may be headed, and what its cells say in words of Liuhen."""

    to: To
    heads: Annotated[list[Head], Meta(min_length=1)]
    required: bool = False
    default: str | None = None
    words: dict[str, str] = {}
    event: EventType | None = None
    attrs: dict[str, Any] = {}
    paper: DocumentType | None = None


class Platform(Node, frozen=True):
    """The sheet of one platform."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    title: Says
    columns: Annotated[list[Column], Meta(min_length=1, max_length=60)]
    clock: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:00"

    @property
    def heads(self) -> list[str]:
        """How the columns are headed in a sheet of ours."""
        return [one.heads[0] for one in self.columns]


def read_platform(text: str, name: str) -> Platform:
    """Read a description that somebody brought in; `name` is what a message calls the file.

    Raises:
        BadInput: file, line, what was found, what is allowed.
    """
    return _checked(read_yaml_text(text, name))


@cache
def shipped_platforms() -> dict[str, Platform]:
    """Return the descriptions that come with Liuhen, by id."""
    found = [_checked(read_yaml(file)) for file in sorted(_FOLDER.glob("*.yaml"))]
    return {one.id: one for one in found}


def _checked(source: YamlSource) -> Platform:
    read = source.as_type(Platform)
    seen: dict[str, int] = {}
    for number, column in enumerate(read.columns):
        at = f"columns[{number}]"
        for head in column.heads:
            if head in seen:
                raise BadInput(f"{source.place(at)}: the heading “{head}” stands twice")
            seen[head] = number
        _check_column(column, source, at)
    for word in _ONCE:
        if sum(column.to == word for column in read.columns) > 1:
            raise BadInput(f"{source.place('columns')}: several columns are “{word}”")
    for word in NEEDED:
        if not any(column.to == word for column in read.columns):
            raise BadInput(f"{source.place('columns')}: no column is “{word}”")
    return read


def _check_column(column: Column, source: YamlSource, at: str) -> None:
    if column.to in ("event", "paper") and column.event is None:
        raise BadInput(f"{source.place(at)}: a column that is “{column.to}” names its `event`")
    if column.to == "paper" and column.paper is None:
        raise BadInput(f"{source.place(at)}: a column that is “paper” names its `paper`")
    known = _WORDS.get(column.to)
    said = [*column.words.values(), *([column.default] if column.default else [])]
    for word in said:
        if known is not None and word not in known:
            raise BadInput(
                f"{source.place(at)}: “{word}” is not a word for {column.to}; known are: "
                f"{', '.join(known)}"
            )
    if column.event is not None:
        allowed = ATTRS.get(column.event, NoAttrs).__struct_fields__
        for name in column.attrs:
            if name not in allowed:
                raise BadInput(f"{source.place(at)}: {column.event} has no attribute “{name}”")
