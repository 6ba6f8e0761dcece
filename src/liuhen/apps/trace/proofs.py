# SPDX-License-Identifier: Apache-2.0
"""Proofs as JSON values, in the form of docs/reference/journal-format.md."""

from typing import Any

from liuhen.apps.trace import tree
from liuhen.apps.trace.errors import JournalError
from liuhen.apps.trace.models import Head, Leaf
from liuhen.vault.merkle import leaf_hash, verify_consistency, verify_inclusion


def prove(index: int) -> dict[str, Any]:
    """Return the proof that leaf `index` is in the journal: under the newest head that covers it.

    Raises:
        JournalError: there is no such leaf.
        ProofError: the stored tree does not fit the leaf; an audit says more.
    """
    leaf = Leaf.objects.filter(index=index).first()
    size = tree.size()
    if leaf is None:
        raise JournalError(f"the journal has no leaf {index}: it has {size}, counted from 0")
    head = Head.objects.order_by("-pk").first()
    if head is None or not index < head.size <= size:
        head = None
    size = head.size if head else size
    stored = tree.StoredTree()
    hashed = leaf_hash(leaf.body.canonical())
    root, proof = stored.root(size), stored.inclusion(index, size)
    verify_inclusion(hashed, index, size, proof, root)
    return {
        "leaf": leaf.body.values(),
        "leaf_hash": hashed.hex(),
        "size": size,
        "root": root.hex(),
        "proof": [one.hex() for one in proof],
        "checkpoint": head.note if head else None,
    }


def go_on(old: int, new: int) -> dict[str, Any]:
    """Return the proof that the tree of `new` leaves goes on from that of `old`.

    Raises:
        JournalError: the journal has not so many leaves, or `old` is the larger.
    """
    size = tree.size()
    if not 0 <= old <= new:
        raise JournalError(f"from {old} to {new} leaves: the first number must not be the larger")
    if new > size:
        raise JournalError(f"the journal has {size} leaves, not {new}")
    stored = tree.StoredTree()
    roots, proof = (stored.root(old), stored.root(new)), stored.consistency(old, new)
    verify_consistency(old, new, *roots, proof)
    return {
        "old": {"size": old, "root": roots[0].hex(), "checkpoint": _note(old)},
        "new": {"size": new, "root": roots[1].hex(), "checkpoint": _note(new)},
        "proof": [one.hex() for one in proof],
    }


def _note(size: int) -> str | None:
    return Head.objects.filter(size=size).order_by("-pk").values_list("note", flat=True).first()
