# SPDX-License-Identifier: Apache-2.0
"""Whether a pack carries out the whole of its regulation, article by article.

`coverage_of` gives the rows that `liuhen law coverage` prints; `left_out` says in sentences what is
missing or wrong. An article is `done` when every part that carries it out is done, `planned` while
one of them is not, `none` where there is nothing to do.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from liuhen.law.articles import (
    ArticleEntry,
    Articles,
    SystemPart,
    numbers_named,
    read_articles,
    system_parts,
)
from liuhen.law.errors import quoted
from liuhen.law.pack import PACKS, Keep, Pack
from liuhen.law.pack_reader import read_pack

#: The test that runs the cases of a pack that comes with the program.
PROOF = "tests/unit/packs/test_packs.py::test_pack_cases[{}]"
_BASES = ("case_file", "routine", "evidence", "long_term")


class Row(Struct, frozen=True):
    """How one article is carried out. `none` has a reason, `done` a proof."""

    pack: str
    article: str
    state: Literal["done", "planned", "none"]
    obligations: list[str]
    carried_out_by: str
    proof: str
    reason: str


def coverage_of(folder: Path) -> list[Row]:
    """One row an article, in the order of `articles.yaml`.

    Raises:
        BadInput: a file of the pack cannot be read.
    """
    pack = read_pack(folder)
    shipped = folder.resolve().parent == PACKS.resolve()
    proof = PROOF.format(pack.id) if shipped else f"liuhen law check {folder}"
    return [_row(pack.id, entry, proof) for entry in read_articles(folder).entries]


def left_out(folder: Path) -> list[str]:
    """What keeps the coverage from being complete and true, a sentence each; empty when it is.

    Raises:
        BadInput: a file of the pack cannot be read.
    """
    pack, articles = read_pack(folder), read_articles(folder)
    return [
        *_missing_articles(pack, articles),
        *_wrong_entries(pack, articles),
        *_unlisted_obligations(pack, articles),
        *_unlisted_retention(pack, articles),
    ]


def _row(pack_id: str, entry: ArticleEntry, own_proof: str) -> Row:
    parts = [part for name in entry.system if (part := system_parts().get(name))]
    waiting = [_shown(part) for part in parts if part.state == "planned"]
    judged = bool(entry.obligations or entry.retention)
    proofs = [own_proof] if judged else [part.proof for part in parts if part.proof]
    shown = [_shown(part) for part in parts]
    if entry.retention:
        shown.insert(0, f"保存期限 (retention: {', '.join(entry.retention)})")
    reason = ""
    if entry.none:
        reason = f"{entry.none.zh} ({entry.none.en})"
    elif waiting:
        reason = f"planned: {'; '.join(waiting)}"
    return Row(
        pack=pack_id,
        article=entry.article,
        state="none" if entry.none else "planned" if waiting else "done",
        obligations=list(entry.obligations),
        carried_out_by="; ".join(shown),
        proof=proofs[0] if proofs else "",
        reason=reason,
    )


def _shown(part: SystemPart) -> str:
    return f"{part.name.zh} ({part.name.en})"


def _missing_articles(pack: Pack, articles: Articles) -> Iterator[str]:
    numbers = [entry.article for entry in articles.entries]
    for number in map(str, range(1, pack.manifest.articles + 1)):
        if number not in numbers:
            yield f"{pack.id}: article {number} is left out of articles.yaml"
    for entry in articles.entries:
        base = int(entry.article.partition("-")[0])
        if not 1 <= base <= pack.manifest.articles:
            yield f"{articles.place(entry)}: there are only {pack.manifest.articles} articles"
        if numbers.count(entry.article) > 1:
            yield f"{articles.place(entry)}: article {entry.article} stands there twice"


def _wrong_entries(pack: Pack, articles: Articles) -> Iterator[str]:
    named = {obligation.id: numbers_named(obligation) for obligation in pack.obligations}
    for entry in articles.entries:
        place = f"{articles.place(entry)}: article {entry.article}"
        done = bool(entry.obligations or entry.retention or entry.system)
        if done == bool(entry.none):
            yield f"{place} needs either what carries it out or `none` with a reason, not both"
        for name in entry.obligations:
            if name not in named:
                yield f"{place}: there is no obligation {quoted(name)}"
            elif entry.article not in named[name]:
                yield f"{place}: {name} names {_list(named[name])}, not this article"
        for name in entry.system:
            if name not in system_parts():
                yield f"{place}: shared/system.yaml has no part {quoted(name)}"
        for basis in entry.retention:
            if _number(pack, basis) != entry.article:
                yield f"{place}: retention.yaml says {basis} of no such article"


def _unlisted_obligations(pack: Pack, articles: Articles) -> Iterator[str]:
    listed = {(entry.article, name) for entry in articles.entries for name in entry.obligations}
    for obligation in pack.obligations:
        for number in sorted(numbers_named(obligation)):
            if (number, obligation.id) not in listed:
                yield (
                    f"{pack.id}: obligation {obligation.id} names article {number}, "
                    "which does not list it in articles.yaml"
                )


def _unlisted_retention(pack: Pack, articles: Articles) -> Iterator[str]:
    listed = {(entry.article, basis) for entry in articles.entries for basis in entry.retention}
    for basis in _BASES:
        number = _number(pack, basis)
        if number and (number, basis) not in listed:
            yield (
                f"{pack.id}: retention.yaml names article {number} for {basis}, "
                "which does not list it in articles.yaml"
            )


def _number(pack: Pack, basis: str) -> str | None:
    keep: Keep | None = getattr(pack.retention, basis)
    return keep.article.partition("(")[0] if keep else None


def _list(numbers: set[str]) -> str:
    return "article " + " and ".join(sorted(numbers))
