# SPDX-License-Identifier: Apache-2.0
"""A day on the spot, told from a phone's pages: arrived, shown, told, a thing taken, left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases import acts, onsite
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.claimed import link_claimed
from liuhen.apps.cases.hearings import announce_hearing
from liuhen.apps.cases.models import Activity, Case, FilmingRestriction, Incident
from liuhen.apps.cases.onsite import arrive
from liuhen.apps.cases.qualified import flags_of
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue, put_certificate
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.gating import event, states
from support.house import SYSTEM, House, beijing


def _now(house: House, kind: str, case: Case | None = None) -> Activity:
    rows = Activity.objects.within(house.bureau.pk).filter(kind=kind, superseded_at=None)
    return rows.filter(case=case).latest("recorded_at")


def _certified(house: House, name: str, until: date, *, established: bool) -> None:
    value = CertificateValue(f"0212-{name}", until, established)
    with act("test.add", by=SYSTEM) as record:
        put_certificate(record=record, person=house.people[name], value=value)


def test_an_inspection_from_arriving_to_leaving(house: House) -> None:
    _certified(house, "officer", date(2027, 1, 1), established=True)
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="海鲜公司")
    phone = Desk(house, "officer").open("/").follow("现场")
    phone.open(f"/onsite/new/?kind=site_inspection&case={case.pk}")
    assert phone.held("people") == [str(house.people["officer"].pk)]
    assert phone.held("enterprise") == ["海鲜公司"]
    people = [str(house.people[name].pk) for name in ("officer", "colleague")]
    phone.send(
        people=people, place="一号码头", task_sheet="检查〔2026〕5号", scanned_code="QR-1",
        latitude="38.9", longitude="121.6", accuracy="12.5",
    )  # fmt: skip

    row = _now(house, "site_inspection", case)
    assert (row.start, row.end) == (beijing("2026-03-02 09:00"), None)
    assert row.details["arrived"]["position"]["latitude"] == 38.9
    assert row.details["count_this_year"] == 1
    assert phone.says("本年度对该企业的第 1 次检查")
    assert phone.says("colleague未登记执法证")
    assert not phone.says("officer未登记执法证")

    phone.send(
        identity_shown="yes", purpose_told="yes", filming_told="yes",
        present="店长王某", note="冷库门未上锁",
    )  # fmt: skip
    phone.follow("告知权利")
    assert "rights" not in phone.controls(), "nobody was told of anything by a tap on 保存"
    assert "manner" not in phone.controls()
    phone.send(422, manner="oral")
    phone.send(rights=["statement", "defense"], manner="oral")
    told = _now(house, "rights_informed", case)
    assert told.attrs == {"rights": ["statement", "defense"], "manner": "oral"}

    phone.follow("限制拍摄").send(422, reason="不想被拍", who="路人")
    phone.send(422, ground="hinders", reason="")
    phone.send(422, ground="hinders", reason="阻碍检查人员进入冷库", at="2026-03-02T08:59")
    assert phone.says("不在该活动期间")
    phone.send(ground="hinders", reason="阻碍检查人员进入冷库", at="2026-03-02T09:00")
    kept = FilmingRestriction.objects.within(house.bureau.pk).get(case=case)
    assert (kept.ground, kept.reason) == ("hinders", "阻碍检查人员进入冷库")
    assert kept.activity_item == row.item

    house.clock.set("2026-03-02 10:30")
    phone.open(f"/onsite/{row.item}/").send(note="已当场告知整改", press="leave")
    row = _now(house, "site_inspection", case)
    assert row.end == beijing("2026-03-02 10:30")
    assert (row.identity_shown, row.details["present"]) == (True, "店长王某")
    assert "left" in row.details
    assert row.details["note"] == "已当场告知整改"
    late = phone.open(f"/onsite/{row.item}/filming/")
    assert late.held("at") == ["2026-03-02T10:30"]
    late.send(422, ground="state_secret", at="2026-03-02T10:31")
    page = phone.open(f"/cases/{case.pk}/")
    assert page.says("阻碍检查人员进入冷库")
    assert page.says("colleague未登记执法证"), "on the page of the case, too"
    assert not page.says("officer未登记执法证")
    entry = phone.open(f"/cases/{case.pk}/activity/{row.item}/")
    assert entry.says("检查〔2026〕5号")
    assert entry.says("到达（系统时间）")


def test_rights_told_before_there_is_a_case_are_shown_and_go_into_it(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    phone = Desk(house, "officer").open("/onsite/new/?kind=site_inspection").send(place="店内")
    row = _now(house, "site_inspection")
    house.clock.set("2026-03-02 09:10")
    phone = Desk(house, "officer").open(f"/onsite/{row.item}/").follow("告知权利")
    phone.send(rights=["statement", "recusal"], manner="oral")
    assert phone.says("申请回避")
    assert phone.follow("告知权利").says("已经告知")
    house.clock.set("2026-03-02 09:20")
    phone = Desk(house, "officer").open(f"/onsite/{row.item}/").follow("登记为案件")
    phone.send(title="检查发现无证养殖")

    case = Case.objects.within(house.bureau.pk).get()
    assert _now(house, "rights_informed", case).start == beijing("2026-03-02 09:10")
    assert not phone.open("/activities/").says("告知权利")
    assert phone.open(f"/onsite/{row.item}/").says("申请回避")


def test_saving_once_more_is_no_fault_and_leaves_nothing_on_the_phone(house: House) -> None:
    phone = Desk(house, "officer").open("/onsite/new/?kind=routine_patrol").send(place="海岛")
    phone.send(note="无异常").send(draft="abc123")
    assert phone.says("没有新的内容")
    assert phone.says('data-sent="abc123"')


def test_a_mistyped_code_of_an_enterprise_is_kept_and_said(house: House) -> None:
    phone = Desk(house, "officer").open("/onsite/new/?kind=site_inspection")
    phone.send(enterprise="海鲜公司", enterprise_code="12345")
    assert _now(house, "site_inspection").details["enterprise_code"] == "12345"
    assert phone.says("统一社会信用代码应为18位")


def test_a_draft_of_a_phone_that_was_offline_is_taken_once_with_the_time_it_claims(
    house: House,
) -> None:
    house.clock.set("2026-03-02 12:00")
    phone = Desk(house, "officer").open("/onsite/new/?kind=routine_patrol")
    typed = {"place": "海岛", "claimed": "2026-03-02T09:15", "draft": "abc123"}
    phone.send(**typed)
    assert phone.says('data-sent="abc123"')
    phone.open("/onsite/new/?kind=routine_patrol").send(**typed)

    rows = Activity.objects.within(house.bureau.pk).filter(kind="routine_patrol")
    row = rows.get()
    assert row.start == beijing("2026-03-02 09:15")
    assert row.details["arrived"]["server"].startswith("2026-03-02T12:00")


def test_who_left_without_a_network_left_at_the_time_of_the_tap(house: House) -> None:
    house.clock.set("2026-03-02 08:00")
    phone = Desk(house, "officer").open("/onsite/new/?kind=routine_patrol").send(place="海岛")
    address = phone.address
    house.clock.set("2026-03-02 09:00")
    typed = {"note": "无异常", "claimed": "2026-03-02T08:47:10", "draft": "abc124"}
    phone.open(address).send(422, **typed)
    assert phone.says("与“现在离开”一起发送"), "saving alone would lose the time"
    phone.send(422, press="leave", **(typed | {"claimed": "2026-03-02T07:00"}))
    phone.send(press="leave", **typed)
    assert phone.says('data-sent="abc124"')
    row = _now(house, "routine_patrol")
    assert row.end == beijing("2026-03-02 08:47:10")
    assert row.details["left"]["server"].startswith("2026-03-02T09:00")
    phone.open(address)
    sent = {name: phone.held(name) for name in phone.controls()} | typed | {"leave": "1"}
    phone.client.post(address, sent)  # the phone heard no answer
    assert _now(house, "routine_patrol").pk == row.pk


def test_what_two_officers_note_on_two_phones_stands_both(house: House) -> None:
    """Whoever leaves with a page from before says nothing of what the other noted since."""
    case = house.case()
    handlers = [house.people["officer"], house.people["colleague"]]
    acts.assign_handlers(by=house.officer, case=case, handlers=handlers)
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=inquiry&case={case.pk}").send()
    other = Desk(house, "colleague").open(phone.address)
    phone.send(note="当事人在场\r\n情绪稳定", purpose_told="yes")
    house.clock.later(minutes=1)
    other.send(press="leave", present="店长王某")
    noted = _now(house, "inquiry", case).details
    assert (noted["note"].splitlines()[0], noted["purpose_told"]) == ("当事人在场", True)
    assert noted["present"] == "店长王某"
    phone.open(phone.address).send(note="", purpose_told="no")
    noted = _now(house, "inquiry", case).details
    assert (noted.get("note"), noted["purpose_told"]) == (None, False)


def test_whoever_arrives_is_there_and_others_only_if_they_were_along(house: House) -> None:
    """执法证、两人执法: the record says who was there."""
    case = house.case()
    keys = {name: str(one.pk) for name, one in house.people.items()}
    others = [{"name": name, "person": keys[name]} for name in ("colleague", "stranger")]
    event(house, case, "inquiry", officers=others)
    phone = Desk(house, "officer")
    address = f"/onsite/new/?kind=site_inspection&case={case.pk}"
    assert phone.open(address).held("people") == [keys["officer"]]
    house.clock.later(minutes=5)
    phone.send(people=[keys["officer"], keys["stranger"]])
    house.clock.later(minutes=5)
    assert set(phone.open(address).held("people")) == {keys["officer"], keys["stranger"]}

    alone = phone.open("/onsite/new/?kind=routine_patrol").send(people=[])
    assert alone.says("没有登记任何执法人员"), "it is kept and marked"
    house.clock.later(minutes=5)
    assert keys["officer"] in phone.open("/onsite/new/?kind=routine_patrol").held("people")


def test_a_draft_that_arrives_twice_at_once_is_taken_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that heard no answer sends again; the first is taken while the second is read."""
    house.clock.set("2026-03-02 12:00")
    plain, taken = onsite.entry, []

    @contextmanager
    def meanwhile(name: str, **given: Any) -> Iterator[Entry]:
        if not taken:
            taken.append(name)
            taken[0] = arrive(
                by=house.officer, kind="inquiry", section=house.section, draft="abc123"
            ).pk
        with plain(name, **given) as put:
            yield put

    monkeypatch.setattr(onsite, "entry", meanwhile)
    row = arrive(by=house.officer, kind="inquiry", section=house.section, draft="abc123")

    assert [row.pk] == taken
    assert Activity.objects.within(house.bureau.pk).filter(kind="inquiry").count() == 1


