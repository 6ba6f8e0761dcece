# SPDX-License-Identifier: Apache-2.0
"""The last week of the month: one list, a custodian who looks, a receipt."""

import re

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.evidence.handing_over import handed_over_at
from liuhen.apps.evidence.models import HandOver, Original
from liuhen.apps.trace.journal import act
from support.desk import Desk
from support.footage import Footage
from support.house import SYSTEM, Clock, House, beijing


@pytest.fixture
def office(db: None, clock: Clock) -> House:
    """004: 每月最后一周."""
    return House(clock, pack="xigang-hrss")


def offer_all(house: House) -> Desk:
    return Desk(house, "officer").open(offering(house)).send()


def offering(house: House) -> str:
    """Where the first section hands over."""
    return f"/recordings/hand-over/offer/{house.section.pk}/"


def test_the_months_recordings_are_handed_over_in_time(office: House) -> None:
    """004 art. 10."""
    office.clock.set("2026-03-03 18:00")
    case = office.case()
    event = acts.add_activity(
        by=office.officer, kind="site_inspection", case=case,
        start=beijing("2026-03-03 09:00"), end=beijing("2026-03-03 10:00"),
    )  # fmt: skip
    film = Footage(office).original("2026-03-03 09:00")
    link_original(by=office.officer, original=film, activity=event)
    assert Desk(office, "officer").open("/recordings/hand-over/").says("3月25日至3月31日")

    office.clock.set("2026-03-27 09:00")
    assert Desk(office, "officer").open("/recordings/hand-over/").says("本周为集中移交期")
    offer_all(office)
    assert office.finding(case, "recording.handed-over").status == "pending"
    office.clock.set("2026-03-27 15:00")
    Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1").send(press="accept")

    finding = office.finding(case, "recording.handed-over")
    assert (finding.status, finding.met_at) == ("met", beijing("2026-03-27 15:00"))


def test_one_is_returned_with_its_reason_and_offered_again(office: House) -> None:
    footage = Footage(office)
    films = [footage.original(f"2026-03-02 0{hour}:00") for hour in (5, 6)]
    offer_all(office)
    keeper = Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1")
    first, second = keeper.held("line")
    assert keeper.held("back") == [], "all are accepted at once, none is returned by mistake"
    keeper.send(422, press="return", reason="时间不符")
    assert keeper.held("line") == [first, second]
    keeper.send(422, press="return", back=[first], reason="")
    assert keeper.says("退回")
    assert keeper.held("back") == [first]  # what was chosen stays chosen
    keeper.send(press="return", back=[first], reason="时间不符")
    keeper.send(press="accept")
    assert [bool(handed_over_at(film)) for film in films] == [False, True]

    officer = Desk(office, "officer").open("/recordings/hand-over/")
    officer.follow("2026-1")
    assert officer.says("时间不符")
    offer_all(office)
    Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-2").send(press="accept")
    assert handed_over_at(films[0]) is not None


def test_what_is_to_be_returned_is_not_accepted_with_the_rest(office: House) -> None:
    footage = Footage(office)
    films = [footage.original(f"2026-03-02 0{hour}:00") for hour in (5, 6)]
    offer_all(office)
    keeper = Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1")
    first, second = keeper.held("line")
    keeper.send(press="accept", line=[first, second], back=[first])
    assert keeper.says("已接收 1 份音像资料")
    assert [bool(handed_over_at(film)) for film in films] == [False, True]
    keeper.send(422, press="accept", back=[first])  # nothing is left to accept


def test_a_list_of_which_nothing_was_accepted_has_no_receipt(office: House) -> None:
    Footage(office).original("2026-03-02 06:00")
    offer_all(office)
    desk = Desk(office, "officer").open("/recordings/hand-over/").follow("2026-1")
    assert not desk.says("/receipt/")
    desk.open(f"{desk.address}receipt/", 422)
    assert desk.says("尚未接收任何音像资料，没有回执")
    assert not desk.says("0 份")
    keeper = Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1")
    keeper.send(press="return", back=keeper.held("line"), reason="时间不符")
    assert not keeper.says("/receipt/")
    keeper.open(f"{keeper.address}receipt/", 422)


def test_the_receipt_names_what_was_accepted_and_by_whom(office: House) -> None:
    film = Footage(office).original("2026-03-02 06:00")
    offer_all(office)
    Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1").send(press="accept")
    receipt = Desk(office, "officer").open("/recordings/hand-over/").follow("2026-1").follow("回执")
    digest = film.object.digest.removeprefix("sha256:")[:16]
    shown = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
    for words in ("2026-1", film.file_name, shown, "DSJ-01", "officer", "custodian", "2026-03-02"):
        assert receipt.says(words), words


def test_what_is_not_safe_yet_is_shown_and_not_chosen(office: House) -> None:
    footage = Footage(office)
    ready, fresh, damaged = (footage.original(f"2026-03-02 0{hour}:00") for hour in (4, 5, 6))
    with act("test.damage", by=SYSTEM) as record:
        record.update(fresh.object, verified_at=None)
        record.update(damaged.object, damaged_at=office.clock.now())
    desk = Desk(office, "officer").open(offering(office))
    assert desk.held("recording") == [str(ready.pk)]
    assert desk.says("核验中")
    assert desk.says("已损坏")
    desk.send()
    rows = Original.objects.within(office.bureau.pk)
    assert rows.filter(pk=fresh.pk).exists()
    assert HandOver.objects.within(office.bureau.pk).count() == 1


def test_a_section_with_nothing_left_is_told_so(office: House) -> None:
    desk = Desk(office, "officer").open("/recordings/hand-over/")
    assert desk.says("已全部移交")
    desk.open(offering(office))
    assert desk.says("已全部移交")


def test_a_crowded_month_goes_on_one_list(office: House) -> None:
    footage = Footage(office)
    for number in range(300):
        footage.original(f"2026-03-01 {number // 60:02}:{number % 60:02}", minutes=1)
    offer_all(office)
    keeper = Desk(office, "custodian").open("/recordings/hand-over/").follow("2026-1")
    assert len(keeper.held("line")) == 300
    keeper.send(press="accept")
    assert len(re.findall("已接收", keeper.text)) >= 300


def test_other_texts_name_the_filing_instead_of_a_week(db: None, clock: Clock) -> None:
    """001 art. 19."""
    house = House(clock, pack="xigang-education")
    assert Desk(house, "officer").open("/recordings/hand-over/").says("30 日内归档")


def test_the_desk_reminds_the_section_in_its_week_and_the_custodian_of_lists(
    office: House,
) -> None:
    Footage(office).original("2026-03-02 06:00")
    assert not Desk(office, "officer").open("/").says("本周应移交")
    office.clock.set("2026-03-27 09:00")
    assert Desk(office, "officer").open("/").says("本周应移交 1 份")
    assert not Desk(office, "custodian").open("/").says("移交清单待接收")
    offer_all(office)
    assert not Desk(office, "officer").open("/").says("本周应移交")
    assert Desk(office, "custodian").open("/").says("1 份移交清单待接收")
