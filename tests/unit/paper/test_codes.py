# SPDX-License-Identifier: Apache-2.0
"""Page codes read back from what scanners make of a page."""

import io
import random

import pytest
from PIL import Image, ImageFilter

from liuhen.paper.codes import (
    PageCode,
    ScanError,
    new_paper_code,
    page_count,
    page_picture,
    parse,
    payload,
    pick_pages,
    read_codes,
)
from liuhen.paper.press import press
from liuhen.paper.sheets import Coded
from support.papers import a_sheet, drawn, with_value

CODE = PageCode("7K3F9-Q2M1X", 1, 1, 1, "0123456789abcdef")


@pytest.fixture(scope="module")
def paper() -> bytes:
    return press(a_sheet()).pdf


def saved(picture: Image.Image, kind: str = "JPEG", **options: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def noisy(picture: Image.Image, seed: int) -> Image.Image:
    """Grey, a little blurred, with specks and a grey ground: an office scanner."""
    chance = random.Random(seed)
    grey = picture.convert("L").filter(ImageFilter.GaussianBlur(0.7))
    grey = grey.point(lambda tone: 30 + tone * 205 // 255)
    width, height = grey.size
    for _ in range(width * height // 250):
        at = chance.randrange(width), chance.randrange(height)
        grey.putpixel(at, chance.randrange(40, 240))
    return grey


def test_a_code_is_written_and_read() -> None:
    assert parse(payload(CODE)) == CODE
    for text in ("LH1:ABC:1:2/1:0123456789ABCDEF", "LH2:A:1:1/1:0123456789ABCDEF", "http://x", ""):
        assert parse(text) is None
    with pytest.raises(ValueError, match="not a code"):
        payload(PageCode("é", 1, 1, 1, "0" * 16))


def test_codes_of_papers_are_all_different() -> None:
    made = {new_paper_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(parse(payload(PageCode(code, 1, 1, 1, "0" * 16))) for code in made)


def test_every_page_of_a_pdf_has_its_code() -> None:
    pdf = press(with_value(facts="\n".join(["事实。" * 30] * 40))).pdf
    codes = read_codes(pdf)
    assert len(codes) == page_count(pdf) > 2
    assert [code.page for code in codes if code] == list(range(1, len(codes) + 1))
    assert {code.pages for code in codes if code} == {len(codes)}
    assert {code.digest for code in codes if code} == {"0123456789abcdef"}


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("turned", [0, 90, 180, 270, 2, -3, 7])
def test_a_scan_is_read_however_it_lies(paper: bytes, dpi: int, turned: int) -> None:
    page = drawn(paper, dpi)
    scan = page.rotate(turned, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert read_codes(saved(noisy(scan, dpi + turned), quality=55)) == [CODE]


def test_a_pile_of_scans_in_one_pdf_is_read_page_by_page(paper: bytes) -> None:
    other = press(a_sheet(coded=Coded("ZZZZZ-00000", 2, "f" * 64))).pdf
    blank = Image.new("L", (1240, 1754), "white")
    pages = [noisy(drawn(paper), 1), blank, noisy(drawn(other), 2).rotate(180)]
    pile = io.BytesIO()
    pages[0].save(pile, "PDF", save_all=True, append_images=pages[1:], resolution=150)

    codes = read_codes(pile.getvalue())

    assert [code.paper if code else None for code in codes] == [
        "7K3F9-Q2M1X",
        None,
        "ZZZZZ-00000",
    ]
    picked = pick_pages(pile.getvalue(), [3, 1])
    assert [code.paper for code in read_codes(picked) if code] == ["ZZZZZ-00000", "7K3F9-Q2M1X"]


def test_a_tiff_of_several_pages_is_read(paper: bytes) -> None:
    page = drawn(paper).convert("L")
    made = io.BytesIO()
    page.save(made, "TIFF", save_all=True, append_images=[page])
    assert read_codes(made.getvalue()) == [CODE, CODE]
    assert page_count(pick_pages(made.getvalue(), [2])) == 1


def test_a_page_is_drawn_as_a_picture(paper: bytes) -> None:
    picture = Image.open(io.BytesIO(page_picture(paper, 1, width=620)))
    assert (picture.format, picture.width) == ("PNG", 620)
    with pytest.raises(ScanError, match="there is no page 2"):
        page_picture(paper, 2)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"%PDF-1.7 and nothing more",
        b"PK\x03\x04",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        random.Random(1).randbytes(5000),
    ],
)
def test_what_is_no_scan_is_refused(raw: bytes) -> None:
    with pytest.raises(ScanError, match="cannot be read as a scan"):
        read_codes(raw)


def test_a_picture_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = saved(Image.new("L", (30_000, 30_000)), "PNG")
    assert len(bomb) < 2_000_000
    with pytest.raises(ScanError):
        read_codes(bomb)


def test_a_pile_of_too_many_pages_is_refused() -> None:
    page = Image.new("1", (60, 80), 1)
    made = io.BytesIO()
    page.save(made, "PDF", save_all=True, append_images=[page] * 500)
    with pytest.raises(ScanError, match="501 pages"):
        read_codes(made.getvalue())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_was_scanned_askew_is_shown_upright(turn: int) -> None:
    coded = press(a_sheet(coded=Coded(CODE.paper, CODE.version, CODE.digest))).pdf
    page = Image.open(io.BytesIO(page_picture(coded, 1, width=1240)))
    scanned = saved(page.rotate(turn, expand=True), "PNG")

    shown = page_picture(scanned, 1, width=1240, upright=True)

    assert Image.open(io.BytesIO(shown)).size[0] < Image.open(io.BytesIO(shown)).size[1]
    upright = saved(Image.open(io.BytesIO(shown)), "PNG")
    corner = Image.open(io.BytesIO(upright)).convert("L").resize((62, 88))
    asked = page.convert("L").resize((62, 88))
    apart = [abs(one - two) for one, two in zip(corner.tobytes(), asked.tobytes(), strict=True)]
    assert sum(apart) / len(apart) < 4
