# SPDX-License-Identifier: Apache-2.0
"""After the decision: a fine in parts, one that is late, a correction, the way to the court."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Activity, Approval, Case, Document, Due, Instalment
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.performing.asked_exactly import AskedPart
from liuhen.apps.cases.performing.carrying_out import check_correction, take_step
from liuhen.apps.cases.performing.correcting import correct_due
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.ordering import Ordered, drop, order
from liuhen.apps.cases.performing.paying import charge, pay, put_in_parts
from liuhen.apps.cases.serving.entering import ProofGiven, serve
from liuhen.apps.compliance.judging import judge
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.models import Scan
from liuhen.law.routes import statutory_gates
from liuhen.web.performing import lists
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House, beijing

FINE = 1_000_000  # 10,000 yuan
ANY_REASON = {gate.id: "试验" for gate in statutory_gates()}


def decided(house: House, *, served: str = "2026-03-02 15:00") -> tuple[Case, Document]:
    """A case with a decision of 2 March, served the same day unless said otherwise."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司")
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.time, events=[made.ref], case=case
    )
    if served:
        house.clock.set(served)
        serve_it(house, case, paper, served)
    return case, paper


def serve_it(house: House, case: Case, paper: Document, at: str) -> None:
    signed = ({"role": "server", "name": "officer"}, {"role": "recipient", "name": "张三"})
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=beijing(at),
        proofs=[ProofGiven("proof_of_service", beijing(at), signatures=signed)],
    )  # fmt: skip


def fined(house: House, **more: Any) -> tuple[Case, Due]:
    case, paper = decided(house, **more)
    [due] = order(
        by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", FINE)]
    )
    return case, due


def scanned(house: House) -> str:
    """The digest of a scan that the officer brought; each one another."""
    page = b"%PDF-1.4 " + str(Scan.objects.within(house.bureau.pk).count()).encode()
    return keep_scan(by=house.officer, file_name="批准.pdf", chunks=[page]).digest


def granted(house: House, case: Case) -> None:
    """The paper by which a head lets a fine be paid later or in parts, signed and scanned."""
    acts.add_document(
        by=house.officer, kind="instalment_approval", at=house.clock.time, case=case,
        scan_digest=scanned(house),
    )  # fmt: skip


def steps(house: House, case: Case) -> list[str]:
    return [one.word for one in standing_of(house.officer, case).steps]


def test_fifteen_days_from_the_service_and_the_last_payment_ends_it(house: House) -> None:
    case, due = fined(house)
    assert due.due == beijing("2026-03-17 23:59:59")
    assert steps(house, case) == ["await"]
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert desk.says("10,000")
    house.clock.set("2026-03-10 10:00")
    desk.open(f"/cases/{case.pk}/dues/{due.pk}/pay/")
    assert desk.held("amount") == ["10000"]
    desk.send(422, amount="20000", receipt="A1")
    assert desk.says("超出应缴数额")
    desk.send(amount="4,000.50", receipt="A1", at="2026-03-10T09:30")
    assert desk.says("未缴 5,999.50 元")
    desk.open(f"/cases/{case.pk}/dues/{due.pk}/pay/").send(receipt="A2", at="2026-03-10T09:50")
    [owed] = standing_of(house.officer, case).owed
    assert (owed.state, owed.left_fen, owed.row.outcome) == ("done", 0, "A2")
    assert [one.receipt for one in owed.parts] == ["A1", "A2"]
    assert steps(house, case) == ["end"]
    papers = Document.objects.within(case.bureau_id).filter(type="performance_record")
    assert [one.fields["document_number"] for one in papers.order_by("at")] == ["A1", "A2"]
    met = [f.status for f in judge(case, house.clock.time).findings
           if f.obligation == "performance.record"]  # fmt: skip
    assert met == ["met"]


def test_a_fine_waits_for_the_service_and_the_page_says_by_when(house: House) -> None:
    case, due = fined(house, served="")
    assert due.due is None
    [step] = standing_of(house.officer, case).steps
    assert step.word == "serve"
    assert step.due == beijing("2026-03-11 23:59:59")  # seven working days
    paper = Document.objects.within(case.bureau_id).get(type="decision")
    house.clock.set("2026-03-05 12:00")
    serve_it(house, case, paper, "2026-03-05 11:00")
    [owed] = standing_of(house.officer, case).owed
    assert owed.due == beijing("2026-03-20 23:59:59")


