# SPDX-License-Identifier: Apache-2.0
"""Prints papers, in a child process that stays warm.

What this module promises:

- `press` gives PDF/A-2b with embedded fonts, and the same bytes for the same sheet;
- whatever a form, a value or a font does (loops, bombs, crashes), the caller gets a `PressError`
  within `SECONDS`, and the next sheet gets a fresh child;
- a form reads no file, no address and no other sheet: nothing of it is code but Jinja2 in a
  sandbox, and the child sees fonts, the layout and programs only.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from liuhen.paper.fonts import fingerprint
from liuhen.paper.sheets import Place, PressError, Printed, Sheet

#: By the clock, for one sheet. The first one of a child also loads fonts.
SECONDS = 30
_MEMORY_MIB = 1536
_CPU_SECONDS = 900
_RETIRE_AT = 600.0
_MOST_SHEETS = 5_000
_MOST_BYTES = 128 * 1024 * 1024
_MOST_REQUEST = 8 * 1024 * 1024
_CHUNK = 1 << 20


def press(sheet: Sheet, *, fonts: Path | None = None) -> Printed:
    """Print a sheet; `fonts` is the bureau's own folder of fonts.

    Raises:
        PressError: a character that no font has, a template that fails or does not end, too much.
    """
    head, pdf = _press_of(fonts).ask(b"p" + msgspec.json.encode(sheet))
    places = msgspec.convert(head["places"], tuple[Place, ...])
    return Printed(pdf, int(head["pages"]), places)


def to_docx(sheet: Sheet, *, fonts: Path | None = None) -> bytes:
    """Write the same sheet as DOCX, for whoever has to work on with it; it is no evidence.

    Raises:
        PressError: as `press`.
    """
    return _press_of(fonts).ask(b"d" + msgspec.json.encode(sheet))[1]


def draw_stamp(
    *,
    width: float,
    height: float,
    split: float = 0.0,
    name: str = "",
    day: str = "",
    picture: bytes = b"",
    is_seal: bool = False,
    opinion: str = "",
    room: Sequence[float] = (),
    inner: Sequence[float] = (),
) -> bytes:
    """Draw what is seen of a signature or a seal, as PNG with transparency, of a size in points.

    The first `split` points of the width are the picture or the name, behind them stands the day.
    With an `opinion` it stands in `room`, and the signature in `inner`: x and y from the upper left
    corner, width and height.
    A picture (PNG or JPEG, of anybody's) is decoded in the child and written anew.

    Raises:
        PressError: the picture cannot be read, is empty or too large; a character without a font.
    """
    what = {
        "width": width,
        "height": height,
        "split": split or width,
        "name": name,
        "day": day,
        "is_seal": is_seal,
        "opinion": opinion,
        "room": list(room),
        "inner": list(inner),
    }
    told = json.dumps(what).encode()
    return _press_of(None).ask(b"s" + len(told).to_bytes(4, "big") + told + picture)[1]


def close() -> None:
    """End the children that stand ready; the next sheet starts a new one."""
    with _LOCK:
        presses = list(_PRESSES.values())
        _PRESSES.clear()
    for one in presses:
        one.close()


atexit.register(close)
_LOCK = Lock()
_PRESSES: dict[str, "_Press"] = {}


def _press_of(fonts: Path | None) -> "_Press":
    own = str(fonts.resolve()) if fonts is not None and fonts.is_dir() else ""
    with _LOCK:
        if own not in _PRESSES:
            _PRESSES[own] = _Press(own)
        return _PRESSES[own]


class _Press:
    """One child at a time; those who want to print wait for each other."""

    def __init__(self, own_fonts: str) -> None:
        self._own = own_fonts
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._process = 0
        self._sheets = 0
        self._seen: tuple[tuple[str, int, int], ...] = ()

    def ask(self, request: bytes) -> tuple[dict[str, Any], bytes]:
        """Hand a request over and return head and body of the answer."""
        if len(request) > _MOST_REQUEST:
            raise PressError("the paper is too long; put the rest into an enclosure", "too_long")
        with self._lock:
            child = self._ready()
            try:
                head, body = _exchange(child, request)
            except BaseException:
                self._end()
                raise
            self._sheets += 1
            if head["cpu"] > _RETIRE_AT or self._sheets > _MOST_SHEETS:
                self._end()
        if not head["ok"]:
            raise PressError(
                head["sentence"], head["fault"], field=head["field"], character=head["character"]
            )
        return head, body

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        seen = fingerprint(self._own)
        if self._child is not None and (
            self._child.poll() is not None or seen != self._seen or self._process != os.getpid()
        ):
            self._end()
        if self._child is None:
            self._seen, self._process, self._sheets = seen, os.getpid(), 0
            self._child = subprocess.Popen(  # our own interpreter and module  # noqa: S603  # our own interpreter and module
                [
                    sys.executable,
                    "-I",
                    "-m",
                    "liuhen.paper.press_child",
                    self._own,
                    str(_MEMORY_MIB),
                    str(_CPU_SECONDS),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,
                bufsize=0,
            )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if self._process != os.getpid():  # a fork of whoever started it: not ours to end
            return
        with suppress(ProcessLookupError):
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        child.wait()


def _exchange(child: subprocess.Popen[bytes], request: bytes) -> tuple[dict[str, Any], bytes]:
    """Send a request and read the answer, both within `SECONDS`."""
    if child.stdin is None or child.stdout is None:
        raise AssertionError("a child has both pipes")
    end = time.monotonic() + SECONDS
    _send(child.stdin.fileno(), len(request).to_bytes(8, "big") + request, end)
    reading = child.stdout.fileno()
    head = json.loads(_take(reading, int.from_bytes(_take(reading, 4, end), "big"), end))
    return head, _take(reading, int.from_bytes(_take(reading, 8, end), "big"), end)


def _send(descriptor: int, data: bytes, end: float) -> None:
    os.set_blocking(descriptor, False)
    left = memoryview(data)
    while left:
        _wait([], [descriptor], end)
        try:
            left = left[os.write(descriptor, left[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError:
            raise _gone() from None


def _take(descriptor: int, length: int, end: float) -> bytes:
    if length > _MOST_BYTES:
        raise PressError("the paper becomes too large", "too_much")
    taken = bytearray()
    while len(taken) < length:
        _wait([descriptor], [], end)
        some = os.read(descriptor, min(_CHUNK, length - len(taken)))
        if not some:
            raise _gone()
        taken += some
    return bytes(taken)


def _wait(reading: list[int], writing: list[int], end: float) -> None:
    left = end - time.monotonic()
    poll = select.poll()
    for descriptor in reading:
        poll.register(descriptor, select.POLLIN)
    for descriptor in writing:
        poll.register(descriptor, select.POLLOUT)
    if left <= 0 or not poll.poll(left * 1000):
        raise PressError("the paper takes too long to set; make it shorter", "too_slow")


def _gone() -> PressError:
    return PressError("the paper takes too much memory, or the press broke on it", "too_much")
