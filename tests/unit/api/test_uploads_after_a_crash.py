# SPDX-License-Identifier: Apache-2.0
"""Uploads whose server or disk failed on the way: what arrived stays, and somebody goes on."""

import errno
import os
from collections.abc import Callable

import pytest

from liuhen.apps.evidence.models import Original, UploadState
from liuhen.apps.evidence.uploads import bodies, finishing, rows
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from support.tus import DIGEST, FILM, Speaker, checksum, kept_bytes, row, sentence, the_original

pytestmark = pytest.mark.usefixtures("own_vault")


class EndedError(BaseException):
    """The process ends here."""


def crash_before(monkeypatch: pytest.MonkeyPatch, name: str) -> Callable[[], None]:
    """Let the step `name` of finishing fail as if the process had ended there."""

    def end(*_args: object, **_more: object) -> None:
        raise EndedError

    monkeypatch.setattr(finishing, name, end)

    def undo() -> None:
        monkeypatch.undo()
        rows.states._known.clear()

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
        finishing.complete_upload(**job.arguments)
        finishing.complete_upload(**job.arguments)

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
    rows.states._known.clear()

    assert speaker.send(path, FILM[700_001:], 700_001) == 204
    assert the_original().object.digest == f"sha256:{DIGEST}"


def test_an_upload_whose_bytes_were_lost_begins_anew(speaker: Speaker) -> None:
    path = speaker.begin(10)
    speaker.send(path, b"01234")
    next(iter(vault().staged())).path.unlink()

    assert speaker.send(path, b"56789", 5) == 410


def test_another_connection_sends(speaker: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PATIENCE_SECONDS", 0.0)
    path = speaker.begin(10)
    with rows.turn_of(row(path)):
        assert speaker.send(path, b"01234") == 423
        assert speaker.answer.headers["Retry-After"]
        assert speaker.speak("DELETE", path) == 423
        assert speaker.offset(path) == 0
    assert speaker.send(path, b"01234") == 204


def test_too_many_at_once_are_told_to_come_again(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies.crowd, "most", 0)
    path = speaker.begin(10)

    assert speaker.send(path, b"01234") == 503
    assert speaker.answer.headers["Retry-After"]


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
