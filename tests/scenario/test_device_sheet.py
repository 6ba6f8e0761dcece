# SPDX-License-Identifier: Apache-2.0
"""A cupboard full of recorders comes from a sheet: looked at first, entered all or none."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from liuhen.apps.evidence.device_sheet import example_devices, preview_devices
from liuhen.apps.evidence.errors import BadDeviceError, NotPermittedError
from liuhen.apps.evidence.models import Device
from support.house import House
from support.signing import hidden, signed_in

SHEET = "/recordings/devices/sheet/"
HEAD = ["设备编号", "种类", "序列号", "品牌型号", "科室", "安装地点", "录像保留天数"]


def xlsx(*rows: list[str], head: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEAD if head is None else head, *rows):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sent(client: Client, raw: bytes, status: int) -> str:
    answer = client.post(SHEET, {"file": SimpleUploadedFile("d.xlsx", raw)})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_the_example_is_shown_first_and_entered_once_confirmed(house: House) -> None:
    keeper = signed_in(house, "custodian")
    page = sent(keeper, example_devices(), 200)
    assert "CAM-01" in page
    rows = Device.objects.within(house.bureau.pk)
    assert not rows.exists()
    keeper.post(SHEET, {"carried": hidden(page, "carried")})
    camera = rows.get(code="CAM-01")
    assert (camera.kind, camera.place, camera.keeps_days) == ("fixed", "受理大厅", 30)
    assert rows.get(code="DSJ-01").kind == "recorder"


def test_every_fault_is_named_by_its_row_and_nothing_is_entered(house: House) -> None:
    raw = xlsx(
        ["A-1", "执法记录仪"],
        ["a-1", "recorder"],
        ["A-2", "无人机"],
        ["A-3", "照相机、摄像机", "", "", "三科"],
        ["A-4", "固定摄像头", "", "", "", "大厅", "一个月"],
        ["", "手机"],
    )
    found = preview_devices(house.custodian, raw)
    assert sorted({fault.row for fault in found.faults}) == [3, 4, 5, 6, 7]
    assert "第 2 行" in found.faults[0].sentence
    page = sent(signed_in(house, "custodian"), raw, 422)
    assert "三科" in page
    assert not Device.objects.within(house.bureau.pk).exists()


def test_a_number_taken_meanwhile_enters_none(house: House) -> None:
    keeper = signed_in(house, "custodian")
    page = sent(keeper, xlsx(["A-0", "执法记录仪"], ["A-1", "执法记录仪"]), 200)
    sent_first = sent(keeper, xlsx(["A-1", "执法记录仪"]), 200)
    keeper.post(SHEET, {"carried": hidden(sent_first, "carried")})
    answer = keeper.post(SHEET, {"carried": hidden(page, "carried")})
    assert answer.status_code == 422
    assert "A-1" in answer.content.decode()
    codes = Device.objects.within(house.bureau.pk).values_list("code", flat=True)
    assert list(codes) == ["A-1"]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no sheet", xlsx(head=["姓名"])])
def test_what_is_no_sheet_of_devices_is_one_sentence(house: House, raw: bytes) -> None:
    with pytest.raises(BadDeviceError):
        preview_devices(house.custodian, raw)
    assert "Traceback" not in sent(signed_in(house, "custodian"), raw, 422)


def test_an_empty_sheet_is_said_to_be_so(house: House) -> None:
    found = preview_devices(house.custodian, xlsx())
    assert [fault.row for fault in found.faults] == [0]


def test_who_manages_no_devices_brings_in_none(house: House) -> None:
    with pytest.raises(NotPermittedError):
        preview_devices(house.officer, example_devices())
