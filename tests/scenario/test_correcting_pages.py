# SPDX-License-Identifier: Apache-2.0
"""Correcting, withdrawing, signing, storing by page: the trace stays, and roles are apart."""

from datetime import date

import pytest

from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Interruption,
    Participant,
    Recording,
)
from liuhen.apps.evidence.outings import come_back, leave
from liuhen.apps.people.models import Certificate
from support.desk import Desk
from support.house import House, beijing
from support.stories import at, inspected


def newest(house: House, kind: type[Fact]) -> Fact:
    return kind._default_manager.within(house.bureau.pk).get(superseded_at=None)


def page_of(case: Case, row: Fact, page: str = "") -> str:
    return f"/cases/{case.pk}/{row._meta.model_name}/{row.item}/{page}"


def recorded(house: House) -> tuple[Desk, Case, Fact]:
    desk, case = inspected(house)
    at(desk, case, "document", "site_inspection_record").send(
        at="2026-03-01T10:40", further__0__name="地点", further__0__text="三号码头"
    )
    return desk, case, newest(house, Document)


# ---------------------------------------------------------------- correcting


def test_a_slip_is_mended_and_the_page_shows_both_versions(house: House) -> None:
    desk, case = inspected(house)
    row = newest(house, Activity)

    desk.open(page_of(case, row)).follow("更正")
    assert desk.held("start") == ["2026-03-01T09:00"]
    assert desk.held("identity_shown") == ["yes"]
    desk.send(start="2026-03-01T09:10", place="三号码头", correction="看错了时间")

    assert newest(house, Activity).start == beijing("2026-03-01 09:10")
    assert desk.says("看错了时间")
    assert desk.says("<del>3月1日 09:00</del>")
    assert desk.says("<ins>3月1日 09:10</ins>")
    assert Activity.objects.within(house.bureau.pk).count() == 2


def test_a_correction_needs_a_reason_and_a_change(house: House) -> None:
    desk, case = inspected(house)
    address = page_of(case, newest(house, Activity), "correct/")

    desk.open(address).send(422, start="2026-03-01T09:10")
    assert desk.held("start") == ["2026-03-01T09:10"], "nothing typed is lost"
    desk.open(address).send(422, correction="没有改")
    assert desk.says("还没有改动。")
    assert Activity.objects.within(house.bureau.pk).count() == 1


def test_of_two_who_correct_at_once_neither_writes_over_the_other(house: House) -> None:
    desk, case = inspected(house)
    address = page_of(case, newest(house, Activity), "correct/")
    head = Desk(house, "bureau_head").open(address)
    desk.open(address).send(place="三号码头", correction="补地点")

    head.send(422, start="2026-03-01T09:10", correction="核对笔录")
    assert head.says("刚被他人更改")
    assert head.held("start") == ["2026-03-01T09:10"], "nothing typed is lost"
    head.send(422)
    assert head.says("刚被他人更改"), "what the other wrote was not looked at yet"
    row = newest(house, Activity)
    assert (row.place, row.start) == ("三号码头", beijing("2026-03-01 09:00"))

    head.open(address).send(start="2026-03-01T09:10", correction="核对笔录")
    row = newest(house, Activity)
    assert (row.place, row.start) == ("三号码头", beijing("2026-03-01 09:10"))


def test_a_correction_leaves_alone_what_it_is_not_about(house: House) -> None:
    """The certificates that were shown then stay those, and a long place may be mended."""
    holder = house.people["officer"]
    old = Certificate.objects.create(person=holder, number="D-1", valid_until=date(2026, 12, 31))
    desk, case = inspected(house)
    assert newest(house, Activity).officers[0]["certificate"] == "D-1"
    old.delete()
    Certificate.objects.create(person=holder, number="D-2", valid_until=date(2030, 12, 31))
    place = "示例区示例街道" * 20

    desk.open(page_of(case, newest(house, Activity), "correct/"))
    people = [str(house.people[name].pk) for name in ("officer", "colleague")]
    desk.send(people=people, place=place, correction="补记一人和地点")

    row = newest(house, Activity)
    assert [one.get("certificate") for one in row.officers] == ["D-1", None]
    assert row.place == place


