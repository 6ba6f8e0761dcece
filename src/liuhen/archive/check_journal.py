# SPDX-License-Identifier: Apache-2.0
"""Whether the leaves of a bundle are in the journal that its checkpoint signs.

Each leaf is hashed from its exact text, led by its proof to the signed root, and its payload held
against its commitment. What comes out (`Journal`) is what the other checks may rely on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from liuhen.archive.findings import Result
from liuhen.archive.form import (
    CHECKPOINT,
    HEADS,
    KEY,
    LEAVES,
    MOST_JSON_BYTES,
    HeadLine,
    LeafLine,
    strict_json,
)
from liuhen.archive.places import Place
from liuhen.vault.canonical import canonical_json
from liuhen.vault.checkpoint import Checkpoint, Signed, VerifyKey, open_checkpoint
from liuhen.vault.journal import SALT_BYTES, commitment_to
from liuhen.vault.merkle import ProofError, leaf_hash, verify_consistency, verify_inclusion

_KEYS = {"index", "at", "actor", "act", "object", "previous", "commitment"}
_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_LINE_BYTES = 64 * 1024 * 1024
_MOST_KEYS = 100


class _NoKeyError(ValueError):
    """Keys that are none, or of several journals."""

    def __str__(self) -> str:
        return "there is none, or they are of several journals"


@dataclass(frozen=True, slots=True)
class LeafRead:
    """A leaf whose text is in order; `payload` is `None` where it is withheld or at fault."""

    body: dict[str, Any]
    payload: dict[str, Any] | None
    withheld: bool

    @property
    def index(self) -> int:
        """Its place in the journal."""
        return int(self.body["index"])


@dataclass(slots=True)
class Journal:
    """What a bundle shows of the journal; only what was proven is in it.

    `keys` are all public keys of the journal, `signers` those that signed the head.
    """

    keys: list[VerifyKey] = field(default_factory=list)
    signers: list[VerifyKey] = field(default_factory=list)
    head: Checkpoint | None = None
    leaves: dict[int, LeafRead] = field(default_factory=dict)
    heads: list[Checkpoint] = field(default_factory=list)


def check_journal(place: Place, result: Result) -> Journal:
    """Check key, checkpoint, leaves and earlier heads; faults go into `result`."""
    journal = Journal()
    _read_keys(place, result, journal)
    _read_head(place, result, journal)
    _read_leaves(place, result, journal)
    _read_heads(place, result, journal)
    result.leaves = len(journal.leaves)
    return journal


def _read_keys(place: Place, result: Result, journal: Journal) -> None:
    raw = _small(place, result, KEY)
    if raw is None:
        return
    try:
        lines = raw.decode().splitlines()[:_MOST_KEYS]
        journal.keys = [VerifyKey.parse(line) for line in lines]
        if not journal.keys or len({key.name for key in journal.keys}) > 1:
            raise _NoKeyError
    except ValueError as error:
        result.find("journal", KEY, "changed", f"holds no public key: {_short(error)}")
        journal.keys = []


def _read_head(place: Place, result: Result, journal: Journal) -> None:
    raw = _small(place, result, CHECKPOINT)
    if raw is None or not journal.keys:
        return
    try:
        signed = open_checkpoint(raw, journal.keys)
    except ValueError as error:
        result.find("checkpoint", CHECKPOINT, "changed", _short(error))
        return
    if signed.checkpoint.origin != journal.keys[0].name:
        result.find("checkpoint", CHECKPOINT, "foreign", "is of another journal than its key")
        return
    journal.head, journal.signers = signed.checkpoint, signers_of(signed, journal.keys)
    result.head_size, result.head_root = journal.head.size, journal.head.root.hex()
    result.head_at = _extension(signed, "at ")
    result.key = journal.signers[0].text


def signers_of(signed: Signed, keys: list[VerifyKey]) -> list[VerifyKey]:
    """Those among `keys` whose signature over the head holds."""
    text = signed.checkpoint.text.encode()
    return [
        key
        for key in keys
        for one in signed.signatures
        if (one.name, one.key_id) == (key.name, key.key_id) and key.holds(text, one.signature)
    ]


def _extension(signed: Signed, word: str) -> str:
    found = (one for one in signed.checkpoint.extensions if one.startswith(word))
    return next(found, "").removeprefix(word)


def _read_leaves(place: Place, result: Result, journal: Journal) -> None:
    last = -1
    for number, raw in _lines(place, result, LEAVES):
        where = f"{LEAVES} line {number}"
        try:
            read = msgspec.json.decode(raw, type=LeafLine)
            body = _body(read.leaf)
        except (ValueError, RecursionError, msgspec.DecodeError) as error:
            result.find("leaf", where, "changed", f"is no leaf: {_short(error)}")
            continue
        index = body["index"]
        if index <= last:
            result.find("leaf", f"leaf {index}", "added", "stands twice or out of order")
            continue
        last = index
        if _proven(read, index, result, journal):
            payload = _payload(read, body, result)
            journal.leaves[index] = LeafRead(body, payload, withheld=read.payload is None)


def _body(text: str) -> dict[str, Any]:
    """Read the text of a leaf.

    Raises:
        ValueError: it is not the canonical JSON of a leaf.
    """
    body = strict_json(text)
    if not isinstance(body, dict) or set(body) != _KEYS:
        raise ValueError("it has not the members of a leaf")
    if type(body["index"]) is not int or body["index"] < 0:
        raise ValueError("its index is no number")
    texts = (body[name] for name in ("at", "actor", "act", "object", "commitment"))
    if not all(isinstance(one, str) for one in texts):
        raise ValueError("a member of it is no text")
    if canonical_json(body) != text.encode():
        raise ValueError("it is not written canonically")
    return body


def _proven(read: LeafLine, index: int, result: Result, journal: Journal) -> bool:
    """Whether the leaf is in the tree of the head; without a head nothing can be said of it."""
    if journal.head is None:
        return False
    head, name = journal.head, f"leaf {index}"
    try:
        proof = _hashes(read.proof)
        verify_inclusion(leaf_hash(read.leaf.encode()), index, head.size, proof, head.root)
    except ProofError:
        result.find(
            "proof",
            name,
            "changed",
            f"leaf or proof was changed: it is not in the signed head of {head.size} leaves",
        )
        return False
    return True


def _hashes(proof: tuple[str, ...]) -> list[bytes]:
    if not all(_HASH.fullmatch(one) for one in proof):
        raise ProofError("its proof is no list of hashes")
    return [bytes.fromhex(one) for one in proof]


def _payload(read: LeafLine, body: dict[str, Any], result: Result) -> dict[str, Any] | None:
    if read.payload is None and read.salt is None:
        return None
    name = f"leaf {body['index']}"
    if not _committed(read, body["commitment"]):
        result.find(
            "payload", name, "changed", "its payload or salt is not the one that it commits to"
        )
        return None
    try:
        payload = strict_json(read.payload or "")
    except ValueError as error:
        result.find("payload", name, "unreadable", f"its payload {_short(error)}")
        return None
    if not isinstance(payload, dict) or not isinstance(payload.get("changes"), list):
        result.find("payload", name, "unreadable", "its payload has not the form of one")
        return None
    return payload


def _committed(read: LeafLine, commitment: str) -> bool:
    if read.payload is None or read.salt is None:
        return False
    if not re.fullmatch(rf"[0-9a-f]{{{2 * SALT_BYTES}}}", read.salt):
        return False
    return commitment_to(read.payload.encode(), bytes.fromhex(read.salt)) == commitment


def _read_heads(place: Place, result: Result, journal: Journal) -> None:
    head = journal.head
    for number, raw in _lines(place, result, HEADS):
        where = f"{HEADS} line {number}"
        if head is None:
            return
        try:
            read = msgspec.json.decode(raw, type=HeadLine)
            old = open_checkpoint(read.checkpoint, journal.keys).checkpoint
            proof = _hashes(read.proof)
            verify_consistency(old.size, head.size, old.root, head.root, proof)
        except (ValueError, RecursionError, msgspec.DecodeError) as error:
            result.find("checkpoint", where, "changed", _short(error))
            continue
        journal.heads.append(old)


def _small(place: Place, result: Result, path: str) -> bytes | None:
    """Read a small file; that it is missing or changed the manifests say already."""
    try:
        raw = place.read(path, MOST_JSON_BYTES)
    except Exception:  # noqa: BLE001  # told where it was digested
        raw = None
    if raw is None:
        result.find("file", path, "missing", "is missing or cannot be read")
    return raw


def _lines(place: Place, result: Result, path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file without their line feeds, each of bounded length."""
    if path not in place.sizes:
        result.find("file", path, "missing", "is missing")
        return
    try:
        with place.open(path) as file:
            yield from _split(file, result, path)
    except Exception as error:  # noqa: BLE001  # a packed file fails in many ways
        result.find("file", path, "unreadable", f"cannot be read: {_short(error)}")


def _split(file: Any, result: Result, path: str) -> Iterator[tuple[int, bytes]]:
    rest, number = b"", 0
    while chunk := file.read(1 << 20):
        *whole, rest = (rest + chunk).split(b"\n")
        for raw in whole:
            number += 1
            yield number, raw
        if len(rest) > _MOST_LINE_BYTES:
            result.find("file", path, "unreadable", f"line {number + 1} is too long")
            return
    if rest:
        result.find("file", path, "cut_off", f"line {number + 1} is cut off")


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 200 else f"{text[:200]}…"  # noqa: PLR2004  # it stays one line
