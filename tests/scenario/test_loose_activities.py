# SPDX-License-Identifier: Apache-2.0
"""A patrol is entered without a case; what it found gets one later."""

from liuhen.apps.cases.models import Activity, Case, Document, Recording
from support.desk import Desk
from support.house import House
from support.stories import opened


def patrol(house: House, name: str = "officer") -> tuple[Desk, Activity]:
    desk = Desk(house, name).open("/activities/").follow("记一项活动").follow("日常巡查")
    desk.send(start="2026-03-01T14:00", end="2026-03-01T16:00", place="南部海域")
    return desk, Activity.objects.within(house.bureau.pk).get(superseded_at=None)


def test_a_patrol_is_entered_without_a_case(house: House) -> None:
    desk, row = patrol(house)

    assert row.case_id is None
    assert row.section == house.section
    assert desk.says("南部海域")
    assert desk.open("/activities/").says("南部海域")


def test_it_is_made_a_case_from_its_own_page(house: House) -> None:
    desk, row = patrol(house)
    desk.follow("登记为案件")
    assert desk.held("activity") == [str(row.pk)]


def test_its_footage_and_papers_stand_beside_it(house: House) -> None:
    desk, row = patrol(house)
    desk.follow("补记音像").follow("录像")
    assert desk.held("event_refs") == [row.ref]
    desk.send(end="2026-03-01T16:00", device="DSJ-02")
    desk.follow("补记文书").follow("现场检查").send(at="2026-03-01T16:10")

    assert Recording.objects.within(house.bureau.pk).get().event_refs == [row.ref]
    assert Document.objects.within(house.bureau.pk).get().case_id is None
    assert desk.says("录像")


def test_later_it_gets_a_case_and_what_belongs_to_it_goes_along(house: House) -> None:
    desk, row = patrol(house)
    desk.follow("补记音像").follow("录像").send(end="2026-03-01T16:00")
    _typing, case = opened(house)
    house.clock.later(days=1)

    desk.open(f"/activities/{row.item}/").follow("归入案件").send(case=str(case.pk))

    film = Recording.objects.within(house.bureau.pk).get(superseded_at=None)
    assert film.case_id == case.pk
    assert not desk.open("/activities/").says("南部海域")
    desk.open(f"/activities/{row.item}/")
    assert desk.address.startswith(f"/cases/{case.pk}/activity/"), "its old address leads there"


def test_a_slip_in_it_is_mended(house: House) -> None:
    desk, row = patrol(house)
    desk.open(f"/activities/{row.item}/").follow("更正")
    desk.send(place="北部海域", correction="写反了")

    assert desk.says("北部海域")
    assert desk.says("写反了")


def test_another_section_does_not_see_it(house: House) -> None:
    _desk, row = patrol(house)

    stranger = Desk(house, "stranger").open("/activities/")
    assert not stranger.says("南部海域")
    stranger.open(f"/activities/{row.item}/", 404)
    stranger.open(f"/activities/{row.item}/attach/", 404)
    stranger.open(f"/activities/{row.item}/add/recording/?kind=video", 404)


def test_it_is_not_given_to_a_case_of_others(house: House) -> None:
    desk, row = patrol(house)
    other = House(house.clock, pack="xigang-hrss", code="other")
    foreign: Case = other.case()

    desk.open(f"/activities/{row.item}/attach/").send(422, case=str(foreign.pk))

    assert desk.says("没有这个案号")
