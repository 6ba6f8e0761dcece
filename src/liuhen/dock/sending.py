# SPDX-License-Identifier: Apache-2.0
"""Sends one file, however often the way to the server breaks, and says what became of it.

- Every step that counts is remembered before the next: upload begun, all bytes sent, kept, safe.
- What passes (`Trouble`) is tried again with growing pauses; each byte that the server has
  acknowledged begins the patience anew.
- Where to go on is always the server's word (HEAD), never ours.
- A file that changes under our hands is begun again, a few times; then it is left for later.
- The server's digest must be that of the bytes read here; else the file is sent once more.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, Protocol, TypeVar

from liuhen.dock.card import Found, edges, is_there, open_file
from liuhen.dock.errors import (
    CardGoneError,
    FileChanged,
    FileTrouble,
    Trouble,
    UploadLost,
)
from liuhen.dock.memory import Known, Memory
from liuhen.dock.reading import Reader
from liuhen.dock.tus import Fate, Uploads

PIECE_BYTES = 64 * 1024 * 1024
_TRIES_OF_A_FILE = 3
_LOST_UPLOADS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
T = TypeVar("T")


class Screen(Protocol):
    """Hears how the work goes on. All methods return quickly."""

    def reading(self, file: Found, offset: int) -> None:
        """Bytes before `offset` are read once more, for the digest; nothing is sent."""

    def sending(self, file: Found, offset: int) -> None:
        """Bytes before `offset` have been handed to the network."""

    def waiting(self, why: str, seconds: float) -> None:
        """Nothing goes on for a while."""


class Patience:
    """Tries again what passes by itself, until nothing has moved for `seconds`.

    `sleep` may raise to end everything.
    """

    def __init__(
        self, seconds: float, screen: Screen, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._seconds, self._screen, self._sleep = seconds, screen, sleep
        self._since: float | None = None
        self._pause = _FIRST_PAUSE

    def moved(self) -> None:
        """Something went on: the patience begins anew."""
        self._since, self._pause = None, _FIRST_PAUSE

    def bear(self, trouble: Trouble) -> None:
        """Wait a while, or raise `trouble` if that has been going on for too long."""
        now = time.monotonic()
        if self._since is None:
            self._since = now
        if now - self._since > self._seconds:
            raise trouble
        # stations that lost the same server do not come back in one moment
        pause = max(trouble.wait_seconds, self._pause * random.uniform(0.7, 1.3))  # noqa: S311  # no secret
        self._screen.waiting(str(trouble), pause)
        self._sleep(pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def until_done(self, do: Callable[[], T]) -> T:
        """Return what `do` returns, once it does without trouble."""
        while True:
            try:
                answer = do()
            except Trouble as trouble:
                self.bear(trouble)
            else:
                self.moved()
                return answer


@dataclass(frozen=True, slots=True)
class Sent:
    """A file whose bytes are kept at the server. `file` is as it was read; `new` if sent now."""

    file: Found
    edges: bytes
    known: Known
    new: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to send: where from, where to, what is remembered and told on the way.

    `device_number` is the card's file system (`card.device_of`); `check` is called before each
    piece and may raise to end everything.
    """

    root: Path
    device_number: int
    uploads: Uploads
    memory: Memory
    metadata_of: Callable[[Found], Mapping[str, str]]
    screen: Screen
    patience: Patience
    check: Callable[[], object]

    def read_failed(self, error: OSError) -> NoReturn:
        """Tell a file that cannot be read from a card that is gone."""
        why = error.strerror or type(error).__name__
        if not is_there(self.root, self.device_number):
            raise CardGoneError(f"{self.root}: the card was taken out") from error
        raise FileTrouble(f"it cannot be read: {why}") from error


