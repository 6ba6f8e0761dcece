# SPDX-License-Identifier: Apache-2.0
"""Checks of one file and of everything: what was done behind the system is named."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from liuhen.apps.archives import house_checking
from liuhen.apps.archives.errors import NothingToReadError
from liuhen.apps.archives.file_checking import ask_file_check, check_original, run_file_check
from liuhen.apps.archives.house_checking import ask_house_check, run_house_check
from liuhen.apps.archives.models import FileCheck, WorkState
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.evidence.reading_state import damaged_seen, readings, readings_seen
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane
from liuhen.apps.people.errors import NotPermittedError
from liuhen.apps.trace import heads, triggers
from liuhen.apps.trace.audit import Report, audit
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.one_view import one_view
from support.administrators import audit_administrator
from support.bundles import EvidenceFile, furnished
from support.house import Clock, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(house: House, settings: Any, tmp_path: Path) -> Original:
    settings.LIUHEN_WITNESS = str(tmp_path)
    made = EvidenceFile(house).original()
    heads.sign_and_publish()
    return made


def sql(statement: str, *values: object) -> None:
    """As somebody with the database in hand would: without the triggers."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


def path_of(film: Original) -> Path:
    with vault().open(str(film.bureau_id), film.object.digest) as opened:
        return Path(opened.name)


def flip(path: Path) -> bytes:
    """Change one byte; return what was there."""
    raw = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(bytes([raw[0] ^ 1]) + raw[1:])
    return raw


def found(film: Original) -> list[str]:
    with translation.override("en"):
        checked, _witnessed = check_original(film.bureau_id, film.pk)
    return [f"{one.kind} {one.shown}" for one in checked.findings]


# ---------------------------------------------------------------- one file


def test_a_file_that_nobody_touched_is_what_came_in(film: Original, house: House) -> None:
    row = ask_file_check(by=house.officer, original=film)
    assert Job.objects.get(name="archives.check_file").lane == Lane.NOW
    house.clock.later(minutes=5)

    run_file_check(str(row.pk))

    row.refresh_from_db()
    assert (row.state, row.findings, row.said) == (WorkState.READY, [], "")
    assert row.leaves is not None
    assert row.leaves >= 2
    assert row.head is not None
    assert row.witnessed_at == Leaf.objects.get(index=row.head - 1).at
    assert StoredObject.everywhere.get().checked_at == house.clock.now()
    assert audit().findings == []


def test_a_damaged_byte_is_named_noted_and_taken_off_when_a_copy_is_put_back(
    film: Original, house: House
) -> None:
    path = path_of(film)
    raw = flip(path)

    assert found(film) == [
        f"file {film.file_name}: was changed in the vault: it no longer has {film.object.digest}"
    ]
    assert StoredObject.everywhere.get().damage == "changed"
    assert Leaf.objects.filter(act="evidence.damaged").exists()

    path.write_bytes(raw)
    assert found(film) == []
    assert StoredObject.everywhere.get().damaged_at is None
    assert audit().findings == []


def test_a_file_that_is_gone_is_named(film: Original) -> None:
    path_of(film).unlink()

    assert [one.partition(" (")[0] for one in found(film)] == [
        f"file {film.file_name}: is missing in the vault"
    ]


HARM = {
    "UPDATE evidence_original SET officer_name = 'x'": 'officer_name is "x", leaf',
    "UPDATE evidence_storedobject SET sm3 = 'sm3:00'": 'sm3 is "sm3:00"',
    "UPDATE evidence_storedobject SET size_bytes = 7": "bytes, the catalogue says 7",
    "UPDATE trace_leaf SET actor = 'x' WHERE act = 'evidence.keep'": "do not give its hash",
    "UPDATE trace_head SET note = 'x'": "head ",
}


@pytest.mark.parametrize("statement", list(HARM))
def test_what_was_changed_by_sql_is_named(film: Original, statement: str) -> None:
    sql(statement)

    assert any(HARM[statement] in line for line in found(film)), found(film)


