# SPDX-License-Identifier: Apache-2.0
"""Uploads: what is refused, and how."""

import hashlib
from uuid import uuid4

import pytest

from liuhen.apps.evidence.models import Original, StoredObject, Upload, UploadState
from support.house import House
from support.tus import (
    ADDRESS,
    DIGEST,
    Speaker,
    b64,
    checksum,
    kept_bytes,
    metadata,
    sentence,
    the_original,
)

pytestmark = pytest.mark.usefixtures("own_vault")


WHOLE = {"Upload-Length": "10"}
BAD_BEGINNINGS: list[tuple[str, dict[str, str], int]] = [
    ("no version", {**WHOLE, "Tus-Resumable": ""}, 412),
    ("another version", {**WHOLE, "Tus-Resumable": "0.2.2"}, 412),
    ("no length", {}, 400),
    ("deferred length", {"Upload-Defer-Length": "1"}, 400),
    ("negative length", {"Upload-Length": "-1"}, 400),
    ("length that is no number", {"Upload-Length": "ten"}, 400),
    ("length with a sign", {"Upload-Length": "+10"}, 400),
    ("length in other digits", {"Upload-Length": "\u0661".encode().decode("latin-1")}, 400),
    ("two lengths", {"Upload-Length": "10,10"}, 400),
    ("huge length", {"Upload-Length": "9" * 40}, 400),
    ("more than is taken", {"Upload-Length": str(65 * 1024**3)}, 413),
    ("a body of another kind", {**WHOLE, "Content-Type": "multipart/form-data"}, 415),
    ("bad base64", {**WHOLE, "Upload-Metadata": "filename ***"}, 400),
    ("no UTF-8", {**WHOLE, "Upload-Metadata": "filename //4="}, 400),
    ("a key twice", {**WHOLE, "Upload-Metadata": "a YQ==,a YQ=="}, 400),
    ("no key", {**WHOLE, "Upload-Metadata": ",,"}, 400),
    ("metadata without end", {**WHOLE, "Upload-Metadata": f"a {b64('x' * 9000)}"}, 400),
    ("no digest", {**WHOLE, "Upload-Metadata": metadata(sha256="12")}, 400),
    ("a state secret", {**WHOLE, "Upload-Metadata": metadata(secrecy="state_secret")}, 403),
    ("no token", {**WHOLE, "Authorization": ""}, 401),
    ("another token", {**WHOLE, "Authorization": "Bearer liuhen_x"}, 401),
    ("no bearer", {**WHOLE, "Authorization": "Basic YTpi"}, 401),
]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "status"), [pytest.param(*one[1:], id=one[0]) for one in BAD_BEGINNINGS]
)
def test_a_bad_beginning_is_answered_with_its_status(
    speaker: Speaker, headers: dict[str, str], status: int
) -> None:
    assert speaker.speak("POST", ADDRESS, **headers) == status

    assert sentence(speaker)
    assert speaker.answer.headers["Tus-Resumable"] == "1.0.0"
    assert not Upload.everywhere.filter(state=UploadState.OPEN).exists()


BAD_BODIES: list[tuple[str, dict[str, str], int]] = [
    ("no offset", {"Upload-Offset": ""}, 400),
    ("negative offset", {"Upload-Offset": "-1"}, 400),
    ("offset that is no number", {"Upload-Offset": "0x0"}, 400),
    ("two offsets", {"Upload-Offset": "0, 0"}, 400),
    ("huge offset", {"Upload-Offset": "9" * 17}, 409),
    ("another offset", {"Upload-Offset": "1"}, 409),
    ("another kind of body", {"Content-Type": "video/mp4"}, 415),
    ("no kind of body", {"Content-Type": ""}, 415),
    ("no version", {"Tus-Resumable": ""}, 412),
    ("unknown algorithm", {"Upload-Checksum": f"crc32 {b64('abcd')}"}, 400),
    ("a digest that is none", {"Upload-Checksum": "sha256 abc"}, 400),
    ("a digest of another length", {"Upload-Checksum": f"sha256 {b64('abcd')}"}, 400),
    ("another digest", {"Upload-Checksum": checksum(b"other")}, 460),
    ("another digest by sha1", {"Upload-Checksum": checksum(b"other", "sha1")}, 460),
    ("no length", {"Content-Length": ""}, 411),
    ("chunked", {"Transfer-Encoding": "chunked"}, 411),
    ("negative length", {"Content-Length": "-5"}, 400),
    ("length that is no number", {"Content-Length": "many"}, 400),
    ("no token", {"Authorization": ""}, 401),
]


