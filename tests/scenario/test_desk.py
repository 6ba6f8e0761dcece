# SPDX-License-Identifier: Apache-2.0
"""What somebody sees every morning: all kinds of work in one list, the most urgent first."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.incidents import record_incident
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.compliance.reasons import late_count, late_keys
from liuhen.web.home import day_work
from liuhen.web.home.choice import Choice
from liuhen.web.home.desk import LINES, desk_of
from support.approving import asked, said, start_paper
from support.desk import Desk
from support.footage import Footage
from support.house import House
from support.owing import owes

MINE = Choice(mine=True)
ALL = Choice(mine=False)


def kinds(house: House, name: str, choice: Choice = MINE) -> list[str]:
    """The kinds of work on somebody's desk, in their order."""
    viewer = house.viewer(name)
    return [line.kind for group in desk_of(viewer, choice, "1").groups for line in group.lines]


def whens(house: House, name: str, choice: Choice = MINE) -> list[str]:
    return [group.when for group in desk_of(house.viewer(name), choice, "1").groups]


def test_all_kinds_of_work_stand_in_one_list_by_urgency(house: House) -> None:
    case = house.urgent()
    now = house.clock.now()
    register_thing(by=house.officer, case=case, taken=Taken("渔网", "preserved", received_at=now))
    register_received(by=house.officer, letter=Letter("海警局", "移送函"))
    Footage(house).original("2026-03-02 07:30", minutes=5, officer="officer")
    begin_draft(by=house.officer, case=case, form="inquiry_record")
    owes(house, case, now + timedelta(days=5))
    acts.add_activity(by=house.officer, kind="inquiry", start=now, end=now, case=case)
    paper = start_paper(house, case)
    asked(house, case, subject=paper.ref)
    house.clock.later(hours=25)

    desk = Desk(house, "officer").open("/")
    for words in (
        "说明您承办的 1 起案件逾期的原因", "将来文归入案件或登记处理结果：移送函",
        "将 1 段音像关联到执法活动", "完成文书草稿《询问笔录》", "查封扣押或登记保存到期",
        "等待审批：", "案件办理", "物品", "当事人履行",
    ):  # fmt: skip
        assert desk.says(words), words
    order = ["已逾期", "今天到期", "等您处理", "七日内到期", "七日后到期", "归档前完成", "等待他人"]
    heads = re.findall(r'<h2 class="card-title" id="when-\w+">([^<]+)</h2>', desk.text)
    assert heads == [word for word in order if word in heads]
    assert {"已逾期", "今天到期", "等您处理", "七日后到期", "等待他人"} <= set(heads)
    assert desk.open("/?whose=mine&kind=thing").says("登记保存到期")
    assert not desk.says("移送函")
    assert desk.open("/?whose=mine&kind=hearing").says("没有这一类事项")


def test_what_is_asked_of_a_head_is_on_the_own_desk_and_leaves_it_when_decided(
    house: House,
) -> None:
    case = house.urgent()
    request = asked(house, case, subject=start_paper(house, case).ref)
    assert "others" in whens(house, "officer")
    desk = Desk(house, "section_head").open("/")
    assert desk.says("审批：")
    assert not desk.says("案件办理"), "the head handles no case"
    assert desk.follow("审批：").says(case.number)
    said(house, request, "section_head", outcome="sent_back", opinion="请补充")
    assert "approval" not in kinds(house, "section_head")
    assert Desk(house, "officer").open("/").says("被退回：")


def test_the_work_of_one_handler_is_picked_out(house: House) -> None:
    house.urgent()
    acts.assign_handlers(
        by=house.officer, case=house.urgent(), handlers=[house.people["colleague"]]
    )
    head = house.viewer("section_head")
    every = desk_of(head, ALL, "1").numbers.later
    one = desk_of(head, Choice(mine=False, handler=house.people["colleague"].pk), "1").numbers.later
    assert 0 < one < every
    desk = Desk(house, "section_head").open("/?whose=all")
    assert desk.says('id="desk-handler"')
    assert not desk.says("stranger"), "who works in another section"
    key = house.people["colleague"].pk
    assert desk.open(f"/?whose=all&handler={key}").says(f'value="{key}" selected')
    assert not Desk(house, "stranger").open(f"/?whose=all&handler={key}").says("示例案")


def test_nothing_of_another_section_is_on_a_desk(house: House) -> None:
    case = house.urgent()
    begin_draft(by=house.officer, case=case, form="inquiry_record")
    register_thing(by=house.officer, case=case, taken=Taken("渔网", "preserved"))
    house.clock.later(days=9)
    assert kinds(house, "stranger", ALL) == kinds(house, "stranger", MINE) == []
    assert set(kinds(house, "colleague", ALL)) >= {"duty", "paper", "thing"}


