# SPDX-License-Identifier: Apache-2.0
"""A decision not to penalise is a decision: each bureau judges it as one, from page to engine."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from liuhen.apps.cases import acts
from liuhen.apps.cases.ending import end_case
from liuhen.apps.cases.errors import GateClosedError
from liuhen.apps.cases.facts import claimed_facts, known_rows
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import Activity, Case, Document
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.compliance.asked import asked_of
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.rules.forms import usual_forms
from liuhen.law.packs import known_packs
from liuhen.law.statutory import endings
from support.approving import agreed, asked, newest
from support.desk import Desk
from support.house import Clock, House
from support.paperwork import ANY_REASON, issued, let_pass, started

SAYS = {
    "facts": "未按规定公示收费标准", "evidence": "现场检查笔录", "reasoning": "轻微并及时改正",
    "legal_basis": "行政处罚法第三十三条第一款", "education": "已当场教育", "factors": "初次、轻微",
    "remedies": "六十日内申请复议", "maker": "officer", "reviewer": "section_head",
}  # fmt: skip
#: Who agrees one after the other, by the regulation of the bureau.
WHO = {
    "jinpu-ethnic-religious": ["bureau_head"],
    "xigang-education": ["deputy_head"],
    "qilin-culture-tourism": ["section_head", "legal_reviewer", "deputy_head"],
    "jinpu-ocean": ["section_head", "legal_reviewer", "bureau_head"],
    "xigang-hrss": ["bureau_head"],
}


def decided(house: House, case: Case, **says: str) -> Document:
    """The case once the paper was written, and the head agreed to no penalty."""
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="no_penalty_decision", at=house.clock.time, case=case,
        events=[made.ref], fields={**SAYS, **says},
    )  # fmt: skip
    request = asked(house, case, "no-penalty")
    open_ = gate_states(house.head, case, "no-penalty")
    reasons = {one.gate.id: "试验" for one in open_ if one.stops}
    agreed(house, request, *WHO[house.bureau.pack_id], reasons=reasons)
    return newest(paper)


def of_decision(house: House, case: Case) -> dict[str, Any]:
    """What is judged of the decision: by obligation, the status and what is missing."""
    made = house.event(case, "e1")
    assert made.kind == "decision_made"
    return {
        one.obligation: (one.status, one.missing)
        for one in house.report(case).findings
        if one.obligation.startswith(("decision.", "paper."))
    }


@pytest.mark.parametrize("pack", known_packs())
def test_each_bureau_finds_decision_and_approval(clock: Clock, db: None, pack: str) -> None:
    """000 arts. 11, 12; 001 arts. 11, 12; 002 art. 10(17); 003 arts. 18, 19."""
    house = House(clock, pack)
    case = house.case(party_name="某公司")
    paper = decided(house, case)

    found = of_decision(house, case)
    assert {status for status, _missing in found.values()} <= {"met"}, found
    assert bool(found) == (pack != "xigang-hrss")  # 004 says nothing of decisions
    assert Activity.objects.within(house.bureau.pk).filter(case=case, kind="approval").exists()
    heads = {one["role"] for one in paper.signatures}
    assert heads & {"bureau_head", "deputy_head"}
    # people hear of the paper that there is, never of the one that it is as well
    refs = {ref for one in house.report(case).findings for ref in (one.subject, *one.evidence)}
    assert not [ref for ref in refs if "." in ref]


def test_issued_it_is_made_and_nothing_is_asked_of_a_performance(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """000, 001 art. 17, 003 art. 23: approval and content are judged, and nothing is performed."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    paper = issued(house, "no_penalty_decision", case=case, demands="无。")
    [made] = [row for row in known_rows(Activity, case) if row.kind == "decision_made"]
    assert made.ref in paper.event_refs
    judged = {one.obligation: one for one in house.report(case).findings}
    assert judged["decision.approval"].subject == made.ref
    assert judged["performance.record"].status == "met"
    [record] = [row for row in known_rows(Document, case) if row.type == "performance_record"]
    assert record.fields["decision_number"] == paper.number
    assert "没有需要履行" in record.fields["process"]
    assert (
        Desk(house, "officer")
        .open(f"/cases/{case.pk}/document/{record.item}/")
        .says("没有需要履行的内容")
    )


