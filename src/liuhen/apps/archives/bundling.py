# SPDX-License-Identifier: Apache-2.0
"""Making a bundle of a case: files first, then the act that binds them, then the journal's part.

What this module promises:

- all of it is there at the end, or nothing; bytes that are gone or damaged in the vault are named
  among what was left out, and never quietly replaced;
- the leaf of the export holds the digest of every file that leaves the house, who asked for it and
  for what; it is written before the bundle appears under its name;
- the head of a bundle covers that leaf, so a bundle proves by itself what it was made of;
- memory stays the same for any size of file.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.archives.errors import NotExportableError
from liuhen.apps.archives.gathering import GONE, Gathered, gather
from liuhen.apps.archives.journal_side import head_lines, leaf_lines, require_key, signed_head
from liuhen.apps.archives.ranges import shares_of
from liuhen.apps.archives.reporting import custody_page
from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.previews import make_clip
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.journal import Actor, act
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.values import object_reference
from liuhen.archive.bag import BAG_INFO, MANIFEST_SM3, BagWriter, DamagedSourceError, Known
from liuhen.archive.digests import CHUNK_BYTES
from liuhen.archive.form import (
    CHECKPOINT,
    CONTENTS,
    CUSTODY,
    EXPORT_ACT,
    FACTS,
    FINDINGS,
    HEADS,
    KEY,
    LEAVES,
    VERSION,
    CaseShown,
    Contents,
    line,
    pretty,
)
from liuhen.archive.sinks import Sink
from liuhen.vault.canonical import digest_of
from liuhen.vault.journal import instant
from liuhen.vault.store import StoreError

log = logging.getLogger("liuhen.archives")
_AGENT = "Liuhen 留痕"

SinkFor = Callable[[int], Sink]
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was made. `left_out` names what is not in it, and why."""

    leaf: int
    head_size: int
    files: int
    size_bytes: int
    left_out: tuple[str, ...]
    unwitnessed_since: str | None


