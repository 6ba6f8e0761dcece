# SPDX-License-Identifier: Apache-2.0
"""A recorder's card and single files, brought in by a real browser to the real server."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits

MIB = 1 << 20
SAFE = "section[data-state=all_safe]"


@pytest.fixture
def told(many_writers: None, clock: Any, tmp_path: Path) -> Iterator[Any]:
    """A server with a worker beside it, and an officer's device in the register."""
    from liuhen.apps.evidence.models import Device, DeviceKind
    from liuhen.apps.trace.journal import act
    from support.house import SYSTEM, House
    from support.serving import Server

    house = House(clock)
    with act("test.device", by=SYSTEM) as record:
        for code, kind in (("DSJ-01", DeviceKind.RECORDER), ("SXT-01", DeviceKind.FIXED)):
            device = Device(
                bureau=house.bureau, section=house.section, code=code, serial=f"{code}-S",
                kind=kind, place="大厅", registered_at=record.at,
            )  # fmt: skip
            record.create(device)
    officer = house.people["officer"]
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    server = Server(tmp_path, quick=True).start()
    worker = server.work()
    yield type("Told", (), {"house": house, "server": server, "user": officer.username})
    worker.kill()
    worker.wait()
    server.close()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Three recordings, one of them failed, and what Windows leaves on a card."""
    root = tmp_path / "card"
    (root / "DCIM").mkdir(parents=True)
    (root / "System Volume Information").mkdir()
    (root / "System Volume Information/x.dat").write_bytes(b"x")
    for number in range(2):
        name = f"DSJ-01_officer_2026030209000{number}.mp4"
        (root / "DCIM" / name).write_bytes(random.Random(number).randbytes(9 * MIB + number))
    (root / "DCIM/失败.mp4").write_bytes(b"")
    return root


def go(page: Page, told: Any, path: str) -> None:
    page.goto(told.server.address + path)
    page.get_by_label("用户名").fill(told.user)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(told.server.address + path)


def originals(told: Any) -> dict[str, Any]:
    from liuhen.apps.evidence.models import Original

    rows = Original.objects.within(told.house.bureau.pk).select_related("object", "device")
    return {row.file_name: row for row in rows}


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_card_is_chosen_and_called_clear_once_all_is_safe(
    window: Callable[..., Page],
    told: Any,
    card: Path,
    size: tuple[int, int],
    serious_faults: Callable[[Page], list[str]],
) -> None:
    page = window(*size)
    page.set_default_timeout(30_000)
    go(page, told, "/dock/")
    assert serious_faults(page) == []

    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector(SAFE)

    expect(page.get_by_role("heading", name="可以取下，可以清空存储卡")).to_be_in_viewport()
    rows = page.locator("[data-files] li")
    assert sorted(rows.locator("[data-said]").all_inner_texts()) == sorted(
        ["安全，可以删除"] * 2 + ["空文件：这一段没有录上"]
    )
    assert page.get_by_label("执法记录仪").input_value() == "DSJ-01"
    assert page.get_by_label("执法人员").input_value() == "officer"
    kept = originals(told)
    assert len(kept) == 2
    row = kept["DSJ-01_officer_20260302090000.mp4"]
    assert (row.came_by, row.device.code, row.object.size_bytes) == ("dock", "DSJ-01", 9 * MIB)
    assert fits(page)


def test_a_page_that_was_closed_goes_on_where_it_was(page: Page, told: Any, card: Path) -> None:
    from liuhen.apps.evidence.models import Upload

    page.set_default_timeout(30_000)
    raw = random.Random(7).randbytes(40 * MIB)
    (card / "DCIM/long.mp4").write_bytes(raw)
    go(page, told, "/dock/")
    sent: list[str] = []
    refused: list[int] = []
    page.on("response", lambda r: refused.append(r.status) if r.status >= 400 else None)

    def cut(route: Any) -> None:
        sent.append(route.request.headers.get("upload-offset", ""))
        if len(sent) > 3:
            route.abort()
        else:
            route.continue_()

    page.route(
        "**/api/v1/uploads/*", lambda r: cut(r) if r.request.method == "PATCH" else r.continue_()
    )
    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector("section[data-state=troubled]")
    page.get_by_role("button", name="暂停").click()
    page.wait_for_selector("section[data-state=paused]")
    page.goto("about:blank")
    begun = Upload.everywhere.count()

    page.unroute_all()
    page.goto(told.server.address + "/dock/")
    again: list[int] = []
    page.on(
        "request",
        lambda r: again.append(int(r.headers["upload-offset"])) if r.method == "PATCH" else None,
    )
    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector(SAFE)

    assert refused == []
    assert any(again)
    assert len(again) < 9  # pieces of 8 MiB: some were there before the page was closed
    assert Upload.everywhere.count() >= begun
    assert {row.object.size_bytes for row in originals(told).values()} == {
        40 * MIB, 9 * MIB, 9 * MIB + 1,
    }  # fmt: skip


def test_what_was_kept_before_is_not_sent_again(page: Page, told: Any, card: Path) -> None:
    page.set_default_timeout(30_000)
    go(page, told, "/dock/")
    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector(SAFE)
    page.reload()
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.method) if r.method in ("POST", "PATCH") else None)

    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector(SAFE)

    assert sent == []


def test_files_are_dropped_on_the_upload_page(
    page: Page, told: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    """004 art. 16: a fixed camera's clip, with how far its clock is off."""
    from liuhen.apps.cases import acts
    from support.house import beijing

    page.set_default_timeout(30_000)
    visit = acts.add_activity(
        by=told.house.officer, kind="inquiry", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:30"), section=told.house.section,
    )  # fmt: skip
    query = f"camera=SXT-01&offset_ms=-125000&activity={visit.item}"
    go(page, told, f"/recordings/upload/?{query}")
    assert serious_faults(page) == []
    drop = """() => {
      const held = new DataTransfer();
      held.items.add(new File([new Uint8Array(100000)], "ch1.mp4"));
      held.items.add(new File(["笔录"], "笔录.txt"));
      document.querySelector("[data-drop]").dispatchEvent(
        new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(drop)
    page.wait_for_selector(SAFE)

    kept = originals(told)
    assert set(kept) == {"ch1.mp4", "笔录.txt"}
    row = kept["ch1.mp4"]
    assert (row.device.code, row.kind, row.offset_ms) == ("SXT-01", "surveillance", 0)
    said = {one["word"]: one for one in row.findings}["clock_unconfirmed"]
    assert said["offset_ms"] == -125_000, "kept, until the custodian confirms it"
    expect(page.locator("[data-declared] li")).to_have_count(2)
    told_of = page.locator("[data-declared] li", has_text="ch1.mp4")
    expect(told_of).not_to_contain_text("已有此文件")
    page.reload()
    page.evaluate(drop)
    expect(told_of).to_contain_text("已有此文件")


def test_without_scripts_a_plain_form_takes_files(
    window: Callable[..., Page], told: Any, tmp_path: Path
) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"\xff\xd8\xff" + bytes(1000))
    page = window(scripts=False)
    go(page, told, "/recordings/upload/")
    page.set_input_files("input[name=chosen]", tmp_path / "现场.jpg")
    page.get_by_role("button", name="导入").click()

    page.wait_for_url("**/recordings/*/")
    assert originals(told)["现场.jpg"].came_by == "form"


def test_a_card_is_chosen_by_keyboard(page: Page, told: Any) -> None:
    go(page, told, "/dock/")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('input[webkitdirectory]')"):
            break
    else:
        pytest.fail("the keyboard does not reach the choice of the folder")
    with page.expect_file_chooser():
        page.keyboard.press("Enter")


def test_pausing_again_and_again_loses_nothing(page: Page, told: Any, card: Path) -> None:
    page.set_default_timeout(30_000)
    (card / "DCIM/long.mp4").write_bytes(random.Random(7).randbytes(60 * MIB))
    go(page, told, "/dock/")
    refused: list[int] = []
    page.on(
        "response", lambda r: refused.append(r.status) if r.status not in (200, 201, 204) else None
    )

    page.set_input_files("input[webkitdirectory]", card)
    page.wait_for_selector("section[data-state=sending]")
    for _press in range(6):
        page.evaluate("document.querySelector('[data-pause]').click()")
        page.wait_for_timeout(60)
    page.wait_for_selector(SAFE)

    assert set(refused) <= {423}  # the server may still be reading the piece that was cut off
    assert len(originals(told)) == 3
