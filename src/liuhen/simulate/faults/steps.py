# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with the steps of a procedure: left out, too late, by the wrong people."""

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import Event, EventType
from liuhen.simulate.asked import Asked
from liuhen.simulate.draft import ON_SITE, Draft

#: Steps that may be forgotten, and whether anything in the case makes them a duty.
_FORGOTTEN: dict[EventType, Callable[[Draft], bool]] = {
    "rights_informed": lambda draft: (
        draft.has("rights_informed")
        and (draft.has("decision_made") or draft.has("coercive_measure"))
    ),
    "complainant_informed": lambda draft: (
        draft.has("complaint_received") and not draft.has("case_initiated")
    ),
    "demand": lambda draft: draft.has("demand"),
}


def start_without_form(draft: Draft, asked: Asked) -> bool:
    """The case was started in a hurry, and the form was never filled in."""
    place = _place_of(draft, "case_initiated")
    if place is None or "initiation_approval" not in asked.papers:
        return False
    start = draft.events[place]
    draft.events[place] = replace(start, attrs=start.attrs | {"urgent": True})
    draft.documents = [d for d in draft.documents if d.type != "initiation_approval"]
    return True


def approve_afterwards(draft: Draft, asked: Asked) -> bool:
    """The approval was signed some days after the start."""
    if "case_initiated" not in asked.timed:
        return False
    for place, document in enumerate(draft.documents):
        if document.type == "initiation_approval":
            late = timedelta(days=draft.dice.randint(4, 8))
            signed = [replace(s, at=s.at + late) if s.at else s for s in document.signatures]
            draft.documents[place] = replace(document, at=document.at + late, signatures=signed)
            return True
    return False


def file_late(draft: Draft, asked: Asked) -> bool:
    """The file lay about before it was filed."""
    place = _place_of(draft, "archived")
    if place is None or asked.file_within is None:
        return False
    late = timedelta(days=draft.dice.randint(35, 70))
    filed = draft.events[place]
    draft.events[place] = replace(filed, start=filed.start + late, end=filed.start + late)
    return True


def forget_a_step(draft: Draft, asked: Asked) -> bool:
    """Nobody was told of rights, or the complainant of the outcome, or the party warned."""
    kinds = [k for k in _FORGOTTEN if k in asked.events and _FORGOTTEN[k](draft)]
    if not kinds:
        return False
    kind = draft.dice.choice(kinds)
    draft.events = [event for event in draft.events if event.type != kind]
    if kind == "demand":
        draft.documents = [d for d in draft.documents if d.type != "demand_notice"]
    return True


def not_say_how(draft: Draft, asked: Asked) -> bool:
    """It was not written down in what manner the party was told of its rights."""
    place = _place_of(draft, "rights_informed")
    if place is None or "attr" not in asked.scope:
        return False
    told = draft.events[place]
    attrs = {key: value for key, value in told.attrs.items() if key != "manner"}
    draft.events[place] = replace(told, attrs=attrs)
    return True


def check_too_late(draft: Draft, asked: Asked) -> bool:
    """The correction was looked at days after the day that was set."""
    place = _place_of(draft, "rectification_check")
    set_day = [event for event in draft.events if "rectify_by" in event.attrs]
    if place is None or not set_day or "rectification_check" not in asked.events:
        return False
    check = draft.events[place]
    late = timedelta(days=draft.dice.randint(3, 9))
    draft.events[place] = replace(check, start=check.start + late, end=check.start + late)
    return True


def show_no_certificate(draft: Draft, asked: Asked) -> bool:
    """It was not recorded that certificates were shown."""
    return _change_one(draft, asked, "identity", lambda event: replace(event, identity_shown=UNSET))


def act_with_expired_certificate(draft: Draft, asked: Asked) -> bool:
    """One of the officers should have renewed the certificate."""
    return _change_one(draft, asked, "qualified", _expired)


def _expired(event: Event) -> Event:
    first, *others = event.officers
    return replace(
        event,
        officers=[replace(first, valid_until=date(event.start.year - 1, 12, 31)), *others],
    )


def _change_one(draft: Draft, asked: Asked, demand: str, change: Callable[[Event], Event]) -> bool:
    places = [
        place
        for place, event in enumerate(draft.events)
        if event.type in ON_SITE and event.officers and asked.falls_on(demand, event)
    ]
    if not places:
        return False
    place = draft.dice.choice(places)
    draft.events[place] = change(draft.events[place])
    return True


def _place_of(draft: Draft, kind: EventType) -> int | None:
    return next((i for i, event in enumerate(draft.events) if event.type == kind), None)
