# SPDX-License-Identifier: Apache-2.0
"""Remedies (复议、诉讼) that parties seek against a decision, and which end belongs to which.

What this module promises:

- of several parties each ends its own;
- where nobody says whose it is (older and imported cases), an end is that of the oldest that goes
  on. Reconsideration and the litigation that follows are of one party; the same sought twice before
  one has ended is of two, and each waits for an end of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from liuhen.apps.cases.models import Activity

SOUGHT = "remedy_sought"
ENDED = "remedy_ended"


class Remedy(NamedTuple):
    """From when to when it went on, without end where it does; `who` is empty if nobody says.

    `kind`: reconsideration or litigation, where that was said.
    """

    who: str
    start: datetime
    end: datetime | None
    kind: str = ""


def remedy_of(row: Activity) -> dict[str, str]:
    """Return what was noted of a remedy (`details.RemedyNote`)."""
    found: dict[str, str] = row.details.get("remedy") or {}
    return found


def whose(row: Activity) -> str:
    """Return the party whose remedy it is; empty where nobody said so."""
    return remedy_of(row).get("who", "")


def remedies_in(rows: Iterable[Activity]) -> list[Remedy]:
    """Return the remedies among some activities of a case, by when they were sought."""
    kept = [row for row in rows if row.kind in (SOUGHT, ENDED)]
    kept.sort(key=lambda row: (row.start, row.kind == ENDED))
    found = {
        row.pk: Remedy(whose(row), row.start, None, row.attrs.get("kind", ""))
        for row in kept
        if row.kind == SOUGHT
    }
    going_on: list[Activity] = []
    for row in kept:
        if row.kind == SOUGHT:
            going_on.append(row)
            continue
        for one in _ended_by(row, going_on):
            found[one.pk] = found[one.pk]._replace(end=row.start)
            going_on.remove(one)
    return list(found.values())


def going_on_in(rows: Iterable[Activity]) -> list[Remedy]:
    """Return the remedies among some activities of a case that have not ended, the oldest first."""
    return [one for one in remedies_in(rows) if one.end is None]


def _ended_by(end: Activity, going_on: Sequence[Activity]) -> list[Activity]:
    """Return which of the remedies that go on have ended; the oldest come first in `going_on`."""
    own = [row for row in going_on if whose(row) == whose(end)]
    if whose(end) and own:
        return own
    of_any = [row for row in going_on if not whose(row) or not whose(end)]
    if of_any and whose(of_any[0]):
        return [row for row in of_any if whose(row) == whose(of_any[0])]
    found: list[Activity] = []
    for row in of_any:
        kinds = {one.attrs.get("kind") for one in found}
        if not whose(row) and (not row.attrs.get("kind") or row.attrs["kind"] not in kinds):
            found.append(row)
    return found
