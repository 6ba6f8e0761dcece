# SPDX-License-Identifier: Apache-2.0
"""Gates about preserved evidence and coercive measures: approved, lawful, in time."""

from datetime import datetime, timedelta

from liuhen.apps.cases import acts
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.doing_away import Grounds
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from support.approving import agreed, asked
from support.gating import OFFICERS, english, event, state, states
from support.house import House, beijing
from support.paperwork import issued

__all__ = ["english"]


def test_preservation_is_approved_by_the_head(house: House) -> None:
    """行政处罚法第五十六条"""
    case = house.case()
    row = event(house, case, "advance_preservation", officers=OFFICERS)
    assert state(house, case, "preservation-approved") == "open"

    agreed(house, asked(house, case, "preservation", subject=row.ref), "bureau_head")
    assert state(house, case, "preservation-approved") == "held"


def test_a_measure_is_approved_before_or_within_24_hours(house: House) -> None:
    """行政强制法第十八条、第十九条"""
    case = house.case()
    seize = {"attrs": {"measure": "seize"}, "officers": OFFICERS}
    row = event(house, case, "coercive_measure", **seize)
    assert state(house, case, "measure-approved") == "open"
    request = asked(house, case, "coercion", subject=row.ref, urgent=True)
    assert request.due == beijing("2026-03-03 07:00")
    agreed(house, request, "bureau_head", reasons={"measure-scope": "已核对"})
    assert state(house, case, "measure-approved") == "held"

    late = house.case()
    again = event(house, late, "coercive_measure", **seize)
    house.clock.set("2026-03-03 09:00")
    request = asked(house, late, "coercion", subject=again.ref, urgent=True)
    agreed(house, request, "bureau_head", reasons={"measure-scope": "已核对"})
    assert state(house, late, "measure-approved") == "open"


def test_at_each_measure_the_party_is_told_why_and_of_its_rights_and_is_heard(house: House) -> None:
    """行政强制法第十八条第五项、第六项: what was told elsewhere tells nothing of it."""
    case = house.case()
    assert state(house, case, "measure-rights") == ""
    told = {"attrs": {"rights": ["statement"], "manner": "oral"}}
    event(house, case, "rights_informed", "2026-02-27 09:00", **told)
    row = event(house, case, "coercive_measure", end=beijing("2026-03-02 07:40"), place="一号库")

    def why() -> str:
        return states(house, case)["measure-rights"].verdict.why

    assert all(one in why() for one in ("reasons and basis", "rights were told", "was heard"))
    event(house, case, "rights_informed", "2026-03-02 07:20", **told)
    assert "rights were told" not in why()
    event(house, case, "statement_and_defense", "2026-03-02 07:30")
    assert "was heard" not in why()
    acts.correct_fact(by=house.officer, fact=row, reason="补记", details={"purpose_told": True})
    assert state(house, case, "measure-rights") == "held"

    house.clock.set("2026-03-02 11:00")
    event(house, case, "coercive_measure", "2026-03-02 10:00", place="二号库")
    assert all(one in why() for one in ("reasons and basis", "rights were told", "was heard"))
    assert "一号库" not in why()


def test_who_was_not_there_is_neither_told_nor_heard(house: House) -> None:
    """行政强制法第十八条第八项: a witness signs the record in the party's place."""
    case = house.case()
    row = event(house, case, "coercive_measure", officers=OFFICERS)
    record = acts.add_document(
        by=house.officer, kind="site_inspection_record", at=house.clock.now(), case=case,
        events=[row.ref],
    )  # fmt: skip
    record = acts.add_signature(by=house.officer, document=record, role="witness", name="钱某")
    assert state(house, case, "measure-rights") == "held"
    acts.add_signature(
        by=house.officer, document=record, role="party", refused=True, reason="拒绝签名"
    )
    assert state(house, case, "measure-rights") == "open"


def test_a_measure_that_expired_is_released(house: House) -> None:
    """行政强制法第二十五条、第二十八条: thirty days, or until which it was extended."""
    case = house.case()
    event(house, case, "coercive_measure", attrs={"measure": "seal"})
    assert state(house, case, "measure-release") == "held"

    house.clock.set("2026-04-05 08:00")
    assert state(house, case, "measure-release") == "open"
    event(
        house, case, "measure_extended", "2026-03-31 09:00",
        attrs={"until": "2026-04-30T23:59:59+08:00"},
    )  # fmt: skip
    assert state(house, case, "measure-release") == "held"
    house.clock.set("2026-05-02 08:00")
    assert state(house, case, "measure-release") == "open"
    event(house, case, "measure_released", "2026-05-02 07:00")
    assert state(house, case, "measure-release") == "held"


def test_the_days_of_an_appraisal_of_which_the_party_was_told_do_not_count(house: House) -> None:
    """行政强制法第二十五条第三款"""
    case = house.case(party_name="某某渔业有限公司")
    seizing = event(house, case, "coercive_measure", attrs={"measure": "seize"}, officers=OFFICERS)
    net = register_thing(
        by=house.officer, case=case,
        taken=Taken("渔网", "seized", event_ref=seizing.ref, received_at=seizing.start),
    )  # fmt: skip

    def until() -> datetime | None:
        return held([net])[0].until

    house.clock.set("2026-03-20 09:00")
    row = event(
        house, case, "appraisal", "2026-03-10 09:00", end=beijing("2026-03-18 09:00"),
        officers=OFFICERS,
    )  # fmt: skip
    bare = until()
    assert bare == beijing("2026-04-01 23:59:59")

    issued(house, "appraisal_result_notice", case=case, events=[row.ref], period="3月10日至18日")
    assert until() == bare + timedelta(days=8)
    assert held([net])[0].appraised == 8
    house.clock.set("2026-04-08 09:00")
    assert state(house, case, "measure-release") == "held"
    house.clock.set("2026-04-10 09:00")
    assert state(house, case, "measure-release") == "open"