def write_bundle(
    *,
    by: Actor,
    who: str,
    case: Case,
    purpose: str,
    sink_for: SinkFor,
    whole: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write the bundle of `case` into the sink that `sink_for(expected bytes)` gives.

    Who may do it is the caller's question; `who` is how people know the actor.

    Raises:
        NotExportableError: the journal cannot be signed.
        TargetError: the sink refuses.
    """
    require_key()
    if not whole:
        _cut(case)
    asked = _Asked(by, who, purpose, whole)
    without: dict[str, str] = {}
    while True:
        gathered = gather(case, whole=whole, without=without)
        _probe(gathered, without)
        if without and any(one.shown.digest in without for one in gathered.files):
            continue  # gathered again, without what is not there
        sink = sink_for(sum(one.shown.size_bytes for one in gathered.files))
        try:
            return _write(asked, gathered, BagWriter(sink), progress)
        except _GoneError as gone:
            sink.abandon()
            without[gone.digest] = GONE
        except BaseException:
            sink.abandon()
            raise


def _cut(case: Case) -> None:
    """Make the clips of originals that belong to the case in part, where there are none yet.

    What cannot be cut (no footage, a damaged file) stays among what is left out.
    """
    for share in shares_of(case):
        if share.whole:
            continue
        for start, end in share.spans:
            try:
                make_clip(str(share.original.pk), start, end)
            except (StoreError, EvidenceError) as error:
                log.warning("no clip of original %s: %s", share.original.pk, error)


class _GoneError(Exception):
    """The bytes of an object are missing or damaged."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


def _probe(gathered: Gathered, without: dict[str, str]) -> None:
    """Find what is missing before anything is written."""
    for one in gathered.files:
        try:
            vault().open(str(gathered.case.bureau_id), one.shown.digest).close()
        except StoreError:
            without[one.shown.digest] = GONE


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants the bundle, and for what."""

    by: Actor
    who: str
    purpose: str
    whole: bool


def _write(
    asked: _Asked, gathered: Gathered, bag: BagWriter, progress: Progress | None
) -> Exported:
    _payload(bag, gathered, progress)
    bag.add_bytes(FACTS, pretty_bytes(gathered.facts))
    bag.add_bytes(FINDINGS, pretty(gathered.report))
    bag.add_bytes(CUSTODY, custody_page(gathered, who=asked.who, purpose=asked.purpose))
    bag.add_bytes(CONTENTS, pretty(_contents(gathered, asked)))
    tags = bag.seal_payload(_info(gathered, asked.purpose))
    leaf = _bind(asked, gathered.case, bag, tags)
    head = signed_head(leaf)
    for name, raw in tags.items():
        bag.add_tag(name, [raw])
    bag.add_tag(KEY, [head.keys.encode()])
    bag.add_tag(CHECKPOINT, [head.note.encode()])
    bag.add_tag(HEADS, map(line, head_lines(gathered.first_leaf, head.size)))
    bag.add_tag(LEAVES, map(line, leaf_lines(gathered.leaves, leaf, head.size)))
    bag.finish()
    return Exported(
        leaf=leaf,
        head_size=head.size,
        files=bag.payload_files,
        size_bytes=bag.payload_bytes,
        left_out=tuple(f"{one.name}: {one.reason}" for one in gathered.left_out),
        unwitnessed_since=gathered.witnessed.unwitnessed_since,
    )


def _payload(bag: BagWriter, gathered: Gathered, progress: Progress | None) -> None:
    bureau, whole = str(gathered.case.bureau_id), sum(o.shown.size_bytes for o in gathered.files)

    def told(size: int) -> None:
        if progress is not None:
            progress(size, whole)

    for one in gathered.files:
        try:
            with vault().open(bureau, one.shown.digest) as file:
                known = Known(one.shown.digest.partition(":")[2], one.sm3)
                bag.add(one.shown.path, _chunks(file, bag.payload_bytes, told), known)
        except (StoreError, DamagedSourceError):
            raise _GoneError(one.shown.digest) from None


def _chunks(file: BinaryIO, done: int, told: Callable[[int], None]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
        done += len(chunk)
        told(done)


def _contents(gathered: Gathered, asked: _Asked) -> Contents:
    case = gathered.case
    return Contents(
        liuhen_bundle=VERSION,
        case=CaseShown(case.number, case.title, case.bureau.name, object_reference(case)),
        prepared_at=instant(gathered.at),
        prepared_by=asked.who,
        purpose=asked.purpose,
        leaves=tuple(one.leaf.index for one in gathered.leaves),
        withheld={str(one.leaf.index): one.withheld for one in gathered.leaves if one.withheld},
        facts=gathered.fact_leaves(),
        files=tuple(one.shown for one in gathered.files),
        left_out=tuple(gathered.left_out),
        people=gathered.people,
        witnessed=gathered.witnessed,
    )


def _info(gathered: Gathered, purpose: str) -> list[tuple[str, str]]:
    return [
        ("Source-Organization", gathered.case.bureau.name),
        ("External-Identifier", gathered.case.number),
        ("External-Description", purpose),
        ("Bagging-Date", instant(gathered.at)[:10]),
        ("Bag-Software-Agent", _AGENT),
        ("Liuhen-Bundle", str(VERSION)),
    ]


def _bind(asked: _Asked, case: Case, bag: BagWriter, tags: dict[str, bytes]) -> int:
    """Write the leaf that names every file; return its index."""
    with act(EXPORT_ACT, by=asked.by) as record:
        record.about(case)
        record.note(
            purpose=asked.purpose,
            whole=asked.whole,
            files=bag.payload_digests,
            bag_info=digest_of(tags[BAG_INFO]),
            sm3_manifest=digest_of(tags[MANIFEST_SM3]),
        )
    made = Leaf.objects.filter(act=EXPORT_ACT, object=object_reference(case), at=record.at)
    found = made.order_by("-index").values_list("index", flat=True).first()
    if found is None:
        raise NotExportableError(_("The journal has no leaf of this export."))
    return found


def pretty_bytes(raw: bytes) -> bytes:
    """JSON as a person reads it."""
    return msgspec.json.format(raw, indent=2) + b"\n"
