# SPDX-License-Identifier: Apache-2.0
"""Whether a fact was entered long after it happened, which pages say beside it."""

from datetime import datetime, timedelta

from liuhen.apps.cases.models import Document, Fact, FactOrigin, Incident

LONG_AFTER = timedelta(days=2)


def claimed_time(fact: Fact) -> datetime:
    """Return the time a fact claims: its end, its instant, or its start."""
    if isinstance(fact, Document | Incident):
        return fact.at
    end: datetime | None = getattr(fact, "end", None)
    return end or fact.start  # type: ignore[attr-defined]  # every other kind has a start


def entered_long_after(fact: Fact) -> bool:
    """Whether a typed fact was entered more than two days after the time it claims."""
    by_hand = fact.origin in (FactOrigin.TYPED, FactOrigin.SCAN)
    return by_hand and fact.entered_at - claimed_time(fact) > LONG_AFTER
