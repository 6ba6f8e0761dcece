# SPDX-License-Identifier: Apache-2.0
"""The stored tree: which hashes stand where, and proofs from them.

What this module promises:

- appending costs one hash; every 256th leaf also writes a tile of 256 hashes (8 KiB), every
  65,536th two;
- a root or a proof reads a few rows of each level, however large the tree is;
- nothing here is believed by an audit: it computes the leaves anew.
"""

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Max

from liuhen.apps.trace.errors import TreeError
from liuhen.apps.trace.models import Leaf, Tile
from liuhen.vault import merkle

TILE = 256
_BITS = 8
_MOST_ROWS = 500


def size(using: str = DEFAULT_DB_ALIAS) -> int:
    """Return the number of leaves."""
    last: int | None = Leaf.objects.using(using).aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


class StoredTree:
    """The hashes of the tree as the database holds them; read rows are kept while it lives."""

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        """Read nothing yet."""
        self._using = using
        self._size: int | None = None
        self._rows: dict[tuple[int, int], list[bytes]] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the whole subtree (level, index).

        Raises:
            TreeError: the leaves under it are not all there.
        """
        height, above = divmod(level, _BITS)
        first, count = index << above, 1 << above
        row = self._row(height, first // TILE)
        found = row[first % TILE : first % TILE + count]
        if len(found) < count:
            raise TreeError(f"the stored tree has no node {index} of level {level}")
        return merkle.whole_root(found)

    def root(self, leaves: int) -> bytes:
        """Return the root of the first `leaves` leaves."""
        return merkle.root_from(leaves, self.node)

    def frontier(self, leaves: int) -> merkle.Frontier:
        """Return the tree of the first `leaves` leaves, to go on from."""
        nodes = merkle.span_nodes((0, leaves))
        return merkle.Frontier(leaves, [self.node(level, index) for level, index in nodes])

    def inclusion(self, index: int, leaves: int) -> list[bytes]:
        """Make the proof that leaf `index` is among the first `leaves`."""
        return merkle.inclusion_proof(index, leaves, self.node)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Make the proof that the tree of `new` leaves goes on from that of `old`."""
        return merkle.consistency_proof(old, new, self.node)

    def _row(self, height: int, index: int) -> list[bytes]:
        """Return the hashes of one tile; of one that is not complete yet, as many as there are."""
        place = (height, index)
        if place not in self._rows:
            raw = self._tile(height, index)
            self._rows[place] = _edge(height, index, self._using) if raw is None else cut(raw)
        return self._rows[place]

    def _tile(self, height: int, index: int) -> bytes | None:
        """Return a tile that is complete; one that cannot be yet is not asked for."""
        if self._size is None:
            self._size = size(self._using)
        if (index + 1) * TILE ** (height + 1) > self._size:
            return None
        tiles = Tile.objects.using(self._using).filter(level=height, index=index)
        raw = tiles.order_by("pk").values_list("hashes", flat=True).first()
        return None if raw is None else bytes(raw)


def cut(raw: bytes) -> list[bytes]:
    """Return the hashes of a tile's bytes."""
    width = merkle.HASH_BYTES
    return [raw[at : at + width] for at in range(0, len(raw), width)]


def complete(before: int, hashes: list[bytes]) -> None:
    """Write the tiles that became complete when leaves of these hashes followed `before` leaves."""
    after = before + len(hashes)
    if before // TILE == after // TILE:
        return
    first = before // TILE * TILE
    known = _edge(0, before // TILE)[: before - first] if before > first else []
    _write(0, before // TILE, [*known, *hashes])


def mend() -> int:
    """Make all tiles anew, in a transaction of its own."""
    with transaction.atomic(durable=True):
        return rebuild()


def rebuild() -> int:
    """Make all tiles anew from the hashes of the leaves, and return how many there are."""
    Tile.objects.all().delete()
    level, first = 0, 0
    batch: list[bytes] = []
    for hashed in _hashes():
        batch.append(hashed)
        if len(batch) == TILE * TILE:
            _write(level, first, batch)
            first += TILE
            batch = []
    _write(level, first, batch)
    return Tile.objects.count()


def _hashes() -> Iterator[bytes]:
    rows = Leaf.objects.order_by("index").values_list("hash", flat=True)
    yield from (bytes(one) for one in rows.iterator(chunk_size=5000))


def _write(height: int, first: int, hashes: list[bytes]) -> None:
    """Write the complete tiles of a level from `first` on, then what that completes above."""
    whole = len(hashes) // TILE
    if not whole:
        return
    tiles = []
    for number in range(whole):
        part = hashes[number * TILE : (number + 1) * TILE]
        tiles.append(
            Tile(
                level=height,
                index=first + number,
                hashes=b"".join(part),
                root=merkle.whole_root(part),
            )
        )
    Tile.objects.bulk_create(tiles, batch_size=_MOST_ROWS)
    last = first + whole
    if first // TILE != last // TILE:
        above = first // TILE
        edge = _edge(height + 1, above)  # with the roots that were written just now
        rest = [bytes(tile.root) for tile in tiles][(above + 1) * TILE - first :]
        _write(height + 1, above, [*edge, *rest])


def _edge(height: int, index: int, using: str = DEFAULT_DB_ALIAS) -> list[bytes]:
    """Return the hashes that stand where a tile is to be, as many as there are."""
    first = index * TILE
    span = {"index__gte": first, "index__lt": first + TILE}
    if height:
        tiles = Tile.objects.using(using).filter(level=height - 1, **span).order_by("index")
        return [bytes(root) for root in tiles.values_list("root", flat=True)]
    leaves = Leaf.objects.using(using).filter(**span).order_by("index")
    return [bytes(hashed) for hashed in leaves.values_list("hash", flat=True)]
