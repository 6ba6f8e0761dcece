# SPDX-License-Identifier: Apache-2.0
"""Issuing passes the gates of the step that the paper carries out, as approving it does."""

from datetime import date

import pytest

from liuhen.apps.cases.after_approval import onwards_from
from liuhen.apps.cases.errors import GateClosedError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.gates import override as go_on
from liuhen.apps.cases.models import Draft, GateOverride, Paper, PaperNumber
from liuhen.apps.cases.papers import freezing
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.rules.forms import form_of
from liuhen.apps.trace.audit import audit
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House
from support.paperwork import ANY_REASON, issued, let_pass, started, told

DECISION = "penalty_decision"
pytestmark = pytest.mark.usefixtures("own_home", "english")


def stopping(house: House, draft: Draft) -> dict[str, str]:
    """The gates that stop the draft, with their levels."""
    form = form_of(house.bureau, draft.form, house.clock.time.date())
    states = gates_at_issuing(
        house.officer, draft.case, form, draft.values, replaces=draft.replaces
    )
    return {one.gate.id: one.gate.level for one in states if one.stops}


def issue_it(house: House, draft: Draft, **reasons: str) -> Paper:
    given = {name.replace("_", "-"): text for name, text in reasons.items()}
    return issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=given)


def test_a_decision_without_prior_notice_is_not_issued_and_takes_no_number(house: House) -> None:
    draft = started(house, DECISION)
    found = stopping(house, draft)
    assert found["prior-notice"] == "block"
    assert found["report"] == "warn"

    with pytest.raises(GateClosedError, match="no prior notice"):
        issue_it(house, draft)

    assert not Paper.objects.within(house.bureau.pk).exists()
    assert not PaperNumber.objects.within(house.bureau.pk).exists()
    assert not GateOverride.objects.within(house.bureau.pk).exists()


def test_a_reason_lets_it_pass_and_is_kept_with_the_article(house: House) -> None:
    draft = let_pass(house, started(house, DECISION))
    GateOverride.objects.within(house.bureau.pk).get(gate="approved")  # the head's
    found = stopping(house, draft)
    reasons = dict.fromkeys(found, "当事人要求尽快处理")

    paper = issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=reasons)

    kept = {row.gate: row for row in GateOverride.objects.within(house.bureau.pk)}
    assert set(kept) == {*found, "approved"}
    assert kept["plea-time"].articles == ["行政处罚法 44", "行政处罚法 45"]
    assert {row.subject for row in kept.values()} == {"decision"}
    assert Paper.objects.within(house.bureau.pk).get() == paper
    assert audit().findings == []


@pytest.mark.parametrize(("amount", "found"), [("90000", {"simple-limit": "warn"}), ("200", {})])
def test_an_on_the_spot_decision_passes_the_gates_that_name_it(
    house: House, amount: str, found: dict[str, str]
) -> None:
    """行政处罚法第五十一条: nobody approves it first, so its own paper is asked."""
    case = house.case(procedure="simple", party_kind="person")
    form = form_of(house.bureau, "onspot_decision", house.clock.time.date())
    values = {"penalty": "fine", "amount": amount}
    states = gates_at_issuing(house.officer, case, form, values)
    assert {one.gate.id: one.gate.level for one in states if one.stops} == found


def test_nobody_under_fourteen_is_fined_on_the_spot(house: House) -> None:
    """行政处罚法第三十条; whoever issues may know the day of birth or not."""
    case = house.case(procedure="simple", party_kind="person")
    add_participant(
        by=house.officer, case=case, role="party", told={"name": "丁", "kind": "person"},
        secret={"birth_date": date(2014, 1, 1)},
    )  # fmt: skip
    form = form_of(house.bureau, "onspot_decision", house.clock.time.date())
    for name in ("officer", "colleague"):
        states = gates_at_issuing(house.viewer(name), case, form, {"penalty": "warning"})
        assert [(one.gate.id, one.may_override) for one in states] == [("too-young", False)], name


def test_a_blank_reason_is_none(house: House) -> None:
    draft = let_pass(house, started(house, DECISION))
    reasons = dict.fromkeys(stopping(house, draft), "有理由") | {"report": " "}

    with pytest.raises(GateClosedError, match="report"):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=reasons)


