# SPDX-License-Identifier: Apache-2.0
"""A regulation as data: what a pack can say, and how it is read.

What this module promises:

- the grammar is small and closed: every key stands in a struct below, nothing is evaluated as code,
  an unknown or misspelt key is refused with file and line;
- what several bureaus share stands once (`packs/shared/obligations.yaml`); an obligation that says
  `use:` takes a shared one and gives its own article and numbers;
- a pack is immutable: its version carries the digest of everything that decides an answer.

docs/reference/pack-grammar.md shows an example of every key.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from liuhen.law.facts import (
    Act,
    Content,
    DocumentType,
    EventType,
    IncidentType,
    InterruptionReason,
    Origin,
    Procedure,
    RecordingKind,
)
from liuhen.law.period import Period

PACKS = Path(__file__).parent.parent / "packs"

Article = Annotated[str, Meta(pattern=r"^\d+(-\d+)?(\([^()]+\))*$", description="10, 10(3), 21(2)")]
ObligationId = Annotated[str, Meta(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Need = Annotated[
    str,
    Meta(
        pattern=r"^[a-z_]+(:[a-z_]+)?(\|[a-z_]+(:[a-z_]+)?)*$",
        description="a word, or alternatives: opinion|handler_opinion, maker|signature:handler",
    ),
]
Stage = Literal["initiation", "investigation", "review", "execution", "archive"]


class Node(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Base of everything a pack says."""


class Says(Node, frozen=True):
    """A paraphrase, never the regulation's own sentence."""

    zh: str
    en: str


class CaseCondition(Node, frozen=True):
    """Which cases; a fact that the case does not tell never excludes it."""

    act: list[Act] = []
    not_act: list[Act] = []
    not_procedure: list[Procedure] = []
    not_origin: list[Origin] = []


class Clock(Node, frozen=True):
    """A time of day in the bureau's zone; `since` after `until` goes over midnight."""

    since: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    until: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class OtherEvent(Node, frozen=True):
    """An event elsewhere in the case, with the attributes it must have."""

    type: EventType
    attrs: dict[str, Any] = {}


class RecordingCondition(Node, frozen=True):
    """Which recordings."""

    kinds: list[RecordingKind] = []
    evidence: bool = False
    incidents: list[IncidentType] = []
    of_events: list[EventType] = []
    apart: bool = False  # names an event and overlaps none: made up afterwards


class When(Node, frozen=True):
    """What a duty hangs on: events, recordings or documents, each giving one finding."""

    event: list[EventType] | Literal["any"] = []
    recording: RecordingCondition | None = None
    document: list[DocumentType] = []
    attrs: dict[str, Any] = {}
    case: CaseCondition | None = None
    with_event: OtherEvent | None = None
    without_event: EventType | None = None
    footage: bool = False
    interrupted: bool = False
    starts: Clock | None = None
    once: bool = False  # one finding for the case, at the first such event


class Excuses(Node, frozen=True):
    """How an entry of an interruption excuses a gap, by its reason; `any` for the rest.

    entry: the entry alone; document: with a document; explained: by voice or document where the
    recording went on, by report to the head at once and a statement where it could not.
    """

    any: Literal["entry", "document", "explained"] | None = None
    reasons: dict[InterruptionReason, Literal["entry", "document", "explained"]] = {}


class Covered(Node, frozen=True):
    """Uninterrupted recording of the whole event."""

    excuses: Excuses | None = None
    gaps_together: Annotated[int, Meta(ge=0, description="seconds")] = 0


class Recorded(Node, frozen=True):
    """Simultaneous recording: some footage that overlaps the event."""

    kinds: tuple[RecordingKind, ...] = ("audio", "photo", "surveillance", "video")
    unless: Literal["reason", "secret_reason"] | None = None


class ContentNeed(Node, frozen=True):
    """What the footage of an event must show, and for which events."""

    word: Content
    article: Article
    events: list[EventType] | Literal["any"] = "any"


