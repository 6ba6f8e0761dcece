# SPDX-License-Identifier: Apache-2.0
"""An officer types a case in, over the pages, without any script."""

import pytest

from liuhen.apps.cases.models import (
    Activity,
    Case,
    SecretShell,
)
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue, put_certificate
from liuhen.apps.trace.journal import act
from liuhen.law import facts as law
from support.desk import Desk
from support.house import House, beijing
from support.stories import at, document, inspected, opened


def activity(house: House) -> Activity:
    return Activity.objects.within(house.bureau.pk).get(superseded_at=None)


def test_an_officer_types_a_fishing_case_in_and_the_page_says_what_is_missing(house: House) -> None:
    """An urgent start is approved within 24 hours (003 art. 10)."""
    desk, case = opened(house)
    assert case.number == "示例罚〔2026〕1号"
    assert case.handlers.get().username == "bureau.officer"

    at(desk, case, "activity", "case_initiated")
    desk.send(start="2026-03-02T07:30", attr_urgent="yes", press="again")

    assert desk.says("3月3日 07:30"), "due 24 hours after the start"
    assert desk.says("第十条")

    desk.follow("补记：程序启动审批表").follow("录入在别处制作的文书")
    assert desk.held("event_refs") == ["e1"], "the finding's activity is chosen already"
    assert desk.held("field_party") == ["赵某"]
    desk.send(
        field_reason="群众举报",
        field_source="举报",
        field_facts="禁渔期内出海捕捞",
        field_handler_opinion="建议立案",
    )

    approval = document(house)
    assert approval.event_refs == ["e1"]
    assert approval.fields["facts"] == "禁渔期内出海捕捞"
    finding = house.finding(case, "initiation.urgent-supplement")
    assert finding.status == "pending"
    assert finding.missing[-1] == "signature:bureau_head"


def test_the_page_is_ready_with_what_is_likely(house: House) -> None:
    with act("test.certificate", by=house.viewer("admin")) as record:
        put_certificate(
            record=record, person=house.people["officer"], value=CertificateValue("ZF-0001")
        )
    desk, case = opened(house)

    at(desk, case, "activity", "site_inspection")
    assert desk.held("start") == ["2026-03-02T08:00"], "now"
    assert desk.held("people") == [str(house.people["officer"].pk)], "the officer"
    both = [str(house.people[name].pk) for name in ("officer", "colleague")]
    desk.send(start="2026-03-01T09:00", end="2026-03-01T10:30", people=both, place="三号码头")

    at(desk, case, "activity", "inquiry")
    assert desk.held("start") == ["2026-03-01T10:30"], "goes on where the day before ended"
    assert desk.held("people") == both, "who took part last"
    assert desk.held("place") == ["三号码头"]
    first = activity(house).officers[0]
    assert (first["name"], first["certificate"]) == ("officer", "ZF-0001")


def test_what_was_noted_on_site_is_entered_at_the_desk_too(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "activity", "site_inspection")
    desk.send(
        start="2026-03-02T07:30", end="2026-03-02T07:50", present="钱某", purpose_told="yes",
        note="当事人配合检查",
    )  # fmt: skip
    noted = {"present": "钱某", "purpose_told": True, "note": "当事人配合检查"}
    assert activity(house).details == noted
    desk.open(f"/cases/{case.pk}/activity/{activity(house).item}/correct/")
    assert desk.held("present") == ["钱某"]
    desk.send(present="", correction="误填")
    assert activity(house).details == {"purpose_told": True, "note": "当事人配合检查"}