def test_a_reason_that_was_given_for_the_step_before_counts(house: House) -> None:
    draft = started(house, DECISION)
    told(house, draft.case)
    for gate in set(stopping(house, draft)) - {"approved"}:
        go_on(by=house.officer, case=draft.case, gate=gate, matter="decision", reason="已经说明")

    assert stopping(house, draft) == {"approved": "warn"}, "of this paper, so asked with it alone"
    with pytest.raises(GateClosedError, match="Only whoever may approve it"):
        issue_it(house, draft, approved="审批表在纸上")
    assert issue_it(house, let_pass(house, draft)).number
    before = GateOverride.objects.within(house.bureau.pk).count()
    states = gate_states(house.officer, draft.case, "decision")
    assert sum(len(one.overrides) for one in states) == before


def test_a_paper_on_which_one_asks_or_that_tells_passes_no_gate(house: House) -> None:
    for form in ("decision_approval", "prior_notice", "inspection_record"):
        assert stopping(house, started(house, form)) == {}, form


def test_what_holds_when_printed_and_not_when_issued_is_refused_in_the_act(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two somebody may withdraw what the gate looked at."""
    draft = started(house, DECISION)
    monkeypatch.setattr(freezing, "require_gates", lambda *_, **_more: None)

    with pytest.raises(GateClosedError):
        issue_it(house, draft)

    assert not Paper.objects.within(house.bureau.pk).exists()
    assert [row.state for row in PaperNumber.objects.within(house.bureau.pk)] == ["reserved"]


def test_the_page_names_the_article_and_takes_the_reasons(house: House) -> None:
    draft = started(house, DECISION)
    found = stopping(house, draft)
    desk = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")
    assert desk.says("作出处罚决定之前应当告知")
    assert desk.says("《行政处罚法》第四十四条")
    told(house, draft.case)
    desk.open(desk.address)

    assert desk.says("只有有权批准的负责人")
    desk.send(422, press="issue", **{"reason-report": "情况紧急"})
    assert desk.says("情况紧急"), "what was typed stays"
    desk.open(desk.address).send(press="save", **{"reason-report": "负责人已口头同意"})
    assert desk.says("负责人已口头同意"), "and where the draft is only saved"
    assert not Paper.objects.within(house.bureau.pk).exists()
    let_pass(house, draft)
    found = stopping(house, draft)
    desk.open(desk.address).send(press="issue", **{f"reason-{gate}": "已说明" for gate in found})

    paper = Paper.objects.within(house.bureau.pk).get()
    assert desk.address == f"/papers/{paper.pk}/"


def test_reasons_stay_while_a_head_is_asked_and_another_draft_is_looked_at(house: House) -> None:
    draft, other = started(house, "no_penalty_decision"), started(house)
    desk = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")
    desk.send(press="ask=no-penalty", **{"reason-report": "负责人已口头同意"})
    assert desk.address.startswith(f"/cases/{draft.case_id}/ask/no-penalty/")
    desk.open(f"/papers/drafts/{other.pk}/")
    assert desk.open(f"/papers/drafts/{draft.pk}/").says("负责人已口头同意")


def test_replacing_a_decision_asks_no_reason_twice(house: House) -> None:
    paper = issued(house, DECISION)
    from liuhen.apps.cases.papers.drafts import begin_draft

    draft = begin_draft(
        by=house.officer, case=paper.case, form=DECISION, replaces=paper, reason="金额有误"
    )
    assert set(stopping(house, draft)) == set()
    assert issue_it(house, draft).replaces == paper


def test_an_approved_decision_leads_on_to_its_paper_and_then_to_its_service(house: House) -> None:
    case = house.case(party_name="某公司")
    request = asked(house, case, "decision")
    agreed(house, request, "section_head", "legal_reviewer")
    assert onwards_from(house.officer, case) == []
    told(house, case)
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says(f"/cases/{case.pk}/papers/?kind=decision")
    assert not Desk(house, "bureau_head").open(f"/cases/{case.pk}/").says("?kind=decision")

    draft = started(house, DECISION, case)
    assert page.open(f"/cases/{case.pk}/").says(f"/papers/drafts/{draft.pk}/")
    house.clock.later(hours=1)
    let_pass(house, draft)
    paper = issue_it(house, draft, **{name.replace("-", "_"): "试验" for name in ANY_REASON})
    [step, *_entering] = onwards_from(house.officer, case)
    assert (step.word, step.key) == ("serve", paper.item)
    assert page.open(f"/cases/{case.pk}/").says(f"/cases/{case.pk}/serve/{paper.item}/")
    serve(by=house.officer, case=case, of=paper.item, way="direct", start=house.clock.now())
    assert [one.word for one in onwards_from(house.officer, case)] == ["order"]
    agreed(house, asked(house, case, "closing"), "bureau_head", reasons=ANY_REASON)
    assert [one.word for one in onwards_from(house.officer, case)] == ["order", "end"]
