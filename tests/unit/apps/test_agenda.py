# SPDX-License-Identifier: Apache-2.0
"""The calendar of due times, and what a calendar program gets at a secret address."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.hearings import announce_hearing
from liuhen.apps.cases.models import Case, Paper
from liuhen.apps.compliance import agenda
from liuhen.apps.compliance.agenda import Wanted, happenings, look_for
from liuhen.apps.compliance.calendar_feed import (
    end_calendar_key,
    make_calendar_key,
    viewer_by_secret,
)
from liuhen.apps.compliance.models import CalendarKey
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.house import BEIJING, SYSTEM, Clock, House, beijing
from support.owing import owes

START, END = beijing("2026-03-01 00:00"), beijing("2026-05-01 00:00")


def busy(house: House) -> Case:
    """A case with a duty on 3 March, a hearing on the 9th, a public notice, and a fine to pay."""
    case = house.case(title="王五餐馆案", party_name="王五餐馆", party_kind="organization")
    now = house.clock.now()
    acts.add_activity(
        by=house.officer, kind="case_initiated", start=now, end=now,
        attrs={"urgent": True}, case=case,
    )  # fmt: skip
    for kind, attrs in (("hearing", {}), ("service", {"method": "public_notice"})):
        acts.add_activity(
            by=house.officer, kind=kind, start=now - timedelta(days=1), attrs=attrs, case=case
        )
    acts.add_activity(by=house.officer, kind="advance_preservation", start=now, end=now, case=case)
    acts.add_document(by=house.officer, kind="prior_notice", at=now, case=case)
    acts.add_activity(by=house.officer, kind="rights_informed", start=now, end=now, case=case)
    owes(house, case, beijing("2026-03-20 23:59"))
    return case


def test_a_day_shows_what_it_brings(house: House) -> None:
    busy(house)
    found = {one.kind: one for one in happenings(house.officer, START, END)}
    assert {"duty", "hearing", "payment", "public_notice"} <= set(found)
    assert found["payment"].at == beijing("2026-03-20 23:59")
    assert found["public_notice"].at > beijing("2026-03-30 00:00")
    assert not happenings(house.viewer("colleague"), START, END)
    assert happenings(house.viewer("colleague"), START, END, mine=False)
    assert not happenings(house.viewer("stranger"), START, END, mine=False)
    assert not happenings(house.viewer("petition_desk"), START, END, mine=False)


def test_the_time_for_a_plea_and_a_preservation_without_a_thing_are_shown(house: House) -> None:
    """处罚法 arts. 44, 56; until the party pleads, and until it is said what becomes of it."""
    case = house.case()
    house.clock.later(hours=1)
    acts.add_activity(
        by=house.officer, kind="advance_preservation", start=beijing("2026-03-02 08:30"),
        end=beijing("2026-03-02 08:40"), case=case,
    )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="prior_notice", at=beijing("2026-03-02 08:00"),
        fields={"plea_period": "五个工作日"}, case=case,
    )  # fmt: skip
    acts.add_activity(
        by=house.officer, kind="rights_informed", start=beijing("2026-03-02 08:45"), case=case
    )

    def dues(name: str = "officer", *, mine: bool = True) -> dict[str, str]:
        viewer = house.viewer(name)
        person = viewer.person_id if mine else None
        found = look_for(Wanted(viewer, START, END, person), ("plea", "custody"))
        return {one.kind: one.at.astimezone(BEIJING).strftime("%m-%d %H:%M") for one in found}

    assert dues() == {"plea": "03-09 23:59", "custody": "03-11 23:59"}
    assert dues("section_head", mine=False) == dues(), "of all cases of the section"
    assert dues("colleague") == dues("stranger", mine=False) == {}
    house.clock.later(hours=1)
    assert Desk(house, "officer").open("/").says("陈述申辩期限届满")
    for kind in ("statement_and_defense", "preservation_disposed"):
        acts.add_activity(by=house.officer, kind=kind, start=beijing("2026-03-02 09:30"), case=case)
    assert dues() == {}


@pytest.mark.parametrize("kind", ["decision", "no_penalty_decision"])
def test_a_decision_of_either_kind_ends_the_time_for_a_plea(house: House, kind: str) -> None:
    case = house.case()
    house.clock.later(hours=1)
    told = beijing("2026-03-02 08:45")
    acts.add_document(by=house.officer, kind="prior_notice", at=told, case=case)
    acts.add_activity(by=house.officer, kind="rights_informed", start=told, case=case)
    mine = Wanted(house.officer, START, END, house.officer.person_id)
    assert [one.kind for one in look_for(mine, ("plea",))] == ["plea"]
    acts.add_document(by=house.officer, kind=kind, at=house.clock.now(), case=case)
    assert look_for(mine, ("plea",)) == []


def test_the_release_of_a_sealing_ends_no_preservation(house: House) -> None:
    """处罚法 art. 56: what was preserved is decided on for itself, whatever was sealed too."""
    case = house.case()
    house.clock.later(hours=1)

    def happens(kind: str, at: str, **values: object) -> None:
        acts.add_activity(by=house.officer, kind=kind, start=beijing(at), case=case, **values)

    def custody() -> list[str]:
        found = look_for(Wanted(house.officer, START, END, house.officer.person_id), ("custody",))
        return [one.at.astimezone(BEIJING).strftime("%m-%d") for one in found]

    happens("advance_preservation", "2026-03-02 08:10")
    happens("coercive_measure", "2026-03-02 08:20", attrs={"measure": "seal"})
    happens("measure_released", "2026-03-02 08:30")
    assert custody() == ["03-11"]
    happens("preservation_disposed", "2026-03-02 08:40")
    assert custody() == []


def test_an_archived_case_leaves_the_calendar(house: House) -> None:
    case = busy(house)
    with act("test.archive", by=SYSTEM) as record:
        record.update(case, archived_at=record.at)
    assert not happenings(house.officer, START, END)


def test_many_cases_need_no_more_queries(house: House) -> None:
    counts = []
    for _ in range(2):
        busy(house)
        with CaptureQueriesContext(connection) as seen:
            happenings(house.officer, START, END)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_what_other_cases_bring_takes_nothing_from_the_own_ones(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither another bureau nor another section stands in the way, however much it has."""
    monkeypatch.setattr(agenda, "MOST", 1)
    house.clock.set("2026-03-09 09:00")
    mine = house.case()
    elsewhere = House(clock, code="elsewhere")
    section = {"section": house.other_section, "title": "外科案"}
    others = [
        (elsewhere, elsewhere.case()),
        (house, acts.open_case(by=house.viewer("stranger"), kind="penalty", **section)),
    ]
    for day, (place, case) in enumerate([*others, (house, mine)], start=5):
        who = "stranger" if case is others[1][1] else "officer"
        acts.add_activity(
            by=place.viewer(who), kind="hearing", start=beijing(f"2026-03-0{day} 09:00"), case=case
        )
    found = look_for(Wanted(house.officer, START, END), ["hearing"])
    assert [one.case.pk for one in found] == [mine.pk]


