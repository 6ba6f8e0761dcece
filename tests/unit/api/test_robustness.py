# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent, the API answers with JSON and never with a fault of its own."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.caller import Caller
from support.house import House

SEED: dict[str, Any] = {
    "case": {"id": "外来 1 号", "act": "penalty", "secrecy": ["privacy"], "party": {"name": "赵"}},
    "events": [
        {
            "id": "e1",
            "type": "coercive_measure",
            "start": "2026-02-02T09:00:00+08:00",
            "end": "2026-02-02T10:00:00+08:00",
            "officers": [{"name": "王", "certificate": "1", "valid_until": "2027-12-31"}],
            "attrs": {"measure": "seal"},
        }
    ],
    "documents": [
        {
            "id": "d1",
            "type": "decision",
            "at": "2026-02-02T10:40:00+08:00",
            "events": ["e1"],
            "fields": {"reason": "…"},
            "signatures": [{"role": "party", "refused": True, "reason": "…"}],
        }
    ],
    "recordings": [
        {
            "id": "r1",
            "kind": "video",
            "start": "2026-02-02T09:00:00+08:00",
            "position": {"lat": 38.9, "lon": 121.6},
        }
    ],
}
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(10**30), max_value=10**30),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "\x00", "e1", ""]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = with_value(value[path[0]], path[1:], new)
    return copy


@pytest.fixture
def importer(house: House) -> Caller:
    return Caller(house, "importer", "import", "read")


_FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FUZZ
@given(place=st.sampled_from(places(SEED)), new=anything)
def test_facts_with_any_value_anywhere(importer: Caller, place: tuple[Any, ...], new: Any) -> None:
    body = json.dumps(with_value(SEED, place, new)).encode()

    importer.post("/cases?section=01", body)

    assert importer.status in (201, 409, 422)


@_FUZZ
@given(raw=st.binary(max_size=200), cut=st.integers(1, 400))
def test_any_bytes(importer: Caller, raw: bytes, cut: int) -> None:
    importer.post("/cases?section=01", b"{" + json.dumps(SEED).encode()[1:cut] + raw)

    assert importer.status in (201, 409, 422)


@pytest.mark.parametrize(
    "raw",
    [
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"case":' * 5_000,
        b'{"case":{"id":"1","act":"penalty"},"case":{"id":"2","act":"penalty"}}',
        b'{"case":{"id":"' + b"x" * 2_000_000 + b'","act":"penalty"}}',
        b'{"case":{"id":"\\ud800","act":"penalty"}}',
        b'{"case":{"id":NaN,"act":"penalty"}}',
        b'{"case":{"id":"1","act":' + b"9" * 5_000 + b"}}",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf",
    ],
    ids=lambda raw: repr(raw[:24] + raw[-6:]),
)
def test_hostile_json(importer: Caller, raw: bytes) -> None:
    importer.post("/cases?section=01", raw)

    assert importer.status == 422


@_FUZZ
@given(
    name=st.sampled_from(["number", "after", "limit", "as_of", "known_at", "section", "unknown"]),
    value=st.one_of(st.text(max_size=30), st.integers().map(str), scalars.map(str)),
)
def test_any_query(importer: Caller, name: str, value: str) -> None:
    importer.get("/cases", **{name: value.encode("utf-8", "replace").decode()})

    assert importer.status in (200, 422)
