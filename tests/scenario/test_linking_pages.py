# SPDX-License-Identifier: Apache-2.0
"""Linking by page: the work list, one click, many at once, patrols, setting aside, undoing."""

import re

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.linking.reading import links_of, unlinked
from liuhen.apps.cases.models import Activity, Case, Recording, SetAside
from liuhen.apps.cases.proposals import CERTAIN, originals_for, proposals_for
from liuhen.apps.evidence.marks import add_mark
from support.desk import Desk
from support.footage import Footage
from support.house import Clock, House, beijing


@pytest.fixture
def footage(house: House, clock: Clock) -> Footage:
    clock.set("2026-03-02 18:00")
    return Footage(house)


def inspection(house: House, case: Case | None, start: str, end: str) -> Activity:
    return acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing(start),
        end=beijing(end),
        case=case,
        section=None if case else house.section,
        place="一号码头",
        officers=[{"name": "officer"}],
    )


def live(house: House) -> list[Recording]:
    rows = Recording.objects.within(house.bureau.pk).filter(superseded_at=None, withdrawn=False)
    return list(rows.order_by("start"))


def test_what_is_certain_is_ticked_and_linked_with_one_press(
    house: House, footage: Footage
) -> None:
    shops = [
        inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40"),
        inspection(house, house.case(), "2026-03-02 10:10", "2026-03-02 10:40"),
    ]
    footage.original("2026-03-02 09:00", minutes=120)
    desk = Desk(house, "officer").open("/recordings/unlinked/")
    assert desk.says("officer")

    desk.send(press="many")

    assert [row.event_refs for row in live(house)] == [[shop.ref] for shop in shops]
    assert desk.says("全部音像均已关联") or desk.says("Every recording is linked")


def test_one_press_links_one_and_undo_takes_it_back(house: House, footage: Footage) -> None:
    shop = inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original("2026-03-02 09:00")
    desk = Desk(house, "officer").open("/recordings/unlinked/")

    desk.send(press=f"one={file.pk}|{shop.item}")
    (row,) = live(house)
    desk.client.post(f"/recordings/links/{row.item}/undo/")

    assert live(house) == []
    assert list(unlinked(house.officer)) == [file]


def test_a_patrol_is_made_of_the_recordings_own_times(house: House, footage: Footage) -> None:
    first = footage.original("2026-03-02 14:00", minutes=30)
    second = footage.original("2026-03-02 14:30", minutes=30)
    desk = Desk(house, "officer").open("/recordings/unlinked/")

    desk.send(press="patrol", original=[str(first.pk), str(second.pk)], place="南部海域")

    patrol = Activity.objects.within(house.bureau.pk).get(superseded_at=None)
    assert (patrol.kind, patrol.case, patrol.place) == ("routine_patrol", None, "南部海域")
    assert (patrol.start, patrol.end) == (
        beijing("2026-03-02 14:00"),
        beijing("2026-03-02 15:00"),
    )
    assert [row.event_refs for row in live(house)] == [[patrol.ref], [patrol.ref]]


def test_what_is_no_enforcement_is_set_aside_with_a_reason_and_comes_back(
    house: House, footage: Footage
) -> None:
    file = footage.original("2026-03-02 14:00")
    desk = Desk(house, "officer").open("/recordings/unlinked/")
    desk.send(press="aside", original=[str(file.pk)])
    assert SetAside.objects.within(house.bureau.pk).count() == 0, "a reason is needed"

    desk.send(press="aside", original=[str(file.pk)], reason="误触开机")

    assert list(unlinked(house.officer)) == []
    assert Desk(house, "section_head").open("/recordings/unlinked/aside/").says("误触开机")
    desk.open("/recordings/unlinked/aside/").send()
    assert list(unlinked(house.officer)) == [file]


