# SPDX-License-Identifier: Apache-2.0
"""An officer looks at desk, list and case: what the pages say of a case that is under way."""

import re
from datetime import timedelta

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.projection import refresh
from liuhen.apps.evidence.models import OutingGround
from liuhen.apps.evidence.outings import come_back, leave
from liuhen.simulate import cases
from support.desk import Desk
from support.house import Clock, House, beijing
from support.owing import decided


@pytest.fixture
def visit(house: House) -> Case:
    """Monday 2 March: a visit from 9:00 to 10:42, filmed but for ten minutes; a report at 11:00."""
    house.clock.set("2026-03-02 11:00")
    case = house.case(title="禁渔期出海捕捞案", party_name="赵某", party_kind="person")
    at = lambda clock: beijing(f"2026-03-02 {clock}")  # noqa: E731  # only shorter
    event = acts.add_activity(
        by=house.officer, kind="site_inspection", start=at("09:00"), end=at("10:42"), case=case
    )
    for start, end in (("09:00", "09:42"), ("09:52", "10:42")):
        acts.add_recording(
            by=house.officer, kind="video", start=at(start), end=at(end), events=[event.ref],
            device="DSJ-03", officer="王敏", informed=True, case=case,
        )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="site_inspection_record", at=at("10:50"), events=[event.ref],
        signatures=[{"role": "officer", "name": "王敏"}], case=case,
    )  # fmt: skip
    return case


def _page(case: Case, query: str = "") -> str:
    return f"/cases/{case.pk}/{query}"


def test_the_next_thing_names_its_due_its_article_and_what_is_left(
    house: House, visit: Case
) -> None:
    house.clock.set("2026-03-03 08:44")
    desk = Desk(house, "officer").open(_page(visit))
    assert desk.says("禁渔期出海捕捞案")
    assert desk.says("3月3日 10:42")
    assert desk.says("还有 1 小时 58 分")
    assert desk.says("第二十七条第五项")
    assert desk.says("自3月2日 10:42起算：24小时，精确到秒，至3月3日 10:42:00")


def test_one_thing_is_the_next_and_what_else_is_to_be_done_stands_below_it(house: House) -> None:
    case, _paper = decided(house)
    acts.add_activity(
        by=house.officer, kind="case_initiated", start=house.clock.time, case=case,
        attrs={"urgent": True},
    )  # fmt: skip
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    words = re.findall(r'class="next-word">.*?</svg>\s*(\S+?)\s*<', page.text, re.DOTALL)
    assert words == ["下一件事", "还要做"]


def test_a_hole_in_the_footage_is_drawn_named_and_told_in_the_table(
    house: House, visit: Case
) -> None:
    desk = Desk(house, "officer").open(_page(visit))
    assert re.search(r'<rect class="gap" [^>]*><title>断录 10 分，原因未登记', desk.text)
    assert re.search(r">断录 10 分，原因未登记</text>", desk.text)
    assert desk.says("3月2日 09:42–09:52")
    assert desk.says("无法补救")


def test_an_entry_about_the_break_turns_the_hole_into_an_explained_one(
    house: House, visit: Case
) -> None:
    acts.add_interruption(
        by=house.officer, start=beijing("2026-03-02 09:42"), end=beijing("2026-03-02 09:52"),
        event="e1", cause="power", case=visit,
    )  # fmt: skip
    desk = Desk(house, "officer").open(_page(visit))
    assert desk.says('<rect class="gap explained"')
    assert desk.says("断录 10 分，断电")


def test_as_of_an_earlier_time_what_came_later_is_not_there(house: House, visit: Case) -> None:
    house.clock.set("2026-03-04 09:00")
    desk = Desk(house, "officer").open(_page(visit, "?as_of=2026-03-02T10:45"))
    assert desk.says("3月2日 10:45 的状态，按现在掌握的情况")
    assert not desk.says("《现场检查（勘验）笔录》 3月2日 10:50")
    assert desk.says("执法活动结束后24小时内导出保存")


