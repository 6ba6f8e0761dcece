# SPDX-License-Identifier: Apache-2.0
"""The same duties in clingo (answer set programming), as the baseline of a rule engine.

A case is told as ground terms, joined with `duties.lp` and with the pack's duties, grounded and
solved: one stable model, whose `finding/3` are the answer.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import clingo

from liuhen.law.facts import Document, Event, Facts, Recording, seconds

RULES = Path(__file__).with_name("duties.lp").read_text(encoding="utf-8")
Answer = tuple[str, str, str]


def program_of(duties: dict[str, Any]) -> str:
    """The rules, and the duties of one pack (`duties.duties_of`) as terms."""
    return RULES + "\n".join(_duties(duties))


def solve(program: str, facts: Facts, as_of: datetime, closing: datetime) -> list[Answer]:
    """The findings of one case: obligation, subject, status."""
    told = "\n".join(_case(facts, as_of, closing))
    control = clingo.Control(["--warn=none"])
    control.add("base", [], program + told)
    control.ground([("base", [])])
    with control.solve(yield_=True) as models:
        shown = [symbol.arguments for model in models for symbol in model.symbols(shown=True)]
    return sorted((o.string, s.string, str(status)) for o, s, status in shown)


def _text(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)


# ---------------------------------------------------------------- duties


def _duties(duties: dict[str, Any]) -> Iterator[str]:
    every = {}
    for kind, some in duties["events"].items():
        for duty in some:
            yield f"duty_of_event({_text(duty['id'])},{_text(kind)})."
            every[duty["id"]] = duty
    for duty in duties["recordings"]:
        yield from _duty_of_recording(duty)
        every[duty["id"]] = duty
    for duty in duties["documents"]:
        yield from (f"duty_of_paper({_text(duty['id'])},{_text(kind)})." for kind in duty["types"])
        every[duty["id"]] = duty
    for duty in every.values():
        yield from _duty(duty)


def _duty_of_recording(duty: dict[str, Any]) -> Iterator[str]:
    name = _text(duty["id"])
    yield f"duty_of_recording({name})."
    yield from (f"kind({name},{_text(kind)})." for kind in duty["kinds"])
    if duty["evidence"]:
        yield f"only_evidence({name})."


def _duty(duty: dict[str, Any]) -> Iterator[str]:
    name = _text(duty["id"])
    yield f"{duty['timing']}({name})."
    if duty["before"]:
        yield f"before({name})."
    if "hours" in duty:
        yield f"hours({name},{duty['hours']})."
    for key, value in duty["attrs"].items():
        for option in value if isinstance(value, list) else [value]:
            yield f"wanted({name},{_text(key)},{_text(option)})."
    for place, part in enumerate(duty["parts"]):
        yield from _part(f"{name},{place}", part)


def _part(place: str, part: dict[str, Any]) -> Iterator[str]:
    yield f"part({place},{part['head']})."
    yield from (f"paper({place},{_text(kind)})." for kind in part.get("types", ()))
    if "type" in part:
        yield f"paper({place},{_text(part['type'])})."
    if "name" in part:
        yield f"attr_name({place},{_text(part['name'])})."
    if part["anywhere"]:
        yield f"anywhere({place})."
    for number, options in enumerate(part["needs"]):
        for kind, word in options:
            yield f"need({place},{number},{kind},{_text(word)})."


# ---------------------------------------------------------------- a case

#: Attributes whose absence means "no" and may be asked for as such.
_SWITCHES = ("urgent", "initiated", "returned", "collected_on_site", "disputed")


def _case(facts: Facts, as_of: datetime, closing: datetime) -> Iterator[str]:
    yield f"as_of({seconds(as_of)}). closing({seconds(closing)})."
    for event in facts.events:
        yield from _event(event)
    for document in facts.documents:
        yield from _document(document)
    for recording in facts.recordings:
        yield from _recording(recording)


def _event(event: Event) -> Iterator[str]:
    name = _text(event.id)
    end = event.end if isinstance(event.end, datetime) else event.start
    yield f"event({name},{_text(event.type)},{seconds(event.start)},{seconds(end)})."
    attrs = dict.fromkeys(_SWITCHES, False) | event.attrs
    for key, value in attrs.items():
        if isinstance(value, str | bool):
            yield f"attr({name},{_text(key)},{_text(value)})."
    if event.officers and all(officer.certificate.strip() for officer in event.officers):
        yield f"certified({name})."
    if isinstance(event.identity_shown, bool):
        yield f"shown_or_not({name})."


def _document(document: Document) -> Iterator[str]:
    name, at = _text(document.id), seconds(document.at)
    yield f"document({name},{_text(document.type)},{at})."
    if document.events:
        yield f"names_first({name},{_text(document.events[0])})."
    else:
        yield f"names_none({name})."
    yield from (f"names({name},{_text(event)})." for event in document.events)
    for field, text in document.fields.items():
        if text.strip():
            yield f"has({name},field,{_text(field)},{at})."
    for signature in document.signatures:
        when = max(at, seconds(signature.at)) if signature.at else at
        yield f"has({name},signature,{_text(signature.role)},{when})."


def _recording(recording: Recording) -> Iterator[str]:
    name = _text(recording.id)
    end = recording.end if isinstance(recording.end, datetime) else recording.start
    yield f"recording({name},{_text(recording.kind)},{seconds(recording.start)},{seconds(end)})."
    yield from (f"footage({name},{_text(event)})." for event in recording.events)
    if recording.stored_at:
        yield f"stored({name},{seconds(recording.stored_at)})."
    if recording.returned_at:
        yield f"returned({name},{seconds(recording.returned_at)})."
    if recording.statement:
        yield f"statement({name},{_text(recording.statement)})."
    located = recording.position or "place_sign" in recording.content
    marks = {
        "informed": recording.informed,
        "evidence": recording.evidence,
        "disc": bool(recording.disc.strip()),
        "located": located,
    }
    yield from (f"{mark}({name})." for mark, holds in marks.items() if holds)
