# SPDX-License-Identifier: Apache-2.0
"""Gates about people: two officers with certificates, recusal, who chairs."""

import pytest
from django.utils import translation

from liuhen.apps.cases.gate_conditions import CONDITIONS as COMPUTED
from liuhen.apps.cases.gate_facts import Known, Limits
from liuhen.apps.cases.models import Recusal
from liuhen.apps.trace.journal import act
from liuhen.law.routes import statutory_gates
from support.gating import OFFICERS, english, event, paper, state, states
from support.house import SYSTEM, House

__all__ = ["english"]


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


def test_a_measure_is_asked_about_its_own_officers_alone(house: House) -> None:
    """行政处罚法第五十六条: the seizure of one officer is no fault of the preservation."""
    case = house.case()
    event(house, case, "coercive_measure", officers=OFFICERS[:1])
    event(house, case, "advance_preservation", officers=OFFICERS)
    found = {matter: state(house, case, "two-officers", matter) for matter in
             ("preservation", "coercion", "decision")}  # fmt: skip
    assert found == {"preservation": "held", "coercion": "open", "decision": "open"}


@pytest.mark.parametrize(
    "officer",
    [{"name": "丙"}, {"name": "丙", "certificate": "LN-3", "valid_until": "2026-03-01"}],
)
def test_an_expired_certificate_is_none(house: House, officer: dict[str, str]) -> None:
    case = house.case()
    event(house, case, "inquiry", officers=[*OFFICERS, officer])

    assert state(house, case, "certificates") == "open"
    assert state(house, case, "two-officers") == "held"  # two others are qualified

    lone = house.case()
    event(house, lone, "inquiry", officers=[OFFICERS[0], officer])
    found = states(house, lone)["two-officers"]
    assert (found.verdict.state, found.may_override) == ("open", True)
    assert found.verdict.why.startswith("Fewer than two officers with a certificate that was valid")


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


@pytest.mark.parametrize(("recorder", "found"), [("甲", "open"), ("丙", "held"), ("", "")])
def test_who_investigated_does_not_record_the_hearing(
    house: House, recorder: str, found: str
) -> None:
    case = house.case()
    event(house, case, "inquiry", officers=OFFICERS)
    paper(house, case, "hearing_record", recorder=recorder)
    assert state(house, case, "hearing-recorder") == found


def test_a_hearing_on_a_licence_has_the_same_gate_for_its_chair(house: House) -> None:
    """行政许可法第四十八条第三项"""
    case = house.case(kind="licensing")
    paper(house, case, "hearing_record", chair="legal_reviewer")
    assert state(house, case, "licence-hearing-chair") == ""  # nobody signed as its chair
    gate = next(one for one in statutory_gates() if one.id == "licence-hearing-chair")
    assert (gate.condition, gate.level, gate.act) == ("chair_apart", "block", ["licensing"])
