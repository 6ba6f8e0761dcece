# SPDX-License-Identifier: Apache-2.0
"""A measure is released: what its paper lists may go, and the case says when it went."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.correcting_things import correct_thing
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.models import Activity, Case, FactOrigin
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.cases.things import Taken, end_thing, register_thing, things_of
from liuhen.apps.trace.audit import audit
from support.house import House
from support.paperwork import fact_of, issued

pytestmark = pytest.mark.usefixtures("own_home", "english")


def released(house: House, case: Case) -> list[Activity]:
    rows = Activity.objects.within(case.bureau_id).filter(case=case, kind="measure_released")
    return list(rows.filter(superseded_at=None))


def standing(house: House, case: Case) -> list[Activity]:
    return [row for row in released(house, case) if not row.withdrawn]


def test_a_release_ends_the_period_of_what_its_paper_lists(house: House) -> None:
    start = house.clock.time
    case = house.case()
    for name in ("渔网", "渔船"):
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed"))
    house.clock.later(days=60)
    issued(house, "seizure_release", case=case, released=[{"name": "渔网"}])
    acts.add_activity(
        by=house.officer, kind="measure_released", start=start + timedelta(days=10), case=case
    )

    rows = held(things_of(house.officer, case))

    assert {one.thing.name: one.is_over(house.clock.time) for one in rows} == {
        "渔网": False, "渔船": True,
    }  # fmt: skip


@pytest.mark.parametrize("first", ["service", "thing"])
def test_a_release_is_an_event_once_it_is_served_or_carried_out(house: House, first: str) -> None:
    """行政强制法第二十八条: whichever is entered first, and once."""
    case = house.case()
    things = [
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed", place="码头"))
        for name in ("渔网", "渔船")
    ]
    house.clock.later(days=40)
    paper = issued(
        house, "seizure_release", case=case, released=[{"name": "渔网"}, {"name": "渔船"}]
    )
    house.clock.later(hours=1)
    at = house.clock.time
    assert released(house, case) == []

    def hand_over() -> None:
        received = ({"role": "recipient", "name": "张三"},)
        serve(
            by=house.officer, case=case, of=paper.item, way="direct", start=at, place="渔港",
            proofs=[ProofGiven("proof_of_service", at, signatures=received)],
        )  # fmt: skip

    if first == "service":
        hand_over()
    for thing in things:
        end_thing(by=house.officer, thing=thing, outcome="returned", at=at, receiver="张三")
    if first == "thing":
        hand_over()

    [event] = released(house, case)
    assert (event.start, event.place) == (at, "渔港" if first == "service" else "码头")
    assert event.ref in fact_of(paper).event_refs
    assert fact_of(paper).origin == FactOrigin.ACT
    assert audit().findings == []


def test_a_release_that_was_entered_with_a_thing_goes_when_that_is_taken_back(
    house: House,
) -> None:
    case = house.case()
    nets, boat = [
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed"))
        for name in ("渔网", "渔船")
    ]
    house.clock.later(days=40)
    paper = issued(
        house, "seizure_release", case=case, released=[{"name": "渔网"}, {"name": "渔船"}]
    )
    first, second = house.clock.later(hours=1), house.clock.later(hours=2)
    end_thing(by=house.officer, thing=nets, outcome="returned", at=first, receiver="张三")
    end_thing(by=house.officer, thing=boat, outcome="returned", at=second, receiver="张三")
    assert [one.start for one in standing(house, case)] == [first]

    house.clock.later(minutes=10)
    taken_back = {"by": house.officer, "reason": "点错了", "changes": {"outcome": ""}}
    correct_thing(thing=nets, **taken_back)
    [event] = standing(house, case)
    assert event.start == second, "the boat was given back: that released it"
    assert fact_of(paper).event_refs == [event.ref]
    correct_thing(thing=boat, **taken_back)
    assert standing(house, case) == []
    assert fact_of(paper).event_refs == []

    signed = {"role": "recipient", "name": "张三"}
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=house.clock.time,
        proofs=[ProofGiven("proof_of_service", signatures=(signed,))],
    )  # fmt: skip
    again = {"outcome": "returned", "at": house.clock.time, "receiver": "张三"}
    end_thing(by=house.officer, thing=nets, **again)
    house.clock.later(minutes=10)
    correct_thing(thing=nets, **taken_back)
    assert len(standing(house, case)) == 1, "the paper is served"
    assert audit().findings == []


def test_only_a_decision_on_a_preserved_thing_ends_its_period(house: House) -> None:
    """行政处罚法第五十六条: no measure on other things, whether it came before or after."""
    case, start = house.case(), house.clock.time
    for name in ("账册", "样品"):
        register_thing(by=house.officer, case=case, taken=Taken(name, "preserved"))
    register_thing(by=house.officer, case=case, taken=Taken("渔船", "sealed"))
    for kind, attrs in (
        ("coercive_measure", {"measure": "seal"}),
        ("measure_extended", {"until": "2027-01-01T00:00:00+08:00"}),
        ("measure_released", {}),
    ):
        house.clock.later(minutes=5)
        acts.add_activity(
            by=house.officer, kind=kind, start=house.clock.time, case=case, attrs=attrs
        )

    def running() -> dict[str, bool]:
        rows = held(things_of(house.officer, case))
        return {one.thing.name: one.until is not None for one in rows}

    assert running() == {"账册": True, "样品": True, "渔船": False}
    days = {one.thing.name: one.until for one in held(things_of(house.officer, case))}
    assert days["账册"] is not None
    assert days["账册"] - start < timedelta(days=20)
    house.clock.later(days=1)
    issued(
        house, "preserve_disposal", case=case, party="张三", cause="无证捕捞",
        notice_number="1号", notice_date="2026-03-02", reason="与案件无关",
        legal_basis="《中华人民共和国行政处罚法》第五十六条",
        things=[{"name": "账册", "disposal": "返还"}],
    )  # fmt: skip
    assert running() == {"账册": False, "样品": True, "渔船": False}
    acts.add_activity(
        by=house.officer, kind="preservation_disposed", start=house.clock.time, case=case
    )
    assert running()["样品"], "the paper says of which thing it was decided"


def test_what_is_sealed_instead_of_preserved_has_a_period_of_its_own(house: House) -> None:
    """行政处罚法第五十六条、行政强制法第二十五条: what was preserved is sealed by the decision."""
    case = house.case()
    register_thing(by=house.officer, case=case, taken=Taken("账册", "preserved"))
    house.clock.later(days=1)
    register_thing(by=house.officer, case=case, taken=Taken("账册", "sealed"))
    issued(
        house, "preserve_disposal", case=case, party="张三", cause="无证捕捞",
        notice_number="1号", notice_date="2026-03-02", reason="需要查封",
        legal_basis="《中华人民共和国行政处罚法》第五十六条",
        things=[{"name": "账册", "disposal": "转为查封"}],
    )  # fmt: skip
    house.clock.later(minutes=5)
    acts.add_activity(
        by=house.officer, kind="preservation_disposed", start=house.clock.time, case=case
    )
    rows = held(things_of(house.officer, case))
    assert {one.thing.measure: one.until is not None for one in rows} == {
        "preserved": False, "sealed": True,
    }  # fmt: skip
