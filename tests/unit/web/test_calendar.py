# SPDX-License-Identifier: Apache-2.0
"""The calendar: typed and pasted days, and dues made again once a year is known."""

from datetime import date

import pytest
from django.utils.translation import override

from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.rules.models import CalendarNotice
from liuhen.web.calendar.days import BadDaysError, read_days, spans_said
from liuhen.worker.run import Worker
from support.house import Clock, House
from support.signing import signed_in

TYPED = {
    "year": "2027",
    "source": "示例通知",
    "days_off": "1月1日（周五）至3日（周日）放假，共3天。2月5日—11日",
    "make_up_days": "2月14日（周日）上班",
}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-01-01", ["2027-01-01"]),
        ("1月1日、1月3日", ["2027-01-01", "2027-01-03"]),
        ("1月30日至2月1日", ["2027-01-30", "2027-01-31", "2027-02-01"]),
        ("2026年12月31日至2027年1月1日", ["2026-12-31", "2027-01-01"]),
        ("二、春节：2月5日（周五）至6日放假调休，共2天", ["2027-02-05", "2027-02-06"]),
        ("2027/2/5, 2027.2.6", ["2027-02-05", "2027-02-06"]),
        ("", []),
    ],
)
def test_days_are_read_as_they_are_typed_or_pasted(text: str, days: list[str]) -> None:
    assert [str(day) for day in read_days(text, 2027)] == days


@pytest.mark.parametrize("text", ["2月30日", "明天", "3日至1日", "1月5日至1月1日", "1月1日 x", "5"])
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(BadDaysError):
        read_days(text, 2027)


def test_days_that_follow_each_other_are_shown_as_one_span() -> None:
    days = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)]
    with override("zh-hans"):  # whatever language an earlier test left
        shown = spans_said(days, 2026)
    assert shown == ["10月1日（周四） – 10月2日（周五）", "10月5日（周一）"]


def test_a_notice_is_shown_before_it_is_stored(house: House) -> None:
    admin = signed_in(house, "admin")
    shown = admin.post("/calendar/new/", TYPED)
    assert shown.status_code == 200
    assert "2月5日（周五）" in shown.content.decode()
    assert not CalendarNotice.objects.exists()
    assert admin.post("/calendar/new/", {**TYPED, "confirmed": "yes"}).status_code == 302
    assert "示例通知" in signed_in(house, "officer").get("/calendar/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("days_off", "明天"),
        ("days_off", "2029-05-01"),
        ("make_up_days", "2月5日"),
        ("make_up_days", "3月3日"),
        ("days_off", ""),
        ("year", "x"),
        ("source", ""),
    ],
)
def test_a_notice_that_cannot_be_is_refused_beside_the_field(
    house: House, field: str, value: str
) -> None:
    admin = signed_in(house, "admin")
    shown = admin.post("/calendar/new/", {**TYPED, field: value, "confirmed": "yes"})
    assert shown.status_code == 422
    assert "field-error" in shown.content.decode()
    assert not CalendarNotice.objects.exists()


def test_an_officer_adds_no_notice(house: House) -> None:
    assert signed_in(house, "officer").get("/calendar/new/").status_code == 403


def duties(house: House) -> list[OpenDuty]:
    rows = OpenDuty.objects.within(house.bureau.pk).filter(due__year=2027)
    return list(rows.order_by("due"))


def work_off() -> None:
    while Worker().run_one():
        pass


def test_dues_counted_from_weekends_alone_are_listed_and_made_again(
    house: House, clock: Clock
) -> None:
    """003 art. 28: filed within 30 days of the end; the last day falls into a holiday of 2027."""
    clock.set("2027-01-07 10:00")
    case = house.case()
    house.end(case)
    before = duties(house)
    assert [one.estimated for one in before] == [True]
    assert before[0].due is not None
    officer = signed_in(house, "officer")
    assert case.number in officer.get("/calendar/").content.decode()

    admin = signed_in(house, "admin")
    assert admin.post("/calendar/new/", {**TYPED, "confirmed": "yes"}).status_code == 302
    work_off()

    after = duties(house)
    assert [one.estimated for one in after] == [False]
    assert after[0].due is not None
    assert after[0].due > before[0].due
    assert case.number not in officer.get("/calendar/").content.decode()

    corrected = {**TYPED, "days_off": "2月5日至12日", "make_up_days": "", "confirmed": "yes"}
    assert admin.post("/calendar/new/", corrected).status_code == 302
    work_off()
    assert duties(house)[0].due != after[0].due
