# SPDX-License-Identifier: Apache-2.0
"""After the decision: what is owed and paid, what is late, a correction, the way to the court."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Document, Due
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.performing.carrying_out import check_correction, take_step
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.performing.paying import charge, pay
from liuhen.apps.compliance.judging import judge
from liuhen.web.performing import lists
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House, beijing
from support.owing import FINE, decided, fined, serve_it, steps
from support.paperwork import ANY_REASON


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


def test_the_case_page_says_that_all_is_done_and_it_can_end(house: House) -> None:
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=case)
    [owed] = order(
        by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)]
    )
    page = f"/cases/{case.pk}/"
    assert not Desk(house, "officer").open(page).says("已全部履行，可以结案")
    pay(by=house.officer, due=owed, amount_fen=100, at=house.clock.time, receipt="A1")
    assert Desk(house, "officer").open(page).says("已全部履行，可以结案")


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
    listed = Desk(house, "officer").open("/following/?list=late")
    assert listed.says("9月2日 起")  # not only until when the court may be asked
    house.clock.set("2026-09-03 09:00")
    assert steps(house, case) == ["court"]
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert desk.says("行政强制法 第五十三条")
    desk.follow("登记强制执行申请").send(at="2026-09-03T08:30", text="申请强制执行罚款")
    assert steps(house, case) == ["court_waits"]
    assert house.finding(case, "court.demand").status == "met"
    house.clock.set("2026-11-03 09:00")
    desk.open(f"/cases/{case.pk}/dues/").follow("登记法院裁定")
    desk.send(422, at="2026-11-03T08:30", text="已全部执行到位")  # what did it decide?
    desk.send(at="2026-11-03T08:30", text="已全部执行到位", result="enforced")
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


def test_a_day_in_a_year_without_a_calendar_is_called_an_estimate(house: House) -> None:
    case, due = fined(house)
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/dues/").says("估算")
    case, due = fined(house, served="2026-12-22 09:00")
    assert due.due == beijing("2027-01-06 23:59:59")
    assert Desk(house, "officer").open(f"/cases/{case.pk}/dues/").says("估算")


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
