# SPDX-License-Identifier: Apache-2.0
"""Remedies (复议、诉讼) that parties seek against a decision, and which end belongs to which.

What this module promises:

- of several parties each ends its own; one of which nobody says whose it is may be that of any.
"""

from collections.abc import Iterable
from datetime import datetime

from liuhen.apps.cases.models import Activity

SOUGHT = "remedy_sought"
ENDED = "remedy_ended"


def remedy_of(row: Activity) -> dict[str, str]:
    """Return what was noted of a remedy (`details.RemedyNote`)."""
    found: dict[str, str] = row.details.get("remedy") or {}
    return found


def whose(row: Activity) -> str:
    """Return the party whose remedy it is; empty where nobody said so."""
    return remedy_of(row).get("who", "")


def ended_at(sought: Activity, ended: Iterable[Activity]) -> datetime | None:
    """Return when the remedy that was sought ended, by the ends that the case knows."""
    party = whose(sought)
    ends = (
        row.start
        for row in ended
        if row.start >= sought.start and (not party or whose(row) in ("", party))
    )
    return min(ends, default=None)
