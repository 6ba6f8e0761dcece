# SPDX-License-Identifier: Apache-2.0
"""A case of two parties: approval, notice, plea and reasons are those of whom the paper names."""

from datetime import date
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.gates import override, put_override
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.papers.drafts import save_draft
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.people.access import Permission
from liuhen.apps.rules.forms import form_of
from support.approving import agreed
from support.gating import SAYS, english, event, states
from support.house import House, beijing
from support.paperwork import ANY_REASON, started

__all__ = ["english"]
DECISION, COMPANY, MAN = "penalty_decision", "甲公司", "李志强"
pytestmark = pytest.mark.usefixtures("own_home")


def two_parties(house: House, **values: Any) -> Case:
    case: Case = house.case(party_name=COMPANY, party_kind="organization", **values)
    told = {"name": MAN, "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    return case


def asks(house: House, case: Case, party: str, gate: str, **says: str) -> Any:
    """What a gate says of a decision against somebody."""
    found = states(
        house, case, proposed={**SAYS, **says, "party": party}, form=DECISION, issuing=True
    )
    return found.get(gate)


def notice(house: House, case: Case, party: str, at: str, **fields: str) -> Any:
    row = acts.add_document(
        by=house.officer, kind="prior_notice", at=beijing(at), case=case,
        fields={**fields, "party": party},
    )  # fmt: skip
    acts.add_signature(by=house.officer, document=row, role="party", name=party, at=beijing(at))
    return row


def approve(house: House, case: Case, party: str, form: str = "decision_approval") -> None:
    """The head agrees to a fine against somebody."""
    draft = started(house, form, case, party=party)
    says = "proposal" if form == "decision_approval" else "penalty"
    draft = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision,
        values={**draft.values, says: SAYS["penalty"]},
    )  # fmt: skip
    request = ask(by=house.officer, case=case, matter="decision", draft=draft)
    notice(house, case, party, "2026-02-01 09:00")
    agreed(house, request, "section_head", "legal_reviewer")
    agreed(house, request, "bureau_head", reasons=ANY_REASON)


@pytest.mark.parametrize("form", ["decision_approval", DECISION])
def test_what_was_approved_of_one_party_is_issued_against_no_other(house: House, form: str) -> None:
    """行政处罚法第五十七条: the same words, and another name."""
    case = two_parties(house)
    approve(house, case, COMPANY, form)

    def why(party: str) -> str:
        found = asks(house, case, party, "approved")
        assert found.stops or found.verdict.state == "held"
        return found.verdict.why if found.stops else ""

    for other in (MAN, "无关人张三", f"{COMPANY}、{MAN}", f"{COMPANY}大连分公司"):
        assert why(other), other
    if form == "decision_approval":
        assert why(COMPANY) == why("甲 公司") == ""
        assert "not about the party" in why(MAN)


def test_an_approval_that_names_both_is_of_each(house: House) -> None:
    case = two_parties(house)
    approve(house, case, f"{COMPANY}、{MAN}")
    for party in (COMPANY, MAN, f"{MAN}、{COMPANY}"):
        assert not asks(house, case, party, "approved").stops, party
    assert asks(house, case, "王五", "approved").stops


def test_a_case_of_one_party_is_asked_about_a_stranger_alone(house: House) -> None:
    """行政处罚法第五十九条第一项: "party-of-the-case"."""
    case = house.case(party_name=COMPANY, party_kind="organization")
    approve(house, case, COMPANY)
    notice(house, case, COMPANY, "2026-02-01 09:00")
    for name in (COMPANY, "甲　公司", f"{COMPANY}（一号码头）"):
        for gate in ("party-of-the-case", "approved", "prior-notice"):
            assert not asks(house, case, name, gate).stops, (name, gate)
    asked = asks(house, case, "无关人李四", "party-of-the-case")
    assert (asked.stops, asked.may_override) == (True, True)
    assert "无关人李四" in asked.verdict.why
    assert asks(house, case, f"{COMPANY}、李四", "party-of-the-case").stops
    assert asks(house, case, "无关人李四", "approved").stops
    assert asks(house, case, "无关人李四", "prior-notice").stops
    assert "party-of-the-case" not in states(house, house.case(), proposed=SAYS, form=DECISION)