def test_a_program_gets_numbers_and_dues_and_nothing_else(house: House) -> None:
    case = busy(house)
    secret = make_calendar_key(by=house.officer)
    answer = Client().get(f"/agenda/fetch/{secret}.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    raw = answer.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.decode().replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") >= 4
    assert case.number in text
    assert "DTSTART:20260303T000000Z" in text
    assert "王五" not in text, "neither party nor title"
    assert len(set(re.findall(r"UID:(\S+)", text))) == text.count("UID:")
    assert secret not in str(list(CalendarKey.objects.values()))


def test_an_address_ends_with_the_next_one_and_with_the_account(house: House) -> None:
    first = make_calendar_key(by=house.officer)
    second = make_calendar_key(by=house.officer)
    now = house.clock.now()
    assert viewer_by_secret(first, now) is None
    assert Client().get(f"/agenda/fetch/{first}.ics").status_code == 404
    found = viewer_by_secret(second, now)
    assert found is not None
    assert found.person == house.people["officer"]
    with act("test.close", by=SYSTEM) as record:
        record.update(house.people["officer"], is_active=False)
    assert viewer_by_secret(second, now) is None
    with act("test.open", by=SYSTEM) as record:
        record.update(house.people["officer"], is_active=True)
    assert end_calendar_key(by=house.officer)
    assert not end_calendar_key(by=house.officer)
    assert viewer_by_secret(second, now) is None


def test_the_month_and_the_address_by_pages(house: House) -> None:
    case = busy(house)
    desk = Desk(house, "officer").open("/agenda/")
    assert desk.says(case.number)
    assert not Desk(house, "colleague").open("/agenda/").says(case.number)
    assert Desk(house, "section_head").open("/agenda/").says(case.number), "heads handle no case"
    assert desk.open("/agenda/?month=2026-10").says("休"), "1 October is a holiday"
    desk.open("/agenda/?month=no-such")
    desk.open("/agenda/address/").send()
    found = re.search(r"/agenda/fetch/[\w-]+\.ics", desk.text)
    assert found
    assert Client().get(found[0]).status_code == 200
    assert not desk.open("/agenda/address/").says(found[0]), "it is not shown again"