def test_the_surcharge_grows_stops_for_a_remedy_and_is_never_more_than_the_fine(
    house: House,
) -> None:
    case, due = fined(house)
    house.clock.set("2026-03-17 23:59")
    assert standing_of(house.officer, case).owed[0].surcharge is None
    house.clock.set("2026-03-27 09:00")
    found = standing_of(house.officer, case).owed[0].surcharge
    assert found is not None
    assert (found.days, found.fen, found.capped) == (10, 300_000, False)
    # reconsideration from the 27th: that day and what follows is not counted
    acts.add_activity(
        by=house.officer, kind="remedy_sought", start=house.clock.time, case=case,
        attrs={"kind": "reconsideration"},
    )  # fmt: skip
    house.clock.set("2026-04-10 09:00")
    found = standing_of(house.officer, case).owed[0].surcharge
    assert found is not None
    assert (found.days, found.fen, found.paused_days) == (9, 270_000, 15)
    assert "remedy" in steps(house, case)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/add/activity/?kind=remedy_ended")
    for strange in ("执法人员", "未录音录像", "出示执法证件"):
        assert not desk.says(strange), "others than officers decide on a remedy"
    desk.send(422, start="2026-03-27T08:00", remedy_result="upheld")  # before it was sought
    desk.send(422, start="2026-04-10T09:00", remedy_result="")
    desk.send(start="2026-04-10T09:00", remedy_result="upheld", remedy_number="复决〔2026〕3号")
    [ended] = Activity.objects.within(case.bureau_id).filter(kind="remedy_ended")
    assert ended.details["remedy"] == {"result": "upheld", "number": "复决〔2026〕3号"}
    assert desk.open(f"/cases/{case.pk}/activity/{ended.item}/").says("维持")
    with pytest.raises(BadFactError):  # it has ended
        acts.add_activity(by=house.officer, kind="remedy_ended", start=house.clock.time, case=case)
    house.clock.set("2027-01-11 09:00")
    found = standing_of(house.officer, case).owed[0].surcharge
    assert found is not None
    assert (found.fen, found.capped) == (FINE, True)
    by = beijing("2027-01-31 23:59:59")
    with pytest.raises(BadFactError):  # the decision of the fine orders none by itself
        charge(by=house.officer, due=due, document=due.document_ref, pay_by=by)
    typed = acts.add_document(
        by=house.officer, kind="demand_notice", at=house.clock.time, case=case
    )
    with pytest.raises(BadFactError, match="负责人"):  # nobody but the officer says so
        charge(by=house.officer, due=due, document=typed.ref, pay_by=by)
    agreed(house, asked(house, case, "surcharge"), "bureau_head", reasons=ANY_REASON)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/surcharge/")
    desk.send(document=typed.ref, pay_by="2027-01-31")
    [made] = Due.objects.within(case.bureau_id).filter(kind="surcharge")
    assert (made.amount_fen, made.due, made.by_ref) == (FINE, by, typed.ref)
    with pytest.raises(BadFactError):
        charge(by=house.officer, due=due, document=typed.ref, pay_by=by)


