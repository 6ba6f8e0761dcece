# SPDX-License-Identifier: Apache-2.0
"""How cases end: performed, handed to the police, closed by mistake; how they stand still."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.before_ending import running, still_open
from liuhen.apps.cases.branching import decide_anew, split
from liuhen.apps.cases.case_links import links_of
from liuhen.apps.cases.ending import Letter, end_case, resume, suspend, way_of_ending
from liuhen.apps.cases.errors import (
    BadFactError,
    ClosedCaseError,
    GateClosedError,
    NotAllowedError,
)
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gates import override
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    Case,
    Document,
    Due,
    GateOverride,
)
from liuhen.apps.cases.onsite import arrive, leave_site
from liuhen.apps.cases.papers.reading import newest_digest
from liuhen.apps.cases.papers.signing import refuse_to_sign, sign_by_finger
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.performing.paying import pay
from liuhen.apps.cases.reopening import correct_ending, reopen_case
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from liuhen.apps.cases.waiting import current_step
from liuhen.apps.cases.ways import ways_of_ending
from liuhen.law.statutory import endings
from support.approving import agreed, asked, said
from support.closing import approved, fresh, kinds
from support.desk import Desk
from support.house import BEIJING, House, beijing
from support.paperwork import ANY_REASON, drawn, issued


def test_what_is_owed_is_not_performed_and_what_else_is_open_hinders_nothing(
    house: House,
) -> None:
    """行政处罚法第六十六条"""
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=case)
    end = f"/cases/{case.pk}/end/performed/"
    early = Desk(house, "officer").open(end).send(422, reason="罚款已缴清")
    assert early.says("决定书要求当事人履行的内容")
    order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    assert {(one.kind, one.count) for one in still_open(house.officer, case)} == {
        ("dues", 1), ("papers", 1),
    }  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/").follow("结案")
    assert desk.says("未送达文书 1 份")
    desk.follow("决定已履行完毕").send(422, reason="罚款已缴清")
    assert desk.says("尚未履行：罚款")
    [owed] = Due.objects.within(case.bureau_id).filter(case=case)
    pay(by=house.officer, due=owed, amount_fen=100, at=house.clock.time, receipt="A1")
    desk.open(desk.address).send(422, reason="罚款已缴清", **{"reason-ending-approved": "急"})
    assert desk.says("没有负责人批准")
    approved(house, case, "closing", ending="performed")
    desk.open(desk.address).send(reason="罚款已缴清")
    case = fresh(case)
    assert (case.ending, case.ending_reason) == ("performed", "罚款已缴清")
    assert case.concluded_at == house.clock.time
    assert "case_concluded" in kinds(case)
    with pytest.raises(BadFactError):
        end_case(by=house.officer, case=case, ending="withdrawn", reason="再次")


def test_to_the_police_in_three_days_and_twenty_four_hours(house: House) -> None:
    house.clock.set("2026-03-02 10:00")
    case = house.case()
    way = way_of_ending("police")
    assert [one.due for one in running(case, way)] == [None, None]
    request = ask(by=house.officer, case=case, matter="transfer", ending="police", text="请批准。")
    assert running(case, way)[0].due == beijing("2026-03-05 23:59:59")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/police/")
    assert desk.says("3月5日 24:00")
    house.clock.set("2026-03-04 10:00")
    desk.open(f"/cases/{case.pk}/end/police/")
    told = {"to": "示例区公安分局", "letter_at": "2026-03-04T09:00"}
    desk.send(422, reason="涉嫌非法捕捞水产品罪", **told)
    assert desk.says("没有负责人批准，请先报批")  # 移送规定 art. 5: the head decides
    assert desk.says("经负责人批准后方可继续办理")
    assert not desk.says("只有有权批准的负责人说明理由后")  # no head comes to this page
    assert desk.says("自批准之日起算"), "the hand-over, not from the request on"
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    assert Desk(house, "officer").open(f"/cases/{case.pk}/").says("获批，请办理结案")
    desk.open(desk.address)
    desk.send(422, reason="涉嫌非法捕捞水产品罪")
    desk.send(
        to="示例区公安分局", reason="涉嫌非法捕捞水产品罪", letter_at="2026-03-04T09:00",
        letter_number="示例移字〔2026〕1号",
    )  # fmt: skip
    assert fresh(case).ending == "police"
    event = next(
        row
        for row in Activity.objects.within(case.bureau_id).filter(case=case)
        if row.kind == "case_transferred"
    )
    assert event.attrs == {"to": "示例区公安分局"}
    letter = Document.objects.within(case.bureau_id).get(type="transfer_letter")
    assert letter.event_refs == [event.ref]
    [link] = links_of(house.officer, fresh(case))
    assert (link.kind, link.to) == ("handed_to", "示例区公安分局")


def test_a_case_handed_on_without_its_letter_says_so_before_and_after(house: House) -> None:
    """移送规定 art. 6: the police get a letter and its annexes."""
    case = house.case()
    approved(house, case, "transfer", ending="police")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/police/")
    assert desk.says("应有而本案尚缺")
    desk.send(to="示例区公安分局", reason="涉嫌犯罪")
    assert fresh(case).ending == "police"
    assert desk.open(f"/cases/{case.pk}/").says("应有而本案尚缺")
    acts.add_document(
        by=house.officer, kind="transfer_letter", at=house.clock.time, case=fresh(case)
    )
    assert not desk.open(f"/cases/{case.pk}/").says("应有而本案尚缺")


def test_no_case_ends_or_stands_still_before_a_head_approved_it(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    house.clock.set("2026-03-02 10:10")
    approved(house, case, "suspension")
    with pytest.raises(BadFactError, match="负责人批准"):
        suspend(by=house.officer, case=case, reason="等待鉴定", at=beijing("2026-03-02 10:05"))
    suspend(by=house.officer, case=case, reason="等待鉴定")
    house.clock.set("2026-03-04 10:00")
    approved(house, case, "resumption")
    with pytest.raises(BadFactError, match="负责人批准"):
        resume(by=house.officer, case=case, at=beijing("2026-03-03 10:00"))
    resume(by=house.officer, case=case)
    house.clock.set("2026-03-05 23:12:40")
    approved(house, case, "termination", ending="withdrawn")
    house.clock.set("2026-03-05 23:30")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/withdrawn/")
    desk.send(422, reason="不应当立案", at="2026-03-05T20:00")
    assert desk.says("3月5日 23:12")
    desk.send(reason="不应当立案", at="2026-03-05T23:12")  # typed times have no seconds
    assert fresh(case).concluded_at == beijing("2026-03-05 23:12:40")
    with pytest.raises(BadFactError, match="负责人批准"):  # nor does a correction put it there
        correct_ending(
            by=house.viewer("bureau_head"), case=case, reason="笔误",
            at=beijing("2026-03-05 20:00"),
        )  # fmt: skip


def test_a_refused_pause_says_its_reason_once(house: House) -> None:
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/suspend/")
    assert desk.text.count("没有负责人批准") == 1
    assert desk.send(422, reason="等待鉴定").text.count("没有负责人批准") == 1
    assert desk.send(422, reason="").text.count("没有负责人批准") == 1


def test_suspended_and_resumed(house: House) -> None:
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/suspend/")
    desk.send(422, reason="等待鉴定")
    approved(house, case, "suspension")
    page = f"/cases/{case.pk}/"
    assert Desk(house, "officer").open(page).says("获批，请办理中止")
    desk.open(desk.address).send(reason="等待鉴定")
    assert fresh(case).suspended_at == house.clock.time
    assert Desk(house, "officer").open(page).says("起中止，中止原因消除后恢复办理")
    with pytest.raises(BadFactError):
        suspend(by=house.officer, case=case, reason="再次")
    house.clock.later(days=3)
    with pytest.raises(BadFactError):
        resume(by=house.officer, case=case, at=beijing("2026-03-01 08:00"))
    with pytest.raises(GateClosedError):
        resume(by=house.officer, case=case, reason="鉴定已出具")
    approved(house, case, "resumption")
    Desk(house, "officer").open(page).follow("恢复办理").send(reason="鉴定已出具")
    assert fresh(case).suspended_at is None
    assert not Desk(house, "officer").open(page).says("恢复办理")
    assert kinds(case)[-2:] == ["case_suspended", "case_resumed"]
    with pytest.raises(GateClosedError):  # each time anew
        suspend(by=house.officer, case=case, reason="再次等待")


def test_an_inspection_that_found_nothing_ends_as_that(house: House) -> None:
    case = house.case(title="年度检查", kind="inspection")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/").follow("检查未发现问题")
    assert desk.says("现场检查（勘验）笔录")  # it is not there yet
    visit = acts.add_activity(
        by=house.officer, kind="site_inspection", start=house.clock.time, case=case
    )
    acts.add_document(
        by=house.officer, kind="site_inspection_record", at=house.clock.time, case=case,
        events=[visit.ref],
    )  # fmt: skip
    desk.open(f"/cases/{case.pk}/end/no_findings/")
    assert not desk.says("尚缺")
    desk.send(reason="各项制度落实，未发现问题")
    assert fresh(case).ending == "no_findings"
    # of a penalty no such end is offered, nor of an inspection that there is no penalty
    penalty = [way.id for way in ways_of_ending(house.case())]
    inspection = [way.id for way in ways_of_ending(house.case(kind="inspection"))]
    assert "no_findings" not in penalty
    assert "no_penalty" in penalty
    assert "no_penalty" not in inspection


@pytest.mark.parametrize("ending", [way.id for way in endings().values() if not way.not_begun])
def test_every_ending_concludes_the_case(house: House, ending: str) -> None:
    kind = next(iter(way_of_ending(ending).acts), "penalty")
    case, other = house.case(kind=kind), house.case()
    if way_of_ending(ending).approved:
        approved(house, case, way_of_ending(ending).matter, ending=ending)
    end_case(
        by=house.officer, case=case, ending=ending, reason="理由", other=other.number,
        to="示例机关", letter=Letter(house.clock.time),
    )  # fmt: skip
    assert fresh(case).ending == ending
    assert fresh(case).get_ending_display()
    assert Desk(house, "officer").open(f"/cases/{case.pk}/end/").says("理由")


def test_no_case_ends_in_a_way_that_is_not_offered_nor_before_it_began(house: House) -> None:
    case = house.case()
    for ending in ("not_started", "no_findings"):
        with pytest.raises(BadFactError):
            end_case(by=house.officer, case=case, ending=ending, reason="理由")
    decision = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    before = decision.start - timedelta(hours=1)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/performed/")
    desk.send(422, reason="已履行", at=f"{before.astimezone(BEIJING):%Y-%m-%dT%H:%M}")
    assert desk.says("早于")
    with pytest.raises(BadFactError):
        suspend(by=house.officer, case=case, reason="等待", at=beijing("2020-01-01 08:00"))
    assert fresh(case).concluded_at is None
    assert fresh(case).suspended_at is None


def test_what_nobody_ended_or_signed_is_said_before_a_case_ends(house: House) -> None:
    case = house.case(procedure="simple", party_name="某某渔业有限公司")
    row = arrive(by=house.officer, kind="on_the_spot_penalty", case=case)
    paper = issued(house, "onspot_decision", case=case, events=[row.ref])
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/performed/")
    assert desk.says("尚未结束的活动 1 项")
    assert desk.says("尚未签全且没有记明拒签的文书 1 份")
    leave_site(by=house.officer, activity=row)
    for name in ("公安民警甲", "公安民警乙"):
        sign_by_finger(
            by=house.officer, paper=paper.pk, role="officer", name=name, picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip
    refuse_to_sign(by=house.officer, paper=paper.pk, role="party", reason="不认可", witness="李某")
    open_ = {one.kind for one in still_open(house.officer, case)}
    assert not open_ & {"activities", "signatures"}


def test_a_case_that_was_typed_in_later_ends_when_it_did(house: House) -> None:
    """What was done before the case was entered counts: it began with its first activity."""
    case = house.case()
    begun = house.clock.time - timedelta(days=30)
    acts.add_activity(by=house.officer, kind="case_initiated", start=begun, case=case)
    ended = begun + timedelta(days=3)
    house.end(case, at=ended)
    assert fresh(case).concluded_at == ended


def test_a_complaint_that_was_not_started_ends_as_that_and_says_why_once(house: House) -> None:
    """003 art. 11."""
    start = Desk(house, "officer").open("/cases/start/complaint/")
    start.send(real_name="no", channel="letter", title="匿名反映", summary="来信反映占道")
    case = Case.objects.within(house.bureau.pk).latest("recorded_at")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert desk.says("尚未决定是否启动程序")
    assert not desk.says("目前没有正在计算的期限")
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/end/").says("不启动程序")
    desk.open(f"/cases/{case.pk}/start/").send(start="no", reason="不属于本机关职权。")

    desk.follow("结案")
    assert desk.held("reason") == ["不属于本机关职权。"]
    desk.send()

    ended = fresh(case)
    assert (ended.ending, ended.ending_reason) == ("not_started", "不属于本机关职权。")
    other = house.case()
    assert "not_started" not in [way.id for way in ways_of_ending(other)]
    assert ways_of_ending(case)[0].id == "not_started"


def test_whoever_ends_a_case_sees_what_the_head_said_of_it(house: House) -> None:
    case = house.case()
    end = f"/cases/{case.pk}/end/performed/"
    desk = Desk(house, "officer")
    assert desk.open(end).says("提请负责人审批")
    request = asked(house, case, "closing", text="已履行")
    assert not desk.open(end).says("提请负责人审批")
    assert desk.says(f"/approvals/{request.pk}/")
    assert desk.says("审批中")
    said(house, request, "bureau_head", "sent_back", opinion="请补缴款凭证")
    assert desk.open(end).says("请补缴款凭证")
    assert desk.says("重新报批")
    house.clock.later(hours=1)
    request = asked(house, case, "closing", text="已补")
    head = Desk(house, "bureau_head").open(f"/approvals/{request.pk}/")
    assert head.says("决定已履行")  # in which way it is to end, and what that lacks
    assert head.says("本案尚无决定")
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/end/court/").says("已批准，请在下面")
    desk.open(end)
    assert desk.says("bureau_head · ")
    assert desk.says("09:00")
    assert desk.says("已批准，请在下面继续办理")
    assert desk.open(f"/cases/{case.pk}/end/").says("同意")
    assert head.open(f"/cases/{case.pk}/end/").says(f"/approvals/{request.pk}/")
    desk.open(end).send(reason="已履行")
    assert fresh(case).ending == "performed"


@pytest.mark.parametrize(
    ("ending", "matter"), [("withdrawn", "termination"), ("no_penalty", "no-penalty")]
)
def test_a_head_reads_what_was_asked_and_lets_a_case_end_without_it(
    house: House, ending: str, matter: str
) -> None:
    """A head ends no case: whoever handles it does, as the page says."""
    case = house.case()
    request = asked(house, case, "suspension")
    head = Desk(house, "bureau_head").open(f"/cases/{case.pk}/").follow("结案")
    assert head.says("结案由承办人办理")
    assert head.says("正在审批"), "what is still open"
    reviewer = Desk(house, "legal_reviewer").open(f"/cases/{case.pk}/end/")
    assert not reviewer.says("不经报批结案的，说明理由")  # who may not approve it
    assert head.says(f"/override/{matter}/ending-approved/?ending={ending}")
    head.open(f"/cases/{case.pk}/override/{matter}/ending-approved/?ending={ending}")
    head.send(reason="会上口头同意")
    assert head.open(f"/cases/{case.pk}/end/").says("会上口头同意")
    Desk(house, "officer").open(f"/cases/{case.pk}/end/{ending}/").send(reason="不应当立案")
    assert fresh(case).ending == ending
    assert Approval.objects.within(case.bureau_id).get(pk=request.pk).state == "withdrawn"


def test_what_must_hold_at_closing_is_asked_however_the_case_ends(house: House) -> None:
    """行政强制法 arts. 25 and 28; 行政处罚法 art. 67."""
    case, other = house.case(title="甲案"), house.case(title="乙案")
    taken = house.clock.time - timedelta(days=40)
    acts.add_activity(
        by=house.officer, kind="coercive_measure", start=taken, case=case,
        attrs={"measure": "seal"},
    )  # fmt: skip
    approved(house, case, "closing")
    GateOverride.objects.within(case.bureau_id).get(case=case, gate="measure-release")
    case = house.case(title="丙案")
    acts.add_activity(
        by=house.officer, kind="coercive_measure", start=taken, case=case,
        attrs={"measure": "seal"},
    )  # fmt: skip
    override(
        by=house.head, case=case, gate="ending-approved", matter="closing", ending="merged",
        reason="口头同意",
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/merged/")
    desk.send(422, other=other.number, reason="同案")
    assert fresh(case).concluded_at is None
    for ended in (
        lambda: split(by=house.officer, case=case, titles=["子案"], reason="分案", ends=True),
        lambda: decide_anew(by=house.officer, case=case, reason="撤销重作"),
    ):
        with pytest.raises(GateClosedError):
            ended()
    desk.send(other=other.number, reason="同案", **{"reason-measure-release": "随案移入"})
    assert fresh(case).ending == "merged"
    rows = GateOverride.objects.within(case.bureau_id).filter(case=case)
    [kept] = rows.exclude(gate="ending-approved")
    assert (kept.gate, kept.subject, kept.reason) == ("measure-release", "closing", "随案移入")


def test_what_is_still_held_asks_why_the_case_ends_all_the_same(house: House) -> None:
    """行政处罚法 art. 56; 行政强制法 arts. 27, 28."""
    case = house.case()
    thing = register_thing(by=house.officer, case=case, taken=Taken("渔网", "seized"))
    kept = acts.add_activity(
        by=house.officer, kind="advance_preservation", start=house.clock.time, case=case
    )
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/terminated/")
    assert desk.says("尚未处理完毕")
    assert desk.says("渔网")
    approved(house, case, "termination", ending="terminated")
    desk.open(desk.address).send(422, reason="当事人死亡")
    end_thing(
        by=house.officer, thing=thing, outcome="released", at=house.clock.time, receiver="马某"
    )
    acts.add_activity(by=house.officer, kind="preservation_disposed", start=kept.start, case=case)
    desk.open(desk.address).send(reason="当事人死亡")
    assert fresh(case).ending == "terminated"


def test_what_nobody_answered_ends_with_the_case(house: House) -> None:
    case = house.case()
    request = asked(house, case, "decision")
    house.end(case)
    request = Approval.objects.within(case.bureau_id).get(pk=request.pk)
    assert (request.state, request.ended_at) == ("withdrawn", house.clock.time)
    head = Desk(house, "bureau_head").open(f"/approvals/{request.pk}/")
    assert head.says("尚未审批的申请随结案终止")
    assert current_step(request) is None  # nobody agrees to it any more


def test_a_spot_penalty_and_one_kept_elsewhere_need_no_head(house: House) -> None:
    case = house.case(procedure="simple")
    spot = acts.add_activity(
        by=house.officer, kind="on_the_spot_penalty", start=house.clock.time, case=case
    )
    assert spot.ref
    end_case(by=house.officer, case=case, ending="performed", reason="当场缴清")
    assert fresh(case).ending == "performed"
    kept = house.case()
    Case.objects.within(case.bureau_id).filter(pk=kept.pk).update(from_outside=True)
    reasons = {"ending-approved": "省平台已审批", "ending-decided": "决定书在省平台"}
    end_case(by=house.officer, case=kept, ending="performed", reason="已履行", reasons=reasons)
    rows = GateOverride.objects.within(case.bureau_id).filter(case=kept)
    assert {(row.gate, row.about) for row in rows} == {(one, "performed") for one in reasons}


def test_what_was_performed_ends_after_it_was_served_and_paid(house: House) -> None:
    case = house.case(procedure="simple")
    begun = house.clock.time
    for kind, minutes in (("on_the_spot_penalty", 0), ("service", 2), ("performance", 4)):
        at = begun + timedelta(minutes=minutes)
        house.clock.set(f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}")
        acts.add_activity(by=house.officer, kind=kind, start=at, case=case)
    house.clock.later(minutes=5)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/performed/")
    early = begun + timedelta(minutes=3)
    desk.send(422, reason="当场缴清", at=f"{early.astimezone(BEIJING):%Y-%m-%dT%H:%M}")
    assert desk.says("时间早于本案作出决定")
    assert fresh(case).concluded_at is None
    paid = early + timedelta(minutes=1)
    desk.send(reason="当场缴清", at=f"{paid.astimezone(BEIJING):%Y-%m-%dT%H:%M}")
    assert fresh(case).ending == "performed"


def test_the_letter_of_a_transfer_by_mistake_counts_no_more(house: House) -> None:
    case = house.case()
    house.let_end(case, "police")
    end_case(
        by=house.officer, case=case, ending="police", reason="涉嫌犯罪", to="县公安局",
        letter=Letter(number="移〔2026〕1号", at=house.clock.now()),
    )  # fmt: skip
    assert [row.type for row in known_rows(Document, case)] == ["transfer_letter"]
    reopen_case(by=house.head, case=fresh(case), reason="另案的移送函")
    assert (known_rows(Activity, case), known_rows(Document, case)) == ([], [])
    [kept] = Document.objects.within(case.bureau_id).filter(case=case, superseded_at=None)
    assert (kept.withdrawn, kept.reason) == (True, "另案的移送函")


def test_a_case_closed_by_mistake_is_opened_again_by_a_head(house: House) -> None:
    case, other = house.case(title="甲案"), house.case(title="乙案")
    approved(house, case, "closing", ending="merged")
    end_case(by=house.officer, case=case, ending="merged", reason="误并", other=other.number)
    for name in ("officer", "section_head"):
        with pytest.raises(NotAllowedError):
            reopen_case(by=house.viewer(name), case=case, reason="误操作")
    house.clock.later(days=1)
    head = Desk(house, "bureau_head").open(f"/cases/{case.pk}/").follow("结案情况")
    head.follow("撤回结案").send(422, reason="")
    head.send(reason="误将另案并入")
    again = fresh(case)
    assert (again.concluded_at, again.ending) == (None, "")
    assert "case_concluded" not in {one.kind for one in known_rows(Activity, again)}
    assert not links_of(house.officer, again)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/merged/")
    assert desk.says("没有负责人批准")  # what was approved before counts no more
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says("现在可以结案")
    house.clock.later(hours=1)
    house.end(again)
    ended = fresh(case)
    assert ended.ending == "performed"
    day = beijing("2026-03-03 08:30")
    correct_ending(by=house.head, case=ended, reason="笔误", at=day, words="已全部履行")
    assert (fresh(case).concluded_at, fresh(case).ending_reason) == (day, "已全部履行")
    [closing] = [one for one in known_rows(Activity, ended) if one.kind == "case_concluded"]
    assert (closing.start, closing.origin) == (day, "typed")
    assert closing.details == {"ending": "performed", "reason": "已全部履行"}
    correct_ending(by=house.head, case=fresh(case), reason="错字", words="全部履行完毕")
    said = Desk(house, "officer").open(f"/cases/{case.pk}/activity/{closing.item}/")
    assert said.says("全部履行完毕")
    assert said.says("结案方式")
    acts.archive_case(by=house.custodian, case=fresh(case))
    with pytest.raises(ClosedCaseError):
        reopen_case(by=house.head, case=fresh(case), reason="已归档")


def test_corrected_words_stand_wherever_the_closing_wrote_them(house: House) -> None:
    case = house.end(house.case(), ending="transferred", reason="不属本局管瞎", to="县公安局")
    house.clock.later(hours=1)
    correct_ending(by=house.head, case=case, reason="错字", words="不属本局管辖")
    noted = {one.kind: one.details for one in known_rows(Activity, fresh(case))}
    assert noted == {
        "case_transferred": {"note": "不属本局管辖"},
        "case_concluded": {"ending": "transferred", "reason": "不属本局管辖"},
    }
    [link] = links_of(house.officer, fresh(case))
    assert link.reason == "不属本局管辖"
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says("管瞎")
