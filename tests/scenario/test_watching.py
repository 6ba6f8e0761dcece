# SPDX-License-Identifier: Apache-2.0
"""Watching an original: its bytes by ranges, its marks, who sees how much of it, and the trace."""

from hashlib import sha256
from random import Random
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence import probing
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.marks import marks_of
from liuhen.apps.evidence.models import Original, Sitting, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Person
from liuhen.apps.trace.models import Leaf
from support.desk import Desk
from support.footage import Footage
from support.house import House, beijing

FILM = {"kind": "video", "codec": "mpeg4"}
BYTES = bytes(range(256)) * 4096  # 1 MiB, every byte at a known place


@pytest.fixture
def original(house: House) -> Original:
    """An hour from nine to ten, whose bytes lie in the vault; browsers play it."""
    house.clock.set("2026-03-02 12:00")
    row = Footage(house).original(
        "2026-03-02 09:00",
        minutes=60,
        media_type="video/mp4",
        probe={"browser_playable": True, "streams": [FILM]},
    )
    stored = vault().put(str(house.bureau.pk), [BYTES], most_bytes=len(BYTES))
    StoredObject.everywhere.filter(pk=row.object_id).update(
        digest=stored.digest, size_bytes=stored.size_bytes
    )
    return Original.objects.within(house.bureau.pk).select_related("object").get(pk=row.pk)


def _client(house: House, name: str) -> Client:
    person = house.people[name]
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    client = Client()
    client.force_login(person)
    return client


def _body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("wanted", "status", "span"),
    [
        ("", 200, (0, len(BYTES))),
        ("bytes=0-0", 206, (0, 1)),
        ("bytes=1000-300000", 206, (1000, 300_001)),
        ("bytes=1048000-", 206, (1_048_000, len(BYTES))),
        ("bytes=-100", 206, (len(BYTES) - 100, len(BYTES))),
        ("bytes=-99999999", 206, (0, len(BYTES))),
        ("bytes=5-4", 200, (0, len(BYTES))),
        ("bytes=0-1,5-9", 200, (0, len(BYTES))),
        ("chars=0-9", 200, (0, len(BYTES))),
        ("bytes=１-２", 200, (0, len(BYTES))),
    ],
)
def test_ranges_are_sent_as_asked_for(
    house: House, original: Original, wanted: str, status: int, span: tuple[int, int]
) -> None:
    headers = {"Range": wanted} if wanted else {}
    answer = _client(house, "officer").get(f"/recordings/{original.pk}/media", headers=headers)
    body = _body(answer)
    assert answer.status_code == status
    assert sha256(body).digest() == sha256(BYTES[slice(*span)]).digest()
    assert answer["Content-Length"] == str(span[1] - span[0])
    if status == 206:
        assert answer["Content-Range"] == f"bytes {span[0]}-{span[1] - 1}/{len(BYTES)}"


def test_a_range_behind_the_end_is_refused_with_the_size(house: House, original: Original) -> None:
    client = _client(house, "officer")
    for wanted in (f"bytes={len(BYTES)}-", "bytes=-0"):
        answer = client.get(f"/recordings/{original.pk}/media", headers={"Range": wanted})
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(BYTES)}")


def test_a_range_of_something_else_is_answered_whole(house: House, original: Original) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"sha256:other"'}
    answer = _client(house, "officer").get(f"/recordings/{original.pk}/media", headers=headers)
    assert (answer.status_code, len(_body(answer))) == (200, len(BYTES))


def test_uploaded_bytes_never_become_a_page(house: House, original: Original) -> None:
    answer = _client(house, "officer").get(f"/recordings/{original.pk}/media")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    _body(answer)


@pytest.mark.parametrize("dest", ["document", "iframe", "object", "image"])
def test_a_player_plays_and_nothing_else_takes_the_original_along(
    house: House, original: Original, dest: str
) -> None:
    client, address = _client(house, "officer"), f"/recordings/{original.pk}/media"
    assert client.get(address, headers={"Sec-Fetch-Dest": dest}).status_code == 403
    assert len(_body(client.get(address, headers={"Sec-Fetch-Dest": "video"}))) == len(BYTES)


@pytest.mark.parametrize("kind", ["document", "other", "photo"])
def test_what_has_no_course_in_time_is_handed_out_with_a_purpose_alone(
    house: House, original: Original, kind: str
) -> None:
    Original.objects.within(house.bureau.pk).update(kind=kind)
    for name in ("officer", "custodian"):
        answer = _client(house, name).get(f"/recordings/{original.pk}/media")
        assert answer.status_code == 403


def test_a_head_tells_the_length_and_sends_nothing(house: House, original: Original) -> None:
    answer = _client(house, "officer").head(f"/recordings/{original.pk}/media")
    assert (answer["Content-Length"], _body(answer)) == (str(len(BYTES)), b"")