@pytest.mark.parametrize(
    ("headers", "status"), [pytest.param(*one[1:], id=one[0]) for one in BAD_BODIES]
)
def test_a_bad_body_is_answered_with_its_status_and_changes_nothing(
    speaker: Speaker, headers: dict[str, str], status: int
) -> None:
    path = speaker.begin(10)

    assert speaker.send(path, b"0123456789", **headers) == status

    assert sentence(speaker)
    assert speaker.offset(path) == 0
    assert speaker.send(path, b"0123456789") == 204


def test_a_wrong_offset_is_told_the_right_one(speaker: Speaker) -> None:
    path = speaker.begin(10)
    speaker.send(path, b"01234")

    assert speaker.send(path, b"56789", 7) == 409
    assert speaker.answer.headers["Upload-Offset"] == "5"
    assert speaker.send(path, b"01234", 0) == 409  # a replay


def test_a_body_longer_than_the_file_is_refused(speaker: Speaker) -> None:
    path = speaker.begin(5)

    assert speaker.send(path, b"0123456789") == 413
    assert speaker.offset(path) == 0


def test_a_connection_that_ends_early_leaves_what_arrived(speaker: Speaker) -> None:
    path = speaker.begin(10)

    assert speaker.send(path, b"0123", **{"Content-Length": "10"}) == 400
    assert speaker.offset(path) == 4
    assert speaker.send(path, b"456789", 4) == 204
    assert kept_bytes(the_original()) == b"0123456789"


def test_a_body_with_a_checksum_counts_whole_or_not_at_all(speaker: Speaker) -> None:
    path = speaker.begin(10)
    right = {"Upload-Checksum": checksum(b"01234")}

    assert speaker.send(path, b"01234", **right) == 204
    assert speaker.send(path, b"5678x", 5, **{"Upload-Checksum": checksum(b"56789")}) == 460
    cut = {"Upload-Checksum": checksum(b"56789"), "Content-Length": "5"}
    assert speaker.send(path, b"567", 5, **cut) == 400
    assert speaker.offset(path) == 5
    last = {"Upload-Checksum": checksum(b"56789", "sha1")}
    assert speaker.send(path, b"56789", 5, **last) == 204
    assert kept_bytes(the_original()) == b"0123456789"
    assert the_original().object.digest == f"sha256:{hashlib.sha256(b'0123456789').hexdigest()}"


def test_a_whole_file_with_another_digest_is_not_kept(speaker: Speaker) -> None:
    path = speaker.begin(10, sha256=DIGEST)

    assert speaker.send(path, b"0123456789") == 460
    assert speaker.speak("HEAD", path) == 410
    assert not Original._base_manager.exists()
    assert not StoredObject.everywhere.exists()


def test_somebody_elses_upload_is_not_there(house: House, speaker: Speaker) -> None:
    path = speaker.begin(10)
    for other in (Speaker(house, "colleague"), Speaker(house, "custodian")):
        for method in ("HEAD", "GET", "DELETE"):
            assert other.speak(method, path) == 404
        assert other.send(path, b"0123456789") == 404


def test_who_brings_nothing_in_is_refused(house: House) -> None:
    for name in ("legal_reviewer", "bureau_head", "admin", "supervisor", "device_manager"):
        assert Speaker(house, name).speak("POST", ADDRESS, **WHOLE) == 403
    assert Speaker(house, "officer", scope="read").speak("POST", ADDRESS, **WHOLE) == 403


def test_other_addresses_and_methods_are_refused_in_form(speaker: Speaker) -> None:
    path = speaker.begin(10)

    assert speaker.speak("HEAD", f"{ADDRESS}{uuid4()}") == 404
    assert speaker.speak("PATCH", f"{ADDRESS}1") == 404
    assert speaker.speak("GET", ADDRESS) == 405
    assert speaker.answer.headers["Allow"] == "OPTIONS, POST"
    assert speaker.speak("PUT", path) == 405
    assert speaker.speak("POST", path) == 405


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\DCIM\\0001.MP4", "0001.MP4"),
        ("a\nb\x00c.mp4", "a b c.mp4"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("长" * 300 + ".mp4", "长" * 251 + ".mp4"),
    ],
)
def test_a_hostile_name_is_made_one_of_a_line(speaker: Speaker, said: str, kept: str) -> None:
    speaker.bring(b"abc", filename=said)

    assert the_original().file_name == kept


def test_claims_without_sense_are_left_out_and_said(speaker: Speaker) -> None:
    speaker.bring(
        b"abc",
        recorded="yesterday",
        offset_ms="1e99",
        device="？",
        officer="nobody",
        came_by="\x00",
        unknown="x",
    )

    found = {one["word"]: one for one in the_original().findings}
    assert set(found) == {"device_unknown", "officer_unknown", "time_unknown", "claims_unreadable"}
    assert found["claims_unreadable"]["claims"] == ["recorded", "offset_ms", "came_by"]
