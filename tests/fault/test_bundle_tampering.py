# SPDX-License-Identifier: Apache-2.0
"""Whatever is changed in a bundle is found, and named: bytes, files, leaves, payloads, facts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liuhen.archive.verify import verify
from support.bundles import (
    copied,
    correct_manifests,
    edit_json,
    files_of,
    furnished,
    leaf_lines,
    told,
    write_leaves,
)
from support.house import House
from support.rounds import counted, dice, rounds


@pytest.fixture
def bundle(house: House, tmp_path: Path) -> Path:
    out = tmp_path / "bundle"
    furnished(house).export(out)
    assert list(told(out)) == []
    return out


def test_a_flipped_bit_is_found_in_every_file_and_named(bundle: Path, tmp_path: Path) -> None:
    chance = dice("bundle bits")
    names = [path.relative_to(bundle).as_posix() for path in files_of(bundle)]
    bits = max(rounds(), len(names))
    for number in range(bits):
        harmed = copied(bundle, tmp_path / "harmed")
        name = names[number % len(names)]
        raw = bytearray((harmed / name).read_bytes())
        if not raw:
            raw = bytearray(b"x")
        else:
            at = chance.randrange(len(raw))
            raw[at] ^= 1 << chance.randrange(8)
        (harmed / name).write_bytes(raw)

        found = "\n".join(told(harmed))

        assert found, f"round {number}: {name}"
        if name != "tagmanifest-sha256.txt" and not name.startswith("manifest"):
            assert name in found, f"round {number}: {name}\n{found}"
    counted(f"{bits} bits in turn in {len(names)} files")


@pytest.mark.parametrize("corrected", [False, True])
def test_a_file_taken_away_or_cut_short_is_named(
    bundle: Path, tmp_path: Path, *, corrected: bool
) -> None:
    chance = dice("bundle cut")
    for path in files_of(bundle):
        name = path.relative_to(bundle).as_posix()
        harmed = copied(bundle, tmp_path / "harmed")
        raw = (harmed / name).read_bytes()
        if raw and chance.random() < 0.5:
            (harmed / name).write_bytes(raw[: chance.randrange(len(raw))])
        else:
            (harmed / name).unlink()
        if corrected and name.startswith("data/"):
            correct_manifests(harmed)
        if (harmed / name).exists() and corrected and not name.startswith("data/"):
            continue  # a manifest that is written anew is whole again

        found = "\n".join(told(harmed))

        assert name in found, f"{name}: {found!r}"
    counted(f"each of {len(files_of(bundle))} files")


@pytest.mark.parametrize(
    "name", ["data/originals/新.mp4", "notes.txt", "journal/x", "data/.hidden"]
)
@pytest.mark.parametrize("corrected", [False, True])
def test_an_added_file_is_named(bundle: Path, name: str, *, corrected: bool) -> None:
    (bundle / name).write_bytes(b"added")
    if corrected:
        correct_manifests(bundle)

    assert any(line.startswith(f"{name}: ") or name in line for line in told(bundle))


EDITS: dict[str, tuple[Callable[[Any], object], str]] = {
    "an hour": (lambda f: f["events"][0].update(start="2026-03-01T08:00:00+08:00"), "e1: start"),
    "a field": (lambda f: f["documents"][0]["fields"].update(facts="另有情况"), "d1: fields"),
    "a fact taken out": (lambda f: f["recordings"].pop(0), "is missing"),
    "a fact put in": (
        lambda f: (
            f["incidents"].append(
                {"id": "x9", "type": "assault", "at": "2026-03-01T09:10:00+08:00"}
            )
            if "incidents" in f
            else f.update(
                incidents=[{"id": "x9", "type": "assault", "at": "2026-03-01T09:10:00+08:00"}]
            )
        ),
        "x9: no leaf",
    ),
    "the case": (lambda f: f["case"].update(title="别的案子"), "facts.json: title"),
}


@pytest.mark.parametrize("what", list(EDITS))
def test_an_edited_fact_is_found_although_the_manifests_were_corrected(
    bundle: Path, what: str
) -> None:
    change, says = EDITS[what]
    edit_json(bundle / "data/facts.json", change)
    correct_manifests(bundle)

    found = list(told(bundle))

    assert any(says in line for line in found), found
    assert any(line.startswith("data/facts.json: was changed: leaf") for line in found)


def test_payloads_swapped_between_leaves_are_both_named(bundle: Path) -> None:
    lines = leaf_lines(bundle)
    shown = [number for number, one in enumerate(lines) if one["payload"] is not None]
    first, second = shown[0], shown[1]
    for name in ("payload", "salt"):
        lines[first][name], lines[second][name] = lines[second][name], lines[first][name]
    write_leaves(bundle, lines)
    correct_manifests(bundle)

    found = [line for line in told(bundle) if "is not the one that it commits to" in line]

    assert len(found) == 2


@pytest.mark.parametrize("part", ["leaf", "payload", "salt", "proof"])
def test_an_edited_leaf_is_named_by_its_index(bundle: Path, part: str) -> None:
    lines = leaf_lines(bundle)
    target = next(number for number, one in enumerate(lines) if one["payload"] is not None)
    one = lines[target]
    index = _index(one)
    if part == "proof":
        one["proof"][0] = one["proof"][0][::-1]
    elif part == "leaf":
        one["leaf"] = one["leaf"].replace('"actor":"', '"actor":"x')
    else:
        one[part] = one[part][:-1] + ("0" if one[part][-1] != "0" else "1")
    write_leaves(bundle, lines)
    correct_manifests(bundle)

    assert any(line.startswith(f"leaf {index}: ") for line in told(bundle))


@pytest.mark.parametrize("which", ["first", "last", "last two"])
def test_leaves_that_were_cut_out_are_missed(bundle: Path, which: str) -> None:
    lines = leaf_lines(bundle)
    gone = {"first": lines[:1], "last": lines[-1:], "last two": lines[-2:]}[which]
    write_leaves(bundle, [one for one in lines if one not in gone])
    correct_manifests(bundle)

    found = "\n".join(told(bundle))

    for one in gone[: len(gone) if which == "first" else -1]:
        assert f"leaf {_index(one)}: is missing" in found
    if which != "first":
        assert "the leaf of the export is not the last one" in found


def test_a_payload_that_was_taken_out_is_missed(bundle: Path) -> None:
    lines = leaf_lines(bundle)
    one = next(one for one in lines if one["payload"] is not None)
    one["payload"] = one["salt"] = None
    write_leaves(bundle, lines)
    correct_manifests(bundle)

    assert f"leaf {_index(one)}: its payload was taken out" in list(told(bundle))


def test_an_original_put_in_place_of_another_is_found(bundle: Path) -> None:
    first, second = sorted((bundle / "data/originals").iterdir())
    first.write_bytes(second.read_bytes())
    correct_manifests(bundle)

    found = list(told(bundle))

    assert any(f"data/originals/{first.name}: was changed: leaf" in line for line in found)
    assert verify(bundle).intact is False


def test_a_damaged_manifest_line_is_named_by_its_number(bundle: Path) -> None:
    path = bundle / "manifest-sha256.txt"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("  ", " ")
    path.write_text("".join(lines), "utf-8")

    assert any(
        line.startswith("manifest-sha256.txt: line 2 is not a digest") for line in told(bundle)
    )


def _index(line: dict[str, Any]) -> int:
    return int(json.loads(line["leaf"])["index"])
