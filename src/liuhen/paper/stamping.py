# SPDX-License-Identifier: Apache-2.0
"""Draws what is seen of a signature: a finger's strokes, or a name, an opinion and a day.

It runs in the press's child.

A picture from a browser is hostile: it is decoded here, brought to ink on nothing, and written
anew; nothing of the file that came is kept.
"""

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps, PngImagePlugin

from liuhen.paper.fonts import OWN, characters_of
from liuhen.paper.sheets import PressError

_MOST_DOTS = 16_000_000
_SCALE = 6  # dots a point: 432 dpi
_MOST_SIDE = 1800
_MARGIN = 24
_INK = (20, 24, 60)
_MEASURED = 100
_LARGEST, _SMALLEST = 12, 6  # points of an opinion
_LEADING = 1.4
_CUT = "……（全文见签名属性）"
_FILES = ("NotoSerifSC_400Regular.ttf", "NotoSerifJP_400Regular.ttf")

Image.MAX_IMAGE_PIXELS = _MOST_DOTS
_ = PngImagePlugin


def draw_stamp(
    picture: bytes,
    name: str,
    day: str,
    *,
    width: float,
    height: float,
    split: float,
    is_seal: bool,
    opinion: str = "",
    room: Sequence[float] = (),
    inner: Sequence[float] = (),
) -> bytes:
    """Return a PNG with transparency of that size in points: the picture, or the name, and the day.

    With an `opinion` it is written into `room`, and the signature drawn into `inner`: each x and y
    from the upper left corner, width and height, in points.

    Raises:
        PressError: the picture cannot be read as PNG or JPEG, or is empty.
    """
    scale = min(_SCALE, _MOST_SIDE / max(width, height, 1))
    if opinion:
        x, y, *sides = inner
        drawn = _signature(picture, name, day, _dots(scale, *sides, split), is_seal=is_seal)
        wide, high = _dots(scale, width, height)
        made = Image.new("RGBA", (wide, high), (255, 255, 255, 0))
        made.alpha_composite(drawn, _corner(scale, x, y))
        _write_block(made, opinion, room, scale)
    else:
        made = _signature(picture, name, day, _dots(scale, width, height, split), is_seal=is_seal)
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def _dots(scale: float, *sides: float) -> tuple[int, ...]:
    return tuple(max(8, round(side * scale)) for side in sides)


def _corner(scale: float, x: float, y: float) -> tuple[int, int]:
    return max(0, int(x * scale)), max(0, int(y * scale))


def _signature(
    picture: bytes, name: str, day: str, size: tuple[int, ...], *, is_seal: bool
) -> Image.Image:
    wide, high, at = size[0], size[1], min(size[2], size[0])
    made = Image.new("RGBA", (wide, high), (255, 255, 255, 0))
    if picture:
        inked = _inked(picture, keeps_colour=is_seal)
        inked = ImageOps.contain(inked, (at, high), Image.Resampling.LANCZOS)
        made.alpha_composite(inked, ((at - inked.width) // 2, (high - inked.height) // 2))
    elif name:
        _write(made, name, (0, high // 10, at, high - high // 5), 0.8)  # above the line
    if day and wide - at > _MARGIN:
        # where a day was to be written by hand, its printed blanks are covered
        ImageDraw.Draw(made).rectangle((at, 0, wide, high), fill=(255, 255, 255, 255))
        _write(made, day, (at + _MARGIN, high // 2, wide, high), 0.85)
    return made


def _inked(raw: bytes, *, keeps_colour: bool) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG"))
        loaded = picture.convert("RGBA") if picture.width * picture.height <= _MOST_DOTS else None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # readers of pictures raise whatever they like
        raise PressError(
            "the picture of the signature cannot be read; give PNG", "values"
        ) from None
    if loaded is None:
        raise PressError("the picture of the signature has too many dots", "values")
    paper = Image.new("RGBA", loaded.size, (255, 255, 255, 255))
    paper.alpha_composite(loaded)
    ink = ImageOps.invert(paper.convert("L")).point(lambda dark: 0 if dark < 24 else dark)  # noqa: PLR2004  # the grey of paper
    box = ink.getbbox()
    if box is None:
        raise PressError("the signature is empty; sign again", "values")
    shown = paper.convert("RGB") if keeps_colour else Image.new("RGB", loaded.size, _INK)
    result = shown.convert("RGBA")
    result.putalpha(ink)
    return result.crop(box)


def _write(made: Image.Image, text: str, box: tuple[int, int, int, int], share: float) -> None:
    left, top, right, bottom = box
    runs = [(character, _file_of(character)) for character in text]
    wide = sum(_font(file, _MEASURED).getlength(character) for character, file in runs)
    size = min((bottom - top) * share, (right - left) * _MEASURED / max(wide, 1))
    size = max(8, int(size))
    draw = ImageDraw.Draw(made)
    x = left + (right - left - wide * size / _MEASURED) / 2
    for character, file in runs:
        font = _font(file, size)
        draw.text((x, (top + bottom) / 2), character, font=font, fill=(*_INK, 255), anchor="lm")
        x += font.getlength(character)


def _write_block(made: Image.Image, text: str, room: Sequence[float], scale: float) -> None:
    """Write lines into a box, in the largest size in which they fit; what has no room is cut."""
    left, top, wide, high = (side * scale for side in room)
    size, lines = _fitting(text, wide, high, scale)
    draw = ImageDraw.Draw(made)
    for number, line in enumerate(lines):
        x, y = left, top + number * size * _LEADING
        for character in line:
            font = _font(_file_of(character), size)
            draw.text((x, y + size / 2), character, font=font, fill=(*_INK, 255), anchor="lm")
            x += font.getlength(character)


def _fitting(text: str, wide: float, high: float, scale: float) -> tuple[int, list[str]]:
    for points in range(_LARGEST, _SMALLEST - 1, -1):
        size = max(8, int(points * scale))
        lines = _wrapped(text, wide / size)
        room = max(1, int((high + size * (_LEADING - 1)) / (size * _LEADING)))
        if len(lines) <= room:
            return size, lines
    kept = sum(len(line) for line in lines[:room]) - len(_CUT) - 2
    return size, _wrapped(text[: max(kept, 0)] + _CUT, wide / size)[:room]


def _wrapped(text: str, ems: float) -> list[str]:
    """Break a text at any character, as Chinese is; each of its lines begins two characters in."""
    lines = []
    for part in text.splitlines():
        if not part.strip():
            continue
        line, used = "　　", 2.0
        for character in part.strip():
            width = _font(_file_of(character), _MEASURED).getlength(character) / _MEASURED
            if used + width > ems:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + character, used + width
        lines.append(line)
    return lines


def _file_of(character: str) -> Path:
    for name in _FILES:
        if character.isspace() or ord(character) in characters_of(OWN / name):
            return OWN / name
    raise PressError(
        f"no font has the character {character} (U+{ord(character):04X}) of this name",
        "glyph",
        character=character,
    )


@lru_cache(maxsize=16)
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size)
