# SPDX-License-Identifier: Apache-2.0
"""SM2 signatures (GB/T 32918) with SM3: keys and signing by OpenSSL, verifying in process.

The signer's identity is the usual `1234567812345678` (GM/T 0009); a signature is DER, as OpenSSL
writes it, so that anybody with OpenSSL can verify it:

    openssl dgst -sm3 -verify bureau.sm2.pub -sigopt distid:1234567812345678 \
        -signature paper.pdf.sm2 paper.pdf
"""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from gmalg.base import Hash
from gmalg.sm2 import SM2Core, _ecdlp

from liuhen.errors import UserError

IDENTITY = "1234567812345678"
_SECONDS = 30
_POINT_BYTES = 65
_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")


class Sm2Error(UserError):
    """OpenSSL is not there, or did not do what was asked."""


@lru_cache(maxsize=1)
def is_at_hand() -> bool:
    """Whether there is an OpenSSL that knows SM2."""
    try:
        new_key()
    except Sm2Error:
        return False
    return True


def new_key() -> bytes:
    """Return a new private key as PEM.

    Raises:
        Sm2Error: OpenSSL is not there, or does not know SM2.
    """
    return _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2")


def public_of(key: Path) -> bytes:
    """Return the public key to the private one in a file, as PEM.

    Raises:
        Sm2Error: the file holds no key.
    """
    return _openssl("pkey", "-in", str(key), "-pubout")


def sm2_sign(key: Path, data: bytes) -> bytes:
    """Sign; the key is a file in PEM.

    Raises:
        Sm2Error: OpenSSL is not there, or the file holds no SM2 key.
    """
    identity = f"distid:{IDENTITY}"
    return _openssl("dgst", "-sm3", "-sign", str(key), "-sigopt", identity, given=data)


def sm2_verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether a signature is by the owner of this public key (PEM) over these bytes."""
    point = _point(public)
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return False
    if point is None:
        return False
    core = SM2Core(_ecdlp, _Sm3())
    if not core.verify_pk(point):
        return False
    return bool(core.verify(data, r, s, IDENTITY.encode(), point))


def _point(public: bytes) -> tuple[int, int] | None:
    """Read a public key: SM2 keys have one way to be written (RFC 5480, uncompressed)."""
    import base64
    import binascii

    lines = [line.strip() for line in public.decode("ascii", "replace").splitlines()]
    if not lines or lines[0] != "-----BEGIN PUBLIC KEY-----":
        return None
    try:
        raw = base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error:
        return None
    body = raw.removeprefix(_SPKI_HEAD)
    if len(raw) == len(body) or len(body) != _POINT_BYTES or body[0] != 4:  # noqa: PLR2004  # 4: uncompressed
        return None
    return int.from_bytes(body[1:33], "big"), int.from_bytes(body[33:], "big")


class _Sm3(Hash):  # type: ignore[misc]  # gmalg ships no types
    """SM3 at the speed of C: gmalg's own reads half a megabyte a second."""

    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    @classmethod
    def hash_length(cls) -> int:
        """Bytes of a digest."""
        return 32

    def reset(self) -> None:
        """Begin anew."""
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        """Take more."""
        self._hash.update(bytes(data))

    def value(self) -> bytes:
        """Return the digest."""
        return self._hash.finalize()


def _openssl(*arguments: str, given: bytes = b"") -> bytes:
    program = shutil.which("openssl")
    if program is None:
        raise Sm2Error("openssl is not installed; SM2 signatures need it (apt-get install openssl)")
    try:
        done = subprocess.run(  # a program of the system, our own arguments  # noqa: S603  # our own arguments
            [program, *arguments], input=given, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Sm2Error("openssl does not answer") from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise Sm2Error(f"openssl {arguments[0]}: {last}")
    return done.stdout
