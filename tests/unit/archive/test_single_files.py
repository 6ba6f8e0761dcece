# SPDX-License-Identifier: Apache-2.0
"""One file: in its bundle, beside it, the bundle as one file; and a write that fails half way."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.trace.models import Leaf
from liuhen.archive.errors import TargetError, UnreadableError
from liuhen.archive.verify import verify
from liuhen.cli.main import main
from support.bundles import furnished
from support.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(house: House, tmp_path: Path) -> Path:
    furnished(house).export(tmp_path / "bundle")
    return tmp_path / "bundle"


def original(bundle: Path) -> Path:
    return min((bundle / "data/originals").iterdir())


def test_a_recording_in_its_bundle_is_verified_with_it(bundle: Path) -> None:
    result = verify(original(bundle))
    assert result.intact
    assert any(original(bundle).name in remark for remark in result.remarks)

    original(bundle).write_bytes(b"other")
    assert any(original(bundle).name in line for line in verify(original(bundle)).lines())


def test_a_recording_beside_its_bundle_is_found_by_its_bytes(bundle: Path) -> None:
    beside = bundle.parent / "从邮箱收到的.mp4"
    shutil.copyfile(original(bundle), beside)
    result = verify(beside)
    assert result.intact
    assert any(original(bundle).name in remark for remark in result.remarks)

    beside.write_bytes(beside.read_bytes()[:-1])
    assert any(
        line.startswith(f"{beside}: no file of the bundle") for line in verify(beside).lines()
    )


@pytest.mark.parametrize("left", [0.999, 0.6, 0.05])
def test_a_zip_file_that_was_cut_off_is_said_to_end_early(
    bundle: Path, left: float, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.zip"
    shutil.make_archive(str(whole.with_suffix("")), "zip", bundle.parent, bundle.name)
    (tmp_path / "alone").mkdir()
    cut = tmp_path / "alone" / "cut.zip"
    size = round(whole.stat().st_size * left)
    cut.write_bytes(whole.read_bytes()[:size])

    assert main(["verify", str(cut)]) == 2
    said = capsys.readouterr().err
    assert f"ends early: {size} bytes" in said
    assert "beside it" not in said
    assert len(said.splitlines()) == 1

    beside = tmp_path / "cut.zip"  # beside the bundle it is a file that was changed
    shutil.copyfile(cut, beside)
    assert main(["verify", str(beside)]) == 1
    assert "ends early" in capsys.readouterr().out


def test_how_far_a_cut_off_zip_file_ought_to_go_is_said(tmp_path: Path) -> None:
    path = tmp_path / "long.zip"
    with zipfile.ZipFile(path, "w") as packed:
        with packed.open("a.txt", "w", force_zip64=True) as file:
            file.write(b"a" * 100)
        packed.writestr("data/footage.mp4", b"b" * 5000)
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(UnreadableError, match=r"1000 bytes, and data/footage.mp4 .* byte 52\d\d"):
        verify(path)


def test_a_file_that_only_begins_like_a_zip_file_is_not_called_one(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"PK")

    with pytest.raises(UnreadableError, match="no bundle itself"):
        verify(path)


@pytest.mark.parametrize("both", [False, True])
def test_a_file_that_was_cut_off_is_said_first_with_its_sizes(bundle: Path, *, both: bool) -> None:
    """The bag's info is not accused of what a file of the payload explains."""
    cut = [original(bundle), *([bundle / "data" / "custody.html"] if both else [])]
    sizes = [path.stat().st_size for path in cut]
    for path, size in zip(cut, sizes, strict=True):
        path.write_bytes(path.read_bytes()[: size // 2])

    first, *others = verify(bundle).lines()

    left = f"{sizes[0] // 2} bytes are left of {sizes[0]}"
    assert first == f"data/originals/{cut[0].name}: was cut off: {left}"
    assert not [one for one in others if one.startswith("bag-info.txt: ")]
    assert [one for one in others if one.startswith("data/: holds ")]


def test_a_paper_of_the_house_that_was_cut_off_is_said_too(bundle: Path) -> None:
    path = bundle / "data" / "facts.json"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-7])

    assert next(verify(bundle).lines()).endswith(f"cut off: {size - 7} bytes are left of {size}")