def test_in_parts_only_once_a_head_has_approved(house: House) -> None:
    case, due = fined(house)
    parts = [(400_000, beijing("2026-04-30 23:59:59")), (600_000, beijing("2026-05-31 23:59:59"))]
    with pytest.raises(BadFactError):
        put_in_parts(by=house.officer, due=due, parts=parts)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/parts/")
    assert desk.says("尚未批准")
    # what an officer types grants nothing; the paper that came back signed does
    acts.add_document(by=house.officer, kind="instalment_approval", at=house.clock.time, case=case)
    with pytest.raises(BadFactError):
        put_in_parts(by=house.officer, due=due, parts=parts)
    granted(house, case)
    desk.open(f"/cases/{case.pk}/dues/{due.pk}/parts/").send(422, plan="4000 2026-04-30")
    assert desk.says("不一致")
    desk.send(422, plan="4000 四月三十日\n6000 2026-05-31")
    assert desk.says("第 1 行")
    desk.send(plan="4000 2026-04-30\n6000 2026-05-31")
    [owed] = standing_of(house.officer, case).owed
    assert (owed.due, owed.state) == (beijing("2026-04-30 23:59:59"), "pending")
    # the first part is paid short and late, the rest of it stays due
    house.clock.set("2026-05-02 10:00")
    pay(by=house.officer, due=due, amount_fen=300_000, at=house.clock.time, receipt="B1")
    [owed] = standing_of(house.officer, case).owed
    rows = [(one.amount_fen, one.paid_at is not None) for one in owed.parts]
    assert rows == [(300_000, True), (600_000, False), (100_000, False)]
    assert owed.state == "overdue"
    assert owed.surcharge is not None
    assert owed.surcharge.fen == 300_000 * 2 * 3 // 100 + 100_000 * 2 * 3 // 100
    # a later plan for what is left
    with pytest.raises(BadFactError):
        put_in_parts(by=house.officer, due=due, parts=[(700_000, beijing("2026-06-30 23:59:59"))])
    later = [(100_000, beijing("2026-05-10 23:59:59")), (600_000, beijing("2026-06-30 23:59:59"))]
    with pytest.raises(BadFactError):  # the first grant was for the first plan
        put_in_parts(by=house.officer, due=due, parts=later)
    granted(house, case)
    put_in_parts(by=house.officer, due=due, parts=later)
    pay(by=house.officer, due=due, amount_fen=700_000, at=house.clock.time, receipt="B2")
    [owed] = standing_of(house.officer, case).owed
    assert owed.state == "done"
    assert Instalment.objects.within(case.bureau_id).filter(paid_at=None).count() == 0