def test_one_that_orders_a_correction_asks_for_the_record_of_it(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """行政处罚法 art. 33: what is corrected without a penalty is performed too."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    paper = issued(house, "no_penalty_decision", case=case, demands="")
    assert house.finding(case, "performance.record").status == "met"

    draft = begin_draft(
        by=house.officer, case=case, form="no_penalty_decision", replaces=paper, reason="漏写"
    )
    draft = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values={"demands": "三日内公示"}
    )
    draft = let_pass(house, draft)
    paper = issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)

    assert house.finding(case, "performance.record").status == "pending"
    draft = begin_draft(by=house.officer, case=case, form="performance_record")
    assert draft.values["decision_number"] == paper.number
    assert draft.values["obligations"] == "三日内公示"
    issued(house, "performance_record", case=case)
    assert house.finding(case, "performance.record").status == "met"


def test_what_the_paper_lacks_is_asked_of_the_paper_itself(house: House) -> None:
    """003 art. 18: the page says on which paper, and that it is to be mended."""
    case = house.case()
    paper = decided(house, case, factors="", reviewer="")
    lacking = of_decision(house, case)["paper.content"]
    assert lacking == ("pending", ["field:factors"])  # the section's head signed as reviewer
    rows = [*known_rows(Activity, case), *known_rows(Document, case)]
    asked_for = asked_of(house.report(case), pack_of_case(case), rows)
    [mend] = [one for one in asked_for if one.deed == "mend"]
    assert (mend.target, mend.missing) == (paper.ref, ("field:factors",))


def test_without_any_paper_the_page_offers_both_kinds_of_decision(house: House) -> None:
    case = house.case()
    acts.add_activity(by=house.officer, kind="decision_made", start=house.clock.time, case=case)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/papers/?kind=decision")
    assert desk.says("行政处罚决定书")
    assert desk.says("不予行政处罚决定书")


def test_a_penalty_beside_it_stands_for_itself(house: House) -> None:
    """Two parties of one case: one is punished, one is not; a third paper is no decision twice."""
    case = house.case()
    decided(house, case)
    other = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, case=case, events=[other.ref]
    )
    kinds = sorted(one.type for one in claimed_facts(case).documents)
    assert kinds == ["decision", "decision", "no_penalty_decision"]
    # about the whole case it would be the same decision, so there is only one
    third = house.case()
    decided(house, third)
    acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=third)
    assert len(claimed_facts(third).documents) == 2


def test_what_goes_out_comes_back_the_same(house: House) -> None:
    case = house.case()
    decided(house, case)
    out = claimed_facts(case)
    assert [one.id for one in out.documents] == ["d1", "d1.decision"]
    raw = msgspec.json.encode(replace(out, case=replace(out.case, id="示例罚〔2025〕9号")))
    back = acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)
    again = claimed_facts(back)
    assert [(one.id, one.type, one.fields) for one in again.documents] == [
        (one.id, one.type, one.fields) for one in out.documents
    ]
    assert Document.objects.within(house.bureau.pk).filter(case=back).count() == 1


def test_the_case_ends_with_it_and_nothing_is_overdue(house: House) -> None:
    """003: served, written down that nothing is to be performed, closed and archived in time."""
    case = house.case()
    paper = decided(house, case)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/no_penalty/")
    assert desk.says("尚缺")  # nobody served it yet
    assert "kind=service" in desk.text, "what is missing leads to where it is entered"
    page = f"/cases/{case.pk}/"
    assert not Desk(house, "officer").open(page).says("不予行政处罚决定书已送达，可以结案")
    served = acts.add_activity(
        by=house.officer, kind="service", start=house.clock.time, case=case,
        attrs={"method": "direct", "of": paper.ref},
    )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="proof_of_service", at=house.clock.time, case=case,
        events=[served.ref],
        signatures=[{"role": "server", "name": "甲"}, {"role": "recipient", "name": "乙"}],
    )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="performance_record", at=house.clock.time, case=case,
        fields={"process": "不予处罚，没有需要履行的内容"},
    )  # fmt: skip
    acts.add_activity(
        by=house.officer, kind="rights_informed", start=house.clock.time, case=case,
        attrs={"rights": ["statement"], "manner": "written"},
    )  # fmt: skip
    acts.add_document(
        by=house.officer, kind="service_address_confirmation", at=house.clock.time, case=case
    )
    assert not desk.open(f"/cases/{case.pk}/end/no_penalty/").says("尚缺")
    assert desk.open(page).says("不予行政处罚决定书已送达，可以结案")
    case = end_case(by=house.officer, case=case, ending="no_penalty", reason="已送达")
    house.clock.later(days=2)
    acts.archive_case(by=house.custodian, case=case)
    bad = [
        (one.obligation, one.status, one.missing)
        for one in house.report(case).findings
        if one.status in ("overdue", "late", "breached")
    ]
    assert bad == []


def records(case: Case) -> list[Document]:
    return [row for row in known_rows(Document, case) if row.type == "performance_record"]


def test_one_that_is_spared_says_nothing_of_what_another_party_performs(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """One is spared and another fined: the fine is still to be performed, whoever came first."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    first, later = house.case(party_name="某公司"), house.case(party_name="某公司")
    issued(house, "penalty_decision", case=first)
    issued(house, "no_penalty_decision", case=first, demands="")
    issued(house, "no_penalty_decision", case=later, demands="")
    assert records(later)
    issued(house, "penalty_decision", case=later)
    for case in (first, later):
        assert records(case) == []
        judged = [f for f in house.report(case).findings if f.obligation == "performance.record"]
        assert [one.status for one in judged] == ["pending", "pending"]


def test_what_somebody_enters_as_owed_takes_back_that_nothing_is_to_be_performed(
    house: House, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    paper = issued(house, "no_penalty_decision", case=case, demands="")
    [made] = [row for row in known_rows(Document, case) if row.item == paper.item]
    assert records(case)
    order(by=house.officer, case=case, document=made.ref, items=[Ordered("other", "补办标牌")])
    assert records(case) == []
    assert house.finding(case, "performance.record").status == "pending"


def test_a_case_ends_in_the_way_that_its_decision_and_its_approval_say(
    house: House, settings: Any, tmp_path: Path
) -> None:
    """行政处罚法第三十三条, 第五十七条: what was spared as a first offence was not unproved."""
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    draft = started(house, "no_penalty_decision", case=case, ground="first", demands="")
    request = asked(house, case, "no-penalty", draft=draft)
    open_ = gate_states(house.head, case, "no-penalty")
    reasons = {one.gate.id: "试验" for one in open_ if one.stops}
    agreed(house, request, *WHO[house.bureau.pack_id], reasons=reasons)
    goes_on, address = "已批准，请在下面继续办理", f"/cases/{case.pk}/end/"
    assert Desk(house, "officer").open(f"{address}no_penalty/").says(goes_on)
    other = Desk(house, "officer").open(f"{address}not_established/")
    assert not other.says(goes_on), "that was approved of another way"
    with pytest.raises(GateClosedError, match="不是这种结案方式"):
        end_case(by=house.officer, case=case, ending="not_established", reason="误选")
    let_pass(house, draft)
    issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
    other = Desk(house, "officer").open(f"{address}not_established/")
    assert other.says("初次违法且危害后果轻微并及时改正”，与这种结案方式不符")
    said = {"ending-as-decided": "误写", "ending-approved": "误写"}
    with pytest.raises(GateClosedError):
        end_case(by=house.officer, case=case, ending="not_established", reason="x", reasons=said)
    case = end_case(by=house.officer, case=case, ending="no_penalty", reason="已送达")
    assert case.ending == "no_penalty"


def test_what_was_changed_since_the_head_read_it_is_no_approval_of_an_ending(
    house: House, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_HOME, settings.LIUHEN_STORE_URL = str(tmp_path), f"file://{tmp_path}/vault"
    case = house.case(party_name="某公司")
    draft = started(house, "no_penalty_decision", case=case, ground="first")
    request = asked(house, case, "no-penalty", draft=draft)
    open_ = gate_states(house.head, case, "no-penalty")
    reasons = {one.gate.id: "试验" for one in open_ if one.stops}
    agreed(house, request, *WHO[house.bureau.pack_id], reasons=reasons)
    told = {**draft.values, "ground": "not_proved"}
    save_draft(by=house.officer, draft=draft.pk, revision=draft.revision, values=told)
    for ending in ("no_penalty", "not_established"):
        with pytest.raises(GateClosedError, match="不是这种结案方式"):
            end_case(by=house.officer, case=case, ending=ending, reason="x")


@pytest.mark.parametrize("pack", sorted(known_packs()))
def test_each_ground_of_a_decision_belongs_to_one_way_of_ending(pack: str) -> None:
    ways = [one.decided_by for one in endings().values() if one.decided_by]
    for form, name in {(one.form, one.field) for one in ways}:
        said = sorted(word for one in ways if (one.form, one.field) == (form, name)
                      for word in one.words)  # fmt: skip
        field = usual_forms(pack)[form].by_id[name]
        assert said == sorted(one.word for one in field.choices)
