# SPDX-License-Identifier: Apache-2.0
"""What was not recorded is explained: the gap is offered with its times."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Activity, Case, Document, Interruption
from liuhen.apps.compliance.unexplained import holes_of_activity, unexplained
from support.desk import Desk
from support.footage import Footage
from support.house import Clock, House, beijing


@pytest.fixture
def footage(house: House, clock: Clock) -> Footage:
    clock.set("2026-03-02 12:00")
    return Footage(house)


def shop(house: House, case: Case, start: str = "09:00", end: str = "10:00") -> Activity:
    return acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing(f"2026-03-02 {start}"),
        end=beijing(f"2026-03-02 {end}"),
        case=case,
        officers=[{"name": "officer"}],
    )


def test_a_hole_in_a_file_is_offered_with_its_times_and_explained(
    house: House, footage: Footage
) -> None:
    case = house.case()
    activity = shop(house, case)
    file = footage.original("2026-03-02 09:00", hole=(20, 30))
    link_original(by=house.officer, original=file, activity=activity)
    assert Desk(house, "officer").open(f"/cases/{case.pk}/").says('class="hole-said"')
    (hole,) = unexplained(house.officer)
    assert (hole.start, hole.end) == (beijing("2026-03-02 09:20"), beijing("2026-03-02 09:30"))
    assert (hole.went_on, hole.missing) == (True, False)

    desk = Desk(house, "officer").open("/recordings/unexplained/").follow("说明原因")
    desk.send(
        cause="power", explained_by="document", statement="电池耗尽，更换后继续。",
        reported_to_head_at="2026-03-02T09:40",
    )  # fmt: skip

    entry = Interruption.objects.within(house.bureau.pk).get()
    assert (entry.start, entry.end) == (hole.start, hole.end)
    paper = Document.objects.within(house.bureau.pk).get(ref=entry.document)
    assert (paper.type, paper.fields["reason"]) == (
        "interruption_statement",
        "电池耗尽，更换后继续。",
    )
    assert house.finding(case, "recording.unbroken").status == "excused"
    assert unexplained(house.officer) == []
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert not page.says('class="hole-said"'), "no longer red"
    assert page.says("已说明：")
    recordings = page.text.split('id="recordings-title"')[1]
    assert "第二十七条第四项" in recordings.split("已说明：")[1][:200], (
        "with the article that asks why"
    )


def test_a_gap_between_two_files_is_a_hole_too(house: House, footage: Footage) -> None:
    case = house.case()
    activity = shop(house, case)
    for start, minutes in (("09:00", 20), ("09:40", 20)):
        file = footage.original(f"2026-03-02 {start}", minutes=minutes)
        link_original(by=house.officer, original=file, activity=activity)

    (hole,) = unexplained(house.officer)

    assert (hole.start, hole.end) == (beijing("2026-03-02 09:20"), beijing("2026-03-02 09:40"))


def test_what_was_not_recorded_at_all_gets_its_reason_and_paper(
    house: House, footage: Footage, clock: Clock
) -> None:
    case = house.case()
    activity = shop(house, case)
    clock.later(hours=3)
    (hole,) = unexplained(house.officer)
    assert hole.missing
    (judged,) = holes_of_activity(case, activity, clock.now())
    assert hole.articles == judged.articles, "and not until when the film may come in"

    desk = Desk(house, "officer").open(f"/recordings/unexplained/{activity.item}/")
    desk.send(422)
    desk.send(why="记录仪损坏，无备用设备")

    held = house.event(case, activity.ref)
    assert held.no_recording is not None
    assert held.no_recording["reason"] == "记录仪损坏，无备用设备"
    paper = Document.objects.within(house.bureau.pk).get(ref=held.no_recording["document"])
    assert paper.type == "no_recording_reason"
    assert held.start == activity.start, "no deadline moves"
    assert unexplained(house.officer) == []


def test_others_see_the_list_and_explain_nothing(house: House, footage: Footage) -> None:
    activity = shop(house, house.case())
    head = Desk(house, "bureau_head").open("/recordings/unexplained/")
    assert not head.says(f"/recordings/unexplained/{activity.item}/")
    head.open(f"/recordings/unexplained/{activity.item}/", 403)
    stranger = Desk(house, "stranger").open("/recordings/unexplained/")
    assert stranger.says("没有未说明")
    stranger.open(f"/recordings/unexplained/{activity.item}/", 404)


def test_a_hole_that_no_article_speaks_of_is_explained_from_the_case_page(
    clock: Clock, db: None
) -> None:
    clock.set("2026-03-02 12:00")
    house = House(clock, pack="qilin-culture-tourism")
    case = house.case()
    file = Footage(house).original("2026-03-02 09:00", hole=(20, 30))
    link_original(by=house.officer, original=file, activity=shop(house, case))
    assert [one for one in unexplained(house.officer) if not one.missing] == []

    desk = Desk(house, "officer").open(f"/cases/{case.pk}/").follow("说明原因")
    desk.send(cause="obstruction", explained_by="voice")

    entry = Interruption.objects.within(house.bureau.pk).get()
    assert (entry.start, entry.end) == (
        beijing("2026-03-02 09:20"),
        beijing("2026-03-02 09:30"),
    )
    assert "说明原因" not in desk.open(f"/cases/{case.pk}/")._read().links


def test_more_cases_than_are_looked_into_are_said(
    house: House, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        shop(house, house.case())
    assert not Desk(house, "officer").open("/recordings/unexplained/").says("只查找了最近的")
    monkeypatch.setattr("liuhen.apps.compliance.unexplained._MOST_CASES", 2)

    desk = Desk(house, "officer").open("/recordings/unexplained/")

    assert desk.says("只查找了最近的 2 件案件；另有 1 件较早的案件")
    report = Desk(house, "section_head").open("/recordings/report/?from=2026-03-01&to=2026-03-31")
    assert report.says("另有 1 件较早的案件未查找中断")
