# SPDX-License-Identifier: Apache-2.0
"""Photos: size, time, position and orientation from their EXIF data. To be run in the sandbox."""

import re
from contextlib import suppress
from fractions import Fraction
from typing import Any, BinaryIO

from msgspec.structs import replace
from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # it brings no types
from PIL import ExifTags, Image, ImageFile, JpegImagePlugin, PngImagePlugin

from liuhen.media.probe import Probe

#: Larger ones are not opened: 200 million dots are a bomb, or a map.
MOST_DOTS = 200_000_000
#: Formats of Pillow that are ever opened; what is JPEG opens the photos of two lenses (MPO) too.
FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "AVIF", "HEIF")
_ROTATIONS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_TIME = re.compile(r"(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})")
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")
_DEGREES = (1, 60, 3600)

Image.MAX_IMAGE_PIXELS = MOST_DOTS
ImageFile.LOAD_TRUNCATED_IMAGES = False
_ = JpegImagePlugin, PngImagePlugin  # opened before the limits hold
Image.init()
register_heif_opener(thumbnails=False, decode_threads=1)  # of telephones; it only reads


def look_at_picture(file: BinaryIO, plain: Probe) -> Probe:
    """Return what a photo says of itself."""
    findings: list[dict[str, Any]] = []
    try:
        with Image.open(file, formats=FORMATS) as picture:
            found = _facts(picture, plain)
            try:
                picture.load()
            except (OSError, SyntaxError, ValueError, EOFError) as error:
                word = "cut_short" if "truncated" in str(error) else "broken_inside"
                findings.append({"word": word})
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # readers of pictures raise whatever they like
        return replace(plain, findings=[{"word": "unreadable", "why": type(error).__name__}])
    return replace(found, findings=findings)


def _facts(picture: Image.Image, plain: Probe) -> Probe:
    exif = Image.Exif()
    with suppress(Exception):  # what cannot be read of it stays unsaid
        exif = picture.getexif()
    inner, gps = _part(exif, ExifTags.IFD.Exif), _part(exif, ExifTags.IFD.GPSInfo)
    made = [exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model)]
    width, height = picture.size
    return replace(
        plain,
        codecs=[(picture.format or "").lower()],
        width=width,
        height=height,
        rotation=_ROTATIONS.get(exif.get(ExifTags.Base.Orientation, 1), 0),
        created_at=_time(exif, inner),
        position=_position(gps),
        device=" ".join(str(one).strip("\0 ") for one in made if one)[:100],
    )


def _part(exif: Image.Exif, which: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(which))
    except Exception:  # noqa: BLE001  # the same
        return {}


def _time(exif: Image.Exif, inner: dict[int, Any]) -> str | None:
    base = ExifTags.Base
    said = inner.get(base.DateTimeOriginal) or inner.get(base.DateTimeDigitized)
    found = _TIME.match(str(said or exif.get(base.DateTime) or ""))
    if found is None or not found[1].startswith("20"):
        return None
    year, month, day, *clock = found.groups()
    offset = str(inner.get(base.OffsetTimeOriginal) or inner.get(base.OffsetTime) or "")
    zone = offset if _OFFSET.fullmatch(offset) else ""
    return f"{year}-{month}-{day}T{':'.join(clock)}{zone}"


def _position(gps: dict[int, Any]) -> dict[str, float] | None:
    named = ExifTags.GPS
    try:
        lat = _angle(gps[named.GPSLatitude], gps.get(named.GPSLatitudeRef), "S")
        lon = _angle(gps[named.GPSLongitude], gps.get(named.GPSLongitudeRef), "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return position(lat, lon)


def _angle(parts: Any, side: Any, negative: str) -> float:
    angle = sum(Fraction(part) / unit for part, unit in zip(parts, _DEGREES, strict=True))
    return float(-angle if str(side).strip("\0 ").upper() == negative else angle)


def position(lat: float, lon: float) -> dict[str, float] | None:
    """Return a place on earth, or nothing; (0, 0) is what receivers say before they know."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0, 0):  # noqa: PLR2004  # degrees
        return None
    return {"lat": round(lat, 6), "lon": round(lon, 6)}
