# SPDX-License-Identifier: Apache-2.0
"""Ways around the audit for whoever may write to the database but leaves every trigger in place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity
from liuhen.apps.evidence.models import Sitting, Upload, UploadState
from liuhen.apps.evidence.sittings import played
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf, Withheld
from support.footage import Footage
from support.house import SYSTEM, House

pytestmark = pytest.mark.django_db


def test_a_payload_is_not_withheld_by_a_row_that_no_act_wrote(house: House) -> None:
    case = house.case()
    start = house.clock.set("2026-03-02 09:00")
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=start, case=case)
    leaf = Leaf.objects.get(act="cases.add_activity")
    Withheld(
        leaf=leaf, at=timezone.now(), reason="?", objects_named=[f"cases.activity:{fact.pk}"]
    ).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trace_leafpayload WHERE leaf_id = %s", [leaf.index])
    Activity._base_manager.filter(pk=fact.pk).update(start=start - timedelta(hours=1))

    found = audit().findings

    assert [(one.kind, one.object) for one in found] == [
        ("created", f"trace.withheld:{leaf.index}")
    ]


def test_a_sitting_that_has_ended_is_not_made_to_last_again(house: House) -> None:
    film = Footage(house).original("2026-03-02 09:00")
    row = played(house.officer, film, [(0, 60_000)], left=True)
    assert audit().findings == []

    Sitting.objects.within(house.bureau.pk).filter(pk=row.pk).update(ended_at=None, ranges=[])

    assert {(one.object, one.field) for one in audit().findings} == {
        (f"evidence.sitting:{row.pk}", "ended_at"),
        (f"evidence.sitting:{row.pk}", "ranges"),
    }


def test_an_upload_that_became_an_original_is_not_made_to_end_without_one(house: House) -> None:
    film = Footage(house).original("2026-03-02 09:00")
    row = Upload(
        bureau=house.bureau, person=house.people["officer"], file_name="a.mp4", length=1, claims={},
        created_at=house.clock.now(), expires_at=house.clock.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    with act("test.keep", by=SYSTEM) as record:
        record.update(row, state=UploadState.DONE, original=film, offset=1)
    assert audit().findings == []

    Upload.everywhere.filter(pk=row.pk).update(state=UploadState.GONE, file_name="b.mp4")

    assert {one.field for one in audit().findings} == {"state", "file_name"}
