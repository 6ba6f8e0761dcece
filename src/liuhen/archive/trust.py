# SPDX-License-Identifier: Apache-2.0
"""What a bundle's origin is compared with: a public key, a checkpoint, or what a witness holds.

These come to the court by another way than the bundle. A key says who signed; a checkpoint or a
witness also says that the journal was not written anew since. Leaves that are newer than every
trusted head count only where a key that signed one of these heads has signed them too: anybody who
holds a bundle can write leaves of his own behind its head.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from liuhen.archive.check_journal import Journal, signers_of
from liuhen.archive.errors import UnreadableError
from liuhen.archive.findings import Anchor, Result
from liuhen.archive.form import CHECKPOINT, KEY
from liuhen.vault.checkpoint import (
    Checkpoint,
    CheckpointError,
    Signed,
    VerifyKey,
    open_checkpoint,
    read_checkpoint,
)
from liuhen.vault.witness import read_witness_file

_MOST_BYTES = 64 * 1024 * 1024
_MOST_FILES = 1000
_NAMELESS = "key"  # PEM has no place for a name


@dataclass(frozen=True, slots=True)
class Trusted:
    """What was given with --trust. One of the three is there."""

    file: str
    how: str
    keys: tuple[VerifyKey, ...] = ()
    notes: tuple[bytes, ...] = ()


def read_trust(path: Path) -> Trusted:
    """Read what is trusted: a key file, a checkpoint, or the file or folder of a witness.

    Raises:
        UnreadableError: it is none of these.
    """
    try:
        if path.is_dir():
            return _folder(path)
        raw = _read(path)
    except OSError as error:
        raise UnreadableError(f"--trust {path}: {error.strerror}") from None
    if keys := _keys(raw):
        return Trusted(str(path), "key", keys)
    if b"\n\n" not in raw:
        raise UnreadableError(f"--trust {path}: is neither a public key nor a checkpoint")
    try:
        read_checkpoint(raw)
    except ValueError:
        return Trusted(str(path), "witness", notes=(raw,))
    return Trusted(str(path), "checkpoint", notes=(raw,))


def compare_origin(trusted: Trusted, journal: Journal, result: Result) -> None:
    """Compare the journal of a bundle with what is trusted; faults go into `result`."""
    if journal.head is None:
        return  # without a head that holds there is nothing to compare; said already
    if trusted.how == "key":
        _by_key(trusted, journal, result)
    else:
        _by_heads(trusted, journal, journal.head, result)


def _by_key(trusted: Trusted, journal: Journal, result: Result) -> None:
    for key in journal.signers:
        if any(_same(key, known) for known in trusted.keys):
            says = f"signed by the key of {trusted.file}; history compared with no other place"
            result.anchor = Anchor("key", trusted.file, key.text, says=says)
            return
    result.find(
        "journal", KEY, "foreign", f"the bundle is signed by another key than {trusted.file}"
    )


def _same(key: VerifyKey, known: VerifyKey) -> bool:
    return key.public == known.public and known.name in (key.name, _NAMELESS)


def _by_heads(trusted: Trusted, journal: Journal, head: Checkpoint, result: Result) -> None:
    held = list(_held(trusted, journal.keys, result))
    earlier = journal.heads
    if not held:
        result.find(
            "journal",
            KEY,
            "foreign",
            f"no head in {trusted.file} is signed by a key of the bundle, {journal.keys[0].name}",
        )
        return
    roots = {one.size: one.root for one in (*earlier, head)}
    fitting: Checkpoint | None = None
    for seen in sorted((one.checkpoint for one in held), key=lambda seen: seen.size):
        problem, says = _unlike(seen, head, roots)
        if problem and seen.epoch < head.epoch:
            result.remarks.append(
                f"{trusted.file} holds a head of {seen.size} leaves of epoch {seen.epoch}; after a "
                f"restore the journal declared epoch {head.epoch}, and that head is not part of it"
            )
        elif problem:
            result.find("checkpoint", CHECKPOINT, problem, f"{says}, {trusted.file} says")
            return
        elif seen.size in roots:
            fitting = seen
    signed = {key.public for one in held for key in signers_of(one, journal.keys)}
    signer = next((key for key in journal.signers if key.public in signed), None)
    if signer is None and (fitting is None or fitting.size < head.size):
        result.find("journal", KEY, "foreign", _unknown_signer(trusted, head, fitting))
        return
    result.anchor = _anchor(trusted, signer or journal.signers[0], head, fitting)


def _unknown_signer(trusted: Trusted, head: Checkpoint, fitting: Checkpoint | None) -> str:
    """Why it is not enough to go on from a trusted head: whoever holds a bundle can do that."""
    says = f"the bundle is signed by another key than the heads in {trusted.file}, and "
    if fitting is None:
        return says + "has no proof that it goes on from one of them"
    return says + (
        f"its last {head.size - fitting.size} leaves are newer than them: nothing vouches for these"
    )


def _unlike(seen: Checkpoint, head: Checkpoint, roots: dict[int, bytes]) -> tuple[str, str]:
    """How a trusted head contradicts the bundle, in a word and a sentence; or nothing."""
    if seen.size in roots and roots[seen.size] != seen.root:
        return "changed", f"one of the first {seen.size} leaves of the journal was changed"
    earlier = seen.at is not None and head.at is not None and seen.at < head.at
    if seen.size > head.size and earlier:
        return "cut_off", (
            f"leaves were cut off: the journal had {seen.size} leaves at an earlier time than "
            f"the head of the bundle with {head.size}"
        )
    return "", ""


def _anchor(
    trusted: Trusted, key: VerifyKey, head: Checkpoint, fitting: Checkpoint | None
) -> Anchor:
    if fitting is None:
        says = (
            f"signed by the key that signed {trusted.file}; its heads and the one of the bundle "
            f"({head.size} leaves) could not be compared with each other"
        )
        return Anchor("key", trusted.file, key.text, says=says)
    after = head.size - fitting.size
    says = f"goes on from the head of {fitting.size} leaves in {trusted.file}" + (
        f"; the last {after} leaves are newer than it" if after else ""
    )
    return Anchor(trusted.how, trusted.file, key.text, fitting.size, fitting.root.hex(), says)


def _held(trusted: Trusted, keys: list[VerifyKey], result: Result) -> Iterable[Signed]:
    """The heads among what is trusted that are signed by a key of the bundle."""
    for raw in trusted.notes:
        if trusted.how == "checkpoint":
            try:
                yield open_checkpoint(raw, keys)
            except CheckpointError:
                continue
            continue
        found = read_witness_file(raw, keys[0].name, keys)
        yield from found.heads
        if found.torn and found.heads:
            result.remarks.append(f"{trusted.file} holds {len(found.torn)} entries of another kind")


def _keys(raw: bytes) -> tuple[VerifyKey, ...]:
    """Keys in their own text, a line each, or one as PEM (which has no name)."""
    try:
        if raw.lstrip().startswith(b"-----BEGIN PUBLIC KEY-----"):
            found = load_pem_public_key(raw)
            if not isinstance(found, Ed25519PublicKey):
                return ()
            return (VerifyKey(_NAMELESS, found.public_bytes_raw()),)
        return tuple(VerifyKey.parse(line) for line in raw.decode().splitlines() if line.strip())
    except ValueError:
        return ()


def _folder(folder: Path) -> Trusted:
    files = sorted(one for one in folder.iterdir() if one.is_file() and not one.is_symlink())
    notes = tuple(raw for one in files[:_MOST_FILES] if b"\n\n" in (raw := _read(one)))
    if not notes:
        raise UnreadableError(f"--trust {folder}: no file in it holds a checkpoint")
    return Trusted(str(folder), "witness", notes=notes)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise UnreadableError(f"--trust {path}: has more than {_MOST_BYTES} bytes")
    return raw
