# SPDX-License-Identifier: Apache-2.0
"""A decision is served: by hand, by mail that comes back, by leaving it, by public notice."""

from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.models import Activity, Case, Document, Due, Participant
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import add_participant, change_participant, confirm_address
from liuhen.apps.cases.performing.course import course_of, courses_of
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.serving.asking import needs_of, way_of
from liuhen.apps.cases.serving.entering import serve, tell_result
from liuhen.apps.cases.serving.papers import addressee_of, addressees_of, papers_of
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.cases.serving.served import Served, services_in
from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.compliance.judging import judge
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.house import Clock, House, beijing
from support.paperwork import issued
from support.served import decided, status

PACKS = ("jinpu-ocean", "xigang-education", "qilin-culture-tourism")


def confirmed(case: Case) -> Participant:
    """The party that confirmed its address."""
    rows = Participant.objects.within(case.bureau_id).filter(case=case)
    return rows.get(address_confirmed_at__isnull=False)


def test_mail_comes_back_then_it_is_left_and_the_first_service_stays(house: House) -> None:
    case, _paper = decided(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/")
    assert desk.says("示例区港口路9号")
    desk.follow("送达该文书").follow("邮寄送达")
    assert desk.held("address") == ["示例区港口路9号"]
    assert desk.held("p0_f_document_number") == ["示例罚决字〔2026〕1号"]
    house.clock.set("2026-03-02 15:00")
    desk.send(start="2026-03-02T14:00", p0_f_consignment_number="EMS0001", p0_at="2026-03-02T14:00")
    assert desk.says("送达途中")
    [mail] = services_in(case)
    assert mail.waits
    assert status(case, house, "service.mail", mail.row.ref) == "met"

    house.clock.set("2026-03-06 09:00")
    # 001 art. 14: why it came back is written down, or the paper comes later
    desk.follow("已退回").send(422, at="2026-03-06T08:30", p0_f_reason="")
    desk.send(at="2026-03-06T08:30", p0_f_reason="原址查无此人")
    assert desk.says("已退回")
    assert desk.says("可以改用")
    house.clock.set("2026-03-06 11:00")
    desk.follow("留置送达")
    desk.send(
        start="2026-03-06T10:00", end="2026-03-06T10:20", p0_f_refusal_reason="拒绝签收",
        p0_f_refusal_date="2026-03-06", p0_s_server="officer", p0_s_witness="社区工作人员甲",
        p0_at="2026-03-06T10:20",
    )  # fmt: skip
    first, second = services_in(case)
    assert first.returned
    assert second.after == first.row.ref
    assert second.at == beijing("2026-03-06 10:00")
    assert status(case, house, "service.lien-proof", second.row.ref) == "met"
    # it is a way that has to be filmed in this bureau
    assert status(case, house, "service.recording", second.row.ref) in ("overdue", "breached")
    assert desk.says("该送达方式应当录像")
    assert Document.objects.within(case.bureau_id).filter(type="returned_mail_record").exists()


def test_what_public_notice_asks_for_and_when_it_counts(house: House) -> None:
    case, paper = decided(house)
    house.clock.set("2026-03-09 10:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/public_notice/")
    assert desk.says("张贴（发布）时间")
    assert not desk.held("address")  # it goes to none
    desk.send(
        422, start="2026-03-09T09:00", p1_f_reason="下落不明", p1_f_form="门户网站",
        p0_at="2026-03-10T09:00",
    )  # fmt: skip
    assert services_in(case) == []
    blank = {"p1_f_reason": "", "p1_f_form": ""}
    desk.send(422, start="2026-03-09T09:00", p0_at="2026-03-09T09:00", **blank)
    assert desk.says("请写明内容")
    desk.send(
        start="2026-03-09T09:00", p0_at="2026-03-09T09:00", p1_at="2026-03-09T09:30",
        p1_f_reason="下落不明", p1_f_process="直接送达、邮寄送达均未成功", p1_f_form="门户网站",
    )  # fmt: skip
    assert desk.says("民事诉讼法 第九十五条")
    [notice] = services_in(case)
    assert notice.at is None
    assert notice.expected == beijing("2026-04-08 23:59:59")
    assert status(case, house, "service.public-notice", notice.row.ref) == "met"
    house.clock.set("2026-04-09 00:00")
    [notice] = services_in(case)
    assert notice.at == beijing("2026-04-08 23:59:59")


def test_by_hand_it_is_served_when_the_recipient_has_signed_and_not_before(house: House) -> None:
    """民事诉讼法第八十七条: the day that the recipient notes on the proof is the day of service."""
    case, paper = decided(house)
    [due] = order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    house.clock.set("2026-03-03 12:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/direct/")
    desk.send(start="2026-03-03T10:00", p0_state="later")

    [one] = services_in(case)
    assert (one.at, one.waits) == (None, True)
    assert desk.says("尚无受送达人签名")
    assert not desk.says("送达于")
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due is None

    at = beijing("2026-03-03 10:05")
    acts.add_document(
        by=house.officer, kind="proof_of_service", at=at, events=[one.row.ref], case=case,
        signatures=[{"role": "recipient", "name": "张三", "at": at}],
    )  # fmt: skip
    [one] = services_in(case)
    assert (one.at, one.waits) == (at, False)
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due == beijing("2026-03-18 23:59:59")


def test_the_signed_proof_that_comes_later_is_entered_on_its_page(house: House) -> None:
    case, paper = decided(house)
    house.clock.set("2026-03-03 12:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/direct/")
    desk.send(start="2026-03-03T10:00", p0_state="later")
    desk.follow("录入已签收的送达回证")
    desk.send(
        at="2026-03-03T10:05", p0_at="2026-03-03T10:05", p0_s_server="officer",
        p0_s_recipient="张三",
    )  # fmt: skip
    assert services_in(case)[0].at == beijing("2026-03-03 10:05")


def test_a_fine_gets_its_last_day_from_the_service(house: House) -> None:
    case, paper = decided(house)
    with act("test.due", by=house.officer) as record:
        due = record.create(
            Due(
                bureau=house.bureau, case=case, kind="fine", amount_fen=1_000_000,
                document_ref=paper.ref, recorded_at=record.at, recorded_by=house.officer.person,
            )
        )  # fmt: skip
    house.clock.set("2026-03-03 12:00")
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=beijing("2026-03-03 10:00"),
        to="张三",
        proofs=[
            ProofGiven(
                "proof_of_service", beijing("2026-03-03 10:05"),
                signatures=(
                    {"role": "server", "name": "officer"},
                    {"role": "recipient", "name": "张三", "at": beijing("2026-03-03 10:05")},
                ),
            )
        ],
    )  # fmt: skip
    due = Due.objects.within(house.bureau.pk).get(pk=due.pk)
    assert due.due == beijing("2026-03-18 23:59:59")
    [served] = services_in(case)
    assert served.at == beijing("2026-03-03 10:05")