def test_an_appraisal_that_goes_on_stops_the_period_as_long_as_the_party_was_told(
    house: House,
) -> None:
    case = house.case(party_name="某某渔业有限公司")
    start = beijing("2026-03-02 07:00")
    net = register_thing(
        by=house.officer, case=case, taken=Taken("渔网", "sealed", received_at=start)
    )
    bare = held([net])[0].until
    assert bare is not None
    row = event(house, case, "appraisal", "2026-03-02 08:00")
    said = {"from": "2026-03-02", "until": "2026-03-11"}
    issued(house, "appraisal_period_notice", case=case, events=[row.ref], **said)

    assert held([net])[0].until == bare + timedelta(days=9)

    house.clock.set("2026-03-06 09:00")
    acts.correct_fact(by=house.officer, fact=row, reason="结束", end=beijing("2026-03-06 08:00"))
    assert held([net])[0].until == bare + timedelta(days=4)


def test_a_release_ends_the_measure_that_it_is_about_and_no_other(house: House) -> None:
    """行政强制法第二十八条: one of two that ran out was released, by its paper or by its thing."""
    case = house.case()
    first = event(house, case, "coercive_measure", attrs={"measure": "seal"}, place="一号库")
    other = event(house, case, "coercive_measure", attrs={"measure": "seize"}, place="二号库")
    house.clock.set("2026-04-05 08:00")
    release = event(house, case, "measure_released", "2026-04-05 07:00")
    assert state(house, case, "measure-release") == "open", "it does not say which"

    acts.add_document(
        by=house.officer, kind="measure_release", at=house.clock.now(), case=case,
        events=[release.ref, first.ref],
    )  # fmt: skip
    found = states(house, case)["measure-release"].verdict
    assert found.state == "open"
    assert "二号库" in found.why
    assert "一号库" not in found.why
    held = Taken("渔网", "seized", event_ref=other.ref, received_at=other.start)
    thing = register_thing(by=house.officer, case=case, taken=held)
    assert state(house, case, "measure-release") == "open"
    end_thing(
        by=house.officer, thing=thing, outcome="released", at=house.clock.now(), receiver="甲"
    )
    assert state(house, case, "measure-release") == "held"


def test_one_release_after_the_other_ends_one_measure_after_the_other(house: House) -> None:
    case = house.case()
    event(house, case, "coercive_measure", attrs={"measure": "seal"})
    house.clock.set("2026-03-10 09:00")
    event(house, case, "measure_released", "2026-03-10 08:00")
    event(house, case, "coercive_measure", "2026-03-10 08:30", attrs={"measure": "seal"})
    house.clock.set("2026-05-02 08:00")
    assert state(house, case, "measure-release") == "open"
    event(house, case, "measure_released", "2026-05-02 07:00")
    assert state(house, case, "measure-release") == "held"


def test_only_things_of_the_case_are_sealed_or_seized(house: House) -> None:
    """行政强制法第二十三条"""
    case = house.case()
    assert state(house, case, "measure-scope", "coercion") == "open"
    assert state(house, case, "measure-scope", "coercion", grounds=["scope"]) == "held"
    assert state(house, case, "measure-scope") == ""  # nothing was sealed


def test_the_record_of_a_measure_is_signed_by_party_or_witness(house: House) -> None:
    """行政强制法第十八条第七项至第九项"""
    case = house.case()
    assert state(house, case, "measure-record") == ""
    row = event(house, case, "coercive_measure", attrs={"measure": "seal"}, officers=OFFICERS)
    assert state(house, case, "measure-record") == "open"

    record = acts.add_document(
        by=house.officer, kind="site_inspection_record", at=house.clock.now(), case=case,
        events=[row.ref],
    )  # fmt: skip
    assert state(house, case, "measure-record") == "open"
    acts.add_signature(
        by=house.officer, document=record, role="party", refused=True, reason="拒绝签名"
    )
    assert state(house, case, "measure-record") == "held"


def test_a_thing_is_done_away_with_by_a_decision_or_with_an_approval(house: House) -> None:
    """行政处罚法第七十四条: `test_things` tells of the paper that holds it."""
    case = house.case()
    for name in ("鱼获", "冰块"):
        thing = register_thing(by=house.officer, case=case, taken=Taken(name, "seized"))
        assert state(house, case, "disposal-approved", "") == ("" if name == "鱼获" else "open")
        end_thing(
            by=house.officer, thing=thing, outcome="destroyed", at=house.clock.now(),
            reason="腐烂", witness="王见证", grounds=Grounds(going_on="来不及报批"),
        )  # fmt: skip
    found = states(house, case, "")["disposal-approved"].verdict
    assert found.state == "open"
    assert all(name in found.why for name in ("鱼获", "冰块"))