def test_a_range_is_chosen_for_one_recording(house: House, footage: Footage) -> None:
    shop = inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original("2026-03-02 09:00")
    desk = Desk(house, "officer").open(f"/recordings/{file.pk}/link/")

    desk.send(activity=str(shop.item), start="2026-03-02T09:05:00", end="2026-03-02T09:50:00")

    (row,) = live(house)
    assert (row.start, row.end) == (beijing("2026-03-02 09:05"), beijing("2026-03-02 09:50"))
    desk.open(f"/recordings/links/{row.item}/").send(422)
    desk.send(start="2026-03-02T09:00:00", end="2026-03-02T09:50:00", reason="早到了")
    assert live(house)[0].start == beijing("2026-03-02 09:00")
    desk.open(f"/recordings/links/{row.item}/").send(press="undo", reason="认错了")
    assert live(house) == []


def test_a_recording_without_a_time_asks_for_its_beginning(house: House, footage: Footage) -> None:
    shop = inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original(None, minutes=60)
    desk = Desk(house, "officer").open(f"/recordings/{file.pk}/link/")
    desk.send(422, activity=str(shop.item))

    desk.send(activity=str(shop.item), begins="2026-03-02T09:00:00")

    assert live(house)[0].origin == "typed"


def test_a_proposal_says_its_reasons(house: House, footage: Footage) -> None:
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:40")
    inspection(house, case, "2026-03-02 12:00", "2026-03-02 13:00")
    file = footage.original("2026-03-02 09:00")

    (only,) = proposals_for(house.officer, file)

    assert only.activity == shop
    assert [one.word for one in only.reasons] == ["covers", "officer"]
    assert only.certain
    assert [one.original for one in originals_for(house.officer, shop)] == [file]
    link_original(by=house.officer, original=file, activity=shop)
    assert originals_for(house.officer, shop) == []


def test_a_strangers_recording_at_the_same_time_is_not_certain(
    house: House, footage: Footage
) -> None:
    inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original("2026-03-02 09:00", officer="colleague")

    (only,) = proposals_for(house.officer, file)

    assert not only.certain


def test_another_section_sees_nothing_of_it(house: House, footage: Footage) -> None:
    file = footage.original("2026-03-02 09:00")
    desk = Desk(house, "stranger").open("/recordings/unlinked/")
    assert not desk.says(file.file_name)
    desk.open(f"/recordings/{file.pk}/link/", 404)
    assert links_of(file).count() == 0


