# SPDX-License-Identifier: Apache-2.0
"""Force or threats against officers or their recording: noted, and handed to the police."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.models import Approval, Case, Incident
from support.approving import agreed, signers
from support.desk import Desk
from support.house import Clock, House


@pytest.mark.parametrize("pack", ["qilin-culture-tourism", "xigang-hrss"])
def test_who_obstructs_is_handed_to_the_police_while_the_case_goes_on(
    clock: Clock, db: None, pack: str
) -> None:
    """002 art. 25. The case itself is not what is handed over, so it does not end."""
    house = House(clock, pack)
    case = house.case()
    desk = Desk(house, "officer").open(f"/incidents/?case={case.number}")
    desk.send(kind="assault", text="推搡并抢夺执法记录仪")
    assert desk.says("移送公安机关")
    assert desk.says("第二十五条") == (pack == "qilin-culture-tourism")

    desk.follow("请负责人审批移送").send(text="涉嫌阻碍执行职务")
    request = Approval.objects.within(house.bureau.pk).get(case=case)
    assert request.matter == "transfer"
    agreed(house, request, "bureau_head")
    letter = acts.add_document(
        by=house.officer, kind="transfer_letter", at=clock.time, case=case,
        fields={"object": "示例区公安分局"},
    )  # fmt: skip
    assert signers(letter) == ["bureau_head"]
    assert Case.objects.within(house.bureau.pk).get(pk=case.pk).concluded_at is None


def test_an_objection_is_nothing_for_the_police(house: House) -> None:
    case = house.case()
    desk = Desk(house, "officer").open(f"/incidents/?case={case.number}")
    desk.send(kind="objection", text="对检查有异议")
    assert Incident.objects.within(house.bureau.pk).filter(case=case).count() == 1
    assert not desk.says("移送公安机关")
    assert ask(by=house.officer, case=case, matter="transfer", text="请批准。").matter == "transfer"
