# SPDX-License-Identifier: Apache-2.0
"""What the shape of an obligation cannot say by itself: whether its words fit together.

- documents, signing roles and attributes are words of the contract (fields are free: a bureau may
  ask for any);
- what is asked for fits what the duty hangs on: a recording is stored, an event is covered;
- a period runs from something that the subject has.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from liuhen.law.attrs import ATTRS, NoAttrs
from liuhen.law.pack import Manifest, Obligation, Part, RetentionPlan, When, parts_of
from liuhen.law.words import DOCUMENT_TYPES, ROLES
from liuhen.law.zone import Zone

_OF_EVENTS = (
    "document", "attr", "officers", "identity", "recorded", "covered", "unbroken",
    "interruptions", "content", "reviewed", "qualified",
)  # fmt: skip
_OF_RECORDINGS = (
    "informed", "stored", "handed_over", "disc", "statement", "located", "overlapping",
)  # fmt: skip
_SUBJECT_OF = (
    dict.fromkeys(_OF_EVENTS, "event")
    | dict.fromkeys(_OF_RECORDINGS, "recording")
    | {"paper": "document"}
)
_BESIDE_EVENTS = (
    "attrs", "with_event", "without_event", "footage", "interrupted", "starts", "once",
)  # fmt: skip
_BESIDE_RECORDINGS = ("or_after_return", "after_handover_in_last_days")
_RETENTION_KINDS = ("days", "weeks", "months", "years")


def nonsense_of(obligation: Obligation) -> Iterator[str]:
    """What does not fit together in one obligation, a phrase each."""
    subject = _subject(obligation.when)
    yield from _about_when(obligation.when, subject)
    for part in parts_of(obligation.require):
        yield from _about_part(part, obligation.when, subject)
    yield from _about_period(obligation, subject)


def nonsense_of_manifest(manifest: Manifest) -> Iterator[str]:
    """What does not fit in pack.yaml.

    Raises:
        BadInput: there is no such time zone.
    """
    Zone(manifest.time_zone)
    for key in ("in_force_from", "in_force_until"):
        day = getattr(manifest, key)
        if day is not None and not _is_date(day):
            yield f"{key}: {day!r} is no date such as 2019-10-01"


def nonsense_of_retention(plan: RetentionPlan) -> Iterator[str]:
    """What does not fit in retention.yaml."""
    for basis in RetentionPlan.__struct_fields__:
        keep = getattr(plan, basis)
        period = getattr(keep, "period", None)
        if period and period.kind not in _RETENTION_KINDS:
            allowed = ", ".join(_RETENTION_KINDS)
            yield f"{basis}: kept for {period.kind}; a period of keeping has {allowed}"


def _subject(when: When) -> str:
    return "event" if when.event else "recording" if when.recording else "document"


def _about_when(when: When, subject: str) -> Iterator[str]:
    for key in _BESIDE_EVENTS if subject != "event" else ():
        if getattr(when, key):
            yield f"when: {key} goes with event, not with {subject}"
    for event in when.event if isinstance(when.event, list) else ():
        yield from _about_attrs("when.attrs", event, when.attrs)
    if when.event == "any" and (when.attrs or when.once):
        yield "when: event any has no attrs in common, and no first one"
    other = when.with_event
    if other:
        yield from _about_attrs("when.with_event.attrs", other.type, other.attrs)


def _about_attrs(where: str, event: str, attrs: dict[str, Any]) -> Iterator[str]:
    shape = ATTRS.get(event, NoAttrs)
    known = shape.__struct_fields__
    for key, wanted in attrs.items():
        if key not in known:
            yield f"{where}: {event} has no {key}; it has {', '.join(known) or 'none'}"
            continue
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if value is not False and value != "present" and not _fits(shape, key, value):
                yield f"{where}: {key} of {event} is never {value!r}"


def _fits(shape: Any, key: str, value: object) -> bool:
    try:
        msgspec.convert({key: value}, shape)
    except msgspec.ValidationError:
        return False
    return True


def _about_part(part: Part, when: When, subject: str) -> Iterator[str]:
    for head in part.heads():
        if _SUBJECT_OF.get(head, subject) != subject:
            yield f"require: {head} asks something of {_SUBJECT_OF[head]}s, when names {subject}s"
    if not part.document and (part.fields or part.items or part.signed_by or part.anywhere):
        yield "require: fields, items, signed_by and anywhere go with document"
    for word in (part.document or "").split("|") if part.document else ():
        if word not in DOCUMENT_TYPES:
            yield f"require: there is no document {word!r}"
    yield from _about_roles(part)
    for event in when.event if isinstance(when.event, list) else ():
        named = {**part.if_attrs, **({part.attr: "present"} if part.attr else {})}
        yield from _about_attrs("require", event, named)


def _about_roles(part: Part) -> Iterator[str]:
    of_items = [need for needs in part.items.values() for need in needs]
    fields = [*part.fields, *part.paper, *part.statement, *of_items]
    asked = [("signature", need) for need in part.signed_by] + [("field", need) for need in fields]
    for kind, need in asked:
        for word in need.split("|"):
            head, _, tail = word.rpartition(":")
            if (head or kind) == "signature" and tail not in ROLES:
                yield f"require: there is no role {tail!r}; there are {', '.join(ROLES)}"
            elif head not in ("", "field", "signature"):
                yield f"require: {word!r} is neither a field nor a signature"


def _about_period(obligation: Obligation, subject: str) -> Iterator[str]:
    if obligation.within is None:
        for key in (*_BESIDE_RECORDINGS, "after"):
            if getattr(obligation, key) and getattr(obligation, key) != "start":
                yield f"{key} goes with within"
    for key in _BESIDE_RECORDINGS:
        if getattr(obligation, key) and subject != "recording":
            yield f"{key} goes with recordings, not with {subject}s"
    if obligation.after == "activity_end" and subject != "recording":
        yield f"after activity_end goes with recordings; an {subject} has its own end"
    if obligation.after == "end" and subject == "document":
        yield "after end: a document has no end"
    if obligation.after == "rectify_by" and "rectify_by" not in obligation.when.attrs:
        yield "after rectify_by needs attrs: {rectify_by: present}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