def test_two_hundred_recordings_stand_on_pages(
    house: House, footage: Footage, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        footage.original(f"2026-03-02 09:{number:02}", minutes=1, device=f"D{number % 3}")
    desk = Desk(house, "officer")
    with django_assert_max_num_queries(120):  # type: ignore[operator]  # pytest-django's
        desk.open("/recordings/unlinked/")
    assert desk.text.count('name="original"') == 40


def test_the_page_of_an_activity_offers_what_may_show_it(house: House, footage: Footage) -> None:
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:40")
    footage.original("2026-03-02 09:00")
    address = f"/cases/{case.pk}/activity/{shop.item}/"
    desk = Desk(house, "officer").open(address)
    assert desk.held("link")

    desk.send(press="many")

    assert desk.address == address
    assert [row.event_refs for row in live(house)] == [[shop.ref]]
    page = desk.open(f"/cases/{case.pk}/recording/{live(house)[0].item}/")
    assert page.says("DSJ-01_0001.mp4")


def test_only_what_people_know_of_it_is_typed(house: House, footage: Footage) -> None:
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:40")
    row = link_original(
        by=house.officer, original=footage.original("2026-03-02 09:00"), activity=shop
    )
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/recording/{row.item}/correct/")
    assert set(desk.controls()) <= {
        "csrfmiddlewaretoken", "seen", "reviewed_by_party", "evidence", "statement", "disc",
        "correction",
    }  # fmt: skip

    desk.send(evidence="on", disc="DISC-1", correction="作证据")

    (held,) = live(house)
    assert (held.evidence, held.disc, held.origin) == (True, "DISC-1", "device")
    desk.open(f"/cases/{case.pk}/recording/{row.item}/withdraw/").send(422, reason="认错了")


def test_a_written_supplement_stands_beside_the_footage(house: House, footage: Footage) -> None:
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original("2026-03-02 09:00")
    row = link_original(by=house.officer, original=file, activity=shop)

    for minute, text in ((12, "重点拍摄冷库门上的封条"), (55, "与本案无关")):
        add_mark(
            by=house.officer, original=file, at_ms=minute * 60_000, word="supplement", text=text
        )

    page = Desk(house, "bureau_head").open(f"/cases/{case.pk}/recording/{row.item}/")
    assert page.says("3月2日 09:12:00 重点拍摄冷库门上的封条")
    assert not page.says("与本案无关"), "outside the range of this case"


def test_crowded_proposals_ask_little_of_the_database(
    house: House, footage: Footage, django_assert_max_num_queries: object
) -> None:
    case = house.case()
    for minute in range(0, 50, 5):
        inspection(house, case, f"2026-03-02 09:{minute:02}", f"2026-03-02 09:{minute + 4:02}")
    for number in range(10):
        footage.original("2026-03-02 09:00", officer="colleague", device=f"D{number}")
    desk = Desk(house, "officer")
    with django_assert_max_num_queries(60):  # type: ignore[operator]  # pytest-django's
        desk.open("/recordings/unlinked/")
    assert desk.text.count('name="link"') == 50


def test_pages_of_links_name_kind_time_and_place_and_no_reference(
    house: House, footage: Footage
) -> None:
    case = house.case()
    visit = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    film = footage.original("2026-03-02 09:00")
    row = link_original(by=house.officer, original=film, activity=visit)
    desk = Desk(house, "officer").open(f"/recordings/{film.pk}/link/")
    assert desk.says("现场检查")
    assert desk.says("一号码头")
    for page in (f"/recordings/{film.pk}/link/", f"/recordings/links/{row.item}/"):
        desk.open(page)
        for ref in (row.ref, visit.ref):
            assert f">{ref}<" not in desk.text
            assert f"({ref})" not in desk.text


def test_what_would_be_refused_is_not_ticked_and_a_refused_tick_stays(
    house: House, footage: Footage
) -> None:
    shop = inspection(house, house.case(), "2026-03-02 09:10", "2026-03-02 09:40")
    here = {"lat": 30.0, "lon": 122.2}
    film = footage.original("2026-03-02 09:10", minutes=30, position=here)
    link_original(by=house.officer, original=film, activity=shop)
    late = footage.original("2026-03-02 09:46", minutes=None, kind="photo", position=here)
    box = f"{late.pk}|{shop.item}"
    (only,) = proposals_for(house.officer, late)
    assert only.score >= CERTAIN, "by officer, device and place"
    desk = Desk(house, "officer").open("/recordings/unlinked/")
    assert desk.held("link") == []

    desk.send(press="many", link=[box])

    assert desk.held("link") == [box], "the tick stays"
    assert not desk.says("开始时间："), "no input is named"
    way = f'<a href="/recordings/{late.pk}/link/?activity={shop.item}">选择时段</a>'
    assert desk.says(way), "in the sentence"
    assert desk.open("/recordings/unlinked/").held("link") == []


def test_all_of_one_press_is_counted_and_undone_with_one_press(
    house: House, footage: Footage
) -> None:
    first = inspection(house, house.case(), "2026-03-02 08:00", "2026-03-02 08:30")
    link_original(by=house.officer, original=footage.original("2026-03-02 08:00"), activity=first)
    inspection(house, house.case(), "2026-03-02 09:00", "2026-03-02 10:30")
    for minute in range(0, 56, 8):
        footage.original(f"2026-03-02 09:{minute:02}", minutes=7)
    desk = Desk(house, "officer").open("/recordings/unlinked/")
    desk.send(press="many")
    assert len(live(house)) == 8
    assert desk.says('<span class="text-secondary">8</span>'), "the heading counts all"
    assert desk.text.count("just-linked") == 8, "and all are there"
    pressed = re.findall(r'name="pressed" value="([^"]+)"', desk.text)

    address = "/recordings/unlinked/"
    desk.client.post(address, {"undo": "1", "pressed": pressed})

    assert [row.event_refs for row in live(house)] == [[first.ref]]
    assert desk.open(address).says("已撤销 7 条关联")
    colleague = Desk(house, "colleague")
    colleague.client.post(address, {"undo": "1", "pressed": [str(live(house)[0].item)]})
    assert len(live(house)) == 1, "what others have linked stays"