# ---------------------------------------------------------------- hearings that are planned


def hearings(house: House, name: str) -> list[str]:
    """When the calendar of somebody has hearings."""
    found = happenings(house.viewer(name), START, END)
    return [f"{one.at.astimezone(BEIJING):%m-%d %H:%M}" for one in found if one.kind == "hearing"]


def test_a_planned_hearing_is_told_to_handler_chair_and_section_head(house: House) -> None:
    case = house.case(title="王五餐馆案")
    announce_hearing(
        by=house.officer, case=case, planned=beijing("2026-03-20 09:30"), place="三楼会议室",
        chair=house.people["stranger"],
    )  # fmt: skip
    for name in ("officer", "section_head", "stranger"):
        assert hearings(house, name) == ["03-20 09:30"], name
    for name in ("colleague", "bureau_head", "petition_desk"):
        assert hearings(house, name) == [], name
    every = happenings(house.viewer("colleague"), START, END, mine=False)
    assert [one.kind for one in every] == ["hearing"]
    sheet = Desk(house, "stranger").open("/agenda/?month=2026-03")
    assert sheet.says(case.number), "the chair comes from another section"
    assert not sheet.says("王五"), "and may not open the case"
    secret = make_calendar_key(by=house.viewer("stranger"))
    text = Client().get(f"/agenda/fetch/{secret}.ics").content.decode()
    assert "DTSTART:20260320T013000Z" in text
    assert case.number in text.replace("\r\n ", "")


def test_a_hearing_is_put_off_by_page_and_held_at_last(house: House) -> None:
    case = house.case()
    acts.add_activity(
        by=house.officer, kind="hearing_requested", start=house.clock.now(), case=case
    )
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/").follow("安排听证时间")
    assert desk.says("7 个工作日前")
    desk.send(422, planned="2026-03-01T09:00")
    assert desk.says("听证时间应当在通知当事人之后")
    chair = str(house.people["legal_reviewer"].pk)
    assert desk.says(f'value="{chair}"')
    for name in ("officer", "admin"):  # handles it; may not act in cases
        assert not desk.says(f'value="{house.people[name].pk}"'), name
    with pytest.raises(BadFactError):
        announce_hearing(
            by=house.officer, case=case, planned=beijing("2026-03-20 09:30"),
            chair=house.people["admin"],
        )  # fmt: skip
    desk.send(planned="2026-03-06T09:00", place="三楼会议室", chair=chair)
    assert desk.says("听证须在"), "told four working days before; recorded all the same"
    assert desk.says("三楼会议室")
    assert hearings(house, "legal_reviewer") == ["03-06 09:00"]
    house.clock.later(hours=1)
    desk.follow("改期").send(planned="2026-03-20T14:00", told_at="2026-03-02T09:00")
    assert not desk.says("听证须在")
    assert hearings(house, "officer") == hearings(house, "legal_reviewer") == ["03-20 14:00"]
    house.clock.set("2026-03-20 17:00")
    acts.add_activity(
        by=house.officer, kind="hearing", start=beijing("2026-03-20 14:05"), case=case
    )
    assert hearings(house, "officer") == ["03-20 14:05"], "it was held"
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says("改期")


def test_an_issued_notice_of_a_hearing_plans_it(house: House) -> None:
    case = house.case()
    with act("test.paper", by=SYSTEM) as record:
        record.create(
            Paper(
                bureau=house.bureau, case=case, section=case.section, form="hearing_notice",
                form_digest="sha256:0", title="听证通知书", audience="outside", code="A1", pages=1,
                values={"planned": "2026-03-20T09:30:00+08:00", "chair": "stranger"},
                frozen_digest="sha256:0", pdf_digest="sha256:0", issued_at=record.at,
                issued_by=house.people["officer"],
            )
        )  # fmt: skip
    assert hearings(house, "officer") == hearings(house, "stranger") == ["03-20 09:30"]
    house.clock.later(hours=1)
    announce_hearing(by=house.officer, case=case, planned=beijing("2026-03-27 09:30"))
    assert hearings(house, "officer") == ["03-27 09:30"], "the newest word counts"
