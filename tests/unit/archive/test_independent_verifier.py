# SPDX-License-Identifier: Apache-2.0
"""A verifier written from docs/reference/bundle-format.md alone: hashlib, json and RFC 8032.

It imports nothing of Liuhen. What it accepts and refuses is compared with `liuhen verify`.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.bundles import (
    EvidenceFile,
    correct_manifests,
    edit_json,
    files_of,
    furnished,
    leaf_lines,
    write_leaves,
)
from support.house import House

pytestmark = pytest.mark.django_db

# ---------------------------------------------------------------- Ed25519, RFC 8032

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    u, v = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    w, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = v - u, z - w, z + w, v + u
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(s: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while s:
        if s & 1:
            found = _add(found, point)
        point, s = _add(point, point), s >> 1
    return found


def _x_of(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> Point:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return (x, y, 1, x * y % P)


_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = (_x_of(_Y, 0), _Y, 1, _x_of(_Y, 0) * _Y % P)


def signed_by(public: bytes, text: bytes, signature: bytes) -> bool:
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(r + public + text).digest(), "little") % L
    left, right = _times(s, BASE), _add(_point(r), _times(h, _point(public)))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# ---------------------------------------------------------------- RFC 9162


def root_by_proof(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for p in proof:
        assert sn != 0
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0
    return r


def consistent(old: int, new: int, roots: tuple[bytes, bytes], proof: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2."""
    if old & (old - 1) == 0:
        proof = [roots[0], *proof]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr = hashlib.sha256(b"\x01" + c + fr).digest()
            sr = hashlib.sha256(b"\x01" + c + sr).digest()
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = hashlib.sha256(b"\x01" + sr + c).digest()
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr) == roots and sn == 0


# ---------------------------------------------------------------- the bundle


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text("utf-8").split("\n")[:-1]:
        digest, name = line[:64], line[66:]
        assert re.fullmatch(r"[0-9a-f]{64}", digest)
        assert line[64:66] == "  "
        assert name not in found
        assert ".." not in name.split("/")
        assert not name.startswith("/")
        found[name] = digest
    assert list(found) == sorted(found)
    return found


def checkpoint(text: str, keys: list[str]) -> tuple[int, bytes]:
    """Size and root of a head that one of the keys has signed."""
    body, signatures = text.rsplit("\n\n", 1)
    origin, size, root = body.split("\n")[:3]
    for key in keys:
        name, _id, encoded = key.split("+", 2)
        public = base64.b64decode(encoded)[1:]
        known = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
        for line in signatures.splitlines():
            dash, signer, raw = line.split(" ")
            signature = base64.b64decode(raw)
            if dash != "—" or signer != name or signature[:4] != known or name != origin:
                continue
            if signed_by(public, f"{body}\n".encode(), signature[4:]):
                return int(size), base64.b64decode(root)
    raise AssertionError("not signed")


def verify_alone(bundle: Path) -> None:
    """Raises AssertionError (or what reading raises) where anything does not fit."""
    # 1
    tags, payload = (manifest(bundle / f"{n}manifest-sha256.txt") for n in ("tag", ""))
    there = {p.relative_to(bundle).as_posix(): p for p in bundle.rglob("*") if not p.is_dir()}
    assert set(there) == {*tags, *payload, "tagmanifest-sha256.txt"}
    assert all(sha(there[name]) == digest for name, digest in {**tags, **payload}.items())
    # 2
    keys = (bundle / "journal/key.txt").read_text("utf-8").splitlines()
    size, root = checkpoint((bundle / "journal/checkpoint.txt").read_text("utf-8"), keys)
    # 3
    lines = [json.loads(x) for x in (bundle / "journal/leaves.jsonl").read_text().splitlines()]
    leaves: dict[int, Any] = {}
    for line in lines:
        body = json.loads(line["leaf"])
        proof = [bytes.fromhex(one) for one in line["proof"]]
        assert root_by_proof(line["leaf"].encode(), body["index"], size, proof) == root
        if line["payload"] is not None:
            salted = bytes.fromhex(line["salt"]) + line["payload"].encode()
            assert body["commitment"] == f"sha256:{hashlib.sha256(salted).hexdigest()}"
        leaves[body["index"]] = (body, line["payload"] and json.loads(line["payload"]))
    # 4
    contents = json.loads((bundle / "data/contents.json").read_text("utf-8"))
    *before, last = sorted(leaves)
    export, bound = leaves[last]
    assert export["act"] == "archives.export_bundle"
    assert export["object"] == contents["case"]["reference"]
    assert bound["notes"]["files"] == payload
    assert bound["notes"]["bag_info"] == f"sha256:{sha(bundle / 'bag-info.txt')}"
    # 5
    assert before == contents["leaves"]
    assert {str(i) for i in before if leaves[i][1] is None} == set(contents["withheld"])
    # 6
    rows: dict[str, Any] = {}
    for index in sorted(leaves):
        for change in (leaves[index][1] or {"changes": []})["changes"]:
            rows[change["object"]] = change["after"]
    key = contents["case"]["reference"].partition(":")[2]
    facts = json.loads((bundle / "data/facts.json").read_text("utf-8"))
    current = {
        row["ref"]: row
        for name, row in rows.items()
        if re.match(r"cases\.(activity|document|recording|interruption|incident):", name)
        and row["case_id"] == key and row["superseded_at"] is None and not row["withdrawn"]
    }  # fmt: skip
    parts = ("events", "documents", "recordings", "interruptions", "incidents")
    items = {item["id"]: item for part in parts for item in facts.get(part, [])}
    assert set(items) == set(current)
    assert all(item.get("fields", {}) == current[i].get("fields", {}) for i, item in items.items())
    # 7
    for file in contents["files"]:
        row = rows[file["row"]]
        stored = rows.get(f"evidence.storedobject:{row.get('object_id')}") or row
        assert stored["digest"] == file["digest"] == f"sha256:{payload[file['path']]}"
    # 8
    for text in (bundle / "journal/heads.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        old, old_root = checkpoint(line["checkpoint"], keys)
        proof = [bytes.fromhex(one) for one in line["proof"]]
        assert consistent(old, size, (old_root, root), proof)


@pytest.fixture
def bundle(house: House, tmp_path: Path) -> Path:
    from liuhen.apps.trace.signing import sign_head

    sign_head()
    file: EvidenceFile = furnished(house)
    sign_head()
    file.export(tmp_path / "bundle")
    assert (tmp_path / "bundle/journal/heads.jsonl").stat().st_size
    return tmp_path / "bundle"


def test_a_genuine_bundle_is_accepted(bundle: Path) -> None:
    verify_alone(bundle)


@pytest.mark.parametrize("number", range(14))
def test_a_changed_byte_is_refused(bundle: Path, number: int) -> None:
    files = [path for path in files_of(bundle) if path.stat().st_size]
    path = files[number % len(files)]
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 4
    path.write_bytes(raw)

    with pytest.raises((AssertionError, ValueError, KeyError)):
        verify_alone(bundle)


@pytest.mark.parametrize("what", ["facts", "leaf", "payload"])
def test_a_forgery_with_corrected_manifests_is_refused(bundle: Path, what: str) -> None:
    if what == "facts":
        edit_json(bundle / "data/facts.json", lambda facts: facts["documents"].pop())
    else:
        lines = leaf_lines(bundle)
        if what == "leaf":
            lines.pop(0)
        else:
            lines[0]["payload"] += " "
        write_leaves(bundle, lines)
    correct_manifests(bundle)

    with pytest.raises((AssertionError, KeyError)):
        verify_alone(bundle)
