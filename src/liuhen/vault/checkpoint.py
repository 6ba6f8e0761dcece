# SPDX-License-Identifier: Apache-2.0
"""Signed heads of the journal: C2SP tlog-checkpoint in a C2SP signed note, Ed25519.

A checkpoint says: the log named `origin` has `size` leaves with this root. As text

```
liuhen/3f9c2a7b10d4e655
1024
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
epoch 1
at 2026-03-02T01:00:00.000000Z

— liuhen/3f9c2a7b10d4e655 Az3grlgtzPICa5OS8npVmf1Myq/…
```

- Signed is the text before the empty line, with the newline that ends its last line.
- A key's id is the first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key); a signature
  stands as base64(id ‖ signature). Signatures by keys that are not asked for are passed over.
- Keys are text as Go's sumdb writes them: `PRIVATE+KEY+<name>+<id>+<base64>` and
  `<name>+<id>+<base64>`, so that other tools read them.
- Reading is strict: another form of the same checkpoint (leading zeros, missing newline, unused
  base64 bits) is refused, so that one checkpoint has one text.

Two lines of ours may follow the root: `epoch` (counted from 1) and `at`, the server's time of
signing. Other programs take them as opaque.
"""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from liuhen.vault.journal import instant
from liuhen.vault.merkle import HASH_BYTES

#: Begins the line of a signature.
DASH = "— "
_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_ID_BYTES = 4
_KEY_BYTES = 32
_MOST_BYTES = 64 * 1024
_MOST_SIGNATURES = 100
_LEAST_LINES = 3
_FIRST_PRINTABLE = 0x20


