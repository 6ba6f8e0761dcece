# SPDX-License-Identifier: Apache-2.0
"""Requests for approval: routes of the bureaus, rounds, who may, what is signed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_decisions import decide
from liuhen.apps.cases.approval_requests import ask, withdraw
from liuhen.apps.cases.errors import (
    BadFactError,
    ChangedMeanwhileError,
    NotAllowedError,
    UnknownRowError,
)
from liuhen.apps.cases.models import Activity, ApprovalState, Document
from liuhen.apps.cases.waiting import (
    approvals_of,
    asked_by_me,
    current_step,
    decided_by_me,
    get_approval,
    role_for,
    rounds_of,
    waiting_for,
)
from liuhen.apps.people.acts import grant_role
from liuhen.apps.people.roles import Role
from liuhen.apps.trace import heads
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Leaf
from support.approving import (
    agreed,
    asked,
    fresh,
    initiated,
    newest,
    said,
    signers,
    start_paper,
    step_of,
)
from support.house import House, beijing

pytestmark = pytest.mark.usefixtures("english")


def test_the_ocean_bureau_asks_section_and_head(house: House) -> None:
    """003 art. 10: the opinion of the section, then the head."""
    case = house.case()
    paper = start_paper(house, case)
    request = asked(house, case, subject=paper.ref)

    said(house, request, "section_head", opinion="情况属实，建议立案")
    assert signers(paper) == []  # nothing is approved before the last step
    house.clock.later(minutes=10)
    said(house, request, "bureau_head", opinion="同意立案")

    done = newest(paper)
    assert fresh(request).state == ApprovalState.AGREED
    assert signers(paper) == ["section_head", "bureau_head"]
    assert done.fields["section_opinion"] == "情况属实，建议立案"
    assert done.fields["head_opinion"] == "同意立案"
    assert [one["at"][11:16] for one in done.signatures] == ["00:00", "00:10"]
    initiated(house, case, "2026-03-02 08:10")
    assert house.finding(case, "initiation.approval").status == "met"


def test_the_religious_bureau_asks_its_head_alone(house: House) -> None:
    """000 arts. 7, 11."""
    other = House(house.clock, "jinpu-ethnic-religious", "religion")
    request = asked(other, other.case())

    assert step_of(request).roles == ["bureau_head"]
    with pytest.raises(NotAllowedError):
        said(other, request, "deputy_head")
    assert agreed(other, request, "bureau_head").state == ApprovalState.AGREED


@pytest.mark.parametrize("who", ["deputy_head", "bureau_head"])
def test_in_the_education_bureau_deputy_or_head_is_enough(house: House, who: str) -> None:
    """001 art. 11."""
    other = House(house.clock, "xigang-education", "school")

    assert agreed(other, asked(other, other.case()), who).state == ApprovalState.AGREED


def test_an_urgent_start_is_approved_afterwards_in_time(house: House) -> None:
    """003 art. 10: within 24 hours of the start."""
    case = house.case()
    event = initiated(house, case, "2026-03-02 07:00", urgent=True)
    paper = start_paper(house, case)
    house.clock.set("2026-03-02 09:00")

    request = asked(house, case, subject=event.ref, urgent=True)

    assert request.due == beijing("2026-03-03 07:00")
    agreed(house, request, "section_head", "bureau_head")
    assert signers(paper) == ["section_head", "bureau_head"]
    assert house.finding(case, "initiation.urgent-supplement").status != "overdue"


def test_what_is_not_urgent_by_its_nature_is_never_approved_afterwards(house: House) -> None:
    case = house.case()

    with pytest.raises(BadFactError, match="before it is done"):
        asked(house, case, "decision", urgent=True)
    with pytest.raises(BadFactError, match="“moon”"):
        asked(house, case, "moon")


def test_nothing_is_approved_afterwards_that_was_not_done_first(house: House) -> None:
    """Nothing was started, or nothing urgent, and no measure was taken."""
    case = house.case()
    with pytest.raises(BadFactError, match="No urgent start"):
        asked(house, case, urgent=True)
    initiated(house, case, "2026-03-02 07:00")
    with pytest.raises(BadFactError, match="No urgent start"):
        asked(house, case, urgent=True)
    with pytest.raises(BadFactError, match="No coercive measure"):
        asked(house, case, "coercion", urgent=True)


def test_sent_back_it_is_mended_and_asked_again(house: House) -> None:
    case = house.case()
    paper = start_paper(house, case)
    request = asked(house, case, subject=paper.ref)
    said(house, request, "section_head", opinion="同意")

    with pytest.raises(BadFactError, match="Say why"):
        said(house, request, "bureau_head", "sent_back")
    said(house, request, "bureau_head", "sent_back", opinion="当事人信息不全")
    assert fresh(request).state == ApprovalState.SENT_BACK
    assert current_step(fresh(request)) is None
    again = asked(house, case, subject=paper.ref, text="已补正")

    assert (again.pk, again.round, again.state) == (request.pk, 2, ApprovalState.OPEN)
    assert [
        (one.number, [(step.outcome, step.opinion) for step in one.steps])
        for one in rounds_of(again)
    ] == [
        (2, [("", ""), ("", "")]),
        (1, [("agreed", "同意"), ("sent_back", "当事人信息不全")]),
    ]
    agreed(house, again, "section_head", "bureau_head")
    assert signers(paper) == ["section_head", "bureau_head"]


def test_the_same_is_not_asked_for_twice_at_once(house: House) -> None:
    case = house.case()
    asked(house, case)

    with pytest.raises(BadFactError, match="under way"):
        asked(house, case)


def test_refused_it_has_ended(house: House) -> None:
    case = house.case()
    request = asked(house, case)
    said(house, request, "section_head", "refused", opinion="不属于本机关管辖")

    assert fresh(request).state == ApprovalState.REFUSED
    assert asked(house, case).pk != request.pk


def test_who_asked_takes_it_back(house: House) -> None:
    request = asked(house, house.case())

    with pytest.raises(NotAllowedError):
        withdraw(by=house.viewer("colleague"), approval=request)
    withdraw(by=house.officer, approval=request, reason="重复")

    assert fresh(request).state == ApprovalState.WITHDRAWN
    with pytest.raises(BadFactError, match="ended"):
        withdraw(by=house.officer, approval=request)


def test_every_act_is_one_leaf_with_the_time_of_the_server(house: House) -> None:
    case = house.case()
    before = Leaf.objects.count()
    request = asked(house, case)
    house.clock.later(minutes=1)
    step = said(house, request, "section_head", opinion="同意")

    names = list(Leaf.objects.order_by("index").values_list("act", flat=True))[before:]
    assert names == ["cases.ask", "cases.decide"]
    assert step.at == house.clock.now()


def test_of_two_deciders_one_wins_and_the_other_is_told(house: House) -> None:
    other = House(house.clock, "xigang-education", "school")
    request = asked(other, other.case())
    step = step_of(request)
    decide(by=other.viewer("deputy_head"), step=step, outcome="agreed")

    with pytest.raises(ChangedMeanwhileError, match="deputy_head decided"):
        decide(by=other.head, step=step, outcome="refused", opinion="不同意")
    assert fresh(request).state == ApprovalState.AGREED


def test_a_step_of_an_earlier_round_or_of_later_turn_is_not_taken(house: House) -> None:
    case = house.case()
    request = asked(house, case)
    first = step_of(request)
    later = rounds_of(request)[0].steps[1]

    with pytest.raises(BadFactError, match="earlier step"):
        decide(by=house.head, step=later, outcome="agreed")
    withdraw(by=house.officer, approval=request)
    with pytest.raises(ChangedMeanwhileError, match="no longer under way"):
        decide(by=house.viewer("section_head"), step=first, outcome="agreed")


def test_the_approval_of_a_decision_is_reported_on_the_decision(house: House) -> None:
    """Contract, reading 16; 003 art. 19. The decision may be there already, or come later."""
    case = house.case(procedure="simple")
    early = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case, fields={"facts": "事实"}
    )
    request = asked(house, case, "decision")
    agreed(house, request, "section_head", "deputy_head")

    assert signers(early) == ["section_head", "deputy_head"]
    assert "head_opinion" not in newest(early).fields
    kinds = Activity.objects.within(case.bureau_id).filter(case=case, kind="approval")
    assert kinds.count() == 1


def test_a_decision_that_was_typed_later_bears_no_approval(house: House) -> None:
    """Nobody who agreed could have read it; of those that were there, one bears it."""
    case = house.case(procedure="simple")
    first = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case, fields={"facts": "甲"}
    )
    agreed(house, asked(house, case, "decision"), "section_head", "deputy_head")
    house.clock.later(minutes=5)
    second = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case, fields={"facts": "乙"}
    )

    assert signers(first) == ["section_head", "deputy_head"]
    assert signers(second) == []
    assert Document.objects.within(case.bureau_id).filter(item=second.item).count() == 1


def test_nobody_outside_of_the_case_asks(house: House) -> None:
    case = house.case()

    with pytest.raises(UnknownRowError):
        ask(by=house.viewer("stranger"), case=case, matter="start", text="请批准。")
    for name in ("bureau_head", "custodian", "supervisor", "legal_reviewer"):
        with pytest.raises(NotAllowedError):
            ask(by=house.viewer(name), case=case, matter="start", text="请批准。")


def test_what_waits_is_shown_to_who_may_take_it(house: House) -> None:
    case, other = house.case(), house.case()
    plain = asked(house, case)
    house.clock.later(minutes=1)
    event = initiated(house, other, "2026-03-02 07:00", urgent=True)
    pressing = asked(house, other, subject=event.ref, urgent=True)

    head = house.viewer("section_head")
    assert [one.approval.pk for one in waiting_for(head)] == [pressing.pk, plain.pk]
    assert [one.role for one in waiting_for(head)] == ["section_head", "section_head"]
    assert len(waiting_for(head)) == 2
    assert waiting_for(house.head) == []  # its turn has not come
    assert waiting_for(house.officer) == []
    assert role_for(house.head, step_of(plain)) == ""
    assert asked_by_me(house.officer).count() == 2

    said(house, plain, "section_head", opinion="同意")
    assert [one.approval.pk for one in waiting_for(house.head)] == [plain.pk]
    assert [one.approval_id for one in decided_by_me(head)] == [plain.pk]


def test_a_handler_is_not_offered_what_he_may_not_decide(house: House) -> None:
    case = acts.open_case(
        by=house.viewer("section_head"), section=house.section, title="示例案",
        kind="penalty", procedure="general", origin="ex_officio",
    )  # fmt: skip
    request = ask(by=house.viewer("section_head"), case=case, matter="start", text="请批准。")

    assert waiting_for(house.viewer("section_head")) == []
    with pytest.raises(NotAllowedError, match="handles"):
        said(house, request, "section_head", opinion="同意")


def test_nobody_takes_two_steps_of_one_request(house: House) -> None:
    house.add("double", Role.SECTION_HEAD, house.section)
    grant_role(
        by=house.viewer("admin"), person=house.people["double"], role=Role.BUREAU_HEAD,
        organisation=house.bureau,
    )  # fmt: skip
    request = asked(house, house.case())
    said(house, request, "double", opinion="同意")

    assert waiting_for(house.viewer("double")) == []
    with pytest.raises(NotAllowedError, match="two steps"):
        said(house, request, "double", opinion="同意")


def test_a_request_of_another_section_is_not_there(house: House) -> None:
    request = asked(house, house.case())

    with pytest.raises(UnknownRowError):
        get_approval(house.viewer("stranger"), request.pk)
    assert get_approval(house.officer, request.pk) == request
    assert list(approvals_of(house.officer, request.case)) == [request]


def test_a_subject_and_papers_belong_to_the_case(house: House) -> None:
    case = house.case()

    with pytest.raises(BadFactError, match="no entry"):
        asked(house, case, subject="e99")
    with pytest.raises(BadFactError, match="not a known word"):
        asked(house, case, grounds=["moon"])


def test_the_number_of_queries_does_not_grow(house: House) -> None:
    for _one in range(3):
        asked(house, house.case())
    few = _queries(house)
    for _one in range(6):
        asked(house, house.case())

    assert _queries(house) == few


def _queries(house: House) -> int:
    viewer = house.viewer("section_head")
    with CaptureQueriesContext(connection) as seen:
        waiting_for(viewer)
    return len(seen)


def test_a_due_is_counted_by_the_calendar(house: House) -> None:
    """000 art. 7: two days; the first day is not counted."""
    other = House(house.clock, "jinpu-ethnic-religious", "religion")
    case = other.case()
    event = initiated(other, case, "2026-03-02 07:00", urgent=True)

    request = asked(other, case, subject=event.ref, urgent=True)

    assert request.due is not None
    assert request.due - beijing("2026-03-04 23:59") == timedelta(seconds=59)


def test_the_journal_explains_every_row_of_a_request(house: House) -> None:
    case = house.case()
    paper = start_paper(house, case)
    request = asked(house, case, subject=paper.ref)
    said(house, request, "section_head", "sent_back", opinion="补正")
    again = asked(house, case, subject=paper.ref)
    agreed(house, again, "section_head", "bureau_head")
    withdraw(by=house.officer, approval=asked(house, case, "closing"))
    heads.sign_and_publish()

    assert audit().findings == []