def test_a_signed_confirmation_on_file_confirms_by_whatever_door_it_came(house: House) -> None:
    case = house.case(party_name="某渔业公司", party_kind="organization")
    house.clock.set("2026-03-03 12:00")
    at = beijing("2026-03-02 09:00")
    say = {"by": house.officer, "kind": "service_address_confirmation", "at": at, "case": case}
    acts.add_document(**say, fields={"address": "示例区旧街1号"})  # nobody signed it
    assert addressee_of(house.officer, case).confirmed_at is None
    acts.add_document(
        **say, fields={"address": "示例区港口路9号", "email": ""},
        signatures=[{"role": "party", "name": "张三", "at": at}],
    )  # fmt: skip
    found = addressee_of(house.officer, case)
    assert (found.name, found.address, found.confirmed_at) == ("某渔业公司", "示例区港口路9号", at)
    assert found.agrees_electronic is None
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/")
    assert not desk.says("尚未确认")
    assert desk.open(f"/cases/{case.pk}/people/").says("示例区港口路9号")
    assert not desk.says("尚未确认")


def test_who_reviewed_the_case_is_not_taken_for_who_serves(house: House) -> None:
    case, paper = decided(house)
    head = house.viewer("section_head")
    acts.add_activity(
        by=house.officer, kind="section_review", start=house.clock.time, case=case,
        officers=[{"name": head.person.name, "person": str(head.person_id)}],
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/mail/")
    assert desk.held("people") == [str(house.officer.person_id)]


def test_mail_arrives_and_only_once(house: House) -> None:
    case, paper = decided(house)
    house.clock.set("2026-03-05 12:00")
    row = serve(
        by=house.officer, case=case, of=paper.item, way="mail", start=beijing("2026-03-02 14:00")
    )
    with pytest.raises(BadFactError):
        tell_result(
            by=house.officer, case=case, service=row.item, returned=False,
            at=beijing("2026-03-01 14:00"),
        )  # fmt: skip
    told = tell_result(
        by=house.officer, case=case, service=row.item, returned=False,
        at=beijing("2026-03-05 09:00"),
        proofs=[ProofGiven("delivery_confirmation", fields={"process": "本人签收"})],
    )  # fmt: skip
    assert services_in(case)[0].at == beijing("2026-03-05 09:00")
    with pytest.raises(BadFactError):
        tell_result(
            by=house.officer, case=case, service=told.item, returned=True,
            at=beijing("2026-03-05 09:00"),
        )  # fmt: skip
    [paper_row] = papers_of(house.officer, case)
    assert paper_row.served is not None
    assert not paper_row.open


def test_mail_counts_from_its_day_once_the_proof_of_receipt_is_there(house: House) -> None:
    """民事诉讼法第九十一条: the day of receipt stands on the return slip."""
    case, paper = decided(house)
    [due] = order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    house.clock.set("2026-03-05 12:00")
    serve(by=house.officer, case=case, of=paper.item, way="mail", start=beijing("2026-03-02 14:00"))
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/").follow("已送达（收到）")
    desk.send(422, at="2026-03-04T09:00")
    assert desk.says("请写明内容")
    desk.send(at="2026-03-04T09:00", p0_state="later")
    assert desk.says("尚无签收证明，不视为已经送达")
    assert desk.says("邮件妥投证明")
    assert not desk.says("送达于")
    [one] = services_in(case)
    assert (one.at, one.waits, one.reached) == (None, True, beijing("2026-03-04 09:00"))
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due is None

    desk.follow("录入签收证明")
    assert desk.held("at") == ["2026-03-04T09:00"]
    desk.send(at="2026-03-04T09:00", p0_f_process="物流查询：本人签收")
    [one] = services_in(case)
    assert (one.at, one.waits) == (beijing("2026-03-04 09:00"), False)
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due == beijing("2026-03-19 23:59:59")


@pytest.mark.parametrize("way", ["entrusted", "transfer"])
def test_through_others_it_is_served_on_the_day_that_the_recipient_signed(
    house: House, way: str
) -> None:
    """民事诉讼法第九十一条至第九十四条: the day of signature on the proof is the day of service."""
    case, paper = decided(house)
    house.clock.set("2026-03-09 12:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/{way}/")
    desk.send(start="2026-03-03T10:00", p0_state="later")
    assert desk.says("尚无受送达人签名，不视为已经送达")
    desk.follow("录入已签收的送达回证").send(at="2026-03-06T09:00", p0_state="later")
    [one] = services_in(case)
    assert (one.at, one.waits) == (None, True)
    desk.follow("录入已签收的送达回证")
    desk.send(
        at="2026-03-06T09:00", p0_at="2026-03-06T09:00", p0_f_reason="当事人在外地",
        p0_s_recipient="张三",
    )  # fmt: skip
    assert services_in(case)[0].at == beijing("2026-03-06 09:00")


def test_what_is_left_counts_once_a_witness_signed(house: House) -> None:
    """民事诉讼法第八十九条: witness, or photo or film; without either nothing is served."""
    case, paper = decided(house)
    [due] = order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    house.clock.set("2026-03-03 12:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/lien/")
    desk.send(
        start="2026-03-03T10:00", p0_f_refusal_reason="拒收", p0_s_server="officer",
        p0_at="2026-03-03T10:00",
    )  # fmt: skip
    assert desk.says("见证人尚未签名，也没有拍照、录像，不视为已经送达")
    assert "/returned/" not in desk.text  # nobody sent it
    [one] = services_in(case)
    assert (one.at, one.waits) == (None, True)
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due is None

    desk.follow("录入已签收的送达回证").send(
        p0_f_refusal_reason="拒收", p0_f_refusal_date="2026-03-03", p0_s_witness="社区工作人员甲",
        p0_at="2026-03-03T10:20",
    )  # fmt: skip
    assert services_in(case)[0].at == beijing("2026-03-03 10:00")
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due == beijing("2026-03-18 23:59:59")


def test_footage_stands_for_the_witness_of_what_is_left(house: House) -> None:
    case, paper = decided(house)
    [due] = order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    house.clock.set("2026-03-03 12:00")
    start = beijing("2026-03-03 10:00")
    row = serve(by=house.officer, case=case, of=paper.item, way="lien", start=start)
    assert services_in(case)[0].at is None
    add = {"by": house.officer, "case": case, "start": start, "events": [row.ref]}
    acts.add_recording(**add, kind="audio", end=beijing("2026-03-03 10:10"))
    assert services_in(case)[0].at is None, "what is only heard shows nothing"
    acts.add_recording(**add, kind="photo")
    assert services_in(case)[0].at == start
    assert course_of(case).served(("decision",)) == start
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due == beijing("2026-03-18 23:59:59")


def test_what_came_from_elsewhere_is_not_asked_for_its_witness(house: House) -> None:
    case, paper = decided(house)
    acts.add_activity(
        by=house.officer, kind="service", start=house.clock.time, case=case,
        attrs={"of": paper.ref, "method": "lien"},
    )  # fmt: skip
    assert services_in(case)[0].at == house.clock.time


def test_electronic_service_needs_consent_said_and_an_arrival(house: House) -> None:
    case, paper = decided(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/electronic/")
    assert desk.says("当事人未书面同意")
    house.clock.set("2026-03-02 10:00")
    desk.send(start="2026-03-02T09:30", p0_f_process="发至确认的邮箱", p0_at="2026-03-02T09:30")
    [one] = services_in(case)
    assert one.waits
    assert desk.open(f"/cases/{case.pk}/serve/").says("尚缺：当事人没有书面同意")
    assert "method" not in one.row.attrs  # the contract has no word for it
    desk.follow("已送达").send(at="2026-03-02T09:31")
    # 处罚法 art. 61: without consent in writing it stays, and no period runs from it
    [one] = services_in(case)
    assert (one.at, one.waits, one.unagreed) == (None, False, True)
    assert course_of(case).served(("decision",)) is None
    assert desk.says("没有当事人的书面同意，不视为送达")
    assert desk.says("改用其他方式送达")
    assert desk.open("/papers/unserved/").text.count("已退回") == 0  # nothing came back
    party = confirmed(case)
    desk.open(f"/cases/{case.pk}/people/{party.pk}/address/")
    desk.send(email="不是邮箱", agrees_electronic="yes")
    assert desk.says("不像电子邮箱")  # doubted, and kept
    since = beijing("2026-03-02 09:50")
    confirm_address(
        by=house.officer, participant=party, at=since, email="a@example.cn",
        agrees_electronic=True,
    )  # fmt: skip
    assert services_in(case)[0].at == since
    assert course_of(case).served(("decision",)) == since


def test_what_was_agreed_when_it_arrived_is_not_moved_by_a_later_confirmation(
    house: House,
) -> None:
    case, paper = decided(house)
    [due] = order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100)])
    party = confirmed(case)
    agrees = {"email": "a@example.cn", "agrees_electronic": True}
    confirm_address(by=house.officer, participant=party, at=house.clock.time, **agrees)
    house.clock.set("2026-03-03 12:00")
    row = serve(
        by=house.officer, case=case, of=paper.item, way="electronic",
        start=beijing("2026-03-03 10:00"),
    )  # fmt: skip
    arrived = beijing("2026-03-03 10:01")
    tell_result(by=house.officer, case=case, service=row.item, returned=False, at=arrived)
    house.clock.set("2026-03-09 12:00")
    confirm_address(by=house.officer, participant=party, at=house.clock.time, **agrees)
    assert services_in(case)[0].at == arrived
    assert Due.objects.within(house.bureau.pk).get(pk=due.pk).due == beijing("2026-03-18 23:59:59")


