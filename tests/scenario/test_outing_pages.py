# SPDX-License-Identifier: Apache-2.0
"""The officer goes to the island: what is registered before leaving moves the 24 hours."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.models import Outing
from liuhen.apps.people.roles import Role
from support.desk import Desk
from support.footage import Footage
from support.house import House, beijing

STORED = "recording.stored"


def inspected(house: House, footage: Footage, start: str, end: str) -> Case:
    """A case whose inspection was filmed; the film is linked to it."""
    case = house.case()
    event = acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing(start), end=beijing(end), case=case
    )
    link_original(by=house.officer, original=footage.original(start), activity=event)
    return case


def test_three_days_on_the_island_give_24_hours_from_the_return(house: House) -> None:
    """003 art. 27(5)."""
    Desk(house, "officer").open("/recordings/away/").send(
        ground="remote", place="海王九岛", expected_back="2026-03-04T18:00"
    )
    house.clock.set("2026-03-05 15:30")
    colleague = Desk(house, "colleague").open("/recordings/away/")
    assert colleague.says("海王九岛")
    assert colleague.says("早应返回")  # expected on the evening before
    row = colleague.text.split("/end/")[0].rsplit("/", 1)[-1]
    colleague.client.post(f"/recordings/away/{row}/end/")

    house.clock.set("2026-03-06 10:00")
    footage = Footage(house)
    case = inspected(house, footage, "2026-03-03 09:00", "2026-03-03 10:00")

    finding = house.finding(case, STORED)
    assert (finding.status, finding.due) == ("met", beijing("2026-03-06 15:30"))


def test_the_case_is_judged_again_the_moment_the_officer_is_back(house: House) -> None:
    """What was sent home from the island was late until the return is known."""
    officer = Desk(house, "officer").open("/recordings/away/")
    officer.send(ground="remote", place="海王九岛")
    house.clock.set("2026-03-05 12:00")
    case = inspected(house, Footage(house), "2026-03-03 09:00", "2026-03-03 10:00")
    assert house.finding(case, STORED).status == "late"

    house.clock.set("2026-03-05 15:30")
    officer.open("/recordings/away/")
    row = officer.text.split("/end/")[0].rsplit("/", 1)[-1]
    officer.client.post(f"/recordings/away/{row}/end/")

    assert house.finding(case, STORED).status == "met"


def test_who_registers_after_coming_back_gains_nothing(house: House) -> None:
    house.clock.set("2026-03-05 15:00")
    desk = Desk(house, "officer").open("/recordings/away/")
    desk.send(422, ground="remote", place="海岛", expected_back="2026-03-04T18:00")
    assert desk.says("出发前")
    desk.send(ground="remote", place="海岛", left_at="2026-03-02T08:00", expected_back="")
    case = inspected(house, Footage(house), "2026-03-03 09:00", "2026-03-03 10:00")
    assert house.finding(case, STORED).status == "late"


def test_a_recording_begun_before_leaving_counts_by_its_end(house: House) -> None:
    house.clock.set("2026-03-02 09:30")
    desk = Desk(house, "officer").open("/recordings/away/")
    desk.send(ground="elsewhere", place="瓦房店")
    house.clock.set("2026-03-04 12:00")
    desk.open("/recordings/away/")
    row = desk.text.split("/end/")[0].rsplit("/", 1)[-1]
    desk.client.post(f"/recordings/away/{row}/end/")
    house.clock.set("2026-03-05 08:00")
    case = inspected(house, Footage(house), "2026-03-02 09:00", "2026-03-02 10:00")
    assert house.finding(case, STORED).status == "met"


@pytest.mark.parametrize("name", ["stranger", "bureau_head", "supervisor"])
def test_who_is_no_colleague_registers_nothing_for_the_officer(house: House, name: str) -> None:
    desk = Desk(house, name).open("/recordings/away/")
    officer = str(house.people["officer"].pk)
    answer = desk.client.post(
        "/recordings/away/", {"officer": officer, "ground": "remote", "place": "海岛"}
    )
    assert answer.status_code == 422
    assert not Desk(house, "colleague").open("/recordings/away/").says("海岛")


def test_a_return_that_is_long_due_is_asked_after_on_the_desk(house: House) -> None:
    Desk(house, "officer").open("/recordings/away/").send(
        ground="remote", place="海王九岛", expected_back="2026-03-04T18:00"
    )
    house.clock.set("2026-03-04 20:00")
    assert not Desk(house, "colleague").open("/").says("海王九岛")
    house.clock.set("2026-03-05 15:30")
    assert Desk(house, "colleague").open("/").says("officer 早应从海王九岛返回")
    assert not Desk(house, "stranger").open("/").says("海王九岛")


def test_an_outing_that_is_left_open_is_said_to_officer_head_and_chief(house: House) -> None:
    """Nothing is ended by itself: only a person knows of the return (003 art. 27(5))."""
    Desk(house, "officer").open("/recordings/away/").send(
        ground="remote", place="海王九岛", expected_back="2026-03-04T18:00"
    )
    assert Desk(house, "officer").open("/").says("回来后请立即结束外出")
    assert not Desk(house, "section_head").open("/").says("海王九岛")
    house.clock.set("2026-03-12 09:00")
    for name in ("officer", "section_head"):
        assert Desk(house, name).open("/").says("已 10 天未结束"), name
    assert Desk(house, "section_head").open("/recordings/away/").says("10 天未结束")
    report = Desk(house, "section_head").open("/recordings/report/")
    assert report.says("未结束的外出")
    assert report.says("海王九岛")
    assert Outing.objects.within(house.bureau.pk).get().returned_at is None

    house.add("second", Role.BUREAU_ADMIN, house.section)
    setup = Desk(house, "second").open("/setup/")
    answer = setup.client.post("/setup/", {"what": "outings", "days": "0"})
    assert answer.status_code == 422
    setup.client.post("/setup/", {"what": "outings", "days": "30"})
    assert not Desk(house, "section_head").open("/").says("已 10 天未结束")
