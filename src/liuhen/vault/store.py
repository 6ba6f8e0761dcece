# SPDX-License-Identifier: Apache-2.0
"""The port of the store: what keeps bytes for good, wherever they lie.

An adapter promises:

- a key is `bureau/digest`; equal bytes in two bureaus are two objects;
- `put` and `adopt` return only after the bytes and their name are safe from a loss of power;
- what is there is never written again; putting the same bytes again finds them there, after reading
  them; where they have changed since, the good bytes take their name and the changed ones are set
  aside for good: never deleted here, and named in what is returned;
- what is read is what was put, or it is said to be damaged or not there (`compare`, `check`);
- a crash leaves a whole object, or a file in the incoming area, and never half an object;
- an object goes in two steps, by the sweep alone: into quarantine, and after a while out of it.

Files on their way lie in the incoming area, where adopting one costs no copy of its bytes (in a
folder) or one transfer (to S3).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

#: Called with the number of bytes just read: may wait (to bound a rate), or raise (to end).
Pace = Callable[[int], object]


def unpaced(_bytes_read: int) -> None:
    """Read as fast as it goes."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in the store.

    `version` is the server's own name of the bytes, where it has one; `locked_until` is read back
    from a server that refuses to delete them before. `replaced` names the changed copy whose place
    these bytes took just now: where it was set aside.
    """

    digest: str
    size_bytes: int
    version: str = field(default="", compare=False)
    locked_until: datetime | None = field(default=None, compare=False)
    replaced: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """An object that was read again: its digest is that of its key; `sm3` was taken beside it."""

    digest: str
    sm3: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """An object as housekeeping meets it. `at`: last put, or into quarantine.

    `locked_until` is told of objects in quarantine alone: before, they cannot be removed.
    """

    bureau: str
    digest: str
    size_bytes: int
    at: datetime
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in the incoming area. `name` is what `incoming` was asked for; `at`: last written."""

    bureau: str
    name: str
    path: Path
    size_bytes: int
    at: datetime


class StoreError(Exception):
    """Base of what can go wrong with stored bytes."""


class ObjectMissingError(StoreError):
    """Nothing is stored under this key."""


class ObjectDamagedError(StoreError):
    """The stored bytes no longer have the digest of their key."""


class StagedDifferentError(StoreError):
    """A file to be adopted is not what it was said to be; it stays where it is."""


class TooLargeError(StoreError):
    """More bytes arrived than were allowed; nothing was stored."""


class StoreFullError(StoreError):
    """There is no room; nothing was stored."""


class StoreAwayError(StoreError):
    """The server of the store does not answer, or refuses; the same may be tried again later."""


class LockedError(StoreError):
    """The object may not go yet."""


class Store(Protocol):
    """What an adapter offers. Every method may raise `StoreAwayError`."""

    def put(self, bureau: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
        """Keep the bytes of `chunks` and return their digest.

        Raises:
            TooLargeError: more than `most_bytes` arrived.
            StoreFullError: no room.
        """

    def incoming(self, bureau: str, name: str) -> Path:
        """Return the file of the incoming area under that name, made (empty) where there is none.

        Its entry is on the disk. Whoever asks for it writes it, and writes it through (fsync)
        before saying that bytes have arrived. `name`: letters, digits and hyphens, such as the id
        of an upload. `adopt` takes it away; the sweep does when it is forgotten.
        """

    def adopt(self, bureau: str, staged: Path, digest: str, size_bytes: int) -> Stored:
        """Make a finished file of the incoming area an object, and take it from that area.

        `digest` is that of the bytes as they arrived; nobody may write to the file any more. It may
        be called again after a crash, whether the file is still there or has become the object: so
        write the digest down before.

        Raises:
            StagedDifferentError: another size, or (where the bytes travel, or take the place of
                changed ones) another digest.
            StoreFullError: no room; the file stays.
            ObjectDamagedError: the file is gone, and the object was changed.
            ObjectMissingError: neither the file nor the object is there.
        """

    def open(self, bureau: str, digest: str) -> BinaryIO:
        """Open the object for reading.

        Raises:
            ObjectMissingError: there is none.
        """

    def open_range(self, bureau: str, digest: str, start: int, length: int) -> Iterator[bytes]:
        """Give `length` bytes from `start` on, in pieces of up to 256 KiB; fewer at the end.

        Raises:
            ObjectMissingError: there is none (before the first piece).
        """

    def as_file(self, bureau: str, digest: str) -> AbstractContextManager[Path]:
        """Give the object as a file of this machine, for reading alone, while the context lasts.

        Raises:
            ObjectMissingError, ObjectDamagedError (where it had to be fetched).
        """

    def address(
        self, bureau: str, digest: str, *, seconds: int, media_type: str, disposition: str
    ) -> str:
        """Return a web address that gives the object to whoever has it, for so many seconds.

        The answer carries `media_type` and `disposition` (Content-Disposition). Empty: the store
        has none, as a folder; the program sends the bytes itself then.

        Raises:
            ObjectMissingError: there is none.
        """

    def size(self, bureau: str, digest: str) -> int:
        """Return the bytes of the object.

        Raises:
            ObjectMissingError: there is none.
        """

    def compare(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Stored:
        """Read the whole object from where it lies, and compare SHA-256.

        Raises:
            ObjectMissingError, ObjectDamagedError.
        """

    def check(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Checked:
        """Do as `compare`, and take SM3 in the same reading.

        Raises:
            ObjectMissingError, ObjectDamagedError.
        """

    def extend_lock(self, bureau: str, digest: str, until: datetime) -> datetime | None:
        """Let nobody delete the object before `until`; return what now holds, `None` for no locks.

        A lock is never shortened.

        Raises:
            ObjectMissingError: there is none.
        """

    def free_bytes(self) -> int:
        """Return the room for incoming files."""

    # Housekeeping: for the sweep alone.

    def objects(self) -> Iterator[Found]:
        """Give every object."""

    def staged(self) -> Iterator[Staged]:
        """Give every file of the incoming area."""

    def drop_transfers(self, before: datetime) -> int:
        """Forget transfers to the store that broke off and began before then; return how many."""

    def quarantine(self, bureau: str, digest: str, *, before: datetime) -> bool:
        """Take the object out of sight, unless it was put (again) at or after `before`.

        `False`: it was, or there is none.
        """

    def quarantined(self) -> Iterator[Found]:
        """Give every object in quarantine."""

    def bring_back(self, bureau: str, digest: str) -> None:
        """Make an object in quarantine an object again.

        Raises:
            ObjectMissingError: it is not in quarantine.
        """

    def remove(self, bureau: str, digest: str) -> None:
        """Delete an object in quarantine for good.

        Raises:
            LockedError: its lock still runs.
            ObjectMissingError: it is not in quarantine.
        """
