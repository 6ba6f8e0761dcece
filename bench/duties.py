# SPDX-License-Identifier: Apache-2.0
"""The duties of a pack that a general policy engine can carry, as plain data for it.

Left out, because Rego has no word for it: deadlines in working days or moved off rest days, month
ends, the union of intervals (uninterrupted recording, interruptions), a choice between ways, and
duties that hang on the first event or on what else is in the case. `share` in the benchmark says
how many findings are left.
"""

from collections.abc import Iterator
from typing import Any

from liuhen.law.facts import Case
from liuhen.law.pack import Obligation, Pack, Part
from liuhen.law.rules import Rule
from liuhen.law.zone import Zone

_EVENT_PARTS = {"document", "officers", "identity", "attr", "recorded", "event"}
_RECORDING_PARTS = {"informed", "stored", "disc", "statement", "located"}


def duties_of(pack: Pack, case: Case) -> dict[str, Any]:
    """The duties that concern a case like this one: by event type, of recordings, of documents."""
    zone = Zone(pack.manifest.time_zone)
    found: dict[str, Any] = {"events": {}, "recordings": [], "documents": []}
    for obligation in pack.obligations:
        if not Rule(obligation, pack, zone).concerns(case) or not _is_carried(obligation):
            continue
        duty = _duty(obligation)
        if obligation.when.recording:
            found["recordings"].append(duty)
        elif obligation.when.document:
            found["documents"].append(duty)
        else:
            for kind in obligation.when.event:
                found["events"].setdefault(kind, []).append(duty)
    return found


def ids_of(duties: dict[str, Any]) -> set[str]:
    """The obligations among `duties`."""
    of_events = [duty for some in duties["events"].values() for duty in some]
    return {duty["id"] for duty in (*of_events, *duties["recordings"], *duties["documents"])}


def _is_carried(obligation: Obligation) -> bool:
    when, within = obligation.when, obligation.within
    if when.once or when.event == "any" or when.footage or when.interrupted or when.starts:
        return False
    if when.with_event or when.without_event or (within and not within.hours):
        return False
    recording = when.recording
    if recording and (recording.incidents or recording.of_events or recording.apart):
        return False
    carried = _RECORDING_PARTS if recording else {"paper"} if when.document else _EVENT_PARTS
    return all(
        carried.issuperset(part.heads()) and not part.if_attrs for part in obligation.require
    )


def _duty(obligation: Obligation) -> dict[str, Any]:
    when, recording = obligation.when, obligation.when.recording
    duty: dict[str, Any] = {
        "id": obligation.id,
        "parts": [_part(part) for part in obligation.require],
        "attrs": when.attrs,
        "timing": "during" if obligation.during else "may" if obligation.may else "dated",
        "before": bool(obligation.before),
        "types": when.document,
    }
    if obligation.within:
        duty["hours"] = obligation.within.hours
    if recording:
        duty["evidence"] = recording.evidence
        duty["kinds"] = recording.kinds or ["audio", "photo", "surveillance", "video"]
    return duty


def _part(part: Part) -> dict[str, Any]:
    (head,) = part.heads()
    made: dict[str, Any] = {"head": head, "needs": list(_needs(part)), "anywhere": part.anywhere}
    if part.document:
        made["types"] = part.document.split("|")
    if part.attr:
        made["name"] = part.attr
    if part.event:
        made["type"] = part.event
    return made


def _needs(part: Part) -> Iterator[list[list[str]]]:
    fields = [*part.fields, *part.paper, *part.statement]
    fields += [need for needs in part.items.values() for need in needs]
    for kind, needs in (("field", fields), ("signature", part.signed_by)):
        for need in needs:
            words = need.split("|")
            yield [word.split(":") if ":" in word else [kind, word] for word in words]
