# SPDX-License-Identifier: Apache-2.0
"""The stored tree: the same as over all leaves at once, however they were appended."""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from liuhen.apps.trace import tree
from liuhen.apps.trace.appending import Draft, append
from liuhen.apps.trace.errors import TreeError
from liuhen.apps.trace.models import Leaf, LeafPayload, Tile
from liuhen.vault.journal import commitment_to
from liuhen.vault.merkle import leaf_hash, root_of, verify_consistency, verify_inclusion

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def grow(count: int) -> None:
    drafts = [
        Draft(AT, "system:test", "test.act", f"test.row:{number % 7}", b'{"n":%d}' % number)
        for number in range(count)
    ]
    with transaction.atomic():
        append(drafts)


def hashes() -> list[bytes]:
    return [leaf_hash(leaf.body.canonical()) for leaf in Leaf.objects.order_by("index")]


def check(size: int) -> None:
    """Compare roots and proofs with those over all leaves."""
    every = hashes()
    assert len(every) == size
    sizes = sorted({0, 1, size // 2, max(size - 1, 0), size, *(s for s in (255, 256) if s <= size)})
    for one in sizes:
        root = root_of(every[:one])
        assert tree.StoredTree().root(one) == root
        assert tree.StoredTree().frontier(one).root() == root
        proof = tree.StoredTree().consistency(one, size)
        verify_consistency(one, size, root, root_of(every), proof)
        if one:
            stored = tree.StoredTree()
            verify_inclusion(
                every[one - 1], one - 1, size, stored.inclusion(one - 1, size), root_of(every)
            )


@pytest.mark.parametrize("steps", [[1], [255, 1], [256], [257], [100, 200, 300], [255, 1, 1, 600]])
def test_a_tree_is_the_same_however_it_grew(db: None, steps: list[int]) -> None:
    for step in steps:
        grow(step)

    check(sum(steps))
    assert Tile.objects.count() == sum(steps) // 256


def test_leaves_one_by_one_across_the_edge_of_a_tile(db: None) -> None:
    grow(254)
    for size in (255, 256, 257):
        grow(1)
        check(size)


def test_a_second_level_of_tiles(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiles of four hashes show in a hundred leaves what those of 256 show in 65,536."""
    monkeypatch.setattr(tree, "TILE", 4)
    monkeypatch.setattr(tree, "_BITS", 2)
    chance, size = random.Random(1), 0
    while size < 150:
        step = chance.choice([1, 1, 2, 3, 5, 17, 40])
        grow(step)
        size += step
        check(size)
    before = set(Tile.objects.values_list("level", "index", "hashes", "root"))

    assert {level for level, *_rest in before} == {0, 1, 2}
    assert tree.rebuild() == len(before)
    assert set(Tile.objects.values_list("level", "index", "hashes", "root")) == before


def test_many_leaves_at_once_commit_and_name_what_was_before(db: None) -> None:
    grow(10)
    grow(10)

    previous = list(Leaf.objects.order_by("index").values_list("previous", flat=True))
    assert previous == [None] * 7 + [0, 1, 2, 7, 8, 9, 3, 4, 5, 6, 10, 11, 12]
    for kept in LeafPayload.objects.select_related("leaf"):
        assert kept.leaf.commitment == commitment_to(kept.payload.encode(), bytes(kept.salt))


def test_a_node_that_is_not_there_is_a_fault(db: None) -> None:
    grow(5)

    with pytest.raises(TreeError):
        tree.StoredTree().root(6)
    assert tree.size() == 5


def test_an_append_takes_few_statements_and_a_proof_too(db: None) -> None:
    grow(600)
    with connection.execute_wrapper(count := Counter()):
        grow(1)
    assert count.number <= 7
    with connection.execute_wrapper(count := Counter()):
        tree.StoredTree().inclusion(3, 601)
    assert count.number <= 8


class Counter:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute, *rest):  # noqa: ANN001, ANN002, ANN204  # Django's wrapper
        self.number += 1
        return execute(*rest)