def test_after_an_hour_no_handler_moves_a_time(house: House) -> None:
    desk, case = inspected(house)
    address = page_of(case, newest(house, Activity), "correct/")
    house.clock.later(minutes=61)

    desk.open(address).send(422, start="2026-03-01T09:30", correction="改期限")
    assert newest(house, Activity).start == beijing("2026-03-01 09:00")

    Desk(house, "bureau_head").open(address).send(start="2026-03-01T09:30", correction="核对笔录")
    assert newest(house, Activity).start == beijing("2026-03-01 09:30")


def test_what_is_still_going_on_may_be_ended_later(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "activity", "inquiry").send(start="2026-03-02T07:00", attr="", end="")
    row = Activity.objects.within(house.bureau.pk).get(kind="inquiry")
    house.clock.later(hours=3)

    desk.open(page_of(case, row, "correct/")).send(end="2026-03-02T09:00", correction="询问结束")

    ended = Activity.objects.within(house.bureau.pk).get(kind="inquiry", superseded_at=None)
    assert ended.end == beijing("2026-03-02 09:00")


def test_somebody_else_corrected_it_meanwhile(house: House) -> None:
    desk, case = inspected(house)
    address = page_of(case, newest(house, Activity), "correct/")
    Desk(house, "bureau_head").open(address).send(place="一号码头", correction="先改的")

    desk.open(address)
    assert desk.held("place") == ["一号码头"]


def test_a_withdrawn_entry_counts_no_longer_and_stays_readable(house: House) -> None:
    desk, case, row = recorded(house)
    assert house.finding(case, "inspection.record").missing == [
        "signature:officer",
        "signature:party",
    ]

    desk.open(page_of(case, row)).follow("撤回").send(reason="记错了案件")

    assert house.finding(case, "inspection.record").missing == ["document:site_inspection_record"]
    assert desk.says("记错了案件")
    assert desk.says("三号码头")
    desk.open(page_of(case, row, "correct/")).send(422, at="2026-03-01T11:00", correction="再改")


# ---------------------------------------------------------------- signing


def test_heads_sign_in_the_system_with_its_time(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "decision").send(at="2026-03-01T12:00")
    row = newest(house, Document)
    house.clock.set("2026-03-02 15:00")

    head = Desk(house, "bureau_head").open(page_of(case, row)).follow("签署")
    head.send(opinion="同意")

    signed = newest(house, Document)
    assert signed.fields["head_opinion"] == "同意"
    (signature,) = signed.signatures
    assert signature["role"] == "bureau_head"
    assert signature["at"] == house.clock.now().isoformat()
    assert head.says("（系统内签名）")


def test_no_officer_signs_for_a_head(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "decision")
    desk.send(422, signed__0__role="bureau_head", signed__0__state="signed")
    assert not Document.objects.within(house.bureau.pk).exists()

    desk.send(signed__0__role="", signed__0__state="")
    row = newest(house, Document)
    desk.open(page_of(case, row, "sign/"), 403)
    desk.client.post(page_of(case, row, "sign/"), {"role": "bureau_head"})
    desk.client.post(page_of(case, row, "signature/"), {"role": "bureau_head", "state": "signed"})
    assert newest(house, Document).signatures == []


def test_a_head_who_handles_the_case_does_not_sign_in_it(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "decision").send()
    row = newest(house, Document)
    desk.open(f"/cases/{case.pk}/handlers/").send(
        422, handlers=[str(house.people["section_head"].pk)]
    )
    assert desk.says("是否承办由其本人决定")
    head = Desk(house, "section_head").open(f"/cases/{case.pk}/handlers/")
    head.send(handlers=[str(house.people["section_head"].pk)])

    head.open(page_of(case, row, "sign/"))

    assert head.says("这里没有需要您签署的事项")
    head.client.post(page_of(case, row, "sign/"), {"role": "section_head"})
    assert newest(house, Document).signatures == []


