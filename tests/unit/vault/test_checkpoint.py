# SPDX-License-Identifier: Apache-2.0
"""Signed heads: the published example of the form, and everything that is refused."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.vault.checkpoint import (
    Checkpoint,
    CheckpointError,
    SigningKey,
    VerifyKey,
    head,
    open_checkpoint,
    read_checkpoint,
)
from liuhen.vault.key_file import KeyFileError, load_key, write_key
from liuhen.vault.short_head import compact, from_compact

# From the documentation of Go's package sumdb/note: keys, a text and its signature.
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNED = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
KEY = SigningKey.create("liuhen/test")
ROOT = bytes(range(32))
HEAD = head("liuhen/test", 7, ROOT, epoch=2, at=datetime(2026, 3, 2, 1, tzinfo=UTC))
NOTE = KEY.sign(HEAD)


def test_keys_and_signatures_are_those_of_the_published_example() -> None:
    key = SigningKey.parse(PRIVATE)
    raw = base64.b64decode(SIGNED)

    assert (key.public.text, key.text) == (PUBLIC, PRIVATE)
    assert raw[:4] == key.public.key_id
    assert VerifyKey.parse(PUBLIC).holds(TEXT.encode(), raw[4:])


def test_a_head_is_written_as_the_standard_says() -> None:
    assert HEAD.text == (
        "liuhen/test\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "epoch 2\nat 2026-03-02T01:00:00.000000Z\n"
    )
    assert NOTE.startswith(f"{HEAD.text}\n— liuhen/test ")


def test_a_signed_head_is_read_back_whole() -> None:
    signed = open_checkpoint(NOTE.encode(), [KEY.public])

    assert signed.checkpoint == HEAD
    assert (signed.note, signed.checkpoint.epoch) == (NOTE, 2)
    assert signed.checkpoint.at == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_a_head_of_another_program_has_no_time_and_the_first_epoch() -> None:
    plain = Checkpoint("example.com/log", 0, ROOT, ("epoch x", "at noon"))

    assert (plain.epoch, plain.at) == (1, None)


def test_signatures_of_strangers_are_passed_over_but_are_not_enough() -> None:
    stranger = SigningKey.create("witness.example")
    second = stranger.sign(HEAD).rpartition("\n\n")[2]

    assert open_checkpoint(NOTE + second, [KEY.public]).signatures[1].name == "witness.example"
    with pytest.raises(CheckpointError, match="not signed by a key"):
        open_checkpoint(NOTE, [stranger.public])
    with pytest.raises(CheckpointError, match="not signed by a key"):
        open_checkpoint(NOTE, [])


def test_a_wrong_signature_is_refused_even_beside_a_right_one() -> None:
    other = SigningKey.create("other")
    forged = other.sign(Checkpoint("liuhen/test", 8, ROOT)).rpartition("\n\n")[2]

    with pytest.raises(CheckpointError, match=r"signature of other .* does not hold"):
        open_checkpoint(NOTE + forged, [KEY.public, other.public])


@given(place=st.integers(0, len(NOTE.encode()) - 1), bit=st.integers(0, 7))
def test_a_bit_turned_anywhere_is_refused(place: int, bit: int) -> None:
    raw = bytearray(NOTE.encode())
    raw[place] ^= 1 << bit

    with pytest.raises(CheckpointError):
        open_checkpoint(bytes(raw), [KEY.public])


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("", "empty line"),
        (HEAD.text, "empty line"),
        (HEAD.text + "\n", "ends with a newline"),
        (NOTE[:-1], "ends with a newline"),
        (NOTE + "\n", "empty line|ends with|signature line"),
        (NOTE.replace("\n7\n", "\n07\n"), "size"),
        (NOTE.replace("\n7\n", "\n-7\n"), "size"),
        (NOTE.replace("\n7\n", "\n٧\n"), "size"),
        (NOTE.replace("\n7\n", "\n\n"), "line each|size"),
        (NOTE.replace("Hh8=", "Hh9="), "unused bits"),
        (NOTE.replace("Hh8=", "Hh8"), "base64"),
        (NOTE.replace("AAEC", "AAE\r"), "control"),
        (NOTE.replace("epoch 2\n", "\n"), "empty"),
        (NOTE.replace("— ", "- "), "signature line"),
        (NOTE + "— x AAAA\n", "too short"),
        (NOTE.encode().replace(b"epoch", b"\xff"), "UTF-8"),
        (NOTE + "— x AAAAAAAA\n" * 100, "at most 100"),
        ("a\n" * 40_000, "at most 65536"),
    ],
)
def test_what_is_not_in_the_form_is_refused_in_a_sentence(note: str | bytes, says: str) -> None:
    with pytest.raises(CheckpointError, match=says):
        read_checkpoint(note)


@given(raw=st.binary(max_size=300))
def test_any_bytes_give_a_sentence_and_no_other_fault(raw: bytes) -> None:
    with pytest.raises(CheckpointError):
        open_checkpoint(raw, [KEY.public])


@pytest.mark.parametrize(
    "key", ["", "a+b", "a+00000000+AQ==", PUBLIC.replace("c7", "c8"), PUBLIC + "=", "a b+1+2"]
)
def test_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(CheckpointError):
        VerifyKey.parse(key)


@pytest.mark.parametrize("origin", ["", "a\nb", "\x00"])
def test_a_line_that_would_tear_the_text_is_refused(origin: str) -> None:
    with pytest.raises(CheckpointError):
        Checkpoint(origin, 1, ROOT)
    with pytest.raises(CheckpointError):
        Checkpoint("a", 1, ROOT, (origin,))


def test_a_key_file_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.key"
    write_key(path, KEY)

    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(path) == KEY
    with pytest.raises(FileExistsError):
        write_key(path, SigningKey.create())


def test_a_key_file_that_others_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.key"
    write_key(path, KEY)
    path.chmod(0o640)

    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(path)


@pytest.mark.parametrize("content", [b"", b"PRIVATE+KEY+a", b"\xff\xff", PUBLIC.encode()])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.key"
    path.touch(0o600)
    path.write_bytes(content)

    with pytest.raises(KeyFileError, match=r"journal\.key"):
        load_key(path)
    with pytest.raises(KeyFileError, match="No such file"):
        load_key(tmp_path / "none")


def test_a_new_key_has_a_name_of_its_own_and_does_not_show_its_secret() -> None:
    one, two = SigningKey.create(), SigningKey.create()

    assert one.name.startswith("liuhen/")
    assert one.name != two.name
    assert repr(one.seed) not in repr(one)


def test_a_head_fits_into_one_line_of_ascii_and_comes_back_whole() -> None:
    second = SigningKey.create("见证/一").sign(HEAD).rpartition("\n\n")[2]
    signed = read_checkpoint(NOTE + second)

    line = compact(signed)

    assert line.isascii()
    assert from_compact(line) == signed
    assert len(compact(read_checkpoint(NOTE))) < 300


@pytest.mark.parametrize("text", ["", "liuhen-head:1", "liuhen-head:2 3 a", "liuhen-head:1 x a 1"])
def test_what_is_no_short_form_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        from_compact(text)
