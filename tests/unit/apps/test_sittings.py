# SPDX-License-Identifier: Apache-2.0
"""Watching leaves a trace: one leaf a sitting, with what was really played."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.apps.evidence.models import Original, Sitting
from liuhen.apps.evidence.sittings import SILENCE, end_sitting, merged, played, sit
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.models import Leaf
from support.footage import Footage
from support.house import House

ranges = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 500)).map(lambda one: (one[0], sum(one))),
    max_size=80,
)


@pytest.fixture
def original(house: House) -> Original:
    house.clock.set("2026-03-02 12:00")
    return Footage(house).original("2026-03-02 09:00", minutes=60)


def _leaves() -> list[Leaf]:
    return list(Leaf.objects.filter(act="evidence.watched").order_by("index"))


def _end(sitting: Sitting) -> None:
    end_sitting(str(sitting.bureau_id), str(sitting.pk))


def test_a_sitting_that_was_left_has_one_leaf_with_merged_ranges(
    house: House, original: Original
) -> None:
    played(house.officer, original, [(0, 4_000), (3_000, 9_000)], left=False)
    house.clock.later(seconds=10)
    played(house.officer, original, [(20_000, 30_000)], left=False)
    assert _leaves() == []
    sitting = played(house.officer, original, [(8_000, 10_000)], left=True)
    sitting = Sitting.objects.within(house.bureau.pk).get(pk=sitting.pk)
    assert sitting.ranges == [[0, 10_000], [20_000, 30_000]]
    assert [(one.actor, one.object) for one in _leaves()] == [
        (house.officer.reference, f"evidence.original:{original.pk}")
    ]
    _end(sitting)  # the job comes later, and finds it ended
    assert len(_leaves()) == 1


def test_whoever_just_reads_bytes_leaves_a_trace_too(house: House, original: Original) -> None:
    sitting = sit(house.officer, original)
    assert Job.objects.filter(name="evidence.end_sitting").count() == 1
    house.clock.later(minutes=1)
    assert sit(house.officer, original).pk == sitting.pk
    _end(sitting)  # too early: it looks again
    assert _leaves() == []
    house.clock.set("2026-03-02 12:10")
    _end(sitting)
    assert len(_leaves()) == 1


def test_after_a_silence_a_new_sitting_begins(house: House, original: Original) -> None:
    first = sit(house.officer, original)
    house.clock.later(seconds=SILENCE.total_seconds() + 1)
    assert sit(house.officer, original).pk != first.pk
    assert sit(house.custodian, original).pk != first.pk


def test_ranges_that_cannot_be_are_left_out(house: House, original: Original) -> None:
    far = 3_600_000
    odd = [(-5, 3), (9, 9), (12, 7), (far + 1, far + 9), (far - 10, far + 99)]
    sitting = played(house.officer, original, odd, left=True)
    row = Sitting.objects.within(house.bureau.pk).get(pk=sitting.pk)
    assert row.ranges == [[far - 10, far]]
    assert row.last_at - row.began_at == timedelta(0)


@given(ranges)
def test_the_union_holds_every_moment_and_no_other(spans: list[tuple[int, int]]) -> None:
    union = merged(spans)
    assert union == sorted(union)
    assert all(a[1] < b[0] for a, b in pairwise(union))
    moments = {moment for start, end in spans for moment in range(start, end)}
    assert moments == {moment for start, end in union for moment in range(start, end)}


def test_very_many_ranges_are_joined_where_they_are_nearest() -> None:
    spans = [(10 * n, 10 * n + 5) for n in range(700)]
    spans[350] = (3500, 3509)
    union = merged(spans)
    assert len(union) == 500
    assert union[0][0] == 0
    assert union[-1][1] == 6995
