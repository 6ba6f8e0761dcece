# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with footage."""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import Interruption, Recording
from liuhen.law.period import Period
from liuhen.simulate.asked import Asked
from liuhen.simulate.draft import Draft

Change = Callable[[Recording], Recording]


def upload_late(draft: Draft, asked: Asked) -> bool:
    """The recorder lay in a drawer for some days."""
    if asked.store_within is None:
        return False
    lag = timedelta(days=_overrun(asked.store_within) + draft.dice.randint(0, 5))
    return _change_one_activity(draft, asked, "stored", lambda r: _stored_later(r, lag))


def _overrun(period: Period) -> int:
    """More days than `period` has, also where days of rest move its end."""
    return 1 + 2 * (period.days or period.working_days or 0) + (period.hours or 0) // 24


def _stored_later(recording: Recording, lag: timedelta) -> Recording:
    stored, handed = recording.stored_at, recording.handed_over_at
    if not isinstance(stored, datetime):
        return recording
    stored += lag
    handed = max(handed, stored) if isinstance(handed, datetime) else UNSET
    return replace(recording, stored_at=stored, returned_at=UNSET, handed_over_at=handed)


def never_upload(draft: Draft, asked: Asked) -> bool:
    """The footage stayed on the recorder."""
    return _change_one_activity(
        draft,
        asked,
        "stored",
        lambda r: replace(r, stored_at=UNSET, returned_at=UNSET, handed_over_at=UNSET),
    )


def keep_to_oneself(draft: Draft, asked: Asked) -> bool:
    """Footage was stored but not handed over."""
    return _change_one_activity(
        draft, asked, "handed_over", lambda r: replace(r, handed_over_at=UNSET)
    )


def say_nothing(draft: Draft, asked: Asked) -> bool:
    """Nobody was told that a camera was on."""
    return _change_one_activity(draft, asked, "informed", lambda r: replace(r, informed=False))


def play_nothing_back(draft: Draft, asked: Asked) -> bool:
    """The party was not shown what had been recorded."""
    return _change_one_activity(
        draft, asked, "reviewed", lambda r: replace(r, reviewed_by_party=False)
    )


def show_no_place(draft: Draft, asked: Asked) -> bool:
    """Neither a place sign nor a position; at sea the vessel was not spoken."""
    return _change_one_activity(
        draft,
        asked,
        "located",
        lambda r: replace(
            r,
            position=UNSET,
            content=[word for word in r.content if word != "place_sign"],
            vessel=replace(r.vessel, spoken=False) if r.vessel else UNSET,
        ),
    )


def show_too_little(draft: Draft, asked: Asked) -> bool:
    """The camera was pointed at the floor."""
    return _change_one_activity(draft, asked, "content", lambda r: replace(r, content=["scene"]))


def burn_no_disc(draft: Draft, asked: Asked) -> bool:
    """What must be kept for long was not copied to a disc."""
    troubled = {incident.event for incident in draft.incidents}
    discs = [
        place
        for place, r in enumerate(draft.recordings)
        if r.disc and (troubled.intersection(r.events) or (asked.discs_of_evidence and r.evidence))
    ]
    if not discs or "disc" not in asked.scope:
        return False
    place = draft.dice.choice(discs)
    draft.recordings[place] = replace(draft.recordings[place], disc="")
    return True


def leave_the_camera_off(draft: Draft, asked: Asked) -> bool:
    """An activity that must be recorded was not."""
    events = [
        event.id
        for event in draft.events
        if (asked.falls_on("recorded", event) or asked.falls_on("covered", event))
        and any(event.id in r.events for r in draft.recordings)
    ]
    if not events:
        return False
    event = draft.dice.choice(events)
    draft.recordings = [r for r in draft.recordings if event not in r.events]
    return True


def lose_some_minutes(draft: Draft, asked: Asked) -> bool:
    """The recording breaks off for some minutes, and nobody says why."""
    return _break(draft, asked, explained=False)


def explain_too_little(draft: Draft, asked: Asked) -> bool:
    """The recording breaks off because the card was full; the entry is all there is."""
    return _break(draft, asked, explained=True)


def _break(draft: Draft, asked: Asked, *, explained: bool) -> bool:
    whole = _activities(draft, asked, "covered") | _activities(draft, asked, "unbroken")
    if explained:
        whole |= _activities(draft, asked, "interruptions")
    long_ones = [
        place
        for place, r in enumerate(draft.recordings)
        if r.kind == "video"
        and whole.intersection(r.events)
        and isinstance(r.end, datetime)
        and r.end - r.start > _LONG
    ]
    if not long_ones:
        return False
    recording = draft.recordings.pop(draft.dice.choice(long_ones))
    off = recording.start + timedelta(seconds=draft.dice.randint(180, 400))
    on = off + timedelta(seconds=draft.dice.randint(90, 180))
    draft.recordings += [
        replace(recording, end=off),
        replace(recording, id=draft.new_id("r"), start=on),
    ]
    if explained:
        entry = Interruption(
            id=draft.new_id("i"), from_=off, to=on, event=recording.events[0], reason="storage_full"
        )
        draft.interruptions.append(entry)
    return True


_LONG = timedelta(minutes=11)


def film_it_again(draft: Draft, asked: Asked) -> bool:
    """The footage was made up for on the next day."""
    day = timedelta(days=1)
    return _change_one_activity(
        draft,
        asked,
        "overlapping",
        lambda r: replace(
            _stored_later(r, day),
            start=r.start + day,
            end=r.end + day if isinstance(r.end, datetime) else UNSET,
        ),
    )


def _change_one_activity(draft: Draft, asked: Asked, demand: str, change: Change) -> bool:
    """Change all footage of one activity that `demand` falls on, but for counter cameras."""
    events = sorted(_activities(draft, asked, demand))
    if not events:
        return False
    event = draft.dice.choice(events)
    draft.recordings = [
        change(r) if event in r.events and r.kind != "surveillance" else r for r in draft.recordings
    ]
    return True


def _activities(draft: Draft, asked: Asked, demand: str) -> set[str]:
    """The recorded activities that `demand` falls on."""
    recorded = {e for r in draft.recordings if r.kind != "surveillance" for e in r.events}
    return {e.id for e in draft.events if e.id in recorded and asked.falls_on(demand, e)}
