# SPDX-License-Identifier: Apache-2.0
"""Recusal (处罚法 art. 43): asked for, decided by the head, and what follows (002 art. 10(10))."""

import pytest

from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import Case, Handler, Recusal
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal, undecided_for
from liuhen.apps.cases.separation import parts_in
from liuhen.web.home.choice import Choice
from liuhen.web.home.desk import desk_of
from support.desk import Desk
from support.house import House


def is_open(house: House, case: Case) -> bool:
    states = gate_states(house.head, case, "decision")
    return any(one.gate.id == "recusal" and one.is_open for one in states)


def row_of(house: House, case: Case) -> Recusal:
    return Recusal.objects.within(house.bureau.pk).get(case=case)


def test_a_party_asks_and_the_head_lets_the_officer_withdraw(house: House) -> None:
    case = house.case(party_name="甲公司")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/").follow("参加人")
    desk.follow("登记回避申请")
    assert desk.held("asked_by") == ["甲公司"]
    desk.send(422, person=str(house.people["officer"].pk), ground="")
    desk.send(person=str(house.people["officer"].pk), ground="与甲公司负责人是亲属")
    assert desk.says("机关负责人尚未决定")
    assert is_open(house, case)
    assert Desk(house, "bureau_head").open(f"/cases/{case.pk}/").says("officer的回避申请")

    # the section's head reads it and decides nothing
    with pytest.raises(NotAllowedError):
        decide_recusal(by=house.viewer("section_head"), recusal=row_of(house, case), granted=True)
    head = Desk(house, "bureau_head").open("/approvals/").follow("决定officer是否回避")
    assert head.says("与甲公司负责人是亲属")
    for name in ("officer", "section_head", "deputy_head"):
        assert not undecided_for(house.viewer(name))
    head.open("/").follow("决定officer是否回避").send(granted="yes")
    row = row_of(house, case)
    assert (row.granted, row.decided_by, row.decided_at) == (
        True, house.people["bureau_head"], house.clock.time,
    )  # fmt: skip
    assert head.says("没有承办人")
    assert Desk(house, "section_head").open("/").says("案件没有承办人，请确定")
    [counted] = desk_of(house.viewer("section_head"), Choice(mine=True), "1").kinds
    assert (counted.kind, counted.count) == ("duty", 1)
    assert not Handler.objects.filter(case=case, person=house.people["officer"]).exists()
    assert "withdrew" in _why(house, case)
    assert not is_open(house, case)


def _why(house: House, case: Case) -> str:
    parts = parts_in(case)
    return "withdrew" if house.people["officer"].pk in parts.withdrew else ""


def _asked(house: House, case: Case, name: str, ground: str) -> Recusal:
    """Somebody asks for one of the house to withdraw."""
    person = house.people[name]
    return ask_recusal(by=house.officer, case=case, person=person, asked_by="某人", ground=ground)


def test_a_refusal_says_why_and_the_officer_goes_on(house: House) -> None:
    case = house.case()
    row = _asked(house, case, "officer", "有成见")
    with pytest.raises(BadFactError):
        decide_recusal(by=house.head, recusal=row, granted=False)
    decide_recusal(by=house.head, recusal=row, granted=False, reason="没有事实依据")
    assert Handler.objects.filter(case=case, person=house.people["officer"]).exists()
    assert not is_open(house, case)
    with pytest.raises(BadFactError):  # what was decided stays
        decide_recusal(by=house.head, recusal=row, granted=True)
    # asked again, it is decided again
    again = _asked(house, case, "officer", "新理由")
    assert again.granted is None
    with pytest.raises(BadFactError):
        ask_recusal(
            by=house.officer, case=case, person=house.people["officer"], asked_by="x", ground="y"
        )


def test_the_head_does_not_decide_about_the_head(house: House) -> None:
    case = house.case()
    row = _asked(house, case, "bureau_head", "亲属")
    with pytest.raises(NotAllowedError):
        decide_recusal(by=house.head, recusal=row, granted=False, reason="没有")


def test_nobody_of_another_bureau_is_asked_about(house: House) -> None:
    other = House(house.clock, code="other")
    with pytest.raises(BadFactError):
        ask_recusal(
            by=house.officer, case=house.case(), person=other.people["officer"],
            asked_by="x", ground="y",
        )  # fmt: skip


def test_a_party_asks_about_whoever_acts_in_the_case(house: House) -> None:
    """Not the officers alone: also about a head, the reviewer, the chair of the hearing."""
    case = house.case(party_name="甲公司")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/people/recusal/")
    assert not desk.says(str(house.people["admin"].pk)), "who administers acts in no case"
    head = str(house.people["bureau_head"].pk)
    desk.send(person=head, ground="与甲公司有利害关系")
    assert row_of(house, case).person == house.people["bureau_head"]

    assert not undecided_for(house.head)
    deputy = Desk(house, "deputy_head").open("/approvals/").follow("是否回避")
    deputy.send(granted="yes", reason="局领导集体讨论决定")
    assert row_of(house, case).granted is True
