# SPDX-License-Identifier: Apache-2.0
"""How cases begin, told from the pages: complaints, inspections, other organs; incidents later."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Incident,
    Participant,
    ParticipantSecret,
    ReceivedPaper,
)
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.rules.forms import form_of
from support.desk import Desk
from support.house import Clock, House, beijing


def _newest(house: House) -> Case:
    return Case.objects.within(house.bureau.pk).latest("recorded_at")


def _events(case: Case) -> list[tuple[str, dict[str, object]]]:
    rows = Activity.objects.within(case.bureau_id).filter(case=case, superseded_at=None)
    return [(row.kind, row.attrs) for row in rows.order_by("recorded_at", "id")]


def test_a_named_complaint_that_is_not_started_asks_to_tell_the_complainant(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/").follow("投诉举报")
    desk.send(422, real_name="yes", title="举报无证捕捞")
    assert desk.says("投诉举报人是谁")
    desk.send(
        real_name="yes", channel="telephone", complainant_name="王举报", title="举报无证捕捞",
        complainant_telephone="13912345678", party_name="赵某", summary="码头有人无证捕捞",
    )  # fmt: skip

    case = _newest(house)
    assert desk.address == f"/cases/{case.pk}/start/"
    assert (case.origin, case.party_name, case.summary) == ("complaint", "赵某", "码头有人无证捕捞")
    assert _events(case) == [("complaint_received", {"real_name": True})]
    informant = Participant.objects.within(house.bureau.pk).get(case=case, role="complainant")
    assert (informant.name, informant.anonymous) == ("", False)
    secret = ParticipantSecret.objects.seen_by(house.officer).get(participant=informant)
    assert (secret.name, secret.telephone) == ("王举报", "13912345678")

    desk.send(422, start="no")
    assert desk.says("请写明不启动的理由")
    desk.send(start="no", reason="经核查，当事人持有捕捞许可证。")
    assert desk.says("告知投诉人")
    desk.follow("登记已告知投诉人").send(channel="telephone", words="电话告知核查结果，不予启动。")
    assert desk.says("电话告知核查结果")
    kinds = [kind for kind, _attrs in _events(case)]
    assert kinds == ["complaint_received", "complaint_decided", "complainant_informed"]
    assert _events(case)[1][1] == {"initiated": False} or _events(case)[1][1] == {}
    page = desk.open(f"/cases/{case.pk}/")
    assert not page.says("王举报")
    asks = {one.gate.id for one in gate_states(house.officer, case)}
    assert "complainant-told" in asks
    assert not asks & {"start-approved", "start-first", "prior-notice", "report"}


def test_by_which_way_a_complaint_came_is_asked_where_it_is_entered_too(house: House) -> None:
    """000/001 art. 6 asks for the reception to be recorded: by telephone there is none."""
    case = house.case(origin="complaint")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/add/activity/?kind=complaint_received")
    desk.send(channel="letter", start="2026-03-01T09:00", end="2026-03-01T09:10")
    [event] = Activity.objects.within(house.bureau.pk).filter(case=case)
    assert event.details == {"channel": "letter"}
    page = f"/cases/{case.pk}/activity/{event.item}/"
    assert desk.open(page).says("来信")
    desk.open(f"{page}correct/").send(channel="petition", correction="看错")
    [event] = Activity.objects.within(house.bureau.pk).filter(case=case, superseded_at=None)
    assert event.details == {"channel": "petition"}


def test_who_informed_is_named_in_no_text_of_the_case(house: House) -> None:
    """处罚法第五十四条第二款: nor in what was written before anybody entered who it was."""
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(
        real_name="no", channel="telephone", title="欧阳举报反映无证捕捞", party_name="赵某",
        summary="欧阳举报反映：码头有人无证捕捞，电话13912345678",
    )  # fmt: skip
    case = Case.objects.within(house.bureau.pk).get()
    told = {"name": "欧阳举报", "kind": "person"}
    secret = {"telephone": "13912345678"}
    add_participant(by=house.officer, case=case, role="complainant", told=told, secret=secret)
    case.refresh_from_db()
    assert case.title == "•••反映无证捕捞"
    assert case.summary == "•••反映：码头有人无证捕捞，电话•••"
    row = acts.add_document(
        by=house.officer, kind="investigation_report", at=house.clock.time, case=case,
        fields={"facts": "据欧阳举报（13912345678）反映，赵某无证捕捞"},
    )  # fmt: skip
    assert row.fields == {"facts": "据•••（•••）反映，赵某无证捕捞"}
    assert desk.open(f"/cases/{case.pk}/people/").says("欧阳举报")  # who handles it
    for text in ("欧阳举报", "13912345678"):
        assert not Desk(house, "custodian").open(f"/search/?q={text}").says("示例罚")
    # the party's name is open, whoever it was that informed
    add_participant(by=house.officer, case=case, role="complainant", told={"name": "赵某"})
    case.refresh_from_db()
    assert (case.party_name, "赵某" in row.fields["facts"]) == ("赵某", True)


#: What is asked once nothing is started of a complaint under a name, by the bureau's regulation.
NOT_STARTED = {
    "jinpu-ethnic-religious": ["第六条", "书面记录投诉、举报是否受理"],
    "xigang-education": ["第六条", "书面记录投诉、举报是否受理"],
    "jinpu-ocean": ["第十一条", "实名投诉、举报不启动的，告知投诉人并书面记录"],
    "qilin-culture-tourism": [],
    "xigang-hrss": [],
}


@pytest.mark.parametrize("pack", sorted(NOT_STARTED))
def test_whoever_drops_a_complaint_reads_what_the_regulation_asks_and_may_ask_a_head(
    clock: Clock, db: None, pack: str
) -> None:
    """None of the five has a head approve it; 000, 001 art. 6 and 003 art. 11 have it written."""
    house = House(clock, pack)
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="yes", complainant_name="王举报", title="无证捕捞")
    case = _newest(house)
    page = desk.open(f"/cases/{case.pk}/start/")
    assert page.says("不启动由承办人员决定")
    asked = NOT_STARTED[pack]
    assert all(page.says(one) for one in asked)
    assert bool(asked) == page.says("决定不启动后")
    assert not page.says("需要查处的"), "what is asked of a start is another thing"
    asking = page.follow("请求批准不启动")
    assert asking.address == f"/cases/{case.pk}/ask/no-start/"
    other = house.case()
    assert not desk.open(f"/cases/{other.pk}/start/").says("请求批准不启动")


def test_a_complaint_ends_with_a_reason_where_nobody_told_who_complained(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="yes", complainant_name="王举报", title="无证捕捞")
    case = _newest(house)
    house.clock.set("2026-03-03 10:00:40")
    desk.open(f"/cases/{case.pk}/start/").send(start="no", reason="当事人持有捕捞许可证。")
    end = Desk(house, "officer").open(f"/cases/{case.pk}/end/not_started/")
    assert end.says("尚未告知投诉举报人")
    end.send(422, reason="不启动")
    case.refresh_from_db()
    assert case.concluded_at is None

    assert end.follow("告知投诉人").address == f"/cases/{case.pk}/start/inform/"
    tell = desk.follow("登记已告知投诉人")
    assert tell.says("王举报")
    assert not tell.says("来访"), "nobody comes to be told"
    tell.send(422, at="2026-03-03T09:59", channel="telephone", words="不予启动。")
    assert tell.says("2026年3月3日 10:00")
    tell.send(at="2026-03-03T10:00", channel="letter", words="不予启动。")
    decided, informed = (
        row for row in known_rows(Activity, case) if row.kind != "complaint_received"
    )
    assert (decided.kind, informed.kind) == ("complaint_decided", "complainant_informed")
    assert informed.start >= decided.start, "told in the minute of the decision, and after it"
    shown = Desk(house, "officer").open(f"/cases/{case.pk}/activity/{informed.item}/")
    assert shown.says("书面告知")
    assert not shown.says("来信")
    house.clock.set("2026-03-03 11:00")
    Desk(house, "officer").open(f"/cases/{case.pk}/end/not_started/").send(reason="不启动")
    case.refresh_from_db()
    assert case.concluded_at is not None


def test_an_anonymous_complaint_is_started_at_once_where_it_is_urgent(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="no", channel="petition", title="信访反映违规培训", urgent="on")
    case = _newest(house)
    assert case.urgent
    desk.send(start="yes", urgent="on")

    assert _events(case)[1:] == [
        ("complaint_decided", {"initiated": True}),
        ("case_initiated", {"urgent": True}),
    ]
    desk.open(f"/cases/{case.pk}/start/").follow("请求补办审批")
    assert desk.says("审批路线")  # of this one matter
    assert desk.says("紧急启动后补报审批")
    found = [one.obligation for one in house.report(case).findings if one.status == "pending"]
    assert any(name.startswith("initiation") for name in found)


def test_a_case_from_an_inspection_knows_the_enterprise_and_who_was_there(house: House) -> None:
    house.clock.set("2026-03-02 11:00")
    phone = Desk(house, "officer").open("/onsite/new/?kind=site_inspection")
    people = [str(house.people[name].pk) for name in ("officer", "colleague", "section_head")]
    code = "91350100M000100Y43"
    phone.send(people=people, enterprise="海鲜公司", enterprise_code=code)
    phone.follow("登记为案件")
    assert phone.held("party_name") == ["海鲜公司"]
    assert set(phone.held("handlers")) == set(people[:2]), "a head is not barred by a proposal"
    phone.send(title="检查发现无证养殖")
    party = Participant.objects.within(house.bureau.pk).get(case=_newest(house))
    assert (party.name, party.credit_code) == ("海鲜公司", code)


def test_who_complains_stands_in_no_text_that_everybody_reads(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    who = {"complainant_name": "王举报", "complainant_telephone": "13912345678"}
    desk.send(422, real_name="yes", title="王举报反映无证捕捞", **who)
    assert desk.says("请勿写入投诉举报人的姓名")
    desk.send(422, title="反映无证捕捞", summary="来电139 1234 5678")
    desk.send(summary="码头有人无证捕捞")
    desk.send(422, start="no", reason="王 举报所反映的情况不实")
    desk.send(start="no", reason="当事人持有捕捞许可证。").follow("登记已告知投诉人")
    desk.send(422, channel="telephone", words="已电话告知王举报")
    desk.send(words="已电话告知，不予启动。")
    case = _newest(house)
    head = Desk(house, "section_head").open(f"/cases/{case.pk}/correct/")
    assert head.send(422, title="王举报反映的案件", reason="改名").says("请勿写入投诉举报人")


def test_who_complains_is_not_dropped_without_a_word(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(422, real_name="no", title="反映无证捕捞", complainant_name="王举报")
    assert desk.says("匿名举报不保存此项")
    assert desk.held("complainant_name") == ["王举报"]
    desk.send(complainant_name="")
    assert Case.objects.within(house.bureau.pk).get().title == "反映无证捕捞"


def test_who_decides_in_a_second_window_is_told_that_it_was_not_taken(house: House) -> None:
    house.clock.set("2026-03-02 12:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="no", title="反映无证捕捞")
    case = _newest(house)
    other = Desk(house, "officer").open(f"/cases/{case.pk}/start/")
    desk.send(start="no", reason="当事人持有捕捞许可证。")
    assert other.send(422, start="yes", urgent="on").says("未被采用")


def test_nothing_is_decided_before_it_was_received(house: House) -> None:
    house.clock.set("2026-03-02 12:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="no", title="反映无证捕捞", received_at="2026-03-02T09:10")
    case = _newest(house)
    no = {"start": "no", "reason": "当事人持有捕捞许可证。"}
    desk.send(422, at="2026-03-02T09:09", **no)
    assert desk.says("决定时间不能早于接到的时间（2026年3月2日 09:10）")
    assert [kind for kind, _attrs in _events(case)] == ["complaint_received"]
    desk.send(at="2026-03-02T09:10", **no)
    assert [kind for kind, _attrs in _events(case)] == ["complaint_received", "complaint_decided"]


def test_a_case_from_an_inspection_takes_it_along(house: House) -> None:
    house.clock.set("2026-03-02 11:00")
    visit = acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"), place="一号码头", section=house.section,
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/start/inspection/?activity={visit.item}")
    assert desk.says("一号码头")
    desk.send(title="检查发现无证养殖", happened_on="2026-03-02")

    case = _newest(house)
    assert _events(case) == [("site_inspection", {})]
    assert case.happened_on == beijing("2026-03-02 09:00").date()
    desk.send(422)
    assert desk.says("启动尚未经负责人批准")
    assert desk.says("本单位制度第十条")
    assert [kind for kind, _attrs in _events(case)] == ["site_inspection"]
    asking = Desk(house, "officer").open(f"/cases/{case.pk}/start/").follow("先请求审批")
    assert asking.address == f"/cases/{case.pk}/ask/start/"
    desk.send(**{"reason-start-first": "负责人外出，已电话报告，回来补批。"})
    assert [kind for kind, _attrs in _events(case)] == ["site_inspection", "case_initiated"]
    assert desk.open(f"/cases/{case.pk}/").says("已电话报告")


def test_a_case_from_an_inspection_is_offered_inspections_alone(house: House) -> None:
    house.clock.set("2026-03-02 11:00")
    asked = acts.add_activity(
        by=house.officer, kind="complaint_received", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 09:30"), place="一号窗口", section=house.section,
        attrs={"real_name": True},
    )  # fmt: skip
    desk = Desk(house, "officer").open("/cases/start/inspection/")
    assert desk.says("请先记录检查")
    assert desk.says("/onsite/new/?kind=site_inspection")
    desk.send(422, activity=str(asked.pk), title="投诉当检查")
    assert not desk.says("一号窗口")
    assert not desk.open(f"/onsite/{asked.item}/").says("/cases/start/inspection/")


def test_a_case_from_another_organ_registers_its_letter(house: House) -> None:
    house.clock.set("2026-03-02 11:00")
    desk = Desk(house, "officer").open("/cases/start/transferred/")
    desk.send(title="移送非法捕捞线索", sender="海警局", letter_title="案件移送函", pages="12")

    case = _newest(house)
    letter = ReceivedPaper.objects.within(house.bureau.pk).get(case=case)
    assert (letter.number, letter.sender, letter.pages) == ("示例收〔2026〕1号", "海警局", 12)


def test_a_state_secret_is_not_registered(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/start/own_motion/")
    desk.send(422, title="涉密案", secrecy="state_secret")
    assert not Case.objects.within(house.bureau.pk).exists()


# ---------------------------------------------------------------- incidents


def test_the_petition_desk_notes_an_incident_of_an_archived_case_and_learns_nothing(
    house: House,
) -> None:
    house.clock.set("2026-03-02 18:00")
    case = house.case(title="保密的标题", party_name="赵某")
    visit = acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"), case=case,
    )  # fmt: skip
    acts.add_recording(
        by=house.officer, kind="video", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"), events=[visit.ref], case=case,
    )  # fmt: skip
    house.end(case)
    acts.archive_case(by=house.custodian, case=case)
    house.clock.set("2026-05-04 10:00")

    desk = Desk(house, "petition_desk").open("/").follow("特殊情形")
    desk.send(422, number="示例罚〔2026〕99号", kind="complaint_or_petition", text="来访投诉")
    assert desk.says("没有完全一致的案号")
    desk.send(number=case.number, kind="complaint_or_petition", text="当事人来访，称检查人员粗暴")
    assert not desk.says("保密的标题")
    assert not desk.says("赵某")
    row = Incident.objects.within(house.bureau.pk).get(case=case)
    assert (row.text, row.type) == ("当事人来访，称检查人员粗暴", "complaint_or_petition")
    Desk(house, "petition_desk").open(f"/incidents/{row.item}/", 403)

    seen = Desk(house, "officer").open(f"/incidents/{row.item}/")
    assert seen.says("当事人来访")
    kept = [one.basis for one in house.report(case).retention]
    if house.report(case).retention and "long_term" in kept:
        assert seen.says("长期保存")


def test_an_incident_protects_recordings_and_says_which(house: House, clock: object) -> None:
    other = House(house.clock, pack="jinpu-ethnic-religious", code="other")
    house.clock.set("2026-03-02 18:00")
    case = other.case()
    visit = acts.add_activity(
        by=other.officer, kind="site_inspection", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"), case=case,
    )  # fmt: skip
    acts.add_recording(
        by=other.officer, kind="video", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"), events=[visit.ref], case=case,
    )  # fmt: skip
    desk = Desk(other, "officer").open(f"/incidents/?case={case.number}")
    desk.send(kind="objection", text="当事人对检查有异议", event=visit.ref)
    assert desk.says("长期保存")
    assert desk.says("第二十一条")


def test_what_was_said_of_a_complaint_stands_in_its_papers_already(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="yes", channel="telephone", complainant_name="王举报", title="无证捕捞",
              summary="码头有人无证捕捞")  # fmt: skip
    desk.send(start="no", reason="当事人持有捕捞许可证。")
    case = _newest(house)

    day = house.clock.time.date()

    def first(form: str, event: str) -> dict[str, object]:
        return Sources(house.officer, case, [event], house.clock.time).values(
            form_of(house.bureau, form, day)
        )

    register = first("source_register", "e1")
    assert register["received_by"] == "telephone"
    assert (register["real_name"], register["facts"]) == (True, "码头有人无证捕捞")
    record = first("complaint_decision_record", "e2")
    reply = first("complaint_reply", "e2")
    assert (reply["received_on"], reply["matter"]) == ("2026-03-02", "码头有人无证捕捞")
    assert "当事人持有捕捞许可证" in str(reply["result"])
    assert (record["initiated"], record["reason"]) == ("not_initiated", "当事人持有捕捞许可证。")
    tell = desk.open(f"/cases/{case.pk}/start/inform/")
    tell.send(channel="telephone", words="电话告知，不予启动。")
    told = first("complaint_decision_record", "e2")["informed"]
    assert told == "2026年3月2日 09:00 告知。电话告知，不予启动。"
    other = first("source_register", "e2")
    assert "received_by" not in other


def test_a_case_that_is_opened_with_a_party_has_it_once(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/new/")
    desk.send(
        title="未经批准占用海域案", act="penalty", procedure="general", origin="ex_officio",
        party_name=" 东海公司 ", party_kind="organization",
    )  # fmt: skip
    case = _newest(house)
    rows = Participant.objects.within(house.bureau.pk).filter(case=case)
    party = rows.get()
    assert (party.role, party.name, party.kind) == ("party", "东海公司", "organization")
    desk.open(f"/cases/{case.pk}/people/").follow("修改").send(address="示范路1号")
    assert rows.get().address == "示范路1号"
    case.refresh_from_db()
    assert case.party_name == "东海公司"
    head = Desk(house, "section_head").open(f"/cases/{case.pk}/correct/")
    head.send(party_name="东海渔业公司", reason="名称有误")
    assert rows.get().name == "东海渔业公司"
    house.clock.later(minutes=1)
    desk.open("/cases/new/").send(title="不知当事人案", act="penalty")
    assert not Participant.objects.within(house.bureau.pk).filter(case=_newest(house)).exists()


def test_a_paper_about_the_whole_case_names_its_handlers(house: House) -> None:
    case = house.case()
    form = form_of(house.bureau, "investigation_report", house.clock.time.date())
    values = Sources(house.officer, case, [], house.clock.time).values(form)
    assert [one["name"] for one in values["officers"]] == [house.people["officer"].name]
