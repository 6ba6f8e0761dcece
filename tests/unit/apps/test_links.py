# SPDX-License-Identifier: Apache-2.0
"""Properties of links: what is cut at holes, and that linking never makes coverage worse."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import claimed_facts, rows_of_case
from liuhen.apps.cases.linking.acts import link_original, relink
from liuhen.apps.cases.models import Recording
from liuhen.apps.cases.pieces import holes_of, pieces_of, spans_of
from liuhen.law.facts import seconds
from liuhen.law.intervals import gaps
from support.footage import Footage
from support.house import House, beijing

BEGIN = beijing("2026-03-02 09:00")
HOUR = 3600_000


def recording(first: int, last: int, stretches: list[list[int]] | None) -> Recording:
    return Recording(
        ref="r1",
        kind="video",
        event_refs=["e1"],
        start=BEGIN + timedelta(milliseconds=first),
        end=BEGIN + timedelta(milliseconds=last),
        from_ms=first,
        to_ms=last,
        stretches=stretches,
    )


@given(
    cuts=st.lists(st.integers(0, HOUR), min_size=2, max_size=12, unique=True).map(sorted),
    span=st.tuples(st.integers(0, HOUR), st.integers(0, HOUR)).map(sorted),
)
def test_stretches_and_holes_together_are_the_range(cuts: list[int], span: list[int]) -> None:
    first, last = span
    inside = [
        [max(a, first), min(b, last)]
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        if min(b, last) > max(a, first)
    ]
    row = recording(first, last, inside)

    recorded = sum((b - a for a, b in spans_of(row)), timedelta())
    lost = sum((b - a for a, b in holes_of(row)), timedelta())

    assert recorded + lost == timedelta(milliseconds=last - first)
    assert len({piece.ref for piece in pieces_of(row, (), {"r1-2"})}) == max(1, len(inside))


def test_before_the_file_was_read_the_whole_range_counts() -> None:
    row = recording(0, HOUR, None)
    assert spans_of(row) == [(row.start, row.end)]
    assert holes_of(row) == []


def test_a_range_in_which_nothing_is_recorded_covers_nothing() -> None:
    row = recording(0, HOUR, [])
    assert spans_of(row) == [(row.start, row.start)]
    assert holes_of(row) == [(row.start, row.end)]


def uncovered(house: House, case: object) -> int:
    """How many seconds of the activity no footage covers."""
    facts = claimed_facts(case)  # type: ignore[arg-type]  # a case
    (event,) = facts.events
    spans = sorted(
        (seconds(one.start), seconds(one.end))  # type: ignore[arg-type]  # linked footage ends
        for one in facts.recordings
    )
    holes = gaps(spans, seconds(event.start), seconds(event.end), 5, 60)  # type: ignore[arg-type]  # it ended
    return sum(b - a for a, b in holes)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.tuples(st.integers(0, 130), st.integers(1, 90), st.integers(0, 80), st.integers(1, 30)),
        min_size=1,
        max_size=4,
    )
)
def test_linking_never_makes_coverage_worse(
    house: House, files: list[tuple[int, int, int, int]]
) -> None:
    house.clock.set("2026-03-02 18:00")
    case = house.case()
    activity = acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 10:00"),
        end=beijing("2026-03-02 11:00"),
        case=case,
    )
    footage = Footage(house)
    before = uncovered(house, case)
    for number, (start, minutes, hole, long) in enumerate(files):
        begun = beijing("2026-03-02 09:00") + timedelta(minutes=start)
        last = min(hole + long, minutes)
        file = footage.original(
            begun.replace(tzinfo=None).isoformat(sep=" "),
            minutes=minutes,
            device=f"D{case.pk}{number}"[-30:],
            hole=(hole, last) if hole < last else None,
        )
        try:
            link_original(by=house.officer, original=file, activity=activity)
        except BadFactError:
            continue  # it lies beside the activity
        after = uncovered(house, case)
        assert after <= before
        before = after


def test_a_narrower_range_uncovers_and_says_so(house: House) -> None:
    house.clock.set("2026-03-02 18:00")
    case = house.case()
    activity = acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 10:00"),
        end=beijing("2026-03-02 11:00"),
        case=case,
    )
    file = Footage(house).original("2026-03-02 10:00")
    row = link_original(by=house.officer, original=file, activity=activity)
    assert uncovered(house, case) == 0

    relink(by=house.officer, recording=row, end=beijing("2026-03-02 10:30"), reason="只到一半")

    assert uncovered(house, case) == 30 * 60
    (held,) = rows_of_case(case).recordings
    assert held.to_ms == 30 * 60_000