def test_a_party_signs_later_and_the_signature_of_the_head_stays(house: House) -> None:
    desk, case, row = recorded(house)
    Desk(house, "section_head").open(page_of(case, row, "sign/")).send()
    desk.open(page_of(case, row)).follow("补记签名")
    desk.send(role="party", state="refused", reason="不愿签字")

    roles = [one["role"] for one in newest(house, Document).signatures]
    assert roles == ["section_head", "party"]


def test_a_correction_says_that_heads_must_sign_again(house: House) -> None:
    desk, case, row = recorded(house)
    Desk(house, "section_head").open(page_of(case, row, "sign/")).send()

    desk.open(page_of(case, row, "correct/"))
    assert desk.says("更正后需要重新签署")
    desk.send(further__0__text="四号码头", correction="写错了地点")

    assert newest(house, Document).signatures == []


def test_a_head_signs_the_words_that_the_page_showed(house: House) -> None:
    """Of two at once: what was changed after the head had read it is not signed."""
    desk, case, row = recorded(house)
    head = Desk(house, "section_head").open(page_of(case, row, "sign/"))
    assert head.says("三号码头")
    desk.open(page_of(case, row, "correct/")).send(further__0__text="四号码头", correction="改")

    head.send(422)
    assert head.says("刚被他人更改")
    assert head.says("四号码头")
    assert newest(house, Document).signatures == []

    head.send()
    assert [one["role"] for one in newest(house, Document).signatures] == ["section_head"]


# ---------------------------------------------------------------- storing


