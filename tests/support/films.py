# SPDX-License-Identifier: Apache-2.0
"""Small real films: a frame a second whose brightness tells the second, so that seeking shows."""

import io

import av
from PIL import Image


def film(seconds: int = 30, *, codec: str = "libx264", container: str = "mp4") -> bytes:
    """Return a film of that length at one frame a second, 160x90."""
    made = io.BytesIO()
    with av.open(made, "w", format=container) as output:
        stream = output.add_stream(codec, rate=1)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        for second in range(seconds):
            grey = 20 + second * 200 // seconds
            picture = av.VideoFrame.from_image(Image.new("RGB", (160, 90), (grey, grey, grey)))
            for packet in stream.encode(picture):
                output.mux(packet)
        for packet in stream.encode():
            output.mux(packet)
    return made.getvalue()