def test_a_sum_that_was_changed_alone_is_laid_to_the_bag_info(bundle: Path) -> None:
    path = bundle / "bag-info.txt"
    path.write_text(path.read_text("utf-8").replace("Payload-Oxum: ", "Payload-Oxum: 1"), "utf-8")

    assert any(one.startswith("bag-info.txt: says 1") for one in verify(bundle).lines())


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "zip"])
def test_a_packed_bundle_is_verified_without_unpacking(bundle: Path, ending: str) -> None:
    packed = bundle.parent / f"packed.{ending}"
    if ending == "zip":
        shutil.make_archive(str(bundle.parent / "packed"), "zip", bundle.parent, "bundle")
    else:
        with tarfile.open(packed, "w:gz" if ending == "tar.gz" else "w") as made:
            made.add(bundle, "bundle")
    before = sorted(path.name for path in bundle.parent.iterdir())

    result = verify(packed, sm3=True)

    assert result.intact, list(result.lines())
    assert result.files == 15
    assert sorted(path.name for path in bundle.parent.iterdir()) == before


def test_the_command_answers_with_its_exit_status(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle), "--sm3"]) == 0
    original(bundle).write_bytes(b"x")
    assert main(["verify", str(bundle)]) == 1
    out = capsys.readouterr().out
    assert f"data/originals/{original(bundle).name}: was changed" in out
    assert main(["verify", str(bundle), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert {one["name"] for one in answer["findings"]} >= {
        f"data/originals/{original(bundle).name}"
    }


def test_verifying_loads_neither_framework_nor_database(bundle: Path) -> None:
    program = (
        "import sys; from liuhen.cli.main import main; "
        f"status = main(['verify', {str(bundle)!r}]); "
        "bad = {'django', 'sqlite3', 'psycopg', 'boto3', 'granian'}; "
        "print(status, sorted(bad & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_bundle_that_cannot_be_written_leaves_nothing_and_is_no_export(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file = furnished(house)
    real, written = os.write, 0

    def full(descriptor: int, raw: Any) -> int:
        nonlocal written
        written += len(raw)
        if written > 30_000:
            raise OSError(number, os.strerror(number))
        return real(descriptor, raw)

    monkeypatch.setattr("liuhen.archive.sinks.os.write", full)
    with pytest.raises(TargetError, match="nothing was left there"):
        file.export(tmp_path / "out/bundle")

    monkeypatch.undo()
    assert list((tmp_path / "out").iterdir()) == []
    assert not Leaf.objects.filter(act="archives.export_bundle").exists()


@pytest.mark.parametrize("there", ["a file in it", "a file of its name", "a link"])
def test_what_is_there_is_never_written_into(house: House, tmp_path: Path, there: str) -> None:
    target = tmp_path / "bundle"
    if there == "a file in it":
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    elif there == "a link":
        (tmp_path / "elsewhere").mkdir()
        target.symlink_to(tmp_path / "elsewhere")
    else:
        target.write_text("mine")
    file = furnished(house)

    with pytest.raises(TargetError):
        file.export(target)

    assert not (tmp_path / "elsewhere/data").exists()


def test_an_empty_folder_takes_a_bundle(house: House, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    furnished(house).export(tmp_path / "bundle")

    assert verify(tmp_path / "bundle").intact


def test_bagit_itself_finds_the_bag_valid(bundle: Path) -> None:
    import bagit

    bag = bagit.Bag(str(bundle))
    bag.validate(processes=1)
    assert bag.info["External-Description"] == "送法院"

    original(bundle).write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(bundle)).validate()
