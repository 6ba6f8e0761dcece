# SPDX-License-Identifier: Apache-2.0
"""A second verifier, written from docs/reference/journal-format.md: it knows nothing of liuhen.

It checks the example of that page; the program then has to write the same bytes.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "journal-format.md"


def block(name: str) -> str:
    found = re.search(rf"```(?:json|text) {name}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found, name
    return found[1]


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def key_of(text: str) -> tuple[str, bytes, Ed25519PublicKey]:
    name, key_id, encoded = text.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    assert raw[:1] == b"\x01"
    assert sha256(name.encode(), b"\n", raw)[:4].hex() == key_id
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(raw[1:])


def head_of(note: str, key: str) -> tuple[str, int, str]:
    """Verify a signed head; return origin, size and root."""
    name, key_id, public = key_of(key)
    text, _, signatures = note.partition("\n\n")
    for line in signatures.strip().split("\n"):
        dash, signer, encoded = line.split(" ")
        raw = base64.b64decode(encoded)
        if (dash, signer, raw[:4]) == ("—", name, key_id):
            public.verify(raw[4:], f"{text}\n".encode())
            origin, size, root = text.split("\n")[:3]
            return origin, int(size), base64.b64decode(root).hex()
    raise AssertionError("not signed by this key")


def root_by(index: int, size: int, hashed: bytes, proof: list[str]) -> str:
    """RFC 9162, 2.1.3.2, as the page tells it."""
    fn, sn = index, size - 1
    for one in map(bytes.fromhex, proof):
        assert sn
        if fn % 2 or fn == sn:
            hashed = sha256(b"\x01", one, hashed)
            while fn % 2 == 0 and fn:
                fn, sn = fn // 2, sn // 2
        else:
            hashed = sha256(b"\x01", hashed, one)
        fn, sn = fn // 2, sn // 2
    assert sn == 0
    return hashed.hex()


def goes_on(old: dict[str, Any], new: dict[str, Any], proof: list[str]) -> bool:
    """RFC 9162, 2.1.4.2."""
    hashes = [bytes.fromhex(one) for one in proof]
    if old["size"] & (old["size"] - 1) == 0:
        hashes.insert(0, bytes.fromhex(old["root"]))
    fn, sn = old["size"] - 1, new["size"] - 1
    while fn % 2:
        fn, sn = fn // 2, sn // 2
    first = second = hashes[0]
    for one in hashes[1:]:
        assert sn
        if fn % 2 or fn == sn:
            first, second = sha256(b"\x01", one, first), sha256(b"\x01", one, second)
            while fn % 2 == 0 and fn:
                fn, sn = fn // 2, sn // 2
        else:
            second = sha256(b"\x01", second, one)
        fn, sn = fn // 2, sn // 2
    return (first.hex(), second.hex(), sn) == (old["root"], new["root"], 0)


KEY = re.search(r"```text\n(liuhen/\S+)\n```", PAGE.read_text("utf-8"))[1]


def test_the_leaf_is_in_the_tree_under_the_signed_head() -> None:
    proof = json.loads(block("inclusion"))
    leaf = block("leaf").rstrip("\n").encode()

    assert canonical(proof["leaf"]) == leaf
    assert sha256(b"\x00", leaf).hex() == proof["leaf_hash"]
    root = root_by(
        proof["leaf"]["index"], proof["size"], bytes.fromhex(proof["leaf_hash"]), proof["proof"]
    )
    assert root == proof["root"]
    assert head_of(proof["checkpoint"], KEY) == ("liuhen/example", proof["size"], root)


def test_the_payload_is_what_the_leaf_commits_to() -> None:
    kept, leaf = json.loads(block("payload")), json.loads(block("leaf"))

    digest = sha256(bytes.fromhex(kept["salt"]), kept["payload"].encode()).hex()
    assert leaf["commitment"] == f"sha256:{digest}"
    assert canonical(json.loads(kept["payload"])) == kept["payload"].encode()


def test_the_later_head_goes_on_from_the_earlier() -> None:
    proof = json.loads(block("consistency"))

    assert goes_on(proof["old"], proof["new"], proof["proof"])
    for side in ("old", "new"):
        _origin, size, root = head_of(proof[side]["checkpoint"], KEY)
        assert (size, root) == (proof[side]["size"], proof[side]["root"])
    forged = {**proof["old"], "root": "00" * 32}
    assert not goes_on(forged, proof["new"], proof["proof"])


def test_the_witness_holds_both_heads() -> None:
    parts = block("witness").split("\n\n")
    notes = [f"{text}\n\n{signed}\n" for text, signed in zip(parts[::2], parts[1::2], strict=False)]

    proof = json.loads(block("consistency"))
    assert notes == [proof["old"]["checkpoint"], proof["new"]["checkpoint"]]


def test_the_short_line_is_the_same_head() -> None:
    word, count, *parts = [unquote(one) for one in block("line").strip().split(" ")]
    text, (name, encoded) = parts[: int(count)], parts[int(count) :]

    note = "\n".join(text) + f"\n\n— {name} {encoded}\n"
    assert word == "liuhen-head:1"
    assert note == json.loads(block("inclusion"))["checkpoint"]


def test_a_changed_head_is_refused() -> None:
    note = json.loads(block("inclusion"))["checkpoint"]

    with pytest.raises(InvalidSignature):
        head_of(note.replace("\n3\n", "\n4\n"), KEY)


def test_the_program_writes_and_reads_what_the_page_shows(tmp_path: Path) -> None:
    from liuhen.vault.checkpoint import SigningKey, VerifyKey, open_checkpoint
    from liuhen.vault.merkle import verify_consistency, verify_inclusion
    from liuhen.vault.short_head import compact
    from liuhen.vault.witness import FileWitness

    key = SigningKey("liuhen/example", bytes(range(32)))
    proof, later = json.loads(block("inclusion")), json.loads(block("consistency"))
    signed = open_checkpoint(proof["checkpoint"], [VerifyKey.parse(KEY)])
    hashes = [bytes.fromhex(one) for one in proof["proof"]]
    root = bytes.fromhex(proof["root"])
    verify_inclusion(bytes.fromhex(proof["leaf_hash"]), 2, 3, hashes, root)
    verify_consistency(
        2, 3, bytes.fromhex(later["old"]["root"]), root, [bytes.fromhex(x) for x in later["proof"]]
    )
    witness = FileWitness(tmp_path)
    for side in ("old", "new"):
        witness.append(key.name, later[side]["checkpoint"])

    assert key.public.text == KEY
    assert key.sign(signed.checkpoint) == proof["checkpoint"]
    assert compact(signed) == block("line").strip()
    assert witness.path(key.name).read_text("utf-8") == block("witness")
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    assert private.public_key().public_bytes_raw() == key.public.public
