# SPDX-License-Identifier: Apache-2.0
"""The list of activities that are recorded (清单): what a bureau publishes of its recording.

A row takes events, articles and mode from the obligation that asks for the footage, and from the
pack's `recording_list.yaml` when recording begins and ends and whether the row is public.
"""

from typing import Any, Literal

from msgspec import Struct

from liuhen.law.pack import Obligation, Pack, Part, Says
from liuhen.law.pack_parts import Listed, Parts

Mode = Literal["mandatory-full", "mandatory", "optional"]


class RecordedActivity(Struct, frozen=True):
    """One row of the list. `attrs` narrows the events, as in a pack's `when`."""

    obligation: str
    articles: list[str]
    events: list[str]
    attrs: dict[str, Any]
    mode: Mode
    says: Says
    begins: Says
    ends: Says
    public: bool


def recording_list(pack: Pack, parts: Parts) -> list[RecordedActivity]:
    """The rows of a bureau's list, in the order of its file."""
    by_id = {obligation.id: obligation for obligation in pack.obligations}
    return [
        _row(by_id[listed.obligation], listed, mode)
        for listed in parts.recording_list
        if listed.obligation in by_id and (mode := mode_of(by_id[listed.obligation])) is not None
    ]


def mode_of(obligation: Obligation) -> Mode | None:
    """How an obligation asks for footage of events; None where it does not ask for any.

    >>> from liuhen.law.packs import load_pack
    >>> ocean = {duty.id: duty for duty in load_pack("jinpu-ocean").obligations}
    >>> mode_of(ocean["investigation.recording"]), mode_of(ocean["inquiry.record"])
    ('mandatory', None)
    """
    if not obligation.when.event:
        return None
    asked = [part for part in obligation.require if _asks_for_footage(part)]
    if not asked:
        return None
    if obligation.may or all(part.any_of for part in asked):
        return "optional"
    return "mandatory-full" if any(part.covered for part in asked) else "mandatory"


def _asks_for_footage(part: Part) -> bool:
    ways = [inner for way in part.any_of for inner in way]
    return (
        part.covered is not None or part.recorded is not None or any(map(_asks_for_footage, ways))
    )


def _row(obligation: Obligation, listed: Listed, mode: Mode) -> RecordedActivity:
    events = obligation.when.event
    return RecordedActivity(
        obligation=obligation.id,
        articles=list(obligation.articles),
        events=[events] if isinstance(events, str) else list(events),
        attrs=dict(obligation.when.attrs),
        mode=mode,
        says=obligation.says,
        begins=listed.begins,
        ends=listed.ends,
        public=listed.public,
    )