def test_a_head_is_told_what_is_late_in_the_section(house: House) -> None:
    house.urgent()
    assert "reason" not in kinds(house, "section_head")
    house.clock.later(days=2)
    assert kinds(house, "section_head") == ["reason"]
    desk = Desk(house, "section_head").open("/").follow("起案件已逾期")
    assert desk.says("示例案")


def test_what_a_head_is_asked_stands_in_the_list_of_all_work_too(house: House) -> None:
    section = str(house.section.pk)
    Desk(house, "petition_desk").open("/complaints/").send(
        section=section, real_name="no", channel="letter", title="反映无证捕捞"
    )
    house.urgent()
    house.clock.later(days=2)
    for whose in ("mine", "all", f"all&section={section}"):
        desk = Desk(house, "section_head").open(f"/?whose={whose}")
        assert desk.says("起案件已逾期"), whose
        assert desk.says("案件没有承办人"), whose
    other = Desk(house, "section_head").open(f"/?whose=all&handler={house.people['colleague'].pk}")
    assert not other.says("起案件已逾期")


def test_the_numbers_at_the_head_are_those_of_the_lines(house: House) -> None:
    """Per tile, per kind and in all: a case with several duties of no time is one line."""
    case, now = house.urgent(), house.clock.now()
    acts.add_activity(by=house.officer, kind="inquiry", start=now, end=now, case=case)
    owes(house, house.case(), now + timedelta(days=5))
    asked(house, case, subject=start_paper(house, case).ref)
    house.clock.later(hours=25)
    for choice in (MINE, ALL, MINE.of_kind("duty"), ALL.of_kind("approval")):
        desk = desk_of(house.officer, choice, "1")
        lines = {group.when: len(group.lines) for group in desk.groups}
        numbers = desk.numbers
        assert numbers.overdue == lines.get("overdue", 0)
        assert numbers.today == lines.get("today", 0)
        assert numbers.now == lines.get("now", 0)
        assert numbers.later == lines.get("week", 0) + lines.get("later", 0)
        assert numbers.open == lines.get("open", 0)
        assert numbers.others == lines.get("others", 0)
        assert sum(lines.values()) == desk.page.paginator.count
        if not choice.kind:
            assert sum(one.count for one in desk.kinds) == desk.page.paginator.count
            assert lines["open"]
            assert lines["others"]


def test_an_empty_desk_says_so(house: House) -> None:
    assert Desk(house, "officer").open("/").says("没有其他事项等您处理")


def test_pages_of_a_crowded_desk_hold_each_line_once(house: House) -> None:
    case = house.case()
    for day in range(1, LINES + 9):
        letter = Letter("海警局", f"第{day}号函", received_at=house.clock.now())
        register_received(by=house.officer, letter=letter)
        owes(house, case, house.clock.now() - timedelta(days=day % 7, hours=1))
    house.urgent()
    house.clock.later(days=2)
    viewer = house.officer
    first = desk_of(viewer, MINE, "1")
    seen = [
        line
        for number in first.page.paginator.page_range
        for group in desk_of(viewer, MINE, str(number)).groups
        for line in group.lines
    ]
    assert len(seen) == first.page.paginator.count > 2 * LINES
    assert len({(one.kind, one.text, one.case and one.case.pk, one.due, one.address, i)
                for i, one in enumerate(seen)}) == len(seen)  # fmt: skip
    assert [one.order for one in seen] == sorted(one.order for one in seen)
    assert sum(one.kind == "paper" for one in seen) == LINES + 8
    assert sum(one.when == "overdue" and one.kind == "duty" for one in seen) > 0


@pytest.mark.parametrize("choice", [MINE, ALL])
def test_more_cases_need_no_more_queries(house: House, choice: Choice) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            case = house.urgent()
            register_thing(by=house.officer, case=case, taken=Taken("渔网", "preserved"))
            begin_draft(by=house.officer, case=case, form="inquiry_record")
            register_received(by=house.officer, letter=Letter("局", f"函{number}"))
            asked(house, case, subject=start_paper(house, case).ref)

    def queries(name: str) -> int:
        viewer = house.viewer(name)
        with CaptureQueriesContext(connection) as seen:
            assert desk_of(viewer, choice, "1").groups
        return len(seen)

    fill(2)
    house.clock.set("2026-03-04 09:00")
    before = {name: queries(name) for name in ("officer", "section_head")}
    fill(4)
    assert {name: queries(name) for name in before} == before


