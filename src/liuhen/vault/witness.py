# SPDX-License-Identifier: Apache-2.0
"""Witnesses: places out of the house that keep heads, so that history cannot be written anew.

- A witness keeps signed checkpoints in the order in which it got them, and never loses one.
- What it holds is compared with today's tree: each head must be the root of the first leaves of
  its size. A head that is larger than the tree says that leaves were cut off; one with another
  root, that leaves were changed.
- Nothing newer than the last head that a witness holds is proved by it.

The file witness is a folder that is not the server's own: a share of another office, a stick that
is taken away. In it stands one text file a log, `<origin with _ for />.checkpoints`: the notes one
after another, an empty line after each. It is only ever appended to; an entry that was torn by a
loss of power stays, is named, and does not hide what comes after it.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from liuhen.vault.checkpoint import CheckpointError, Signed, VerifyKey, open_checkpoint

_SIGNATURE = "— "
_TAIL_BYTES = 64 * 1024


class WitnessError(Exception):
    """A witness cannot be reached or written to; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Torn:
    """Something in a witness that is no checkpoint of ours: its line, counted from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a witness holds: the heads that verify, oldest first, and what does not."""

    heads: tuple[Signed, ...]
    torn: tuple[Torn, ...] = ()

    @property
    def last(self) -> Signed | None:
        """The head that it got last."""
        return self.heads[-1] if self.heads else None


class Witness(Protocol):
    """The port: an outside place for heads."""

    @property
    def name(self) -> str:
        """How people know it."""

    def read(self, origin: str, keys: Iterable[VerifyKey]) -> Held:
        """Return the heads of the log `origin`; none where it has never seen the log.

        Raises:
            WitnessError: it cannot be reached.
        """

    def newest(self, origin: str, keys: Iterable[VerifyKey]) -> Signed | None:
        """Return the head that it got last, without reading all of them.

        Raises:
            WitnessError: it cannot be reached.
        """

    def append(self, origin: str, note: str) -> None:
        """Keep one more head for good.

        Raises:
            WitnessError: it cannot be reached or is full.
        """


@dataclass(frozen=True, slots=True)
class FileWitness:
    """A folder out of the house. It is never created here: where it is missing, it is not there."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder as it was set."""
        return str(self.folder)

    def path(self, origin: str) -> Path:
        """The file of the log `origin`."""
        plain = "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in origin)
        return self.folder / f"{plain}.checkpoints"

    def read(self, origin: str, keys: Iterable[VerifyKey]) -> Held:
        """Return the heads in the folder's file of the log."""
        return read_witness_file(self._read(origin, 0), origin, list(keys))

    def newest(self, origin: str, keys: Iterable[VerifyKey]) -> Signed | None:
        """Return the last head, from the end of the file; from all of it if that is torn."""
        known = list(keys)
        tail = read_witness_file(self._read(origin, _TAIL_BYTES), origin, known).last
        return tail or read_witness_file(self._read(origin, 0), origin, known).last

    def append(self, origin: str, note: str) -> None:
        """Append one head, and return when it is on the medium."""
        self._there()
        try:
            _append(self.path(origin), note)
        except OSError as error:
            raise WitnessError(f"{self.path(origin)}: {error.strerror}") from None

    def _read(self, origin: str, most: int) -> bytes:
        """Return the last `most` bytes of the file, or all of them for 0."""
        self._there()
        try:
            with self.path(origin).open("rb") as file:
                if most:
                    file.seek(max(file.seek(0, os.SEEK_END) - most, 0))
                return file.read()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise WitnessError(f"{self.path(origin)}: {error.strerror}") from None

    def _there(self) -> None:
        if not self.folder.is_dir():
            raise WitnessError(f"{self.folder} is not there; connect it, or make the folder on it")


def read_witness_file(raw: bytes, origin: str, keys: list[VerifyKey]) -> Held:
    """Read the content of a witness file: each head on its own, so that one torn hides none."""
    heads: list[Signed] = []
    torn: list[Torn] = []
    for line, entry in _entries(raw.decode(errors="replace")):
        try:
            signed = open_checkpoint(entry, keys)
        except CheckpointError as error:
            torn.append(Torn(line, str(error)))
            continue
        if signed.checkpoint.origin == origin:
            heads.append(signed)
        else:
            torn.append(Torn(line, f"a head of another log, {signed.checkpoint.origin[:60]}"))
    return Held(tuple(heads), tuple(torn))


def compare(
    held: Iterable[Signed], size: int, root_at: Callable[[int], bytes]
) -> list[tuple[Signed, str]]:
    """Compare heads with today's tree of `size` leaves; `root_at` gives its root at a size.

    Returns:
        The heads that do not fit, each with a sentence that says why.
    """
    found = []
    for signed in held:
        head, reason = signed.checkpoint, ""
        if head.size > size:
            reason = f"{head.size - size} leaves were cut off the end: the journal has {size}"
        elif (root := root_at(head.size)) != head.root:
            reason = (
                f"one of the first {head.size} leaves was changed: "
                f"the root was {head.root.hex()}, it is {root.hex()}"
            )
        if reason:
            found.append((signed, reason))
    return found


def _entries(text: str) -> list[tuple[int, str]]:
    """Cut a witness file into notes: a body, an empty line, signatures. With their first lines."""
    entries: list[tuple[int, str]] = []
    body, begun, at = "", 0, 1
    for part in text.split("\n\n"):
        lines = part.strip("\n")
        first = at + len(part) - len(part.lstrip("\n"))
        at += part.count("\n") + 2
        if not lines:
            continue
        if lines.startswith(_SIGNATURE) and body:
            entries.append((begun, f"{body}\n\n{lines}\n"))
            body = ""
            continue
        if body:
            entries.append((begun, f"{body}\n"))  # torn: what should sign it never came
        body, begun = lines, first
    if body:
        entries.append((begun, f"{body}\n"))
    return entries


def _append(path: Path, note: str) -> None:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        end = os.lseek(file, 0, os.SEEK_END)
        tail = os.pread(file, 2, max(end - 2, 0))
        whole = "" if not end or tail == b"\n\n" else "\n\n"  # a torn entry before us is closed
        _write_all(file, f"{whole}{note}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write_all(file: int, raw: bytes) -> None:
    while raw:
        raw = raw[os.write(file, raw) :]