class CheckpointError(ValueError):
    """A checkpoint, signature or key is not in order; the text says what."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head: the log `origin` has `size` leaves with the root `root`.

    Raises:
        CheckpointError: a part cannot stand in a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        if len(self.root) != HASH_BYTES:
            raise CheckpointError(f"a root has {HASH_BYTES} bytes, not {len(self.root)}")
        if self.size < 0:
            raise CheckpointError("the size of a log is not negative")
        for line in (self.origin, *self.extensions):
            if not line or any(ord(sign) < _FIRST_PRINTABLE for sign in line):
                raise CheckpointError(f"{line[:60]!r} cannot be a line of a checkpoint")

    @property
    def text(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "\n".join((self.origin, str(self.size), root, *self.extensions)) + "\n"

    @property
    def epoch(self) -> int:
        """The epoch that the head says it is of; 1 where it says none."""
        found = self._extension("epoch ")
        return int(found) if found.isascii() and found.isdigit() else 1

    @property
    def at(self) -> datetime | None:
        """The server's time of signing, if the head says it."""
        try:
            return datetime.strptime(self._extension("at "), "%Y-%m-%dT%H:%M:%S.%fZ").replace(
                tzinfo=UTC
            )
        except ValueError:
            return None

    def _extension(self, word: str) -> str:
        found = (line for line in self.extensions if line.startswith(word))
        return next(found, "").removeprefix(word)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `key_id` is four bytes, which need not be those of a key we know."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with its signatures, read but not verified; `note` is its whole text."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]
    note: str


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public half of a key pair: a name without spaces or `+`, and 32 bytes.

    Raises:
        CheckpointError: another name, or not so many bytes.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name that would tear a line apart."""
        if not self.name or "+" in self.name or any(sign.isspace() for sign in self.name):
            raise CheckpointError(f"{self.name[:60]!r} cannot be the name of a key")
        if len(self.public) != _KEY_BYTES:
            raise CheckpointError(f"a public key has {_KEY_BYTES} bytes, not {len(self.public)}")

    @classmethod
    def parse(cls, text: str) -> "VerifyKey":
        """Read `<name>+<id>+<base64>`.

        Raises:
            CheckpointError: it is not in the form, or its id is of another key.
        """
        key = cls(*_key_parts(text.strip(), "a public key"))
        if key.text != text.strip():
            raise CheckpointError(f"the id of the public key {key.name} does not belong to it")
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name the key."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as it is handed out."""
        raw = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{raw}"

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """The private half: 32 random bytes. Its name is the origin of the log that it signs."""

    name: str
    seed: bytes

    @classmethod
    def create(cls, name: str = "") -> "SigningKey":
        """Make a key; without a name it is `liuhen/` and 16 random hex digits."""
        return cls(name or f"liuhen/{secrets.token_hex(8)}", secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read `PRIVATE+KEY+<name>+<id>+<base64>`.

        Raises:
            CheckpointError: it is not in the form, or its id is of another key.
        """
        stripped = text.strip()
        if not stripped.startswith(_PRIVATE):
            raise CheckpointError(f"a private key begins with {_PRIVATE}")
        key = cls(*_key_parts(stripped.removeprefix(_PRIVATE), "a private key"))
        if key.text != stripped:
            raise CheckpointError(f"the id of the private key {key.name} does not belong to it")
        return key

    @property
    def text(self) -> str:
        """The key as its file holds it: a secret."""
        raw = base64.b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{raw}"

    @property
    def public(self) -> VerifyKey:
        """The half that may go anywhere."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifyKey(self.name, private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the note of `checkpoint` with this key's signature."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        signature = self.public.key_id + private.sign(checkpoint.text.encode())
        line = f"{DASH}{self.name} {base64.b64encode(signature).decode()}\n"
        return f"{checkpoint.text}\n{line}"


def head(origin: str, size: int, root: bytes, *, epoch: int, at: datetime) -> Checkpoint:
    """Return the checkpoint that this system signs."""
    return Checkpoint(origin, size, root, (f"epoch {epoch}", f"at {instant(at)}"))


def read_checkpoint(note: str | bytes) -> Signed:
    """Read a signed checkpoint without verifying its signatures.

    Raises:
        CheckpointError: it is not in the form, with what is wrong.
    """
    text = _decoded(note)
    body, gap, tail = text.rpartition("\n\n")
    if not gap:
        raise CheckpointError("a checkpoint has an empty line before its signatures")
    if not tail.endswith("\n"):
        raise CheckpointError("a checkpoint ends with a newline")
    lines = tail[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise CheckpointError(f"a checkpoint has at most {_MOST_SIGNATURES} signatures")
    return Signed(_checkpoint(body), tuple(_signature(line) for line in lines), text)


def open_checkpoint(note: str | bytes, keys: Iterable[VerifyKey]) -> Signed:
    """Read a signed checkpoint and verify it: one of `keys` must have signed, none wrongly.

    Raises:
        CheckpointError: it is not in the form, not signed by any of the keys, or a signature that
            claims to be by one of them does not hold.
    """
    signed = read_checkpoint(note)
    text = signed.checkpoint.text.encode()
    known = {(key.name, key.key_id): key for key in keys}
    held = 0
    for one in signed.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not key.holds(text, one.signature):
            raise CheckpointError(
                f"the signature of {one.name} over the head of {signed.checkpoint.size} leaves "
                "does not hold: head or signature was changed"
            )
        held += 1
    if not held:
        names = ", ".join(f"{name}+{key_id.hex()}" for name, key_id in known) or "none"
        raise CheckpointError(
            f"the head of {signed.checkpoint.size} leaves is not signed by a key that is trusted "
            f"here ({names})"
        )
    return signed


def _decoded(note: str | bytes) -> str:
    raw = note if isinstance(note, bytes) else note.encode()
    if len(raw) > _MOST_BYTES:
        raise CheckpointError(f"a checkpoint has at most {_MOST_BYTES} bytes")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise CheckpointError("a checkpoint is UTF-8 text") from None
    if any(ord(sign) < _FIRST_PRINTABLE and sign != "\n" for sign in text):
        raise CheckpointError("a checkpoint has no control characters but newlines")
    return text


def _checkpoint(body: str) -> Checkpoint:
    lines = body.split("\n")
    if len(lines) < _LEAST_LINES:
        raise CheckpointError("a checkpoint has a line each for origin, size and root")
    origin, size, root, *extensions = lines
    if not (size.isascii() and size.isdigit()) or (size[0] == "0" and size != "0"):
        raise CheckpointError(f"{size[:60]!r} is not the size of a log")
    if "" in extensions:
        raise CheckpointError("no line of a checkpoint is empty")
    return Checkpoint(origin, int(size), _unbase64(root, "the root"), tuple(extensions))


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space or not name or "+" in name:
        raise CheckpointError(f"{line[:60]!r} is not a signature line")
    raw = _unbase64(encoded, "a signature")
    if len(raw) <= _ID_BYTES:
        raise CheckpointError(f"the signature of {name} is too short")
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def _key_parts(text: str, what: str) -> tuple[str, bytes]:
    name, plus, rest = text.partition("+")
    _id, second, encoded = rest.partition("+")
    if not plus or not second:
        raise CheckpointError(f"{what} has the form <name>+<id>+<base64>")
    raw = _unbase64(encoded, what)
    if raw[:1] != _ED25519 or len(raw) != 1 + _KEY_BYTES:
        raise CheckpointError(f"{what} is one of Ed25519, 33 bytes with its kind")
    return name, raw[1:]


def _unbase64(text: str, what: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CheckpointError(f"{what} is not base64: {text[:60]!r}") from None
    if base64.b64encode(raw).decode() != text:
        raise CheckpointError(f"{what} is base64 with unused bits set: {text[:60]!r}")
    return raw
