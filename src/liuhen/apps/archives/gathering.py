# SPDX-License-Identifier: Apache-2.0
"""What goes into a bundle of a case, gathered in one view of the database.

Everything here is a plain value or a row that was read; bytes are opened later, one after another.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from django.utils import timezone
from msgspec.structs import replace

from liuhen.apps.archives.journal_side import witnessed
from liuhen.apps.archives.ranges import Share
from liuhen.apps.archives.touching import CaseLeaf, CaseRows, leaves_of, rows_of
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.compliance.judging import judge
from liuhen.apps.evidence.models import DerivedKind, Scan, StoredObject
from liuhen.apps.people.queries import names_of_actors
from liuhen.apps.trace.one_view import one_view
from liuhen.apps.trace.values import object_reference
from liuhen.archive.form import CLIPS, ORIGINALS, PAPERS, FactShown, FileShown, LeftOut, Witnessed
from liuhen.archive.names import Names
from liuhen.law.findings import Report

_SM3 = "sm3:"
_ENDINGS = {"video/mp4": ".mp4", "audio/mp4": ".m4a", "image/jpeg": ".jpg"}
IN_PART = (
    "只有一部分属于本案，其余部分不随本案导出；摘要供核对 "
    "(only a part of it belongs to this case; its digest is given for comparison)"
)
GONE = "保管库中的文件缺失或受损 (missing or damaged in the vault)"
DISPOSED = "已依法销毁 (disposed of)"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file that goes in: what contents.json says of it, and its SM3 where that is known."""

    shown: FileShown
    sm3: str


@dataclass(slots=True)
class Gathered:
    """Everything of one bundle but the bytes."""

    case: Case
    at: datetime
    rows: CaseRows
    leaves: list[CaseLeaf]
    facts: bytes
    report: Report
    witnessed: Witnessed
    people: dict[str, str]
    files: list[Chosen] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def statuses(self) -> dict[str, int]:
        """How many findings have which status."""
        return dict(Counter(one.status for one in self.report.findings))

    @property
    def first_leaf(self) -> int:
        """The index of the first leaf of the case."""
        return self.leaves[0].leaf.index if self.leaves else 0

    def fact_leaves(self) -> dict[str, FactShown]:
        """For each fact (and the case, by an empty name) its row and the leaf that wrote it."""
        last = last_leaves(self.leaves)
        found = {ref: object_reference(row) for ref, row in self.rows.latest().items()}
        found[""] = object_reference(self.case)
        return {ref: FactShown(row, last.get(row)) for ref, row in sorted(found.items())}


def gather(case: Case, *, whole: bool, without: Mapping[str, str]) -> Gathered:
    """Read everything of `case` at one moment.

    `whole`: originals go in also where only a part belongs to the case. `without`: digests of
    objects whose bytes turned out to be gone, with the reason.
    """
    with one_view():
        at = timezone.now()
        case = Case.objects.within(case.bureau_id).select_related("bureau").get(pk=case.pk)
        rows = rows_of(case)
        leaves = leaves_of(rows)
        found = Gathered(
            case,
            at,
            rows,
            leaves,
            msgspec.json.encode(claimed_facts(case)),
            judge(case, at),
            witnessed(),
            names_of_actors({one.leaf.actor for one in leaves}),
        )
        _Chooser(found, whole=whole, without=without).choose()
    return found


def last_leaves(leaves: Iterable[CaseLeaf]) -> dict[str, int]:
    """For each row the last leaf whose payload changed it."""
    return {name: one.leaf.index for one in leaves for name in one.changed}


# ---------------------------------------------------------------- files


