# SPDX-License-Identifier: Apache-2.0
"""What must hold for any facts, not only for those that somebody thought of."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuhen.law.evaluate import evaluate
from liuhen.law.facts import (
    DOCUMENT_TYPES,
    EVENT_TYPES,
    INCIDENT_TYPES,
    INTERRUPTION_REASONS,
    RECORDING_KINDS,
    ROLES,
    Facts,
    Recording,
)
from liuhen.law.intervals import gaps
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.reading import checked
from liuhen.law.workdays import load_calendar

EPOCH = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
CALENDAR = load_calendar()
BASES = {"met": 0, "excused": 1, "late": 2, "pending": 3, "advised": 4, "overdue": 5, "breached": 6}

minutes = st.integers(min_value=0, max_value=60 * 24 * 45)


def at(minute: int) -> str:
    return (EPOCH + timedelta(minutes=minute)).isoformat()


@st.composite
def spans(draw: st.DrawFn) -> dict[str, str]:
    start = draw(minutes)
    span = {"start": at(start)}
    if draw(st.booleans()):
        span["end"] = at(start + draw(st.integers(0, 300)))
    return span


@st.composite
def cases(draw: st.DrawFn) -> Facts:
    events = [
        {"id": f"e{i}", "type": draw(st.sampled_from(EVENT_TYPES)), **draw(spans())}
        for i in range(draw(st.integers(0, 6)))
    ]
    for event in events:
        event["attrs"] = draw(attrs_of(event["type"]))
        if draw(st.booleans()):
            event["identity_shown"] = draw(st.booleans())
    named = st.lists(st.sampled_from([e["id"] for e in events]), max_size=2, unique=True)
    names = named if events else st.just([])
    documents = [
        {
            "id": f"d{i}",
            "type": draw(st.sampled_from(DOCUMENT_TYPES)),
            "at": at(draw(minutes)),
            "events": draw(names),
            "fields": {"source": "巡查", "opinion": draw(st.sampled_from(["", "同意"]))},
            "signatures": draw(st.lists(signatures(), max_size=3)),
        }
        for i in range(draw(st.integers(0, 6)))
    ]
    recordings = [draw(recording(f"r{i}", names)) for i in range(draw(st.integers(0, 4)))]
    interruptions = [
        {
            "id": f"i{i}",
            "from": at(draw(minutes)),
            "reason": draw(st.sampled_from(INTERRUPTION_REASONS)),
            "explained_by": draw(st.sampled_from(["voice", "document", None])),
        }
        for i in range(draw(st.integers(0, 2)))
    ]
    incidents = [
        {"id": f"x{i}", "type": draw(st.sampled_from(INCIDENT_TYPES)), "at": at(draw(minutes))}
        for i in range(draw(st.integers(0, 2)))
    ]
    act = draw(st.sampled_from(["penalty", "coercion", "inspection", "licensing"]))
    made = {
        "case": {"id": "A", "act": act},
        "events": events,
        "documents": documents,
        "recordings": recordings,
        "interruptions": interruptions,
        "incidents": incidents,
    }
    return checked(msgspec.convert(made, Facts), "drawn")


def attrs_of(kind: str) -> st.SearchStrategy[dict[str, object]]:
    known: dict[str, st.SearchStrategy[dict[str, object]]] = {
        "case_initiated": st.fixed_dictionaries({"urgent": st.booleans()}),
        "coercive_measure": st.fixed_dictionaries(
            {"measure": st.sampled_from(["seal", "seize", "freeze", "personal_freedom"])}
        ),
        "service": st.fixed_dictionaries(
            {"method": st.sampled_from(["direct", "mail", "lien", "public_notice", "entrusted"])}
        ),
    }
    return known.get(kind, st.just({}))


@st.composite
def signatures(draw: st.DrawFn) -> dict[str, object]:
    signature: dict[str, object] = {"role": draw(st.sampled_from(ROLES))}
    if draw(st.booleans()):
        signature["at"] = at(draw(minutes))
    if draw(st.booleans()):
        signature |= {"refused": True, "reason": "拒绝签字"}
    return signature


@st.composite
def recording(
    draw: st.DrawFn, name: str, events: st.SearchStrategy[list[str]]
) -> dict[str, object]:
    made: dict[str, object] = {
        "id": name,
        "kind": draw(st.sampled_from(RECORDING_KINDS)),
        "events": draw(events),
        "informed": draw(st.booleans()),
        "evidence": draw(st.booleans()),
        **draw(spans()),
    }
    if draw(st.booleans()):
        made["stored_at"] = at(draw(minutes))
    return made


def answer(facts: Facts, pack_id: str, as_of: datetime) -> bytes:
    return msgspec.json.encode(evaluate(facts, load_pack(pack_id), CALENDAR, as_of))


@pytest.mark.parametrize("pack_id", known_packs())
@settings(max_examples=60, deadline=None)
@given(facts=cases(), when=minutes, seed=st.integers(0, 1000))
def test_the_order_of_the_input_does_not_matter(
    pack_id: str, facts: Facts, when: int, seed: int
) -> None:
    shuffled = {
        name: random.Random(seed).sample(items, len(items))
        for name in ("events", "documents", "recordings", "interruptions", "incidents")
        if (items := getattr(facts, name)) is not None
    }
    as_of = EPOCH + timedelta(minutes=when)

    assert answer(msgspec.structs.replace(facts, **shuffled), pack_id, as_of) == answer(
        facts, pack_id, as_of
    )


@pytest.mark.parametrize("pack_id", known_packs())
@settings(max_examples=60, deadline=None)
@given(facts=cases(), when=minutes)
def test_evaluating_at_an_instant_uses_no_fact_after_it(
    pack_id: str, facts: Facts, when: int
) -> None:
    as_of = EPOCH + timedelta(minutes=when)
    events = [event for event in facts.events if event.start <= as_of]
    kept = {event.id for event in events}
    known = msgspec.structs.replace(
        facts,
        events=events,
        documents=[
            document
            for document in facts.documents
            if document.at <= as_of and kept.issuperset(document.events)
        ],
        recordings=[
            recording
            for recording in facts.recordings
            if recording.start <= as_of and kept.issuperset(recording.events)
        ],
        interruptions=[item for item in facts.interruptions if item.from_ <= as_of],
        incidents=[item for item in facts.incidents if item.at <= as_of],
    )
    later = msgspec.structs.replace(
        facts,
        documents=[d for d in facts.documents if kept.issuperset(d.events)],
        recordings=[r for r in facts.recordings if kept.issuperset(r.events)],
    )

    assert answer(known, pack_id, as_of) == answer(later, pack_id, as_of)


@pytest.mark.parametrize("pack_id", ["qilin-culture-tourism", "jinpu-ocean"])
@settings(max_examples=80, deadline=None)
@given(facts=cases(), when=minutes, extra=spans())
def test_one_more_recording_never_makes_coverage_worse(
    pack_id: str, facts: Facts, when: int, extra: dict[str, str]
) -> None:
    as_of = EPOCH + timedelta(minutes=when)
    names = [event.id for event in facts.events]
    more = {"id": "more", "kind": "video", "events": names, "informed": True, **extra}
    added = msgspec.structs.replace(
        facts,
        recordings=[*facts.recordings, msgspec.convert(more, Recording)],
    )

    before, after = (
        {
            (finding.obligation, finding.subject): BASES[finding.status]
            for finding in evaluate(some, load_pack(pack_id), CALENDAR, as_of).findings
            if finding.obligation.endswith("full-recording")
        }
        for some in (facts, added)
    )

    assert before.keys() == after.keys()
    assert all(after[key] <= before[key] for key in before)


@given(
    covered=st.lists(st.tuples(st.integers(0, 900), st.integers(0, 200)), max_size=6),
    more=st.tuples(st.integers(0, 900), st.integers(0, 200)),
    end=st.integers(1, 1000),
)
def test_one_more_interval_never_leaves_more_uncovered(
    covered: list[tuple[int, int]], more: tuple[int, int], end: int
) -> None:
    def uncovered(intervals: list[tuple[int, int]]) -> int:
        spans = sorted((a, a + length) for a, length in intervals)
        return sum(b - a for a, b in gaps(spans, 0, end, seam=5, edge=60))

    assert uncovered([*covered, more]) <= uncovered(covered)
