# SPDX-License-Identifier: Apache-2.0
"""Opens scans: counts, draws and picks pages, reads their codes. To be run in the sandbox."""

import io
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps, ImageSequence, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from liuhen.paper.codes import MOST_PAGES, parse

_MOST_DOTS = 60_000_000
_DPI = (200, 300)
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "MPO")

_SQUARES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

Image.MAX_IMAGE_PIXELS = _MOST_DOTS
_ = JpegImagePlugin, PngImagePlugin, TiffImagePlugin  # opened before the limits hold
Image.init()


class _Refusal(Exception):
    """What is said to the person."""


def work(raw: bytes) -> bytes:
    """Do what the request asks of the file behind it; a first byte ! says that it cannot be."""
    length = int.from_bytes(raw[:4], "big")
    what, file = json.loads(raw[4 : 4 + length]), raw[4 + length :]
    try:
        return b"=" + _do(what, file)
    except _Refusal as refusal:
        return b"!" + str(refusal).encode()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # readers of pictures and PDF raise whatever they like
        return b"!this file cannot be read as a scan; give PDF, TIFF, JPEG or PNG"


def _do(what: dict[str, Any], file: bytes) -> bytes:
    opened: _Pages = _Pdf(file) if file[:1024].lstrip().startswith(b"%PDF") else _Picture(file)
    if opened.count > MOST_PAGES:
        raise _Refusal(f"the scan has {opened.count} pages; at most {MOST_PAGES} at once")
    if what["do"] == "count":
        return json.dumps({"pages": opened.count}).encode()
    if what["do"] == "codes":
        return json.dumps({"codes": [_code(opened, n) for n in range(opened.count)]}).encode()
    pages = [what["page"]] if what["do"] == "picture" else what["pages"]
    for page in pages:
        if not 1 <= page <= opened.count:
            raise _Refusal(f"there is no page {page}; the scan has {opened.count}")
    if what["do"] == "picture":
        return _drawn(opened, pages[0] - 1, what["width"], upright=what["upright"])
    return opened.pick([page - 1 for page in pages])


def _drawn(opened: "_Pages", page: int, width: int, *, upright: bool) -> bytes:
    picture = opened.draw(page, width=width)
    if upright and (turn := _turned(opened, page)):
        picture = picture.rotate(turn, expand=True)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


class _Pages(Protocol):
    """A file of pages."""

    count: int

    def draw(self, page: int, *, dpi: int = 0, width: int = 0) -> Image.Image:
        """Draw a page, counted from 0, at a density or as wide as said."""

    def pick(self, pages: list[int]) -> bytes:
        """Return a PDF of some pages."""


class _Pdf:
    def __init__(self, file: bytes) -> None:
        self._pdf = pypdfium2.PdfDocument(file)
        self._pdf.init_forms()  # what signatures show are form fields
        self.count = len(self._pdf)

    def draw(self, page: int, *, dpi: int = 0, width: int = 0) -> Image.Image:
        shown = self._pdf[page]
        wide, high = shown.get_size()
        scale = dpi / 72 if dpi else width / max(wide, 1)
        most = (_MOST_DOTS / max(wide * high, 1)) ** 0.5
        drawn = shown.render(scale=min(scale, most), grayscale=bool(dpi))
        picture: Image.Image = drawn.to_pil()
        return picture

    def pick(self, pages: list[int]) -> bytes:
        made = pypdfium2.PdfDocument.new()
        made.import_pages(self._pdf, pages=pages)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


class _Picture:
    def __init__(self, file: bytes) -> None:
        self._picture = Image.open(io.BytesIO(file), formats=_FORMATS)
        self.count = getattr(self._picture, "n_frames", 1)

    def draw(self, page: int, *, dpi: int = 0, width: int = 0) -> Image.Image:
        self._picture.seek(page)
        if self._picture.width * self._picture.height > _MOST_DOTS:
            raise _Refusal("the picture has too many dots; scan it at 300 dpi")
        picture = ImageOps.exif_transpose(self._picture)
        if width and picture.width > width:
            picture = picture.resize((width, round(picture.height * width / picture.width)))
        return picture.convert("L" if dpi else "RGB")

    def pick(self, pages: list[int]) -> bytes:
        frames = [
            frame.convert("RGB")
            for n, frame in enumerate(ImageSequence.Iterator(self._picture))
            if n in pages
        ]
        dots = self._picture.info.get("dpi", (200, 200))[0]
        out = io.BytesIO()
        frames[0].save(
            out,
            "PDF",
            save_all=True,
            append_images=frames[1:],
            resolution=float(dots) if 50 <= float(dots) <= 1200 else 200.0,  # noqa: PLR2004  # what scanners do
            quality=85,
        )
        return out.getvalue()


def _code(opened: _Pages, page: int) -> dict[str, Any] | None:
    for text in _texts(opened, page):
        if (code := parse(text)) is not None:
            return {
                "paper": code.paper,
                "version": code.version,
                "page": code.page,
                "pages": code.pages,
                "digest": code.digest,
            }
    return None


def _turned(opened: _Pages, page: int) -> int:
    """By how many degrees the page was turned, as its own code stands: 0, 90, 180 or 270."""
    with suppress(OSError):
        drawn = opened.draw(page, dpi=_DPI[0])
        for found in zxingcpp.read_barcodes(drawn, formats=_SQUARES):
            if parse(found.text) is not None:
                return round(found.orientation / 90) * 90 % 360
    return 0


def _texts(opened: _Pages, page: int) -> Iterator[str]:
    """What the squares of a page say, looked for in better and slower ways.

    A page with a code takes 0.05 s, one without 0.3 s: a pile of 500 stays within its time.
    """
    for dpi in _DPI if isinstance(opened, _Pdf) else _DPI[:1]:
        with suppress(OSError):
            picture = opened.draw(page, dpi=dpi)
            yield from _said(picture)
            if dpi == _DPI[0]:
                yield from _said(_sharper(picture))


def _sharper(picture: Image.Image) -> Image.Image:
    larger = picture.resize(
        (picture.width * 3 // 2, picture.height * 3 // 2), Image.Resampling.BICUBIC
    )
    return ImageOps.autocontrast(larger, cutoff=2)


def _said(picture: Image.Image) -> Iterator[str]:
    for found in zxingcpp.read_barcodes(picture, formats=_SQUARES):
        yield found.text
