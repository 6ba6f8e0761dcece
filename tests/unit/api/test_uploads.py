# SPDX-License-Identifier: Apache-2.0
"""tus 1.0.0 as it is written, and what this house adds: docs/reference/upload-protocol.md."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.keeping import verify_object
from liuhen.apps.evidence.models import Holding, Original, StoredObject, Upload, UploadState
from liuhen.apps.evidence.uploads import beginning
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.models import Leaf
from support.house import House
from support.tus import (
    ADDRESS,
    BODY,
    DIGEST,
    FILM,
    Speaker,
    kept_bytes,
    metadata,
    row,
    sentence,
    the_original,
)

pytestmark = pytest.mark.usefixtures("own_vault")


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


def test_the_kind_of_a_body_that_is_none_says_nothing(speaker: Speaker) -> None:
    said = {"Upload-Length": "10", "Content-Length": "0", "Content-Type": "text/plain"}
    assert speaker.speak("POST", ADDRESS, b"", **said) == 201


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
    beginning.expire_uploads()

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
        "findings": list(dict.fromkeys(one["word"] for one in the_original().findings)),
    }
    assert told["findings"]


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
