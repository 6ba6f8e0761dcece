# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with the steps of a procedure: left out, too late, by the wrong people."""

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import Event, EventType
from liuhen.simulate.asked import Asked
from liuhen.simulate.draft import ON_SITE, Draft

_MAY_BE_FORGOTTEN: tuple[EventType, ...] = ("rights_informed", "complainant_informed", "demand")


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
    if "initiation_approval" not in asked.papers:
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
    kinds = [k for k in _MAY_BE_FORGOTTEN if k in asked.events and _place_of(draft, k) is not None]
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
    if place is None or "attr" not in asked.heads:
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
    if "identity" not in asked.heads:
        return False
    return _change_one(draft, lambda event: replace(event, identity_shown=UNSET))


def act_with_expired_certificate(draft: Draft, asked: Asked) -> bool:
    """One of the officers should have renewed the certificate."""
    if "qualified" not in asked.heads:
        return False
    return _change_one(draft, _expired)


def _expired(event: Event) -> Event:
    first, *others = event.officers
    return replace(
        event,
        officers=[replace(first, valid_until=date(event.start.year - 1, 12, 31)), *others],
    )


def _change_one(draft: Draft, change: Callable[[Event], Event]) -> bool:
    places = [i for i, e in enumerate(draft.events) if e.type in ON_SITE and e.officers]
    if not places:
        return False
    place = draft.dice.choice(places)
    draft.events[place] = change(draft.events[place])
    return True


def _place_of(draft: Draft, kind: EventType) -> int | None:
    return next((i for i, event in enumerate(draft.events) if event.type == kind), None)
