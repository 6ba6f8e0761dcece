# SPDX-License-Identifier: Apache-2.0
"""The form of a leaf of the journal, readable without our database.

A leaf says who did what to which object and when, and commits to a payload that it does not show:
`commitment = SHA-256(salt ‖ payload)`, salt 32 random bytes. Payload and salt may be withheld
later; the leaf, and every proof over it, still holds.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from liuhen.vault.canonical import canonical_json

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class LeafBody:
    """The signed part of a leaf. `previous` is the index of the object's leaf before this one."""

    index: int
    at: datetime
    actor: str
    act: str
    object: str
    previous: int | None
    commitment: str

    def values(self) -> dict[str, Any]:
        """Return the leaf as JSON values."""
        return {
            "index": self.index,
            "at": instant(self.at),
            "actor": self.actor,
            "act": self.act,
            "object": self.object,
            "previous": self.previous,
            "commitment": self.commitment,
        }

    def canonical(self) -> bytes:
        """Return the bytes that the tree is built over."""
        return canonical_json(self.values())


def instant(at: datetime) -> str:
    """Write an aware instant in UTC, always with microseconds.

    >>> instant(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    '2026-03-02T01:00:00.000000Z'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def commitment_to(payload: bytes, salt: bytes) -> str:
    """Commit to `payload` without showing it."""
    return f"sha256:{hashlib.sha256(salt + payload).hexdigest()}"
