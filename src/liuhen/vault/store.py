# SPDX-License-Identifier: Apache-2.0
"""The port of the store: what keeps bytes for good, wherever they lie.

An adapter promises:

- a key is `bureau/digest`; equal bytes in two bureaus are two objects;
- `put` returns only after the bytes and their name are safe from a loss of power, and the digest is
  that of the bytes as they arrived;
- what is there is never written again; putting the same bytes again finds them there;
- `get` gives back the bytes that were put, or says that they are damaged or not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """An object in the store."""

    digest: str
    size_bytes: int


class StoreError(Exception):
    """Base of what can go wrong with stored bytes."""


class ObjectMissingError(StoreError):
    """Nothing is stored under this key."""


class ObjectDamagedError(StoreError):
    """The stored bytes no longer have the digest of their key."""


class TooLargeError(StoreError):
    """More bytes arrived than were allowed; nothing was stored."""


class Store(Protocol):
    """What an adapter offers."""

    def put(self, bureau: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
        """Keep the bytes of `chunks` and return their digest.

        Raises:
            TooLargeError: more than `most_bytes` arrived.
        """

    def open(self, bureau: str, digest: str) -> BinaryIO:
        """Open the object for reading.

        Raises:
            ObjectMissingError: there is none.
        """

    def check(self, bureau: str, digest: str) -> Stored:
        """Read the object again and compare.

        Raises:
            ObjectMissingError, ObjectDamagedError.
        """
