# SPDX-License-Identifier: Apache-2.0
"""The pages by which recordings come in, as they are without scripts, and what they hold."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.device_issue import issue_device
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.device_upkeep import read_clock
from liuhen.apps.evidence.models import Device, Original
from liuhen.apps.jobs.models import Job
from support.desk import Desk
from support.house import House, beijing

UPLOAD = "/recordings/upload/"


@pytest.fixture
def desk(house: House) -> Desk:
    value = DeviceValue(code="SXT-01", kind="fixed", place="一号窗口", keeps_days=15)
    register_device(by=house.custodian, value=value)
    register_device(by=house.custodian, value=DeviceValue(code="DSJ-01", kind="recorder"))
    return Desk(house, "officer")


def file(name: str, data: bytes = b"\xff\xd8\xff photo") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def originals(house: House) -> dict[str, Original]:
    return {row.file_name: row for row in Original.objects.within(house.bureau.pk)}


def script_data(desk: Desk) -> dict[str, Any]:
    found = re.search(r'<script id="bring-data"[^>]*>(.*?)</script>', desk.text, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_several_files_are_kept_each_with_what_the_form_says(desk: Desk, house: House) -> None:
    device = Device.objects.within(house.bureau.pk).get(code="DSJ-01")
    issue_device(by=house.custodian, device=device, person=house.people["officer"])
    desk.open(UPLOAD).send(
        chosen=[file("1.jpg", b"one"), file("2.jpg", b"two")],
        device="DSJ-01", officer="officer", recorded="2026-03-02T07:30:00",
        clock="fast", minutes="2", seconds="5",
    )  # fmt: skip

    kept = originals(house)
    assert set(kept) == {"1.jpg", "2.jpg"}
    row = kept["1.jpg"]
    assert (row.came_by, row.device and row.device.code) == ("form", "DSJ-01")
    assert row.raw_start == beijing("2026-03-02 07:30")
    assert row.start == beijing("2026-03-02 07:27").replace(second=55)
    assert desk.says("已保存 2 个文件")


def test_the_same_file_again_is_said_to_be_here(desk: Desk, house: House) -> None:
    desk.open(UPLOAD).send(chosen=[file("1.jpg")])
    desk.open(UPLOAD).send(chosen=[file("other.jpg"), file("2.jpg", b"two")])

    assert desk.says("已有此文件")
    assert len(originals(house)) == 2


def test_one_file_that_is_too_large_takes_none_of_the_others_with_it(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liuhen.apps.evidence import intake

    monkeypatch.setitem(intake.keep_file.__kwdefaults__, "most_bytes", 100)
    files = [file("big.mp4", bytes(101)), file("0.mp4", b""), file("1.jpg")]
    desk.open(UPLOAD).send(422, chosen=files)

    assert desk.says("big.mp4: ")
    assert desk.says("0.mp4：文件是空的。")
    assert set(originals(house)) == {"1.jpg"}


def test_no_file_is_said_beside_the_field(desk: Desk) -> None:
    desk.open(UPLOAD).send(422)
    assert desk.says("请选择文件")


def test_the_work_list_of_cameras_leads_here_with_camera_clock_and_activity(
    desk: Desk, house: House
) -> None:
    """003 art. 27: footage of a reception comes from the camera of the counter."""
    event = acts.add_activity(
        by=house.officer, kind="inquiry", start=beijing("2026-03-02 07:00"), section=house.section
    )
    camera = Device.objects.within(house.bureau.pk).get(code="SXT-01")
    shown = house.custodian.at - timedelta(seconds=125)
    read_clock(by=house.custodian, device=camera, shown=shown)
    desk.open(f"{UPLOAD}?camera=SXT-01&activity={event.item}&offset_ms=125000")

    assert desk.held("device") == ["SXT-01"]
    assert desk.held("activity") == [str(event.item)]
    assert (desk.held("clock"), desk.held("minutes"), desk.held("seconds")) == (
        ["slow"], ["2"], ["5"],
    )  # fmt: skip
    assert desk.says("询问")
    desk.send(chosen=[file("ch1.mp4")])
    row = originals(house)["ch1.mp4"]
    assert (row.kind, row.offset_ms) == ("surveillance", 125_000)
    assert "clock_unconfirmed" not in {one["word"] for one in row.findings}
    job = Job.objects.get(name="cases.link_claimed")
    assert job.arguments["activity_id"] == str(event.item)


@pytest.mark.parametrize("query", ["camera=%00&activity=x&offset_ms=1e9", "offset_ms=9" + "9" * 99])
def test_an_address_that_makes_no_sense_gives_an_empty_form(desk: Desk, query: str) -> None:
    desk.open(f"{UPLOAD}?{query}")
    assert desk.held("clock") == [""] or not desk.held("clock")


def test_the_script_knows_devices_by_number_and_serial_and_officers_by_name(desk: Desk) -> None:
    data = script_data(desk.open("/dock/"))

    assert data["devices"]["dsj-01"] == "DSJ-01"
    assert data["people"]["officer"] == "officer"
    assert data["words"]["all_safe"] == "可以取下，可以清空存储卡"
    assert all(data["words"].values())
    assert script_data(desk.open(UPLOAD))["words"]["all_safe"] == "全部安全"


def test_the_dock_offers_recorders_and_no_fixed_cameras(desk: Desk) -> None:
    desk.open("/dock/")
    assert desk.says("DSJ-01")
    assert 'value="SXT-01"' not in desk.text


# ------------------------------------------------- what is declared of files, kept before or now


def film_for(house: House, start: str) -> Any:
    return acts.add_activity(
        by=house.officer,
        kind="inquiry",
        start=beijing(start),
        end=beijing(start) + timedelta(minutes=30),
        section=house.section,
        place="一号窗口",
    )


def read(house: House, **values: Any) -> Original:
    """The one file has been read by the worker."""
    rows = Original._base_manager.filter(bureau=house.bureau)
    rows.update(probed_at=house.clock.now(), duration_ms=1_800_000, segments=[[0, 1_800_000]])
    rows.update(**values)
    return rows.get()


def links(house: House) -> list[Recording]:
    return list(Recording.objects.within(house.bureau.pk).filter(withdrawn=False))


def test_what_is_declared_of_a_kept_file_is_done_with_it(desk: Desk, house: House) -> None:
    event = film_for(house, "2026-03-02 07:00")
    house.clock.set("2026-03-02 09:00")
    desk.open(UPLOAD).send(chosen=[file("ch1.mp4")], device="SXT-01")
    row = read(house)
    house.clock.set("2026-03-02 09:30")

    desk.open(f"{UPLOAD}?camera=SXT-01&activity={event.item}")
    desk.send(chosen=[file("again.mp4")], recorded="2026-03-02T06:59:00")

    (link,) = links(house)
    assert (link.original, link.event_refs, link.origin) == (row, [event.ref], "typed")
    assert desk.says("已有此文件")
    assert desk.says(f'href="/recordings/{row.pk}/"')


def test_why_a_kept_file_is_not_linked_is_said_beside_it(desk: Desk, house: House) -> None:
    event = film_for(house, "2026-03-02 07:00")
    house.clock.set("2026-03-02 10:00")
    desk.open(UPLOAD).send(chosen=[file("ch1.mp4")], device="SXT-01")
    row = read(house)
    desk.open(f"{UPLOAD}?camera=SXT-01&activity={event.item}")
    opened = desk.held("opened")[0]
    said = {"original": str(row.pk), "activity": str(event.item), "opened": opened}

    answer = desk.client.post(f"{UPLOAD}declared/", said).content.decode()

    assert "未关联" in answer
    assert f"/recordings/{row.pk}/link/?activity={event.item}" in answer
    assert links(house) == []
    assert desk.open("/recordings/cameras/").says("已导入，未关联"), "it is claimed, without a time"

    said |= {"recorded": "2026-03-02T06:59:00"}
    answer = desk.client.post(f"{UPLOAD}declared/", said).content.decode()
    assert "未关联" not in answer
    assert [one.event_refs for one in links(house)] == [[event.ref]]
    assert not desk.open("/recordings/cameras/").says("已导入，未关联")
    read(house, start=beijing("2026-03-01 07:00"))
    other = film_for(house, "2026-03-02 08:00")
    said |= {"activity": str(other.item)}
    answer = desk.client.post(f"{UPLOAD}declared/", said).content.decode()
    assert "不是在该活动期间录制的" in answer, "its own time counts more than a typed one"


def test_what_is_not_for_the_viewer_is_not_declared(desk: Desk, house: House) -> None:
    event = film_for(house, "2026-03-02 07:00")
    house.clock.set("2026-03-02 10:00")
    desk.open(UPLOAD).send(chosen=[file("ch1.mp4")], device="SXT-01")
    row = read(house)
    stranger = Desk(house, "stranger")
    said = {"original": str(row.pk), "activity": str(event.item)}

    answer = stranger.client.post(f"{UPLOAD}declared/", said).content.decode()

    assert row.file_name not in answer
    assert stranger.open(f"{UPLOAD}declared/").address == UPLOAD


def test_the_times_to_export_stand_on_the_page_and_are_proposed(desk: Desk, house: House) -> None:
    film_for(house, "2026-03-02 07:00")
    house.clock.set("2026-03-02 09:00")
    desk.open("/recordings/cameras/").follow("导入")

    assert desk.says("06:59")
    assert desk.says("07:31")
    assert desk.held("recorded") == ["2026-03-02T06:59"]
    desk.send(chosen=[file("SXT-01_20260302070500.mp4"), file("ch2.mp4", b"two")])
    kept = originals(house)
    assert kept["SXT-01_20260302070500.mp4"].time_source == "name", "its own name knows better"
    assert kept["ch2.mp4"].start == beijing("2026-03-02 06:59")
