# SPDX-License-Identifier: Apache-2.0
"""Gives up, for good, what a reader of hostile bytes does not need.

What holds on every system: limits on processor time, memory, open files, size of files. What holds
where the kernel lets us, each by itself: a network of its own, which is empty (user namespaces); no
file to be opened but programs' own and the one folder for results (Landlock); no new process, no
program started, no socket, no signal to others (seccomp). What a kernel refuses is gone without;
the limits hold all the same, and the parent ends a child that takes too long.
"""

import ctypes
import mimetypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_MEBIBYTE = 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_FILTER = 38, 22, 2

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
#: Rights of files that each version of Landlock added, as bits.
_FILE_RIGHTS = ((1, 0x1FFF), (2, 0x2000), (3, 0x4000), (5, 0x8000))
_READ = 0b1100  # a file, a folder
_OF_A_FILE = 0xC007  # rights that a rule about a file, and no folder, may name
_WRITE = 0x4000 | 0x100 | 0x20 | 0xE  # truncate, make a file, remove one, write and read
_NET_SINCE, _SCOPES_SINCE = 4, 6
_NET, _SCOPES = 0b11, 0b11

#: By machine: its name in a filter, `clone`, `tgkill`, what is refused. From the kernel's tables.
_CALLS = {
    "x86_64": (
        0xC000003E, 56, 234,
        # socket fork vfork execve kill ptrace rt_sigqueueinfo tkill process_vm_readv and writev
        (41, 57, 58, 59, 62, 101, 129, 200, 310, 311, 321, 322, 424, 425, 434, 438),
    ),
    "aarch64": (
        0xC00000B7, 220, 131,
        # ptrace kill tkill rt_sigqueueinfo socket execve process_vm_readv and writev bpf execveat
        (117, 129, 130, 138, 198, 221, 270, 271, 280, 281, 424, 425, 434, 438),
    ),
}  # fmt: skip
_CLONE3, _X32 = 435, 0x40000000
_CLONE_THREAD = 0x10000
_EPERM, _ENOSYS = 1, 38
_ALLOW, _REFUSE, _END = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def confine(
    *,
    seconds: int,
    memory_mib: int,
    most_file_bytes: int,
    folder: str,
    hard_file_bytes: int,
    readable: tuple[str, ...] = (),
) -> None:
    """Keep to the limits from now on; `folder` (empty: none) is the only place to write to.

    `readable` are further folders that may be read.
    `most_file_bytes` may be raised again to `hard_file_bytes`, for the answer, and no further.
    """
    for what, limit in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory_mib * _MEBIBYTE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_file_bytes, hard_file_bytes))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker that is killed leaves no reader behind
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _close_files(libc, folder, readable)
    _close_calls(libc)


def _close_files(libc: ctypes.CDLL, folder: str, readable: tuple[str, ...]) -> None:
    """Let no file be opened any more but those a program consists of, and those in `folder`."""
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    handled = sum(bits for since, bits in _FILE_RIGHTS if version >= since)
    net = _NET if version >= _NET_SINCE else 0
    scopes = _SCOPES if version >= _SCOPES_SINCE else 0
    words = 1 + (version >= _NET_SINCE) + (version >= _SCOPES_SINCE)
    attributes = struct.pack("QQQ", handled, net, scopes)[: 8 * words]
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return
    for path in (*_of_programs(), *map(Path, readable)):
        _allow(libc, ruleset, path, _READ & handled)
    if folder:
        _allow(libc, ruleset, Path(folder), _WRITE & handled)
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _of_programs() -> Iterable[Path]:
    package = Path(__file__).resolve().parent.parent
    named = (sys.prefix, sys.base_prefix, package, "/usr", "/lib", "/lib64", "/etc/localtime")
    devices = ("/dev/null", "/dev/zero", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo")
    kinds = mimetypes.knownfiles  # of the library for sheets
    return (path for path in map(Path, (*named, *devices, *kinds)) if path.exists())


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    if not path.is_dir():
        rights &= _OF_A_FILE
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _close_calls(libc: ctypes.CDLL) -> None:
    """Let the kernel refuse calls that no reader needs; threads stay possible."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return
    program = _program(*known)
    code = b"".join(struct.pack("HBBI", *one) for one in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, described, 0, 0)


Step = tuple[int, int, int, int]


def _program(machine: int, clone: int, tgkill: int, refused: tuple[int, ...]) -> list[Step]:
    """Write the filter: each step is (what, steps on if so, steps on if not, number)."""
    no, gone = _REFUSE | _EPERM, _REFUSE | _ENOSYS
    program: list[Step] = [
        (_LOAD, 0, 0, 4),  # for which machine the call is
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _END),
        (_LOAD, 0, 0, 0),  # its number
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, no),
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, gone),  # its flags lie in memory; glibc then calls clone
        (_EQUAL, 0, 4, clone),
        (_LOAD, 0, 0, 16),  # its first argument: flags
        (_SET, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, no),
        (_EQUAL, 0, 4, tgkill),
        (_LOAD, 0, 0, 16),  # which process
        (_EQUAL, 0, 1, os.getpid()),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, no),
    ]
    for number in refused:
        program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, no)]
    return [*program, (_RETURN, 0, 0, _ALLOW)]
