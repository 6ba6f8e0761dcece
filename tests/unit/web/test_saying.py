# SPDX-License-Identifier: Apache-2.0
"""How articles, instants and spans are written for a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation

from liuhen.web.articles import article_name
from liuhen.web.inputs import key_of, moment_of
from liuhen.web.moments import left_said, length_said, moment_said, span_said
from support.house import Clock, beijing


@pytest.fixture(autouse=True)
def in_chinese(clock: Clock) -> Iterator[None]:
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.parametrize(
    ("reference", "chinese", "english"),
    [
        ("27(5)", "第二十七条第五项", "art. 27(5)"),
        ("10", "第十条", "art. 10"),
        ("8-1", "第八条之一", "art. 8-1"),
        ("20(10)", "第二十条第十项", "art. 20(10)"),
        ("10(2)(3)", "第十条第二款第三项", "art. 10(2)(3)"),
    ],
)
def test_an_article_is_named_as_a_regulation_names_it(
    reference: str, chinese: str, english: str
) -> None:
    assert article_name(reference) == chinese
    with translation.override("en"):
        assert article_name(reference) == english


def test_a_day_of_another_year_says_its_year() -> None:
    assert moment_said(beijing("2026-03-03 10:42")) == "3月3日 10:42"
    assert moment_said(beijing("2025-12-31 10:42")) == "2025年12月31日 10:42"


def test_the_last_second_of_a_day_is_its_24_o_clock() -> None:
    due = datetime.fromisoformat("2026-03-05T23:59:59+08:00")
    assert moment_said(due) == "3月5日 24:00"


def test_an_instant_is_shown_in_the_zone_of_the_bureau() -> None:
    with timezone.override("Asia/Urumqi"):
        assert moment_said(beijing("2026-03-03 10:42")) == "3月3日 08:42"


def test_a_span_within_a_day_names_the_day_once() -> None:
    start, end = beijing("2026-03-02 09:00"), beijing("2026-03-02 10:42")
    assert span_said(start, end) == "3月2日 09:00–10:42"
    assert span_said(start, start) == "3月2日 09:00"
    assert span_said(start, beijing("2026-03-03 08:00")) == "3月2日 09:00 – 3月3日 08:00"
    assert span_said(start, None) == "3月2日 09:00起，尚未结束"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(hours=1, minutes=58), "1 小时 58 分"),
        (timedelta(days=3, hours=2, minutes=59), "3 天 2 小时"),
        (timedelta(days=12), "12 天"),
        (timedelta(minutes=45), "45 分"),
        (timedelta(seconds=20), "20 秒"),
        (timedelta(0), "0 秒"),
    ],
)
def test_a_length_is_said_with_its_two_largest_units(length: timedelta, said: str) -> None:
    assert length_said(length) == said


def test_what_is_left_and_what_has_passed_are_told_apart() -> None:
    due = beijing("2026-03-03 10:42")
    assert left_said(due, beijing("2026-03-03 08:44")) == "还有 1 小时 58 分"
    assert left_said(due, beijing("2026-03-03 11:42")) == "已逾期 1 小时"


def test_what_cannot_be_read_counts_as_not_given() -> None:
    assert moment_of("2026-03-03T08:44") == beijing("2026-03-03 08:44")
    for text in (None, "", "yesterday", "2026-02-30T00:00", "0001-01-01T00:00", "２０２６"):
        assert moment_of(text) is None
    assert key_of("none") is None
