# SPDX-License-Identifier: Apache-2.0
"""The grammar of a period: what may be written, and what is refused with its reason."""

import msgspec
import pytest
from hypothesis import given

from liuhen.law.deadlines import Period
from support.periods import PERIODS, period


@pytest.mark.parametrize(
    ("grammar", "refusal"),
    [
        ({}, "a period has exactly one kind: minutes, hours,"),
        ({"days": 2, "hours": 1}, "a period has exactly one kind, not days and hours together"),
        ({"hours": 2, "roll": True}, "roll has no meaning for hours"),
        ({"working_days": 2, "roll": False}, "roll has no meaning for working_days"),
        ({"days": 0}, "Expected `int` >= 1"),
        ({"days": -1}, "Expected `int` >= 1"),
        ({"days": 10**30}, "Expected `int` <= 36600"),
        ({"hours": 1.5}, "Expected `int"),
        ({"days": True}, "Expected `int"),
        ({"day": 1}, "unknown field `day`"),
        ({"end_of": "week"}, "Invalid enum value 'week'"),
        ({"next_day": "25:00"}, "matching regex"),
        ({"next_day": "12:00\n"}, "matching regex"),
        ({"next_day": "9:00"}, "matching regex"),
        ({"longest": [{"days": 1}]}, "length >= 2"),
        ({"longest": [{"days": 1}, {}]}, r"exactly one kind.*at `\$\.longest\[1\]`"),
        (
            {"longest": [{"days": 1}, {"shortest": [{"days": 1}, {"days": 2}]}]},
            "longest compares plain periods",
        ),
    ],
)
def test_a_period_outside_the_grammar_is_refused_with_the_reason(
    grammar: dict[str, object], refusal: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=refusal):
        period(**grammar)


@given(PERIODS)
def test_a_period_written_and_read_again_is_the_same(measured: Period) -> None:
    assert msgspec.convert(msgspec.to_builtins(measured), Period) == measured