def test_as_known_on_that_day_what_was_entered_later_is_not_there(
    house: House, visit: Case
) -> None:
    house.clock.set("2026-03-04 09:00")
    acts.add_activity(
        by=house.officer, kind="inquiry", start=beijing("2026-03-02 10:50"),
        end=beijing("2026-03-02 10:55"), case=visit,
    )  # fmt: skip
    later = "询问 3月2日 10:50–10:55"
    desk = Desk(house, "officer")
    assert desk.open(_page(visit, "?as_of=2026-03-03T09:00")).says(later)
    assert not desk.open(_page(visit, "?as_of=2026-03-03T09:00&known=1")).says(later)
    assert desk.says("只按当时已知的情况")


def test_a_time_that_is_none_is_said_and_the_present_shown(house: House, visit: Case) -> None:
    desk = Desk(house, "officer").open(_page(visit, "?as_of=tomorrow"))
    assert desk.says("时间格式不对")
    assert desk.says("现场检查")


def test_what_was_entered_long_after_says_so(house: House, visit: Case) -> None:
    house.clock.set("2026-03-09 09:00")
    acts.add_document(
        by=house.officer, kind="inquiry_record", at=beijing("2026-03-02 10:59"), case=visit
    )
    assert Desk(house, "officer").open(_page(visit)).says("事后录入 3月9日 09:00")


def test_footage_waits_for_the_custodian_and_then_is_stored(house: House, visit: Case) -> None:
    desk = Desk(house, "officer").open(_page(visit))
    assert desk.text.count("待保管人确认") == 2
    acts.mark_stored(by=house.custodian, case=visit, recordings=house.recordings(visit))
    desk.open(_page(visit))
    assert not desk.says("待保管人确认")
    assert desk.says("至2029年3月2日")


def test_eight_files_of_one_patrol_without_telling_are_one_line_that_names_them_all(
    house: House,
) -> None:
    house.clock.set("2026-03-02 18:00")
    case = house.case()
    at = lambda clock: beijing(f"2026-03-02 {clock}")  # noqa: E731  # only shorter
    acts.add_activity(
        by=house.officer, kind="routine_patrol", start=at("08:00"), end=at("16:00"), case=case
    )
    for hour in range(8, 16):
        acts.add_recording(
            by=house.officer, kind="video", start=at(f"{hour:02}:00"), end=at(f"{hour + 1:02}:00"),
            events=["e1"], device=f"DSJ-{hour:02}", case=case,
        )  # fmt: skip
    acts.mark_stored(by=house.custodian, case=case, recordings=house.recordings(case))
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("另有 7 项情况相同")
    assert all(f"DSJ-{hour:02}" in desk.text for hour in range(8, 16))
    anchors = set(re.findall(r'<(?:li|span)[^>]* id="(duty-[^"]*-r\d)"', desk.text))
    assert {f"duty-recording.informed-r{n}" for n in range(1, 9)} <= anchors


def test_the_journal_tells_who_did_what(house: House, visit: Case) -> None:
    desk = Desk(house, "officer").open(_page(visit))
    assert desk.says("案件登记")
    assert desk.says("录入活动，现场检查 3月2日 09:00–10:42")
    assert desk.says("登记音像，录像 3月2日 09:52–10:42")


def test_a_case_without_entries_says_where_to_begin(house: House) -> None:
    desk = Desk(house, "officer").open(_page(house.case()))
    assert desk.says("还没有录入任何内容")
    assert desk.says("先记入案件如何开始")


def test_a_fragment_is_answered_where_only_the_body_is_wanted(house: House, visit: Case) -> None:
    desk = Desk(house, "officer")
    answer = desk.client.get(_page(visit), headers={"HX-Request": "true", "HX-Target": "case-body"})
    assert b"<html" not in answer.content
    assert "制度要求".encode() in answer.content


@pytest.mark.parametrize("number", range(6))
def test_simulated_cases_can_be_looked_at_in_both_languages(house: House, number: int) -> None:
    now = house.clock.now()
    facts = list(cases("jinpu-ocean", number + 1, 3, now))[-1]
    case = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=msgspec.json.encode(facts)
    )
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("外部导入")
    first = case.opened_at.date()
    last = (case.opened_at + timedelta(days=3)).date()
    desk.open(_page(case, f"?first={first}&last={last}"))
    desk.client.cookies["django_language"] = "en"
    desk.open(_page(case, "?all=1"))
    assert desk.says("What the regulation asks")


