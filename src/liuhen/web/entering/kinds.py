# SPDX-License-Identifier: Apache-2.0
"""How the kinds of facts are offered to whoever enters them. Nothing here decides an answer."""

from dataclasses import dataclass

from liuhen.apps.cases.words import STAGES, TYPED_EVENTS, stage_of_document, stage_of_event
from liuhen.law import facts as law

#: Work on the spot or before the party: it takes time, officers show certificates, recorders run.
ON_SITE = frozenset(
    {
        "application_received", "complaint_received", "routine_patrol", "site_inspection",
        "inquiry", "evidence_collection", "sampling", "advance_preservation",
        "statement_and_defense", "hearing", "investigation_refused", "coercive_measure",
        "forced_demolition", "on_the_spot_penalty", "service", "rectification_check",
        "coercive_execution", "confiscated_property_disposal", "rights_informed",
    }
)  # fmt: skip
#: Indoor work that takes time; what is in neither list happens at one moment.
LASTING = frozenset(
    {"appraisal", "expert_review", "section_review", "legal_review", "collective_discussion"}
)
#: Activities that an officer has without knowing a case yet.
BEFORE_A_CASE = (
    "routine_patrol", "site_inspection", "inquiry", "evidence_collection", "sampling",
    "advance_preservation", "coercive_measure", "investigation_refused", "complaint_received",
    "application_received", "on_the_spot_penalty",
)  # fmt: skip
#: Words that only the statutory periods know; they are offered last.
_SELDOM = frozenset(law.EVENT_TYPES[law.EVENT_TYPES.index("preservation_disposed") :])
_SELDOM_PAPERS = frozenset(law.DOCUMENT_TYPES[law.DOCUMENT_TYPES.index("filing_approval") :])
#: Fields of papers that hold a line; the others hold a text.
ONE_LINE = frozenset(
    {
        "time", "party", "source", "reviewer", "maker", "extractor", "collector", "place",
        "contact", "email", "address", "refusal_date", "consignment_number", "document_title",
        "document_number", "form", "object",
    }
)  # fmt: skip


def lasts(kind: str) -> bool:
    """Whether an activity of this kind has an end of its own."""
    return kind in ON_SITE or kind in LASTING


@dataclass(frozen=True, slots=True)
class Group:
    """Words that are offered together: the words of a stage, or the seldom ones."""

    stage: str
    words: tuple[str, ...]


def event_groups() -> list[Group]:
    """Return the kinds of activity that may be typed, by stage; the seldom ones last."""
    common = [word for word in TYPED_EVENTS if word not in _SELDOM]
    groups = [
        Group(stage, tuple(word for word in common if stage_of_event(word) == stage))
        for stage in STAGES
    ]
    seldom = tuple(word for word in TYPED_EVENTS if word in _SELDOM)
    return [group for group in (*groups, Group("", seldom)) if group.words]


def document_groups() -> list[Group]:
    """Return the kinds of paper, by stage; the seldom ones last."""
    common = [word for word in law.DOCUMENT_TYPES if word not in _SELDOM_PAPERS]
    groups = [
        Group(stage, tuple(word for word in common if stage_of_document(word) == stage))
        for stage in STAGES
    ]
    return [*groups, Group("", tuple(w for w in law.DOCUMENT_TYPES if w in _SELDOM_PAPERS))]
