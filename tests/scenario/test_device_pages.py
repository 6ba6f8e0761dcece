# SPDX-License-Identifier: Apache-2.0
"""The cupboard with the recorders, the cameras on the wall, and the catalogue of what they saw."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.camera_footage import unfetched
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.device_upkeep import put_reading, read_clock
from liuhen.apps.evidence.devices import device_of, holder_at
from liuhen.apps.evidence.models import ClockReading, Device
from support.desk import Desk
from support.footage import Footage
from support.house import SYSTEM, Clock, House, beijing

DEVICES = "/recordings/devices/"


def register(house: House, code: str, **values: str) -> None:
    plain = {"code": code, "kind": "recorder", "serial": f"S-{code}"}
    Desk(house, "custodian").open(f"{DEVICES}new/").send(**{**plain, **values})


def test_a_recorder_is_registered_issued_and_taken_back(house: House) -> None:
    for code in ("DSJ-01", "DSJ-02"):
        register(house, code)
    first = device_of(house.bureau.pk, "S-DSJ-01")
    officer = house.people["officer"]
    assert first is not None
    keeper = Desk(house, "custodian").open(DEVICES)
    send_issue(keeper, first, str(officer.pk))
    assert keeper.says("officer")
    house.clock.set("2026-03-02 17:30")
    assert holder_at(first, house.clock.time) == officer
    keeper.open(DEVICES).send(press="all")
    assert holder_at(first, house.clock.time) is None
    assert holder_at(first, beijing("2026-03-02 12:00")) == officer


def send_issue(desk: Desk, device: Device, person: str) -> None:
    desk.open(DEVICES)
    answer = desk.client.post(DEVICES, {"device": str(device.pk), "person": person}, follow=True)
    desk.answer = answer
    assert answer.status_code == 200


def test_a_reported_fault_stops_the_issue_until_the_repair(house: House) -> None:
    """004 art. 20."""
    register(house, "DSJ-01", section=str(house.section.pk))
    row = device_of(house.bureau.pk, "DSJ-01")
    assert row is not None
    page = f"{DEVICES}{row.pk}/"
    officer = Desk(house, "officer").open(page)
    officer.client.post(f"{page}change/", {"what": "upkeep", "kind": "fault", "note": "不能开机"})
    assert officer.open(page).says("不能开机")
    assert officer.says("故障")
    keeper = Desk(house, "custodian").open(DEVICES)
    wrong = keeper.client.post(
        DEVICES, {"device": str(row.pk), "person": str(house.people["officer"].pk)}
    )
    assert wrong.status_code == 422
    keeper.client.post(f"{page}change/", {"what": "upkeep", "kind": "repair", "note": "换电池"})
    send_issue(keeper, row, str(house.people["officer"].pk))


def test_the_clock_that_runs_ahead_is_said_and_to_be_set(house: House) -> None:
    register(house, "DSJ-01")
    row = device_of(house.bureau.pk, "DSJ-01")
    assert row is not None
    desk = Desk(house, "custodian").open(f"{DEVICES}{row.pk}/")
    desk.client.post(
        f"{DEVICES}{row.pk}/change/", {"what": "clock", "shown": "2026-03-02T08:03:00"}
    )
    assert desk.open(DEVICES).says("快 3 分")
    assert desk.says("需校时")


def test_a_number_that_is_taken_is_said_at_its_field(house: House) -> None:
    register(house, "DSJ-01")
    desk = Desk(house, "custodian").open(f"{DEVICES}new/")
    desk.send(422, code="DSJ-01", kind="recorder", model="X5")
    assert desk.says("DSJ-01 已被使用")
    assert desk.held("model") == ["X5"]


def test_a_device_manager_works_without_seeing_a_case(house: House) -> None:
    Footage(house).original("2026-03-02 06:00", device="DSJ-09")
    desk = Desk(house, "device_manager").open("/recordings/")
    assert desk.address == DEVICES
    assert desk.says("DSJ-09")
    assert not desk.open("/recordings/cameras/").says("尚未调取")
    desk.open("/recordings/away/", 403)


# ---------------------------------------------------------------- fixed cameras


@pytest.fixture
def counter(db: None, clock: Clock) -> House:
    """000: receptions are recorded by camera (arts. 5 and 6)."""
    house = House(clock, pack="jinpu-ethnic-religious")
    for code, place, days in (("CAM-1", "受理大厅", 30), ("CAM-2", "询问室", 10)):
        value = DeviceValue(code, "fixed", place=place, keeps_days=days)
        register_device(by=house.custodian, value=value)
    return house


def happened(house: House, case: Case | None, kind: str, start: str, **more: object) -> Activity:
    begun = beijing(start)
    return acts.add_activity(
        by=house.officer,
        kind=kind,
        start=begun,
        end=begun + timedelta(minutes=30),
        case=case,
        section=None if case else house.section,
        **more,
    )


def test_what_the_camera_overwrites_first_stands_first(counter: House) -> None:
    case = counter.case(title="投诉案", origin="complaint")
    counter.clock.set("2026-03-05 09:00")
    happened(counter, case, "complaint_received", "2026-03-02 09:00", place="受理大厅")
    asked = happened(counter, case, "inquiry", "2026-03-04 09:00", place="二楼询问室")
    happened(counter, case, "site_inspection", "2026-03-04 14:00", place="某某店")

    rows = unfetched(counter.officer)

    assert [(one.activity.kind, one.wanted.articles) for one in rows] == [
        ("inquiry", ()),
        ("complaint_received", ("6",)),
    ]
    assert rows[0].overwritten_at == beijing("2026-03-14 09:30")
    assert asked.end is not None
    page = Desk(counter, "officer").open("/recordings/cameras/")
    assert page.text.index("询问室") < page.text.index("受理大厅")
    assert page.says("第六条")


def test_the_export_is_asked_by_the_cameras_own_clock(counter: House) -> None:
    counter.clock.set("2026-03-05 09:00")
    happened(counter, None, "application_received", "2026-03-02 09:00", place="受理大厅")
    camera = device_of(counter.bureau.pk, "CAM-1")
    assert camera is not None
    slow = counter.clock.time - timedelta(minutes=7)
    put_reading(by=SYSTEM, device=camera, shown=slow, how="typed")
    (row,) = unfetched(counter.officer)
    first, last = row.shown_by(camera)
    assert (first, last) == (beijing("2026-03-02 08:52"), beijing("2026-03-02 09:24"))
    page = Desk(counter, "officer").open("/recordings/cameras/")
    assert page.says("offset_ms=420000")
    assert page.says(f"activity={row.activity.item}")


def test_once_the_footage_is_linked_nothing_is_left_to_fetch(counter: House) -> None:
    case = counter.case(title="许可案", kind="licensing", procedure="", origin="application")
    counter.clock.set("2026-03-05 09:00")
    event = happened(counter, case, "application_received", "2026-03-02 09:00", place="受理大厅")
    clip = Footage(counter).original(
        "2026-03-02 08:58", minutes=34, device="CAM-1", kind="surveillance"
    )
    (row,) = unfetched(counter.officer)
    assert row.brought_in == [clip]
    assert Desk(counter, "officer").open("/recordings/cameras/").says("已导入，未关联")

    link_original(by=counter.officer, original=clip, activity=event)

    assert unfetched(counter.officer) == []


def test_what_was_overwritten_is_said_and_forgotten_after_a_month(counter: House) -> None:
    happened(counter, None, "inquiry", "2026-03-02 07:00", place="询问室")
    counter.clock.set("2026-03-12 07:29")
    assert [one.lost(counter.clock.time) for one in unfetched(counter.officer)] == [False]
    counter.clock.set("2026-03-12 07:30")
    assert [one.lost(counter.clock.time) for one in unfetched(counter.officer)] == [True]
    assert Desk(counter, "officer").open("/recordings/cameras/").says("已被覆盖")
    counter.clock.set("2026-05-20 08:00")
    assert unfetched(counter.officer) == []


def test_a_counter_that_may_be_recorded_is_said_to_be_so(house: House) -> None:
    """003 art. 9."""
    value = DeviceValue("CAM-1", "fixed", place="窗口", keeps_days=30)
    register_device(by=house.custodian, value=value)
    happened(house, None, "application_received", "2026-03-02 07:00")
    (row,) = unfetched(house.officer)
    assert (row.wanted.articles, row.wanted.binding) == (("9",), False)
    assert Desk(house, "officer").open("/recordings/cameras/").says("可以记录")


def test_an_explained_absence_and_what_others_did_are_not_listed(counter: House) -> None:
    stranger = counter.viewer("stranger")
    acts.add_activity(
        by=stranger, kind="inquiry", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:30"), section=counter.other_section, place="询问室",
    )  # fmt: skip
    happened(
        counter,
        None,
        "inquiry",
        "2026-03-02 07:00",
        place="询问室",
        no_recording={"reason": "停电"},
    )
    assert unfetched(counter.officer) == []
    assert len(unfetched(stranger)) == 1
    assert unfetched(counter.viewer("device_manager")) == []


# ---------------------------------------------------------------- the catalogue


@pytest.fixture
def shelf(house: House) -> House:
    """Two recordings: one of a case with its party, one of another officer that nobody linked."""
    case = house.case(title="无证捕捞案", party_name="海丰公司", party_kind="organization")
    event = happened(house, case, "site_inspection", "2026-03-01 09:00")
    footage = Footage(house)
    film = footage.original("2026-03-01 09:00", minutes=30, device="DSJ-01")
    footage.original(
        "2026-02-20 09:00", device="DSJ-02", officer="colleague", findings=[{"word": "hole"}]
    )
    link_original(by=house.officer, original=film, activity=event)
    return house


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["DSJ-01", "DSJ-02"]),
        ("device=dsj-01", ["DSJ-01"]),
        ("officer=colleague", ["DSJ-02"]),
        ("used_from=2026-02-25", ["DSJ-01"]),
        ("used_until=2026-02-20", ["DSJ-02"]),
        ("used_from=2026-02-20&used_until=2026-03-01", ["DSJ-01", "DSJ-02"]),
        ("party=海丰", ["DSJ-01"]),
        ("cause=捕捞", ["DSJ-01"]),
        ("party=海丰&officer=colleague", []),
        ("state=unlinked", ["DSJ-02"]),
        ("state=findings", ["DSJ-02"]),
        ("state=damaged", []),
        ("used_from=tomorrow", ["DSJ-01", "DSJ-02"]),  # what cannot be read is not asked for
    ],
)
def test_recordings_are_found_by_what_the_article_names(
    shelf: House, query: str, found: list[str]
) -> None:
    """004 art. 16: device number, officer, time of use, party, cause."""
    desk = Desk(shelf, "officer").open(f"/recordings/?{query}")
    assert [code for code in ("DSJ-01", "DSJ-02") if desk.says(f"{code}_")] == found


def test_the_catalogue_shows_party_and_cause_only_to_who_sees_the_case(shelf: House) -> None:
    mine = Desk(shelf, "officer").open("/recordings/")
    assert mine.says("海丰公司")
    assert mine.says("无证捕捞案")
    other = Desk(shelf, "stranger").open("/recordings/")
    assert not other.says("DSJ-01_")
    assert not other.says("海丰公司")
    assert not Desk(shelf, "stranger").open("/recordings/?party=海丰").says("DSJ-01_")


def test_an_empty_catalogue_says_what_will_stand_here(house: House) -> None:
    assert Desk(house, "officer").open("/recordings/").says("入库后即列在这里")
    assert Desk(house, "officer").open("/recordings/?device=x").says("没有符合条件")


def test_the_desk_speaks_of_footage_until_the_camera_has_overwritten_it(counter: House) -> None:
    happened(counter, None, "inquiry", "2026-03-02 07:00", place="询问室")
    counter.clock.set("2026-03-03 08:00")
    desk = Desk(counter, "officer").open("/?kind=recording")
    assert desk.says("调取固定摄像头录像")
    assert desk.says("逾期后将被摄像头覆盖")
    counter.clock.set("2026-03-12 08:00")  # it is gone
    assert not Desk(counter, "officer").open("/").says("调取固定摄像头录像")


def test_a_reading_by_somebody_else_waits_on_the_page_until_the_custodian_confirms(
    house: House,
) -> None:
    value = DeviceValue(code="DSJ-77", kind="recorder", section=house.section)
    device = register_device(by=house.custodian, value=value)
    read_clock(by=house.viewer("colleague"), device=device, shown=house.custodian.at)
    address = f"/recordings/devices/{device.pk}/"
    reading = ClockReading.objects.within(house.bureau.pk).get(device=device)

    officer = Desk(house, "officer").open(address)
    assert officer.says("未确认")
    assert not officer.says("确认，并校正相关文件的时间")
    refused = officer.client.post(f"{address}change/", {"what": "confirm", "reading": reading.pk})
    assert refused.status_code == 403
    assert not Desk(house, "officer").open("/").says("时钟核对待确认")
    custodian = Desk(house, "custodian").open("/")
    assert custodian.says("有 1 台设备的时钟核对待确认：DSJ-77。")
    assert custodian.open("/recordings/devices/").says("时钟核对未确认")
    custodian.open(address)
    assert custodian.says("确认，并校正相关文件的时间")

    custodian.client.post(f"{address}change/", {"what": "confirm", "reading": reading.pk})

    assert not custodian.open(address).says("未确认")
    assert not custodian.open("/").says("时钟核对待确认")
