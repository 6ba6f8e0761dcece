# SPDX-License-Identifier: Apache-2.0
"""What becomes of things: nobody does away with one alone, and a wrong entry is corrected."""

from datetime import timedelta
from typing import Any

import pytest

from liuhen.apps.cases.correcting_things import correct_thing
from liuhen.apps.cases.doing_away import GATE, Grounds
from liuhen.apps.cases.errors import BadFactError, GateClosedError, NotAllowedError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import Case, GateOverride, Paper, Thing, ThingMove
from liuhen.apps.cases.things import (
    Taken,
    end_thing,
    move_thing,
    moves_of,
    register_thing,
)
from liuhen.apps.trace.audit import audit
from support.desk import Desk
from support.gating import event
from support.house import House
from support.paperwork import issued
from unit.web.test_access_matrix import _papers


@pytest.fixture
def case(house: House) -> Case:
    return house.case()


@pytest.fixture
def net(house: House, case: Case) -> Thing:
    return register_thing(by=house.officer, case=case, taken=Taken("渔网", "seized"))


def end(house: House, thing: Thing, **more: Any) -> Thing:
    asked = {"outcome": "destroyed", "reason": "已腐烂", "witness": "王见证"} | more
    return end_thing(by=house.officer, thing=thing, at=house.clock.now(), **asked)


def gate(house: House, case: Case) -> str:
    states = {one.gate.id: one for one in gate_states(house.officer, case)}
    return states[GATE].verdict.state if GATE in states else ""


@pytest.mark.parametrize("outcome", ["destroyed", "confiscated", "auctioned", "handed_on"])
@pytest.mark.parametrize(
    ("lacks", "who"), [("reason", ""), ("witness", ""), ("witness", "officer")]
)
def test_nobody_does_away_with_a_thing_alone_and_without_a_word(
    house: House, net: Thing, outcome: str, lacks: str, who: str
) -> None:
    """Nor is whoever does it a second person."""
    said = {lacks: house.people[who].name if who else ""}
    with pytest.raises(BadFactError) as caught:
        end(house, net, outcome=outcome, receiver="甲", grounds=Grounds(going_on="紧急"), **said)
    assert caught.value.field == lacks
    assert Thing.objects.within(net.bureau_id).get(pk=net.pk).ended_at is None


def test_without_paper_or_approval_it_goes_on_with_a_reason_that_is_kept(
    house: House, case: Case, net: Thing
) -> None:
    with pytest.raises(GateClosedError, match="第七十四条"):
        end(house, net)
    done = end(house, net, grounds=Grounds(going_on="腐烂发臭，当场深埋"))
    assert done.outcome == "destroyed"
    kept = GateOverride.objects.within(net.bureau_id).get(case=case)
    assert (kept.gate, kept.reason) == (GATE, "腐烂发臭，当场深埋")
    assert net.number in kept.about
    assert gate(house, case) == "open"
    assert audit().findings == []


@pytest.mark.usefixtures("own_home")
def test_with_a_paper_somebody_approved_it(house: House, case: Case, net: Thing) -> None:
    other = Paper.objects.within(net.bureau_id).get(pk=_papers(house.officer, case)["paper"])
    with pytest.raises(BadFactError, match=r"没有这份文书"):  # it decides on no things
        end(house, net, grounds=Grounds(basis=other, approver="李局长"))
    paper = issued(house, "seizure_release", case=case, released=[{"name": "渔网"}])
    with pytest.raises(BadFactError, match=r"批准|approved"):
        end(house, net, grounds=Grounds(basis=paper))
    end(house, net, grounds=Grounds(basis=paper, approver="李局长"))
    step = ThingMove.objects.within(net.bureau_id).get(thing=net, kind="destroyed")
    assert (step.basis, step.approver, step.witness) == (paper, "李局长", "王见证")
    assert gate(house, case) == "held"


def test_what_was_never_lent_out_does_not_come_back(house: House, net: Thing) -> None:
    at = house.clock.now()
    with pytest.raises(BadFactError):
        move_thing(by=house.officer, thing=net, kind="brought_back", at=at)
    move_thing(by=house.officer, thing=net, kind="borrowed", at=at, receiver="检验所")
    move_thing(by=house.officer, thing=net, kind="brought_back", at=at)
    with pytest.raises(BadFactError):
        move_thing(by=house.officer, thing=net, kind="brought_back", at=at)