def test_a_case_from_before_the_go_live_date_says_so_and_can_be_judged_whole(
    house: House,
) -> None:
    facts = {
        "case": {"id": "旧案1号", "act": "penalty", "title": "启用前的案件"},
        "events": [
            {"id": "e1", "type": "inquiry", "start": "2025-12-01T09:00:00+08:00",
             "end": "2025-12-01T10:00:00+08:00"}
        ],
    }  # fmt: skip
    case = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=msgspec.json.encode(facts)
    )
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("启用前案件")
    assert desk.says("启用前的部分也作判断")
    assert not desk.says("制作询问笔录")
    assert desk.open(_page(case, "?whole=1")).says("询问笔录")


def test_what_has_no_period_and_was_due_before_archiving_is_not_said_to_be_due_still(
    house: House,
) -> None:
    case = house.case()
    at = house.clock.time
    acts.add_activity(by=house.officer, kind="sampling", start=at, end=at, case=case)
    house.end(case)
    house.clock.later(days=400)
    page = Desk(house, "officer").open(_page(case))
    assert page.says("应当在归档期限届满前完成")
    assert not page.says("没有单独期限，归档前完成")


def test_the_desk_lists_duties_by_due_with_article_case_and_what_is_missing(
    house: House, visit: Case
) -> None:
    house.clock.set("2026-03-03 08:44")
    desk = Desk(house, "officer").open("/")
    assert desk.says("今天到期")
    assert desk.text.index("还有 1 小时 58 分") < desk.text.index("归档前完成")
    assert desk.says("保管人确认入库")
    assert desk.says(visit.number)
    house.clock.set("2026-03-03 10:43")
    assert desk.open("/").says("已逾期 1 分")


def test_the_desk_of_a_colleague_shows_the_case_only_among_all(house: House, visit: Case) -> None:
    desk = Desk(house, "colleague")
    assert desk.open("/").says("目前没有待办事项")
    assert desk.open("/?whose=all").says(visit.number)
    assert not Desk(house, "stranger").open("/?whose=all").says(visit.number)


def test_an_administrator_finds_pages_instead_of_cases(house: House, visit: Case) -> None:
    from liuhen.apps.people.models import Person

    Person.objects.filter(pk=house.people["admin"].pk).update(must_change_password=False)
    desk = Desk(house, "admin").open("/")
    assert not desk.says(visit.number)
    assert desk.says("/people/")
    assert desk.says("下一步")
    assert desk.says("/people/roster/")


def test_the_list_is_narrowed_by_words_and_choices(house: House, visit: Case) -> None:
    other = house.case(title="另一案", kind="inspection")
    desk = Desk(house, "officer").open("/cases/?words=禁渔")
    assert desk.says(visit.number)
    assert not desk.says(other.number)
    desk.open("/cases/?act=inspection")
    assert desk.says(other.number)
    assert not desk.says(visit.number)
    assert desk.open("/cases/?trouble=breached").says(visit.number)
    assert desk.open("/cases/?stage=nowhere&opened_from=never").says(visit.number)
    assert desk.open("/cases/?words=nothing").says("没有找到案件")


def test_a_long_list_has_pages(house: House) -> None:
    for number in range(26):
        house.case(title=f"第{number}案")
    desk = Desk(house, "officer").open("/cases/")
    assert desk.says("第 1 页，共 2 页 26 条")
    assert desk.follow("下一页").says("第0案")


# ------------------------------------------------- footage that may still be in its recorder


