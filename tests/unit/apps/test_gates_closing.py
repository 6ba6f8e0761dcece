# SPDX-License-Identifier: Apache-2.0
"""What must be there before a case ends, or goes into another."""

from functools import partial
from pathlib import Path
from typing import Any

from liuhen.apps.cases.gate_facts import Step
from liuhen.apps.cases.models import Case, Thing
from liuhen.apps.cases.starting import decide_start
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from support.gating import english, event, paper, state
from support.house import House
from support.paperwork import issued

__all__ = ["english"]

closing = partial(state, matter="closing")


def test_what_ends_as_performed_was_decided(house: House) -> None:
    """行政处罚法第五十七条、第六十六条"""
    case = house.case()
    performed = Step(ending="performed")
    assert closing(house, case, "ending-decided", step=performed) == "open"
    assert closing(house, case, "ending-decided", step=Step(ending="withdrawn")) == ""
    paper(house, case, "decision")
    assert closing(house, case, "ending-decided", step=performed) == "held"


def test_a_case_ends_for_the_reason_that_its_decision_gives(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """行政处罚法第三十三条、第五十七条"""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    ways = [Step(ending=one) for one in ("no_penalty", "not_established", "withdrawn")]

    def found() -> list[str]:
        return [closing(house, case, "ending-as-decided", step=way) for way in ways]

    assert found() == ["", "", ""], "nothing is decided yet"
    issued(house, "no_penalty_decision", case=case, ground="first")
    assert found() == ["held", "open", ""]
    issued(house, "no_penalty_decision", case=case, ground="not_proved", party="另一公司")
    assert found() == ["held", "held", ""], "each party has a decision of its own"


def test_nothing_is_left_in_the_hands_of_the_bureau(house: House) -> None:
    """行政强制法第二十七条"""
    case = house.case()
    assert closing(house, case, "things-settled") == ""
    row = event(house, case, "coercive_measure", attrs={"measure": "seal"})
    register_thing(by=house.officer, case=case, taken=Taken("渔网", "sealed", event_ref=row.ref))
    assert closing(house, case, "things-settled") == "open"
    other = house.case()
    event(house, other, "coercive_measure", attrs={"measure": "seal"})
    event(house, other, "measure_released", "2026-03-02 07:30")
    assert closing(house, other, "things-settled") == "held"


def test_what_was_preserved_is_decided_for_itself(house: House) -> None:
    """行政处罚法第五十六条: neither another day's thing nor the end of a sealing decides on it."""
    case = house.case()
    event(house, case, "advance_preservation", "2026-03-01 07:00")
    kept = Taken("账册", "preserved")
    register_thing(by=house.officer, case=case, taken=kept)
    assert closing(house, case, "things-settled") == "open"
    [thing] = Thing.objects.within(case.bureau_id).filter(case=case)
    end_thing(by=house.officer, thing=thing, outcome="released", at=house.clock.now())
    assert closing(house, case, "things-settled") == "open", "the first one is still held"
    event(house, case, "coercive_measure", "2026-03-01 08:00", attrs={"measure": "seal"})
    event(house, case, "measure_released", "2026-03-02 07:30")
    assert closing(house, case, "things-settled") == "open", "that was the sealing"
    event(house, case, "preservation_disposed", "2026-03-02 07:40")
    assert closing(house, case, "things-settled") == "held"


def test_what_is_merged_is_of_one_party_and_kind(house: House) -> None:
    case, same = house.case(party_name="甲公司"), house.case(party_name="甲公司")
    apart = house.case(party_name="乙公司")

    def into(other: Case) -> str:
        return closing(house, case, "merge-fits", step=Step(ending="merged", other=other.pk))

    assert (into(apart), into(same)) == ("open", "held")
    # where it was decided to start nothing, nothing goes on into which it could be merged
    received = event(house, same, "complaint_received", "2026-03-02 07:00")
    decide_start(by=house.officer, case=same, start=False, at=received.start, reason="没有线索")
    assert into(same) == "open"


def test_a_decision_is_made_anew_after_one_and_its_remedy(house: House) -> None:
    """行政复议法第六十四条"""
    case, anew = house.case(), Step(ending="anew")
    assert closing(house, case, "anew-after-remedy", step=anew) == "open"
    paper(house, case, "decision")
    assert closing(house, case, "anew-after-remedy", step=anew) == "open"
    event(house, case, "remedy_sought", "2026-03-02 07:10")
    event(house, case, "remedy_ended", "2026-03-02 07:30")
    assert closing(house, case, "anew-after-remedy", step=anew) == "held"
