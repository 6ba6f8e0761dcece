# SPDX-License-Identifier: Apache-2.0
"""What statutes say beside a bureau's own regulation: periods, ways of serving, ways of ending.

Everything stands in `packs/shared/statutory.yaml`, `serving.yaml` and `endings.yaml`, with law and
article; here is only how it is read.
"""

from functools import cache
from typing import Annotated, Literal

from msgspec import Meta

from liuhen.law.facts import Act, DocumentType, EventType, Procedure, Role
from liuhen.law.pack import PACKS, Node, Says
from liuhen.law.pack_parts import Basis
from liuhen.law.period import Period
from liuhen.law.words import ServiceMethod
from liuhen.law.yaml_source import read_yaml_as

TermId = Annotated[str, Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Percent = Annotated[int, Meta(ge=1, le=1000)]


class Term(Node, frozen=True):
    """A period or a rate of a statute. Percentages are of the amount that is owed.

    `papers`: kinds that have to be served within it, in cases of these `acts`.
    """

    id: TermId
    says: Says
    basis: list[Basis]
    within: Period | None = None
    percent_a_day: Percent | None = None
    most_percent: Percent | None = None
    papers: list[DocumentType] = []
    acts: list[Act] = []


class Proof(Node, frozen=True):
    """A paper that shows a service: its kind, what must stand in it, who signs it."""

    paper: DocumentType
    fields: list[str] = []
    signed_by: list[Role] = []


class Later(Node, frozen=True):
    """What is kept once it is known whether the paper arrived."""

    delivered: list[Proof] = []
    returned: list[Proof] = []


class Way(Node, frozen=True):
    """A way of serving a paper; see the head of serving.yaml."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    says: Says
    how: Says
    basis: list[Basis]
    counts_from: Literal["signature", "witness", "start", "result", "term"]
    proof: list[Proof]
    word: ServiceMethod | None = None
    term: TermId | None = None
    later: Later = Later()
    recording: Literal["instead"] | None = None
    consent: bool = False
    next: list[str] = []


class Expected(Node, frozen=True):
    """What is in a case that ends in this way: kinds of documents and of activities."""

    documents: list[DocumentType] = []
    activities: list[EventType] = []


class ApprovedIn(Node, frozen=True):
    """In which cases a head approves the way of ending; empty lists: in all."""

    acts: list[Act] = []
    procedures: list[Procedure] = []


class DecidedBy(Node, frozen=True):
    """The form whose field says why a case ends in this way, and the words with which it does."""

    form: str
    field: str
    words: list[str]


class EndingWay(Node, frozen=True):
    """A way in which a case ends; see the head of endings.yaml."""

    id: Annotated[str, Meta(pattern=r"^[a-z_]+$")]
    says: Says
    how: Says
    basis: list[Basis]
    matter: str
    needs: list[Literal["other_case", "organ", "letter"]] = []
    event: EventType | None = None
    terms: list[TermId] = []
    not_begun: bool = False
    acts: list[Act] = []
    approved: bool = False
    approved_in: ApprovedIn = ApprovedIn()
    decided: bool = False
    expects: Expected = Expected()
    decided_by: DecidedBy | None = None


class _Serving(Node, frozen=True):
    """serving.yaml."""

    papers: list[DocumentType]
    to_informant: list[str]
    to_others: list[str]
    ways: list[Way]


@cache
def terms() -> dict[str, Term]:
    """Return the periods and rates by their ids."""
    read = read_yaml_as(PACKS / "shared" / "statutory.yaml", list[Term])
    return {one.id: one for one in read}


@cache
def _serving() -> _Serving:
    return read_yaml_as(PACKS / "shared" / "serving.yaml", _Serving)


def ways() -> dict[str, Way]:
    """Return the ways of serving a paper by their ids, in the order in which they are offered."""
    return {one.id: one for one in _serving().ways}


def papers_to_serve() -> tuple[DocumentType, ...]:
    """Return the kinds of papers that are served."""
    return tuple(_serving().papers)


def forms_to_informants() -> tuple[str, ...]:
    """Return the ids of the forms whose papers go to whoever informed, and not to the party."""
    return tuple(_serving().to_informant)


@cache
def forms_to_others() -> frozenset[str]:
    """Return the ids of the forms whose papers go to neither of them, and are not served."""
    return frozenset(_serving().to_others)


@cache
def endings() -> dict[str, EndingWay]:
    """Return the ways in which a case ends by their ids, in the order in which they are offered."""
    read = read_yaml_as(PACKS / "shared" / "endings.yaml", list[EndingWay])
    return {one.id: one for one in read}
