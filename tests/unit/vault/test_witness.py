# SPDX-License-Identifier: Apache-2.0
"""The file witness: only appended to, read past what is torn, and compared with the tree."""

import os
from pathlib import Path

import pytest

from liuhen.vault.checkpoint import Checkpoint, SigningKey
from liuhen.vault.merkle import leaf_hash, root_of
from liuhen.vault.witness import FileWitness, WitnessError, compare

KEY = SigningKey.create("liuhen/test")
ORIGIN = KEY.name
HASHES = [leaf_hash(bytes([number])) for number in range(20)]


def note(size: int, hashes: list[bytes] = HASHES) -> str:
    return KEY.sign(Checkpoint(ORIGIN, size, root_of(hashes[:size])))


@pytest.fixture
def witness(tmp_path: Path) -> FileWitness:
    return FileWitness(tmp_path)


def sizes(witness: FileWitness) -> list[int]:
    return [one.checkpoint.size for one in witness.read(ORIGIN, [KEY.public]).heads]


def test_what_was_appended_is_read_in_order(witness: FileWitness) -> None:
    for size in (3, 5, 5, 20):
        witness.append(ORIGIN, note(size))

    held = witness.read(ORIGIN, [KEY.public])
    assert [one.checkpoint.size for one in held.heads] == [3, 5, 5, 20]
    assert held.torn == ()
    assert held.last is not None
    assert held.last.note == note(20)
    assert witness.path(ORIGIN).name == "liuhen_test.checkpoints"


def test_a_new_witness_holds_nothing(witness: FileWitness) -> None:
    assert witness.read(ORIGIN, [KEY.public]).last is None


def test_a_folder_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    away = FileWitness(tmp_path / "stick")

    for use in (lambda: away.read(ORIGIN, []), lambda: away.append(ORIGIN, note(1))):
        with pytest.raises(WitnessError, match="connect it"):
            use()
    assert not (tmp_path / "stick").exists()


@pytest.mark.parametrize("kept", range(1, len(note(5).encode()) + 1, 7))
def test_an_entry_torn_anywhere_hides_no_other(witness: FileWitness, kept: int) -> None:
    witness.append(ORIGIN, note(3))
    with witness.path(ORIGIN).open("ab") as file:
        file.write(note(5).encode()[:kept])
    witness.append(ORIGIN, note(9))

    held = witness.read(ORIGIN, [KEY.public])

    found = [one.checkpoint.size for one in held.heads]
    assert found in ([3, 9], [3, 5, 9])
    assert len(held.torn) == (found == [3, 9])


def test_a_changed_entry_is_named_by_its_line(witness: FileWitness) -> None:
    for size in (3, 5, 9):
        witness.append(ORIGIN, note(size))
    path = witness.path(ORIGIN)
    path.write_text(path.read_text().replace("\n5\n", "\n6\n"))

    held = witness.read(ORIGIN, [KEY.public])

    assert [one.checkpoint.size for one in held.heads] == [3, 9]
    assert [(one.line, "does not hold" in one.reason) for one in held.torn] == [(7, True)]


def test_a_head_of_another_log_does_not_count(witness: FileWitness) -> None:
    witness.append(ORIGIN, KEY.sign(Checkpoint("liuhen/other", 3, root_of(HASHES[:3]))))

    held = witness.read(ORIGIN, [KEY.public])

    assert held.heads == ()
    assert "another log" in held.torn[0].reason


def test_a_full_medium_is_said(witness: FileWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_anything: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(WitnessError, match="No space left"):
        witness.append(ORIGIN, note(3))


def test_heads_that_fit_the_tree_give_nothing(witness: FileWitness) -> None:
    for size in (0, 3, 20):
        witness.append(ORIGIN, note(size))

    assert compare(witness.read(ORIGIN, [KEY.public]).heads, 20, root_at(HASHES)) == []


def test_leaves_cut_off_the_end_are_counted(witness: FileWitness) -> None:
    witness.append(ORIGIN, note(20))

    ((_head, reason),) = compare(witness.read(ORIGIN, [KEY.public]).heads, 15, root_at(HASHES[:15]))
    assert reason == "5 leaves were cut off the end: the journal has 15"


def test_a_changed_leaf_contradicts_every_later_head_and_no_earlier(witness: FileWitness) -> None:
    for size in (4, 5, 9):
        witness.append(ORIGIN, note(size))
    forged = [*HASHES]
    forged[4] = leaf_hash(b"forged")

    found = compare(witness.read(ORIGIN, [KEY.public]).heads, 20, root_at(forged))

    assert [signed.checkpoint.size for signed, _reason in found] == [5, 9]
    assert "one of the first 5 leaves was changed" in found[0][1]


def root_at(hashes: list[bytes]):  # noqa: ANN201  # a function of the shape that compare asks for
    return lambda size: root_of(hashes[:size])
