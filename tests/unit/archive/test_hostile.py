# SPDX-License-Identifier: Apache-2.0
"""What arrives as a bundle may be anything: it gives findings or one sentence, no traceback."""

import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from liuhen.archive.errors import UnreadableError
from liuhen.archive.manifests import manifest, read_manifest
from liuhen.archive.names import MOST_BYTES, Names, safe_name
from liuhen.archive.verify import verify
from liuhen.cli.main import main

DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Something that has the look of a bundle."""
    folder = tmp_path / "bag"
    (folder / "data").mkdir(parents=True)
    (folder / "journal").mkdir()
    (folder / "bagit.txt").write_bytes(DECLARED)
    (folder / "manifest-sha256.txt").write_bytes(b"")
    (folder / "tagmanifest-sha256.txt").write_bytes(b"")
    return folder


def lines(place: Path) -> list[str]:
    return list(verify(place).lines())


def test_paths_of_a_manifest_that_lead_out_are_named_and_never_opened(
    bag: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("outside")
    text = "".join(
        f"{'0' * 64}  {path}\n" for path in ("data/../../secret", "/etc/passwd", "C:/x", "data\\x")
    )
    (bag / "manifest-sha256.txt").write_text(text)

    found = "\n".join(lines(bag))

    assert found.count("leads out of the bundle") == 4


def test_links_and_other_things_are_named_and_not_followed(bag: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    (bag / "data/link").symlink_to(tmp_path / "secret")
    (bag / "data/folder").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(bag / "data/pipe")

    found = "\n".join(lines(bag))

    assert "data/link: is a link" in found
    assert "data/folder: is a link" in found
    assert "data/pipe: is no plain file" in found


HOSTILE: dict[str, tuple[str, bytes]] = {
    "bad UTF-8 in a manifest": ("manifest-sha256.txt", b"\xff\xfe" * 50),
    "bad UTF-8 in leaves": ("journal/leaves.jsonl", b"\xff\xfe\n" * 3),
    "deep JSON": ("data/contents.json", b"[" * 200_000),
    "deep leaf": ("journal/leaves.jsonl", b"[" * 200_000 + b"\n"),
    "deep text of a leaf": (
        "journal/leaves.jsonl",
        b'{"leaf":"' + b"[" * 90_000 + b'","proof":[],"payload":null,"salt":null}\n',
    ),
    "a number without end": (
        "journal/checkpoint.txt",
        b"a\n" + b"9" * 20_000 + "\nAAAA\n\n— a AAAAAAAAAA==\n".encode(),
    ),
    "facts that are none": ("data/facts.json", b'{"case": 1e999}'),
    "zeros": ("journal/key.txt", b"\0" * 1000),
    "no line break": ("journal/heads.jsonl", b"x" * 100_000),
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_hostile_content_gives_findings(bag: Path, what: str) -> None:
    name, raw = HOSTILE[what]
    (bag / name).write_bytes(raw)

    assert lines(bag)


def test_names_that_are_no_utf8_are_shown_and_not_fatal(bag: Path) -> None:
    (bag / os.fsdecode(b"data/\xff\xfe.mp4")).write_bytes(b"x")

    assert any("was added" in line for line in lines(bag))


def packed(tmp_path: Path, fill: Callable[[zipfile.ZipFile], object]) -> Path:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bagit.txt", DECLARED)
        fill(made)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    def fill(made: zipfile.ZipFile) -> None:
        with made.open("data/bomb", "w", force_zip64=True) as file:
            for _ in range(300):
                file.write(bytes(1 << 20))

    with pytest.raises(UnreadableError, match="would unpack from"):
        verify(packed(tmp_path, fill))


def test_entries_of_a_zip_that_lead_out_are_named(tmp_path: Path) -> None:
    found = "\n".join(lines(packed(tmp_path, lambda made: made.writestr("../../evil", b"x"))))

    assert "leads out of the bundle" in found
    assert not (tmp_path.parent / "evil").exists()


def test_a_torn_zip_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path, lambda made: made.writestr("data/x", os.urandom(5000)))
    raw = bytearray(path.read_bytes())
    raw[80:200] = b"\0" * 120
    path.write_bytes(raw)

    assert main(["verify", str(path)]) in (1, 2)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err


def test_links_in_a_tar_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bundle.tar"
    with tarfile.open(path, "w") as made:
        link = tarfile.TarInfo("data/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
        head = tarfile.TarInfo("bagit.txt")
        head.size = len(DECLARED)
        made.addfile(head, io.BytesIO(DECLARED))

    assert any("data/link: is a link" in line for line in lines(path))


@pytest.mark.parametrize("what", ["nothing there", "an empty folder", "a text file"])
def test_what_is_no_bundle_could_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    place = tmp_path / "x"
    if what == "an empty folder":
        place.mkdir()
    elif what == "a text file":
        place.write_text("hello")

    assert main(["verify", str(place)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize("missing", ["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_bundle_without_one_of_its_heads_is_still_a_bundle(bag: Path, missing: str) -> None:
    (bag / missing).unlink()
    (bag / "data/x").write_text("x")

    assert any(missing in line for line in lines(bag))


# ---------------------------------------------------------------- names and manifests


@pytest.mark.parametrize(
    ("wished", "name"),
    [
        ("询问笔录.pdf", "询问笔录.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j%k.mp4', "a_b_c_d_e_f_g_h_i_j_k.mp4"),
        ("aux.mp4", "_aux.mp4"),
        ("end. . ", "end"),
        ("", "file"),
        ("...", "file"),
        (".hidden", "_.hidden"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("\ud800x.mp4", "?x.mp4".replace("?", "_")),
    ],
)
def test_a_name_is_safe_everywhere(wished: str, name: str) -> None:
    assert safe_name(wished) == name


def test_long_names_keep_their_extension_and_stay_whole_characters() -> None:
    name = safe_name("执" * 300 + ".mp4")

    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith("执.mp4")


def test_names_that_fall_together_get_numbers() -> None:
    names = Names()
    made = [names.take(one) for one in ("é.mp4", "e\u0301.mp4", "É.MP4", "ｅ.mp4", "e.mp4")]

    assert len({one.casefold() for one in made}) == 5


def test_a_manifest_has_one_form() -> None:
    raw = manifest({"data/乙": "a" * 64, "data/a": "b" * 64})
    assert read_manifest(raw) == ({"data/a": "b" * 64, "data/乙": "a" * 64}, [])

    for other in (raw.upper(), raw[:-1], raw + raw[:10], raw.replace(b"  ", b" *"), raw * 2):
        assert read_manifest(other)[1]