class Served(Node, frozen=True):
    """A notice that must have reached the party: made, and served or an event that says so."""

    document: DocumentType
    event: EventType


class Part(Node, frozen=True, rename={"if_attrs": "if"}):
    """One thing a duty asks for; exactly one of the keys down to `any_of`."""

    document: Need | None = None
    event: EventType | None = None
    attr: str | None = None
    officers: bool = False
    identity: Literal["noted", "shown"] | None = None
    recorded: Recorded | None = None
    covered: Covered | None = None
    unbroken: Excuses | None = None
    interruptions: Excuses | None = None
    paper: list[Need] = []
    content: list[ContentNeed] = []
    informed: bool = False
    stored: bool = False
    handed_over: bool = False
    disc: bool = False
    statement: list[Need] = []
    located: bool = False
    overlapping: bool = False
    reviewed: bool = False
    qualified: bool = False
    served: Served | None = None
    any_of: list[list["Part"]] = []
    # beside `document`
    fields: list[Need] = []
    items: dict[Article, list[Need]] = {}
    signed_by: list[Need] = []
    anywhere: bool = False  # a document of the case, whatever event it names
    # beside any
    if_attrs: dict[str, Any] = {}

    def heads(self) -> list[str]:
        """The keys that say what is asked for."""
        rest = {"fields", "items", "signed_by", "anywhere", "if_attrs"}
        return [name for name in self.__struct_fields__ if name not in rest and getattr(self, name)]


class Obligation(Node, frozen=True):
    """One duty: what it hangs on, what it asks for, until when."""

    id: ObligationId
    article: Article | list[Article]
    stage: Stage
    says: Says
    when: When
    require: list[Part] = []
    within: Period | None = None
    after: Literal["start", "end", "activity_end", "rectify_by"] = "start"
    or_after_return: bool = False
    # what is recorded after a hand-over in the last days of its month goes with the next
    after_handover_in_last_days: Annotated[int, Meta(ge=1, le=31)] | None = None
    before: Literal["start"] | None = None
    during: bool = False
    may: bool = False
    article_if_interrupted: Article | None = None

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that this duty stands in, as findings name them."""
        return (self.article,) if isinstance(self.article, str) else tuple(self.article)


def parts_of(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts of a duty and those of its alternatives."""
    for part in parts:
        yield part
        for way in part.any_of:
            yield from parts_of(way)


class Keep(Node, frozen=True):
    """How long a class of footage is kept, and where it is said; no period: with the case file."""

    article: Article
    period: Period | None = None


class RetentionPlan(Node, frozen=True):
    """Which bases of retention a regulation knows; evidence may have its routine period too."""

    case_file: Keep
    routine: Keep | None = None
    evidence: Keep | None = None
    evidence_also_routine: bool = False
    long_term: Keep | None = None


class RecordingAllowance(Node, frozen=True):
    """The allowances for continuous recording, in seconds."""

    seam_seconds: Annotated[int, Meta(ge=0)] = 5
    edge_seconds: Annotated[int, Meta(ge=0)] = 60
    overlap_seconds: Annotated[int, Meta(ge=0)] = 60


class Manifest(Node, frozen=True):
    """pack.yaml: whose regulation this is and from when it holds."""

    id: str
    version: str
    title: str
    issuer: str
    articles: int
    time_zone: str
    in_force_from: str | None
    in_force_until: str | None
    read_from: str
    recording: RecordingAllowance = RecordingAllowance()
    closing: ObligationId | None = None
    instrument: str | None = None


class Pack(Struct, frozen=True, eq=False):
    """What the engine needs of a pack. Two packs are the same only if they are one."""

    manifest: Manifest
    version: str
    obligations: tuple[Obligation, ...]
    retention: RetentionPlan

    @property
    def id(self) -> str:
        """The pack's id, as in `--pack`."""
        return self.manifest.id