def test_a_head_that_is_not_of_this_journal_proves_nothing(film: Original) -> None:
    """Leaves that were written anew with hashes that fit do not lead to the signed head."""
    leaf = Leaf.objects.get(act="evidence.keep")
    leaf.actor = "person:x"
    from liuhen.vault.merkle import leaf_hash

    raw = leaf_hash(leaf.body.canonical())
    sql('UPDATE trace_leaf SET actor = %s, hash = %s WHERE "index" = %s', leaf.actor, raw, leaf.pk)

    assert any("is not in the signed head of" in line for line in found(film)), found(film)


def test_a_check_that_waits_is_enough_and_a_disposed_file_is_refused(
    film: Original, house: House
) -> None:
    first = ask_file_check(by=house.officer, original=film)
    assert ask_file_check(by=house.custodian, original=film) == first
    assert FileCheck.everywhere.count() == 1

    StoredObject.everywhere.update(disposed_at=house.clock.now())
    with pytest.raises(NothingToReadError):
        ask_file_check(by=house.officer, original=film)


# ---------------------------------------------------------------- everything


def test_everything_in_order(film: Original, house: House) -> None:
    admin = audit_administrator(house)
    row = ask_house_check(by=admin)
    assert ask_house_check(by=admin) == row
    assert Job.objects.get(name="archives.check_house").lane == Lane.BULK

    run_house_check(str(row.pk))

    row.refresh_from_db()
    assert (row.state, row.found, row.findings) == (WorkState.READY, 0, [])
    assert (row.objects_kept, row.objects_read, row.objects_unread) == (1, 1, 0)
    assert row.leaves == Leaf.objects.count() - 1  # its own end came afterwards
    assert audit().findings == []


def test_an_update_by_sql_is_found_and_no_content_of_a_case_is_kept(
    film: Original, house: House
) -> None:
    sql("UPDATE cases_activity SET start = '2026-03-01 00:00:00+00:00'")
    sql("UPDATE cases_case SET title = '张三家的事'")
    flip(path_of(film))
    found(film)
    row = ask_house_check(by=audit_administrator(house))

    run_house_check(str(row.pk))

    row.refresh_from_db()
    named = {(one["kind"], one["object"].partition(":")[0], one["field"]) for one in row.findings}
    assert named == {
        ("field", "cases.activity", "start"),
        ("field", "cases.case", "title"),
        ("damaged", "evidence.storedobject", ""),
    }
    assert row.found == 3
    kept = str(row.findings)
    for content in ("张三", "示例案", film.file_name, "2026-03-01"):
        assert content not in kept


def test_who_is_no_audit_administrator_does_not_check_everything(house: House) -> None:
    for by in (house.officer, house.custodian, house.head, house.viewer("admin")):
        with pytest.raises(NotPermittedError):
            ask_house_check(by=by)


def test_progress_is_written_while_the_check_reads_one_moment(
    many_writers: None, clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.LIUHEN_SIGNING_KEY = str(tmp_path / "keys" / "journal.key")
    house = House(clock)
    row = ask_house_check(by=audit_administrator(house))

    def slow(progress: Callable[[int, int], None]) -> Report:
        with one_view():
            progress(2, Leaf.objects.count())
            time.sleep(0.5)
        return Report()

    monkeypatch.setattr(house_checking, "audit", slow)
    monkeypatch.setattr(house_checking, "_NOTED_EVERY_SECONDS", 0.05)
    run_house_check(str(row.pk))

    row.refresh_from_db()
    assert (row.state, row.done) == (WorkState.READY, 2)
    assert row.total > 2


# ---------------------------------------------------------------- counts


def test_files_are_counted_for_the_bureau_and_for_a_section(house: House) -> None:
    file = furnished(house)
    other = file.kept("别科.mp4", b"other section")
    Original._base_manager.filter(pk=other.pk).update(section=house.other_section)
    old = StoredObject.everywhere.get(pk=other.object_id)
    house.clock.later(days=31)
    StoredObject.everywhere.exclude(pk=old.pk).update(checked_at=house.clock.now())

    whole, own = readings_seen(house.custodian), readings_seen(house.viewer("section_head"))

    assert (whole.kept, whole.lately, whole.damaged, whole.oldest_at) == (4, 3, 0, old.checked_at)
    assert own.kept == 2  # films of the section; papers belong to no section
    assert readings(house.clock.now()) == whole
    assert damaged_seen(house.custodian, 10) == []