def test_a_wrong_entry_is_corrected_and_the_old_one_stays(house: House, net: Thing) -> None:
    wrong = {"name": "三层刺网", "quantity": "2 张"}
    with pytest.raises(BadFactError):
        correct_thing(by=house.officer, thing=net, reason="", changes=wrong)
    with pytest.raises(BadFactError):
        correct_thing(by=house.officer, thing=net, reason="看错", changes={"name": "渔网"})
    row = correct_thing(by=house.officer, thing=net, reason="清点有误", changes=wrong)
    assert (row.name, row.quantity) == ("三层刺网", "2 张")
    step = moves_of(row).get(kind="corrected")
    assert step.reason == "清点有误"
    assert step.changes == {"name": ["渔网", "三层刺网"], "quantity": ["", "2 张"]}


def test_a_wrong_outcome_is_taken_back(house: House, net: Thing) -> None:
    end(house, net, outcome="filed")
    row = correct_thing(by=house.officer, thing=net, reason="点错", changes={"outcome": ""})
    assert (row.outcome, row.ended_at) == ("", None)
    end(house, row, outcome="filed")
    with pytest.raises(BadFactError):
        correct_thing(by=house.officer, thing=row, reason="点错", changes={"outcome": "destroyed"})
    asked: dict[str, Any] = {"by": house.officer, "thing": row, "reason": "点错"}
    with pytest.raises(BadFactError) as caught:
        correct_thing(**asked, changes={"outcome": "returned"})
    assert caught.value.field == "receiver", "as where it is said at first"
    correct_thing(**asked, changes={"outcome": "returned"}, receiver="张三")
    assert moves_of(row).filter(kind="corrected", receiver="张三").exists()


def test_the_pages_ask_for_it(house: House, case: Case, net: Thing) -> None:
    desk = Desk(house, "officer")
    desk.open(f"/things/{net.pk}/end/").send(422, outcome="destroyed", reason="腐烂")
    desk.send(422, witness="王见证")
    assert desk.says("《行政处罚法》第七十四条、《行政强制法》第二十七条")
    desk.send(witness="王见证", going_on="当场深埋")
    assert desk.says("腐烂")
    assert desk.says("王见证")
    assert GateOverride.objects.within(net.bureau_id).get(case=case).reason == "当场深埋"
    assert desk.says("未经决定或者批准：当场深埋"), "on the thing's own page, too"
    desk.open(f"/things/{net.pk}/correct/").send(name="刺网", reason="看错", outcome="destroyed")
    assert desk.says("看错")
    desk.open(f"/things/{net.pk}/correct/").send(422, reason="点错", outcome="handed_on")
    desk.send(receiver="张三", witness="王见证", going_on="来不及报批")
    assert desk.says("张三")


def test_how_and_when_it_came_is_corrected_by_a_head_after_an_hour(
    house: House, case: Case, net: Thing
) -> None:
    """先行登记保存: until when it may be held hangs on it, so no handler moves it later."""
    house.clock.later(minutes=10)
    visit = event(house, case, "advance_preservation", "2026-03-02 05:30")
    began = visit.start
    address = f"/things/{net.pk}/correct/"
    desk = Desk(house, "officer").open(address)
    asked = {"event_ref": visit.ref, "reason": "选错"}
    desk.send(measure="preserved", received_at="2026-03-02T05:30", **asked)
    net.refresh_from_db()
    assert (net.measure, net.received_at, net.event_ref) == ("preserved", began, visit.ref)
    for said in ("先行登记保存", "取得方式", "登记更正"):
        assert desk.says(said), said
    with pytest.raises(BadFactError):
        correct_thing(
            by=house.officer, thing=net, reason="看错",
            changes={"received_at": house.clock.time + timedelta(days=1)},
        )  # fmt: skip

    house.clock.later(hours=2)
    assert "measure" not in desk.open(address).controls()
    with pytest.raises(NotAllowedError):
        correct_thing(by=house.officer, thing=net, reason="改", changes={"measure": "evidence"})
    correct_thing(by=house.officer, thing=net, reason="改", changes={"quantity": "3 张"})
    head = Desk(house, "bureau_head").open(f"/things/{net.pk}/").follow("更正登记")
    head.send(measure="evidence", reason="核对笔录")
    net.refresh_from_db()
    assert net.measure == "evidence"
    assert audit().findings == []
