# SPDX-License-Identifier: Apache-2.0
"""Certificates of `serve --tls`: made once, used again, made anew in time, trusted by one file."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from liuhen.cli.tls import RENEW_BEFORE, Certificates, certificates
from liuhen.errors import UserError

NOW = datetime.now(UTC)  # the handshake looks at the real clock
NAMES = ["liuhen.example", "10.0.0.7", "留痕.example", "*.b.example"]


@pytest.fixture
def held(tmp_path: Path) -> Certificates:
    return certificates(tmp_path, NAMES, NOW)


def shaken(held: Certificates, name: str) -> None:
    """Shake hands as a browser that trusts the authority would. Raises ssl.SSLError."""
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(held.chain, held.key)
    client_side = ssl.create_default_context(cafile=str(held.authority))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    client = client_side.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize("name", ["liuhen.example", "10.0.0.7", "localhost", "127.0.0.1"])
def test_whoever_trusts_the_authority_trusts_every_name(held: Certificates, name: str) -> None:
    shaken(held, name)


def test_another_name_is_not_trusted(held: Certificates) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(held, "other.example")


def test_keys_are_their_owners_alone(held: Certificates) -> None:
    folder = held.key.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {
        "ca.crt": "0o644", "ca.key": "0o600", "server.crt": "0o644", "server.key": "0o600",
    }  # fmt: skip


def test_the_next_start_uses_them_again(held: Certificates, tmp_path: Path) -> None:
    before = held.chain.read_bytes()
    again = certificates(tmp_path, NAMES[:2], NOW + timedelta(days=1))

    assert (held.made, again.made) == (True, False)
    assert again.chain.read_bytes() == before
    assert again.fingerprint == held.fingerprint


@pytest.mark.parametrize("why", ["a name more", "a month left", "the key is another one"])
def test_a_new_one_is_made_by_the_same_authority(
    held: Certificates, tmp_path: Path, why: str
) -> None:
    names, now = list(NAMES), NOW
    if why == "a name more":
        names.append("more.example")
    elif why == "a month left":
        now = held.until - RENEW_BEFORE + timedelta(minutes=1)
    else:
        held.key.unlink()

    again = certificates(tmp_path, names, now)

    assert again.made
    assert again.fingerprint == held.fingerprint
    authority = x509.load_pem_x509_certificate(again.authority.read_bytes())
    x509.load_pem_x509_certificate(again.chain.read_bytes()).verify_directly_issued_by(authority)


def test_without_the_authoritys_key_the_old_one_serves_on_and_then_it_is_said(
    held: Certificates, tmp_path: Path
) -> None:
    (held.key.parent / "ca.key").unlink()
    assert not certificates(tmp_path, NAMES, NOW).made

    with pytest.raises(UserError, match=r"ca\.key is missing"):
        certificates(tmp_path, [*NAMES, "more.example"], NOW)


def test_an_authority_signs_no_other_authority(held: Certificates) -> None:
    authority = x509.load_pem_x509_certificate(held.authority.read_bytes())
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    served = x509.load_pem_x509_certificate(held.chain.read_bytes())
    assert not served.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
