# SPDX-License-Identifier: Apache-2.0
"""What the engine answers: findings, retention rows, and the report around them.

These are the shapes of the contract (`liuhen law schema findings`).
"""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Status = Literal["met", "late", "pending", "overdue", "breached", "excused", "advised"]
Basis = Literal["routine", "evidence", "long_term", "case_file"]
Time = Annotated[datetime, Meta(tz=True)]


class Finding(Struct, frozen=True, gc=False):
    """One duty of one subject. `due` is the last second in time, `met_at` when it was done."""

    obligation: str
    articles: list[str]
    subject: str
    status: Status
    due: Time | None
    met_at: Time | None
    evidence: list[str]
    missing: list[str]
    text: str
    calendar: Literal["weekends_only"] | msgspec.UnsetType = msgspec.UNSET


class Retention(Struct, frozen=True, gc=False):
    """How long one recording (or the case file) is kept, by the basis that wins."""

    subject: str
    basis: Basis
    keep_until: date | None
    permanent: bool
    articles: list[str]
    also: list[Basis]


class Report(Struct, frozen=True, gc=False):
    """The answer for one case, pack and instant. The same input gives the same bytes."""

    case: str
    pack: str
    pack_version: str
    calendar_version: str
    as_of: Time
    findings: list[Finding]
    retention: list[Retention]
