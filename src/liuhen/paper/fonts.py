# SPDX-License-Identifier: Apache-2.0
"""Which fonts papers are set in, and which characters they have.

Two folders: `fonts` beside this module (put there at set-up), and one of the bureau. A bureau's
FangSong, small-title Song, Hei and Kai are found by their names and used where official documents
use them; every other font of the bureau stands behind ours, for rare characters, and behind them
our own Hei, which has some names that no Song has. Runs in the press's child: fonts of a bureau are
hostile too; which characters our own have may be asked anywhere.
"""

import struct
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

OWN = Path(__file__).parent / "fonts"
_BODY, _HEADING = "Noto Serif SC", "Noto Sans SC"
_RARE = ("Noto Serif JP",)
_FANGSONG = ("fangsong", "仿宋")
_TITLE = ("xiaobiaosong", "小标宋", "xbs")
_HEI = ("simhei", "黑体", "heiti")
_KINDS = (".ttf", ".otf", ".ttc", ".otc")
_SYMBOL = {(3, 0)}
#: The layout draws it.
_DRAWN = "☑"


@dataclass(frozen=True)
class Stack:
    """Fonts in the order in which a character is looked for."""

    fonts: typst.Fonts
    body: tuple[str, ...]
    title: tuple[str, ...]
    heading: tuple[str, ...]
    has_title: bool
    has_heading: bool
    characters: frozenset[int]

    def plain(self) -> dict[str, Any]:
        """Return what the layout reads."""
        return {
            "body": self.body,
            "title": self.title,
            "title-weight": 400 if self.has_title else 700,
            "heading": self.heading,
            "heading-weight": 400 if self.has_heading else 500,
        }

    def lacks(self, text: str) -> str:
        """Return the first character of a text that no font has, or ""."""
        return lacking(text, self.characters)


def lacking(text: str, characters: Container[int]) -> str:
    """Return the first character of a text that is none of `characters`, or ""."""
    if text.isascii():
        return ""
    return next((c for c in text if ord(c) not in characters and not c.isspace()), "")


@lru_cache(maxsize=1)
def own_characters() -> frozenset[int]:
    """Return the characters that our own fonts have."""
    files = (file for file in sorted(OWN.iterdir()) if file.suffix.lower() in _KINDS)
    return frozenset(map(ord, _DRAWN)).union(*(characters_of(file) for file in files))


def find_fonts(own: str = "") -> Stack:
    """Return the fonts at hand; `own` is the bureau's folder."""
    folders = [str(OWN)] + ([own] if own else [])
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=folders
    )
    ours: list[str] = []
    theirs: list[str] = []
    characters: set[int] = set(map(ord, _DRAWN))
    for font in fonts.fonts():
        path = Path(font.path or "")
        (ours if path.parent == OWN else theirs).append(font.family)
        characters |= characters_of(path, font.index)
    theirs = list(dict.fromkeys(theirs))
    behind = (_BODY, *_RARE, *theirs, _HEADING)

    def named(words: tuple[str, ...]) -> list[str]:
        return [family for family in theirs if any(word in family.lower() for word in words)]

    titles, heis = named(_TITLE), named(_HEI)
    return Stack(
        fonts=fonts,
        body=_once(*named(_FANGSONG), *behind),
        title=_once(*titles, *behind),
        heading=_once(*heis, _HEADING, *behind),
        has_title=bool(titles),
        has_heading=bool(heis),
        characters=frozenset(characters),
    )


def fingerprint(own: str) -> tuple[tuple[str, int, int], ...]:
    """What says whether a bureau's folder has changed: names, sizes, times."""
    folder = Path(own)
    if not own or not folder.is_dir():
        return ()
    return tuple(
        sorted(
            (file.name, file.stat().st_size, file.stat().st_mtime_ns)
            for file in folder.iterdir()
            if file.suffix.lower() in _KINDS
        )
    )


def _once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# ---------------------------------------------------------------- which characters a font has


@lru_cache(maxsize=64)
def characters_of(path: Path, index: int = 0) -> frozenset[int]:
    """Characters that have a glyph, from the table `cmap` (OpenType, formats 4 and 12)."""
    raw = path.read_bytes()
    try:
        return frozenset(_of_font(raw, index))
    except (struct.error, IndexError):
        return frozenset()


def _of_font(raw: bytes, index: int) -> Iterator[int]:
    begin = 0
    if raw[:4] == b"ttcf":
        (begin,) = struct.unpack_from(">I", raw, 12 + 4 * index)
    (count,) = struct.unpack_from(">H", raw, begin + 4)
    for i in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", raw, begin + 12 + 16 * i)
        if tag == b"cmap":
            yield from _of_cmap(raw, offset)


def _of_cmap(raw: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", raw, at + 2)
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", raw, at + 4 + 8 * i)
        (form,) = struct.unpack_from(">H", raw, at + offset)
        if form == 12:  # noqa: PLR2004  # groups of characters in a row
            yield from _groups(raw, at + offset)
        elif form == 4 and (platform, encoding) not in _SYMBOL:  # noqa: PLR2004  # segments of the first 65,536
            yield from _segments(raw, at + offset)


def _groups(raw: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", raw, at + 12)
    for i in range(min(count, 100_000)):
        first, last, _ = struct.unpack_from(">III", raw, at + 16 + 12 * i)
        yield from range(first, min(last, 0x10FFFF) + 1)


def _segments(raw: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", raw, at + 6)
    for i in range(0, double, 2):
        (last,) = struct.unpack_from(">H", raw, at + 14 + i)
        (first,) = struct.unpack_from(">H", raw, at + 16 + double + i)
        (delta,) = struct.unpack_from(">H", raw, at + 16 + 2 * double + i)
        here = at + 16 + 3 * double + i
        (offset,) = struct.unpack_from(">H", raw, here)
        for character in range(first, last + 1):
            if character == 0xFFFF:  # noqa: PLR2004  # closes the table
                continue
            glyph = character + delta
            if offset:
                (glyph,) = struct.unpack_from(">H", raw, here + offset + 2 * (character - first))
            if glyph & 0xFFFF:
                yield character