def test_nobody_changes_a_visit_long_after_it_is_over(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    row = arrive(by=house.officer, kind="inquiry", lasting=False, section=house.section)
    house.clock.set("2026-03-02 10:30")
    phone = Desk(house, "officer").open(f"/onsite/{row.item}/")
    phone.send(422, identity_shown="yes")
    assert phone.says("活动已结束")


def test_officers_without_a_valid_certificate_are_flagged_and_never_refused(house: House) -> None:
    """004 art. 7."""
    _certified(house, "officer", date(2026, 2, 1), established=True)
    _certified(house, "colleague", date(2027, 2, 1), established=False)
    house.clock.set("2026-03-02 09:00")
    phone = Desk(house, "officer").open("/onsite/new/?kind=routine_patrol")
    people = [str(house.people[name].pk) for name in ("officer", "colleague", "stranger")]
    phone.send(people=people)

    row = _now(house, "routine_patrol")
    flags = {(one.name, one.word) for one in flags_of(row)}
    assert flags == {
        ("officer", "expired"), ("colleague", "not_established"), ("stranger", "missing"),
    }  # fmt: skip
    assert phone.says("officer的执法证已过期")
    assert phone.says("colleague不是正式在编人员")


def test_a_measure_of_one_officer_is_said_to_be_one_at_once(house: House) -> None:
    """行政强制法第十八条第二项: on the phone, at the desk and on the page of the case."""
    few = "应当由两名以上具备资格的执法人员实施"
    for name in ("officer", "colleague"):
        _certified(house, name, date(2027, 2, 1), established=True)
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    new = f"/onsite/new/?kind=coercive_measure&case={case.pk}"
    phone = Desk(house, "officer").open(new)
    assert phone.says("应当有两名以上持有效执法证件的执法人员")
    phone.send(people=[str(house.people["officer"].pk)], attr_measure="seal")
    assert phone.says(few)
    assert phone.send(press="leave").says(few)
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.text.count(few) == 2, "as what comes next, and beside the course"
    assert not page.says("<li>未登记执法证"), "of nobody is it said that he or she has none"

    both = [str(house.people[name].pk) for name in ("officer", "colleague")]
    other = house.case()
    desk = Desk(house, "officer").open(f"/cases/{other.pk}/add/activity/?kind=coercive_measure")
    assert desk.send(people=both, attr_measure="seal").address == f"/cases/{other.pk}/"
    assert not desk.says(few)
    desk.open(f"/cases/{other.pk}/add/activity/?kind=coercive_measure")
    assert desk.send(people=both[:1], attr_measure="seal").says(few)


def test_a_preservation_says_at_once_who_approves_it_and_how_many_take_part(house: House) -> None:
    """行政处罚法第四十二条、第五十六条"""
    for name in ("officer", "colleague"):
        _certified(house, name, date(2027, 2, 1), established=True)
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=advance_preservation&case={case.pk}")
    assert phone.says("经负责人批准，由两名以上执法人员")
    phone.send(people=[str(house.people["officer"].pk)])
    assert phone.says("先行登记保存应当经机关负责人批准")
    assert phone.says("执法人员不得少于两人")
    assert phone.says(f"/cases/{case.pk}/ask/preservation/")
    alone = Desk(house, "officer").open("/onsite/new/?kind=advance_preservation").send()
    assert alone.says("经负责人批准，由两名以上执法人员")
    assert not Desk(house, "officer").open("/onsite/new/?kind=sampling").says("经负责人批准")


def test_a_start_is_entered_where_its_gate_is_asked_and_not_on_the_spot(house: House) -> None:
    """003 art. 10."""
    case = house.case()
    desk = Desk(house, "officer").open(f"/onsite/new/?kind=case_initiated&case={case.pk}")
    assert desk.address.startswith(f"/cases/{case.pk}/add/activity/")
    assert desk.says("启动尚未经负责人批准")
    desk.open("/onsite/new/?kind=case_initiated")
    assert desk.says("投诉举报")


def test_inspections_of_an_enterprise_are_counted_over_cases_and_patrols(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    for day in ("2026-01-05 09:00", "2026-02-05 09:00", "2025-12-30 09:00"):
        acts.add_activity(
            by=house.officer, kind="site_inspection", start=beijing(day), section=house.section,
            details={"enterprise_code": "91210200X"},
        )  # fmt: skip
    row = arrive(
        by=house.officer, kind="site_inspection", section=house.section,
        details={"enterprise_code": "91210200X", "enterprise": "海鲜公司"},
    )  # fmt: skip
    assert row.details["count_this_year"] == 3


# ---------------------------------------------------------------- things and papers


def test_a_photo_belongs_to_its_activity_and_to_whoever_took_it(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    visit = arrive(by=house.officer, kind="coercive_measure", case=case, attrs={"measure": "seal"})
    phone = Desk(house, "officer").open(f"/onsite/{visit.item}/")
    assert phone.says("查封")
    assert phone.says('capture="environment"')

    house.clock.set("2026-03-02 09:05")
    photo = SimpleUploadedFile("IMG_1.jpg", b"\xff\xd8\xff picture", content_type="image/jpeg")
    phone.send(note="封条两张", photo=photo)
    kept = Original.objects.within(house.bureau.pk).get()
    assert (kept.officer, kept.kind) == (house.people["officer"], "photo")
    assert kept.start == beijing("2026-03-02 09:05")
    assert phone.address == f"/onsite/{visit.item}/"
    assert phone.says("IMG_1.jpg")
    assert phone.says("正在读取")
    assert _now(house, "coercive_measure", case).details["note"] == "封条两张"

    read = {"probed_at": house.clock.now(), "probe": {"width": 9}}
    Original._base_manager.filter(pk=kept.pk).update(**read)
    link_claimed(str(kept.pk), str(visit.item), str(house.people["officer"].pk))
    page = phone.open(f"/onsite/{visit.item}/")
    assert page.says("照片 3月2日 09:05:00")
    assert not page.says("正在读取")
    assert not phone.open(f"/cases/{case.pk}/").says("09:05起")
    assert phone.open(f"/recordings/upload/?activity={visit.item}").says("返回执法活动")

    house.clock.set("2026-03-02 09:10")
    other = SimpleUploadedFile("IMG_2.jpg", b"\xff\xd8\xff other", content_type="image/jpeg")
    phone.open(f"/onsite/{visit.item}/").send(photo=other, press="leave")
    assert phone.says("IMG_2.jpg")
    assert _now(house, "coercive_measure", case).end == beijing("2026-03-02 09:10")


def test_what_is_taken_and_what_happens_on_the_spot_belongs_to_the_activity(house: House) -> None:
    case = house.case()
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=sampling&case={case.pk}").send()
    site = phone.address.partition("?")[0]

    phone.follow("收取物品").send(name="鱼苗样品", quantity="2袋")
    assert phone.address == site
    assert phone.says("鱼苗样品")
    phone.follow("登记特殊情形").send(kind="evasion_or_obstruction", text="拒不开门")
    happened = Incident.objects.within(house.bureau.pk).get(case=case)
    assert happened.event_ref == _now(house, "sampling", case).ref
    assert phone.follow("返回执法活动").address == site

    phone.send(press="leave")
    phone.follow("收取物品").send(name="账册")
    assert phone.address == f"/cases/{case.pk}/things/"


def test_a_hearing_begins_where_and_before_whom_it_was_planned(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case, chair = house.case(), house.people["legal_reviewer"]
    event(house, case, "site_inspection", place="一号码头")
    announce_hearing(
        by=house.officer, case=case, planned=beijing("2026-03-12 09:00"), place="第一会议室",
        chair=chair,
    )  # fmt: skip
    for address in (
        f"/onsite/new/?kind=hearing&case={case.pk}",
        f"/cases/{case.pk}/add/activity/?kind=hearing",
    ):
        desk = Desk(house, "officer").open(address)
        assert desk.held("place") == ["第一会议室"]
        assert desk.held("chair") == [str(chair.pk)]


def test_a_hearing_asks_who_chairs_and_who_records(house: House) -> None:
    """行政处罚法第六十四条第四项"""
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    officer = str(house.people["officer"].pk)
    event(house, case, "site_inspection", officers=[{"name": "officer", "person": officer}])
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=hearing&case={case.pk}")
    phone.send(chair=officer, recorder=officer)
    assert phone.says("主持人")
    assert phone.says("听证主持人不得是本案调查人员"), "it is kept, and doubted at once"
    row = _now(house, "hearing", case)
    note = {"chair": "officer", "chair_person": officer, "recorder": "officer"}
    assert row.details["hearing"] == note
    found = states(house, case)
    assert [found[name].verdict.state for name in ("hearing-chair", "hearing-recorder")] == [
        "open", "open",
    ]  # fmt: skip

    stranger = str(house.people["legal_reviewer"].pk)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/activity/{row.item}/correct/")
    assert desk.held("chair") == [officer]
    desk.send(chair=stranger, recorder=stranger, correction="选错")
    assert _now(house, "hearing", case).details["hearing"]["chair"] == "legal_reviewer"
    assert states(house, case)["hearing-chair"].verdict.state == "held"

    with act("test.leave", by=SYSTEM) as record:
        record.update(house.people["legal_reviewer"], is_active=False)
    before = _now(house, "hearing", case).details["hearing"]
    desk.open(f"/cases/{case.pk}/activity/{row.item}/correct/")
    desk.send(place="二号会议室", correction="漏填地点")
    assert _now(house, "hearing", case).place == "二号会议室"
    assert _now(house, "hearing", case).details["hearing"] == before, "whoever left chaired it"


def test_whoever_may_not_chair_a_hearing_is_not_offered_or_stands_apart(house: House) -> None:
    """行政处罚法第六十四条第四项: said as the chair is chosen, not first before the decision."""
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    for name, role in (("keeper", Role.DEVICE_MANAGER), ("desk", Role.PETITION_DESK)):
        house.add(name, role, house.section)
    address = f"/cases/{case.pk}/add/activity/?kind=hearing"
    page = Desk(house, "officer").open(address)
    chairs = page.text.partition('name="chair"')[2].partition("</select>")[0]
    first, _apart, apart = chairs.partition("<optgroup")
    assert ">section_head<" in first
    assert ">officer<" not in first
    assert ">officer<" in apart, "what was done so is entered so"
    for nobody in ("keeper", "desk", "importer"):
        assert f">{nobody}<" not in chairs
    assert page.says("只剩legal_reviewer可以审核"), "who chairs reviews no more"
    page.send(422, chair="nobody")
    reviewer = str(house.people["legal_reviewer"].pk)
    page.send(chair=reviewer, start="2026-03-02T08:00", end="2026-03-02T08:30")
    assert page.says("没有其他人可以审核")
    house.add("second_reviewer", Role.LEGAL_REVIEWER, house.section)
    page = Desk(house, "officer").open(f"/cases/{house.case().pk}/add/activity/?kind=hearing")
    assert not page.says("只剩"), "another one is left"


def test_a_letter_comes_before_there_is_a_case_and_gets_one(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/received/").follow("登记来文")
    desk.send(422, title="案件线索函九号")
    desk.send(title="案件线索函九号", sender="海警局", pages="3", place="二楼档案柜")
    assert desk.says("示例收〔2026〕1号")
    assert not Desk(house, "stranger").open("/received/").says("案件线索函九号")

    case = house.case()
    desk.follow("归入案件").send(case=str(case.pk))
    desk.follow("流转").send(place="证物室", keeper="colleague")
    desk.follow("办理结果").send(outcome="已入卷")
    assert desk.says("已入卷")
    assert Desk(house, "officer").open(f"/received/?case={case.pk}").says("案件线索函九号")
    Desk(house, "officer").open("/received/add/").send(title="答复函", sender="鉴定所")
    assert Desk(house, "officer").open("/received/").says("示例收〔2026〕2号")


def test_the_handlers_of_the_case_are_chosen_not_who_was_along_last(house: House) -> None:
    """处罚法第四十二条: the second officer of a decision on the spot is the co-handler."""
    officer, second = house.people["officer"], house.add("second", Role.OFFICER, house.section)
    along = {"name": "colleague", "person": str(house.people["colleague"].pk)}
    with_colleague = [{"name": "officer", "person": str(officer.pk)}, along]
    event(house, house.case(), "site_inspection", officers=with_colleague)
    case = house.case(procedure="simple")
    acts.assign_handlers(by=house.head, case=case, handlers=[officer, second])
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=on_the_spot_penalty&case={case.pk}")
    row = Activity.objects.within(house.bureau.pk)
    phone.send(place="一号码头")
    made = row.filter(case=case, kind="on_the_spot_penalty").get()
    assert {one["name"] for one in made.officers} == {"officer", "second"}
