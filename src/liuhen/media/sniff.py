# SPDX-License-Identifier: Apache-2.0
"""What a file is by its own bytes: an allow-list of what is ever opened, and nothing else.

The name of a file is never asked. What is not on the list is `other`: it is kept like everything,
and no reader touches it. To be run in the sandbox (a zip's list of contents is parsed).
"""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD_BYTES = 64 * 1024
_PACKET = 188
_PACKETS = 5
#: In m2ts files every packet of a transport stream carries a time of four bytes before it.
_M2TS_PACKET = 192
_MOST_ENTRIES = 2000


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is. `kind` of a container with streams is settled by those (`video`).

    `demuxer` is the one reader of FFmpeg that may open it; empty, none.
    """

    kind: str
    container: str
    media_type: str
    demuxer: str = ""


OTHER = Sniffed("other", "", "")

_MP4 = Sniffed("video", "mp4", "video/mp4", "mov")
_TS = Sniffed("video", "mpegts", "video/mp2t", "mpegts")
_BEGINNINGS = (
    (b"\xff\xd8\xff", Sniffed("photo", "jpeg", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", Sniffed("photo", "png", "image/png")),
    (b"GIF87a", Sniffed("photo", "gif", "image/gif")),
    (b"GIF89a", Sniffed("photo", "gif", "image/gif")),
    (b"II*\x00", Sniffed("photo", "tiff", "image/tiff")),
    (b"MM\x00*", Sniffed("photo", "tiff", "image/tiff")),
    (b"BM", Sniffed("photo", "bmp", "image/bmp")),
    (b"%PDF-", Sniffed("document", "pdf", "application/pdf")),
    (b"DHAV", Sniffed("video", "dhav", "video/x-dhav", "dhav")),
    (b"DAHUA", Sniffed("video", "dhav", "video/x-dhav", "dhav")),
    (b"FLV\x01", Sniffed("video", "flv", "video/x-flv", "flv")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Sniffed("video", "asf", "video/x-ms-asf", "asf")),
    (b"\x00\x00\x01\xba", Sniffed("video", "mpegps", "video/mpeg", "mpeg")),
    (b"fLaC", Sniffed("audio", "flac", "audio/flac", "flac")),
    (b"OggS", Sniffed("audio", "ogg", "audio/ogg", "ogg")),
    (b"#!AMR", Sniffed("audio", "amr", "audio/amr", "amr")),
    (b"ID3", Sniffed("audio", "mp3", "audio/mpeg", "mp3")),
    (b"{\\rtf", Sniffed("document", "rtf", "application/rtf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sniffed("document", "ole", "application/x-ole-storage")),
)
_RIFF = {
    b"WAVE": Sniffed("audio", "wav", "audio/wav", "wav"),
    b"AVI ": Sniffed("video", "avi", "video/x-msvideo", "avi"),
    b"WEBP": Sniffed("photo", "webp", "image/webp"),
}
_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof")
_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"avif"}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED = (
    ("OFD.xml", Sniffed("document", "ofd", "application/ofd")),
    ("word/", Sniffed("document", "docx", f"{_OFFICE}wordprocessingml.document")),
    ("xl/", Sniffed("document", "xlsx", f"{_OFFICE}spreadsheetml.sheet")),
    ("ppt/", Sniffed("document", "pptx", f"{_OFFICE}presentationml.presentation")),
)


def sniff(file: BinaryIO) -> Sniffed:
    """Say what `file` is; it is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    try:
        return _zipped(file) if head.startswith(b"PK\x03\x04") else sniff_head(head)
    finally:
        file.seek(0)


def sniff_head(head: bytes) -> Sniffed:
    """Say what begins with `head`.

    >>> sniff_head(b"%PDF-1.7").container
    'pdf'
    >>> sniff_head(b"#EXTM3U").kind
    'other'
    """
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], OTHER)
    if head[4:8] in _BOXES:
        return _box_file(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _matroska(head)
    return _stream(head)


def _box_file(head: bytes) -> Sniffed:
    if head[4:8] != b"ftyp":
        return Sniffed("video", "mov", "video/quicktime", "mov")
    brand = head[8:12]
    if brand in _PICTURES:
        return Sniffed("photo", "avif" if brand == b"avif" else "heif", "image/heif")
    match brand:
        case b"qt  ":
            return Sniffed("video", "mov", "video/quicktime", "mov")
        case b"M4A ":
            return Sniffed("audio", "mp4", "audio/mp4", "mov")
        case _ if brand.startswith(b"3g"):
            return Sniffed("video", "3gp", "video/3gpp", "mov")
        case _:
            return _MP4


def _matroska(head: bytes) -> Sniffed:
    if b"webm" in head[:64]:
        return Sniffed("video", "webm", "video/webm", "matroska")
    return Sniffed("video", "matroska", "video/x-matroska", "matroska")


def _stream(head: bytes) -> Sniffed:
    """Formats without a header of their own: what repeats tells them."""
    if _repeats(head, _PACKET, 0):
        return _TS
    if _repeats(head, _M2TS_PACKET, 4):
        return Sniffed("video", "m2ts", "video/mp2t", "mpegts")
    if head[:1] == b"\xff" and len(head) > 1:
        if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004  # the mark of a frame
            return Sniffed("audio", "aac", "audio/aac", "aac")
        if head[1] & 0xE6 in (0xE2, 0xE4):
            return Sniffed("audio", "mp3", "audio/mpeg", "mp3")
    return _raw_video(head)


def _repeats(head: bytes, packet: int, at: int) -> bool:
    marks = head[at : at + packet * _PACKETS : packet]
    return len(marks) == _PACKETS and set(marks) == {0x47}


_START = b"\x00\x00\x00\x01"
_H264_SPS, _HEVC_VPS = 7, 32


def _raw_video(head: bytes) -> Sniffed:
    """Packets of H.264 or H.265 without a container, as some recorders export them."""
    if head.startswith(_START) and len(head) > len(_START):
        first = head[len(_START)]
        if first & 0x9F == _H264_SPS:
            return Sniffed("video", "h264", "video/h264", "h264")
        if (first >> 1) & 0x3F == _HEVC_VPS:
            return Sniffed("video", "hevc", "video/h265", "hevc")
    return OTHER


def _zipped(file: BinaryIO) -> Sniffed:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()[:_MOST_ENTRIES]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Sniffed("other", "zip", "application/zip")
    for beginning, found in _ZIPPED:
        if any(name.startswith(beginning) for name in names):
            return found
    return Sniffed("other", "zip", "application/zip")
