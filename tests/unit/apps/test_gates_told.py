# SPDX-License-Identifier: Apache-2.0
"""Gates that words alone do not open: the head's approval, the notice and its plea, the court."""

from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.gate_told import granted
from liuhen.apps.cases.gates import gate_states, override, states_to_pass
from liuhen.apps.cases.models import Case, GateOverride
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.rules.forms import form_of
from liuhen.law.period import Period
from support.approving import agreed, asked, fresh, said
from support.desk import Desk
from support.gating import english, event, paper, state, states
from support.house import House, beijing
from support.paperwork import ANY_REASON, issued, started, told

__all__ = ["english"]
DECISION = "penalty_decision"


def notice(house: House, case: Case, at: str, **fields: str) -> Any:
    """A notice that the party signed then."""
    row = acts.add_document(
        by=house.officer, kind="prior_notice", at=beijing(at), case=case, fields=fields
    )
    event(house, case, "rights_informed", at)
    return row


@pytest.mark.usefixtures("own_home")
def test_an_officer_alone_seals_no_decision_whatever_is_typed(house: House) -> None:
    """行政处罚法第五十七条: "approved" is passed by a head alone."""
    draft = started(house, DECISION)
    told(house, draft.case)
    urgent = dict.fromkeys(ANY_REASON, "急")
    with pytest.raises(GateClosedError, match="Only whoever may approve it"):
        issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=urgent)
    with pytest.raises(GateClosedError, match="Only whoever may approve it"):  # heads a section
        issue(
            by=house.viewer("section_head"), draft=draft.pk, revision=draft.revision, reasons=urgent
        )
    assert not GateOverride.objects.within(house.bureau.pk).exists()

    made = issue(by=house.head, draft=draft.pk, revision=draft.revision, reasons=urgent)
    kept = GateOverride.objects.within(house.bureau.pk).get(gate="approved")
    assert (kept.by, kept.reason) == (house.people["bureau_head"], "急")
    page = Desk(house, "officer").open(f"/cases/{made.case_id}/")
    assert page.says("不符合（已说明理由）")
    shown = {one.gate.id: one for one in gate_states(house.officer, made.case)}
    assert shown["approved"].is_idle


def test_a_notice_is_passed_by_the_waiver_that_is_in_the_case_and_by_no_word(house: House) -> None:
    """行政处罚法第四十四条、第六十二条"""
    case = house.case()
    with pytest.raises(GateClosedError):
        override(by=house.officer, case=case, gate="prior-notice", matter="decision", reason="急")

    event(house, case, "rights_informed", "2026-03-02 07:00")
    record = paper(house, case, "statement_defense_record", opinion="放弃陈述申辩")
    assert states(house, case)["prior-notice"].choices == ()  # nobody signed it
    acts.add_signature(by=house.officer, document=record, role="party", name="甲")
    [choice] = states(house, case)["prior-notice"].choices
    assert choice.value == f"waived {record.ref}"
    with pytest.raises(GateClosedError, match="choose it with its record"):
        override(by=house.officer, case=case, gate="prior-notice", matter="decision", reason="急")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/override/decision/prior-notice/")
    desk.send(reason=choice.value)
    kept = GateOverride.objects.within(house.bureau.pk).get()
    assert kept.reason.startswith("当事人已被告知")
    assert record.ref in kept.reason
    assert not states(house, case)["prior-notice"].stops


def test_the_plea_has_the_time_that_the_notice_grants(house: House) -> None:
    """行政处罚法第四十四条、第四十五条、第八十五条: "plea-time"."""
    house.clock.set("2026-03-02 10:00")
    case = house.case()
    notice(house, case, "2026-03-02 09:00", plea_period="收到本告知书之日起五个工作日内")
    found = states(house, case)["plea-time"]
    assert found.stops
    assert "2026-03-09 23:59" in found.verdict.why
    house.clock.set("2026-03-09 18:00")
    assert state(house, case, "plea-time") == "open"
    house.clock.set("2026-03-10 00:00")
    assert state(house, case, "plea-time") == "held"

    other = house.case()
    notice(house, other, "2026-03-09 09:00", facts="x")  # five working days where it says nothing
    assert state(house, other, "plea-time") == "open"
    event(house, other, "statement_and_defense", "2026-03-09 10:00")
    assert state(house, other, "plea-time") == "held"

    there = house.case()  # a plea is typed to the minute, a signature has its second
    notice(house, there, "2026-03-09 09:00:40", facts="x")
    event(house, there, "statement_and_defense", "2026-03-09 09:00")
    assert state(house, there, "plea-time") == "held"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("三日内", Period(working_days=3)),
        ("十个工作日内", Period(working_days=10)),
        ("收到之日起15日内", Period(days=15)),
        ("二十日", Period(days=20)),
        ("收到之日起１０个工作日内", Period(working_days=10)),
        ("2026年11月25日前", None),  # a day, and no number of days
        ("于十一月五日以前提出", None),
        ("及时", None),
    ],
)
def test_the_words_of_a_notice_are_read(said: str, found: Period | None) -> None:
    assert granted(said) == found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("罚款2000元", "held"),
        ("罚款1000元", "held"),
        ("罚款3000元", "open"),
        ("吊销许可证", "open"),
    ],
)
def test_what_is_decided_is_what_was_told_also_where_nobody_pleaded(
    house: House, now: str, found: str
) -> None:
    """行政处罚法第四十四条、第六十二条: "as-told"."""
    case = house.case()
    notice(house, case, "2026-03-01 09:00", penalty="警告，罚款2000元")
    states_ = states(house, case, proposed={"penalty": now}, form=DECISION)
    assert states_["as-told"].verdict.state == found
    if found == "open":  # no word opens it; told anew it holds
        assert not states_["as-told"].may_override
        notice(house, case, "2026-03-01 10:00", penalty=now)
        assert state(house, case, "as-told", proposed={"penalty": now}, form=DECISION) == "held"


