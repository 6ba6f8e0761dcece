# SPDX-License-Identifier: Apache-2.0
"""What a bundle's origin is compared with: a public key, a checkpoint, or what a witness holds.

These come to the court by another way than the bundle. A key says who signed; a checkpoint or a
witness also says that the journal was not written anew since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from liuhen.archive.check_journal import Journal
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
    public: bytes = b""
    name: str = ""
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
    if (key := _key(raw)) is not None:
        name = "" if key.name == _NAMELESS else key.name
        return Trusted(str(path), "key", key.public, name)
    if b"\n\n" not in raw:
        raise UnreadableError(f"--trust {path}: is neither a public key nor a checkpoint")
    try:
        read_checkpoint(raw)
    except ValueError:
        return Trusted(str(path), "witness", notes=(raw,))
    return Trusted(str(path), "checkpoint", notes=(raw,))


def compare_origin(trusted: Trusted, journal: Journal, result: Result) -> None:
    """Compare the journal of a bundle with what is trusted; faults go into `result`."""
    if journal.key is None or journal.head is None:
        return  # without key and head there is nothing to compare; said already
    if trusted.how == "key":
        _by_key(trusted, journal, result)
    else:
        _by_heads(trusted, journal.key, journal.head, journal.heads, result)


def _by_key(trusted: Trusted, journal: Journal, result: Result) -> None:
    key = journal.key
    if key is None or key.public != trusted.public or trusted.name not in ("", key.name):
        result.find(
            "journal", KEY, "foreign", f"the bundle is signed by another key than {trusted.file}"
        )
        return
    says = f"signed by the key of {trusted.file}; history compared with no other place"
    result.anchor = Anchor("key", trusted.file, key.text, says=says)


def _by_heads(
    trusted: Trusted, key: VerifyKey, head: Checkpoint, earlier: list[Checkpoint], result: Result
) -> None:
    held = list(_held(trusted, key, result))
    if not held:
        result.find(
            "journal",
            KEY,
            "foreign",
            f"no head in {trusted.file} is signed by the key of the bundle, {key.name}",
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
    result.anchor = _anchor(trusted, key, head, fitting)


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


def _held(trusted: Trusted, key: VerifyKey, result: Result) -> Iterable[Signed]:
    """The heads among what is trusted that are signed by the key of the bundle."""
    for raw in trusted.notes:
        if trusted.how == "checkpoint":
            try:
                yield open_checkpoint(raw, [key])
            except CheckpointError:
                continue
            continue
        found = read_witness_file(raw, key.name, [key])
        yield from found.heads
        if found.torn and found.heads:
            result.remarks.append(f"{trusted.file} holds {len(found.torn)} entries of another kind")


def _key(raw: bytes) -> VerifyKey | None:
    """A key in its own text, or as PEM (which has no name)."""
    if raw.lstrip().startswith(b"-----BEGIN PUBLIC KEY-----"):
        try:
            found = load_pem_public_key(raw)
        except ValueError:
            return None
        if isinstance(found, Ed25519PublicKey):
            return VerifyKey(_NAMELESS, found.public_bytes_raw())
        return None
    try:
        return VerifyKey.parse(raw.decode())
    except ValueError:
        return None


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
