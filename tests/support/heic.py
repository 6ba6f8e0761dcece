# SPDX-License-Identifier: Apache-2.0
"""A photo as telephones make them: one HEVC picture in a HEIF box, put together by hand.

No encoder of such files is installed, since the product only reads them.
"""

import io
import struct
from pathlib import Path

import av
from PIL import Image, ImageDraw


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, *parts: bytes, version: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24), *parts)


def write_heic(path: Path, size: tuple[int, int] = (320, 240)) -> None:
    """Write a photo whose left half is red and whose right half is blue."""
    width, height = size
    drawn = Image.new("RGB", size, (200, 20, 20))
    ImageDraw.Draw(drawn).rectangle((width // 2, 0, width, height), fill=(20, 20, 200))
    film = io.BytesIO()
    with av.open(film, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.codec_tag = "hvc1"
        stream.options = {"x265-params": "log-level=none:keyint=1"}
        container.mux(stream.encode(av.VideoFrame.from_image(drawn)))
        container.mux(stream.encode())
    with av.open(io.BytesIO(film.getvalue())) as container:
        about = bytes(container.streams.video[0].codec_context.extradata or b"")
        picture = bytes(next(packet for packet in container.demux(video=0) if packet.size))
    head = _box(b"ftyp", b"heic", struct.pack(">I", 0), b"mif1heic")
    properties = _box(
        b"iprp",
        _box(b"ipco", _box(b"hvcC", about), _full(b"ispe", struct.pack(">II", width, height))),
        _full(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 0x02)),
    )

    def meta(offset: int) -> bytes:
        entry = _full(b"infe", struct.pack(">HH", 1, 0), b"hvc1", b"\0", version=2)
        return _full(
            b"meta",
            _full(b"hdlr", struct.pack(">I4s12s", 0, b"pict", b""), b"\0"),
            _full(b"pitm", struct.pack(">H", 1)),
            _full(b"iinf", struct.pack(">H", 1), entry),
            properties,
            _full(b"iloc", struct.pack(">HHHHHII", 0x4400, 1, 1, 0, 1, offset, len(picture))),
        )

    offset = len(head) + len(meta(0)) + 8
    path.write_bytes(head + meta(offset) + _box(b"mdat", picture))
