# SPDX-License-Identifier: Apache-2.0
"""Gates before a penalty: notice, plea, sums and kinds, reviews, age."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.gates import gate_states, override
from liuhen.apps.cases.models import Case, Participant, ParticipantSecret
from liuhen.apps.cases.penalties import penalty_in
from liuhen.apps.rules.forms import usual_forms
from liuhen.apps.trace.journal import act
from liuhen.law.packs import load_pack, shipped_packs
from liuhen.law.routes import matters_of
from liuhen.paper.sums import Said
from support.approving import agreed, asked
from support.gating import OFFICERS, english, event, paper, state, states
from support.house import SYSTEM, House, beijing

__all__ = ["english"]


def test_the_prior_notice_reached_the_party(house: House) -> None:
    """行政处罚法第四十四条"""
    case = house.case()
    assert states(house, case)["prior-notice"].verdict.why == "There is no prior notice."

    notice = paper(house, case, "prior_notice", penalty="罚款2000元")
    assert state(house, case, "prior-notice") == "open"

    event(house, case, "service", "2026-03-02 08:00", attrs={"method": "direct", "of": notice.ref})
    assert state(house, case, "prior-notice") == "held"


def test_nobody_is_punished_harder_for_pleading(house: House) -> None:
    """行政处罚法第四十五条第二款"""
    case = house.case()
    paper(house, case, "prior_notice", penalty="警告\n罚款人民币2000元")
    paper(house, case, "decision", penalty="罚款0.5万元")
    assert state(house, case, "no-heavier") == ""  # nobody pleaded

    event(house, case, "statement_and_defense")
    found = states(house, case)["no-heavier"]
    assert found.verdict.why == "The fine was told as 2000 yuan, and is now 5000 yuan."
    assert state(house, case, "no-heavier", proposed={"fine": "2000"}) == "held"
    assert state(house, case, "defence-heard") == "open"
    paper(house, case, "statement_defense_record", opinion="采纳")
    assert state(house, case, "defence-heard") == "held"


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ({"fine": "12.50"}, Decimal("12.50")),
        ({"fine": 2000}, Decimal(2000)),
        ({"fine": "5万元"}, Decimal(50000)),
        ({"fine": "1000", "penalty": "罚款50000元"}, Decimal(50000)),
        ({"penalty": ["没收违法所得300元", "罚款1,500元"]}, Decimal(1500)),
        ({"penalty": "罚款贰仟元"}, Decimal(2000)),
        ({"penalty": "没收违法所得300元，并处罚款5万元"}, Decimal(50000)),
        ({"proposal": "罚款2000元"}, Decimal(2000)),
        ({}, None),
    ],
)
def test_fines_are_read(values: dict[str, Any], amount: Decimal | None) -> None:
    assert penalty_in(values).fine.amount == amount


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"fine": "1000", "penalty": "罚款50000元"}, Said(Decimal(1000))),
        ({"fine": "1000", "penalty": "处违法所得三倍的罚款"}, Said(Decimal(1000))),
        ({"fine": "0", "penalty": "警告"}, Said()),
        ({"penalty": "罚款2000元"}, Said(Decimal(2000))),
    ],
)
def test_a_field_that_was_checked_counts_before_the_words(
    values: dict[str, Any], said: Said
) -> None:
    found = penalty_in(values, usual_forms("jinpu-ocean")["penalty_decision"])
    assert found.fine == said
    assert "罚款" not in found.kinds(["罚款"]) or values["penalty"] != "警告"


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_form_that_says_a_penalty_names_the_field(pack: str) -> None:
    """Else a gate would be blind on it: those on which a decision is asked for, and is made."""
    forms = usual_forms(pack)
    matters = matters_of(load_pack(pack)).values()
    asked = {one.form for one in matters if one.id == "decision" and one.form}
    made = {"penalty_decision", "prior_notice", "hearing_right_notice", "onspot_decision"}
    said = {name: [field.means for field in forms[name].fields] for name in asked | made}
    assert [name for name, means in said.items() if "penalty" not in means] == []
    assert [name for name in made if "fine" not in said[name]] == []


def pleaded(house: House, case: Case, *told: str) -> None:
    """A plea after the first of these notices."""
    for number, penalty in enumerate(told):
        at = beijing(f"2026-03-01 {8 + 2 * number:02d}:00")
        acts.add_document(
            by=house.officer, kind="prior_notice", at=at, case=case, fields={"penalty": penalty}
        )
    event(house, case, "statement_and_defense", "2026-03-01 09:00")


@pytest.mark.parametrize(
    ("form", "field"), [("decision_approval", "proposal"), ("penalty_decision", "penalty")]
)
def test_the_proposal_is_compared_on_whatever_form_it_stands(
    house: House, form: str, field: str
) -> None:
    case = house.case()
    pleaded(house, case, "罚款1000元")
    found = states(house, case, proposed={field: "罚款50000元，吊销许可证"}, form=form)
    assert [found[one].verdict.state for one in ("no-heavier", "hearing-told")] == ["open"] * 2
    assert state(house, case, "no-heavier", proposed={field: "罚款1000元"}, form=form) == "held"


def test_telling_it_again_after_a_plea_makes_it_no_lighter(house: House) -> None:
    """行政处罚法第四十五条第二款: compared with what was told before the plea."""
    case = house.case()
    pleaded(house, case, "罚款1000元", "罚款50000元")
    says = {"proposal": "罚款50000元"}
    found = states(house, case, proposed=says, form="decision_approval")["no-heavier"]
    assert found.verdict.why == "The fine was told as 1000 yuan, and is now 50000 yuan."
    assert found.may_override  # new facts, told anew

    other = house.case()  # corrected before anybody pleaded
    paper(house, other, "prior_notice", penalty="罚款1000元")
    acts.add_document(
        by=house.officer, kind="prior_notice", at=beijing("2026-03-01 07:00"), case=other,
        fields={"penalty": "罚款100元"},
    )  # fmt: skip
    house.clock.set("2026-03-03 08:00")
    event(house, other, "statement_and_defense", "2026-03-03 07:00")
    assert state(house, other, "no-heavier", proposed={"penalty": "罚款1000元"}) == "held"


def test_a_reason_counts_for_the_penalty_that_it_was_said_about(house: House) -> None:
    """A slip of one yuan lets one yuan pass, in whatever words, and nothing else."""
    case = house.case()
    pleaded(house, case, "罚款1000元")
    asked = {"proposed": {"proposal": "罚款1001元"}, "form": "decision_approval"}
    assert states(house, case, **asked)["no-heavier"].stops
    paper(house, case, "decision", penalty="罚款人民币1,001元。")
    override(by=house.officer, case=case, gate="no-heavier", matter="decision", reason="笔误")

    found = states(house, case, **asked)["no-heavier"]
    assert (found.is_open, found.stops) == (True, False)
    for other in ("罚款900000元", "罚款1001元，没收渔具300元", "罚款1001元，吊销许可证"):
        found = states(house, case, proposed={"proposal": other}, form="decision_approval")[
            "no-heavier"
        ]
        assert found.stops, other
        assert [one.reason for one in found.overrides] == ["笔误"]


@pytest.mark.parametrize(
    ("told", "now", "found"),
    [
        ("警告", "警告", "held"),
        ("警告", "吊销许可证", "open"),
        ("警告", "罚款100元", "open"),
        ("罚款1000元", "罚款1000元，没收渔具", "open"),
        ("吊销许可证", "罚款1000元", "held"),
        ("警告，罚款1000元", "罚款1000元", "held"),
    ],
)
def test_a_graver_kind_of_penalty_is_heavier(house: House, told: str, now: str, found: str) -> None:
    """行政处罚法第九条、第四十五条"""
    case = house.case()
    pleaded(house, case, told)
    assert state(house, case, "no-heavier", proposed={"penalty": now}) == found


def test_a_sum_that_cannot_be_read_asks_for_a_reason(house: House) -> None:
    case = house.case()
    pleaded(house, case, "罚款1000元")
    found = states(house, case, proposed={"penalty": "处货值三倍罚款"})
    for gate in ("no-heavier", "hearing-told"):
        assert found[gate].stops
        assert found[gate].may_override, gate
    event(house, case, "rights_informed", attrs={"rights": ["hearing"], "manner": "written"})
    assert state(house, case, "hearing-told", proposed={"penalty": "处货值三倍罚款"}) == "held"


@pytest.mark.parametrize("ground", ["public-interest", "complex", "review-by-law"])
def test_a_legal_review_is_asked_for(house: House, ground: str) -> None:
    """行政处罚法第五十八条第一款"""
    case = house.case()

    assert state(house, case, "legal-review") == ""
    assert state(house, case, "legal-review", grounds=[ground]) == "open"


def test_a_legal_review_that_passed_opens_the_way(house: House) -> None:
    case = house.case()
    opinion = paper(house, case, "legal_review_opinion", opinion="同意")
    acts.sign_document(by=house.viewer("legal_reviewer"), document=opinion, role="legal_reviewer")

    assert state(house, case, "legal-review", grounds=["complex"]) == "held"


def test_what_is_complex_is_discussed_together(house: House) -> None:
    """行政处罚法第五十七条第二款"""
    case = house.case()
    assert state(house, case, "collective-discussion", grounds=["grave"]) == "open"

    event(house, case, "collective_discussion")
    assert state(house, case, "collective-discussion", grounds=["grave"]) == "held"


@pytest.mark.parametrize(
    ("born", "young", "found"),
    [
        (date(2014, 1, 1), "open", ""),
        (date(2012, 3, 2), "held", "open"),  # fourteen on the very day
        (date(2008, 3, 2), "held", "held"),
    ],
)
def test_a_minor_is_told_to_those_who_may_know(
    house: House, born: date, young: str, found: str
) -> None:
    """行政处罚法第三十条; the day of birth is confidential."""
    case = house.case()
    event(house, case, "inquiry", officers=OFFICERS)
    with act("test.party", by=SYSTEM) as record:
        party = record.create(
            Participant(
                bureau=house.bureau, case=case, role="party", name="丁", kind="person",
                recorded_at=record.at, recorded_by=house.people["officer"],
            )
        )  # fmt: skip
        record.create(
            ParticipantSecret(bureau=house.bureau, case=case, participant=party, birth_date=born)
        )

    assert (state(house, case, "too-young"), state(house, case, "minor")) == (young, found)
    assert not states(house, case)["too-young"].may_override
    # whoever issues the paper gets the verdict, whether or not he may know the day
    colleague = gate_states(house.viewer("colleague"), case, "decision")
    verdicts = {one.gate.id: one.verdict.state for one in colleague}
    assert (verdicts.get("too-young", ""), verdicts.get("minor", "")) == (young, found)
    assert not ParticipantSecret.objects.seen_by(house.viewer("colleague")).exists()
    supervisor = gate_states(house.viewer("supervisor"), case, "decision")
    assert not {"minor", "too-young"} & {one.gate.id for one in supervisor}


def test_other_conditions_of_a_decision(house: House) -> None:
    case = house.case()
    assert state(house, case, "report") == "open"
    assert state(house, case, "start-approved") == "open"
    assert state(house, case, "first-offence") == ""
    assert state(house, case, "first-offence", grounds=["slight"]) == "open"

    paper(house, case, "investigation_report", facts="事实")
    agreed(house, asked(house, case), "section_head", "bureau_head")
    assert state(house, case, "report") == "held"
    assert state(house, case, "start-approved") == "held"


def test_evidence_of_monitoring_and_money_taken_on_the_spot(house: House) -> None:
    """行政处罚法第四十一条、第六十七条"""
    case = house.case()
    row = event(house, case, "on_the_spot_penalty", attrs={"collected_on_site": True})
    acts.add_recording(
        by=house.officer, kind="surveillance", start=row.start, end=row.start, case=case,
        events=[row.ref], evidence=True,
    )  # fmt: skip

    assert state(house, case, "evidence-reviewed") == "open"
    assert state(house, case, "evidence-reviewed", grounds=["monitoring"]) == "held"
    assert state(house, case, "fine-apart", "closing") == "open"
    event(house, case, "fine_handed_over", "2026-03-02 08:00", attrs={"to": "bank"})
    assert state(house, case, "fine-apart", "closing") == "held"
