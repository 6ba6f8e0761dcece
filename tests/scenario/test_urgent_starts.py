# SPDX-License-Identifier: Apache-2.0
"""A start that was urgent is approved afterwards, also where the regulation names no period."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.starting import decide_start
from support.approving import agreed, asked, start_paper
from support.desk import Desk
from support.house import Clock, House

NOBODY = "没有负责人批准，也未报批"
ASK = "为紧急启动补报审批"
WAITS = "紧急启动，尚未报您审批"


@pytest.mark.django_db
def test_who_handles_the_case_and_who_approves_are_told_until_it_is_asked(clock: Clock) -> None:
    """行政处罚法第五十四条; the regulation of the tourism bureau says nothing of it."""
    house = House(clock, pack="qilin-culture-tourism")
    case = house.case(procedure="general")
    desks = {"officer": ASK, "bureau_head": WAITS}
    decide_start(by=house.officer, case=case, start=True, urgent=True)
    for name, text in desks.items():
        assert Desk(house, name).open("/").says(text)
        page = Desk(house, name).open(f"/cases/{case.pk}/")
        assert page.says(NOBODY)
        assert not page.says("目前没有正在计算的期限")
    assert not Desk(house, "legal_reviewer").open("/").says(WAITS)
    request = asked(house, case, "start", urgent=True)
    for name, text in desks.items():
        assert not Desk(house, name).open("/").says(text)
        assert not Desk(house, name).open(f"/cases/{case.pk}/").says(NOBODY)
    agreed(house, request, "bureau_head")
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says(NOBODY)


def test_a_period_of_the_regulation_is_a_duty_and_told_once(house: House) -> None:
    """003 art. 10: within 24 hours."""
    case = house.case(procedure="general")
    decide_start(by=house.officer, case=case, start=True, urgent=True)
    desk = Desk(house, "officer").open("/")
    assert desk.says("24小时内补报审批")
    assert not desk.says(ASK)
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says(NOBODY)


@pytest.mark.django_db
def test_what_a_head_signed_on_paper_or_is_not_urgent_is_not_asked(clock: Clock) -> None:
    house = House(clock, pack="qilin-culture-tourism")
    signed, plain = house.case(procedure="general"), house.case(procedure="general")
    decide_start(by=house.officer, case=signed, start=True, urgent=True)
    reasons = {"start-first": "已口头批准"}
    decide_start(by=house.officer, case=plain, start=True, reasons=reasons)
    paper = start_paper(house, signed)
    acts.sign_document(by=house.head, document=paper, role="bureau_head")
    for name, text in (("officer", ASK), ("bureau_head", WAITS)):
        assert not Desk(house, name).open("/").says(text)
    assert not Desk(house, "officer").open(f"/cases/{signed.pk}/").says(NOBODY)
