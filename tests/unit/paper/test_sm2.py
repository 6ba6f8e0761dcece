# SPDX-License-Identifier: Apache-2.0
"""SM2 beside PAdES: signed by OpenSSL, verified by OpenSSL and in process."""

import subprocess
from pathlib import Path

import pytest

from liuhen.paper import sm2
from liuhen.paper.sm2 import IDENTITY, Sm2Error, new_key, public_of, sm2_sign, sm2_verify

DATA = "行政处罚决定书".encode() * 1000


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not sm2.is_at_hand():
        pytest.skip("there is no openssl with SM2")
    file = tmp_path_factory.mktemp("sm2") / "bureau.sm2.key"
    file.write_bytes(new_key())
    return file


def test_both_say_that_a_signature_is_right(key: Path, tmp_path: Path) -> None:
    signature, public = sm2_sign(key, DATA), public_of(key)
    (tmp_path / "paper.pdf").write_bytes(DATA)
    (tmp_path / "paper.sm2").write_bytes(signature)
    (tmp_path / "key.pub").write_bytes(public)

    done = subprocess.run(
        ["openssl", "dgst", "-sm3", "-verify", "key.pub", "-sigopt", f"distid:{IDENTITY}",
         "-signature", "paper.sm2", "paper.pdf"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip

    assert done.stdout.strip() == b"Verified OK"
    assert sm2_verify(public, DATA, signature)


def test_a_changed_byte_and_another_key_are_found(key: Path) -> None:
    signature, public = sm2_sign(key, DATA), public_of(key)
    other = key.with_name("other.key")
    other.write_bytes(new_key())

    assert not sm2_verify(public, DATA + b"x", signature)
    assert not sm2_verify(public_of(other), DATA, signature)
    flipped = bytearray(signature)
    flipped[-1] ^= 1
    assert not sm2_verify(public, DATA, bytes(flipped))


@pytest.mark.parametrize(
    "public", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"]
)
def test_what_is_no_key_verifies_nothing(key: Path, public: bytes) -> None:
    assert not sm2_verify(public, DATA, sm2_sign(key, DATA))
    assert not sm2_verify(public_of(key), DATA, b"no signature")


def test_a_file_without_a_key_is_told(tmp_path: Path) -> None:
    if not sm2.is_at_hand():
        pytest.skip("there is no openssl with SM2")
    (tmp_path / "key").write_text("nothing")
    with pytest.raises(Sm2Error, match="openssl dgst"):
        sm2_sign(tmp_path / "key", b"x")
