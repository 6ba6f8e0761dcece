# SPDX-License-Identifier: Apache-2.0
"""Notices in time: made once, replaced by the next, withdrawn when done, quiet when archived."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_decisions import decide
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.hearings import announce_hearing
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from liuhen.apps.cases.waiting import current_step, waiting_for
from liuhen.apps.compliance import reminding
from liuhen.apps.compliance.errors import BadLeadError, NotPermittedError
from liuhen.apps.compliance.leads import begins_at, lead_now, leads_of, read_leads, set_leads
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.notices import (
    count_unread,
    due_said,
    mark_read,
    notice_said,
    notices_of,
)
from liuhen.apps.compliance.projection import refresh
from liuhen.apps.people.models import Person
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.house import SYSTEM, Clock, House, beijing
from support.owing import owes


def run(house: House) -> int:
    return reminding.remind(house.bureau, house.clock.now())


def told(house: House, name: str) -> list[tuple[str, str]]:
    """The unread notices of a person: word, and the due as written."""
    rows = notices_of(house.viewer(name), unread=True).order_by("due", "word")
    return [
        (row.word, timezone.localtime(row.due).strftime("%m-%d %H:%M") if row.due else "")
        for row in rows
    ]


DUE = beijing("2026-03-03 08:00")


def test_a_handler_is_told_ahead_once_and_the_head_when_it_is_late(
    house: House, clock: Clock
) -> None:
    case = house.urgent()
    due = DUE
    clock.time = due - timedelta(hours=1)
    assert run(house) >= 1
    ahead = [one for one in notices_of(house.officer) if one.due == due]
    assert [one.word for one in ahead] == ["duty_soon"]
    assert case.number in notice_said(ahead[0])
    assert count_unread(house.viewer("section_head")) == 0
    assert run(house) == 0, "a second look tells nobody again"

    clock.time = due + timedelta(minutes=1)
    refresh(case, clock.now())
    run(house)
    mine = [one for one in notices_of(house.officer, unread=True) if one.due == due]
    assert [one.word for one in mine] == ["duty_overdue"], "it takes the place of the one before"
    heads = [one for one in notices_of(house.viewer("section_head")) if one.due == due]
    assert [one.word for one in heads] == ["case_overdue"]
    assert not notices_of(house.viewer("stranger")).exists()


def test_of_a_case_that_nobody_handles_the_head_of_the_section_is_told_ahead(
    house: House, clock: Clock
) -> None:
    case = house.urgent()
    officer = house.people["officer"]
    row = ask_recusal(by=house.officer, case=case, person=officer, asked_by="甲", ground="亲属")
    decide_recusal(by=house.head, recusal=row, granted=True)
    clock.time = DUE - timedelta(hours=1)
    run(house)
    ahead = [one for one in notices_of(house.viewer("section_head")) if one.due == DUE]
    assert [one.word for one in ahead] == ["duty_soon"]


def test_each_lead_tells_once_and_what_was_read_is_not_told_again(
    house: House, clock: Clock
) -> None:
    set_leads(by=house.viewer("admin"), leads={"duty": "20h 2h"})
    house.urgent()
    due = DUE
    for hours, words in ((21, 0), (19, 1), (18, 0), (1, 1), (0.5, 0)):
        clock.time = due - timedelta(hours=hours)
        run(house)
        unread = [one for one in notices_of(house.officer, unread=True) if one.due == due]
        assert len(unread) == words, hours
        mark_read(house.officer)


def test_what_came_after_the_page_was_read_stays_unread(house: House, clock: Clock) -> None:
    house.urgent()
    clock.time = DUE - timedelta(hours=1.5)
    run(house)
    desk = Desk(house, "officer").open("/notices/")
    before = count_unread(house.officer)
    clock.time = DUE + timedelta(minutes=5)
    run(house)
    later = notices_of(house.officer, unread=True).first()
    assert before
    assert later is not None
    desk.send(press=f"all={pressed(desk)}")
    assert list(notices_of(house.officer, unread=True)) == [later]


def pressed(desk: Desk) -> str:
    """The value of the button that marks all as read."""
    return desk.text.partition('name="all" value="')[2].partition('"')[0]


def test_a_duty_that_is_done_unread_is_not_told_any_more(house: House, clock: Clock) -> None:
    case = house.urgent()
    clock.time = DUE - timedelta(minutes=30)
    run(house)
    before = count_unread(house.officer)
    assert before
    acts.withdraw_fact(by=house.head, fact=house.event(case, "e1"), reason="误录")
    clock.later(minutes=1)
    run(house)
    assert count_unread(house.officer) < before


def test_an_archived_case_is_quiet(house: House, clock: Clock) -> None:
    case = house.urgent()
    clock.time = DUE - timedelta(minutes=30)
    run(house)
    assert count_unread(house.officer)
    with act("test.archive", by=SYSTEM) as record:
        record.update(case, archived_at=clock.now())
    run(house)
    assert not count_unread(house.officer)


def test_what_was_late_long_ago_floods_nobody_but_unread_notices_stay(
    house: House, clock: Clock
) -> None:
    case = house.urgent()
    due = DUE
    clock.time = due + timedelta(days=30)
    refresh(case, clock.now())
    run(house)
    assert not [one for one in notices_of(house.officer) if one.due == due]

    clock.time = due + timedelta(hours=1)
    refresh(case, clock.now())
    run(house)
    clock.time = due + timedelta(days=30)
    refresh(case, clock.now())
    run(house)
    assert [one.word for one in notices_of(house.officer, unread=True) if one.due == due] == [
        "duty_overdue"
    ]


def test_approvals_tell_whose_turn_it_is_and_the_asker_of_the_answer(
    house: House, clock: Clock
) -> None:
    case = house.case()
    asked = ask(by=house.officer, case=case, matter="start", text="请批准。")
    run(house)
    step = current_step(asked)
    waiting = Notice.objects.within(house.bureau.pk).filter(word="approval_waiting")
    turn = set(waiting.values_list("person__name", flat=True))
    assert step is not None
    assert turn
    for name in turn:
        assert step in [one.step for one in waiting_for(house.viewer(name))]
    by = house.viewer(min(turn))
    decide(by=by, step=step, outcome="sent_back", opinion="补充证据")
    run(house)
    assert [one.word for one in notices_of(house.officer, unread=True)] == ["approval_answered"]
    assert not notices_of(by, unread=True).filter(word="approval_waiting").exists()


def test_a_decided_recusal_is_told_to_whom_it_is_about_and_to_the_handlers(house: House) -> None:
    """行政处罚法 art. 43; who withdrew is told though the case is no longer shown."""
    case = house.case()
    officer, colleague = house.people["officer"], house.people["colleague"]
    acts.assign_handlers(by=house.officer, case=case, handlers=[officer, colleague])
    row = ask_recusal(by=house.officer, case=case, person=officer, asked_by="甲", ground="亲属")
    run(house)
    assert [one.word for one in notices_of(house.head)] == ["recusal_asked"]
    assert not notices_of(house.viewer("deputy_head")).exists()
    leads_to = Desk(house, "bureau_head").client.post(
        "/notices/", {"notice": str(notices_of(house.head).get().pk)}
    )
    assert leads_to["Location"] == f"/cases/{case.pk}/people/recusal/{row.pk}/"
    run(house)
    assert told(house, "officer") == []
    assert told(house, "colleague") == [("handler_named", "")], "by the officer"
    mark_read(house.viewer("colleague"))
    decide_recusal(by=house.head, recusal=row, granted=True)
    for _twice in range(2):
        run(house)
        for name in ("officer", "colleague"):
            [notice] = notices_of(house.viewer(name), unread=True)
            assert notice.word == "recusal_decided"
            assert case.number in notice_said(notice)
            assert "准予回避" in notice_said(notice)
    assert told(house, "stranger") == told(house, "bureau_head") == []


def test_a_planned_hearing_is_told_to_its_chair_and_anew_when_it_is_put_off(house: House) -> None:
    case = house.case()
    chair = house.people["stranger"]

    def plan(text: str) -> None:
        house.clock.later(minutes=5)
        announce_hearing(by=house.officer, case=case, planned=beijing(text), chair=chair)
        run(house)

    plan("2026-03-20 09:30")
    assert told(house, "stranger") == [("hearing_chair", "03-20 09:30")]
    assert told(house, "officer") == [("hearing_planned", "03-20 09:30")]
    plan("2026-03-23 14:00")
    assert told(house, "stranger") == [("hearing_chair", "03-23 14:00")]
    assert told(house, "officer") == [("hearing_planned", "03-23 14:00")]
    house.clock.set("2026-03-23 14:01")
    run(house)
    assert told(house, "stranger") == []


def test_what_a_party_has_to_do_is_told_ahead(house: House, clock: Clock) -> None:
    case = house.case(party_name="王五餐馆", party_kind="organization")
    due = beijing("2026-03-10 23:59")
    row = owes(house, case, due)
    run(house)
    assert ("party_soon", "03-10 23:59") not in told(house, "officer")
    clock.set("2026-03-05 08:00")  # three working days before Tuesday
    run(house)
    found = notices_of(house.officer, unread=True).get(word="party_soon")
    assert "2026-03-10 23:59" in notice_said(found)
    assert "王五" not in notice_said(found) + str(found.params), "no party in a notice"
    with act("test.paid", by=SYSTEM) as record:
        record.update(row, done_at=record.at)
    run(house)
    assert not notices_of(house.officer, unread=True).filter(word="party_soon").exists()


def test_the_end_of_what_is_held_is_told_until_it_is_let_go(house: House, clock: Clock) -> None:
    """强制法 art. 25: thirty days; and 处罚法 art. 56, of what was preserved and never entered."""
    sealed, noted = house.case(), house.case()
    things = [
        register_thing(by=house.officer, case=sealed, taken=Taken(name, "sealed"))
        for name in ("冷库", "货架")
    ]
    acts.add_activity(by=house.officer, kind="advance_preservation", start=clock.now(), case=noted)

    def held(name: str) -> list[tuple[str, str, str]]:
        run(house)
        rows = notices_of(house.viewer(name), unread=True).order_by("due", "word")
        said = "(行政强制法|七日|三十日)"
        return [
            (row.word, row.params["number"], timezone.localtime(row.due).strftime("%m-%d"))
            for row in rows
            if row.due and re.search(said, row.params.get("zh", ""))
        ]

    assert held("officer") == []
    clock.set("2026-03-09 08:30")  # two working days before the end of the seven
    assert held("officer") == [("duty_soon", noted.number, "03-11")]
    clock.set("2026-03-12 00:30")
    assert held("officer") == [("duty_overdue", noted.number, "03-11")]
    assert held("section_head") == [("case_overdue", noted.number, "03-11")]
    acts.add_activity(by=house.officer, kind="preservation_disposed", start=clock.now(), case=noted)
    assert held("officer") == held("section_head") == []
    clock.set("2026-03-31 09:00")
    assert held("officer") == [("duty_soon", sealed.number, "04-01")]
    found = notices_of(house.officer, unread=True).get(word="duty_soon", case=sealed)
    assert notice_said(found).count(sealed.number) == 1
    assert "查封" in notice_said(found)
    assert "冷库" not in notice_said(found), "nothing of the case but its number"
    for thing in things:
        end_thing(by=house.officer, thing=thing, outcome="released", at=clock.now())
    assert held("officer") == []


def test_working_days_are_those_of_the_calendar(clock: Clock, db: None) -> None:
    calendar = calendar_today()
    # the Spring Festival of 2026: work on 14 February (Saturday), then from 24 February on
    due = beijing("2026-02-25 12:00")
    assert begins_at(due, "3wd", calendar) == beijing("2026-02-13 08:00")
    assert begins_at(due, "1d", calendar) == beijing("2026-02-24 08:00")
    assert begins_at(due, "2h", calendar) == beijing("2026-02-25 10:00")
    at = beijing("2026-02-25 11:00")
    assert lead_now(due, ["3wd", "1d", "2h"], at, calendar) == "2h"
    assert lead_now(due, ["2h"], beijing("2026-02-25 09:00"), calendar) is None


@pytest.mark.parametrize("text", ["3 Tage", "0d", "99d", "1d 2d 3d 4d 5d 6d", "-1d"])
def test_a_time_ahead_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadLeadError):
        read_leads(text)


def test_only_the_administrator_sets_leads(house: House) -> None:
    with pytest.raises(NotPermittedError):
        set_leads(by=house.officer, leads={"duty": "1d"})


def test_the_bell_counts_and_a_notice_leads_to_its_case(house: House, clock: Clock) -> None:
    case = house.urgent()
    clock.time = DUE - timedelta(minutes=30)
    run(house)
    desk = Desk(house, "officer").open("/")
    assert desk.says("1条未读提醒")
    desk.open("/notices/")
    assert desk.says(case.number)
    row = notices_of(house.officer, unread=True).get()
    desk.send(press=f"notice={row.pk}")
    assert desk.address == f"/cases/{case.pk}/"
    assert not desk.says("1条未读提醒")
    assert desk.open("/notices/?show=all").says(case.number)
    other = Desk(house, "stranger").open("/notices/")
    other.client.post("/notices/", {"notice": str(row.pk)})
    assert not other.says(case.number)


def test_the_administrator_sets_the_leads_by_page(house: House) -> None:
    Person.objects.filter(pk=house.people["admin"].pk).update(must_change_password=False)
    desk = Desk(house, "admin").open("/notices/settings/")
    assert desk.held("duty") == ["3 个工作日、1 天、2 小时"]
    desk.send(422, duty="bald")
    assert leads_of(house.bureau.pk)["duty"] == ("3wd", "1d", "2h")
    desk.open("/notices/settings/").send(duty="5个工作日，1天", party="")
    assert not desk.says("5wd")
    assert leads_of(house.bureau.pk)["duty"] == ("5wd", "1d")
    assert leads_of(house.bureau.pk)["party"] == ()
    Desk(house, "officer").open("/notices/settings/", 403)


def test_the_last_second_of_a_day_is_written_as_the_law_speaks() -> None:
    assert due_said(beijing("2026-03-02 23:59:59")) == "2026-03-02 24:00"
    assert due_said(None) == ""


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_tell_once(
    many_writers: None, clock: Clock, settings: object, tmp_path: object
) -> None:
    house = House(clock)
    house.urgent()
    clock.time = DUE - timedelta(minutes=30)
    faults: list[BaseException] = []

    def look() -> None:
        try:
            reminding.remind(house.bureau, clock.now())
        except BaseException as error:  # noqa: BLE001  # shown by the test
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not faults
    rows = Notice.objects.within(house.bureau.pk).values_list("person_id", "key")
    assert rows
    assert len(rows) == len(set(rows))
