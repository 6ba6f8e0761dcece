# SPDX-License-Identifier: Apache-2.0
"""`liuhen vault`: what it prints and how it ends."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.vault import vault
from liuhen.cli import vault as command
from liuhen.cli.main import main
from support.house import House


@pytest.fixture(autouse=True)
def own_vault(settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_HOME = str(tmp_path)  # its lock too: others run beside
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()


def scan(house: House, name: str) -> Path:
    kept = keep_scan(by=house.officer, file_name=name, chunks=[b"%PDF-" + name.encode()])
    with vault().as_file(str(house.bureau.pk), kept.digest) as path:
        return path


def test_a_whole_vault_ends_with_0_and_a_sentence(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    scan(house, "a.pdf")

    assert main(["vault", "scrub"]) == 0
    assert (
        "1 object read again (10 bytes); all of them are what came in." in capsys.readouterr().out
    )


def test_each_damaged_object_has_a_line_and_the_end_is_1(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    path = scan(house, "询问笔录.pdf")
    scan(house, "whole.pdf")
    path.chmod(0o600)
    path.write_bytes(b"something else")

    assert main(["vault", "scrub"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"changed\tsha256:{path.name}\t{house.bureau.name}\t询问笔录.pdf"
    assert lines[1].startswith("2 objects read again")
    assert "1 changed or missing" in lines[1]

    path.unlink()
    house.clock.later(hours=2)
    assert main(["vault", "scrub", "--json", "--older-than", "1", "--rate", "9"]) == 1
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert (found["objects"], found["whole_again"]) == (2, 0)
    assert [(one["what"], one["names"]) for one in found["damaged"]] == [
        ("missing", ["询问笔录.pdf"])
    ]
    assert "changed or missing" in said.err


def test_a_long_reading_says_how_far_it_is(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(house, "a.pdf")
    scan(house, "b.pdf")
    monkeypatch.setattr(command, "_SAID_EVERY_SECONDS", 0.0)

    assert main(["vault", "scrub", "--threads", "1"]) == 0

    said = capsys.readouterr().err
    assert "1 of 2 objects, 10 bytes of 20 bytes, 0 damaged, about 0 s left" in said


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 bytes"), (1023, "1,023 bytes"), (1536, "1.5 KiB"), (5 << 40, "5,120.0 GiB")],
)
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert command._size(size) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (61, "1 min 1 s"), (3725, "1 h 2 min")]
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert command._duration(seconds) == said


def test_sweep_says_what_it_does_in_one_sentence(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    vault().put(str(house.bureau.pk), [b"no row"], most_bytes=10)
    house.clock.time = datetime.now(UTC) + timedelta(days=2)

    assert main(["vault", "sweep", "--dry-run"]) == 0
    assert "1 object without a row would go into quarantine" in capsys.readouterr().out
    assert main(["vault", "sweep"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("quarantined\tsha256:")
    assert lines[1] == "1 object without a row went into quarantine for 30 days."
    assert main(["vault", "sweep", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["quarantined"] == []
    assert said.err == "Every object has its row; nothing was to be done.\n"


def test_a_store_that_cannot_be_used_is_one_line_and_2(
    house: House, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    scan(house, "a.pdf")
    settings.LIUHEN_STORE_URL = "ftp://nowhere"

    assert main(["vault", "scrub"]) == 2
    assert "LIUHEN_STORE_URL: 'ftp' is not a known store" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--rate", "0"], ["--threads", "x"], ["--older-than", "-1"], ["--older-than", "nan"]]
)
def test_a_number_that_is_none_is_one_line_and_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vault", "scrub", *words]) == 2
    assert words[0] in capsys.readouterr().err


def test_repair_takes_a_good_copy_and_ends_with_0(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = scan(house, "a.pdf")
    digest = f"sha256:{path.name}"
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(b"%PDF-a.pdf")
    (tmp_path / "empty").mkdir()
    path.chmod(0o600)
    path.write_bytes(b"%PDF-b.pdf")
    assert main(["vault", "scrub"]) == 1
    assert "liuhen vault repair" in capsys.readouterr().out

    assert main(["vault", "repair", str(tmp_path / "empty")]) == 1
    assert "still changed or missing" in capsys.readouterr().out
    assert main(["vault", "repair", str(copy)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"mended\t{digest}\t{house.bureau.name}\t{copy}",
        "1 object mended and read back; nothing is known as damaged.",
    ]
    assert path.read_bytes() == b"%PDF-a.pdf"

    assert main(["vault", "repair", str(copy), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(one["was"], one["safe"]) for one in said["copies"]] == [("whole", True)]
    assert said["damaged"] == []


def test_a_copy_of_nothing_and_a_file_that_is_not_there_are_said(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").write_bytes(b"other")

    assert main(["vault", "repair", str(tmp_path / "other")]) == 1
    assert "No copy of anything was found there" in capsys.readouterr().out
    assert main(["vault", "repair", str(tmp_path / "none")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
