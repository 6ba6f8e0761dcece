# SPDX-License-Identifier: Apache-2.0
"""The electronic seal of a bureau: keys and certificates, files in another place than the database.

In a folder (LIUHEN_HOME/keys/seals, mode 700), made at first need:

    authority.key, authority.crt    signs the bureaus' certificates; `authority.crt` may go anywhere
    <bureau>.key, <bureau>.crt      RSA, for PAdES
    <bureau>.sm2.key, .sm2.pub      SM2, for the detached signature beside it; made by OpenSSL

A certificate of a local authority proves who signed to those who were given `authority.crt`; a
bureau with a certificate of a licensed authority puts it in the place of its own. Keys are never
overwritten.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from liuhen.errors import UserError
from liuhen.paper import sm2

_BITS = 3072
_AUTHORITY_DAYS, _SEAL_DAYS = 7300, 3650
_SLACK = timedelta(days=1)
_LONGEST_NAME = 64  # of a common name in X.520
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")


class SealError(UserError):
    """A seal that cannot be used."""


@dataclass(frozen=True)
class Seal:
    """The seal of a bureau: where its keys lie, and what may be shown to anybody."""

    name: str
    key: Path
    certificate: Path
    authority: Path
    sm2_key: Path
    sm2_public: Path

    @property
    def has_sm2(self) -> bool:
        """Whether OpenSSL could make a key for SM2 here."""
        return self.sm2_key.exists() and self.sm2_public.exists()


def open_seal(folder: Path, bureau: str, name: str, now: datetime) -> Seal:
    """Return the seal of a bureau, making what is not there; `bureau` names the files.

    Raises:
        SealError: a file is damaged, or cannot be read or written.
    """
    if not _NAME.fullmatch(bureau):
        raise SealError(f"{bureau!r} cannot name the files of a seal; use letters, digits, dashes")
    seal = Seal(
        name,
        folder / f"{bureau}.key",
        folder / f"{bureau}.crt",
        folder / "authority.crt",
        folder / f"{bureau}.sm2.key",
        folder / f"{bureau}.sm2.pub",
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not seal.certificate.exists():
            _make_seal(folder, seal, now)
        if not seal.sm2_public.exists() and sm2.is_at_hand():
            _make_sm2(seal)
    except OSError as error:
        raise SealError(f"{folder}: {error.strerror}") from None
    return seal


def _make_seal(folder: Path, seal: Seal, now: datetime) -> None:
    authority_key, authority = _authority(folder, now)
    key = rsa.generate_private_key(65537, _BITS)
    made = (
        _builder(seal.name, authority.subject, key.public_key(), now, _SEAL_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(seal.key, key)
    _write(seal.certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _authority(folder: Path, now: datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key_file, file = folder / "authority.key", folder / "authority.crt"
    if not file.exists():
        key = rsa.generate_private_key(65537, _BITS)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Liuhen 留痕")])
        made = (
            _builder("Liuhen 留痕", name, key.public_key(), now, _AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signing=False), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write_key(key_file, key)
        _write(file, made.public_bytes(serialization.Encoding.PEM), 0o644)
    try:
        loaded = serialization.load_pem_private_key(key_file.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError:
        raise SealError(f"{key_file} or {file} is damaged; bring both back from a backup") from None
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise SealError(f"{key_file} is not an RSA key; bring it back from a backup")
    return loaded, certificate


def _builder(
    name: str, issuer: x509.Name, public: rsa.RSAPublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_LONGEST_NAME])])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )


def _make_sm2(seal: Seal) -> None:
    key = sm2.new_key()
    _write(seal.sm2_key, key, 0o600)
    _write(seal.sm2_public, sm2.public_of(seal.sm2_key), 0o644)


def _write_key(path: Path, key: rsa.RSAPrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(path, pem, 0o600)


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a file whole or not at all, and never over one that is there."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first; both go on with its file
    finally:
        fresh.unlink(missing_ok=True)
