# SPDX-License-Identifier: Apache-2.0
"""Seals and signatures: added at the end, drawn anew, and found out when a byte has changed."""

import io
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from liuhen.paper.press import draw_stamp, press
from liuhen.paper.sealing import seal_pdf, sign_place, verify_pdf
from liuhen.paper.seals import Seal, SealError, open_seal
from liuhen.paper.sheets import Place, PressError, Printed
from support.papers import SEALED_AT, a_sheet, drawn, strokes


@pytest.fixture(scope="module")
def printed() -> Printed:
    return press(a_sheet())


def place_of(printed: Printed, role: str) -> Place:
    return next(place for place in printed.places if place.role == role)


def roots(seal: Seal) -> list[bytes]:
    return [seal.authority.read_bytes()]


def inside(picture: Image.Image, place: Place) -> Image.Image:
    scale = picture.width / 595.28
    x1, y1, x2, y2 = place.box
    height = picture.height / scale
    return picture.crop(
        tuple(round(side * scale) for side in (x1, height - y2, x2, height - y1))  # type: ignore[arg-type]  # four of them
    )


def test_keys_are_for_their_owner_alone_and_made_once(seal: Seal) -> None:
    for key in (seal.key, seal.sm2_key, seal.authority.with_suffix(".key")):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = seal.key.read_bytes()
    assert open_seal(seal.key.parent, "jinpu-ocean", "某市某区某某局", SEALED_AT) == seal
    assert seal.key.read_bytes() == before


def test_a_name_of_files_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="cannot name the files"):
        open_seal(tmp_path, "../escape", "某局", SEALED_AT)


def test_a_sealed_paper_begins_with_the_bytes_that_were_pressed(
    printed: Printed, seal: Seal
) -> None:
    sealed = seal_pdf(printed.pdf, seal, at=SEALED_AT)
    (found,) = verify_pdf(sealed, roots(seal))

    assert sealed.startswith(printed.pdf)
    assert b"/ETSI.CAdES.detached" in sealed
    assert (found.intact, found.trusted, found.whole) == (True, True, True)
    assert (found.signer, found.at) == ("某市某区某某局", SEALED_AT)


def test_nobody_is_trusted_who_is_not_named(printed: Printed, seal: Seal, tmp_path: Path) -> None:
    other = open_seal(tmp_path, "other", "另一局", SEALED_AT)
    (found,) = verify_pdf(seal_pdf(printed.pdf, seal, at=SEALED_AT), roots(other))
    assert (found.intact, found.trusted) == (True, False)


def test_every_signature_leaves_the_revision_before_it_whole(printed: Printed, seal: Seal) -> None:
    party = place_of(printed, "party")
    signed = sign_place(
        printed.pdf,
        party,
        seal,
        name="王𠮷",
        at=SEALED_AT,
        reason="当事人在屏幕上手写签名",
        picture=strokes(),
        day="2026年3月2日",
    )
    sealed = seal_pdf(signed, seal, at=SEALED_AT)

    assert signed.startswith(printed.pdf)
    assert sealed.startswith(signed)
    first, second = verify_pdf(sealed, roots(seal))
    assert (first.name, first.reason) == ("王𠮷", "当事人在屏幕上手写签名")
    assert (first.intact, first.whole) == (True, False)
    assert (second.intact, second.whole) == (True, True)


def test_what_was_drawn_is_seen_at_its_place(printed: Printed, seal: Seal) -> None:
    party = place_of(printed, "party")
    signed = sign_place(
        printed.pdf,
        party,
        seal,
        name="王某",
        at=SEALED_AT,
        reason="签名",
        picture=strokes(),
        day="3月2日",
    )
    before, after = (inside(drawn(pdf), party).convert("L") for pdf in (printed.pdf, signed))
    ink = [sum(tone < 128 for tone in picture.tobytes()) for picture in (before, after)]
    assert ink[1] > ink[0] + 200


