# SPDX-License-Identifier: Apache-2.0
"""Where a bundle is read from: a folder, a zip file or a tar file. Everything in it is hostile.

- No link is followed, nothing is unpacked to disk, nothing is run.
- Names come as they are; whether they lead out of the bundle is looked at before anything opens.
- A packed file that would unpack to very much more than it holds is not read.
"""

import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from liuhen.archive.bag import BAGIT, MANIFEST, TAG_MANIFEST
from liuhen.archive.errors import UnreadableError
from liuhen.archive.manifests import leads_inside, shown

#: More entries than any case has.
MOST_ENTRIES = 1_000_000
#: Video does not shrink; text shrinks less than this.
_MOST_RATIO = 200
_SMALL_BYTES = 256 * 1024 * 1024
_HEAD = struct.Struct("<4s5H3I2H")  # of an entry, as PKWARE has it
_EXTRA, _LONG = struct.Struct("<HH"), struct.Struct("<QQ")
_IN_EXTRA = 0xFFFFFFFF
_MARKS = (BAGIT, MANIFEST, TAG_MANIFEST, "data/contents.json", "journal/leaves.jsonl")

Opener = Callable[[], BinaryIO]


@dataclass(slots=True)
class Place:
    """The files of a bundle by path, with their sizes; `odd` says what else lies there."""

    name: str
    sizes: dict[str, int] = field(default_factory=dict)
    openers: dict[str, Opener] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)
    parallel: bool = True  # whether several files may be read at once

    def take(self, path: str, size: int, opener: Opener) -> None:
        """Note a file."""
        if not leads_inside(path):
            self.odd[shown(path)] = "leads out of the bundle"
        elif path in self.sizes:
            self.odd[shown(path)] = "stands there twice"
        else:
            self.sizes[path], self.openers[path] = size, opener

    def open(self, path: str) -> BinaryIO:
        """Open a file that is in `sizes`."""
        return self.openers[path]()

    def read(self, path: str, most: int) -> bytes | None:
        """Return a whole small file; `None` where it is not there or has more than `most` bytes."""
        if self.sizes.get(path, most + 1) > most:
            return None
        with self.open(path) as file:
            return file.read(most + 1)


@contextmanager
def place_of(path: Path) -> Iterator[Place]:
    """Open the bundle at `path`.

    Raises:
        UnreadableError: it is no bundle, or cannot be opened.
    """
    try:
        if path.is_dir():
            yield _folder(path)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield _zip(path, packed)
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as packed_tar:
                yield _tar(path, packed_tar)
        else:
            raise UnreadableError(f"{path} is neither a folder nor a zip or tar file")
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError) as error:
        raise UnreadableError(f"{path}: cannot be unpacked: {error}") from None
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from None


def is_packed(path: Path) -> bool:
    """Whether the file is a zip or tar file."""
    return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)


def said_of_broken_zip(path: Path) -> str:
    """Say where a zip file ends that has lost its end; nothing where it is no such file.

    The list of contents stands at the end of a zip file; without it none of it can be opened. How
    far the file ought to go at least is read from the heads of its entries.
    """
    if zipfile.is_zipfile(path):
        return ""
    size = path.stat().st_size
    with path.open("rb") as file:
        name, end = _last_entry(file, size)
    if not end:
        return ""
    rest = f"{shown(name)} in it goes on to byte {end}" if end > size else "its end is missing"
    return f"{path} is a zip file that ends early: {size} bytes, and {rest}; copy it anew"


def _last_entry(file: BinaryIO, size: int) -> tuple[str, int]:
    """The last entry whose head is there, and where its bytes end; "", 0: there is none."""
    name, at = "", 0
    for _ in range(MOST_ENTRIES):
        file.seek(at)
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(b"PK\x03\x04"):
            break
        fields = _HEAD.unpack(head)
        packed, name_bytes, extra_bytes = fields[7], fields[9], fields[10]
        name = file.read(name_bytes).decode("utf-8", "replace")
        extra = file.read(extra_bytes)
        if packed == _IN_EXTRA:
            packed = _long_size(extra)
        at += _HEAD.size + name_bytes + extra_bytes + packed
        if at > size:
            break
    return name, at


