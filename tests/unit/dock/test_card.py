# SPDX-License-Identifier: Apache-2.0
"""What is collected from a card, and what is passed over."""

import os
from pathlib import Path

import pytest

from liuhen.dock.card import Found, edges, is_there, list_card, open_file, readable
from liuhen.dock.errors import CardGoneError


def put(root: Path, path: bytes | str, data: bytes = b"x") -> None:
    target = root / os.fsdecode(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def paths(root: Path) -> set[str]:
    return {readable(file.path) for file in list_card(root).files}


def test_every_makers_files_are_collected_whatever_their_ending(tmp_path: Path) -> None:
    names = [
        "DCIM/100MEDIA/0001.MP4", "record/a.dav", "A/b.h264", "audio/1.wav", "photo/1.JPG",
        "gps/track.nmea", "文书/笔录.docx", "无扩展名", "FOUND.000/FILE0000.CHK", ".hidden.mp4",
    ]  # fmt: skip
    for name in names:
        put(tmp_path, name)

    assert paths(tmp_path) == set(names)


def test_what_belongs_to_the_system_is_passed_over_and_named(tmp_path: Path) -> None:
    junk = [
        ".Trashes/1.mp4", "System Volume Information/WPSettings.dat", "$RECYCLE.BIN/x.mp4",
        ".Trash-1000/files/x.mp4", ".DS_Store", "Thumbs.db", "._0001.mp4", "DCIM/desktop.ini",
        "setup.exe",
    ]  # fmt: skip
    for name in [*junk, "DCIM/0001.mp4"]:
        put(tmp_path, name)

    listing = list_card(tmp_path)

    assert [file.path for file in listing.files] == ["DCIM/0001.mp4"]
    assert len(listing.passed_over) == len(junk)
    assert {one.why for one in listing.passed_over} == {"system", "program"}


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    put(tmp_path, "0001.mp4", b"")

    listing = list_card(tmp_path)

    assert listing.files == ()
    assert [(one.path, one.why) for one in listing.passed_over] == [("0001.mp4", "empty")]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    card = tmp_path / "card"
    put(tmp_path, "secret/passwords.txt")
    put(card, "0001.mp4")
    (card / "a.mp4").symlink_to(tmp_path / "secret" / "passwords.txt")
    (card / "folder").symlink_to(tmp_path / "secret")
    os.mkfifo(card / "pipe.mp4")

    listing = list_card(card)

    assert [file.path for file in listing.files] == ["0001.mp4"]
    assert {one.path: one.why for one in listing.passed_over} == {
        "a.mp4": "link", "folder": "link", "pipe.mp4": "special",
    }  # fmt: skip
    with pytest.raises(OSError, match="symbolic"):
        open_file(card, Found("a.mp4", 1, 0))


def test_names_that_are_no_utf8_keep_their_bytes_and_are_read_as_gb18030(tmp_path: Path) -> None:
    put(tmp_path, "巡查.mp4".encode("gb18030"), b"gbk")
    put(tmp_path, b"\xff\xfe\xff.mp4", b"raw")

    files = {file.name: file for file in list_card(tmp_path).files}

    assert set(files) == {"巡查.mp4", "\\xff\\xfe\\xff.mp4"}
    with open_file(tmp_path, files["巡查.mp4"]) as opened:
        assert opened.read() == b"gbk"


def test_a_deep_tree_costs_no_stack(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 800)
    put(tmp_path, f"{deep}/0001.mp4")

    assert paths(tmp_path) == {f"{deep}/0001.mp4"}


def test_the_oldest_come_first(tmp_path: Path) -> None:
    for name, age in (("b.mp4", 5), ("a.mp4", 9), ("c.mp4", 7)):
        put(tmp_path, name)
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))

    assert [file.path for file in list_card(tmp_path).files] == ["a.mp4", "c.mp4", "b.mp4"]


def test_files_of_one_name_size_and_time_are_told_apart_by_their_ends(tmp_path: Path) -> None:
    size = 1 << 18
    seen = set()
    for head, tail in ((b"a", b"a"), (b"b", b"a"), (b"a", b"b")):
        put(tmp_path, "0001.mp4", head + bytes(size - 2) + tail)
        with open_file(tmp_path, Found("0001.mp4", size, 0)) as opened:
            seen.add(edges(opened, size))

    assert len(seen) == 3


def test_a_card_that_is_out_is_told_from_one_that_is_in(tmp_path: Path) -> None:
    put(tmp_path / "card", "0001.mp4")
    assert is_there(tmp_path / "card")
    assert not is_there(tmp_path / "card", device=-1)  # another one in its place

    with pytest.raises(CardGoneError, match="gone: cannot be read"):
        list_card(tmp_path / "gone")