def test_a_seal_of_the_bureau_is_seen_in_its_colour(printed: Printed, seal: Seal) -> None:
    place = place_of(printed, "seal")
    sealed = seal_pdf(printed.pdf, seal, at=SEALED_AT, place=place, picture=strokes("#d00000"))
    shown = inside(drawn(sealed), place).convert("RGB")
    red = sum(
        r > 150 and g < 120 and b < 120
        for r, g, b in zip(*[iter(shown.tobytes())] * 3, strict=True)
    )
    assert red > 100


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_changed_byte_is_found(printed: Printed, seal: Seal, share: float) -> None:
    sealed = bytearray(seal_pdf(printed.pdf, seal, at=SEALED_AT))
    sealed[int(len(printed.pdf) * share)] ^= 1
    try:
        (found,) = verify_pdf(bytes(sealed), roots(seal))
    except SealError:
        return  # so damaged that it cannot be read
    assert not found.intact


def test_nothing_of_the_file_that_came_is_kept(printed: Printed, seal: Seal) -> None:
    marked = PngImagePlugin.PngInfo()
    marked.add_text("Comment", "MARKER-IN-A-COMMENT")
    picture = Image.open(io.BytesIO(strokes()))
    made = io.BytesIO()
    picture.save(made, "PNG", pnginfo=marked)
    hostile = made.getvalue() + b"MARKER-BEHIND-THE-END"

    stamp = draw_stamp(width=120, height=30, picture=hostile)

    assert b"MARKER" in hostile
    assert b"MARKER" not in stamp
    signed = sign_place(
        printed.pdf,
        place_of(printed, "party"),
        seal,
        name="x",
        at=SEALED_AT,
        reason="x",
        picture=hostile,
    )
    assert b"MARKER" not in signed


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (b"GIF89a", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n1234", "cannot be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read"),
    ],
)
def test_a_picture_that_is_none_is_refused(picture: bytes, says: str) -> None:
    with pytest.raises(PressError, match=says):
        draw_stamp(width=120, height=30, picture=picture)


def test_an_empty_signature_is_refused() -> None:
    made = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(made, "PNG")
    with pytest.raises(PressError, match="empty"):
        draw_stamp(width=120, height=30, picture=made.getvalue())


def test_a_picture_that_unpacks_to_far_too_much_is_refused() -> None:
    made = io.BytesIO()
    Image.new("L", (9000, 9000)).save(made, "PNG")
    with pytest.raises(PressError):
        draw_stamp(width=120, height=30, picture=made.getvalue())


def test_a_damaged_key_is_said_to_be_one(printed: Printed, seal: Seal, tmp_path: Path) -> None:
    own = open_seal(tmp_path, "mine", "某局", SEALED_AT)
    own.key.write_text("no key")
    with pytest.raises(SealError, match="damaged"):
        seal_pdf(printed.pdf, own, at=SEALED_AT)


def test_what_is_no_pdf_cannot_be_signed(seal: Seal) -> None:
    with pytest.raises(SealError, match="cannot be signed"):
        seal_pdf(b"no PDF", seal, at=SEALED_AT)


def test_pdfsig_says_that_the_signature_is_valid(
    printed: Printed, seal: Seal, tmp_path: Path
) -> None:
    """Another reader than the library that signed; `scripts/pdfsig` installs it."""
    program = shutil.which("pdfsig")
    if program is None:
        pytest.skip("pdfsig is not installed (scripts/pdfsig)")
    file = tmp_path / "paper.pdf"
    signed = sign_place(
        seal_pdf(printed.pdf, seal, at=SEALED_AT),
        place_of(printed, "party"),
        seal,
        name="王某",
        at=SEALED_AT,
        reason="签名",
        picture=strokes(),
    )
    file.write_bytes(signed)

    told = subprocess.run(
        [program, "-nocert", file.name], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout

    assert told.count("Signature is Valid") == 2
    assert told.count("ETSI.CAdES.detached") == 2
    changed = bytearray(signed)
    changed[len(printed.pdf) // 2] ^= 1
    file.write_bytes(changed)
    told = subprocess.run(
        [program, "-nocert", file.name], cwd=tmp_path, capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" not in told
