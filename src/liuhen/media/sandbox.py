# SPDX-License-Identifier: Apache-2.0
"""Reads hostile bytes in a child process with limits on time, memory, files and network.

A reader is a module with `work(raw: bytes) -> bytes`. Whatever it does to itself (a crash, an
endless loop, a bomb of unpacked bytes), the caller gets an error and nothing else happens. The
child has an empty environment and writes no file; where the system lets us, it has no network.
"""

import ctypes
import importlib
import os
import resource
import subprocess
import sys

_MEBIBYTE = 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class SandboxError(Exception):
    """The child gave no answer: it crashed, took too long, or used too much."""


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
    command = [sys.executable, "-I", "-m", __name__, reader, str(seconds), str(memory_mib)]
    try:
        done = subprocess.run(  # our own interpreter and module names  # noqa: S603  # our own interpreter and modules
            command, input=raw, capture_output=True, timeout=seconds + 5, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise SandboxError(f"{reader}: no answer in {seconds} s") from None
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SandboxError(f"{reader}: ended with {done.returncode}: {last[:200]}")
    if len(done.stdout) > most_bytes:
        raise SandboxError(f"{reader}: the answer has more than {most_bytes} bytes")
    return done.stdout


def _confine(seconds: int, memory_mib: int) -> None:
    """Give up what the reader does not need. It cannot be had back."""
    memory = memory_mib * _MEBIBYTE
    for what, limit in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    # a network of its own is an empty one; systems that forbid user namespaces refuse, and we go on
    ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _main(reader: str, seconds: str, memory_mib: str) -> None:
    raw = sys.stdin.buffer.read()
    module = importlib.import_module(reader)  # before the limits: importing opens files
    _confine(int(seconds), int(memory_mib))
    answer: bytes = module.work(raw)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
