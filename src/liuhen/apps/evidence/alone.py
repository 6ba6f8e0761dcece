# SPDX-License-Identifier: Apache-2.0
"""One at a time on this machine: reading the vault again, and sweeping it.

A lock of the file system, in LIUHEN_HOME, which ends with its process however that ends. Workers on
other machines keep apart by the jobs table, where one step of each waits or runs.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from liuhen.apps.evidence.errors import EvidenceError

_ASKED_EVERY_SECONDS = 0.2


class BusyElsewhereError(EvidenceError):
    """Another process does the same just now."""


@contextmanager
def alone(name: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Be the only process that does `name`, having waited so long for another one.

    Raises:
        BusyElsewhereError: it has not ended.
    """
    folder = Path(settings.LIUHEN_HOME) / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, name, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, name: str, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise BusyElsewhereError(
                    f"another process does {name} just now; try again when it has ended"
                ) from None
            time.sleep(_ASKED_EVERY_SECONDS)
        else:
            return
