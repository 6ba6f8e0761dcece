# SPDX-License-Identifier: Apache-2.0
"""When recordings are handed over, as each bureau's own text says it."""

from datetime import date

import pytest

from liuhen.apps.evidence.hand_over_window import hand_over_rule, window_of_month
from support.house import Clock, House


@pytest.mark.parametrize(
    ("day", "first", "last", "is_open"),
    [
        ("2026-03-24", "2026-03-25", "2026-03-31", False),
        ("2026-03-25", "2026-03-25", "2026-03-31", True),
        ("2026-03-31", "2026-03-25", "2026-03-31", True),
        ("2026-04-01", "2026-04-24", "2026-04-30", False),
        ("2026-02-22", "2026-02-22", "2026-02-28", True),
        ("2028-02-22", "2028-02-23", "2028-02-29", False),
        ("2026-12-31", "2026-12-25", "2026-12-31", True),
    ],
)
def test_the_last_week_of_a_month_is_its_last_seven_days(
    day: str, first: str, last: str, *, is_open: bool
) -> None:
    found = window_of_month(date.fromisoformat(day), 7)
    assert (str(found.first), str(found.last), found.open) == (first, last, is_open)


@pytest.mark.parametrize(
    ("pack", "window", "filing_days", "articles"),
    [
        ("xigang-hrss", True, None, ()),
        ("xigang-education", False, 30, ("19",)),
        ("jinpu-ethnic-religious", False, 30, ("19",)),
        ("jinpu-ocean", False, 30, ("28",)),
        ("qilin-culture-tourism", False, None, ()),
    ],
)
def test_what_each_text_says(
    *,
    db: None,
    clock: Clock,
    pack: str,
    window: bool,
    filing_days: int | None,
    articles: tuple[str, ...],
) -> None:
    house = House(clock, pack=pack)
    rule = hand_over_rule(house.bureau, clock.now())
    assert (rule.window is not None, rule.filing_days, rule.articles) == (
        window,
        filing_days,
        articles,
    )
    if rule.window is not None:
        assert rule.window.articles == ("10",)
