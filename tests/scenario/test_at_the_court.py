# SPDX-License-Identifier: Apache-2.0
"""At the court: what it answers to an application for enforcement, and what follows from that."""

import pytest

from liuhen.apps.cases.models import Activity, Case, Document, Due
from liuhen.apps.cases.performing.carrying_out import take_step
from support.desk import Desk
from support.house import House
from support.owing import fined, serve_it, steps
from support.paperwork import issued


def at_the_court(house: House) -> tuple[Case, Due]:
    """A fine of 2 March that was demanded on 1 April; the court was asked on 3 September."""
    case, due = fined(house)
    house.clock.set("2026-04-01 09:00")
    take_step(by=house.officer, case=case, step="demand", at=house.clock.time, text="催告履行")
    paper = Document.objects.within(case.bureau_id).get(type="demand_notice")
    serve_it(house, case, paper, "2026-04-01 09:00")
    house.clock.set("2026-09-03 09:00")
    take_step(by=house.officer, case=case, step="court", at=house.clock.time, text="申请强制执行")
    return case, due


@pytest.mark.parametrize(
    ("result", "then", "said"),
    [
        ("allowed", "court_enforces", "法院强制执行中"),
        ("refused", "court_refused", "十五日内可以向上一级人民法院申请复议"),
        ("not_accepted", "court_refused", "9月28日 24:00 前"),  # the 25th to 27th are free
        ("ended", "court_ended", "未执行部分凭裁定登记不再履行"),
    ],
)
def test_what_the_court_answers_says_what_follows(
    house: House, result: str, then: str, said: str
) -> None:
    case, due = at_the_court(house)
    house.clock.set("2026-09-10 09:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/").follow("登记法院裁定")
    desk.send(at="2026-09-10T08:30", number="（2026）辽0291行审3号", result=result)
    assert steps(house, case) == [then]
    house.clock.set("2026-09-10 10:00")
    assert desk.open(f"/cases/{case.pk}/dues/").says(said)
    [answer] = Activity.objects.within(case.bureau_id).filter(kind="court_result")
    assert answer.details["court"] == {"result": result}
    assert not Due.objects.within(case.bureau_id).get(pk=due.pk).done_at


def test_what_the_court_answered_is_shown_and_corrected_without_officers(house: House) -> None:
    case, _due = at_the_court(house)
    take_step(
        by=house.officer, case=case, step="result", at=house.clock.time, text="裁定",
        result="refused",
    )  # fmt: skip
    [answer] = Activity.objects.within(case.bureau_id).filter(kind="court_result")
    address = f"/cases/{case.pk}/activity/{answer.item}/"
    desk = Desk(house, "officer").open(address)
    assert desk.says("不准予强制执行")
    desk.open(f"{address}correct/")
    for strange in ("执法人员", "未录音录像", "出示执法证件"):
        assert not desk.says(strange), "the court is not of the bureau"
    desk.send(court_result="allowed", correction="看错裁定")
    assert steps(house, case) == ["court_enforces"]
    take_step(  # typed times have no seconds: the one that was entered last counts
        by=house.officer, case=case, step="result", at=answer.start, text="裁定", result="ended"
    )
    assert steps(house, case) == ["court_ended"]


def test_a_demand_that_is_issued_is_made_and_comes_to_be_served(house: House) -> None:
    case, _due = fined(house)
    house.clock.set("2026-04-01 09:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert "?kind=demand_notice" in desk.follow("起草催告书").address
    paper = issued(house, "demand", case=case)
    [made] = Activity.objects.within(case.bureau_id).filter(kind="demand")
    assert made.start == house.clock.time.replace(microsecond=0)
    [row] = Document.objects.within(case.bureau_id).filter(item=paper.item, superseded_at=None)
    assert made.ref in row.event_refs
    assert steps(house, case) == ["serve_demand"]
