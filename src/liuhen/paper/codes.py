# SPDX-License-Identifier: Apache-2.0
"""Page codes: what the small square on each page says, and reading it from scans.

    LH1:<code of the paper>:<version>:<page>/<pages>:<first 16 hex digits of the frozen digest>

All of it are characters of QR's alphanumeric mode, so that the squares stay coarse enough for a
poor scan.
"""

import json
import re
import secrets
from typing import Any

import msgspec
from msgspec import Struct

from liuhen.errors import UserError
from liuhen.media.sandbox import BrokenError, SandboxError, TooSlowError, read_apart

MOST_PAGES = 500
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that reads like another
_CODE = re.compile(r"[0-9A-Z-]{1,32}")
_PAYLOAD = re.compile(r"LH1:([0-9A-Z-]{1,32}):(\d{1,5}):(\d{1,4})/(\d{1,4}):([0-9A-F]{16})")


class ScanError(UserError):
    """A scan that cannot be read."""


class PageCode(Struct, frozen=True):
    """What the code of a page says; `digest` are the first 16 hexadecimal digits."""

    paper: str
    version: int
    page: int
    pages: int
    digest: str


def new_paper_code() -> str:
    """Return a code for a paper that nobody can guess: `7K3F9-Q2M1X`."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def payload(code: PageCode) -> str:
    """Write a page code.

    >>> payload(PageCode("7K3F9-Q2M1X", 1, 2, 3, "0123456789abcdef"))
    'LH1:7K3F9-Q2M1X:1:2/3:0123456789ABCDEF'

    Raises:
        ValueError: the paper's code has other characters than capitals, digits and dashes.
    """
    if not _CODE.fullmatch(code.paper):
        raise ValueError(f"not a code of a paper: {code.paper!r}")
    digest = code.digest[:16].upper()
    return f"LH1:{code.paper}:{code.version}:{code.page}/{code.pages}:{digest}"


def parse(text: str) -> PageCode | None:
    """Read what a code said; None: it is not one of ours.

    >>> parse("LH1:7K3F9-Q2M1X:1:2/3:0123456789ABCDEF").page
    2
    """
    match = _PAYLOAD.fullmatch(text.strip())
    if match is None:
        return None
    paper, version, page, pages, digest = match.groups()
    code = PageCode(paper, int(version), int(page), int(pages), digest.lower())
    return code if 1 <= code.page <= code.pages else None


def read_codes(raw: bytes) -> list[PageCode | None]:
    """Read the page codes of a scan (PDF, TIFF, JPEG, PNG …): one entry a page, None without code.

    Works in a limited child process.

    Raises:
        ScanError: it cannot be opened, has more than 500 pages, or takes too long.
    """
    found = _ask({"do": "codes"}, raw, seconds=240)
    return [msgspec.convert(code, PageCode) if code else None for code in found["codes"]]


def page_count(raw: bytes) -> int:
    """How many pages a PDF or picture has, counted in a limited child process.

    Raises:
        ScanError: as `read_codes`.
    """
    return int(_ask({"do": "count"}, raw)["pages"])


def page_picture(raw: bytes, page: int, *, width: int = 1240, upright: bool = False) -> bytes:
    """Draw one page (from 1) as PNG of that width, in a limited child process.

    `upright`: turned as its code stands, where the scanner had it upside down or aside.

    Raises:
        ScanError: as `read_codes`; also where there is no such page.
    """
    what = {"do": "picture", "page": page, "width": min(width, 3000), "upright": upright}
    return _raw(what, raw)


def pick_pages(raw: bytes, pages: list[int]) -> bytes:
    """Return those pages (from 1) of a PDF or picture as a PDF of their own, made in a child.

    Raises:
        ScanError: as `read_codes`; also where there is no such page.
    """
    return _raw({"do": "pick", "pages": pages}, raw, seconds=120)


def _ask(what: dict[str, Any], raw: bytes, seconds: int = 60) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_raw(what, raw, seconds))
    return answer


def _raw(what: dict[str, Any], raw: bytes, seconds: int = 60) -> bytes:
    request = json.dumps(what).encode()
    try:
        answer = read_apart(
            "liuhen.paper.scans",
            len(request).to_bytes(4, "big") + request + raw,
            seconds=seconds,
            memory_mib=1536,
            most_bytes=256 * 1024 * 1024,
        )
    except TooSlowError:
        raise ScanError("this scan takes too long to read; scan fewer pages at once") from None
    except BrokenError:
        raise ScanError("this scan takes too much memory; scan it at 300 dpi or less") from None
    except SandboxError:
        raise ScanError("this file cannot be read as a scan; give PDF, TIFF, JPEG or PNG") from None
    kind, body = answer[:1], answer[1:]
    if kind == b"!":
        raise ScanError(body.decode())
    return body
