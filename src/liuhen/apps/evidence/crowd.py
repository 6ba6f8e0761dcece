# SPDX-License-Identifier: Apache-2.0
"""How many bodies are received at once, and how large a piece each may hold meanwhile.

A piece is as large as arrives in a moment: a slow line is not waited for until a MiB is full. All
together stay small, however many there are.
"""

import threading

#: Bytes of a piece.
LEAST_PIECE, MOST_PIECE, CROWDED_PIECE = 16 * 1024, 256 * 1024, 64 * 1024
ALONE_PIECE = 1024 * 1024
#: So many bodies leave room for large pieces; more than so many ask for small ones.
_ALONE, _CROWD = 2, 8
_QUICK_SECONDS, _SLOW_SECONDS = 0.05, 0.5


class Crowd:
    """How many bodies are being received in this process; `most` of them at once."""

    def __init__(self, most: int) -> None:
        """Nobody yet."""
        self._lock, self.now, self.most = threading.Lock(), 0, most

    def enter(self) -> bool:
        """Join, or be told that there are too many (`False`; nothing is to be left then)."""
        with self._lock:
            if self.now >= self.most:
                return False
            self.now += 1
            return True

    def leave(self) -> None:
        """Go."""
        with self._lock:
            self.now -= 1

    @property
    def piece(self) -> int:
        """Bytes of the largest piece that each may hold, so that all together stay small."""
        if self.crowded:
            return CROWDED_PIECE
        return ALONE_PIECE if self.now <= _ALONE else MOST_PIECE

    @property
    def crowded(self) -> bool:
        """Whether memory is to be saved."""
        return self.now > _CROWD


def next_size(size: int, seconds: float, most: int) -> int:
    """Return how many bytes to ask for after `size` took so many seconds; `most` at the most."""
    if seconds > _SLOW_SECONDS:
        return max(size // 2, LEAST_PIECE)
    return min(size * 2, most) if seconds < _QUICK_SECONDS else min(size, most)
