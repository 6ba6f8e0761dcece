# SPDX-License-Identifier: Apache-2.0
"""Keys of rows: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """Return a new key. Within one process each is greater than the one before."""
    global _last  # one clock a process is the point  # noqa: PLW0603  # one clock a process is the point
    with _lock:
        # 48 bits of milliseconds and 12 of their fraction: one rising number
        stamp = max((time.time_ns() << 12) // 1_000_000, _last + 1)
        _last = stamp
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random
    return uuid.UUID(int=value)
