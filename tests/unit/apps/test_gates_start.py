# SPDX-License-Identifier: Apache-2.0
"""Gates about the beginning: approved before it starts, the complainant told before it ends."""

import pytest

from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.models import GateOverride
from liuhen.apps.cases.starting import STARTING, decide_start, inform_complainant
from support.approving import agreed, asked
from support.gating import english, event, state, states
from support.house import House

__all__ = ["english"]


@pytest.mark.parametrize(
    ("pack", "articles"),
    [("jinpu-ocean", ["10"]), ("xigang-education", ["7"]), ("qilin-culture-tourism", [])],
)
def test_a_start_is_approved_first(house: House, pack: str, articles: list[str]) -> None:
    """行政处罚法第五十四条; 003 art. 10, 000 and 001 art. 7."""
    home = House(house.clock, pack=pack, code="other")
    case = home.case()
    found = states(home, case, STARTING)["start-first"]
    assert (found.verdict.state, found.gate.articles) == ("open", articles)

    with pytest.raises(GateClosedError, match="No head has approved the start yet"):
        decide_start(by=home.officer, case=case, start=True)
    request = asked(home, case, "start")
    names = ["section_head"] if len(request.route) > 1 else []
    agreed(home, request, *names, "bureau_head")
    assert state(home, case, "start-first", STARTING) == "held"
    assert [one.kind for one in decide_start(by=home.officer, case=case, start=True)] == [
        "case_initiated"
    ]
    assert state(home, case, "start-first", STARTING) == ""  # it is started
    assert state(home, case, "start-approved", "") == "held"


def test_what_is_urgent_is_started_at_once_and_else_a_reason_is_kept(house: House) -> None:
    case = house.case()
    decide_start(by=house.officer, case=case, start=True, urgent=True)

    other = house.case()
    reasons = {"start-first": "已电话报告负责人"}
    decide_start(by=house.officer, case=other, start=True, reasons=reasons)
    kept = GateOverride.objects.within(house.bureau.pk).get()
    assert (kept.case, kept.subject, kept.articles) == (other, STARTING, ["10", "行政处罚法 54"])
    assert state(house, other, "start-first", STARTING) == "idle"


def test_an_approval_that_came_after_the_start_is_none_that_came_before(
    house: House,
) -> None:
    """行政处罚法第五十四条; 003 art. 10: the gate says what the judgement of the facts says."""
    case = house.case()
    event(house, case, "case_initiated", "2026-03-02 07:00")
    agreed(house, asked(house, case), "section_head", "bureau_head")
    found = states(house, case)["start-approved"].verdict
    assert (found.state, "2026-03-02 07:00" in found.why) == ("open", True)

    urgent = house.case()
    event(house, urgent, "case_initiated", "2026-03-02 07:00", attrs={"urgent": True})
    agreed(house, asked(house, urgent, urgent=True), "section_head", "bureau_head")
    assert state(house, urgent, "start-approved") == "held"

    late = house.case()
    event(house, late, "case_initiated", "2026-03-02 07:00", attrs={"urgent": True})
    request = asked(house, late, urgent=True)
    house.clock.set("2026-03-03 09:00")
    agreed(house, request, "section_head", "bureau_head")
    assert state(house, late, "start-approved") == "open"


def test_a_named_complainant_is_told_before_the_case_ends(house: House) -> None:
    """003 art. 11"""
    case = house.case(origin="complaint")
    event(house, case, "complaint_received", attrs={"real_name": True})
    assert state(house, case, "complainant-told", "closing") == ""

    house.clock.later(seconds=40)
    decide_start(by=house.officer, case=case, start=False, reason="有捕捞许可证")
    assert state(house, case, "complainant-told", "closing") == "open"
    # nothing was begun: what hangs on a penalty is not asked
    assert not {"start-approved", "prior-notice", "report"} & set(states(house, case, ""))

    tell = {"by": house.officer, "case": case, "channel": "telephone", "words": "不予启动"}
    now = house.clock.time.replace(second=0)
    with pytest.raises(BadFactError, match="not before"):
        inform_complainant(at=house.clock.time.replace(hour=7), **tell)
    inform_complainant(at=now, **tell)
    assert state(house, case, "complainant-told", "closing") == "held"

    nameless = house.case(origin="complaint")
    event(house, nameless, "complaint_received", attrs={"real_name": False})
    decide_start(by=house.officer, case=nameless, start=False, reason="查无此事")
    assert state(house, nameless, "complainant-told", "closing") == ""
