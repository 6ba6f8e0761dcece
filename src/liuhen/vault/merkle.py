# SPDX-License-Identifier: Apache-2.0
"""The tree over the leaves of the journal: RFC 9162 section 2.1, SHA-256.

- The hash of a leaf is SHA-256(0x00 ‖ leaf), that of a node SHA-256(0x01 ‖ left ‖ right), the root
  of the empty tree SHA-256 of nothing.
- A proof is a list of hashes in the order of the RFC, so that any verifier of it can read ours.
- Making a proof needs hashes of whole subtrees only; where they are kept is the caller's affair: it
  hands in a function that returns the hash of the node (level, index), which covers the leaves
  `index * 2**level` up to `(index + 1) * 2**level`.
- Verifying needs nothing but what is handed in, and raises `ProofError` with one sentence.

Nothing here reads a file, a clock or a database.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

#: The root of a tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32

Node = tuple[int, int]
Span = tuple[int, int]
NodeHash = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof does not show what it claims; the text says what does not fit."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree that remembers only its whole subtrees: at most 64 hashes for any size.

    >>> tree = Frontier()
    >>> tree.root() == EMPTY_ROOT
    True
    >>> tree.add(leaf_hash(b"a"))
    >>> tree.add(leaf_hash(b"b"))
    >>> tree.root() == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    True
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Begin empty, or go on from the hashes of the subtrees of `size` leaves, left to right."""
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"{size} leaves have {size.bit_count()} whole subtrees")

    def add(self, hashed: bytes) -> None:
        """Append the hash of a leaf."""
        peaks, size = self.peaks, self.size
        while size & 1:
            hashed = node_hash(peaks.pop(), hashed)
            size >>= 1
        peaks.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return _joined(self.peaks)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaves of these hashes."""
    tree = Frontier()
    for hashed in hashes:
        tree.add(hashed)
    return tree.root()


def whole_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over 1, 2, 4, 8 … hashes of one level, pairwise: faster than `root_of`."""
    level, sha256 = list(hashes), hashlib.sha256
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def root_from(size: int, node: NodeHash) -> bytes:
    """Return the root of the first `size` leaves from stored nodes."""
    return span_hash((0, size), node) if size else EMPTY_ROOT


def span_nodes(span: Span) -> Iterator[Node]:
    """Cut a span of leaves into whole subtrees, left to right.

    >>> list(span_nodes((0, 7)))
    [(2, 0), (1, 2), (0, 6)]
    """
    start, end = span
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def span_hash(span: Span, node: NodeHash) -> bytes:
    """Return the hash over a span that a proof names, from stored nodes."""
    return _joined([node(level, index) for level, index in span_nodes(span)])


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes show that leaf `index` is in the tree of `size` leaves.

    Source: RFC 9162, 2.1.3.1, PATH.

    Raises:
        ProofError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    spans: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """Return the spans whose hashes show that the tree of `new` leaves goes on from that of `old`.

    Source: RFC 9162, 2.1.4.1, PROOF. Between equal sizes, and from the empty tree, nothing is
    needed.

    Raises:
        ProofError: the old tree is the larger one.
    """
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves cannot go on from one of {old}")
    if old in (0, new):
        return []
    spans: list[Span] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def inclusion_proof(index: int, size: int, node: NodeHash) -> list[bytes]:
    """Make the proof that leaf `index` is in the tree of the first `size` leaves."""
    return [span_hash(span, node) for span in inclusion_spans(index, size)]


def consistency_proof(old: int, new: int, node: NodeHash) -> list[bytes]:
    """Make the proof that the tree of `new` leaves goes on from the tree of `old`."""
    return [span_hash(span, node) for span in consistency_spans(old, new)]


def root_by_inclusion(hashed: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to. Source: RFC 9162, 2.1.3.2.

    Raises:
        ProofError: the proof has not the length that leaf and tree ask for.
    """
    spans = inclusion_spans(index, size)
    if len(proof) != len(spans):
        raise ProofError(f"the proof has {len(proof)} hashes, not {len(spans)}")
    for (start, _end), sibling in zip(spans, proof, strict=True):
        right = start > index
        hashed = node_hash(hashed, sibling) if right else node_hash(sibling, hashed)
    return hashed


def verify_inclusion(
    hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf of this hash is leaf `index` of the tree with this root.

    Raises:
        ProofError: it is not shown.
    """
    found = root_by_inclusion(hashed, index, size, proof)
    if found != root:
        raise ProofError(
            f"leaf {index} is not in the tree of {size} leaves with root {root.hex()}: "
            f"the proof leads to {found.hex()}"
        )


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree with `new_root` goes on from the one with `old_root`, nothing changed.

    Source: RFC 9162, 2.1.4.2.

    Raises:
        ProofError: it is not shown.
    """
    spans = consistency_spans(old, new)
    if len(proof) != len(spans):
        raise ProofError(f"the proof has {len(proof)} hashes, not {len(spans)}")
    if old == 0:
        if old_root != EMPTY_ROOT:
            raise ProofError(f"{old_root.hex()} is not the root of an empty tree")
        return
    if old == new:
        if old_root != new_root:
            raise ProofError(f"two roots of one size {new}: {old_root.hex()}, {new_root.hex()}")
        return
    _compare(old, old_root, _old_part(old, old_root, spans, proof))
    _compare(new, new_root, _whole(old, old_root, spans, proof))


def _old_part(old: int, old_root: bytes, spans: list[Span], proof: Sequence[bytes]) -> bytes:
    """Join what lies before `old`; where the old tree is one whole subtree, it is its root."""
    hashed = b""
    for (_start, end), sibling in zip(spans, proof, strict=True):
        if end <= old:
            hashed = node_hash(sibling, hashed) if hashed else sibling
    return hashed or old_root


def _whole(old: int, old_root: bytes, spans: list[Span], proof: Sequence[bytes]) -> bytes:
    starts_whole = spans[0][0] >= old  # the old tree itself is the first hash, and left out
    hashed = old_root if starts_whole else proof[0]
    rest = zip(spans, proof, strict=True) if starts_whole else _after_first(spans, proof)
    for (start, _end), sibling in rest:
        hashed = node_hash(hashed, sibling) if start >= old else node_hash(sibling, hashed)
    return hashed


def _after_first(spans: list[Span], proof: Sequence[bytes]) -> Iterator[tuple[Span, bytes]]:
    return iter(zip(spans[1:], proof[1:], strict=True))


def _compare(size: int, expected: bytes, found: bytes) -> None:
    if expected != found:
        raise ProofError(
            f"the root of {size} leaves is {expected.hex()}, the proof leads to {found.hex()}"
        )


def _joined(hashes: Sequence[bytes]) -> bytes:
    """Join whole subtrees of falling size into one hash."""
    if not hashes:
        return EMPTY_ROOT
    *rest, hashed = hashes
    for left in reversed(rest):
        hashed = node_hash(left, hashed)
    return hashed


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
