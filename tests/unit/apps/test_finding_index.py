# SPDX-License-Identifier: Apache-2.0
"""What the index of search entries keeps and narrows by, and how it is brought up to date."""

from importlib import import_module
from types import SimpleNamespace
from unittest.mock import patch
from uuid import UUID

from django.db import connection

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity
from liuhen.apps.evidence.models import Original
from liuhen.apps.finding_aid import index
from liuhen.apps.finding_aid.folding import fold, grams
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.trace.journal import act
from support.house import SYSTEM, Clock
from support.searching import AT, Filled, found, near


def test_the_index_itself_narrows_by_kind(filled: Filled) -> None:
    """What is rare among cases is not looked for in every paper that has the words."""
    assert near(filled, "李晓峰", "case") < near(filled, "李晓峰")
    assert {SearchEntry._base_manager.get(pk=key).kind for key in near(filled, "捕捞", "case")} == {
        "case"
    }
    assert set(index.KIND_GRAMS) == set(EntryKind)
    assert len(set(index.KIND_GRAMS.values())) == len(EntryKind)
    assert fold("".join(index.KIND_GRAMS.values())) == "", "no text has them"


def test_the_index_itself_narrows_by_where_a_row_belongs(filled: Filled) -> None:
    """What other sections have is not looked through for somebody who does not see it."""
    house = filled.house
    seen = {name: near(filled, "捕捞", by=house.viewer(name)) for name in ("officer", "stranger")}
    assert len(seen["officer"]) == len(seen["stranger"]) == 1
    assert seen["officer"] | seen["stranger"] == near(filled, "捕捞", by=house.head)


def test_the_rows_of_a_case_or_film_that_moves_are_found_where_it_is(filled: Filled) -> None:
    house = filled.house
    film = Original._base_manager.get()
    assert found(house.viewer("stranger"), "中华鲟") == []
    assert found(house.viewer("stranger"), "全程录音") == []
    with act("test.move", by=SYSTEM) as record:
        record.update(filled.case, section=house.other_section)
        record.update(film, section=house.other_section, officer=None, kept_by=None)
    assert found(house.viewer("stranger"), "中华鲟") == ["document"]
    assert found(house.viewer("stranger"), "流刺网") == ["thing"]
    assert found(house.viewer("stranger"), "全程录音") == ["mark"]
    assert found(house.viewer("stranger"), "李晓峰") == ["case", "document", "participant"]
    assert near(filled, "全程录音", by=house.officer) == set()


def test_an_index_from_before_learns_kinds_and_places(filled: Filled) -> None:
    house = filled.house
    rows = [filled.case, filled.other, Original._base_manager.get(), Activity._base_manager.get()]
    loose = acts.add_incident(
        by=house.viewer("stranger"), kind="objection", at=AT, section=house.other_section,
        text="无案之人质疑捕捞",
    )  # fmt: skip
    rows.append(loose)
    people = [house.viewer(name) for name in ("officer", "stranger", "device_manager")]
    before = [found(by, words) for by in people for words in ("捕捞", "渔港码头")]
    index.remove(row.pk for row in rows)
    with patch.object(index, "_text", lambda entry: " ".join(grams(entry.folded))):
        index.write(rows, house.clock.now(), new={row.pk for row in rows})
    SearchEntry._base_manager.filter(subject__in=[row.pk for row in rows]).update(places="")
    assert not near(filled, "捕捞", by=house.officer)
    assert not near(filled, "捕捞", "case")
    for name in ("0003_kinds", "0004_places"):
        migration = import_module(f"liuhen.apps.finding_aid.migrations.{name}")
        migration.add(None, SimpleNamespace(connection=connection))
    assert len(near(filled, "捕捞", "case")) == 2
    assert [found(by, words) for by in people for words in ("捕捞", "渔港码头")] == before
    index.remove(row.pk for row in rows)
    assert not near(filled, "捕捞", by=house.officer)


def test_two_rows_of_one_second_and_one_tail_get_two_keys(filled: Filled, clock: Clock) -> None:
    row = SearchEntry._base_manager.filter(kind="case").first()
    assert row is not None
    twin = replace_key(row)
    with act("test.nothing", by=SYSTEM) as record:
        index._add([twin], clock.now())
        record.about_reference("test")
    assert twin.pk == row.pk + 1


def replace_key(row: SearchEntry) -> SearchEntry:
    """The same entry of another row, whose key ends with the same bits."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values["subject"] = UUID(int=row.subject.int ^ (1 << 100))
    return SearchEntry(**values)
