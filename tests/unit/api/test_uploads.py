# SPDX-License-Identifier: Apache-2.0
"""tus 1.0.0 as it is written, and what this house adds: docs/reference/upload-protocol.md."""

import errno
import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from liuhen.apps.evidence import uploads
from liuhen.apps.evidence.keeping import verify_object
from liuhen.apps.evidence.models import Holding, Original, StoredObject, Upload, UploadState
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.models import Leaf
from support.house import House
from support.tus import ADDRESS, BODY, Speaker, b64, checksum, metadata

FILM = bytes(range(256)) * 4096  # 1 MiB
DIGEST = hashlib.sha256(FILM).hexdigest()


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()


@pytest.fixture
def speaker(house: House) -> Speaker:
    return Speaker(house)


def row(path: str) -> Upload:
    return Upload.everywhere.get(pk=UUID(path.rsplit("/", 1)[-1]))


def the_original() -> Original:
    return Original._base_manager.get()


def kept_bytes(original: Original) -> bytes:
    with vault().open(str(original.bureau_id), original.object.digest) as file:
        return file.read()


def sentence(speaker: Speaker) -> str:
    body = json.loads(speaker.answer.content)
    assert speaker.answer.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == speaker.answer.status_code
    assert "\n" not in body["detail"]
    return str(body["detail"])


# ---------------------------------------------------------------- the way it goes