def _long_size(extra: bytes) -> int:
    """The packed size of an entry in its extra field (zip64), or none."""
    at = 0
    while at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        if kind == 1 and length >= _LONG.size and at + _EXTRA.size + _LONG.size <= len(extra):
            return int(_LONG.unpack_from(extra, at + _EXTRA.size)[1])
        at += _EXTRA.size + length
    return 0


# ---------------------------------------------------------------- folder


def _folder(root: Path) -> Place:
    place = Place(str(root))
    pending = [(root, "")]
    while pending:
        folder, before = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = before + os.fsencode(entry.name).decode("utf-8", "surrogateescape")
                if entry.is_dir(follow_symlinks=False):
                    pending.append((Path(entry.path), f"{path}/"))
                else:
                    _file(place, path, entry)
        if len(place.sizes) > MOST_ENTRIES:
            raise UnreadableError(f"{root} has more than {MOST_ENTRIES} files; it is not read")
    _require_bundle(place)
    return place


def _file(place: Place, path: str, entry: "os.DirEntry[str]") -> None:
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        place.odd[shown(path)] = "is a link and no file"
    elif not stat.S_ISREG(mode):
        place.odd[shown(path)] = "is no plain file"
    else:
        where = Path(entry.path)
        place.take(path, entry.stat(follow_symlinks=False).st_size, lambda: _open_plain(where))


def _open_plain(path: Path) -> BinaryIO:
    """Open a file, never through a link that was put there meanwhile."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb", buffering=0)


# ---------------------------------------------------------------- packed


def _zip(path: Path, packed: zipfile.ZipFile) -> Place:
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    unpacked = sum(entry.file_size for entry in entries)
    _refuse_bomb(path, len(entries), unpacked)
    place = Place(str(path), parallel=False)
    top = _top([entry.filename for entry in entries])
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 1:
            raise UnreadableError(f"{path}: {shown(name)} is encrypted")
        if stat.S_ISLNK(entry.external_attr >> 16):
            place.odd[shown(name)] = "is a link and no file"
        elif not name.startswith(top):
            place.odd[shown(name)] = "lies beside the bundle"
        else:
            place.take(name[len(top) :], entry.file_size, _zip_opener(packed, entry))
    _require_bundle(place)
    return place


def _zip_opener(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Opener:
    return lambda: cast("BinaryIO", packed.open(entry))


def _tar(path: Path, packed: tarfile.TarFile) -> Place:
    members: list[tarfile.TarInfo] = []
    unpacked = 0
    for member in packed:
        members.append(member)
        unpacked += member.size
        _refuse_bomb(path, len(members), unpacked)
    place = Place(str(path), parallel=False)
    top = _top([member.name for member in members if member.isreg()])
    for member in members:
        if member.isdir():
            continue
        if not member.isreg():
            place.odd[shown(member.name)] = "is a link and no file"
        elif not member.name.startswith(top):
            place.odd[shown(member.name)] = "lies beside the bundle"
        else:
            place.take(member.name[len(top) :], member.size, _tar_opener(packed, member))
    _require_bundle(place)
    return place


def _tar_opener(packed: tarfile.TarFile, member: tarfile.TarInfo) -> Opener:
    return lambda: cast("BinaryIO", packed.extractfile(member))


def _top(names: list[str]) -> str:
    """The folder in which the bundle lies inside a packed file, with its stroke; may be empty."""
    for mark in (BAGIT, MANIFEST, TAG_MANIFEST):
        found = min(
            (name for name in names if name.rpartition("/")[2] == mark), default="", key=len
        )
        if found:
            return found.removesuffix(mark)
    return ""


def _refuse_bomb(path: Path, entries: int, unpacked: int) -> None:
    if entries > MOST_ENTRIES:
        raise UnreadableError(f"{path} has more than {MOST_ENTRIES} entries; it is not read")
    packed = path.stat().st_size
    if unpacked > _SMALL_BYTES and unpacked > packed * _MOST_RATIO:
        raise UnreadableError(
            f"{path} would unpack from {packed} to {unpacked} bytes; it is not read"
        )


def _require_bundle(place: Place) -> None:
    there = any(mark in place.sizes for mark in _MARKS)
    if not there and not any(path.startswith("data/") for path in place.sizes):
        raise UnreadableError(f"{place.name} is no bundle: it has neither {BAGIT} nor data/")
