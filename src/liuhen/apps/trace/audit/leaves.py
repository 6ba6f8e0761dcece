# SPDX-License-Identifier: Apache-2.0
"""Going through the leaves in order: hashes, commitments, tiles, and what they say of rows."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from liuhen.apps.trace import scope, tree
from liuhen.apps.trace.audit.findings import Finding, Report, shown
from liuhen.apps.trace.audit.heads import HeadCheck
from liuhen.apps.trace.audit.notebook import Last, Notebook
from liuhen.apps.trace.audit.readable import Unreadable, readable
from liuhen.apps.trace.models import Leaf, LeafPayload, Tile, Withheld
from liuhen.apps.trace.values import values_digest
from liuhen.vault.journal import commitment_to
from liuhen.vault.merkle import HASH_BYTES, Frontier, leaf_hash, whole_root

_CHUNK = 1000
#: Clocks of servers and long acts make times overlap by so much without anybody setting them.
_CLOCKS_APART = timedelta(minutes=1)
_MOST_CLOCK_REMARKS = 20
#: What reading a payload raises that is no longer what an act wrote.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)

Progress = Callable[[int, int], None]


def audit_leaves(report: Report, notebook: Notebook, heads: HeadCheck, progress: Progress) -> None:
    """Compute every leaf anew and compare; note for each row which leaf spoke of it last."""
    total, grown, tiles = tree.size(), Frontier(), TileCheck(report)
    latest: datetime | None = None
    for leaf in _in_order(report):
        if leaf.index != grown.size:
            _hole(report, grown.size, leaf.index)
            if leaf.index < grown.size:
                continue
            _bridge(grown, tiles, heads, leaf.index)
        hashed, stored = leaf_hash(leaf.body.canonical()), bytes(leaf.hash)
        if hashed != stored:
            report.add(
                Finding(
                    "leaf",
                    f"leaf {leaf.index} ({leaf.act} on {leaf.object} by {leaf.actor}) was changed: "
                    "its columns no longer give its hash",
                    leaf=leaf.index,
                    object=leaf.object,
                )
            )
        before = notebook.previous(leaf.object, leaf.index)
        if before != leaf.previous:
            report.add(
                Finding(
                    "leaf",
                    f"leaf {leaf.index} names {leaf.previous} as the leaf before about "
                    f"{leaf.object}, which is {before}",
                    leaf=leaf.index,
                    object=leaf.object,
                )
            )
        _payload(leaf, report, notebook)
        tiles.add({hashed: None, stored: None})
        grown.add(hashed)
        if heads.wanted == grown.size:
            heads.reached(grown.size, grown.root())
        latest = _clock(leaf, latest, report)
        report.leaves += 1
        if not leaf.index % _CHUNK:
            progress(leaf.index, total)
    report.root = grown.root().hex()
    tiles.ended()
    heads.ended(grown.size)
    progress(total, total)


def _in_order(report: Report) -> Iterator[Leaf]:
    rows = Leaf.objects.order_by("index").select_related("payload")
    for found in readable(rows, _CHUNK):
        if isinstance(found, Unreadable):
            says = f"leaf {found.key} was changed: {found.reason}"
            report.add(Finding("leaf", says, object=f"trace.leaf:{found.key}"))
        else:
            yield found


def _bridge(grown: Frontier, tiles: "TileCheck", heads: HeadCheck, end: int) -> None:
    """Go over leaves that are missing with the hashes that tiles still have of them."""
    while grown.size < end:
        hashed = _from_tile(grown.size)
        if hashed is None:
            heads.broken = True
        tiles.add({hashed or bytes(HASH_BYTES): None})
        grown.add(hashed or bytes(HASH_BYTES))
        if heads.wanted == grown.size:
            heads.reached(grown.size, grown.root())


def _from_tile(index: int) -> bytes | None:
    tiles = Tile.objects.filter(level=0, index=index // tree.TILE)
    raw = tiles.values_list("hashes", flat=True).first()
    hashes = tree.cut(bytes(raw)) if raw else []
    return hashes[index % tree.TILE] if index % tree.TILE < len(hashes) else None


def _hole(report: Report, expected: int, found: int) -> None:
    if found > expected:
        says = f"leaves {expected} to {found - 1} are missing: they were deleted"
    else:
        says = f"leaf {found} stands where leaf {expected} should be"
    report.add(Finding("hole", says, leaf=expected, expected=expected, found=found))


def _clock(leaf: Leaf, latest: datetime | None, report: Report) -> datetime:
    if latest is not None and leaf.at < latest - _CLOCKS_APART:
        said = sum(one.startswith("the clock") for one in report.remarks)
        if said < _MOST_CLOCK_REMARKS:
            report.remarks.append(
                f"the clock went back by {latest - leaf.at} at leaf {leaf.index}: its order holds, "
                "its time may be wrong"
            )
        return leaf.at
    return max(latest, leaf.at) if latest else leaf.at


def _payload(leaf: Leaf, report: Report, notebook: Notebook) -> None:
    kept = getattr(leaf, "payload", None)
    if kept is None:
        _withheld(leaf, report, notebook)
        return
    if commitment_to(kept.payload.encode(), bytes(kept.salt)) != (leaf.commitment):
        report.add(
            Finding(
                "payload",
                f"the payload of leaf {leaf.index} ({leaf.act} on {leaf.object}) was changed: "
                "the leaf commits to another",
                leaf=leaf.index,
                object=leaf.object,
            )
        )
    try:
        changes = json.loads(kept.payload)["changes"]
        for change in changes:
            _change(leaf, change, report, notebook)
    except _UNREADABLE as error:
        says = f"the payload of leaf {leaf.index} cannot be read: {error}"
        report.add(Finding("payload", says, leaf=leaf.index, object=leaf.object))


def _withheld(leaf: Leaf, report: Report, notebook: Notebook) -> None:
    row = Withheld.objects.filter(leaf=leaf.index).first()
    if row is None:
        report.add(
            Finding(
                "payload",
                f"the payload of leaf {leaf.index} ({leaf.act} on {leaf.object}) is missing: "
                "no disposal withheld it",
                leaf=leaf.index,
                object=leaf.object,
            )
        )
        return
    report.withheld += 1
    for name in row.objects_named:
        notebook.touch(name, leaf.index, "")


def _change(leaf: Leaf, change: dict[str, Any], report: Report, notebook: Notebook) -> None:
    name, before, after = change["object"], change["before"], change["after"]
    label = name.partition(":")[0]
    if label in scope.OUTSIDE:
        return
    digest = change["digest"]
    if values_digest(after) != digest:
        says = f"the payload of leaf {leaf.index} has a digest of {name} that is not of its values"
        report.add(Finding("payload", says, leaf=leaf.index, object=name))
    last = notebook.last(name)
    if before is not None and label not in scope.UNDER_WAY:
        _follows(leaf, name, before, last, report)
    elif before is None and last is not None:
        says = f"leaf {leaf.index} creates {name}, which leaf {last.leaf} speaks of already"
        report.add(Finding("created", says, leaf=leaf.index, object=name))
    notebook.touch(name, leaf.index, digest)


def _follows(
    leaf: Leaf, name: str, before: dict[str, Any], last: Last | None, report: Report
) -> None:
    """Compare what an act found with what the leaf before left: nothing may lie between."""
    if last is None:
        says = f"leaf {leaf.index} changes {name}, which no leaf created"
        report.add(Finding("created", says, leaf=leaf.index, object=name))
        return
    if not last.digest or values_digest(before) == last.digest:
        return
    said = said_by(last.leaf, name) or {}
    for field in sorted(said.keys() & before.keys()):
        if said[field] != before[field]:
            report.add(
                Finding(
                    "field",
                    f"{name}: {field} was {shown(before[field])} when leaf {leaf.index} "
                    f"({leaf.act}) came to it, leaf {last.leaf} had left {shown(said[field])}",
                    leaf=leaf.index,
                    object=name,
                    field=field,
                    expected=said[field],
                    found=before[field],
                )
            )


def said_by(leaf: int, name: str) -> dict[str, Any] | None:
    """Return the values that a leaf says a row had after it, or `None` where it cannot be read.

    A payload that was tampered with is a finding of its own (`audit_leaves`); what it says is then
    worth nothing, and no reason to stop.
    """
    kept = LeafPayload.objects.filter(leaf=leaf).values_list("payload", flat=True).first()
    if kept is None:
        return None
    found: dict[str, Any] | None = None
    try:
        for change in json.loads(kept)["changes"]:
            if change["object"] == name:
                found = change["after"]
    except _UNREADABLE:
        return None
    return found


class TileCheck:
    """Compares tiles with the hashes of the leaves, in step with them."""

    def __init__(self, report: Report) -> None:
        """Begin with the first tile of each level."""
        self._report = report
        self._rows: list[list[dict[bytes, None]]] = []
        self._done: list[int] = []

    def add(self, hashed: dict[bytes, None], level: int = 0) -> None:
        """Take one more hash of a level; of a changed leaf, what it gives and what it was said to.

        Whichever of the two stands in the tile is the one from before: that leaf is named already.
        """
        if level == len(self._rows):
            self._rows.append([])
            self._done.append(0)
        row = self._rows[level]
        row.append(hashed)
        if len(row) == tree.TILE:
            index = self._done[level]
            self._rows[level] = []
            self._done[level] += 1
            self.add({self._compare(level, index, row): None}, level + 1)

    def ended(self) -> None:
        """Name tiles that stand where none can be."""
        for tile in Tile.objects.order_by("level", "index").only("level", "index").iterator():
            done = self._done[tile.level] if 0 <= tile.level < len(self._done) else 0
            if not 0 <= tile.index < done:
                self._say(tile.level, tile.index, "stands where no 256 leaves are")

    def _compare(self, level: int, index: int, row: list[dict[bytes, None]]) -> bytes:
        """Compare one tile, and return its root as it should be."""
        first = [next(iter(hashes)) for hashes in row]
        tile = Tile.objects.filter(level=level, index=index).first()
        if tile is None:
            self._say(level, index, "is missing; liuhen journal audit --mend-tiles writes it anew")
            return whole_root(first)
        there = tree.cut(bytes(tile.hashes))
        pairs = list(zip(there, row, strict=False))
        wrong = [
            index * tree.TILE + at for at, (here, known) in enumerate(pairs) if here not in known
        ]
        right = [here if here in known else next(iter(known)) for here, known in pairs]
        root = whole_root(right if len(right) == tree.TILE else first)
        if wrong:
            named = ", ".join(str(one) for one in wrong[:5])
            self._say(level, index, f"was changed: hash {named} is not what the leaves give")
        elif len(there) != tree.TILE or bytes(tile.root) != root:
            self._say(level, index, "was changed: its root or its length is wrong")
        return root

    def _say(self, level: int, index: int, what: str) -> None:
        says = f"tile {level}/{index} {what}"
        self._report.add(Finding("tile", says, object=f"trace.tile:{level}/{index}"))
