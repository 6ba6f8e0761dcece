# SPDX-License-Identifier: Apache-2.0
"""The outer structure of a file, by its own lengths: is it whole, is its index there, is it signed.

Nothing is decoded. A signature is found and named, and not verified: whoever wants to rely on it
has the original. To be run in the sandbox.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

_MOST_PARTS = 200_000
_LOOKED_AT = 4 * 1024 * 1024
_HEADER, _LONG_HEADER = 8, 16
_TO_THE_END, _LONG = 0, 1
_C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
#: Names of signatures in the pictures' own stream (SEI): of one maker, and of ONVIF.
_VENDORS = (b"Signed Video...0", bytes.fromhex("005bc93f2d715e95ada4796f90877a6f"))
_TS_PACKET, _M2TS_PACKET = 188, 192
_EBML_SEGMENT = b"\x18\x53\x80\x67"
_PDF_END = 2048
_START_OF_SCAN, _JUMBF = 0xDA, 0xEB
_JPEG_STANDALONE = frozenset(range(0xD0, 0xD9))


@dataclass(slots=True)
class Structure:
    """What was found. `signed` is `none`, `c2pa` or `vendor`."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    signed: str = "none"

    def say(self, word: str, **details: Any) -> None:
        """Add a finding, once."""
        if all(one["word"] != word for one in self.findings):
            self.findings.append({"word": word, **details})


def structure_of(file: BinaryIO, container: str) -> Structure:
    """Look at the structure of a file of that container."""
    size = file.seek(0, os.SEEK_END)
    found = Structure()
    file.seek(0)
    if (look := _LOOKS.get(container)) is not None:
        look(file, size, found)
    if found.signed == "none" and container not in ("jpeg", "png", "pdf"):
        file.seek(0)
        head = file.read(_LOOKED_AT)
        if any(mark in head for mark in _VENDORS):
            found.signed = "vendor"
    file.seek(0)
    return found


def _picture_boxes(file: BinaryIO, size: int, found: Structure) -> set[bytes]:
    seen: set[bytes] = set()
    for at, length, kind in _walk_boxes(file, size):
        seen.add(kind)
        if kind == b"uuid":
            file.seek(at + _HEADER)
            if file.read(16) == _C2PA_BOX:
                found.signed = "c2pa"
        if at + length > size:
            found.say("cut_short", missing_bytes=at + length - size)
    return seen


def _boxes(file: BinaryIO, size: int, found: Structure) -> None:
    if b"moov" not in _picture_boxes(file, size, found):
        found.say("no_index")


def _walk_boxes(file: BinaryIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _ in range(_MOST_PARTS):
        if size - at < _HEADER:
            return
        file.seek(at)
        head = file.read(_LONG_HEADER)
        length, kind = struct.unpack(">I4s", head[:_HEADER])
        if length == _LONG and len(head) == _LONG_HEADER:
            length = struct.unpack(">Q", head[_HEADER:])[0]
        elif length == _TO_THE_END:
            length = size - at
        if length < _HEADER:
            return
        yield at, length, kind
        at += length


def _riff(file: BinaryIO, size: int, found: Structure) -> None:
    head = file.read(12)
    declared = struct.unpack("<I", head[4:8])[0] + _HEADER if len(head) == 12 else 0  # noqa: PLR2004  # a RIFF head
    if declared > size:
        found.say("cut_short", missing_bytes=declared - size)
    if head[8:] == b"AVI ":
        file.seek(0)
        head = file.read(_LOOKED_AT)
        file.seek(max(0, size - _LOOKED_AT))
        if b"idx1" not in file.read() and b"indx" not in head:
            found.say("no_index")


def _matroska(file: BinaryIO, size: int, found: Structure) -> None:
    head = file.read(4096)
    at = head.find(_EBML_SEGMENT)
    if at < 0:
        return
    at += len(_EBML_SEGMENT)
    first = head[at] if at < len(head) else 0
    width = 9 - first.bit_length()
    raw = head[at : at + width]
    if not first or len(raw) != width:
        return
    length = int.from_bytes(raw, "big") & ((1 << 7 * width) - 1)
    if length == (1 << 7 * width) - 1:
        return  # of unknown length, as live recorders write
    if (missing := at + width + length - size) > 0:
        found.say("cut_short", missing_bytes=missing)


def _jpeg(file: BinaryIO, _size: int, found: Structure) -> None:
    data = file.read(_LOOKED_AT)
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004  # a marker
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            return
        if marker in _JPEG_STANDALONE:
            at += 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _JUMBF and b"c2pa" in data[at : at + 2 + length]:
            found.signed = "c2pa"
        at += 2 + length


def _png(file: BinaryIO, size: int, found: Structure) -> None:
    at = _HEADER
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            found.say("cut_short")
            return
        length, kind = struct.unpack(">I4s", head)
        at += 12 + length
        if kind == b"caBX":
            found.signed = "c2pa"
        if at > size:
            found.say("cut_short", missing_bytes=at - size)
            return
        if kind == b"IEND":
            return


def _transport(file: BinaryIO, size: int, found: Structure) -> None:
    packet = _TS_PACKET if file.read(1) == b"\x47" else _M2TS_PACKET
    if over := size % packet:
        found.say("cut_short", missing_bytes=packet - over)


def _pdf(file: BinaryIO, size: int, found: Structure) -> None:
    file.seek(max(0, size - _PDF_END))
    if b"%%EOF" not in file.read():
        found.say("cut_short")


_LOOKS: dict[str, Callable[[BinaryIO, int, Structure], object]] = {
    **dict.fromkeys(("mp4", "mov", "3gp"), _boxes),
    **dict.fromkeys(("heif", "avif"), _picture_boxes),
    **dict.fromkeys(("mpegts", "m2ts"), _transport),
    **dict.fromkeys(("avi", "wav", "webp"), _riff),
    **dict.fromkeys(("matroska", "webm"), _matroska),
    "jpeg": _jpeg,
    "png": _png,
    "pdf": _pdf,
}