def test_the_custodian_confirms_storing_and_hand_over_with_the_servers_time(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")
    house.clock.set("2026-03-02 08:30")

    keeper = Desk(house, "custodian").open(f"/cases/{case.pk}/store/")
    keeper.send(422, press="stored")
    assert keeper.says("请勾选音像记录。")
    keeper.send(recordings=["r1"], press="stored")
    house.clock.set("2026-03-02 09:30")
    keeper.send(recordings=["r1"], press="handed_over")

    film = newest(house, Recording)
    assert film.stored_at == beijing("2026-03-02 08:30")
    assert film.handed_over_at == beijing("2026-03-02 09:30")


def test_the_custodian_confirms_the_times_that_the_page_showed(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")
    keeper = Desk(house, "custodian").open(f"/cases/{case.pk}/store/")
    film = newest(house, Recording)
    desk.open(page_of(case, film, "correct/")).send(end="2026-03-01T10:20", correction="看错了")

    keeper.send(422, recordings=["r1"], press="stored")
    assert keeper.says("刚被他人更改")
    assert newest(house, Recording).stored_at is None
    keeper.send(recordings=["r1"], press="stored")
    assert newest(house, Recording).stored_at == house.clock.now()


def test_an_officer_sees_where_footage_is_and_confirms_nothing(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")

    desk.open(f"/cases/{case.pk}/store/")
    assert not desk.says("现在确认入库")
    answer = desk.client.post(f"/cases/{case.pk}/store/", {"recordings": ["r1"], "stored": "1"})

    assert answer.status_code in (403, 422)
    assert newest(house, Recording).stored_at is None


def test_the_head_confirms_when_a_break_was_reported(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "interruption", event="e1")
    desk.send(start="2026-03-01T09:42", reported_to_head_at="2026-03-01T09:45")
    row = newest(house, Interruption)

    head = Desk(house, "bureau_head").open(page_of(case, row)).follow("确认报告时间")
    assert head.held("at") == ["2026-03-01T09:45"], "what the officer said"
    head.send()

    confirmed = newest(house, Interruption)
    assert confirmed.origin == "act"


def test_a_return_from_a_remote_place_is_that_of_the_outing(house: House) -> None:
    """003 art. 27(5): the 24 hours run from the return."""
    house.clock.set("2026-02-28 08:00")
    outing = leave(by=house.officer, officer=house.people["officer"], ground="remote", place="海岛")
    house.clock.set("2026-03-02 06:00")
    come_back(by=house.officer, outing=outing)
    house.clock.set("2026-03-02 08:00")
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")
    row = newest(house, Recording)

    Desk(house, "custodian").open(page_of(case, row)).follow("确认返回时间").send()

    assert newest(house, Recording).returned_at == beijing("2026-03-02 06:00")
    due = house.finding(case, "recording.stored").due
    assert due == beijing("2026-03-03 06:00")


def test_without_an_outing_no_return_counts(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")
    row = newest(house, Recording)

    keeper = Desk(house, "custodian").open(page_of(case, row)).follow("确认返回时间")
    assert keeper.says("登记")
    keeper.client.post(keeper.address)

    assert newest(house, Recording).returned_at is None


# ---------------------------------------------------------------- the case itself


def test_a_head_corrects_what_kind_of_case_it_is(house: House) -> None:
    desk, case = inspected(house)
    desk.open(f"/cases/{case.pk}/correct/", 403)

    head = Desk(house, "bureau_head").open(f"/cases/{case.pk}/correct/")
    head.send(422, reason="核对")
    assert head.says("还没有改动。")
    head.send(procedure="simple", reason="按简易程序办理")

    case.refresh_from_db()
    assert case.procedure == "simple"


def test_a_case_gets_another_handler(house: House) -> None:
    desk, case = inspected(house)
    desk.open(f"/cases/{case.pk}/handlers/").send(422, handlers=[])
    assert desk.says("至少要有一名承办人")
    both = [str(house.people[name].pk) for name in ("officer", "stranger")]
    desk.send(handlers=both)

    assert {person.name for person in case.handlers.all()} == {"officer", "stranger"}
    Desk(house, "stranger").open(f"/cases/{case.pk}/add/")


def test_what_others_wrote_of_a_case_meanwhile_is_not_written_over(house: House) -> None:
    desk, case = inspected(house)
    head = Desk(house, "bureau_head").open(f"/cases/{case.pk}/correct/")
    deputy = Desk(house, "deputy_head").open(f"/cases/{case.pk}/correct/")
    deputy.send(procedure="simple", reason="按简易程序办理")

    head.send(422, title="无证捕捞案", reason="核对")
    assert head.says("刚被他人更改")
    case.refresh_from_db()
    assert (case.title, case.procedure) == ("禁渔期出海捕捞案", "simple")

    keys = {name: str(house.people[name].pk) for name in ("officer", "stranger", "colleague")}
    head.open(f"/cases/{case.pk}/handlers/")
    desk.open(f"/cases/{case.pk}/handlers/").send(handlers=[keys["officer"], keys["stranger"]])
    head.send(422, handlers=[keys["officer"], keys["colleague"]])
    assert {person.name for person in case.handlers.all()} == {"officer", "stranger"}

    party = Participant.objects.within(house.bureau.pk).get(role="party")
    other = Desk(house, "colleague").open(f"/cases/{case.pk}/people/{party.pk}/")
    desk.open(f"/cases/{case.pk}/people/{party.pk}/").send(address="三号码头")
    other.send(422, job="船长")
    party.refresh_from_db()
    assert (party.address, party.job) == ("三号码头", "")


@pytest.mark.parametrize("page", ["", "add/", "store/", "handlers/", "conclude/"])
def test_another_section_and_another_bureau_are_told_nothing(house: House, page: str) -> None:
    _desk, case = inspected(house)
    row = newest(house, Activity)
    other = House(house.clock, pack="xigang-hrss", code="other")

    for stranger in (Desk(house, "stranger"), Desk(other, "officer")):
        stranger.open(f"/cases/{case.pk}/{page}", 404)
        stranger.open(page_of(case, row), 404)
        stranger.open(page_of(case, row, "correct/"), 404)


def test_what_the_system_recorded_itself_is_neither_corrected_nor_withdrawn(house: House) -> None:
    desk, case = inspected(house)
    house.let_end(case)
    desk.open(f"/cases/{case.pk}/end/performed/").send(reason="已履行", at="2026-03-01T17:00")
    step = Activity.objects.within(house.bureau.pk).get(kind="case_concluded")
    head = Desk(house, "bureau_head").open(page_of(case, step))

    assert not head.says("更正")
    head.open(page_of(case, step, "correct/")).send(422, start="2026-03-02T07:00", correction="改")
    head.open(page_of(case, step, "withdraw/")).send(422, reason="撤")
    assert Activity.objects.within(house.bureau.pk).filter(kind="case_concluded").count() == 1
