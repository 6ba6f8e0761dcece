# SPDX-License-Identifier: Apache-2.0
"""What lies on a recorder or card: every brand's files, none refused for its name.

- Everything that may be a record is listed, whatever its extension: makers have formats of their
  own, and a track of positions is evidence too.
- What the computer or the recorder keeps for itself (waste baskets, indexes, thumbnails of the file
  manager, programs) is passed over, and said to be.
- Files of no bytes are named: each is a recording that failed.
- Links are not followed: a card is foreign.
- Names that are no UTF-8 keep their bytes (as `os.fsdecode` has them); `readable` shows them.
"""

import errno
import hashlib
import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liuhen.dock.errors import CardGoneError

#: Folders of systems, by name in lower case.
_SYSTEM_FOLDERS = {
    "$recycle.bin", "recycler", "recycled", "system volume information", ".trashes",
    ".spotlight-v100", ".fseventsd", ".temporaryitems", ".documentrevisions-v100", "lost+found",
    "__macosx",
}  # fmt: skip
_SYSTEM_FILES = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "autorun.inf",
                 "indexervolumeguid", "wpsettings.dat"}  # fmt: skip
_PROGRAMS = {".exe", ".dll", ".sys", ".msi", ".bat", ".cmd", ".com", ".scr", ".lnk", ".apk",
             ".tmp", ".swp"}  # fmt: skip
_TRASH_OF_SOMEBODY = re.compile(r"\.trash-\d+", re.IGNORECASE)
_EDGE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be collected. `path` is below the card's root, with `/`; times are the card's."""

    path: str
    size_bytes: int
    modified_ns: int

    @property
    def name(self) -> str:
        """The file's own name, as a person reads it."""
        return readable(self.path.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that is not collected. `why`: empty · system · program · link · special."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a card holds: files the oldest first, what was passed over, what cannot be read."""

    files: tuple[Found, ...]
    passed_over: tuple[PassedOver, ...]
    unreadable: tuple[tuple[str, str], ...]

    @property
    def size_bytes(self) -> int:
        """All files together."""
        return sum(file.size_bytes for file in self.files)


def readable(path: str) -> str:
    r"""Return a name as text: UTF-8, else GB 18030 (as older recorders write), else with escapes.

    >>> readable("巡查.mp4"), readable(os.fsdecode("巡查.mp4".encode("gbk")))
    ('巡查.mp4', '巡查.mp4')
    >>> readable(os.fsdecode("执法/".encode() + "巡查.mp4".encode("gbk")))
    '执法/巡查.mp4'
    >>> readable(os.fsdecode(b"a\xff.mp4"))
    'a\\xff.mp4'
    """
    return "/".join(map(_readable, os.fsencode(path).split(b"/")))


def _readable(raw: bytes) -> str:
    """Each name by itself: a card may hold folders and files that different devices named."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "backslashreplace")


def list_card(root: Path) -> Listing:
    """Return what lies below `root`.

    Raises:
        CardGoneError: the folder itself cannot be read.
    """
    walk = _Walk(root)
    walk.run()
    files = sorted(walk.files, key=lambda file: (file.modified_ns, os.fsencode(file.path)))
    return Listing(tuple(files), tuple(walk.passed_over), tuple(walk.unreadable))


def open_file(root: Path, file: Found) -> io.FileIO:
    """Open a file of the card for reading; never through a link."""
    return io.FileIO(root / file.path, opener=_opener)


def is_as_listed(opened: io.FileIO, file: Found) -> bool:
    """Whether an open file still has the size and time that it was listed with."""
    now = os.fstat(opened.fileno())
    return now.st_size == file.size_bytes and now.st_mtime_ns == file.modified_ns


def edges(opened: io.FileIO, size_bytes: int) -> bytes:
    """Return a digest of the first and the last 64 KiB of a file: tells files alike by name apart.

    Recorders cut files of equal size, and a recorder whose battery ran out begins its clock and its
    numbers anew; so name, size and time alone do not tell two files apart. The file is left at its
    beginning.
    """
    digest = hashlib.sha256()
    for start in (0, max(0, size_bytes - _EDGE_BYTES)):
        opened.seek(start)
        digest.update(opened.read(_EDGE_BYTES))
    opened.seek(0)
    return digest.digest()


def is_there(root: Path, device: int | None = None) -> bool:
    """Whether the card can (still) be read, and is the one that was listed (`device_of`)."""
    try:
        found = root.stat()
        if device is not None and found.st_dev != device:
            return False
        with os.scandir(root) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def device_of(root: Path) -> int:
    """Return the number by which the system knows the card's file system."""
    try:
        return root.stat().st_dev
    except OSError as error:
        raise CardGoneError(f"{root}: cannot be read: {error.strerror}") from None


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


class _Walk:
    """One walk over a card. Folders are kept on a list, so that depth costs no stack."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: list[Found] = []
        self.passed_over: list[PassedOver] = []
        self.unreadable: list[tuple[str, str]] = []

    def run(self) -> None:
        ahead = [""]
        while ahead:
            folder = ahead.pop()
            try:
                ahead += self._folder(folder)
            except OSError as error:
                if not folder or not is_there(self.root):
                    raise CardGoneError(f"{self.root}: cannot be read: {_why(error)}") from None
                self.unreadable.append((folder, _why(error)))

    def _folder(self, folder: str) -> Iterator[str]:
        with os.scandir(self.root / folder) as entries:
            for entry in sorted(entries, key=lambda one: os.fsencode(one.name)):
                path = f"{folder}/{entry.name}" if folder else entry.name
                try:
                    if self._is_folder(entry, path):
                        yield path
                except OSError as error:
                    self.unreadable.append((path, _why(error)))

    def _is_folder(self, entry: "os.DirEntry[str]", path: str) -> bool:
        found = entry.stat(follow_symlinks=False)
        lower = entry.name.lower()
        why = ""
        if stat.S_ISLNK(found.st_mode):
            why = "link"
        elif stat.S_ISDIR(found.st_mode):
            if lower not in _SYSTEM_FOLDERS and not _TRASH_OF_SOMEBODY.fullmatch(lower):
                return True
            why = "system"
        elif not stat.S_ISREG(found.st_mode):
            why = "special"
        elif lower in _SYSTEM_FILES or lower.startswith("._"):
            why = "system"
        elif os.path.splitext(lower)[1] in _PROGRAMS:  # noqa: PTH122  # a name, no path
            why = "program"
        elif found.st_size == 0:
            why = "empty"
        if why:
            self.passed_over.append(PassedOver(path, why))
        else:
            self.files.append(Found(path, found.st_size, found.st_mtime_ns))
        return False


def _why(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "its path is longer than this system can open"
    return error.strerror or type(error).__name__
