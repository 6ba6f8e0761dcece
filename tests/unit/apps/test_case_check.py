# SPDX-License-Identifier: Apache-2.0
"""`liuhen case verify`: what somebody does to rows, leaves or files behind the system is named."""

from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from liuhen.apps.archives.checking.cases import check_case
from liuhen.apps.evidence.handing_over import offer
from liuhen.apps.evidence.models import Original, Sitting
from liuhen.apps.evidence.sittings import played
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace import triggers
from liuhen.apps.trace.models import Leaf, Withheld
from liuhen.apps.trace.signing import sign_head
from support.bundles import EvidenceFile, furnished
from support.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(house: House) -> EvidenceFile:
    made = furnished(house)
    sign_head()
    return made


def sql(statement: str) -> None:
    """As somebody with the database in hand would: without the triggers."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found(file: EvidenceFile) -> list[str]:
    """The findings as the command line says them."""
    with translation.override("en"):
        checked = check_case(file.case)
    return [f"{one.kind} {one.shown}" for one in checked.findings]


def test_a_case_that_nobody_touched_is_intact(file: EvidenceFile) -> None:
    checked = check_case(file.case)

    assert checked.intact, found(file)
    assert (checked.files, checked.head) == (3, 12)
    assert checked.rows > 10
    assert checked.unwitnessed_since is not None


HARM = {
    "an hour": (
        "UPDATE cases_activity SET start = '2026-03-01 00:00:00+00:00'",
        "row e1: start is",
    ),
    "a fact deleted": ("DELETE FROM cases_document", "row d1: is gone; leaf"),
    "a fact moved away": ("UPDATE cases_document SET case_id = NULL", "row d1: is gone; leaf"),
    "the title": ("UPDATE cases_case SET title = 'x'", 'title is "x", leaf'),
    "a digest": ("UPDATE evidence_storedobject SET sm3 = 'sm3:00'", 'sm3 is "sm3:00"'),
    "a leaf": (
        "UPDATE trace_leaf SET actor = 'person:x' WHERE act = 'cases.add_document'",
        "(cases.add_document) was changed: its columns do not give its hash",
    ),
    "a payload deleted": (
        """DELETE FROM trace_leafpayload WHERE leaf_id IN
           (SELECT "index" FROM trace_leaf WHERE act = 'cases.add_document')""",
        "(cases.add_document) has lost its payload: no disposal withheld it",
    ),
    "a payload": (
        """UPDATE trace_leafpayload SET payload = replace(payload, '"ref":"d1"', '"ref":"d7"')""",
        "commits to another payload: it was changed",
    ),
}


@pytest.mark.parametrize("what", list(HARM))
def test_what_was_changed_by_sql_is_named(file: EvidenceFile, what: str) -> None:
    statement, says = HARM[what]
    sql(statement)
    try:
        assert any(says in line for line in found(file)), found(file)
    finally:
        triggers.remove(connection)
        triggers.install(connection)


def test_a_payload_withheld_by_no_act_is_lost(file: EvidenceFile) -> None:
    leaf = Leaf.objects.get(act="cases.add_document")
    Withheld(leaf=leaf, at=leaf.at, reason="?").save(force_insert=True)
    with connection.cursor() as cursor:  # no trigger stands in the way
        cursor.execute("DELETE FROM trace_leafpayload WHERE leaf_id = %s", [leaf.index])
    assert any("has lost its payload" in line for line in found(file))


def test_a_sitting_does_not_begin_again(file: EvidenceFile, house: House) -> None:
    film = Original.objects.within(house.bureau.pk).first()
    assert film is not None
    played(house.officer, film, [(0, 60_000)], left=True)
    assert check_case(file.case).intact
    Sitting.objects.within(house.bureau.pk).update(ended_at=None, ranges=[])
    assert sum("ended_at is null" in line or "ranges is" in line for line in found(file)) == 2


def test_an_offer_that_no_custodian_has_answered_yet_is_explained(
    file: EvidenceFile, house: House
) -> None:
    films = Original.objects.within(house.bureau.pk).filter(kind="video")
    film = films.select_related("section").first()
    assert film is not None
    assert film.section is not None
    offer(by=house.officer, section=film.section, originals={film.pk})
    assert found(file) == []


@pytest.mark.parametrize("harm", ["flip", "remove"])
def test_a_file_that_was_harmed_in_the_vault_is_named(
    file: EvidenceFile, house: House, harm: str
) -> None:
    from liuhen.apps.cases.models import Recording

    row = Recording.objects.within(house.bureau.pk).filter(ref="r2").get()
    assert row.original is not None
    with vault().open(str(house.bureau.pk), row.original.object.digest) as opened:
        path = Path(opened.name)
    if harm == "remove":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(b"M" + path.read_bytes()[1:])

    assert [line.partition(" (")[0] for line in found(file)] == [
        f"file {row.original.file_name}: "
        + ("is missing in the vault" if harm == "remove" else "was changed in the vault: it no "
           "longer has " + row.original.object.digest)
    ]  # fmt: skip
