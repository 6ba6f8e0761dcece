# SPDX-License-Identifier: Apache-2.0
"""When footage is stored and handed over: settled readings 7 and 8 of the contract."""

import pytest

from support.casefile import HRSS, OCEAN, TOURISM, CaseFile


def stored_within(end: str = "10:00", *, second: str | None = None, **recording: str) -> CaseFile:
    case = CaseFile(OCEAN, act="inspection")
    events = [case.event("site_inspection", "03-02 09:00", "10:00")]
    if second is not None:
        events.append(case.event("inquiry", "03-02 10:00", second or None))
    case.footage("video", "03-02 09:00", end, *events, **recording)
    return case


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        pytest.param(stored_within("09:30"), ["pending 03-03 10:00"], id="from the event's end"),
        pytest.param(
            stored_within("11:00", second="11:30"), ["pending 03-03 11:30"], id="the later of two"
        ),
        pytest.param(stored_within("11:00", second=""), [], id="one of two still going on"),
        pytest.param(
            stored_within(returned_at="03-02 18:00"), ["pending 03-03 18:00"], id="from the return"
        ),
        pytest.param(
            stored_within(returned_at="03-02 21:00"), ["pending 03-03 10:00"], id="return to come"
        ),
        pytest.param(
            stored_within(stored_at="03-02 19:00"),
            ["met 03-03 10:00 done 03-02 19:00"],
            id="stored",
        ),
    ],
)
def test_footage_is_stored_within_24_hours_of_the_end_of_its_event(
    case: CaseFile, answer: list[str]
) -> None:
    """Reading 7; 003 art. 27(5)."""
    assert case.due("27(5)", "03-02 20:00") == answer


def test_footage_that_names_no_event_is_stored_within_24_hours_of_its_own_end() -> None:
    """Reading 7; 003 art. 27(5)."""
    case = CaseFile(OCEAN)
    case.footage("video", "03-02 09:00", "09:30")
    assert case.due("27(5)", "03-03 09:30:01") == ["overdue 03-03 09:30"]


@pytest.mark.parametrize(
    ("end", "returned", "answer"),
    [
        ("03-02 10:00", None, "pending 03-11 23:59:59"),
        ("03-02 10:00", "03-06 18:00", "pending 03-17 23:59:59"),
        ("02-13 10:00", None, "overdue 03-02 23:59:59"),
        ("03-03 00:10", None, "pending 03-12 23:59:59"),
    ],
)
def test_footage_is_stored_within_seven_working_days_of_its_end(
    end: str, returned: str | None, answer: str
) -> None:
    """Reading 7; 002 art. 19. Spring Festival and its make-up days lie after 13 February."""
    case = CaseFile(TOURISM)
    case.footage("video", "02-13 09:00", end, returned_at=returned)
    assert case.due("19", "03-11 09:00") == [answer]


@pytest.mark.parametrize(
    ("day", "month_end"),
    [("03-07", "03-31"), ("02-10", "02-28"), ("2028-02-10", "2028-02-29"), ("12-31", "12-31")],
)
def test_footage_is_stored_the_same_day_and_handed_over_that_month(
    day: str, month_end: str
) -> None:
    """Reading 8; 004 art. 10: no roll-over, not even on a Saturday."""
    case = CaseFile(HRSS, act="inspection")
    case.footage("video", f"{day} 09:00", "10:00")
    dues = sorted([f"pending {day} 23:59:59", f"pending {month_end} 23:59:59"])
    assert case.due("10", f"{day} 12:00") == dues


def test_what_is_recorded_after_the_months_hand_over_goes_with_the_next() -> None:
    """Reading 8; 004 art. 10."""
    case = CaseFile(HRSS, act="inspection")
    case.footage("video", "03-02 09:00", "10:00", stored_at="03-02 18:00",
                 handed_over_at="03-27 17:00")  # fmt: skip
    r = case.footage("video", "03-30 09:00", "10:00", stored_at="03-30 18:00")
    assert case.due("10", "04-10 09:00", r) == [
        "met 03-30 23:59:59 done 03-30 18:00",
        "pending 04-30 23:59:59",
    ]