def test_options_tells_what_is_spoken(speaker: Speaker) -> None:
    assert speaker.say("OPTIONS", ADDRESS) == 204

    told = speaker.answer.headers
    assert told["Tus-Version"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "expiration", "checksum",
    }  # fmt: skip
    assert told["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert int(told["Tus-Max-Size"]) == 64 * 1024**3


def test_a_file_comes_in_two_pieces_and_is_an_original(speaker: Speaker, house: House) -> None:
    said = {"filename": "D1_x_20260302075900.mp4", "sha256": DIGEST, "came_by": "dock"}
    path = speaker.begin(len(FILM), **said)
    assert "Upload-Expires" in speaker.answer.headers
    assert speaker.offset(path) == 0
    assert speaker.answer.headers["Upload-Length"] == str(len(FILM))
    assert speaker.answer.headers["Upload-Metadata"] == metadata(**said)
    assert speaker.answer.headers["Cache-Control"] == "no-store"

    assert speaker.send(path, FILM[:300_000]) == 204
    assert speaker.answer.headers["Upload-Offset"] == "300000"
    assert "Liuhen-Original" not in speaker.answer.headers
    assert speaker.offset(path) == 300_000
    assert speaker.send(path, FILM[300_000:], 300_000) == 204

    original = the_original()
    told = speaker.answer.headers
    assert told["Liuhen-Original"] == str(original.pk)
    assert told["Liuhen-State"] == "kept"
    assert told["Liuhen-Digest"] == f"sha256:{DIGEST}"
    assert kept_bytes(original) == FILM
    assert original.came_by == "dock"
    assert row(path).state == UploadState.DONE
    assert Holding.objects.get().holder == f"evidence.original:{original.pk}"
    assert Leaf.objects.order_by("index").last().act == "evidence.keep"  # type: ignore[union-attr]
    assert speaker.offset(path) == len(FILM)
    assert list(Path(vault().incoming("x", "y")).parent.parent.parent.glob("*/incoming/*-*")) == []


def test_the_jobs_that_follow_stand_in_the_table(speaker: Speaker) -> None:
    speaker.bring(FILM)

    waiting = set(Job.objects.values_list("name", flat=True))
    assert waiting >= {"evidence.verify", "evidence.probe"}
    assert "evidence.complete_upload" not in waiting  # what it was for has been done


def test_a_file_may_come_with_the_request_that_begins_it(speaker: Speaker) -> None:
    status = speaker.speak(
        "POST",
        ADDRESS,
        FILM[:1000],
        **{"Upload-Length": str(len(FILM)), "Content-Type": BODY},
    )

    assert status == 201
    assert speaker.answer.headers["Upload-Offset"] == "1000"
    assert speaker.send(speaker.answer.headers["Location"], FILM[1000:], 1000) == 204
    assert kept_bytes(the_original()) == FILM


def test_an_empty_file_is_whole_at_once(speaker: Speaker) -> None:
    speaker.begin(0)

    assert speaker.answer.headers["Liuhen-Original"] == str(the_original().pk)


def test_the_same_bytes_again_are_the_same_original(speaker: Speaker, house: House) -> None:
    first = speaker.bring(FILM, filename="one.mp4")
    assert "Liuhen-Already-There" not in speaker.answer.headers
    again = speaker.bring(FILM, filename="two.mp4")

    assert again == first
    assert speaker.answer.headers["Liuhen-Already-There"] == "1"
    assert Original._base_manager.count() == 1
    assert StoredObject.everywhere.count() == 1
    assert Upload.everywhere.filter(state=UploadState.DONE).count() == 2


def test_a_page_sends_with_its_session_and_csrf_token(house: House) -> None:
    page = Speaker(house)
    page.token = {}
    page.client.handler.enforce_csrf_checks = True
    page.client.force_login(
        house.people["officer"], backend="django.contrib.auth.backends.ModelBackend"
    )

    assert page.speak("POST", ADDRESS, **{"Upload-Length": "3"}) == 403
    page.client.cookies["csrftoken"] = "a" * 32
    token = {"X-CSRFToken": "a" * 32}
    assert page.speak("POST", ADDRESS, **{"Upload-Length": "3", **token}) == 201
    path = page.answer.headers["Location"]
    assert page.send(path, b"abc") == 403
    assert page.send(path, b"abc", **token) == 204


def test_a_proxy_that_knows_only_post_names_the_method(speaker: Speaker) -> None:
    path = speaker.begin(3)

    assert speaker.speak("POST", path, b"abc", **{
        "X-HTTP-Method-Override": "PATCH", "Content-Type": BODY, "Upload-Offset": "0",
    }) == 204  # fmt: skip
    assert speaker.speak("GET", path, **{"X-HTTP-Method-Override": "DELETE"}) == 200


# ---------------------------------------------------------------- what is refused, and how

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


# ---------------------------------------------------------------- ending, expiring, room


def test_an_upload_is_ended(speaker: Speaker) -> None:
    path = speaker.begin(10)
    speaker.send(path, b"01234")

    assert speaker.speak("DELETE", path) == 204
    assert speaker.speak("HEAD", path) == 410
    assert speaker.send(path, b"56789", 5) == 410
    assert speaker.speak("DELETE", path) == 410
    assert list(vault().staged()) == []


def test_what_is_kept_is_not_taken_back(speaker: Speaker) -> None:
    path = speaker.begin(3)
    speaker.send(path, b"abc")

    assert speaker.speak("DELETE", path) == 403
    assert kept_bytes(the_original()) == b"abc"


def test_what_nobody_goes_on_with_expires(speaker: Speaker, house: House) -> None:
    left, used = speaker.begin(10), speaker.begin(10)
    house.clock.later(days=6)
    assert speaker.send(used, b"01234") == 204  # prolongs
    house.clock.later(days=2)

    assert speaker.send(left, b"0123456789") == 410
    uploads.expire_uploads()

    assert row(left).state == UploadState.GONE
    assert row(used).state == UploadState.OPEN
    assert len(list(vault().staged())) == 1
    again = Job.objects.filter(name="evidence.expire_uploads").order_by("run_after").last()
    assert again is not None
    assert again.run_after == row(used).expires_at


def test_room_is_reserved_when_an_upload_begins(
    speaker: Speaker, house: House, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(vault()), "free_bytes", lambda _self: 1000)
    settings.LIUHEN_STORE_MARGIN_BYTES = 100
    path = speaker.begin(600)

    assert speaker.speak("POST", ADDRESS, **{"Upload-Length": "301"}) == 507
    assert sentence(speaker)
    speaker.speak("DELETE", path)
    speaker.begin(301)


def test_one_person_reserves_no_more_than_the_settings_say(
    speaker: Speaker, house: House, settings: Any
) -> None:
    settings.LIUHEN_UPLOAD_PERSON_BYTES = 1000
    speaker.begin(700)
    assert speaker.speak("POST", ADDRESS, **{"Upload-Length": "301"}) == 413
    Speaker(house, "colleague").begin(700)

    settings.LIUHEN_UPLOAD_MOST_OPEN = 1
    assert speaker.speak("POST", ADDRESS, **{"Upload-Length": "1"}) == 413
    assert sentence(speaker)


def test_what_has_arrived_is_reserved_no_more(speaker: Speaker, settings: Any) -> None:
    settings.LIUHEN_UPLOAD_PERSON_BYTES = 10
    path = speaker.begin(10)
    speaker.send(path, b"01234")

    speaker.begin(5)


# ---------------------------------------------------------------- after a crash


class EndedError(BaseException):
    """The process ends here."""


def crash_before(monkeypatch: pytest.MonkeyPatch, name: str) -> Callable[[], None]:
    """Let the step `name` of uploads fail as if the process had ended there."""

    def end(*_args: object, **_more: object) -> None:
        raise EndedError

    monkeypatch.setattr(uploads, name, end)

    def undo() -> None:
        monkeypatch.undo()
        uploads._states._known.clear()

    return undo


@pytest.mark.parametrize("step", ["_write_down", "_adopted", "keep_original"])
@pytest.mark.parametrize("who", ["head", "patch", "get", "job"])
def test_a_whole_upload_becomes_an_original_by_whoever_asks_next(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch, step: str, who: str
) -> None:
    path = speaker.begin(len(FILM), sha256=DIGEST)
    with monkeypatch.context() as patched:
        undo = crash_before(patched, step)
        with pytest.raises(EndedError):
            speaker.send(path, FILM)
        undo()
    assert not Original._base_manager.exists()
    if step == "_write_down":  # the last byte was not acknowledged: the client sends again
        assert speaker.offset(path) == 0
        assert speaker.send(path, FILM) == 204
    elif who == "head":
        assert speaker.offset(path) == len(FILM)
    elif who == "patch":
        assert speaker.send(path, b"", len(FILM)) == 204
    elif who == "get":
        assert speaker.speak("GET", path) == 200
    else:
        job = Job.objects.get(name="evidence.complete_upload")
        uploads.complete_upload(**job.arguments)
        uploads.complete_upload(**job.arguments)

    assert kept_bytes(the_original()) == FILM
    assert row(path).state == UploadState.DONE
    assert list(vault().staged()) == []


def test_what_lies_beyond_the_durable_offset_counts_for_nothing(speaker: Speaker) -> None:
    path = speaker.begin(10)
    speaker.send(path, b"01234")
    staged = next(iter(vault().staged()))
    with staged.path.open("ab") as file:
        file.write(b"zzz")  # written before a loss of power, never synced

    assert speaker.offset(path) == 5
    assert speaker.send(path, b"56789", 5) == 204
    assert kept_bytes(the_original()) == b"0123456789"


def test_the_digest_is_taken_from_the_disk_after_a_restart(speaker: Speaker) -> None:
    path = speaker.begin(len(FILM), sha256=DIGEST)
    speaker.send(path, FILM[:700_001])
    uploads._states._known.clear()

    assert speaker.send(path, FILM[700_001:], 700_001) == 204
    assert the_original().object.digest == f"sha256:{DIGEST}"


def test_an_upload_whose_bytes_were_lost_begins_anew(speaker: Speaker) -> None:
    path = speaker.begin(10)
    speaker.send(path, b"01234")
    next(iter(vault().staged())).path.unlink()

    assert speaker.send(path, b"56789", 5) == 410


def test_another_connection_sends(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0.0)
    path = speaker.begin(10)
    with uploads._turn(row(path)):
        assert speaker.send(path, b"01234") == 423
        assert speaker.answer.headers["Retry-After"]
        assert speaker.speak("DELETE", path) == 423
        assert speaker.offset(path) == 0
    assert speaker.send(path, b"01234") == 204


def test_too_many_at_once_are_told_to_come_again(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.crowd, "most", 0)
    path = speaker.begin(10)

    assert speaker.send(path, b"01234") == 503
    assert speaker.answer.headers["Retry-After"]


# ---------------------------------------------------------------- may the device forget it?


def test_a_file_is_safe_to_erase_once_it_was_read_again(speaker: Speaker, house: House) -> None:
    original = speaker.bring(FILM)
    path = f"{ADDRESS}{Upload.everywhere.get().pk}"
    speaker.speak("GET", path)
    told = json.loads(speaker.answer.content)
    assert (told["state"], told["safe_to_erase"]) == ("kept", False)
    assert told["original"] == original

    verify_object(str(StoredObject.everywhere.get().pk))

    speaker.speak("GET", path)
    told = json.loads(speaker.answer.content)
    assert (told["state"], told["safe_to_erase"]) == ("safe", True)
    assert told["sm3"].startswith("sm3:")
    speaker.say("GET", f"/api/v1/originals/{original}", **speaker.token)
    assert json.loads(speaker.answer.content) == {
        "original": original,
        "state": "safe",
        "sha256": f"sha256:{DIGEST}",
        "sm3": told["sm3"],
        "safe_to_erase": True,
    }


def known(speaker: Speaker, *digests: str) -> dict[str, object]:
    raw = json.dumps({"sha256": digests}).encode()
    status = speaker.say(
        "POST",
        "/api/v1/originals/known",
        raw,
        **{**speaker.token, "Content-Type": "application/json"},
    )
    assert status == 200, speaker.answer.content
    return dict(json.loads(speaker.answer.content)["known"])


def test_a_dock_learns_of_its_own_files_and_of_no_others(house: House, clock: object) -> None:
    mine = Speaker(house)
    original = mine.bring(FILM)
    stranger = Speaker(house, "stranger")
    theirs = stranger.bring(b"abc")
    other = hashlib.sha256(b"abc").hexdigest()
    elsewhere = Speaker(House(house.clock, pack="xigang-hrss", code="other"))

    assert known(mine, DIGEST, other, "0" * 64).keys() == {DIGEST}
    assert known(mine, DIGEST)[DIGEST]["original"] == original  # type: ignore[index]
    assert known(stranger, DIGEST, other)[other]["original"] == theirs  # type: ignore[index]
    assert known(elsewhere, DIGEST, other) == {}
    assert known(Speaker(house, "custodian"), DIGEST.upper(), other).keys() == {
        DIGEST.upper(),
        other,
    }
    assert elsewhere.say("GET", f"/api/v1/originals/{original}", **elsewhere.token) == 404


def test_bytes_of_another_bureau_are_an_original_of_ones_own(house: House) -> None:
    elsewhere = Speaker(House(house.clock, pack="xigang-hrss", code="other"))
    first = Speaker(house).bring(FILM)

    assert elsewhere.bring(FILM) != first
    assert "Liuhen-Already-There" not in elsewhere.answer.headers


def test_the_job_of_expiry_is_left_when_an_upload_begins(speaker: Speaker, house: House) -> None:
    speaker.begin(10)

    job = Job.objects.get(name="evidence.expire_uploads")
    assert job.run_after == house.clock.now() + timedelta(days=7)


@pytest.mark.parametrize("aside_from", [0, 1 << 30])
def test_a_full_disk_is_said_and_what_arrived_stays(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch, aside_from: int
) -> None:
    monkeypatch.setattr("liuhen.apps.evidence.receiving.LONG_BYTES", aside_from)
    path = speaker.begin(len(FILM))
    real = os.pwrite

    def full(descriptor: int, data: bytes, at: int) -> int:
        if at >= 200_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: 200_000 - at], at)

    with monkeypatch.context() as patched:
        patched.setattr("os.pwrite", full)
        assert speaker.send(path, FILM) == 507
        assert sentence(speaker)
        offset = speaker.offset(path)
        assert 0 < offset <= 200_000
        checked = {"Upload-Checksum": checksum(FILM[offset:])}
        assert speaker.send(path, FILM[offset:], offset, **checked) == 507
        assert speaker.offset(path) == offset

    assert speaker.send(path, FILM[offset:], offset) == 204
    assert kept_bytes(the_original()) == FILM