def test_of_several_parties_each_agrees_for_itself_to_be_served_electronically(
    house: House,
) -> None:
    case, paper = decided(house)
    first = confirmed(case)
    second = add_participant(by=house.officer, case=case, role="party", told={"name": "乙公司"})
    agent = add_participant(by=house.officer, case=case, role="agent", told={"name": "丙律师"})
    agrees = {"email": "a@example.cn", "agrees_electronic": True}
    since = house.clock.time
    confirm_address(by=house.officer, participant=first, at=since, **agrees)
    start = house.clock.later(hours=1)

    def served(to: str) -> Served:
        row = serve(
            by=house.officer, case=case, of=paper.item, way="electronic", start=start, to=to
        )
        tell_result(by=house.officer, case=case, service=row.item, returned=False, at=start)
        return next(one for one in services_in(case) if one.row.item == row.item)

    assert served(first.name).at == start
    for to in ("乙公司", "乙公司（李四代收）", "丙律师", ""):
        assert served(to).unagreed, to
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/electronic/")
    assert desk.says('value="乙公司"'), "each of them is offered as who receives it"
    confirm_address(by=house.officer, participant=agent, at=start, **agrees)
    assert served("丙律师").at == start
    confirm_address(by=house.officer, participant=second, at=start, **agrees)
    assert not any(one.unagreed for one in services_in(case))