def test_each_party_has_its_own_notice_and_time(house: House) -> None:
    """行政处罚法第四十四条、第四十五条、第六十二条: "prior-notice", "plea-time", "as-told"."""
    house.clock.set("2026-03-02 10:00")
    case = two_parties(house)
    notice(house, case, COMPANY, "2026-02-02 09:00", penalty="罚款1000元")
    event(house, case, "statement_and_defense", "2026-02-03 09:00")
    assert not asks(house, case, COMPANY, "prior-notice").stops
    assert not asks(house, case, COMPANY, "plea-time").stops
    assert asks(house, case, COMPANY, "as-told").stops  # 1000 were told, 2000 are decided
    untold = asks(house, case, MAN, "prior-notice")
    assert (untold.stops, untold.may_override) == (True, False)
    assert MAN in untold.verdict.why

    notice(house, case, MAN, "2026-03-02 09:00", penalty="罚款2000元")
    assert not asks(house, case, MAN, "prior-notice").stops
    assert not asks(house, case, MAN, "as-told").stops
    assert asks(house, case, MAN, "plea-time").stops  # the plea before was none of it
    assert not asks(house, case, COMPANY, "plea-time").stops
    house.clock.set("2026-03-10 00:00")
    assert not asks(house, case, MAN, "plea-time").stops


def test_a_plea_of_the_other_ends_no_time(house: House) -> None:
    house.clock.set("2026-03-03 10:00")
    case = two_parties(house)
    for party in (COMPANY, MAN):
        notice(house, case, party, "2026-03-02 09:00")
    plea = event(house, case, "statement_and_defense", "2026-03-03 09:00")
    acts.add_document(
        by=house.officer, kind="statement_defense_record", at=house.clock.now(), case=case,
        events=[plea.ref], fields={"person": COMPANY},
    )  # fmt: skip
    assert not asks(house, case, COMPANY, "plea-time").stops
    assert asks(house, case, MAN, "plea-time").stops
    assert asks(house, case, f"{COMPANY}、{MAN}", "plea-time").stops


def test_a_notice_to_both_reaches_each_by_its_own_service(house: House) -> None:
    case = two_parties(house)
    row = acts.add_document(
        by=house.officer, kind="prior_notice", at=house.clock.now(), case=case,
        fields={"party": f"{COMPANY}、{MAN}"},
    )  # fmt: skip
    served = serve(
        by=house.officer, case=case, of=row.item, way="direct", to=COMPANY, start=house.clock.now()
    )
    assert served.ref
    assert not asks(house, case, COMPANY, "prior-notice").stops
    assert asks(house, case, MAN, "prior-notice").stops


def test_a_reason_said_of_one_party_lets_the_other_not_pass(house: House) -> None:
    case = two_parties(house)
    form = form_of(house.bureau, DECISION, house.clock.time.date())
    for party in (COMPANY, MAN):
        notice(house, case, party, beijing_now(house))

    def plea(party: str) -> Any:
        says = {**SAYS, "party": party}
        found = gates_at_issuing(house.head, case, form, says)
        return next(one for one in found if one.gate.id == "plea-time")

    say(house, case, plea(COMPANY))
    assert not plea(COMPANY).stops
    assert plea(MAN).stops


def beijing_now(house: House) -> str:
    return f"{house.clock.time:%Y-%m-%d %H:%M}"


def say(house: House, case: Case, state: Any) -> None:
    with case_act(
        "cases.override", by=house.head, case=case, permission=Permission.CASE_VIEW
    ) as doing:
        put_override(doing, state, "decision", "当事人要求尽快处理")


def test_a_child_beside_a_grown_party_spares_the_child_alone(house: House) -> None:
    """行政处罚法第三十条: "too-young" is asked of whom the decision names."""
    case = two_parties(house)
    add_participant(
        by=house.officer, case=case, role="party", told={"name": "丁小明", "kind": "person"},
        secret={"birth_date": date(2014, 5, 1)},
    )  # fmt: skip
    assert asks(house, case, "丁小明", "too-young").stops
    assert not (found := asks(house, case, MAN, "too-young")) or not found.stops


def test_a_reason_said_beforehand_is_of_whom_the_draft_names(house: House) -> None:
    """The page of the reason shows no paper: it is of the decision that is being written."""
    case = two_parties(house)
    for party in (COMPANY, MAN):
        notice(house, case, party, beijing_now(house))
    draft = started(house, DECISION, case, party=MAN)
    form = form_of(house.bureau, DECISION, house.clock.time.date())

    def stops(party: str) -> bool:
        says = {**draft.values, "party": party}
        found = gates_at_issuing(house.officer, case, form, says)
        return next(one for one in found if one.gate.id == "plea-time").stops

    assert stops(MAN)
    override(by=house.officer, case=case, gate="plea-time", matter="decision", reason="已放弃")
    assert not stops(MAN)
    assert stops(COMPANY)
