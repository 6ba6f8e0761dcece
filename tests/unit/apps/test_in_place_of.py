# SPDX-License-Identifier: Apache-2.0
"""Whoever acts in somebody's place may no more than that person; rounds begin anew."""

from datetime import date

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.models import ApprovalState, Case, Draft, Recusal
from liuhen.apps.cases.papers.drafts import begin_draft, give_up_draft, save_draft
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal, decides_on
from liuhen.apps.cases.waiting import rounds_of, waiting_for
from liuhen.apps.people.acts import grant_role
from liuhen.apps.people.delegating import delegate
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.roles import Role
from support.approving import agreed, asked, fresh, newest, said, start_paper, step_of
from support.desk import Desk
from support.house import House, beijing

pytestmark = pytest.mark.usefixtures("english")


def delegated(house: House, by: str, to: str, role: Role) -> None:
    over = house.section if role is Role.SECTION_HEAD else house.bureau
    delegate(
        by=house.viewer(by), to=house.people[to], role=role, organisation=over,
        from_date=date(2026, 3, 2), until_date=date(2026, 3, 9), paper="委托代行1号",
    )  # fmt: skip


def inspected_by(house: House, case: Case, name: str) -> None:
    acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:30"), case=case, officers=[officer_value(house.people[name])],
    )  # fmt: skip


# ---------------------------------------------------------------- delegation


def test_who_may_not_decide_does_not_let_somebody_else_decide(house: House) -> None:
    case = house.case()
    inspected_by(house, case, "bureau_head")
    delegated(house, "bureau_head", "deputy_head", Role.BUREAU_HEAD)
    request = asked(house, case)
    said(house, request, "section_head", opinion="同意")

    assert waiting_for(house.viewer("deputy_head")) == []
    with pytest.raises(NotAllowedError, match="In the place of bureau_head: Whoever investigated"):
        said(house, request, "deputy_head", opinion="同意")
    paper = start_paper(house, case)
    with pytest.raises(NotAllowedError, match="In the place of bureau_head"):
        acts.sign_document(by=house.viewer("deputy_head"), document=paper, role="bureau_head")


def test_in_another_case_the_same_delegation_holds(house: House) -> None:
    inspected_by(house, house.case(), "bureau_head")
    delegated(house, "bureau_head", "deputy_head", Role.BUREAU_HEAD)
    request = asked(house, house.case())
    said(house, request, "section_head", opinion="同意")

    assert [one.approval.pk for one in waiting_for(house.viewer("deputy_head"))] == [request.pk]
    step = said(house, request, "deputy_head", opinion="同意")
    assert step.on_behalf == house.people["bureau_head"]


def test_who_holds_the_role_in_the_own_right_stands_for_nobody(house: House) -> None:
    case = house.case()
    inspected_by(house, case, "bureau_head")
    grant_role(
        by=house.viewer("admin"), person=house.people["deputy_head"], role=Role.BUREAU_HEAD,
        organisation=house.bureau,
    )  # fmt: skip
    request = asked(house, case)
    assert agreed(house, request, "section_head", "deputy_head").state == ApprovalState.AGREED


def test_nobody_takes_two_steps_the_second_by_a_delegate(house: House) -> None:
    grant_role(
        by=house.viewer("admin"), person=house.people["section_head"], role=Role.BUREAU_HEAD,
        organisation=house.bureau,
    )  # fmt: skip
    delegated(house, "section_head", "deputy_head", Role.BUREAU_HEAD)
    request = asked(house, house.case())
    said(house, request, "section_head", opinion="同意")
    with pytest.raises(NotAllowedError, match="two steps"):
        said(house, request, "deputy_head", opinion="同意")
    page = Desk(house, "deputy_head").open(f"/approvals/{request.pk}/")
    assert page.says("同一人不得")
    desk = Desk(house, "section_head").open("/approvals/delegations/").send(via="/end/")
    assert desk.says("当日结束")


def test_nobody_lets_a_delegate_decide_on_the_own_request(house: House) -> None:
    delegated(house, "section_head", "colleague", Role.SECTION_HEAD)
    request = ask(
        by=house.viewer("section_head"), case=house.case(), matter="start", text="请批准。"
    )
    with pytest.raises(NotAllowedError, match="In the place of section_head: Nobody decides"):
        said(house, request, "colleague", opinion="同意")


def test_a_delegates_signature_on_a_typed_paper_names_the_head(house: House) -> None:
    paper = start_paper(house, house.case())
    delegated(house, "bureau_head", "deputy_head", Role.BUREAU_HEAD)
    acts.sign_document(by=house.viewer("deputy_head"), document=paper, role="bureau_head")
    (signature,) = newest(paper).signatures
    assert (signature["name"], signature["on_behalf"]) == ("deputy_head", "bureau_head")

    own = start_paper(house, house.case())
    acts.sign_document(by=house.head, document=own, role="bureau_head")
    assert "on_behalf" not in newest(own).signatures[0]


