# SPDX-License-Identifier: Apache-2.0
"""What is owed is paid later or in parts, let go, put right: by whom, on what, and what stays."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import Activity, Approval, Case, Due, Instalment
from liuhen.apps.cases.performing.asked_exactly import AskedPart
from liuhen.apps.cases.performing.correcting import correct_due
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.ordering import Ordered, drop, order
from liuhen.apps.cases.performing.paying import pay, put_in_parts
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House, beijing
from support.owing import FINE, fined, granted, scanned, steps
from support.paperwork import ANY_REASON


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


def test_a_request_that_was_agreed_to_is_one_grant_and_a_slip_needs_no_other(house: House) -> None:
    case, due = fined(house)
    parts = [(FINE, beijing("2026-04-30 23:59:59"))]
    with pytest.raises(BadFactError):  # free words are no plan
        asked(house, case, "instalment", text="分期")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/ask/instalment/")
    desk.send(422, plan="9000 2026-04-30")
    assert desk.says("不一致")
    desk.send(plan="2026-04-30", text="资金周转困难")  # the last day alone: all of it later
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


def test_no_officer_alone_ends_an_order_to_correct(house: House) -> None:
    """What was ordered is undone by whoever may order it, whatever it is."""
    case, due = fined(house)
    day = beijing("2026-03-31 23:59:59")
    ordered = [Ordered("rectification", "清理岸线", due=day), Ordered("other", "停业三日", due=day)]
    rows = order(by=house.officer, case=case, document=due.document_ref, items=ordered)
    for row in rows:
        for who in (house.officer, house.viewer("section_head")):
            with pytest.raises(BadFactError):
                drop(by=who, due=row, reason="不查了")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{rows[0].pk}/drop/")
    assert desk.says(f"/ask/let-go/?due={rows[0].pk}")
    request = asked(house, case, "let-go", due=rows[0].pk)
    agreed(house, request, "deputy_head", reasons=ANY_REASON)
    drop(by=house.officer, due=rows[0], reason="岸线已由政府收回")
    with pytest.raises(BadFactError):
        drop(by=house.officer, due=rows[1], reason="不查了")
    drop(by=house.viewer("bureau_head"), due=rows[1], reason="当事人已注销")


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


def test_a_day_on_which_two_parts_are_late_is_one_day(house: House) -> None:
    """A part that was paid late, and the rest that a plan put off that day: three days, not six."""
    case, due = fined(house)
    house.clock.set("2026-03-20 09:00")
    pay(by=house.officer, due=due, amount_fen=100_000, at=house.clock.time, receipt="A1")
    later = beijing("2026-06-30 23:59:59")
    request = asked(house, case, "instalment", parts=[AskedPart(900_000, later)])
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/{due.pk}/parts/")
    desk.send(422, plan="9000 2026-07-31")
    assert desk.says("超出批准的计划（9000.00 元 2026年6月30日）")
    desk.send(plan="9000 2026-06-30")
    [owed] = standing_of(house.officer, case).owed
    assert owed.surcharge is not None
    assert (owed.surcharge.days, owed.surcharge.fen) == (3, 90_000)


def test_each_due_has_its_own_time_for_the_court(house: House) -> None:
    """处罚法 art. 72(2): a plan for the fine gives no more time for what was to be given up."""
    case, fine = fined(house)
    order(
        by=house.officer, case=case, document=fine.document_ref,
        items=[Ordered("confiscation", "渔具", due=beijing("2026-03-20 23:59:59"))],
    )  # fmt: skip
    later = beijing("2026-10-07 23:59:59")
    request = asked(house, case, "instalment", due=fine.pk, parts=[AskedPart(None, later)])
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    put_in_parts(by=house.officer, due=fine, parts=[(FINE, later)])
    house.clock.set("2026-10-08 09:00")
    [step] = standing_of(house.officer, case).steps
    assert step.due == beijing("2026-12-02 23:59:59")
    told = {one.gate.id: one.verdict.why for one in gate_states(house.head, case, "court")}
    assert "2026年12月2日" not in told["court-time"]
    house.clock.set("2026-12-05 09:00")
    told = {one.gate.id: one.verdict.why for one in gate_states(house.head, case, "court")}
    assert "2026年12月2日" in told["court-time"]


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


def test_a_demand_before_the_party_is_late_is_doubted(house: House) -> None:
    case, due = fined(house)
    house.clock.set("2026-03-10 09:00")
    address = f"/cases/{case.pk}/dues/step/demand/"
    assert Desk(house, "officer").open(address).says("当事人的履行期限最早")
    assert due.due == beijing("2026-03-17 23:59:59")
    house.clock.set("2026-03-18 09:00")
    assert not Desk(house, "officer").open(address).says("当事人的履行期限最早")


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