def _unfilmed(house: House, **more: object) -> tuple[Case, Activity]:
    """A seizure from 9:00 to 10:42 of which no film has come in."""
    house.clock.set("2026-03-02 10:43")
    case = house.case(title="涉案渔具案")
    row = acts.add_activity(
        by=house.officer, kind="coercive_measure", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:42"), attrs={"measure": "seize"}, case=case,
        officers=[{"name": "officer", "person": str(house.people["officer"].pk), **more}],
    )  # fmt: skip
    return case, row


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pack", "said", "after"),
    [
        ("jinpu-ocean", "应当在 3月3日 10:42 前导入（第二十七条第五项）", "2026-03-03 10:43"),
        ("qilin-culture-tourism", "应当在 3月11日 24:00 前导入（第十九条）", "2026-03-12 00:01"),
    ],
)
def test_footage_that_may_still_come_in_is_awaited_until_the_bureaus_own_period_ends(
    clock: Clock, pack: str, said: str, after: str
) -> None:
    """002 art. 19, 003 art. 27(5)"""
    house = House(clock, pack, "place")
    case, row = _unfilmed(house)
    breached = [one for one in house.report(case).findings if one.status == "breached"]
    assert breached, "the engine says what it always said"
    desk = Desk(house, "officer").open("/cases/")
    assert not desk.says("count-breached")
    desk.open(_page(case))
    assert not desk.says("<span>无法补救</span>")
    assert desk.says(said)
    assert desk.says(f"/upload/?activity={row.item}")
    assert not desk.says("事后不能补")
    for address in (f"/onsite/{row.item}/", f"/cases/{case.pk}/activity/{row.item}/"):
        assert desk.open(address).says(said), address
        assert desk.says(f"/upload/?activity={row.item}"), address
    work = desk.open("/")
    assert work.says("导入录音录像：")
    assert not work.says("<span>无法补救</span>")

    clock.set(after)
    listed = Desk(house, "officer").open("/cases/")
    assert listed.says("count-breached"), "by the clock, before the case is judged again"
    assert not listed.says("count-overdue")
    with transaction.atomic():
        refresh(case, clock.now())
    page = desk.open(_page(case))
    assert page.says("<span>无法补救</span>")
    assert not page.says("尚未导入")
    assert not page.says("补记：录像")
    assert not page.says("/upload/?activity=")
    assert not desk.open("/").says("导入录音录像：")
    assert not desk.open(f"/onsite/{row.item}/").says("尚未导入")


@pytest.mark.django_db
def test_where_footage_has_no_period_it_is_awaited_until_the_case_is_filed(clock: Clock) -> None:
    """000 art. 19: what was recorded is filed within thirty days of the end."""
    house = House(clock, "jinpu-ethnic-religious", "place")
    house.clock.set("2026-03-02 10:43")
    case = house.case()
    acts.add_activity(
        by=house.officer, kind="advance_preservation", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:42"), case=case,
    )  # fmt: skip
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("应当在立卷归档前导入（第十九条）")
    assert not desk.says("<span>无法补救</span>")
    duty = OpenDuty.objects.within(house.bureau.pk).get(obligation="preservation.recording")
    assert (duty.status, duty.due) == ("awaited", None)


def test_the_time_for_bringing_in_begins_with_the_return_from_an_outing(
    house: House, clock: Clock
) -> None:
    """003 art. 27(5)"""
    clock.set("2026-03-02 08:00")
    outing = leave(
        by=house.officer, officer=house.people["officer"], place="长海", ground=OutingGround.REMOTE
    )
    case, row = _unfilmed(house)
    clock.set("2026-03-05 09:00")
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("导入期限自返回时起算（第二十七条第五项）")
    come_back(by=house.officer, outing=outing)
    assert desk.open(f"/onsite/{row.item}/").says("应当在 3月6日 09:00 前导入")


@pytest.mark.django_db
def test_who_was_not_qualified_is_named_with_the_reason(clock: Clock) -> None:
    """004 art. 7"""
    house = House(clock, "xigang-hrss", "place")
    case, _row = _unfilmed(house, certificate="LN-1", valid_until="2026-02-01", established=False)
    desk = Desk(house, "officer").open(_page(case))
    assert desk.says("officer不是正式在编人员")
    assert desk.says("officer的执法证有效期至2026年2月1日")
    assert desk.says("以活动当天为准")
    duty = desk.text.partition('id="duty-officers.qualified')[2].partition("</li>")[0]
    assert "无法补救" in duty
    assert "归档前" not in duty
    assert "btn" not in duty


def test_more_activities_without_footage_need_no_more_queries(house: House) -> None:
    """003 art. 27(5): of each it is asked whether its officers are away."""
    case, _row = _unfilmed(house)
    desk = Desk(house, "officer")
    asked = []
    for minutes in (range(1), range(1, 20)):
        for minute in minutes:
            acts.add_activity(
                by=house.officer, kind="coercive_measure", attrs={"measure": "seize"}, case=case,
                start=beijing("2026-03-02 09:00"), end=beijing(f"2026-03-02 10:{minute:02}"),
                officers=[{"name": "officer", "person": str(house.people["officer"].pk)}],
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            desk.open(_page(case, "?all=1"))
        asked.append(len(seen))
    assert asked[0] == asked[1]