# ---------------------------------------------------------------- recusal


def recusal_of(house: House, case: Case, name: str) -> Recusal:
    return ask_recusal(
        by=house.officer, case=case, person=house.people[name], asked_by="甲公司", ground="亲属"
    )


def test_a_delegate_does_not_decide_about_whoever_delegated(house: House) -> None:
    delegated(house, "bureau_head", "section_head", Role.BUREAU_HEAD)
    case = house.case()
    row = recusal_of(house, case, "bureau_head")

    assert not decides_on(house.viewer("section_head"), row)
    with pytest.raises(NotAllowedError, match="delegated the role"):
        decide_recusal(by=house.viewer("section_head"), recusal=row, granted=True)
    other = recusal_of(house, house.case(), "officer")
    decide_recusal(by=house.viewer("section_head"), recusal=other, granted=True)


def test_about_the_head_a_deputy_decides_and_says_who_did(house: House) -> None:
    """Otherwise no decision of the case could be made any more."""
    case = house.case()
    row, plain = recusal_of(house, case, "bureau_head"), recusal_of(house, case, "colleague")
    deputy = house.viewer("deputy_head")

    assert decides_on(deputy, row)
    assert not decides_on(deputy, plain)  # the head does
    with pytest.raises(NotAllowedError, match="The head of the bureau"):
        decide_recusal(by=deputy, recusal=plain, granted=True)
    with pytest.raises(BadFactError, match="which meeting"):
        decide_recusal(by=deputy, recusal=row, granted=True)
    decide_recusal(by=deputy, recusal=row, granted=True, reason="机关负责人集体讨论2026年3月2日")

    with pytest.raises(NotAllowedError, match="takes no part"):
        decide_recusal(by=house.head, recusal=plain, granted=True)
    decide_recusal(by=deputy, recusal=plain, granted=True, reason="机关负责人已回避，集体讨论决定")


# ---------------------------------------------------------------- rounds


def test_whoever_asked_in_an_earlier_round_decides_in_none(house: House) -> None:
    house.add("second", Role.SECTION_HEAD, house.section)
    case = house.case()
    request = ask(by=house.viewer("section_head"), case=case, matter="start", text="请批准。")
    said(house, request, "second", "sent_back", opinion="补充材料")
    again = ask(by=house.officer, case=case, matter="start", text="请批准。")

    assert again.pk == request.pk
    assert [one.steps[0].asked_by for one in rounds_of(again)] == [
        house.people["officer"], house.people["section_head"],
    ]  # fmt: skip
    assert waiting_for(house.viewer("section_head")) == []
    with pytest.raises(NotAllowedError, match="own request"):
        said(house, again, "section_head", opinion="同意")
    said(house, again, "second", opinion="同意")  # what was said before bars nobody


def test_a_case_asked_for_anew_takes_the_route_that_it_has_now(house: House) -> None:
    """001 art. 12: a complex case is reviewed first; the head sends it back for that."""
    other = House(house.clock, "xigang-education", "school")
    case = other.case()
    first = asked(other, case, "decision")
    assert [step["roles"] for step in first.route] == [["deputy_head", "bureau_head"]]
    said(other, first, "bureau_head", "sent_back", opinion="案情复杂，先作法制审核")

    again = asked(other, case, "decision", grounds=["complex"])
    assert (again.pk, again.round) == (first.pk, 2)
    assert step_of(again).roles == ["legal_reviewer"]
    assert len(rounds_of(again)[0].steps) == len(again.route)


def test_urgency_is_that_of_the_round(house: House) -> None:
    case = house.case()
    event = acts.add_activity(
        by=house.officer, kind="case_initiated", start=beijing("2026-03-02 07:00"), case=case,
        attrs={"urgent": True},
    )  # fmt: skip
    request = asked(house, case, subject=event.ref)
    assert (request.urgent, request.due) == (False, None)
    said(house, request, "section_head", "sent_back", opinion="属于紧急情况，事后补批")

    again = asked(house, case, subject=event.ref, urgent=True)
    assert (again.pk, again.urgent) == (request.pk, True)
    assert again.due == beijing("2026-03-03 07:00")


# ---------------------------------------------------------------- drafts


def drafted(house: House, case: Case) -> Draft:
    row = begin_draft(by=house.officer, case=case, form="closing_report")
    values = {"handler_opinion": "建议结案"}
    return save_draft(by=house.officer, draft=row.pk, revision=row.revision, values=values)


def test_a_draft_that_was_given_up_is_not_approved(house: House) -> None:
    case = house.case()
    draft = drafted(house, case)
    request = asked(house, case, "closing", draft=draft)
    give_up_draft(by=house.officer, draft=draft.pk)

    with pytest.raises(ChangedMeanwhileError, match="given up"):
        said(house, request, "bureau_head", opinion="同意")
    said(house, request, "bureau_head", "sent_back", opinion="重新报批")
    assert fresh(request).state == ApprovalState.SENT_BACK
