# SPDX-License-Identifier: Apache-2.0
"""The petition desk notes an incident of which it does not know the case; its section finds it."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.incidents import assign_incident
from liuhen.apps.cases.models import Incident
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.reminding import remind
from liuhen.apps.people.access import POLICY, Permission
from liuhen.apps.people.roles import ADMINISTRATORS, Role
from support.desk import Desk
from support.house import House


def told(house: House, name: str) -> list[str]:
    remind(house.bureau, house.clock.now())
    rows = Notice.objects.within(house.bureau.pk).filter(
        person=house.people[name], withdrawn_at=None, word__startswith="incident"
    )
    return sorted(rows.values_list("word", flat=True))


@pytest.mark.parametrize("role", sorted(set(Role) - ADMINISTRATORS))
def test_whoever_is_on_duty_notes_an_incident_also_after_the_closing(
    house: House, role: Role
) -> None:
    """000/001 art. 21, 004 art. 12: whoever is there notes it, whatever the work is else."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(title="已结的案")
    house.end(case)
    acts.archive_case(by=house.custodian, case=case)
    desk = Desk(house, role.value).open("/incidents/")
    desk.send(number=case.number, kind="mass_incident", text="十余人聚集")
    row = Incident.objects.within(house.bureau.pk).get(case=case)
    assert row.type == "mass_incident"
    shown = f"/incidents/{row.item}/" if Permission.CASE_VIEW in POLICY[role] else "/incidents/"
    assert desk.address == shown
    assert not desk.says("已结的案")


def test_the_section_gives_it_its_case_and_the_desk_learns_nothing(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case(title="保密的标题", party_name="赵某")
    desk = Desk(house, "petition_desk").open("/incidents/")
    said = {"kind": "complaint_or_petition", "text": "来访人称执法粗暴"}
    desk.send(422, **said)
    desk.send(422, section=str(house.section.pk), **said)
    desk.send(section=str(house.section.pk), about="海口路 1 号修船厂", **said)
    assert desk.says(house.section.name)
    assert not desk.says("保密的标题")
    row = Incident.objects.within(house.bureau.pk).get(superseded_at=None)
    assert (row.case, row.section, row.about) == (None, house.section, "海口路 1 号修船厂")
    desk.open(f"/incidents/{row.item}/case/", 403)

    assert told(house, "section_head") == ["incident_loose"]
    assert told(house, "petition_desk") == []
    Desk(house, "stranger").open(f"/incidents/{row.item}/case/", 404)
    head = Desk(house, "section_head").open("/")
    assert head.says("海口路 1 号修船厂")
    head.open(f"/incidents/{row.item}/case/").send(422)
    assert head.says(f'<option value="{case.number}">保密的标题</option>')
    foreign = acts.open_case(
        by=house.viewer("stranger"), section=house.other_section, title="外科案", kind="penalty"
    )
    head.send(422, case=foreign.number)
    assert head.says("没有这个案号")
    head.send(case=case.number.replace("〔", "[").replace("〕", "] "))
    given = Incident.objects.within(house.bureau.pk).get(superseded_at=None)
    assert given.case == case
    assert not Desk(house, "section_head").open("/").says("海口路 1 号修船厂")

    assert told(house, "section_head") == []
    assert told(house, "officer") == ["incident_recorded"]


def test_one_that_happened_in_an_activity_gets_its_case_with_it(house: House) -> None:
    case, now = house.case(), house.clock.now()
    by, section = house.officer, house.section
    patrol = acts.add_activity(by=by, kind="routine_patrol", start=now, section=section)
    noted = acts.add_incident(by=by, kind="objection", at=now, event=patrol.ref, section=section)
    with pytest.raises(BadFactError):
        assign_incident(by=by, incident=noted, case=case)
    acts.attach_activity(by=by, activity=patrol, case=case)
    given = Incident.objects.within(house.bureau.pk).get(superseded_at=None)
    assert (given.case, given.event_ref) == (case, patrol.ref)


def test_the_handler_is_told_of_an_incident_that_the_desk_noted(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    Desk(house, "petition_desk").open("/incidents/").send(
        number=case.number, kind="objection", text="来访"
    )
    assert told(house, "officer") == ["incident_recorded"]
    desk = Desk(house, "officer").open("/")
    row = Incident.objects.within(house.bureau.pk).get(case=case)
    assert desk.says(f"/incidents/{row.item}/")
    desk.open(f"/incidents/{row.item}/")
    assert not Desk(house, "officer").open("/").says(f"/incidents/{row.item}/")

    Desk(house, "officer").open("/incidents/").send(
        number=case.number, kind="assault", text="现场推搡"
    )
    assert told(house, "officer") == ["incident_recorded"], "one's own tells nobody anew"


def test_the_desk_is_not_told_of_witnesses_that_it_cannot_set_up(house: House) -> None:
    assert not Desk(house, "petition_desk").open("/").says("未见证")