def test_the_front_server_may_send_the_bytes(
    house: House, original: Original, settings: object
) -> None:
    settings.LIUHEN_ACCEL = "/vault"
    answer = _client(house, "officer").get(f"/recordings/{original.pk}/media")
    name = original.object.digest.removeprefix("sha256:")
    assert answer["X-Accel-Redirect"] == f"/vault/{house.bureau.pk}/{name[:2]}/{name}"
    assert _body(answer) == b""
    stranger = _client(house, "stranger").get(f"/recordings/{original.pk}/media")
    assert stranger.status_code == 404


def test_the_store_itself_may_send_the_bytes_from_a_signed_address(
    house: House, original: Original, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIUHEN_PRESIGN = 60
    client = _client(house, "officer")
    assert len(_body(client.get(f"/recordings/{original.pk}/media"))) == len(BYTES)  # a folder
    asked: dict[str, object] = {}

    def address(_store: object, bureau: str, digest: str, **values: object) -> str:
        asked.update(values, digest=digest)
        return "https://store.example/signed"

    monkeypatch.setattr(type(vault()), "address", address)
    answer = client.get(f"/recordings/{original.pk}/media")
    assert (answer.status_code, answer["Location"]) == (302, "https://store.example/signed")
    assert asked["seconds"] == 60
    assert str(asked["disposition"]).startswith("attachment")
    assert _client(house, "stranger").get(f"/recordings/{original.pk}/media").status_code == 404


def test_bytes_that_are_gone_are_said_in_a_sentence(house: House, original: Original) -> None:
    StoredObject.everywhere.filter(pk=original.object_id).update(digest=f"sha256:{'0' * 64}")
    answer = _client(house, "officer").get(f"/recordings/{original.pk}/media")
    assert answer.status_code == 410
    assert original.file_name in answer.content.decode()


def test_who_reads_bytes_is_in_the_journal_without_any_report(
    house: House, original: Original
) -> None:
    _body(_client(house, "custodian").get(f"/recordings/{original.pk}/media"))
    sitting = Sitting.objects.within(house.bureau.pk).get(original=original)
    assert sitting.person == house.people["custodian"]
    assert Job.objects.filter(name="evidence.end_sitting").exists()


def test_what_was_played_is_reported_and_ends_in_one_leaf(house: House, original: Original) -> None:
    client = _client(house, "section_head")
    address = f"/recordings/{original.pk}/played/"
    assert client.post(address, {"ranges": "[[0,4000],[3500,9000]]"}).status_code == 204
    assert client.post(address, {"ranges": "[]", "left": "1"}).status_code == 204
    assert client.post(address, {"ranges": "[[1]]"}).status_code == 422
    assert client.post(address, {"ranges": "nonsense"}).status_code == 422
    leaf = Leaf.objects.get(act="evidence.watched")
    assert leaf.actor == f"person:{house.people['section_head'].pk}"
    assert Sitting.objects.within(house.bureau.pk).get().ranges == [[0, 9000]]


def test_an_officer_marks_what_is_heard_and_the_case_knows_it(
    house: House, original: Original
) -> None:
    case = house.case()
    start, end = beijing("2026-03-02 09:00"), beijing("2026-03-02 10:00")
    event = acts.add_activity(
        by=house.officer, kind="site_inspection", start=start, end=end, case=case
    )
    link_original(by=house.officer, original=original, activity=event)
    assert house.finding(case, "recording.informed").status == "breached"
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    desk.send(via="/marks/", at="0:00:12", press="word=told")
    assert desk.says("0:00:12")
    assert [(one.at_ms, one.word) for one in marks_of(original)] == [(12_000, "told")]
    assert house.finding(case, "recording.informed").status == "met"


def test_a_mark_with_details_that_lack_says_so_at_the_field(
    house: House, original: Original
) -> None:
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    desk.send(422, via="/marks/", at="0:00:12", lat="99", lon="121", press="word=position")
    assert desk.says("经度和纬度两个数字")
    desk.send(422, via="/marks/", at="noon", press="word=told")
    assert desk.says("1:02:03")
    assert not marks_of(original).exists()


def test_a_wrong_mark_is_taken_back_with_a_reason(house: House, original: Original) -> None:
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    desk.send(via="/marks/", at="1:00", press="word=people")
    mark = marks_of(original).get()
    desk.open(f"/recordings/{original.pk}/marks/{mark.pk}/")
    desk.send(422, press="withdraw=1")
    desk.open(f"/recordings/{original.pk}/marks/{mark.pk}/").send(
        reason="看错了", press="withdraw=1"
    )
    assert not marks_of(original).exists()


def test_a_handler_of_another_section_sees_clips_and_not_the_file(
    house: House, original: Original
) -> None:
    case = house.case()
    both = [house.people["officer"], house.people["stranger"]]
    acts.assign_handlers(by=house.officer, case=case, handlers=both)
    start, end = beijing("2026-03-02 09:10"), beijing("2026-03-02 09:20")
    event = acts.add_activity(by=house.officer, kind="inquiry", start=start, end=end, case=case)
    link_original(by=house.officer, original=original, activity=event, start=start, end=end)
    row = Recording.objects.within(house.bureau.pk).get(case=case)
    stranger = _client(house, "stranger")
    for part in ("media", "copy", "download/", "picture/poster"):
        answer = stranger.get(f"/recordings/{original.pk}/{part}")
        assert answer.status_code in (403, 404), part
    desk = Desk(house, "stranger").open(f"/recordings/{original.pk}/")
    assert desk.says("由其他科室录制")
    assert not desk.says(original.object.digest.removeprefix("sha256:"))
    assert stranger.get(f"/recordings/{original.pk}/clip/0-3600000").status_code == 404
    desk.send(status=200)
    job = Job.objects.get(name="evidence.clip")
    assert (job.arguments["from_ms"], job.arguments["to_ms"]) == (row.from_ms, row.to_ms)


def test_the_queue_of_viewing_copies_shows_its_wait(house: House, original: Original) -> None:
    plays = {"browser_playable": False, "codecs": ["mpeg4"], "streams": [FILM]}
    Original.objects.within(house.bureau.pk).filter(pk=original.pk).update(probe=plays)
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    assert desk.says("1.0 MiB")
    assert desk.says("现在生成观看副本")
    Client.post(desk.client, f"/recordings/{original.pk}/copy/ask/")
    desk.open(f"/recordings/{original.pk}/")
    assert desk.says("排在第1位")
    assert not desk.says("现在生成观看副本")


def test_a_file_that_is_no_film_says_so_and_offers_no_copy(house: House) -> None:
    noise = Random(5).randbytes(100_000)
    row = keep_file(by=house.viewer("officer"), file_name="D1.mp4", chunks=[noise]).original
    probing.probe_original(str(row.pk))
    desk = Desk(house, "officer").open(f"/recordings/{row.pk}/")
    sentence = "无法按其文件名所示的类型读取"
    assert desk.says(sentence)
    assert not desk.says("现在生成观看副本")
    Client.post(desk.client, f"/recordings/{row.pk}/copy/ask/")
    assert desk.open(f"/recordings/{row.pk}/").says(sentence)
    assert not Job.objects.filter(name=probing.PROXY).exists()


@pytest.mark.parametrize(
    ("why", "sentence"),
    [("too_slow", "耗时过长"), ("unreadable", "画面无法读取"), ("", "“后台任务”")],
)
def test_a_viewing_copy_that_failed_says_why(
    house: House, original: Original, why: str, sentence: str
) -> None:
    plays = {"browser_playable": False, "codecs": ["mpeg4"], "streams": [FILM]}
    said = [{"word": "no_viewing_copy", "why": why}] if why else []
    rows = Original.objects.within(house.bureau.pk).filter(pk=original.pk)
    rows.update(probe=plays, findings=said)
    if not why:
        enqueue(probing.PROXY, {}, lane=Lane.BULK, key=f"{probing.PROXY} {original.pk}")
        Job.objects.filter(name=probing.PROXY).update(state=State.FAILED)
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    assert desk.says(sentence)
    Client.post(desk.client, f"/recordings/{original.pk}/copy/ask/")
    desk.open(f"/recordings/{original.pk}/")
    assert desk.says("排在第1位")
    assert not desk.says(sentence)


def test_who_watches_now_goes_before_what_nobody_waits_for(
    house: House, original: Original
) -> None:
    plays = {"browser_playable": False, "codecs": ["mpeg4"], "streams": [FILM]}
    Original.objects.within(house.bureau.pk).filter(pk=original.pk).update(probe=plays)
    for key in (str(uuid4()), str(original.pk)):
        enqueue(probing.PROXY, {"original_id": key}, lane=Lane.BULK, key=f"{probing.PROXY} {key}")
    desk = Desk(house, "officer").open(f"/recordings/{original.pk}/")
    assert desk.says("排在第2位")
    assert desk.says("现在生成观看副本")
    Client.post(desk.client, f"/recordings/{original.pk}/copy/ask/")
    desk.open(f"/recordings/{original.pk}/")
    assert desk.says("排在第1位")
    assert not desk.says("现在生成观看副本")


def test_an_original_leaves_the_house_with_its_purpose_in_the_journal(
    house: House, original: Original
) -> None:
    client = _client(house, "custodian")
    address = f"/recordings/{original.pk}/download/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert not Leaf.objects.filter(act="evidence.download").exists()
    assert _body(client.post(address, {"reason": "法院调取"})) == BYTES
    leaf = Leaf.objects.get(act="evidence.download")
    assert leaf.object == f"evidence.original:{original.pk}"
    for name in ("officer", "section_head", "bureau_head"):
        assert _client(house, name).get(address).status_code == 403
