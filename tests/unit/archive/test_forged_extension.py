# SPDX-License-Identifier: Apache-2.0
"""A forger without the key writes on behind a genuine head, and signs with a key of his own.

All that he needs lies in the bundle: the proof of its last leaf is the edge of the tree on which he
goes on. So "goes on from a head that I trust" says nothing of what came after that head.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.trace import keys
from liuhen.apps.trace.models import Leaf
from liuhen.archive.trust import read_trust
from liuhen.archive.verify import verify
from liuhen.vault.canonical import canonical_json
from liuhen.vault.checkpoint import SigningKey, head, read_checkpoint
from liuhen.vault.journal import commitment_to
from liuhen.vault.merkle import consistency_proof, inclusion_proof, leaf_hash, root_of
from liuhen.vault.witness import FileWitness
from support.bundles import (
    correct_manifests,
    edit_json,
    files_of,
    furnished,
    leaf_lines,
    sha,
    write_leaves,
)
from support.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(house: House, tmp_path: Path) -> Path:
    furnished(house).export(tmp_path / "bundle")
    return tmp_path / "bundle"


def written(like: dict[str, Any], index: int, payload: dict[str, Any]) -> dict[str, Any]:
    """A leaf of the forger's own."""
    text, body = canonical_json(payload), json.loads(like["leaf"])
    commitment = commitment_to(text, bytes.fromhex(like["salt"]))
    body |= {"index": index, "commitment": commitment}
    leaf = canonical_json(body).decode()
    return {**like, "leaf": leaf, "payload": text.decode()}


def go_on(bundle: Path) -> None:
    """Change the title of the case, by leaves behind the genuine ones, signed with another key."""
    genuine = (bundle / "journal/checkpoint.txt").read_text()
    seen = read_checkpoint(genuine).checkpoint
    lines = leaf_lines(bundle)
    export = lines[-1]
    told = [json.loads(one["payload"]) for one in lines if one["payload"]]
    case = next(c for p in told for c in p["changes"] if c["object"].startswith("cases.case:"))
    forged = {**case["after"], "title": "别的"}
    change = {"object": case["object"], "before": case["after"], "after": forged}
    change["digest"] = f"sha256:{sha256(canonical_json(forged)).hexdigest()}"
    lines.append(written(export, seen.size, {"changes": [change], "notes": {}}))
    edit_json(bundle / "data/facts.json", lambda facts: facts["case"].update(title="别的"))

    def restated(contents: dict[str, Any]) -> None:
        contents["case"]["title"] = "别的"
        contents["leaves"] = sorted({*contents["leaves"], seen.size - 1, seen.size})
        contents["facts"][""]["leaf"] = seen.size

    edit_json(bundle / "data/contents.json", restated)
    correct_manifests(bundle)
    payload = json.loads(export["payload"])
    payload["notes"]["files"] = {
        path.relative_to(bundle).as_posix(): sha(path) for path in files_of(bundle / "data")
    }
    for name, file in (("bag_info", "bag-info.txt"), ("sm3_manifest", "manifest-sm3.txt")):
        payload["notes"][name] = f"sha256:{sha(bundle / file)}"
    lines.append(written(export, seen.size + 1, payload))
    _sign(bundle, lines, genuine)


def _sign(bundle: Path, lines: list[dict[str, Any]], genuine: str) -> None:
    seen = read_checkpoint(genuine).checkpoint
    hashes = [bytes(one) for one in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    hashes = hashes[: seen.size] + [leaf_hash(one["leaf"].encode()) for one in lines[-2:]]
    size = len(hashes)

    def node(level: int, index: int) -> bytes:
        return root_of(hashes[index << level : (index + 1) << level])

    for one in lines:
        index = json.loads(one["leaf"])["index"]
        one["proof"] = [part.hex() for part in inclusion_proof(index, size, node)]
    key = SigningKey.create(keys.public_keys()[0].name)
    made = head(seen.origin, size, root_of(hashes), epoch=1, at=seen.at)
    (bundle / "journal/checkpoint.txt").write_text(key.sign(made))
    (bundle / "journal/key.txt").write_text(
        key.public.text + "\n" + "".join(f"{one.text}\n" for one in keys.public_keys())
    )
    proof = [part.hex() for part in consistency_proof(seen.size, size, node)]
    line = json.dumps({"checkpoint": genuine, "proof": proof})
    (bundle / "journal/heads.jsonl").write_text(line + "\n")
    write_leaves(bundle, lines)
    correct_manifests(bundle)


@pytest.mark.parametrize("how", ["checkpoint", "witness"])
def test_leaves_behind_a_trusted_head_count_only_from_a_key_that_signed_one(
    bundle: Path, tmp_path: Path, how: str
) -> None:
    genuine = (bundle / "journal/checkpoint.txt").read_text()
    trust = tmp_path / "head.txt"
    trust.write_text(genuine)
    if how == "witness":
        trust = tmp_path / "stick"
        trust.mkdir()
        FileWitness(trust).append(read_checkpoint(genuine).checkpoint.origin, genuine)
    assert verify(bundle, trusted=read_trust(trust)).intact

    go_on(bundle)

    assert verify(bundle).intact, "by itself it is consistent: the forger took pains"
    result = verify(bundle, trusted=read_trust(trust))
    assert [one.problem for one in result.findings] == ["foreign"]
    assert "newer" in result.findings[0].says


def test_a_further_key_counts_once_a_trusted_head_bears_it(bundle: Path, tmp_path: Path) -> None:
    """A key that took the place of a lost one is known by what the witness got of it."""
    stick = tmp_path / "stick"
    stick.mkdir()
    genuine = (bundle / "journal/checkpoint.txt").read_text()
    origin = read_checkpoint(genuine).checkpoint.origin
    FileWitness(stick).append(origin, genuine)
    go_on(bundle)

    FileWitness(stick).append(origin, (bundle / "journal/checkpoint.txt").read_text())

    assert verify(bundle, trusted=read_trust(stick)).intact