@pytest.mark.usefixtures("own_home")
def test_a_second_decision_is_told_of_the_first(house: House) -> None:
    """行政处罚法第二十九条: "one-decision"; the one that is replaced does not count."""
    from liuhen.apps.cases.papers.drafts import begin_draft

    first = issued(house, DECISION)
    again = started(house, DECISION, first.case)
    form = form_of(house.bureau, DECISION, house.clock.time.date())

    def asks(replaces: Any = None) -> bool:
        found = gates_at_issuing(house.officer, first.case, form, again.values, replaces=replaces)
        return any(one.gate.id == "one-decision" and one.stops for one in found)

    assert asks()
    draft = begin_draft(
        by=house.officer, case=first.case, form=DECISION, replaces=first, reason="金额有误"
    )
    assert not asks(draft.replaces)
    assert state(house, house.case(), "one-decision") == ""


def test_a_decision_without_a_number_is_named_by_its_day(house: House) -> None:
    case = house.case()
    record = paper(house, case, "simple_procedure_record")
    [found] = [
        one for one in gate_states(house.officer, case, "decision") if one.gate.id == "one-decision"
    ]
    assert record.ref not in found.verdict.why
    assert "2026-03-02" in found.verdict.why


def test_grounds_are_carried_on_and_taken_away_with_a_reason_alone(house: House) -> None:
    """What was ticked stays when it is asked again, and with it what hangs on it."""
    case = house.case()
    request = asked(house, case, "decision", grounds=["complex", "grave"])
    page = Desk(house, "section_head").open(f"/approvals/{request.pk}/")
    assert page.says("案情疑难复杂、涉及多个法律关系")
    said(house, request, "section_head", "sent_back", opinion="请补充材料")

    desk = Desk(house, "officer").open(f"/cases/{case.pk}/ask/decision/")
    assert set(desk.held("grounds")) >= {"complex", "grave"}
    desk.send(422, grounds=["complex"])
    assert desk.says("不再")
    with pytest.raises(BadFactError, match="say why it is so no longer"):
        ask(by=house.officer, case=case, matter="decision", grounds=[], text="请批准。")
    again = ask(by=house.officer, case=case, matter="decision", text="请批准。")
    assert (again.pk, again.round, again.grounds) == (request.pk, 2, ["complex", "grave"])
    assert state(house, case, "collective-discussion") == "open"

    said(house, again, "section_head", "sent_back", opinion="请核对")
    made = ask(
        by=house.officer,
        case=case,
        matter="decision",
        grounds=["complex"],
        no_longer="经核不属重大",
    )
    assert made.grounds == ["complex"]
    assert "经核不属重大" in made.text
    looked = Desk(house, "officer").open(f"/cases/{house.case().pk}/ask/decision/")
    assert not looked.says("集体讨论决定")
    assert looked.open(f"{looked.address}?looking=1&grounds=complex").says("集体讨论决定")


@pytest.mark.parametrize(
    ("outcome", "opinion"),
    [
        ("agreed", "请准确写明法律依据后重新报批。"),
        ("agreed", "同意。\n请补充证据后重新报批"),
        ("sent_back", "同意。"),
        ("refused", "Agreed."),
    ],
)
def test_words_of_sending_back_are_no_agreement(house: House, outcome: str, opinion: str) -> None:
    request = asked(house, house.case())
    with pytest.raises(BadFactError, match="belongs to"):
        said(house, request, "section_head", outcome, opinion=opinion)
    assert said(house, request, "section_head", outcome, opinion="事实清楚，另见附件").outcome


def test_who_ends_a_case_has_it_approved_or_a_head_says_why(house: House) -> None:
    """ "ending-approved": 行政处罚法第五十七条; the officer's own word does not do."""
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/withdrawn/")
    assert desk.says("没有负责人批准")
    desk.send(422, reason="不应当立案", **{"reason-ending-approved": "急"})
    assert Case.objects.within(house.bureau.pk).get(pk=case.pk).concluded_at is None
    head = states_to_pass(house.head, case, "termination", "withdrawn")
    assert [one.may_override for one in head if one.gate.id == "ending-approved"] == [True]
    override(
        by=house.head, case=case, gate="ending-approved", matter="termination",
        ending="withdrawn", reason="口头同意",
    )  # fmt: skip
    desk.open(f"/cases/{case.pk}/end/withdrawn/").send(reason="不应当立案")
    assert Case.objects.within(house.bureau.pk).get(pk=case.pk).ending == "withdrawn"

    other = house.case()
    request = asked(house, other, "termination", ending="terminated")
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    assert fresh(asked(house, other, "closing")).pk
    Desk(house, "officer").open(f"/cases/{other.pk}/end/terminated/").send(reason="当事人死亡")
    assert Case.objects.within(house.bureau.pk).get(pk=other.pk).ending == "terminated"


def test_the_court_waits_for_demand_and_remedies(house: House) -> None:
    """行政强制法第五十三条、第五十四条: "court-time"; see also the story of performing."""
    assert state(house, house.case(), "court-time", "") == "", "nobody was called upon yet"
    why = states(house, house.case(), "court")["court-time"].verdict.why
    assert "not called upon" in why
    assert "time for remedies is unknown" in why