class _Chooser:
    """Decides file by file: in the bundle, as a clip, or left out with the reason."""

    def __init__(self, found: Gathered, *, whole: bool, without: Mapping[str, str]) -> None:
        self._found, self._whole, self._without = found, whole, without
        self._first = _first_leaves(found.leaves)
        self._objects = {one.pk: one for one in found.rows.objects}
        self._by_digest = {one.digest: one for one in found.rows.objects}
        self._names = {folder: Names() for folder in (ORIGINALS, CLIPS, PAPERS)}

    def choose(self) -> None:
        """Fill in what goes in and what does not."""
        for share in self._found.rows.shares:
            self._original(share)
        for row in self._found.rows.latest().values():
            if isinstance(row, Document) and row.scan_digest and not row.withdrawn:
                self._paper(row)

    def _gone(self, digest: str, stored: StoredObject | None) -> str:
        if stored is not None and stored.disposed_at is not None:
            return DISPOSED
        return self._without.get(digest, "")

    def _original(self, share: Share) -> None:
        original, stored = share.original, self._objects[share.original.object_id]
        gone = self._gone(stored.digest, stored)
        if not gone and (share.whole or self._whole):
            wished = f"{share.refs[0]}_{original.file_name}"
            shown = self._shown("original", ORIGINALS, wished, stored)
            self._take(stored, shown, row=object_reference(original), facts=share.refs)
            return
        reason = gone or IN_PART
        self._found.left_out.append(
            LeftOut(
                "original",
                stored.digest,
                stored.size_bytes,
                original.file_name,
                reason,
                share.refs,
            )
        )
        if not gone:
            self._clips(share)

    def _clips(self, share: Share) -> None:
        """The clips that show nothing but what is the case's."""
        original = share.original
        clips = [
            one
            for one in self._found.rows.derived
            if one.original_id == original.pk and one.kind == DerivedKind.CLIP
        ]
        exact = [one for one in clips if (one.from_ms, one.to_ms) in share.spans]
        for clip in exact or clips:
            stored = self._objects[clip.object_id]
            if self._gone(stored.digest, stored):
                continue
            stem = original.file_name.rpartition(".")[0] or original.file_name
            ending = _ENDINGS.get(clip.media_type, "")
            wished = f"{share.refs[0]}_{stem}_片段_{clip.from_ms}-{clip.to_ms}ms{ending}"
            shown = replace(
                self._shown("clip", CLIPS, wished, stored),
                of=original.object.digest,
                from_ms=clip.from_ms,
                to_ms=clip.to_ms,
            )
            self._take(stored, shown, row=object_reference(clip), facts=share.refs)

    def _paper(self, row: Document) -> None:
        scan = next(one for one in self._found.rows.scans if one.digest == row.scan_digest)
        stored = self._by_digest.get(scan.digest)
        if gone := self._gone(scan.digest, stored):
            self._found.left_out.append(
                LeftOut("paper", scan.digest, scan.size_bytes, scan.file_name, gone, (row.ref,))
            )
            return
        shown = self._shown("paper", PAPERS, f"{row.ref}_{scan.file_name}", scan)
        self._take(stored, shown, row=object_reference(scan), facts=(row.ref,))

    def _shown(self, kind: str, folder: str, wished: str, held: StoredObject | Scan) -> FileShown:
        name = self._names[folder].take(wished)
        return FileShown(
            path=f"{folder}/{name}",
            kind=kind,
            digest=held.digest,
            size_bytes=held.size_bytes,
            name=wished.partition("_")[2],
            row="",
            leaf=self._first.get(object_reference(held)),
        )

    def _take(
        self, stored: StoredObject | None, shown: FileShown, *, row: str, facts: tuple[str, ...]
    ) -> None:
        sm3 = "" if stored is None else stored.sm3.removeprefix(_SM3)
        self._found.files.append(Chosen(replace(shown, row=row, facts=facts), sm3))


def _first_leaves(leaves: Iterable[CaseLeaf]) -> dict[str, int]:
    """For each row the first leaf whose payload wrote it."""
    found: dict[str, int] = {}
    for one in leaves:
        for name in one.changed:
            found.setdefault(name, one.leaf.index)
    return found
