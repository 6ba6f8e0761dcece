# SPDX-License-Identifier: Apache-2.0
"""The audit of rows: whatever was put in, changed or deleted by SQL is named."""

from datetime import timedelta

import pytest
from django.db import connection

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.models import PackVersion
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Leaf
from support.auditing import sql, the_one, write
from support.house import House

pytestmark = pytest.mark.usefixtures("stick")


def test_an_update_by_sql_of_one_events_start_is_named_with_row_and_field(house: House) -> None:
    case = house.case()
    start = house.clock.set("2026-03-02 09:00")
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=start, case=case)
    Activity._base_manager.filter(pk=fact.pk).update(start=start - timedelta(hours=1))

    found = the_one(audit())

    assert (found.kind, found.object, found.field) == (
        "field",
        f"cases.activity:{fact.pk}",
        "start",
    )
    assert (found.expected, found.found) == (
        "2026-03-02T01:00:00.000000Z",
        "2026-03-02T00:00:00.000000Z",
    )
    assert found.leaf == Leaf.objects.get(act="cases.add_activity").index


def test_a_change_by_sql_that_a_later_act_covers_is_still_named(house: House) -> None:
    case = house.case()
    Case._base_manager.filter(pk=case.pk).update(title="forged")
    case.refresh_from_db()
    acts.correct_case(by=house.viewer("section_head"), case=case, reason="补", party_name="李某")

    found = the_one(audit())

    assert (found.kind, found.field, found.found) == ("field", "title", "forged")
    assert "when leaf" in found.says


def test_a_row_that_was_put_in_by_sql_is_named(db: None) -> None:
    write(1)
    row = Organisation.objects.create(kind="district", name="x", code="x")

    found = the_one(audit())
    assert (found.kind, found.object) == ("created", f"people.organisation:{row.pk}")


def test_a_row_that_was_deleted_by_sql_is_named(db: None) -> None:
    write(3)
    row = Organisation.objects.get(code="1")
    Organisation.objects.filter(pk=row.pk).delete()

    found = the_one(audit())
    assert (found.kind, found.object, found.leaf) == ("deleted", f"people.organisation:{row.pk}", 1)


def test_a_changed_pack_is_named_by_its_own_digest(house: House) -> None:
    PackVersion.objects.update(content={"forged": True})

    found = the_one(audit())
    assert (found.object.partition(":")[0], found.field) == ("rules.packversion", "content")


def test_rows_that_can_no_longer_be_read_are_named(house: House) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no text in a column of times")
    case = house.case()
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    sql("UPDATE cases_activity SET start = '2026-13-02 09:00:00' WHERE id = %s", fact.pk.hex)

    found = audit().findings
    assert found[0].object == f"cases.activity:{fact.pk}"
    assert "cannot be read" in found[0].says
