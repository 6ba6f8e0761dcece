# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a card and the server.

- DockError: a sentence for a person; nothing can be collected at all.
  ServerRefused: the server knows who is asking, and says no. CardGoneError: the card is out.
- Trouble: passes by itself (network, server busy or away); the same is tried again.
  Conflict: the server is elsewhere than we thought; ask it where.
- FileTrouble: this one file cannot be sent; the others can.
  FileChanged: it was written to. UploadLost: the server knows nothing of it; begin a new one.
"""

from liuhen.errors import UserError


class DockError(UserError):
    """Nothing can be collected; the text says why and what to do."""


class ServerRefused(DockError):
    """The server refuses this token or this person."""


class CardGoneError(DockError):
    """The card or recorder cannot be read any more."""


class Trouble(Exception):
    """Something that passes. `wait_seconds` is what the server asked for, or 0."""

    def __init__(self, says: str, wait_seconds: float = 0) -> None:
        super().__init__(says)
        self.wait_seconds = wait_seconds


class Conflict(Trouble):
    """The server's offset is another than ours."""


class FileTrouble(Exception):
    """One file cannot be sent."""


class FileChanged(FileTrouble):
    """The file was written to while it was read."""


class UploadLost(FileTrouble):
    """The server knows nothing of this upload any more."""
