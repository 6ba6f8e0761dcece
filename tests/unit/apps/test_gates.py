# SPDX-License-Identifier: Apache-2.0
"""What must hold before a step: each condition open and held, and how one goes on with a reason."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.gate_conditions import CONDITIONS as COMPUTED
from liuhen.apps.cases.gate_facts import Known, Limits
from liuhen.apps.cases.gates import GateState, gate_states, grounds_for, override
from liuhen.apps.cases.models import (
    ApprovalState,
    Case,
    GateOverride,
    Participant,
    ParticipantSecret,
    Recusal,
)
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.penalties import penalty_in
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from liuhen.apps.rules.errors import BadLimitError, NotPermittedError
from liuhen.apps.rules.forms import usual_forms
from liuhen.apps.rules.limits import limits_of, limits_set, set_limit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.law.pack_parts import CONDITIONS
from liuhen.law.packs import load_pack, shipped_packs
from liuhen.law.routes import matters_of, statutory_gates
from liuhen.paper.sums import Said
from support.approving import agreed, asked, fresh, said, step_of
from support.house import SYSTEM, House, beijing

OFFICERS = [
    {"name": "甲", "certificate": "LN-1", "valid_until": "2027-12-31"},
    {"name": "乙", "certificate": "LN-2", "valid_until": "2027-12-31"},
]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def event(house: House, case: Case, kind: str, at: str = "2026-03-02 07:00", **more: Any) -> Any:
    return acts.add_activity(by=house.officer, kind=kind, start=beijing(at), case=case, **more)


def paper(house: House, case: Case, kind: str, **fields: str) -> Any:
    return acts.add_document(
        by=house.officer, kind=kind, at=house.clock.now(), case=case, fields=fields
    )


def states(house: House, case: Case, matter: str = "decision", **more: Any) -> dict[str, GateState]:
    return {one.gate.id: one for one in gate_states(house.head, case, matter, **more)}


def state(house: House, case: Case, gate: str, matter: str = "decision", **more: Any) -> str:
    found = states(house, case, matter, **more).get(gate)
    return found.verdict.state if found else ""


def test_every_condition_of_the_grammar_is_computed() -> None:
    assert set(COMPUTED) == set(CONDITIONS)


def test_two_officers_with_certificates_who_showed_them(house: House) -> None:
    """行政处罚法第四十二条、第五十五条"""
    case = house.case()
    assert state(house, case, "two-officers") == ""

    event(house, case, "site_inspection", officers=OFFICERS[:1], place="三号码头")
    assert state(house, case, "two-officers") == "open"
    assert state(house, case, "identity-shown") == "open"
    why = states(house, case)["two-officers"].verdict.why
    assert why.endswith("at Site inspection 2 Mar 三号码头.")
    with translation.override("zh-hans"):
        why = states(house, case)["two-officers"].verdict.why
    assert "现场检查 3月2日 三号码头" in why
    event(house, case, "site_inspection", "2026-03-02 08:00", place="三号码头")
    why = states(house, case)["two-officers"].verdict.why
    assert why.endswith("07:00 三号码头, Site inspection 2 Mar 08:00 三号码头.")

    other = house.case()
    event(house, other, "inquiry", officers=OFFICERS, identity_shown=True)
    assert [state(house, other, one) for one in ("two-officers", "certificates")] == ["held"] * 2
    assert state(house, other, "identity-shown") == "held"


@pytest.mark.parametrize(
    "officer",
    [{"name": "丙"}, {"name": "丙", "certificate": "LN-3", "valid_until": "2026-03-01"}],
)
def test_an_expired_certificate_is_none(house: House, officer: dict[str, str]) -> None:
    case = house.case()
    event(house, case, "inquiry", officers=[*OFFICERS, officer])

    assert state(house, case, "certificates") == "open"


def test_an_open_recusal_blocks_until_the_head_decides(house: House) -> None:
    """行政处罚法第四十三条"""
    case = house.case()
    with act("test.recusal", by=SYSTEM) as record:
        row = record.create(
            Recusal(
                bureau=house.bureau,
                case=case,
                person=house.people["officer"],
                asked_by="当事人",
                ground="亲属",
                asked_at=record.at,
                recorded_by=house.people["officer"],
                recorded_at=record.at,
            )
        )
    assert state(house, case, "recusal") == "open"
    assert not states(house, case)["recusal"].may_override

    with act("test.recusal", by=SYSTEM) as record:
        record.update(row, granted=False)
    assert state(house, case, "recusal") == ""


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


def test_major_rights_ask_for_a_review_once_a_hearing_was_held(house: House) -> None:
    """行政处罚法第五十八条第一款第二项"""
    case = house.case()
    assert state(house, case, "legal-review", grounds=["major-rights"]) == ""

    event(house, case, "hearing")
    assert state(house, case, "legal-review", grounds=["major-rights"]) == "open"


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


def test_a_large_fine_needs_the_place_to_say_what_is_large(house: House) -> None:
    """行政处罚法第六十三条: "large" is a number of the place, never one of the program."""
    case = house.case(party_kind="person")
    paper(house, case, "prior_notice", penalty="罚款20000元")

    assert state(house, case, "hearing-told") == "unknown"
    assert state(house, case, "hearing-told", grounds=["hearing-asked"]) == "open"
    event(house, case, "rights_informed", attrs={"rights": ["hearing"], "manner": "written"})
    assert state(house, case, "hearing-told", grounds=["hearing-asked"]) == "held"


def test_what_is_large_is_set_by_the_bureau_with_its_source(house: House) -> None:
    case = house.case(party_kind="person")
    paper(house, case, "prior_notice", penalty="罚款20000元")
    admin = house.viewer("admin")

    set_limit(by=admin, word="fine-person", value=2_000_001, source="某省听证规定第三条")
    assert state(house, case, "hearing-told") == ""
    set_limit(by=admin, word="fine-person", value=2_000_000, source="某省听证规定第三条（修订）")
    assert state(house, case, "hearing-told") == "open"

    assert limits_of(house.bureau.pk) == {"fine-person": 2_000_000}
    assert [bool(row.superseded_at) for row in limits_set(admin)] == [False, True]
    for values in ({"word": "moon"}, {"value": 0}, {"source": " "}):
        plain = {"word": "fine-person", "value": 1, "source": "x"}
        with pytest.raises(BadLimitError):
            set_limit(by=admin, **{**plain, **values})
    with pytest.raises(NotPermittedError):
        set_limit(by=house.head, word="fine-person", value=1, source="x")


def test_a_hearing_that_was_asked_for_is_held_after_seven_working_days(house: House) -> None:
    """行政处罚法第六十三条至第六十五条、第八十五条"""
    case = house.case()
    house.clock.set("2026-04-01 08:00")
    event(house, case, "hearing_requested")
    assert state(house, case, "hearing-held") == "open"

    event(house, case, "hearing_notified", "2026-03-02 09:00")
    event(house, case, "hearing", "2026-03-11 09:00")
    assert state(house, case, "hearing-held") == "held"
    assert state(house, case, "hearing-notice") == "open"  # the seventh day itself

    other = house.case()
    event(house, other, "hearing_notified", "2026-03-02 09:00")
    event(house, other, "hearing", "2026-03-12 09:00")
    assert state(house, other, "hearing-notice") == "held"


def test_who_investigated_does_not_chair(house: House) -> None:
    """行政处罚法第六十四条第四项"""
    case = house.case()
    paper(house, case, "hearing_record", chair="officer")
    assert state(house, case, "hearing-chair") == ""  # a name alone is borne by several
    assert state(house, case, "hearing-chair-name") == "open"

    other = house.case()
    paper(house, other, "hearing_record", chair="legal_reviewer")
    assert state(house, other, "hearing-chair-name") == "held"
    assert state(house, other, "namesake") == ""
    chairs = {"officer": "open", "legal_reviewer": "held"}
    for name, found in chairs.items():
        known = Known(house.head, other)
        known.parts.chairs.add(house.people[name].pk)  # as a signature under the record says
        verdict = COMPUTED["chair_apart"](known, Limits({}))
        assert verdict is not None
        assert verdict.state == found


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
    assert state(house, case, "measure-rights") == "open"
    event(house, case, "rights_informed", attrs={"rights": ["statement"], "manner": "oral"})
    assert state(house, case, "measure-rights") == "held"

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


# ---------------------------------------------------------------- the decision itself

SAYS = {
    "party": "甲公司", "party_address": "一号码头", "facts": "无证捕捞", "evidence": "笔录",
    "legal_basis": "渔业法第四十一条", "penalty": "罚款2000元", "performance": "十五日内缴纳",
    "remedies": "六十日内申请复议", "factors": "初次违法",
}  # fmt: skip


def of_decision(house: House, case: Case, gate: str, **says: str) -> str:
    return state(house, case, gate, proposed={**SAYS, **says}, form="penalty_decision")


def test_a_decision_says_what_the_law_asks_for(house: House) -> None:
    """行政处罚法第五十九条; nothing lets it pass."""
    case = house.case()
    assert state(house, case, "decision-content") == ""  # nothing is written yet
    assert of_decision(house, case, "decision-content") == "held"

    found = states(
        house, case, proposed={**SAYS, "remedies": " ", "party_address": ""},
        form="penalty_decision",
    )["decision-content"]  # fmt: skip
    assert found.verdict.why == "The decision does not say: 住所（住址）、救济途径和期限."
    assert not found.may_override
    # a form of approval is no decision: what it does not say stops nothing
    other = states(house, case, proposed={"facts": "x"}, form="decision_approval")
    assert "decision-content" not in other


def test_the_factors_that_were_weighed_are_said(house: House) -> None:
    """行政处罚法第三十四条"""
    case = house.case()
    assert state(house, case, "discretion") == ""
    assert of_decision(house, case, "discretion", factors="") == "open"
    assert of_decision(house, case, "discretion") == "held"


def test_who_is_not_punished_is_taught(house: House) -> None:
    """行政处罚法第三十三条第三款"""
    case = house.case()
    form = {"form": "no_penalty_decision"}
    assert state(house, case, "education", "no-penalty") == ""
    assert state(house, case, "education", "no-penalty", proposed={"facts": "x"}, **form) == "open"
    says = {"education": "当场讲解渔业法"}
    assert state(house, case, "education", "no-penalty", proposed=says, **form) == "held"


def test_a_case_with_secrets_asks_whether_they_are_kept(house: House) -> None:
    """行政处罚法第五十条"""
    assert state(house, house.case(), "secrecy") == ""
    case = house.case(secrecy=["commercial_secret"])
    assert state(house, case, "secrecy") == "open"
    assert state(house, case, "secrecy", grounds=["secrets"]) == "held"


def test_only_what_may_be_true_of_the_case_is_offered(house: House) -> None:
    special = {"secrets", "incapacity", "harm"}
    plain = house.case(party_kind="organization")
    assert not special & set(grounds_for(plain, "decision", house.clock.time))
    case = house.case(party_kind="person", secrecy=["privacy"])
    with act("test.day", by=SYSTEM) as record:
        case = record.update(case, happened_on=date(2026, 1, 1))
    assert special <= set(grounds_for(case, "decision", house.clock.time))


def test_who_could_not_control_himself_is_not_punished(house: House) -> None:
    """行政处罚法第三十一条"""
    case = house.case()
    assert state(house, case, "capacity") == ""
    found = states(house, case, grounds=["incapacity"])["capacity"]
    assert (found.verdict.state, found.may_override) == ("open", True)  # a clear interval


def test_a_penalty_on_the_spot_that_was_only_typed_is_asked_about_as_the_case_ends(
    house: House,
) -> None:
    """行政处罚法第三十条、第三十一条: nobody approved it, and no paper of it passed a gate."""
    case = house.case(procedure="simple", party_kind="person")
    add_participant(
        by=house.officer, case=case, role="party", told={"name": "丁", "kind": "person"},
        secret={"birth_date": date(2014, 1, 1)},
    )  # fmt: skip
    ends = {"matter": "closing", "grounds": ["incapacity"]}
    assert {state(house, case, one, **ends) for one in ("capacity", "too-young")} == {""}
    event(house, case, "on_the_spot_penalty")

    found = states(house, case, **ends)
    for gate in ("capacity", "too-young"):
        assert (found[gate].stops, found[gate].may_override) == (True, True), gate
    assert state(house, case, "capacity", "closing") == ""  # nobody said so
    assert "incapacity" in grounds_for(case, "closing", house.clock.time)
    general = house.case(party_kind="person")
    assert "incapacity" not in grounds_for(general, "closing", house.clock.time)
    request = asked(house, case, "closing", grounds=["incapacity"])
    with pytest.raises(GateClosedError, match="could not tell or control"):
        said(house, request, "bureau_head", opinion="同意")


@pytest.mark.parametrize(
    ("day", "grounds", "found"),
    [
        (None, [], ""),
        (date(2024, 3, 2), [], "held"),  # two years to the day
        (date(2024, 3, 1), [], "open"),
        (date(2024, 3, 1), ["harm"], "held"),
        (date(2021, 3, 1), ["harm"], "open"),
        (date(2024, 2, 29), ["harm"], "held"),
    ],
)
def test_what_was_found_out_too_late_is_not_punished(
    house: House, day: date | None, grounds: list[str], found: str
) -> None:
    """行政处罚法第三十六条"""
    case = house.case()
    with act("test.day", by=SYSTEM) as record:
        case = record.update(case, happened_on=day)
    assert state(house, case, "limitation", grounds=grounds) == found


@pytest.mark.parametrize(
    ("kind", "fine", "found"),
    [
        ("person", "200", "held"), ("person", "201", "open"),
        ("organization", "3000", "held"), ("organization", "3000.01", "open"),
    ],
)  # fmt: skip
def test_on_the_spot_only_small_fines(house: House, kind: str, fine: str, found: str) -> None:
    """行政处罚法第五十一条"""
    case = house.case(procedure="simple", party_kind=kind)
    assert state(house, case, "simple-limit", "closing") == ""
    paper(house, case, "simple_procedure_record", amount=fine)
    assert state(house, case, "simple-limit", "closing") == found


def test_the_decision_rests_on_the_record_of_the_hearing(house: House) -> None:
    """行政处罚法第六十五条"""
    case = house.case()
    assert state(house, case, "hearing-record") == ""
    event(house, case, "hearing")
    assert state(house, case, "hearing-record") == "open"
    paper(house, case, "hearing_record", chair="legal_reviewer")
    assert state(house, case, "hearing-record") == "held"


@pytest.mark.parametrize(
    ("penalty", "found"),
    [
        ("吊销许可证", "open"),
        ("责令停产停业", "open"),
        ("警告", ""),
        ("没收违法所得5万元", "unknown"),
    ],
)
def test_the_words_of_a_penalty_ask_for_the_right_to_a_hearing(
    house: House, penalty: str, found: str
) -> None:
    """行政处罚法第六十三条: which words is data of the gate."""
    case = house.case()
    paper(house, case, "prior_notice", penalty=penalty)
    assert state(house, case, "hearing-told") == found


def test_a_large_confiscation_is_told_of_a_hearing(house: House) -> None:
    case = house.case()
    admin = house.viewer("admin")
    set_limit(by=admin, word="confiscation-organisation", value=5_000_000, source="某省规定")
    paper(house, case, "prior_notice", penalty="没收违法所得49999元")
    assert state(house, case, "hearing-told") == ""
    paper(house, case, "decision", penalty="没收违法所得5万元")
    assert state(house, case, "hearing-told") == "open"


def test_whether_a_head_approved_it_is_asked_at_issuing_alone(house: House) -> None:
    """行政处罚法第五十七条; in which it holds is told in `test_approved_content`."""
    case = house.case()
    assert of_decision(house, case, "approved") == ""  # asked for: nobody approved yet
    found = states(house, case, proposed=SAYS, form="penalty_decision", issuing=True)["approved"]
    assert found.verdict.why == "No head has approved what this paper says."
    assert found.may_override


def test_every_gate_is_told_of_here() -> None:
    """Each has a story above in which it is open, and one in which it is not."""
    told = Path(__file__).read_text(encoding="utf-8")
    assert [one.id for one in statutory_gates() if f'"{one.id}"' not in told] == []


# ---------------------------------------------------------------- going on


def ready(house: House, case: Case) -> None:
    """All but the prior notice and the approval of the start."""
    event(house, case, "inquiry", officers=OFFICERS, identity_shown=True)
    paper(house, case, "investigation_report", facts="事实")


def test_a_block_that_the_law_lets_pass_asks_for_a_reason(house: House) -> None:
    """行政处罚法第四十四条: unless the party expressly waives it."""
    case = house.case()
    ready(house, case)
    request = asked(house, case, "decision")
    agreed(house, request, "section_head", "legal_reviewer")

    with pytest.raises(GateClosedError, match="no prior notice"):
        said(house, request, "bureau_head")
    assert fresh(request).state == ApprovalState.OPEN
    assert step_of(request).order == 3
    reasons = {"prior-notice": "当事人书面放弃陈述申辩", "start-approved": "原审批表在省平台"}
    said(house, request, "bureau_head", opinion="同意", reasons=reasons)

    assert fresh(request).state == ApprovalState.AGREED
    kept = GateOverride.objects.within(house.bureau.pk).get(gate="prior-notice")
    assert (kept.reason, kept.by) == (reasons["prior-notice"], house.people["bureau_head"])
    assert kept.articles == ["行政处罚法 44", "行政处罚法 62"]
    paper(house, case, "prior_notice")
    assert states(house, case)["prior-notice"].overrides == (kept,)  # shown ever after


def test_a_block_without_exception_stays_shut_whatever_is_said(house: House) -> None:
    """行政处罚法第五十八条: no decision before the review passes."""
    other = House(house.clock, "xigang-hrss", "work")
    request = asked(other, other.case(), "decision")
    with act("test.ground", by=SYSTEM) as record:
        record.update(fresh(request), grounds=["complex"])

    reasons = dict.fromkeys(("legal-review", "prior-notice", "report", "start-approved"), "急")
    with pytest.raises(GateClosedError, match=r"no legal review yet\..* Without it"):
        said(other, request, "bureau_head", reasons=reasons)
    assert not GateOverride.objects.within(other.bureau.pk).exists()


def test_a_reason_may_be_given_beforehand_by_a_handler(house: House) -> None:
    case = house.case()
    ready(house, case)
    before = Leaf.objects.count()

    override(by=house.officer, case=case, gate="start-approved", matter="decision", reason="补录")

    assert Leaf.objects.count() == before + 1
    assert not states(house, case)["start-approved"].stops
    with pytest.raises(BadFactError, match="must not be empty"):
        override(by=house.officer, case=case, gate="prior-notice", matter="decision", reason=" ")
    with pytest.raises(BadFactError, match="not open"):
        override(by=house.officer, case=case, gate="report", matter="decision", reason="x")


def test_a_route_gets_the_legal_step_where_a_gate_asks_for_it(house: House) -> None:
    """000: 行政处罚法第五十八条 adds the step that the regulation does not name."""
    other = House(house.clock, "jinpu-ethnic-religious", "religion")

    plain = asked(other, other.case(), "decision")
    reviewed = asked(other, other.case(), "decision", grounds=["complex"])

    assert [step["roles"] for step in plain.route] == [["bureau_head"]]
    assert [step["roles"] for step in reviewed.route] == [["legal_reviewer"], ["bureau_head"]]
