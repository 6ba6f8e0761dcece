# SPDX-License-Identifier: Apache-2.0
"""Spans of footage over several files: union, holes, tolerance."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.media.continuity import (
    LONGEST_STEP_MS,
    course_of,
    holes,
    moved,
    spans_of,
    union,
    within,
)

SPANS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 50)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=12,
)


def seconds_of(spans: list[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


@given(SPANS)
def test_a_union_covers_what_its_spans_cover(spans: list[tuple[int, int]]) -> None:
    joined = union(spans)

    assert seconds_of(joined) == seconds_of(spans)
    assert all(a[1] < b[0] for a, b in pairwise(joined))


@given(SPANS, st.integers(0, 30))
def test_a_tolerance_closes_just_the_seams_that_are_no_longer(
    spans: list[tuple[int, int]], tolerance: int
) -> None:
    kept = holes(spans, tolerance)

    assert kept == [(a, b) for a, b in holes(spans) if b - a > tolerance]


@given(SPANS)
def test_holes_and_union_together_are_the_whole_course(spans: list[tuple[int, int]]) -> None:
    joined, open_ = union(spans), holes(spans)
    if joined:
        whole = set(range(joined[0][0], joined[-1][1]))
        assert seconds_of(joined) | seconds_of(open_) == whole
        assert not seconds_of(joined) & seconds_of(open_)


@given(SPANS, st.integers(0, 300), st.integers(1, 300))
def test_what_is_within_lies_within(spans: list[tuple[int, int]], start: int, length: int) -> None:
    found = within(union(spans), start, start + length)

    assert seconds_of(found) == seconds_of(spans) & set(range(start, start + length))


@given(SPANS, st.integers(-100, 100))
def test_moving_there_and_back_changes_nothing(spans: list[tuple[int, int]], by: int) -> None:
    assert moved(moved(spans, by), -by) == spans


@given(st.integers(10, 2000), st.integers(3, 40), st.integers(3, 40), st.integers(0, 100_000))
def test_a_hole_is_as_long_as_what_was_left_out(
    step: int, before: int, after: int, missing: int
) -> None:
    times = [step * number for number in range(before)]
    times += [times[-1] + step + missing + step * number for number in range(after)]

    found = spans_of(times, step)

    is_hole = step + missing > max(1000, int(2.5 * step))
    assert len(found) == (2 if is_hole else 1)
    if is_hole:
        assert found[1][0] - found[0][1] == missing


def test_pictures_that_are_shown_in_another_order_make_no_hole() -> None:
    decoding = [0, 40, 80, 120, 160, 200]
    showing = [0, 120, 40, 80, 200, 160]

    assert course_of(decoding, showing).spans == [(0, 240)]


def test_after_a_jump_the_course_goes_on_where_it_was() -> None:
    times = [0, 1000, 2000, 0, 1000, 2000]

    course = course_of(times, times)

    assert course.spans == [(0, 6000)]
    assert course.jumps == [(2000, -3000)]


@pytest.mark.parametrize("apart", [LONGEST_STEP_MS + 15_001, 3_600_000])
def test_a_row_of_pictures_is_no_film(apart: int) -> None:
    times = [0, apart, 2 * apart]

    spans = course_of(times, times).spans

    assert spans == [(at, at + LONGEST_STEP_MS) for at in times]
