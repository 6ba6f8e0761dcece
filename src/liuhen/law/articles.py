# SPDX-License-Identifier: Apache-2.0
"""How every article of a regulation is carried out: `articles.yaml` of a pack.

An article is carried out by duties of single cases (`obligations`), by how long footage is kept
(`retention`), by parts of the system that `packs/shared/system.yaml` lists, or there is nothing to
do and `none` says why. Several of the first three may stand together. What several regulations say
in the same words stands once, in `packs/shared/articles.yaml`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from liuhen.law.errors import BadInput, quoted
from liuhen.law.findings import Basis
from liuhen.law.pack import PACKS, Node, Obligation, ObligationId, Says
from liuhen.law.yaml_source import YamlSource, read_yaml, read_yaml_as

Number = Annotated[str, Meta(pattern=r"^\d+(-\d+)?$", description="10, 8-1")]
SystemId = Annotated[str, Meta(pattern=r"^[a-z0-9-]+$")]


class ArticleEntry(Node, frozen=True):
    """One article. `id` is the name that `use:` takes, in the shared file alone."""

    article: Number
    says: Says
    id: str | None = None
    obligations: list[ObligationId] = []
    retention: list[Basis] = []
    system: list[SystemId] = []
    none: Says | None = None


class SystemPart(Node, frozen=True):
    """A part of the system. `planned` until it exists; `done` names the test that proves it."""

    id: SystemId
    name: Says
    state: Literal["done", "planned"]
    proof: str = ""


@dataclass(frozen=True)
class Articles:
    """The articles of one pack, in the order of the file, and where each stands."""

    entries: tuple[ArticleEntry, ...]
    source: YamlSource

    def place(self, entry: ArticleEntry) -> str:
        """`file:line` of an entry."""
        return self.source.place(f"[{self.entries.index(entry)}]")


def read_articles(folder: Path) -> Articles:
    """Read `articles.yaml` of a pack folder.

    Raises:
        BadInput: file and line, what was found, what is allowed.
    """
    shared = read_yaml(PACKS / "shared" / "articles.yaml")
    source = read_yaml(folder / "articles.yaml").merged_with(shared)
    return Articles(tuple(source.as_type(list[ArticleEntry])), source)


@cache
def system_parts() -> dict[str, SystemPart]:
    """The parts of the system by id.

    Raises:
        BadInput: as `read_articles`; also a part that is done without a proof, or named twice.
    """
    file = PACKS / "shared" / "system.yaml"
    parts: dict[str, SystemPart] = {}
    for part in read_yaml_as(file, list[SystemPart]):
        if part.id in parts:
            raise BadInput(f"{file.name}: {quoted(part.id)} stands there twice")
        if (part.state == "done") != bool(part.proof):
            raise BadInput(f"{file.name}: {part.id}: a part that is done has a proof, no other has")
        parts[part.id] = part
    return parts


def numbers_named(obligation: Obligation) -> set[str]:
    """The numbers of the articles that an obligation names anywhere, without their items.

    >>> from liuhen.law.packs import load_pack
    >>> numbers_named(load_pack("jinpu-ocean").obligations[2])
    {'8'}
    """
    named = set(obligation.articles)
    if obligation.article_if_interrupted:
        named.add(obligation.article_if_interrupted)
    for part in obligation.require:
        named.update(part.items)
        named.update(need.article for need in part.content)
    return {article.partition("(")[0] for article in named}
