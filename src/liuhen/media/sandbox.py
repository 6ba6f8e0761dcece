# SPDX-License-Identifier: Apache-2.0
"""Reads hostile bytes in a child process with limits on time, memory, files and network.

A reader is a module with `work(raw: bytes) -> bytes`, or, for files that are too large to be handed
over, with `work_on(request: bytes, descriptor: int, folder: str) -> bytes`: it reads the file by
its descriptor and writes what it makes into the one folder. Whatever it does to itself (a crash, an
endless loop, a bomb of unpacked bytes), the caller gets an error and nothing else happens. The
child has an empty environment; where the system lets us, it has no network, opens no other file
and starts no process (`liuhen.media.confinement`).

    SandboxError          the child gave no answer
    ├── TooSlowError      within its time
    └── BrokenError       because it crashed, or used too much memory
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from liuhen.media.confinement import confine

_MEBIBYTE = 1024 * 1024
_LONGEST_ERROR = 64 * 1024


class SandboxError(Exception):
    """The child gave no answer: it crashed, took too long, or used too much."""


class TooSlowError(SandboxError):
    """The child did not answer within its time."""


class BrokenError(SandboxError):
    """The child crashed, or used more memory than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use.

    `seconds` of processor time, `wall_seconds` by the clock (0: five more than those), memory,
    bytes of the answer, bytes of each file that it writes.
    """

    seconds: int = 20
    wall_seconds: int = 0
    memory_mib: int = 512
    most_bytes: int = 16 * _MEBIBYTE
    most_file_bytes: int = 0


def read_apart(
    reader: str,
    raw: bytes,
    *,
    seconds: int = 20,
    memory_mib: int = 512,
    most_bytes: int = 16 * _MEBIBYTE,
) -> bytes:
    """Return what the module `reader` makes of `raw`.

    Raises:
        SandboxError: no answer within the limits, or one longer than `most_bytes`.
    """
    limits = Limits(seconds=seconds, memory_mib=memory_mib, most_bytes=most_bytes)
    return _answer(reader, raw, limits)


def work_apart(
    reader: str, request: bytes, *, file: Path, limits: Limits, folder: Path | None = None
) -> bytes:
    """Return what the module `reader` answers about `file`; results as files go into `folder`.

    Raises:
        SandboxError: no answer within the limits.
        OSError: the file cannot be opened by us.
    """
    with file.open("rb") as opened:
        return _answer(reader, request, limits, opened.fileno(), str(folder or ""))


def _answer(
    reader: str, raw: bytes, limits: Limits, descriptor: int = -1, folder: str = ""
) -> bytes:
    told = json.dumps(
        {
            "seconds": limits.seconds,
            "memory_mib": limits.memory_mib,
            "most_file_bytes": limits.most_file_bytes if folder else 0,
            "hard_file_bytes": max(limits.most_file_bytes, limits.most_bytes + 1),
            "descriptor": descriptor,
            "folder": folder,
        }
    )
    command = [sys.executable, "-I", "-m", __name__, reader, told]
    kept = () if descriptor < 0 else (descriptor,)
    # the answer goes to a file, whose size the kernel bounds, and not into our memory; of errors
    # no more is taken than a pipe holds
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer, _Errors() as errors:
        given.write(raw)
        given.seek(0)
        child = subprocess.Popen(  # our own interpreter and module names  # noqa: S603  # our own interpreter and modules
            command,
            stdin=given,
            stdout=answer,
            stderr=errors.writing,
            env={},
            pass_fds=kept,
            start_new_session=True,
        )
        try:
            code = child.wait(limits.wall_seconds or limits.seconds + 5)
        except subprocess.TimeoutExpired:
            raise TooSlowError(f"{reader}: no answer in time") from None
        finally:
            _end(child)
        if code != 0:
            raise _failure(reader, code, errors.last_line())
        size = answer.seek(0, os.SEEK_END)
        if size > limits.most_bytes:
            raise SandboxError(f"{reader}: the answer has more than {limits.most_bytes} bytes")
        answer.seek(0)
        return answer.read()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _failure(reader: str, code: int, last: str) -> SandboxError:
    told = f"{reader}: ended with {code}: {last}"
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and not last):
        return TooSlowError(told)  # the processor's time was used up; SIGKILL is its hard end
    if code < 0 or "MemoryError" in last:
        return BrokenError(told)
    return SandboxError(told)


class _Errors:
    """A pipe for what a child complains of; what it cannot hold is lost, and nobody waits."""

    def __init__(self) -> None:
        self._reading, self.writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        os.close(self._reading)
        os.close(self.writing)

    def last_line(self) -> str:
        """Return the last line, shortened."""
        with suppress(BlockingIOError):
            told = os.read(self._reading, _LONGEST_ERROR)
            return told.decode(errors="replace").strip().rpartition("\n")[2][:200]
        return ""


def _main(reader: str, told: str) -> None:
    raw = sys.stdin.buffer.read()
    limits = json.loads(told)
    module = importlib.import_module(reader)  # before the limits: importing opens files
    descriptor, folder = limits.pop("descriptor"), limits.pop("folder")
    confine(**limits, folder=folder)
    alone = descriptor < 0
    answer: bytes = module.work(raw) if alone else module.work_on(raw, descriptor, folder)
    hard = limits["hard_file_bytes"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
