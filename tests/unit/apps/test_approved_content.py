# SPDX-License-Identifier: Apache-2.0
"""What was approved is what it says: another text bears no signature and no review of the first."""

from datetime import date

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import withdraw
from liuhen.apps.cases.errors import GateClosedError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import Approval, ApprovalStep, Case, Draft, Participant
from liuhen.apps.cases.papers.approved import approvals_as_signatures
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.signing import sign_in_system
from liuhen.apps.cases.participants.acts import change_participant
from liuhen.apps.compliance.timeline import facts_of
from liuhen.apps.rules.forms import form_of
from support.approving import asked, fresh, said, signers, step_of
from support.house import House
from support.paperwork import ANY_REASON, issued, let_pass, started, told

pytestmark = pytest.mark.usefixtures("own_home", "english")


def written(house: House, case: Case, form: str, **values: str) -> Draft:
    draft = begin_draft(by=house.officer, case=case, form=form)
    return save_draft(by=house.officer, draft=draft.pk, revision=draft.revision, values=values)


def roles_of(request: Approval) -> list[list[str]]:
    return [step["roles"] for step in request.route]


def test_what_is_asked_for_anew_is_reviewed_anew(house: House) -> None:
    """The reviewer read another sum: 001 art. 10."""
    other = House(house.clock, "xigang-education", "edu")
    case = other.case()
    draft = written(other, case, "decision_approval", proposal="罚款1000元")
    request = asked(other, case, "decision", draft=draft, grounds=["complex"])
    said(other, request, "legal_reviewer", opinion="同意")

    def review() -> str:
        found = gate_states(other.head, case, "decision", grounds=["complex"])
        return next(one.verdict.state for one in found if one.gate.id == "legal-review")

    assert review() == "held"
    withdraw(by=other.officer, approval=fresh(request))
    assert review() == "open"
    draft = save_draft(
        by=other.officer, draft=draft.pk, revision=draft.revision, values={"proposal": "罚款9万元"}
    )
    again = asked(other, case, "decision", draft=draft, grounds=["complex"])
    assert roles_of(again)[0] == ["legal_reviewer"]
    assert review() == "open"
    said(other, again, "legal_reviewer", opinion="同意")
    assert review() == "held"


def complete(house: House, case: Case, form: str, **values: str) -> Draft:
    """A draft that lacks nothing and says this."""
    return started(house, form, case=case, **values)


def approved(house: House, case: Case, proposal: str, **values: str) -> Approval:
    """What the head agreed to on the form of approval, whatever gates ask."""
    draft = complete(house, case, "decision_approval", proposal=proposal, **values)
    request = asked(house, case, "decision", draft=draft)
    told(house, case)
    for name in ("section_head", "legal_reviewer", "bureau_head")[-len(request.route) :]:
        said(house, request, name, opinion="同意", reasons=ANY_REASON)
    return fresh(request)


@pytest.fixture
def bureau(house: House) -> House:
    """000: the head alone decides."""
    return House(house.clock, "jinpu-ethnic-religious", "religion")


@pytest.mark.parametrize(
    ("says", "signed"),
    [("罚款1000元", ["bureau_head"]), ("罚款 1,000元。", ["bureau_head"]), ("罚款50000元", [])],
)
def test_a_decision_bears_the_signature_only_where_it_says_what_was_read(
    bureau: House, says: str, signed: list[str]
) -> None:
    case = bureau.case()
    assert approved(bureau, case, "罚款1000元").state == "agreed"

    draft = complete(bureau, case, "penalty_decision", penalty=says)
    assert [one["role"] for one in approvals_as_signatures(draft, "decision")] == signed


def test_a_decision_begins_with_what_was_approved_and_names_who_reviewed(house: House) -> None:
    """003 art. 18: the report's factors stood there, and nobody as the reviewer."""
    case = house.case()
    issued(house, "investigation_report", case=case, factors="报告所写", reasoning="定性")
    request = approved(house, case, "罚款1000元", factors="审批所写")
    reviewer = ApprovalStep.objects.within(house.bureau.pk).get(
        approval=request, role="section_head"
    )

    known = begin_draft(by=house.officer, case=case, form="penalty_decision").values

    assert (known["factors"], known["penalty"]) == ("审批所写", "罚款1000元")
    assert known["reasoning"] == "定性"
    assert reviewer.person is not None
    assert known["reviewer"] == reviewer.person.name
    changed = written(house, house.case(), "decision_approval", factors="未经审批")
    fields = begin_draft(by=house.officer, case=changed.case, form="penalty_decision").values
    assert "factors" not in fields
    assert "reviewer" not in fields


def test_what_is_only_typed_in_bears_no_signature_of_a_paper_that_was_read(bureau: House) -> None:
    case = bureau.case()
    approved(bureau, case, "罚款1000元")

    for penalty in ("罚款1000元", "罚款900000元"):
        row = acts.add_document(
            by=bureau.officer,
            kind="decision",
            at=bureau.clock.now(),
            case=case,
            fields={"penalty": penalty},
        )
        assert signers(row) == [], penalty


def test_what_was_read_and_changed_since_signs_nothing_else(bureau: House) -> None:
    case = bureau.case()
    request = approved(bureau, case, "罚款1000元")
    row = Draft.objects.within(bureau.bureau.pk).get(pk=request.draft_id)
    save_draft(
        by=bureau.officer, draft=row.pk, revision=row.revision, values={"proposal": "罚九万"}
    )

    draft = complete(bureau, case, "penalty_decision", penalty="罚九万")
    assert approvals_as_signatures(draft, "decision") == []


