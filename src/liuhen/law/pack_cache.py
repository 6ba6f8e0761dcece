# SPDX-License-Identifier: Apache-2.0
"""Remembers what was read of a pack, as Python remembers compiled modules.

Reading YAML costs more than judging a case, and a cold `liuhen law evaluate` should answer at once.
What was read is kept in `packs/.read/` under the digest of everything it depends on: the pack's
files, the shared ones, and the grammar. Nothing else is ever looked at, so a change of any of them
reads afresh; a folder that cannot be written to costs time and nothing else.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from liuhen.law import pack as grammar
from liuhen.law.pack import PACKS, Manifest, Obligation, Pack, RetentionPlan

_DEPENDS_ON = ("pack.yaml", "obligations.yaml", "retention.yaml")


class _Read(msgspec.Struct, frozen=True):
    manifest: Manifest
    version: str
    obligations: tuple[Obligation, ...]
    retention: RetentionPlan


def remembered_pack(folder: Path) -> Pack:
    """The pack in `folder`, read once for each state of its files.

    Raises:
        BadInput: as `liuhen.law.pack_reader.read_pack`.
    """
    digest = hashlib.sha256(Path(grammar.__file__).read_bytes())
    sources = [PACKS / "shared" / "obligations.yaml", *(folder / name for name in _DEPENDS_ON)]
    for source in sources:
        with suppress(OSError):  # what is missing is reported by the reader
            digest.update(source.read_bytes() + b"\0")
    kept = PACKS / ".read" / f"{folder.name}-{digest.hexdigest()[:16]}.json"
    with suppress(OSError, msgspec.DecodeError):
        read = msgspec.json.decode(kept.read_bytes(), type=_Read)
        return Pack(read.manifest, read.version, read.obligations, read.retention)

    from liuhen.law.pack_reader import read_pack  # brings YAML with it

    pack = read_pack(folder)
    _keep(kept, _Read(pack.manifest, pack.version, pack.obligations, pack.retention))
    return pack


def _keep(file: Path, read: _Read) -> None:
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        for old in file.parent.glob(f"{file.name.rpartition('-')[0]}-*.json"):
            old.unlink(missing_ok=True)
        written = file.with_suffix(f".{os.getpid()}")
        written.write_bytes(msgspec.json.encode(read))
        written.replace(file)
