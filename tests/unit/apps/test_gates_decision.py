# SPDX-License-Identifier: Apache-2.0
"""Gates about what a decision says and rests on, and when there is to be none."""

from datetime import date

import pytest

from liuhen.apps.cases.errors import GateClosedError
from liuhen.apps.cases.gates import bases_said, grounds_for
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.rules.forms import form_of
from liuhen.apps.trace.journal import act
from support.approving import asked, said
from support.gating import SAYS, english, event, of_decision, paper, state, states
from support.house import SYSTEM, House

__all__ = ["english"]


def offered(case: Case, matter: str, house: House) -> set[str]:
    """What may be said of the case when that is asked for."""
    return {one.id for one in grounds_for(case, matter, house.clock.time)}


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
    assert not special & offered(plain, "decision", house)
    case = house.case(party_kind="person", secrecy=["privacy"])
    with act("test.day", by=SYSTEM) as record:
        case = record.update(case, happened_on=date(2026, 1, 1))
    assert special <= offered(case, "decision", house)


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
    assert "incapacity" in offered(case, "closing", house)
    general = house.case(party_kind="person")
    assert "incapacity" not in offered(general, "closing", house)
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


def test_whether_a_head_approved_it_is_asked_at_issuing_alone(house: House) -> None:
    """行政处罚法第五十七条; in which it holds is told in `test_approved_content`."""
    case = house.case()
    assert of_decision(house, case, "approved") == ""  # asked for: nobody approved yet
    found = states(house, case, proposed=SAYS, form="penalty_decision", issuing=True)["approved"]
    assert found.verdict.why == "No head has approved what this paper says."
    assert found.may_override


@pytest.mark.parametrize(
    ("form", "gate", "basis"),
    [
        ("penalty_decision", "approved", ["行政处罚法 57"]),
        ("preserve_notice", "approved-preservation", ["行政处罚法 56"]),
        ("seizure_decision", "approved-measure", ["行政强制法 18(1)", "行政强制法 19"]),
        ("seizure_extend", "approved-extension", ["行政强制法 25", "行政强制法 32"]),
    ],
)
def test_each_paper_names_the_article_by_which_a_head_approves_it(
    house: House, form: str, gate: str, basis: list[str]
) -> None:
    day = house.clock.time.date()
    asked_of, says = form_of(house.bureau, form, day), {"facts": "无证捕捞"}
    found = gates_at_issuing(house.officer, house.case(), asked_of, says)
    stops = [one.gate for one in found if one.gate.condition == "head_approved" and one.stops]
    assert [(one.id, bases_said(one)) for one in stops] == [(gate, basis)]