def test_a_paper_goes_to_the_party_that_it_names_and_to_its_own_address(house: House) -> None:
    """行政处罚法 art. 61: each party has confirmed for itself where and how it is served."""
    case, paper = decided(house)
    first = confirmed(case)
    agrees = {"email": "a@example.cn", "agrees_electronic": True}
    confirm_address(by=house.officer, participant=first, at=house.clock.time, **agrees)
    desk = Desk(house, "officer")
    told = {"name": "乙公司", "kind": "organization", "address": "乙路2号"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    Document.objects.within(case.bureau_id).filter(item=paper.item).update(
        fields={"party": "乙公司"}
    )

    page = desk.open(f"/cases/{case.pk}/serve/")
    assert page.says("乙路2号")
    assert page.text.count("同意电子送达") == 1
    electronic = desk.open(f"/cases/{case.pk}/serve/{paper.item}/electronic/")
    assert (electronic.held("to"), electronic.held("address")) == (["乙公司"], [""])
    mail = desk.open(f"/cases/{case.pk}/serve/{paper.item}/mail/")
    assert (mail.held("to"), mail.held("address")) == (["乙公司"], ["乙路2号"])

    branch = {"name": "乙公司分公司", "kind": "organization", "address": "丙路3号"}
    add_participant(by=house.officer, case=case, role="party", told=branch)
    Document.objects.within(case.bureau_id).filter(item=paper.item).update(
        fields={"party": "乙公司分公司"}
    )
    mail = desk.open(f"/cases/{case.pk}/serve/{paper.item}/mail/")
    assert (mail.held("to"), mail.held("address")) == (["乙公司分公司"], ["丙路3号"])


@pytest.mark.parametrize("said", [{"person": "乙公司"}, {}])
def test_what_the_second_company_confirms_is_no_address_of_the_first(
    house: House, said: dict[str, str]
) -> None:
    """行政处罚法第六十一条: the form names it as who is served, and who represents it signs."""
    case = house.case(party_name="甲公司", party_kind="organization")
    first = Participant.objects.within(case.bureau_id).get(case=case, role="party")
    change_participant(by=house.officer, participant=first, told={"representative": "赵甲"})
    told = {"name": "乙公司", "kind": "organization", "representative": "钱乙"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    acts.add_document(
        by=house.officer, kind="service_address_confirmation", at=house.clock.now(), case=case,
        fields={"address": "乙路2号", **said}, signatures=[{"role": "party", "name": "钱乙"}],
    )  # fmt: skip
    found = {one.name: one.address for one in addressees_of(house.officer, case)}
    assert found == {"甲公司": "", "乙公司": "乙路2号"}


def test_a_paper_of_a_service_that_says_nothing_is_still_asked_for(house: House) -> None:
    """001 art. 16 asks for the course in writing; what was left empty stands on the page."""
    case, paper = decided(house)
    row = serve(
        by=house.officer, case=case, of=paper.item, way="public_notice", start=house.clock.time,
        proofs=[ProofGiven("public_notice"), ProofGiven("service_record", fields={"form": "网站"})],
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/")
    assert desk.says("尚缺：原因（理由）、")
    acts.add_document(
        by=house.officer, kind="service_record", at=house.clock.time, events=[row.ref], case=case,
        fields={"reason": "下落不明", "process": "已在网站公告"},
    )  # fmt: skip
    assert not desk.open(f"/cases/{case.pk}/serve/").says("尚缺")


@pytest.mark.parametrize("pack", PACKS)
def test_the_proof_that_is_asked_for_satisfies_the_regulation(
    db: None, clock: Clock, pack: str
) -> None:
    """Whatever way is taken: with all that the page asks for nothing is left to ask."""
    house = House(clock, pack=pack)
    case, paper = decided(house)
    house.clock.set("2026-03-02 18:00")
    start = beijing("2026-03-02 10:00")
    for way in ("direct", "mail", "lien", "entrusted", "transfer", "public_notice", "electronic"):
        needs = needs_of(case, way_of(way), house.clock.time)
        proofs = [_given(one, start) for one in needs.proofs]
        row = serve(
            by=house.officer, case=case, of=paper.item, way=way, start=start, proofs=proofs,
            officers=[{"name": "甲"}, {"name": "乙"}],
        )  # fmt: skip
        later = needs_of(case, way_of(way), house.clock.time, "delivered")
        if way == "mail":
            tell_result(
                by=house.officer, case=case, service=row.item, returned=False, at=start,
                proofs=[_given(one, start) for one in later.proofs],
            )  # fmt: skip
        lacking = [
            token
            for one in judge(case, house.clock.time).findings
            if one.subject == row.ref and one.obligation.startswith("service.")
            for token in one.missing
            if not token.startswith("recording")
        ]
        assert lacking == [], way


def _given(one: object, at: object) -> ProofGiven:
    return ProofGiven(
        one.paper,  # type: ignore[attr-defined]
        at,  # type: ignore[arg-type]
        dict.fromkeys(one.fields, "写明"),  # type: ignore[attr-defined]
        tuple({"role": role, "name": "某人", "at": at} for role in one.signed_by),  # type: ignore[attr-defined]
    )


def test_a_scan_comes_with_the_proof_and_is_not_lost_by_a_slip(house: House) -> None:
    case, paper = decided(house)
    house.clock.set("2026-03-03 12:00")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/direct/")
    scan = SimpleUploadedFile("回证.pdf", b"%PDF-1.7 proof")
    for room in ("p0_s_recipient", "p0_s_server"):  # nobody has signed yet
        assert desk.held(room) == [""]
    desk.send(422, start="2026-03-04T10:00", p0_scan=scan)
    [kept] = desk.held("p0_digest")
    assert kept
    desk.send(
        start="2026-03-03T10:00", p0_at="2026-03-03T10:00", p0_s_server="officer",
        p0_s_recipient="张三",
    )  # fmt: skip
    proof = Document.objects.within(case.bureau_id).get(type="proof_of_service")
    assert (proof.scan_digest, proof.origin) == (kept, "scan")
    assert [one["role"] for one in proof.signatures] == ["server", "recipient"]


@pytest.mark.parametrize(
    ("form", "goes"),
    [
        ("appraisal_period_notice", True),  # 行政强制法 art. 25(3)
        ("inquiry_notice", True),
        ("appraisal_commission", False),  # to the body that appraises
        ("matter_approval", False),
    ],
)
def test_a_notice_that_is_no_fact_is_served_from_its_page_too(
    house: House, form: str, *, goes: bool
) -> None:
    with patch.object(issuing, "print_sealed", lambda _p: Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")):
        paper = issued(house, form)
    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")
    assert desk.says("送达该文书") is goes
    if goes:
        assert desk.follow("送达该文书").says("直接送达")


def test_a_stranger_sees_no_paper_of_the_case(house: House) -> None:
    case, paper = decided(house)
    stranger = Desk(house, "stranger")
    stranger.open(f"/cases/{case.pk}/serve/", 404)
    with pytest.raises(UnknownRowError):
        serve(
            by=house.viewer("stranger"), case=case, of=paper.item, way="direct",
            start=house.clock.time,
        )  # fmt: skip
    assert not Activity.objects.within(case.bureau_id).filter(kind="service").exists()


def test_more_decisions_and_services_need_no_more_queries(house: House) -> None:
    case, _paper = decided(house)
    desk = Desk(house, "officer")
    counts = []
    for more in (1, 19):
        for _number in range(more):
            paper = acts.add_document(
                by=house.officer, kind="decision", at=house.clock.time, case=case
            )
            acts.add_activity(
                by=house.officer, kind="service", start=house.clock.time, case=case,
                attrs={"of": paper.ref, "method": "lien"},
            )  # fmt: skip
        asked = []
        for address in ("", "serve/", "dues/"):
            with CaptureQueriesContext(connection) as seen:
                desk.open(f"/cases/{case.pk}/{address}")
            asked.append(len(seen))
        counts.append(asked)
    assert desk.says("登记决定内容")
    assert counts[0] == counts[1]


def test_of_footage_lists_read_what_it_shows_and_nothing_else(house: House) -> None:
    """A list goes over the footage of many cases: its stretches and marks would be megabytes."""
    case, _paper = decided(house)
    acts.add_activity(by=house.officer, kind="service", start=house.clock.time, case=case)
    with patch.object(issuing, "print_sealed", lambda _p: Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")):
        issued(house, "inquiry_notice", case=case)
    with CaptureQueriesContext(connection) as seen:
        courses_of([case])
        unserved(house.officer)
    footage = [one["sql"] for one in seen if 'FROM "cases_recording"' in one["sql"]]
    assert len(footage) == 2
    assert not any("stretches" in sql for sql in footage)
