# SPDX-License-Identifier: Apache-2.0
"""Certificates of `liuhen serve --tls`: an authority of one's own and a certificate of the server.

- They lie in LIUHEN_HOME/tls, keys readable by their owner alone. The authority is made once and
  lasts ten years; it signs nothing but servers' certificates. Workstations trust `ca.crt`.
- The server's certificate is used again as long as it names every name under which pages are
  served and holds for another month; else a new one is made with a new key.
- Nothing here is fetched from elsewhere, and no name is looked up.
"""

import hashlib
import ipaddress
import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from liuhen.errors import UserError

_AUTHORITY_DAYS = 3650
#: What Apple's systems accept at most, also of an authority of one's own, is 825; public ones 398.
_SERVER_DAYS = 397
RENEW_BEFORE = timedelta(days=30)
_SLACK = timedelta(hours=26)  # a workstation whose clock is a day behind still accepts it
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, never bound here
_ALWAYS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files for the server, and the authority that workstations are to trust."""

    chain: Path
    key: Path
    authority: Path
    fingerprint: str
    until: datetime
    made: bool  # now, or at an earlier start


def certificates(home: Path, names: Iterable[str], now: datetime) -> Certificates:
    """Return certificates for `names` (host names and addresses), making what is not there.

    Raises:
        UserError: the authority's key is gone or damaged, so that nothing new can be signed.
    """
    folder = home / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = sorted(set(names) | set(_ALWAYS))
    authority = _authority(folder, now)
    chain, key = folder / "server.crt", folder / "server.key"
    made = not _still_good(chain, key, authority, wanted, now)
    if made:
        _make_server(folder, authority, wanted, now)
    served = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    raw = authority.public_bytes(serialization.Encoding.DER)
    return Certificates(
        chain, key, folder / "ca.crt", _in_pairs(raw), served.not_valid_after_utc, made
    )


def names_served(hosts: str, bind: str) -> list[str]:
    """Return the names under which pages are served: LIUHEN_HOSTS, the address, this machine.

    >>> names_served("records.example,.example.org", "10.0.0.7")
    ['10.0.0.7', '*.example.org', 'example.org', 'records.example']
    """
    found = [bind] if bind not in _EVERYWHERE else [socket.gethostname().lower()]
    for host in sorted(one.strip().lower() for one in hosts.split(",")):
        if host.startswith("."):  # Django: the domain and all below it
            found += [f"*{host}", host[1:]]
        elif host and host != "*":
            found.append(host.strip("[]"))
    return list(dict.fromkeys(found))


def _authority(folder: Path, now: datetime) -> x509.Certificate:
    path, key_path = folder / "ca.crt", folder / "ca.key"
    if path.exists():
        found = _certificate(path)
        if found.not_valid_after_utc > now + RENEW_BEFORE:
            return found
        raise UserError(
            f"{path} ends on {found.not_valid_after_utc:%Y-%m-%d}; move the folder {folder} away, "
            "start again and let workstations trust the new ca.crt"
        )
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Liuhen local authority", f"{socket.gethostname()} {secrets.token_hex(4)}")
    usage = _usage(signs_certificates=True)
    made = (
        _begun(name, name, key.public_key(), now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    _write(path, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def _make_server(
    folder: Path, authority: x509.Certificate, names: list[str], now: datetime
) -> None:
    signer = _signer(folder, authority)
    key = ec.generate_private_key(ec.SECP256R1())
    known = x509.SubjectKeyIdentifier.from_public_key(signer.public_key())
    days = min(_SERVER_DAYS, (authority.not_valid_after_utc - now).days)
    made = (
        _begun(_name("Liuhen", names[0]), authority.subject, key.public_key(), now, days)
        .add_extension(
            x509.SubjectAlternativeName([_alternative(n) for n in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    chain = made.public_bytes(serialization.Encoding.PEM)
    chain += authority.public_bytes(serialization.Encoding.PEM)
    _write_key(folder / "server.key", key)
    _write(folder / "server.crt", chain, 0o644)


def _signer(folder: Path, authority: x509.Certificate) -> ec.EllipticCurvePrivateKey:
    path = folder / "ca.key"
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if (
        not isinstance(key, ec.EllipticCurvePrivateKey)
        or key.public_key() != authority.public_key()
    ):
        raise UserError(
            f"{path} is missing or is not the key of ca.crt, so no certificate can be made; "
            f"put it back from your safe, or move the folder {folder} away to begin anew"
        )
    return key


def _still_good(
    chain: Path, key: Path, authority: x509.Certificate, names: list[str], now: datetime
) -> bool:
    try:
        served = x509.load_pem_x509_certificates(chain.read_bytes())[0]
        served.verify_directly_issued_by(authority)
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        held = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    fits = private.public_key() == served.public_key()
    lasts = now + RENEW_BEFORE < served.not_valid_after_utc
    return fits and lasts and {_alternative(name) for name in names} <= set(held)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - _SLACK)
        .not_valid_after(now.astimezone(UTC) + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name)
    except (UnicodeError, ValueError):
        raise UserError(f"{name!r} cannot stand in a certificate; look at LIUHEN_HOSTS") from None


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        raise UserError(
            f"{path} is no certificate; move {path.parent} away to begin anew"
        ) from None


def _in_pairs(raw: bytes) -> str:
    digits = hashlib.sha256(raw).hexdigest().upper()
    return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    raw = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(path, raw, 0o600)


def _write(path: Path, raw: bytes, mode: int) -> None:
    """Put a file in its place at once; it was never readable by others."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
