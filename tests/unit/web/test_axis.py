# SPDX-License-Identifier: Apache-2.0
"""The time axis: nothing lies on anything else, time runs forward, a hole is drawn."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from liuhen.apps.cases.models import Activity, Interruption, Recording
from liuhen.law.pack import RecordingAllowance
from liuhen.web.cases.axis.packing import Box, rows_for
from liuhen.web.cases.axis.picture import WIDTH, ground
from liuhen.web.cases.axis.scale import BREAK, MOST, scale_of
from liuhen.web.cases.axis.shapes import width_of
from liuhen.web.cases.coverage import coverage_of
from support.house import beijing

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ALLOWANCE = RecordingAllowance()
instants = st.integers(0, 200 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
intervals = st.tuples(instants, st.integers(0, 600)).map(
    lambda one: (one[0], one[0] + timedelta(minutes=one[1]))
)


@given(st.lists(intervals, max_size=60))
def test_time_runs_from_left_to_right_within_the_picture(
    spans: list[tuple[datetime, datetime]],
) -> None:
    scale = scale_of(spans, 770)
    places = [scale.x(at) for at in sorted(at for span in spans for at in span)]
    assert all(a <= b + 1e-6 for a, b in pairwise(places))
    assert all(0 <= x <= scale.width for x in places)
    assert len(scale.stretches) <= MOST
    for before, after in pairwise(scale.stretches):
        assert before.end < after.start
        assert abs(after.left - before.right - BREAK) < 1e-6


def test_a_burst_and_a_lonely_paper_months_later_are_two_stretches() -> None:
    morning = [(START + timedelta(minutes=10 * n),) * 2 for n in range(12)]
    paper = START + timedelta(days=90)
    scale = scale_of([*morning, (paper, paper)], 770)
    assert [one.count for one in scale.stretches] == [12, 1]
    assert scale.stretches[0].room > 3 * scale.stretches[1].room


def test_one_day_is_told_from_several() -> None:
    assert scale_of([(START, START + timedelta(hours=2))], 770).one_day
    assert not scale_of([(START, START), (START + timedelta(days=1),) * 2], 770).one_day


@given(st.lists(intervals, max_size=60))
def test_times_below_the_axis_lie_within_it_and_not_on_each_other(
    spans: list[tuple[datetime, datetime]],
) -> None:
    scale = scale_of(spans, WIDTH)
    times = [shape for shape in ground(scale, 100) if shape.look == "time"]
    edges = [
        (shape.x - width_of(shape.words) / 2, shape.x + width_of(shape.words) / 2)
        for shape in times
    ]
    assert all(a[1] < b[0] for a, b in pairwise(edges))
    assert all(left >= -1e-6 and right <= scale.width + 1e-6 for left, right in edges)


boxes = st.builds(
    lambda left, width, height: Box(left, left + width, height),
    st.floats(0, 700),
    st.floats(1, 200),
    st.floats(8, 50),
)


@given(st.lists(boxes, max_size=25))
def test_nothing_is_drawn_on_anything_else(things: list[Box]) -> None:
    placed = list(zip(things, rows_for(things), strict=True))
    for (one, top), (other, at) in combinations(placed, 2):
        apart_in_time = one.left >= other.right or other.left >= one.right
        apart_in_height = top >= at + other.height or at >= top + one.height
        assert apart_in_time or apart_in_height


def _footage(
    ref: str, start: str, end: str | None, kind: str = "video", **more: object
) -> Recording:
    return Recording(
        ref=ref,
        kind=kind,
        start=beijing(f"2026-03-02 {start}"),
        end=beijing(f"2026-03-02 {end}") if end else None,
        event_refs=more.pop("event_refs", ["e1"]),
        **more,
    )


VISIT = Activity(
    ref="e1",
    kind="site_inspection",
    start=beijing("2026-03-02 09:00"),
    end=beijing("2026-03-02 10:42"),
)
NOW = beijing("2026-03-02 12:00")


def _gaps(*footage: Recording, breaks: tuple[Interruption, ...] = ()) -> list[tuple[str, str]]:
    found = coverage_of(VISIT, footage, breaks, ALLOWANCE, NOW)
    zone = VISIT.start.tzinfo
    return [
        (f"{gap.start.astimezone(zone):%H:%M}", f"{gap.end.astimezone(zone):%H:%M}")
        for gap in found.gaps
    ]


def test_a_hole_between_two_recordings_is_found() -> None:
    assert _gaps(_footage("r1", "09:00", "09:42"), _footage("r2", "09:52", "10:42")) == [
        ("09:42", "09:52")
    ]


def test_a_minute_at_the_edge_is_no_hole_and_two_are() -> None:
    assert _gaps(_footage("r1", "09:01", "10:41")) == []
    assert _gaps(_footage("r1", "09:02", "10:40")) == [("09:00", "09:02"), ("10:40", "10:42")]


def test_a_photo_covers_nothing_and_footage_of_another_activity_does_not_count() -> None:
    assert _gaps(_footage("p", "09:10", None, kind="photo")) == []
    assert _gaps(_footage("r1", "09:00", "10:42", event_refs=["e9"])) == []


def test_surveillance_that_names_nothing_counts_where_it_overlaps() -> None:
    camera = _footage("s", "08:00", "10:00", kind="surveillance", event_refs=[])
    assert _gaps(camera) == [("10:00", "10:42")]


def test_an_entry_about_the_break_stands_beside_its_hole() -> None:
    entry = Interruption(ref="i1", event_ref="e1", start=beijing("2026-03-02 09:42"), cause="power")
    found = coverage_of(
        VISIT,
        [_footage("r1", "09:00", "09:42"), _footage("r2", "09:52", "10:42")],
        [entry],
        ALLOWANCE,
        NOW,
    )
    assert [gap.entry for gap in found.gaps] == [entry]


def test_as_of_the_middle_of_a_visit_what_comes_later_is_no_hole() -> None:
    found = coverage_of(
        VISIT, [_footage("r1", "09:00", "10:42")], [], ALLOWANCE, beijing("2026-03-02 09:30")
    )
    assert found.gaps == ()
