# SPDX-License-Identifier: Apache-2.0
"""Is it still what came in? Of one file, of the files of a bureau, of everything: by a button."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from liuhen.apps.archives import file_checking, house_checking
from liuhen.apps.archives.models import HouseCheck, WorkState
from liuhen.apps.evidence.models import Original, Scan, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace import heads, triggers
from liuhen.worker.run import WORK
from support.administrators import audit_administrator
from support.bundles import EvidenceFile, furnished
from support.desk import Desk
from support.house import House

EVERYTHING = "/journal/everything/"
REPORT = "/recordings/report/integrity/"


@pytest.fixture
def file(house: House, settings: Any, tmp_path: Path) -> EvidenceFile:
    settings.LIUHEN_WITNESS = str(tmp_path)
    return furnished(house)


@pytest.fixture
def film(file: EvidenceFile) -> Original:
    return Original.objects.within(file.house.bureau.pk).get(file_name="巡查 一号.mp4")


def work() -> None:
    """Do the jobs that were left by the buttons."""
    ours = (file_checking.CHECK_FILE, house_checking.CHECK_HOUSE)
    for job in Job.objects.filter(name__in=ours, state="queued"):
        WORK[job.name](**job.arguments)


def flip(digest: str, bureau: str) -> bytes:
    """Change one byte of a file in the vault; return what it was."""
    with vault().open(bureau, digest) as opened:
        path = Path(opened.name)
    raw = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    return raw


def test_an_officer_verifies_a_file_and_reads_one_sentence(film: Original, house: House) -> None:
    heads.sign_and_publish()
    desk = Desk(house, "officer").open(f"/recordings/{film.pk}/")
    assert not desk.says("与入库时一致")

    desk.client.post(f"/recordings/{film.pk}/integrity/")
    assert desk.open(f"/recordings/{film.pk}/").says("正在重新读取并比对")
    work()

    assert desk.open(f"/recordings/{film.pk}/").says("与入库时一致，日志有据，见证至 3月2日")
    assert not desk.says('hx-trigger="every 2s"')


def test_without_a_witness_the_page_says_so(film: Original, house: House, settings: Any) -> None:
    settings.LIUHEN_WITNESS = ""
    desk = Desk(house, "officer")
    desk.client.post(f"/recordings/{film.pk}/integrity/")
    work()

    assert desk.open(f"/recordings/{film.pk}/").says("日志有据；尚无外部见证")


def test_a_damaged_byte_is_found_by_the_button_and_named_to_the_bureau(
    film: Original, house: House
) -> None:
    flip(film.object.digest, str(house.bureau.pk))
    desk = Desk(house, "officer")
    desk.client.post(f"/recordings/{film.pk}/integrity/")
    work()

    desk.open(f"/recordings/{film.pk}/")
    assert desk.says("1 处不符")
    assert desk.says(film.object.digest)
    assert desk.says("已损坏")
    for name in ("custodian", "bureau_head", "section_head"):
        chief = Desk(house, name).open(REPORT)
        assert chief.says(f"/recordings/{film.pk}/")
        assert chief.says("巡查 一号.mp4")
    assert Desk(house, "custodian").open("/recordings/report/").follow("文件核验").says("已损坏")
    desk.open(REPORT, status=403)


def test_with_scripts_only_the_state_of_the_file_is_sent(film: Original, house: House) -> None:
    desk = Desk(house, "officer")
    where, headers = f"/recordings/{film.pk}/integrity/", {"HX-Target": "file-check"}
    asked = desk.client.post(where, headers=headers).content.decode()
    assert "<html" not in asked
    assert "every 2s" in asked
    work()
    answer = desk.client.get(where, headers=headers).content.decode()
    assert "every 2s" not in answer
    assert "与入库时一致" in answer


def test_somebody_who_does_not_see_the_file_does_not_verify_it(
    film: Original, house: House
) -> None:
    stranger = Desk(house, "stranger")
    assert stranger.client.post(f"/recordings/{film.pk}/integrity/").status_code == 404
    assert not Job.objects.filter(name=file_checking.CHECK_FILE).exists()


def test_a_damaged_scan_leads_to_its_paper(file: EvidenceFile, house: House) -> None:
    scan = Scan.objects.within(house.bureau.pk).get()
    StoredObject.everywhere.filter(digest=scan.digest).update(
        damaged_at=house.clock.now(), damage="missing"
    )

    desk = Desk(house, "custodian").open(REPORT)

    assert desk.says("库中缺失")
    desk.follow(scan.file_name)
    assert desk.says("现场检查") or desk.says(scan.file_name)
    assert not Desk(house, "section_head").open(REPORT).says(scan.file_name)


def test_an_update_by_sql_is_found_by_everything_without_a_word_of_the_case(
    file: EvidenceFile, house: House
) -> None:
    audit_administrator(house)
    heads.sign_and_publish()
    desk = Desk(house, "audit").open("/journal/").follow("核验全部").send()
    assert desk.says("后台空闲后即开始")
    assert HouseCheck.objects.get().state == WorkState.WAITING
    work()
    assert desk.open(EVERYTHING).says("全部相符")

    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_activity SET start = '2026-03-01 00:00:00+00:00'")
        cursor.execute("UPDATE cases_case SET title = '张三家的事'")
    triggers.install(connection)
    desk.send()
    work()

    desk.open(EVERYTHING)
    assert desk.says("2 处不符")
    assert desk.says(f"cases.activity:{file.event.pk}")
    assert desk.says("字段 start 与日志第")
    for content in ("张三", "示例案", "巡查 一号.mp4"):
        assert not desk.says(content)


def test_the_page_shows_how_far_a_check_is(house: House) -> None:
    audit_administrator(house)
    desk = Desk(house, "audit").open(EVERYTHING).send()
    HouseCheck.objects.update(done=250, total=1000)

    assert desk.open(EVERYTHING).says("1000 条日志中的 250 条（25%）")
    answer = desk.client.get(EVERYTHING, headers={"HX-Target": "runs"}).content.decode()
    assert "<html" not in answer
    assert 'value="250"' in answer
