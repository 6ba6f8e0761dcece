# SPDX-License-Identifier: Apache-2.0
"""The tree against published vectors, against a naive tree, and against forgeries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.vault.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_from,
    root_of,
    span_nodes,
    verify_consistency,
    verify_inclusion,
    whole_root,
)

# The eight leaves of the Certificate Transparency reference tests, their roots and proofs.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
FOUR = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
SIX = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
PAIR = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = {
    (0, 1): [],
    (0, 8): [A, B, C],
    (5, 8): [FOUR, SIX, ROOTS[4]],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], B, FOUR],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [A, B, C],
    (6, 8): [PAIR, SIX, ROOTS[4]],
    (2, 5): [B, FOUR],
    (6, 7): [PAIR, "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f", ROOTS[4]],
}


def nodes(hashes: list[bytes]):  # noqa: ANN201  # a function of the shape that proofs ask for
    return lambda level, index: whole_root(hashes[index << level : (index + 1) << level])


def naive_root(hashes: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(naive_root(hashes[:split]), naive_root(hashes[split:]))


def tree_of(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == ROOTS[size]
    assert root_from(size, nodes(HASHES)).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_published_inclusion_proofs(index: int, size: int) -> None:
    proof = inclusion_proof(index, size, nodes(HASHES))

    assert [one.hex() for one in proof] == INCLUSION[index, size]
    verify_inclusion(HASHES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_the_published_consistency_proofs(old: int, new: int) -> None:
    proof = consistency_proof(old, new, nodes(HASHES))

    assert [one.hex() for one in proof] == CONSISTENCY[old, new]
    verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


def test_every_proof_of_every_small_tree_holds() -> None:
    hashes = tree_of(40)
    roots = [naive_root(hashes[:size]) for size in range(41)]
    for size in range(41):
        for index in range(size):
            proof = inclusion_proof(index, size, nodes(hashes))
            verify_inclusion(hashes[index], index, size, proof, roots[size])
        for old in range(size + 1):
            proof = consistency_proof(old, size, nodes(hashes))
            verify_consistency(old, size, roots[old], roots[size], proof)


sizes = st.integers(min_value=1, max_value=600)


@given(size=sizes)
def test_a_growing_tree_has_the_root_of_the_definition(size: int) -> None:
    hashes = tree_of(size)
    assert root_of(hashes) == naive_root(hashes) == root_from(size, nodes(hashes))


@given(size=sizes, data=st.data())
def test_a_tree_goes_on_from_what_it_remembers(size: int, data: st.DataObject) -> None:
    hashes = tree_of(size)
    before = data.draw(st.integers(0, size))
    first = Frontier()
    for one in hashes[:before]:
        first.add(one)

    tree = Frontier(before, first.peaks)
    for one in hashes[before:]:
        tree.add(one)

    assert tree.root() == naive_root(hashes)
    assert [node[0] for node in span_nodes((0, size))] == sorted(
        (level for level in range(11) if size >> level & 1), reverse=True
    )


@given(size=st.integers(2, 300), data=st.data())
def test_a_proof_with_one_bit_turned_is_refused(size: int, data: st.DataObject) -> None:
    hashes = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, nodes(hashes))
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    forged = bytearray(proof[place])
    forged[bit // 8] ^= 1 << bit % 8
    proof[place] = bytes(forged)

    with pytest.raises(ProofError):
        verify_inclusion(hashes[index], index, size, proof, naive_root(hashes))


@given(size=st.integers(2, 300), data=st.data())
def test_a_tree_that_was_changed_does_not_go_on_from_its_old_root(
    size: int, data: st.DataObject
) -> None:
    honest = tree_of(size)
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    forged = [*honest]
    forged[changed] = leaf_hash(b"forged")

    with pytest.raises(ProofError):
        verify_consistency(
            old,
            size,
            naive_root(honest[:old]),
            naive_root(forged),
            consistency_proof(old, size, nodes(forged)),
        )


@pytest.mark.parametrize("wrong", [(8, 8), (9, 8), (-1, 8)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(wrong: tuple[int, int]) -> None:
    with pytest.raises(ProofError, match="has no leaf"):
        inclusion_proof(*wrong, nodes(HASHES))


def test_a_proof_of_the_wrong_length_is_refused() -> None:
    proof = inclusion_proof(3, 8, nodes(HASHES))
    for wrong in (proof[:-1], [*proof, proof[0]], []):
        with pytest.raises(ProofError, match="hashes, not 3"):
            verify_inclusion(HASHES[3], 3, 8, wrong, bytes.fromhex(ROOTS[8]))
    with pytest.raises(ProofError, match="hashes, not 3"):
        verify_consistency(6, 8, b"", b"", proof[:-1])


def test_a_smaller_tree_does_not_go_on_from_a_larger() -> None:
    with pytest.raises(ProofError, match="cannot go on"):
        verify_consistency(8, 7, bytes.fromhex(ROOTS[8]), bytes.fromhex(ROOTS[7]), [])


def test_equal_sizes_need_equal_roots_and_an_empty_tree_its_own() -> None:
    with pytest.raises(ProofError, match="two roots"):
        verify_consistency(8, 8, HASHES[0], HASHES[1], [])
    with pytest.raises(ProofError, match="empty"):
        verify_consistency(0, 8, HASHES[0], HASHES[1], [])
    verify_consistency(0, 8, EMPTY_ROOT, HASHES[1], [])