def test_officers_of_other_bodies_are_typed_by_name(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "activity", "site_inspection")
    desk.send(
        start="2026-03-01T09:00",
        people=[],
        others__0__name="港航支队 张三",
        others__0__certificate="GH-7",
        others__0__valid_until="2027-12-31",
        others__0__established="yes",
    )

    assert activity(house).officers == [
        {
            "name": "港航支队 张三",
            "certificate": "GH-7",
            "valid_until": "2027-12-31",
            "established": True,
        }
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "attrs"),
    [
        ("coercive_measure", {"attr_measure": "seal"}, {"measure": "seal"}),
        (
            "rights_informed",
            {"attr_rights": ["statement", "defense"], "attr_manner": "written"},
            {"rights": ["statement", "defense"], "manner": "written"},
        ),
        (
            "decision_made",
            {"attr_rectify_by": "2026-04-01T00:00"},
            {"rectify_by": "2026-04-01T00:00:00+08:00"},
        ),
        (
            "service",
            {"attr_method": "mail", "attr_returned": "yes"},
            {"method": "mail", "returned": True},
        ),
        ("acceptance_decided", {"attr_accepted": "no"}, {"accepted": False}),
        ("measure_extended", {"attr_excluded_days": "3"}, {"excluded_days": 3}),
        ("fine_handed_over", {"attr_to": "bank"}, {"to": "bank"}),
        ("case_transferred", {"attr_to": "公安分局"}, {"to": "公安分局"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_activity_asks_for_what_it_alone_knows(
    house: House, kind: str, typed: dict[str, object], attrs: dict[str, object]
) -> None:
    desk, case = opened(house)
    at(desk, case, "activity", kind).send(start="2026-03-01T09:00", **typed)

    assert activity(house).attrs == attrs
    house.report(case)  # and the engine understands it


def test_every_kind_of_activity_has_a_page(house: House) -> None:
    desk, case = opened(house)
    for kind in law.EVENT_TYPES:
        if kind not in BY_ACT:
            at(desk, case, "activity", kind)
            assert not desk.says("选择类型")


def test_an_opened_case_asks_first_how_it_began(house: House) -> None:
    """Nothing is due before the first entry, which must not look as if nothing were to be done.

    It asks the same as starting a procedure does: an approval, or a reason (003 art. 10).
    """
    desk, case = opened(house, opened_at="2026-03-01T07:45")
    assert desk.address.startswith(f"/cases/{case.pk}/add/activity/?kind=case_initiated&")
    assert desk.held("start") == ["2026-03-01T07:45"]

    assert desk.open(f"/cases/{case.pk}/").says("先记入")
    assert not desk.says("目前没有正在计算的期限")
    desk.follow("启动程序").send(422)
    assert desk.says("启动尚未经负责人批准")
    assert desk.says("本单位制度第十条")
    assert not Activity.objects.within(house.bureau.pk).exists()
    desk.send(**{"reason-start-first": "案件在别处启动，现补录。"})
    page = desk.open(f"/cases/{case.pk}/")
    assert not page.says("先记入")
    assert page.says("案件在别处启动，现补录。")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ({"act": "licensing", "procedure": "", "origin": "application"}, "application_received"),
        ({"origin": "complaint"}, "complaint_received"),
        ({"procedure": "simple"}, "on_the_spot_penalty"),
    ],
)
def test_the_first_entry_depends_on_how_the_case_came(
    house: House, typed: dict[str, str], kind: str
) -> None:
    desk, _case = opened(house, **typed)
    assert f"kind={kind}" in desk.address


def test_what_an_act_of_its_own_records_leads_to_the_page_of_that_act(house: House) -> None:
    desk, case = opened(house)
    add = f"/cases/{case.pk}/add/activity/?kind="
    said = {"case_concluded": "结案", "archived": "由档案保管", "approval": "由负责人"}
    for kind, words in said.items():
        answer = desk.client.get(add + kind, follow=True)
        assert words in answer.content.decode()
        assert "选择类型" not in answer.content.decode()
    assert desk.client.get(add + "case_concluded").headers["Location"].endswith("/end/")


def test_a_case_is_concluded_and_archived_from_its_own_page(house: House) -> None:
    desk, case = opened(house)
    assert desk.open(f"/cases/{case.pk}/add/").says("结案")
    house.let_end(case)
    desk.open(f"/cases/{case.pk}/").follow("结案").follow("决定已履行完毕").send(
        reason="罚款已缴清"
    )
    Desk(house, "custodian").open(f"/cases/{case.pk}/").follow("归档").send()
    case.refresh_from_db()
    assert case.archived_at == house.clock.now()


def test_a_kind_is_chosen_by_plain_links(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", event="e1").follow("询问笔录")

    assert desk.held("event_refs") == ["e1"], "what the address said is kept"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start": ""}, "请填写时间。"),
        ({"start": "nonsense"}, "时间写作"),
        ({"start": "2026-03-01T10:00", "end": "2026-03-01T09:00"}, "结束早于开始。"),
        ({"start": "0001-01-01T00:00"}, "年份不对。"),
        ({"start": "2026-03-03T09:00"}, "这个时间还没有到"),
        ({"others__0__certificate": "ZF-1"}, "请填写持证人姓名。"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_times_that_cannot_be_are_refused_in_one_sentence(
    house: House, typed: dict[str, str], sentence: str
) -> None:
    desk, case = opened(house)
    at(desk, case, "activity", "site_inspection").send(422, **typed)

    assert desk.says(sentence)
    assert not Activity.objects.within(house.bureau.pk).exists()


def test_state_secrets_are_refused_and_only_the_shell_is_kept(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/new/")
    desk.send(422, title="密级案件", secrecy=["state_secret"])

    assert not Case.objects.within(house.bureau.pk).exists()
    assert desk.says("由负责人或者保管员登记编号、保管人和存放地点。")
    desk.open("/cases/new/secret/", 403)

    keeper = Desk(house, "custodian").open("/cases/new/secret/")
    keeper.send(number="密〔2026〕1号", keeper="保管员", place="保密室 3 号柜")

    assert SecretShell.objects.within(house.bureau.pk).get().place == "保密室 3 号柜"
    assert keeper.says("保密室 3 号柜")


def test_nothing_is_entered_into_an_archived_case(house: House) -> None:
    desk, case = inspected(house)
    house.let_end(case)
    desk.open(f"/cases/{case.pk}/end/performed/").send(reason="已履行")
    Desk(house, "custodian").open(f"/cases/{case.pk}/archive/").send()

    case.refresh_from_db()
    assert case.archived_at == house.clock.now()
    at_address = f"/cases/{case.pk}/add/activity/?kind=inquiry"
    assert desk.open(at_address, 409).says("已经归档")
    desk.open(f"/cases/{case.pk}/add/", 409)


def test_a_case_is_concluded_with_the_day_it_was(house: House) -> None:
    """30 days for archiving run from there (003 art. 28)."""
    desk, case = inspected(house)
    house.let_end(case)
    desk.open(f"/cases/{case.pk}/end/performed/").send(reason="已履行", at="2026-03-01T17:00")

    case.refresh_from_db()
    assert case.concluded_at == beijing("2026-03-01 17:00")
    assert house.finding(case, "archive.file").due == beijing("2026-03-31 23:59:59")


def test_in_a_large_bureau_the_likely_people_stand_first(house: House) -> None:
    for number in range(30):
        house.add(f"z{number:02}", Role.OFFICER, house.other_section)
    desk, case = opened(house)
    last = [str(house.people[name].pk) for name in ("z29", "officer")]
    at(desk, case, "activity", "inquiry").send(start="2026-03-01T09:00", people=last)

    at(desk, case, "activity", "inquiry")

    assert set(desk.held("people")) == set(last)
    assert desk.text.index(last[0]) < desk.text.index("本单位其他人员")