def test_the_signature_on_a_form_is_not_reported_on_another_sum(house: House) -> None:
    form = issued(house, "decision_approval", proposal="罚款1000元")
    issued(house, "penalty_decision", case=form.case, penalty="罚款50000元")
    house.clock.later(hours=1)
    sign_in_system(by=house.head, paper=form.pk, role="bureau_head", opinion="同意")

    rows = [row for row in facts_of(form.case).documents if row.type == "decision"]
    assert [row.signatures for row in rows] == [[]]


# ---------------------------------------------------------------- at issuing


def approval_asked(house: House, draft: Draft) -> str:
    """What the gate of the head's approval says when the draft is issued."""
    form = form_of(house.bureau, draft.form, house.clock.time.date())
    found = gates_at_issuing(house.officer, draft.case, form, draft.values, replaces=draft.replaces)
    stops = [one for one in found if one.gate.condition == "head_approved" and one.stops]
    return next((one.verdict.why for one in stops), "")


@pytest.mark.parametrize("form", ["penalty_decision", "seizure_decision", "no_penalty_decision"])
def test_no_seal_goes_onto_what_no_head_approved_without_a_reason(house: House, form: str) -> None:
    """处罚法 art. 57, 强制法 art. 18(1). Urgent measures go on with a reason."""
    draft = started(house, form)
    assert approval_asked(house, draft) == "No head has approved what this paper says."

    if form == "penalty_decision":
        told(house, draft.case)
    reasons = dict(ANY_REASON)
    if form == "seizure_decision":  # urgent: said by the officer, approved within the day
        del reasons["approved-measure"]
    with pytest.raises(GateClosedError, match="No head has approved"):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=reasons)
    let_pass(house, draft)
    assert issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)


def test_what_was_approved_is_issued_without_a_reason_and_another_sum_is_not(
    bureau: House,
) -> None:
    case = bureau.case()
    approved(bureau, case, "罚款1000元")

    same = complete(bureau, case, "penalty_decision", penalty="罚款1000元")
    assert approval_asked(bureau, same) == ""
    other = complete(bureau, case, "penalty_decision", penalty="罚款50000元")
    assert approval_asked(bureau, other).startswith("What the head approved does not say")


def test_what_was_approved_of_a_minor_is_what_the_decision_says(bureau: House) -> None:
    """The row of the form that was approved says the mask, the draft of the decision the name."""
    case = bureau.case(party_name="李小明", party_kind="person")
    [party] = Participant.objects.within(bureau.bureau.pk).filter(case=case)
    secret = {"birth_date": date(2010, 5, 31)}
    change_participant(by=bureau.officer, participant=party, secret=secret)
    draft = complete(bureau, case, "decision_approval", proposal="对李小明罚款1000元")
    paper = issue(by=bureau.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
    request = asked(bureau, case, "decision", paper=paper)
    told(bureau, case)
    said(bureau, request, "bureau_head", opinion="同意", reasons=ANY_REASON)
    same = complete(bureau, case, "penalty_decision", penalty="对李小明罚款1000元")
    assert approval_asked(bureau, same) == ""


def test_one_approval_is_good_for_one_decision(bureau: House) -> None:
    """行政处罚法 arts. 29, 57: the same once more is approved anew, also where the form says it."""
    case = bureau.case()
    approved(bureau, case, "罚款1000元")
    first = complete(bureau, case, "penalty_decision", penalty="罚款1000元")
    paper = issue(by=bureau.officer, draft=first.pk, revision=first.revision, reasons=ANY_REASON)

    second = complete(bureau, case, "penalty_decision", penalty="罚款1000元")

    assert approval_asked(bureau, second).startswith(f"By what the head approved {paper.number}")
    bureau.clock.later(hours=1)
    approved(bureau, case, "罚款1000元")
    assert approval_asked(bureau, second) == ""


def test_a_decision_in_the_place_of_another_needs_no_second_approval(bureau: House) -> None:
    case = bureau.case()
    approved(bureau, case, "罚款1000元")
    first = complete(bureau, case, "penalty_decision", penalty="罚款1000元")
    paper = issue(by=bureau.officer, draft=first.pk, revision=first.revision, reasons=ANY_REASON)

    again = begin_draft(
        by=bureau.officer, case=case, form="penalty_decision", replaces=paper, reason="打印错误"
    )

    assert approval_asked(bureau, again) == ""


def test_an_approval_on_no_paper_approves_no_text(bureau: House) -> None:
    """行政处罚法 art. 57: whoever decides without a paper has not decided on what is printed."""
    case = bureau.case()
    request = asked(bureau, case, "decision", text="请批准罚款1000元")
    told(bureau, case)
    said(bureau, request, "bureau_head", opinion="同意", reasons=ANY_REASON)

    draft = complete(bureau, case, "penalty_decision", penalty="罚款1000元")
    assert approval_asked(bureau, draft) == "The head approved, and read no paper that says it."
    approved(bureau, case, "罚款1000元")
    assert approval_asked(bureau, draft) == ""


def test_the_heads_signature_on_the_form_of_approval_is_an_approval(house: House) -> None:
    form = issued(house, "decision_approval", proposal="罚款1000元")
    draft = started(house, "penalty_decision", case=form.case, penalty="罚款1000元")
    assert approval_asked(house, draft)

    sign_in_system(by=house.head, paper=form.pk, role="bureau_head", opinion="同意")
    assert approval_asked(house, draft) == ""


def test_what_was_itself_approved_is_issued_as_it_was_read(house: House) -> None:
    draft = started(house, "no_penalty_decision")
    request = asked(house, draft.case, "no-penalty", draft=draft)
    assert approval_asked(house, draft), "it is under way"
    while fresh(request).state == "open":
        role = step_of(request).roles[-1]
        said(house, request, role, opinion="同意", reasons=ANY_REASON)
    assert approval_asked(house, draft) == ""

    changed = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values={"ground": "没有这回事"}
    )
    assert approval_asked(house, changed)
