# SPDX-License-Identifier: Apache-2.0
"""Large pieces go straight to the disk, past the system's memory of files (O_DIRECT).

Of a quick upload that memory costs about as much as its digest: pages are found, filled, and
written out a moment later, and the reading back wants them from the disk anyway. Whatever is not
large, does not begin and end with a block, or lies on a file system that knows no such way, is
written as usual. Neither way is durable before an fsync.
"""

import mmap
import os

#: From here on the way past the memory is the quicker one.
LEAST_BYTES = 512 * 1024
_BLOCK = 4096
_STRAIGHT = getattr(os, "O_DIRECT", 0)


class Straight:
    """Writes large pieces of one file; a context. It holds the memory of one piece."""

    def __init__(self, descriptor: int) -> None:
        """Write the file of `descriptor`, which stays open and is used for nothing here."""
        self._file, self._own = descriptor, -1
        self._usable = bool(_STRAIGHT)
        self._memory: mmap.mmap | None = None

    def write(self, piece: bytes, at: int) -> int:
        """Write `piece` at the offset `at`, or the beginning of it; return how much was written.

        Nothing is raised: what the disk has against it comes out where the rest is written.
        """
        size = len(piece)
        if not self._usable or size < LEAST_BYTES or size % _BLOCK or at % _BLOCK:
            return 0
        try:
            if self._own < 0:
                flags = os.O_WRONLY | _STRAIGHT
                self._own = os.open(f"/proc/self/fd/{self._file}", flags)
            if self._memory is None or len(self._memory) < size:
                self._memory = mmap.mmap(-1, size)  # aligned, as the way asks for
            self._memory[:size] = piece
            with memoryview(self._memory) as view:
                return os.pwrite(self._own, view[:size], at)
        except OSError:
            self._usable = False
            return 0

    def end(self) -> None:
        """Close what was opened."""
        if self._own >= 0:
            os.close(self._own)
            self._own = -1
