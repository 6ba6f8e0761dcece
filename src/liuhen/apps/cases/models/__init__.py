# SPDX-License-Identifier: Apache-2.0
"""Cases, and all that belongs to one: facts, papers, approvals, people, things, what follows."""

from liuhen.apps.cases.models.approvals import (
    Approval,
    ApprovalState,
    ApprovalStep,
    GateOverride,
    Recusal,
    StepOutcome,
)
from liuhen.apps.cases.models.case import (
    Case,
    Ending,
    Handler,
    HandlerManager,
    Numbering,
    SecretShell,
)
from liuhen.apps.cases.models.facts import (
    Activity,
    Document,
    Fact,
    FactOrigin,
    Incident,
    Interruption,
    Recording,
    SetAside,
)
from liuhen.apps.cases.models.following import CaseLink, Due, Instalment
from liuhen.apps.cases.models.papers import (
    Draft,
    NumberState,
    Paper,
    PaperNumber,
    PaperSeries,
    PaperSignature,
    ScannedPage,
)
from liuhen.apps.cases.models.participants import (
    FilmingRestriction,
    Participant,
    ParticipantSecret,
)
from liuhen.apps.cases.models.platforms import PlatformSheet
from liuhen.apps.cases.models.things import (
    ReceivedMove,
    ReceivedPaper,
    ReceivedSecret,
    Thing,
    ThingMove,
)

__all__ = [
    "Activity",
    "Approval",
    "ApprovalState",
    "ApprovalStep",
    "Case",
    "CaseLink",
    "Document",
    "Draft",
    "Due",
    "Ending",
    "Fact",
    "FactOrigin",
    "FilmingRestriction",
    "GateOverride",
    "Handler",
    "HandlerManager",
    "Incident",
    "Instalment",
    "Interruption",
    "NumberState",
    "Numbering",
    "Paper",
    "PaperNumber",
    "PaperSeries",
    "PaperSignature",
    "Participant",
    "ParticipantSecret",
    "PlatformSheet",
    "ReceivedMove",
    "ReceivedPaper",
    "ReceivedSecret",
    "Recording",
    "Recusal",
    "ScannedPage",
    "SecretShell",
    "SetAside",
    "StepOutcome",
    "Thing",
    "ThingMove",
]
