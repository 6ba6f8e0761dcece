# SPDX-License-Identifier: Apache-2.0
"""A complaint comes to whoever receives complaints, and the section goes on with it."""

import pytest

from liuhen.apps.cases.acts import assign_handlers
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Activity, Case, Handler, ParticipantSecret
from liuhen.apps.cases.starting import Begun, register_complaint
from liuhen.apps.compliance.notices import notice_said, notices_of
from liuhen.apps.compliance.reminding import remind
from liuhen.apps.people.access import POLICY, Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import put_role
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.house import SYSTEM, House

SAYS = {
    "real_name": "yes", "channel": "telephone", "complainant_name": "王举报",
    "complainant_telephone": "13912345678", "title": "反映码头有人无证捕捞", "party_name": "赵某",
}  # fmt: skip


def told(house: House, name: str, word: str = "complaint_waits") -> list[str]:
    remind(house.bureau, house.clock.now())
    rows = notices_of(house.viewer(name), unread=True).filter(word=word)
    return [notice_said(row) for row in rows]


def registered(house: House, name: str = "petition_desk") -> tuple[Desk, Case]:
    desk = Desk(house, name).open("/complaints/")
    desk.send(section=str(house.section.pk), **SAYS)
    return desk, Case.objects.within(house.bureau.pk).get()


def test_the_petition_desk_registers_a_complaint_and_learns_its_number_alone(
    house: House,
) -> None:
    """000/001 art. 6: whoever the complaint comes to registers it."""
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "petition_desk").open("/")
    desk.follow("投诉举报").send(422, **SAYS)
    assert desk.says("请选择承办机构"), "which section it is for"

    desk, case = registered(house)

    assert desk.says(f"已登记：案件 {case.number}，由一科核查处理")
    assert desk.says("您登记的投诉举报")
    assert desk.text.count(case.number) == 2, "said once, and listed"
    assert not desk.says("赵某")
    assert not Desk(house, "bureau_head").open("/complaints/").says(case.number)
    assert (case.section, case.origin, case.party_name) == (house.section, "complaint", "赵某")
    [event] = Activity.objects.within(house.bureau.pk).filter(case=case)
    assert (event.kind, event.attrs, event.officers) == (
        "complaint_received", {"real_name": True}, [],
    )  # fmt: skip
    assert event.details == {"channel": "telephone"}
    assert not Handler.ever.filter(case=case).exists()
    desk.open(f"/cases/{case.pk}/", 403)
    assert not ParticipantSecret.objects.seen_by(house.viewer("petition_desk")).exists()


def test_who_has_few_entries_opens_no_group_to_find_them(house: House) -> None:
    desk = Desk(house, "petition_desk").open("/complaints/")
    assert not desk.says("更多")
    assert desk.follow("特殊情形").says("登记特殊情形")
    assert Desk(house, "officer").open("/").says("更多")


def test_the_head_of_the_section_is_told_and_says_who_handles_it(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    _desk, case = registered(house)
    assert told(house, "section_head") == [
        f"案件 {case.number}：您科室收到一件投诉举报，请指定承办人。"
    ]
    assert not told(house, "officer")
    head = Desk(house, "section_head").open(f"/cases/{case.pk}/start/")
    assert head.says("电话")  # how it came
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/people/").says("王举报")
    assign_handlers(by=house.viewer("section_head"), case=case, handlers=[house.people["officer"]])
    assert not told(house, "section_head")
    officer = Desk(house, "officer").open(f"/cases/{case.pk}/start/")
    assert Desk(house, "officer").open(f"/cases/{case.pk}/people/").says("王举报")
    assert officer.send(start="no", reason="经核查，持有许可证。").says("告知投诉人")


def test_a_section_that_nobody_heads_is_marked_and_the_head_of_the_bureau_is_told(
    house: House,
) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "petition_desk").open("/complaints/")
    assert desk.text.count("今日无负责人") == 1, "of two sections"
    desk.send(section=str(house.other_section.pk), **SAYS)
    case = Case.objects.within(house.bureau.pk).get()
    [said] = told(house, "bureau_head")
    assert said.startswith(f"案件 {case.number}：{house.other_section.name}收到一件投诉举报")
    assert not told(house, "section_head")


def test_how_a_complaint_came_is_said(house: House) -> None:
    desk = Desk(house, "petition_desk").open("/complaints/")
    desk.send(422, section=str(house.section.pk), **SAYS | {"channel": ""})
    assert desk.says("请选择接收方式")


def test_a_complaint_stands_on_the_desk_of_its_handler_until_it_is_decided(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    _desk, case = registered(house)
    head = house.viewer("section_head")
    line = "决定是否启动程序"
    for whose in ("mine", "all"):
        assert Desk(house, "section_head").open(f"/?whose={whose}").says("案件没有承办人")
    assert not Desk(house, "officer").open("/").says(line)

    assign_handlers(by=head, case=case, handlers=[house.people["officer"]])

    assert told(house, "officer", "handler_named") == [f"案件 {case.number}：您被指定为承办人。"]
    desk = Desk(house, "officer").open("/")
    assert desk.says(case.number)
    handler = house.people["officer"].pk
    assert Desk(house, "section_head").open(f"/?whose=all&handler={handler}").says(line)
    every = Desk(house, "section_head").open("/?whose=all")
    assert not every.says("案件没有承办人")
    assert not Desk(house, "section_head").open("/?whose=mine").says(line)
    assert not Desk(house, "colleague").open("/?whose=mine").says(line)

    desk.follow(line).send(start="no", reason="经核查，持有许可证。")

    assert not Desk(house, "officer").open("/").says(line)
    assign_handlers(by=head, case=case, handlers=[house.people["colleague"]])
    assert not told(house, "officer", "handler_named"), "who handles it no more"
    assert told(house, "colleague", "handler_named")


def test_who_takes_a_case_for_oneself_is_told_nothing(house: House) -> None:
    house.case()
    assert not told(house, "officer", "handler_named")
    assert Desk(house, "officer").open("/").says("决定是否启动程序")
    simple = house.case(procedure="simple")
    assert not Desk(house, "officer").open("/").says(simple.number)


def test_a_head_who_takes_a_complaint_does_not_handle_it_by_that(house: House) -> None:
    desk, case = registered(house, "bureau_head")
    assert desk.address == f"/cases/{case.pk}/"
    assert not Handler.ever.filter(case=case).exists()


def test_an_officer_who_sits_at_the_petition_desk_takes_part_in_no_case_of_another_section(
    house: House,
) -> None:
    """Two roles of one person: what the desk registers elsewhere opens no case and names nobody."""
    both = house.add("both", Role.OFFICER, house.other_section)
    with act("test.role", by=SYSTEM) as record:
        put_role(
            record=record, person=both, role=Role.PETITION_DESK, organisation=house.bureau,
            from_date=house.clock.time.date(),
        )  # fmt: skip
    desk, case = registered(house, "both")
    assert desk.address == "/complaints/"
    assert desk.says(f"已登记：案件 {case.number}")
    [event] = Activity.objects.within(house.bureau.pk).filter(case=case)
    assert event.officers == []


@pytest.mark.parametrize(
    "role", [one for one in Role if Permission.COMPLAINT_ADD not in POLICY[one]]
)
def test_nobody_else_registers_in_this_way(house: House, role: Role) -> None:
    if role.endswith("_admin"):
        return
    with pytest.raises(NotAllowedError):
        register_complaint(
            by=house.viewer(role.value), section=house.section,
            begun=Begun("complaint", "反映无证捕捞", handlers=(house.people["officer"],)),
        )  # fmt: skip