def test_the_day_of_a_correction_reaches_the_decision_and_a_check_ends_it(house: House) -> None:
    case, paper = decided(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/order/")
    desk.send(422, document=paper.ref)
    assert desk.says("决定要求当事人做什么")
    desk.send(document=paper.ref, rectification="拆除违规网具", rectify_by="2026-03-20")
    event = house.event(case, "e1")
    assert event.attrs["rectify_by"].startswith("2026-03-20T23:59:59")
    [owed] = standing_of(house.officer, case).owed
    assert house.finding(case, "rectification.check").status == "pending"
    house.clock.set("2026-03-18 16:00")
    check_correction(
        by=house.officer, due=owed.row, start=beijing("2026-03-18 10:00"), text="尚有两张网具",
        good=False,
    )  # fmt: skip
    assert standing_of(house.officer, case).owed[0].state == "pending"
    page = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert page.says("核查后仍未改正：尚有两张网具")
    house.clock.set("2026-03-20 16:00")
    desk.open(f"/cases/{case.pk}/dues/{owed.row.pk}/check/")
    desk.send(start="2026-03-20T10:00", end="2026-03-20T10:30", text="已全部拆除", good="yes")
    assert standing_of(house.officer, case).owed[0].state == "done"
    assert house.finding(case, "rectification.check").status == "met"
    kinds = Document.objects.within(case.bureau_id).filter(type="rectification_record")
    assert kinds.count() == 2


def test_demand_then_the_court_within_the_time_that_the_statute_gives(house: House) -> None:
    case, due = fined(house)
    house.clock.set("2026-04-01 09:00")
    assert steps(house, case) == ["demand"]
    known = begin_draft(by=house.officer, case=case, form="demand").values
    assert known["served_on"] == "2026-03-02"
    assert "缴纳罚款" in known["obligations"]
    assert "尚欠" in known["amount"]  # 行政强制法 art. 35
    with pytest.raises(BadFactError):  # a blank record
        take_step(by=house.officer, case=case, step="demand", at=house.clock.time)
    demand = take_step(
        by=house.officer, case=case, step="demand", at=house.clock.time, text="催告履行"
    )
    assert steps(house, case) == ["serve_demand"]
    paper = Document.objects.within(case.bureau_id).get(type="demand_notice")
    assert paper.event_refs == [demand.ref]
    serve_it(house, case, paper, "2026-04-01 08:30")
    [step] = standing_of(house.officer, case).steps
    # served on 2 March: suit until 2 September, the court until 2 December
    assert (step.word, step.since) == ("wait", beijing("2026-09-02 23:59:59"))
    assert step.due == beijing("2026-12-02 23:59:59")
    # the day after the demand is too early for the court, whatever the paper says
    early = Desk(house, "officer").open(f"/cases/{case.pk}/dues/step/court/")
    assert early.says("当事人可以申请复议或者提起诉讼至2026年9月2日")
    assert early.says("催告书送达后的十个工作日至2026年4月")
    early.send(422, at="2026-04-01T08:50", text="申请强制执行罚款")
    assert steps(house, case) == ["wait"]
    house.clock.set("2026-09-03 09:00")
    assert steps(house, case) == ["court"]
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert desk.says("行政强制法 第五十三条")
    desk.follow("登记强制执行申请").send(at="2026-09-03T08:30", text="申请强制执行罚款")
    assert steps(house, case) == ["court_waits"]
    assert house.finding(case, "court.demand").status == "met"
    house.clock.set("2026-11-03 09:00")
    desk.open(f"/cases/{case.pk}/dues/").follow("登记法院裁定")
    desk.send(at="2026-11-03T08:30", text="已全部执行到位", finished="on")
    assert Due.objects.within(case.bureau_id).get(pk=due.pk).done_at is not None
    assert steps(house, case) == ["end"]


def test_the_list_names_what_is_late_and_grows_without_more_queries(
    house: House, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        fined(house)
    house.clock.set("2026-04-01 09:00")
    desk = Desk(house, "officer").open("/following/?list=late")
    assert desk.text.count("书面催告") == 3
    with django_assert_max_num_queries(40) as few:
        desk.open("/following/?list=late")
    count = len(few)
    for _number in range(12):
        fined(house)
    house.clock.set("2026-04-01 09:00")
    with django_assert_max_num_queries(count):
        desk.open("/following/?list=late")
    assert desk.text.count("书面催告") == 15
    monkeypatch.setattr(lists, "_AT_ONCE", 4)
    sheet = desk.client.get("/following/dues.xlsx")
    written = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
    assert written.max_row == 16, "every due has its row, however many there are"
    reader = Desk(house, "legal_reviewer").open("/following/?list=late")
    assert reader.says("书面催告")
    assert not reader.says("XLSX"), "who reads cases does not take them out"
    reader.open("/following/dues.xlsx", 403)
    assert not Desk(house, "stranger").open("/following/?list=late").says("书面催告")


def test_a_request_that_was_agreed_to_is_one_grant_and_a_slip_needs_no_other(house: House) -> None:
    case, due = fined(house)
    parts = [(FINE, beijing("2026-04-30 23:59:59"))]
    with pytest.raises(BadFactError):  # free words are no plan
        asked(house, case, "instalment", text="分期")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/ask/instalment/")
    desk.send(422, plan="9000 2026-04-30")
    assert desk.says("不一致")
    desk.send(plan="2026-04-30")  # the last day alone: all of it later
    request = Approval.objects.within(case.bureau_id).get()
    assert Desk(house, "bureau_head").open(f"/approvals/{request.pk}/").says("2026年4月30日前")
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    # the paper of the request bears its signature: it is no second grant
    acts.add_document(by=house.officer, kind="instalment_approval", at=house.clock.time, case=case)
    put_in_parts(by=house.officer, due=due, parts=parts)
    house.clock.later(minutes=30)
    sooner = [(400_000, beijing("2026-03-31 23:59:59")), (600_000, beijing("2026-04-30 23:59:59"))]
    mended = put_in_parts(by=house.officer, due=due, parts=sooner)
    assert mended.due == beijing("2026-04-30 23:59:59")
    # years later than the head agreed to: not without a reason, which stays
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/parts/")
    assert desk.held("plan") == ["10000 2026-04-30"]
    desk.send(422, plan="5000 2030-12-20\n5000 2036-01-20")
    assert desk.says("超出")
    desk.send(plan="5000 2026-04-30\n5000 2026-05-06", why="银行节假日停业")
    assert desk.says("银行节假日停业")
    house.clock.later(hours=1)
    with pytest.raises(BadFactError):
        put_in_parts(by=house.officer, due=due, parts=parts)


def test_no_officer_alone_lets_a_fine_go(house: House) -> None:
    case, due = fined(house)
    typed = acts.add_document(
        by=house.officer, kind="court_result_record", at=house.clock.time, case=case
    )
    for document in ("", typed.ref, due.document_ref):
        with pytest.raises(BadFactError):
            drop(by=house.officer, due=due, reason="当事人困难", document=document)
    assert standing_of(house.officer, case).open
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/drop/")
    desk.send(422, reason="当事人困难", document=typed.ref)
    # neither the form on which the decision was approved nor a record of an inspection revokes it
    for kind in ("decision_approval", "site_inspection_record"):
        other = acts.add_document(
            by=house.officer, kind=kind, at=house.clock.time, case=case, scan_digest=scanned(house)
        )
        page = desk.open(f"/cases/{case.pk}/dues/{due.pk}/drop/")
        assert not page.says(f'value="{other.ref}"')
        with pytest.raises(BadFactError):
            drop(by=house.officer, due=due, reason="当事人困难", document=other.ref)
    # the section gives its opinion, a head of the bureau decides
    with pytest.raises(BadFactError):
        drop(by=house.viewer("section_head"), due=due, reason="决定被撤销")
    head = Desk(house, "deputy_head").open(f"/cases/{case.pk}/dues/")
    head.follow("不再履行").send(reason="当事人死亡，无遗产可供执行")
    [owed] = standing_of(house.officer, case).owed
    assert owed.state == "dropped"
    assert not standing_of(house.officer, case).open
    page = desk.open(f"/cases/{case.pk}/dues/")
    assert not page.says("全部履行")
    house.clock.set("2026-06-01 09:00")
    assert standing_of(house.officer, case).owed[0].surcharge is None
    assert not page.open(f"/cases/{case.pk}/dues/").says("加处罚款")


def test_a_head_is_asked_to_let_go_one_due(house: House) -> None:
    case, due = fined(house)
    [other] = order(
        by=house.officer, case=case, document=due.document_ref,
        items=[Ordered("confiscation", "渔具")],
    )  # fmt: skip
    with pytest.raises(BadFactError):
        asked(house, case, "let-go")  # about which of them?
    request = asked(house, case, "let-go", due=due.pk)
    assert request.route[0]["roles"] == ["deputy_head", "bureau_head"]
    agreed(house, request, "deputy_head", reasons=ANY_REASON)
    with pytest.raises(BadFactError):
        drop(by=house.officer, due=other, reason="当事人死亡")
    drop(by=house.officer, due=due, reason="当事人死亡")
    assert [one.row.pk for one in standing_of(house.officer, case).open] == [other.pk]


def test_what_grew_before_a_late_grant_stays(house: House) -> None:
    """处罚法 arts. 66, 72: a grant moves the day from then on, and takes nothing back."""
    case, due = fined(house)
    house.clock.set("2026-03-20 09:00")  # three days late: nine per cent
    later = [AskedPart(None, beijing("2026-06-30 23:59:59"))]
    request = asked(house, case, "instalment", parts=later)
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    house.clock.set("2026-03-25 09:00")
    put_in_parts(by=house.officer, due=due, parts=[(FINE, beijing("2026-06-30 23:59:59"))])
    [owed] = standing_of(house.officer, case).owed
    assert (owed.state, owed.surcharge and owed.surcharge.fen) == ("pending", 90_000)
    house.clock.set("2026-07-02 09:00")  # and two days more
    [owed] = standing_of(house.officer, case).owed
    assert owed.surcharge is not None
    assert (owed.surcharge.days, owed.surcharge.fen) == (5, 150_000)
    # 处罚法 art. 72(2): the time for the court is counted from the end of the plan
    house.clock.set("2026-10-08 09:00")
    [step] = standing_of(house.officer, case).steps
    assert step.due == beijing("2026-12-02 23:59:59")
    Due.objects.within(case.bureau_id).update(due=beijing("2026-10-07 23:59:59"))
    [step] = standing_of(house.officer, case).steps
    assert step.due == beijing("2027-01-07 23:59:59")


def test_a_wrong_sum_is_put_right_and_not_entered_twice(house: House) -> None:
    case, due = fined(house)
    house.clock.later(minutes=20)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/").follow("更正")
    desk.send(422, amount="1000")
    desk.send(amount="1000", reason="多写一个零")
    [row] = Due.objects.within(case.bureau_id).filter(case=case)
    assert (row.pk, row.amount_fen, row.due) == (due.pk, 100_000, due.due)
    # to owe less is to let go: after the hour a head of the bureau does it
    house.clock.later(hours=2)
    for name in ("officer", "section_head"):
        with pytest.raises(NotAllowedError):
            correct_due(by=house.viewer(name), due=row, amount_fen=1, reason="再改")
    assert not desk.open(f"/cases/{case.pk}/dues/").says("/correct/")
    head = house.viewer("bureau_head")
    correct_due(by=head, due=row, amount_fen=120_000, reason="决定书为1200元")
    pay(by=house.officer, due=row, amount_fen=50_000, at=house.clock.time, receipt="A1")
    for fen in (40_000, 50_000):
        with pytest.raises(BadFactError):
            correct_due(by=head, due=row, amount_fen=fen, reason="再改")
    correct_due(by=head, due=row, amount_fen=130_000, reason="决定书为1300元")
    assert standing_of(house.officer, case).owed[0].left_fen == 80_000


def test_a_day_in_a_year_without_a_calendar_is_called_an_estimate(house: House) -> None:
    case, due = fined(house)
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/dues/").says("估算")
    case, due = fined(house, served="2026-12-22 09:00")
    assert due.due == beijing("2027-01-06 23:59:59")
    assert Desk(house, "officer").open(f"/cases/{case.pk}/dues/").says("估算")


def test_what_was_revoked_is_owed_no_more(house: House) -> None:
    case, due = fined(house)
    paper = acts.add_document(
        by=house.officer, kind="court_result_record", at=house.clock.time, case=case,
        scan_digest=scanned(house),
    )  # fmt: skip
    drop(by=house.officer, due=due, reason="决定被撤销", document=paper.ref)
    [owed] = standing_of(house.officer, case).owed
    assert (owed.state, owed.row.event_ref) == ("dropped", "")
    assert steps(house, case) == ["end_dropped"]
    Case.objects.within(case.bureau_id).update(
        ending="performed", ending_reason="已撤销", concluded_at=house.clock.time
    )
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says("没有需要再履行的事项")
    assert not page.says("决定已履行完毕")
    with pytest.raises(BadFactError):
        pay(by=house.officer, due=due, amount_fen=100, at=house.clock.time, receipt="C1")
    assert not Activity.objects.within(case.bureau_id).filter(kind="performance").exists()


def test_what_is_overdue_is_still_paid_on_its_page(house: House) -> None:
    """The page failed once the last day had passed."""
    case, due = fined(house)
    house.clock.set("2026-04-01 09:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/pay/")
    assert desk.says("逾期")
    desk.send(receipt="B9", at="2026-04-01T08:30")
    assert standing_of(house.officer, case).owed[0].state == "done"


def test_what_is_pressed_twice_is_entered_once(house: House) -> None:
    """Two who enter the same receipt, or one who presses twice, pay and order nothing twice."""
    case, paper = decided(house)
    first = Desk(house, "officer").open(f"/cases/{case.pk}/dues/order/")
    second = Desk(house, "colleague").open(f"/cases/{case.pk}/dues/order/")
    first.send(document=paper.ref, fine="10000")
    second.send(422, document=paper.ref, fine="10000")
    assert second.says("已录入过")
    [due] = Due.objects.within(case.bureau_id).filter(case=case)
    second.open(f"/cases/{case.pk}/dues/order/").send(document=paper.ref, fine="500")
    assert due.document_ref == paper.ref

    first.open(f"/cases/{case.pk}/dues/{due.pk}/pay/")
    second.open(f"/cases/{case.pk}/dues/{due.pk}/pay/")
    first.send(amount="4000", receipt="A1")
    second.send(422, amount="4000", receipt="A1")
    assert second.says("A1")
    [owed, _other] = standing_of(house.officer, case).owed
    assert owed.paid_fen == 400_000


@pytest.mark.parametrize("amount", ["9e999999", "1e400", "NaN", "Infinity", "-1", "0", "三千"])
def test_an_amount_that_cannot_be_is_refused_with_a_sentence(house: House, amount: str) -> None:
    case, due = fined(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/pay/")
    desk.send(422, amount=amount, receipt="A1")
    desk.open(f"/cases/{case.pk}/dues/{due.pk}/parts/").send(422, plan=f"{amount} 2026-05-31")


def test_a_day_without_what_is_due_then_is_not_dropped(house: House) -> None:
    case, paper = decided(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/order/")
    days = {"fine_due": "2026-04-01", "other_by": "2026-04-02"}
    desk.send(422, document=paper.ref, confiscation="渔具", **days)
    assert desk.text.count("请写明下面日期所对应的事项。") == 2
    assert not Due.objects.within(case.bureau_id).exists()


def test_nobody_pays_before_the_decision(house: House) -> None:
    _case, due = fined(house)
    with pytest.raises(BadFactError, match="2026年3月2日"):
        pay(
            by=house.officer, due=due, amount_fen=FINE, at=beijing("2026-03-01 10:00"),
            receipt="1",
        )  # fmt: skip
