# SPDX-License-Identifier: Apache-2.0
"""Which statuses a duty can have at all: what the cases of a pack must show.

Read off the shape of the obligation (settled readings 1 to 5 of the contract):

- with a time limit: met, late, pending, overdue; `late` only where what is asked for has a time of
  its own (a document, an event, storing), not where it counts from its event or recording;
- without one: met, pending, overdue, and `late` as above, once the case is closed;
- simultaneous: met, pending, breached; optional: met, pending, advised;
- what can be lost for good is breached, what can be excused excused.
"""

from collections.abc import Iterable

from liuhen.law.findings import Status
from liuhen.law.pack import Obligation, Part

#: Parts whose fulfilment has a time of its own and may come after the event.
_DATED = (
    "document",
    "paper",
    "event",
    "served",
    "statement",
    "stored",
    "handed_over",
    "interruptions",
)
#: Parts that are there or can never be had.
_SETTLED = ("qualified", "overlapping")
_LOSABLE = ("covered", "unbroken", "interruptions", *_SETTLED)


def statuses_of(obligation: Obligation) -> set[Status]:
    """The statuses that cases of this duty must show.

    >>> from liuhen.law.packs import load_pack
    >>> ocean = {duty.id: duty for duty in load_pack("jinpu-ocean").obligations}
    >>> sorted(statuses_of(ocean["initiation.urgent-supplement"]))
    ['late', 'met', 'overdue', 'pending']
    >>> sorted(statuses_of(ocean["recording.no-supplement"]))
    ['breached']
    """
    parts = list(_parts(obligation.require))
    if _can_never_be_met(obligation):
        return {"breached"} if _any(parts, _SETTLED) else {"pending", "overdue"}
    if not parts:
        return {"met"}
    found: set[Status] = {"met"}
    if _any(parts, _SETTLED):
        return found | {"breached"}
    found.add("pending")
    if any(_excusable(part) for part in parts):
        found.add("excused")
    if obligation.may:
        return found | {"advised"}
    if obligation.during:
        return found | {"breached"}
    if _any(parts, _LOSABLE) and not any(part.any_of for part in parts):
        found.add("breached")
    return found | _of_a_limit(obligation, parts)


def _of_a_limit(obligation: Obligation, parts: list[Part]) -> set[Status]:
    """What can happen after the limit, be it the duty's own or the closing of the case."""
    undated = obligation.within is None and obligation.before is None
    if undated and any(part.event == "archived" for part in parts):
        return set()  # to be archived is what closes the case
    if undated and _any(parts, ("covered", "unbroken")) and not _explained(parts):
        return set()  # a hole is lost for good when the event has ended
    return {"overdue", "late"} if _any(parts, _DATED) else {"overdue"}


def _can_never_be_met(obligation: Obligation) -> bool:
    """A duty that hangs on the want of what it asks for."""
    when = obligation.when
    apart = when.recording is not None and when.recording.apart
    wanting = [part.event for part in obligation.require if part.event]
    return apart or (when.without_event is not None and when.without_event in wanting)


def _excusable(part: Part) -> bool:
    return bool(
        (part.recorded and part.recorded.unless)
        or (part.covered and part.covered.excuses)
        or part.unbroken
    )


def _explained(parts: Iterable[Part]) -> bool:
    """Whether an interruption may need a statement that can still be written."""
    plans = [part.unbroken or (part.covered and part.covered.excuses) for part in parts]
    return any(plan and "explained" in (plan.any, *plan.reasons.values()) for plan in plans)


def _any(parts: Iterable[Part], heads: Iterable[str]) -> bool:
    wanted = set(heads)
    return any(wanted.intersection(part.heads()) for part in parts)


def _parts(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        yield part
        for way in part.any_of:
            yield from _parts(way)