class Sender:
    """Sends the files of one card."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def send(self, file: Found) -> Sent:
        """Return once all bytes of a file are kept.

        Raises:
            CardGoneError: the card was taken out.
            FileTrouble: this file cannot be sent.
            Trouble: nothing has moved for as long as patience lasts.
        """
        for tries_left in reversed(range(_TRIES_OF_A_FILE)):
            try:
                return self._send_as_listed(file)
            except FileChanged:
                if not tries_left:
                    raise
                file = self._listed_again(file)
        raise FileTrouble("it cannot be sent")  # never reached: the last try returns or raises

    def ask(self, sent: Sent) -> tuple[Sent, Fate]:
        """Ask the server whether a kept file is safe by now, and remember the answer."""
        desk = self._desk
        desk.check()
        fate = desk.patience.until_done(
            lambda: desk.uploads.fate(sent.known.upload, sent.known.original)
        )
        known = replace(sent.known, sm3=fate.sm3, safe=fate.safe and not fate.damaged)
        if known != sent.known:
            desk.memory.remember(sent.file, sent.edges, known)
        return replace(sent, known=known), fate

    def forget(self, sent: Sent) -> None:
        """Remember nothing of a file, so that it is sent as if it were new."""
        self._desk.memory.remember(sent.file, sent.edges, Known())

    def _send_as_listed(self, file: Found) -> Sent:
        desk = self._desk
        desk.check()
        try:
            opened = open_file(desk.root, file)
        except OSError as error:
            desk.read_failed(error)
        with opened:
            reader = Reader(opened, file, desk.read_failed)
            reader.require_unchanged()
            try:
                ends = edges(opened, file.size_bytes)
            except OSError as error:
                desk.read_failed(error)
            known = desk.memory.recall(file, ends)
            if known.original:
                return Sent(file, ends, known, new=False)
            return _Sending(desk, file, ends, reader).run(known)

    def _listed_again(self, file: Found) -> Found:
        try:
            found = (self._desk.root / file.path).stat(follow_symlinks=False)
        except OSError as error:
            self._desk.read_failed(error)
        return replace(file, size_bytes=found.st_size, modified_ns=found.st_mtime_ns)


class _Sending:
    """One file on its way."""

    def __init__(self, desk: Desk, file: Found, ends: bytes, reader: Reader) -> None:
        self._desk, self._patience, self._uploads = desk, desk.patience, desk.uploads
        self._file, self._edges, self._reader = file, ends, reader
        self._known = Known()

    def run(self, known: Known) -> Sent:
        """Bring the file to the server, from where `known` says it stands."""
        self._known = known
        for tries_left in reversed(range(_LOST_UPLOADS)):
            try:
                self._bytes()
                return self._kept()
            except UploadLost:
                if not tries_left:
                    raise
                self._keep(Known())
            except FileChanged:
                self._let_go()
                self._keep(Known())
                raise
        raise UploadLost("the server keeps losing the upload")

    def _bytes(self) -> None:
        """Bring all bytes to the server."""
        offset = 0
        if self._known.upload:
            offset = self._patience.until_done(lambda: self._uploads.offset(self._known.upload))
        else:
            self._keep(Known(upload=self._patience.until_done(self._create)))
        size = self._file.size_bytes
        while offset < size:
            offset = self._piece(self._known.upload, offset)
        if not self._known.sha256:
            self._reader.go_to(size, lambda at: self._desk.screen.reading(self._file, at))
            self._keep(replace(self._known, sha256=self._reader.digest()))

    def _piece(self, upload: str, offset: int) -> int:
        """Send the next bytes; return the server's offset afterwards, also after trouble."""
        self._desk.check()
        try:
            self._reader.go_to(offset, lambda at: self._desk.screen.reading(self._file, at))
            length = min(PIECE_BYTES, self._file.size_bytes - offset)
            after = self._uploads.append(upload, offset, length, self._told(length))
        except Trouble as trouble:
            self._patience.bear(trouble)
        else:
            self._reader.require_unchanged()
            self._patience.moved()
            return after
        # one pause has passed; an answer to this question alone is no progress
        return self._offset_after_trouble(upload, offset)

    def _offset_after_trouble(self, upload: str, before: int) -> int:
        while True:
            try:
                now = self._uploads.offset(upload)
            except Trouble as trouble:
                self._patience.bear(trouble)
            else:
                if now > before:
                    self._patience.moved()
                return now

    def _told(self, length: int) -> Iterator[memoryview]:
        for piece in self._reader.pieces(length):
            yield piece
            self._desk.check()
            self._desk.screen.sending(self._file, self._reader.at)

    def _kept(self) -> Sent:
        """Ask what became of the bytes, and compare the digests."""

        def asked() -> Fate:
            fate = self._uploads.fate(self._known.upload)
            if fate.gone:
                raise UploadLost("the server has let go of this upload")
            if not fate.kept:
                raise Trouble("the server has all bytes and is still keeping them")
            return fate

        fate = self._patience.until_done(asked)
        if fate.sha256 and fate.sha256 != self._known.sha256:
            raise FileChanged("the server has other bytes than were read here")
        safe = fate.safe and not fate.damaged
        self._keep(replace(self._known, original=fate.original, sm3=fate.sm3, safe=safe))
        return Sent(self._file, self._edges, self._known, new=True)

    def _create(self) -> str:
        return self._uploads.create(self._file.size_bytes, self._desk.metadata_of(self._file))

    def _keep(self, known: Known) -> None:
        self._known = known
        self._desk.memory.remember(self._file, self._edges, known)

    def _let_go(self) -> None:
        if self._known.upload:
            try:
                self._uploads.give_up(self._known.upload)
            except Trouble:
                return  # it expires by itself
