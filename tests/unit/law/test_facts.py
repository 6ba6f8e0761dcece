# SPDX-License-Identifier: Apache-2.0
"""Facts are read strictly: what is refused, and that the sentence names place and way out."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from liuhen.law.errors import BadInput
from liuhen.law.facts import Facts, seconds
from liuhen.law.reading import load_facts

T = "2026-03-05T14:00:00+08:00"
GOOD: dict[str, Any] = {
    "case": {"id": "A-1", "act": "penalty", "party": {"name": "甲", "kind": "person"}},
    "events": [
        {"id": "e1", "type": "coercive_measure", "start": T, "attrs": {"measure": "seal"}},
        {"id": "e2", "type": "inquiry", "start": T, "officers": [{"name": "王敏"}]},
    ],
    "documents": [
        {"id": "d1", "type": "decision", "at": T, "events": ["e1"], "fields": {"maker": "王敏"}}
    ],
    "recordings": [
        {"id": "r1", "kind": "video", "start": T, "position": {"lat": 38.9, "lon": 121.6}}
    ],
    "interruptions": [{"id": "i1", "from": T, "document": None, "explained_by": None}],
    "incidents": [{"id": "x1", "type": "assault", "at": T}],
}


def refusal(raw: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        load_facts(raw, "case.json")
    sentence = str(caught.value)
    assert sentence.startswith("case.json: ")
    assert "\n" not in sentence
    return sentence


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    *steps, last, value = path

    def change(facts: Any) -> None:
        for step in steps:
            facts = facts[step]
        facts[last] = value

    return change


def drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    *steps, last = path

    def change(facts: Any) -> None:
        for step in steps:
            facts = facts[step]
        del facts[last]

    return change


def changed(change: Callable[[dict[str, Any]], None]) -> bytes:
    facts = copy.deepcopy(GOOD)
    change(facts)
    return json.dumps(facts, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (put("events", 0, "type", "foo"), "events[0].type", ["'foo'", "site_inspection"]),
        (put("events", 0, "zz", 1), "events[0].zz", ["'zz'", "officers"]),
        (put("events", 0, "attrs", "measure", "burn"), "events[0].attrs.measure", ["freeze"]),
        (put("events", 0, "attrs", {"urgent": True}), "events[0].attrs.urgent", ["measure"]),
        (put("events", 1, "attrs", {"urgent": True}), "events[1].attrs.urgent", ["none"]),
        (put("events", 0, "start", "2026-03-05T14:00:00"), "events[0].start", ["offset"]),
        (put("events", 0, "start", 5), "events[0].start", ["5", "ISO 8601"]),
        (put("events", 0, "start", None), "events[0].start", ["null"]),
        (put("events", 0, "end", "2026-03-05T13:59:59+08:00"), "events[0].end", ["before"]),
        (put("events", 0, "identity_shown", "yes"), "events[0].identity_shown", ["'yes'"]),
        (put("events", 1, "id", "e1"), "events[1].id", ["'e1'", "twice"]),
        (put("incidents", 0, "id", "d1"), "incidents[0].id", ["'d1'"]),
        (put("documents", 0, "events", ["e9"]), "documents[0].events[0]", ["'e9'"]),
        (put("documents", 0, "events", ["d1"]), "documents[0].events[0]", ["'d1'", "event"]),
        (put("documents", 0, "fields", "maker", 3), "documents[0].fields.maker", ["3"]),
        (put("documents", 0, "signatures", [{}]), "documents[0].signatures[0].role", ["role"]),
        (put("recordings", 0, "statement", "e1"), "recordings[0].statement", ["document"]),
        (put("recordings", 0, "position", "lat", 90.1), "recordings[0].position.lat", ["90"]),
        (drop("recordings", 0, "position", "lon"), "recordings[0].position.lon", ["missing"]),
        (put("interruptions", 0, "reason", "tired"), "interruptions[0].reason", ["weather"]),
        (put("interruptions", 0, "event", None), "interruptions[0].event", ["null"]),
        (put("interruptions", 0, "to", "2026-03-05T13:00:00+08:00"), "interruptions[0].to", []),
        (put("case", "act", "x" * 200), "case.act", ["licensing", "…"]),
        (put("case", "secrecy", ["secret"]), "case.secrecy[0]", ["state_secret"]),
        (drop("case", "id"), "case.id", ["missing"]),
        (put("case", "id", ""), "case.id", ["length"]),
        (drop("case"), "case", ["missing"]),
        (drop("events", 0, "start"), "events[0].start", ["missing"]),
        (put("events", "none"), "events", ["'none'"]),
        (put("events", 0, "start", "0001-01-01T00:00:00+08:00"), "events[0].start", ["1900"]),
    ],
)
def test_a_refusal_names_the_path_and_what_is_allowed(
    change: Callable[[dict[str, Any]], None], path: str, words: list[str]
) -> None:
    sentence = refusal(changed(change))

    assert sentence.startswith(f"case.json: {path}: ")
    assert all(word in sentence for word in words)
    assert "x" * 61 not in sentence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON at line 1"),
        (b"{", "not JSON at line 1"),
        (b"[]", "a list"),
        (b"null", "null"),
        (b"\xff{}", "UTF-8"),
        (b'{"case":{"id":"a","act":"penalty"}} x', "not JSON"),
        (
            b'{"case":{"id":"a","act":"penalty","act":"levy"}}',
            "case.act: the key 'act' stands twice",
        ),
        (b'{"case":{"id":"a","act":"penalty","title":"\\ud800"}}', "case.title"),
        (b'{"case":{"id":"a","act":"penalty","title":"\\udc00x"}}', "surrogate"),
        (b'{"case":{"id":"a","act":"penalty"},"events":NaN}', "events: NaN"),
        (b'{"case":{"id":"a","act":"penalty"},"events":[-Infinity]}', "events[0]"),
        (b'{"case":{"id":"a","act":"penalty","n":1' + b"0" * 5000 + b"}}", "out of range"),
        (b'{"case":{"id":"' + b"a" * 1_048_577 + b'","act":"penalty"}}', "case.id: a string"),
        (b"[" * 65 + b"]" * 65, "deeper than 64"),
        (b"[" * 200_000, "deeper than 64"),
    ],
)
def test_what_is_not_strict_json_is_refused(raw: bytes, words: str) -> None:
    assert words in refusal(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'\xef\xbb\xbf{"case":{"id":"a","act":"penalty"}}',
        b'{"case":{"id":"\\u0022\\\\","act":"penalty"}}',
        b'{"case":{"id":"\\ud842\\udfb7","act":"penalty"}}',
        b'{"case":{"id":"' + b"a" * 1_048_576 + b'","act":"penalty"}}',
        b'{"case":{"id":"a","act":"penalty"},"events":[]}\n\n',
    ],
)
def test_unusual_but_good_json_is_accepted(raw: bytes) -> None:
    assert load_facts(raw, "case.json").case.act == "penalty"


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-05T06:00:00Z",
        "2026-03-05T14:00+08:00",
        "20260305T140000+0800",
        "2026-03-05T14:00:00.9+08:00",
    ],
)
def test_every_iso_8601_way_to_write_an_instant_is_the_same_instant(time: str) -> None:
    facts = load_facts(changed(put("events", 0, "start", time)), "case.json")

    assert seconds(facts.events[0].start) == seconds(datetime(2026, 3, 5, 6, 0, tzinfo=UTC))


def test_an_absent_boolean_is_not_recorded() -> None:
    facts: Facts = load_facts(json.dumps(GOOD).encode(), "case.json")

    assert facts.recordings[0].informed is False
    assert not facts.recordings[0].evidence