def test_of_many_days_those_that_have_passed_are_never_left_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has to be paid longest stands first, however much is due later."""
    monkeypatch.setattr(day_work, "MOST_OF_A_KIND", 2)
    case, now = house.case(), house.clock.now()
    paper = acts.add_document(by=house.officer, kind="decision", at=now, case=case)
    owed = [Ordered("other", f"事项{n}", None, now + timedelta(days=n)) for n in (2, 9, 16, 23)]
    order(by=house.officer, case=case, document=paper.ref, items=owed)
    house.clock.later(days=3)

    days = [one.due for one in desk_of(house.officer, MINE.of_kind("party"), "1").groups[0].lines]

    assert days[0] == now + timedelta(days=2)


def test_of_an_archived_case_nobody_is_asked_who_can_do_nothing(house: House) -> None:
    case = house.urgent()
    assert "duty" in kinds(house, "officer")
    house.end(case)
    acts.archive_case(by=house.custodian, case=Case.objects.within(house.bureau.pk).get(pk=case.pk))
    assert house.report(case).findings, "something is open still, and stays open"
    assert "duty" not in kinds(house, "officer")
    # the desk of a head and the list of what is late agree: only who keeps the footage is asked
    house.clock.later(days=40)
    for name, keeps in (("section_head", False), ("custodian", True)):
        viewer = house.viewer(name)
        desk = desk_of(viewer, ALL.of_kind("duty"), "1")
        assert (desk.numbers.overdue > 0, list(late_keys(viewer)) == [case.pk]) == (keeps, keeps)
        assert desk.numbers.overdue == late_count(viewer)


def test_what_was_objected_to_after_archiving_is_kept_on_disc_all_the_same(house: House) -> None:
    """000/001 art. 21."""
    house = House(house.clock, pack="jinpu-ethnic-religious", code="other")
    case = house.case()
    begun = house.clock.time - timedelta(hours=3)
    row = acts.add_activity(
        by=house.officer, kind="inquiry", start=begun, end=begun + timedelta(hours=1), case=case
    )
    film = acts.add_recording(
        by=house.officer, kind="video", start=begun, end=begun + timedelta(hours=1),
        events=[row.ref], case=case,
    )  # fmt: skip
    acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    house.end(case)
    acts.archive_case(by=house.custodian, case=case)
    house.clock.later(days=1)
    record_incident(
        by=house.viewer("petition_desk"), kind="objection", text="当事人提出异议",
        at=house.clock.time, number=case.number,
    )  # fmt: skip
    assert house.finding(case, "long-term.objection").status == "overdue"
    [before] = house.recordings(case)
    page = Desk(house, "custodian").open(f"/cases/{case.pk}/").follow("入库和移交")
    assert page.says("登记为已刻录至此光盘")
    page.send(422, recordings=[film.ref], disc="", on_disc="1")
    assert page.says("光盘编号")
    page.open(page.address).send(recordings=[film.ref], disc="光盘2026-7", on_disc="1")
    assert page.says("光盘2026-7")
    [kept] = house.recordings(case)
    assert before.stored_at is not None
    assert (kept.disc, kept.stored_at) == ("光盘2026-7", before.stored_at)
    assert house.finding(case, "long-term.objection").status == "met"
    officer = Desk(house, "officer").open(f"/cases/{case.pk}/store/")
    assert not officer.says("登记为已刻录至此光盘")
    with pytest.raises(NotAllowedError):
        acts.put_on_disc(by=house.officer, case=case, recordings=[kept], disc="另一张")
    with pytest.raises(BadFactError, match="请至少选择一份"):
        acts.put_on_disc(by=house.custodian, case=case, recordings=[], disc="另一张")


def test_lines_that_differ_in_the_recording_alone_are_one(house: House) -> None:
    """A case with a dozen recordings that nobody stored buried all other work."""
    case = house.urgent()
    at = house.clock.now()
    for minutes in (50, 40, 30):
        start = at - timedelta(minutes=minutes)
        acts.add_recording(
            by=house.officer, kind="video", start=start, end=start + timedelta(minutes=5),
            case=case,
        )  # fmt: skip
    house.clock.later(days=10)
    rows = [
        line for group in desk_of(house.officer, MINE, "1").groups for line in group.lines
        if line.kind == "duty" and line.case
    ]  # fmt: skip
    told = [(line.text, line.when, line.status, *line.missing) for line in rows]
    assert len(told) == len(set(told)), told
    assert any("3 条音像记录" in line.about for line in rows)
