# SPDX-License-Identifier: Apache-2.0
"""A file that was brought in for an activity is linked to it once its times are known."""

import hashlib
from uuid import uuid4

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.camera_footage import unfetched
from liuhen.apps.cases.claimed import declare, link_claimed
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.intake import keep_original
from liuhen.apps.evidence.models import Original
from liuhen.apps.jobs.models import Job
from liuhen.vault.store import Stored
from support.house import House, beijing


@pytest.fixture
def visit(house: House) -> Activity:
    house.clock.set("2026-03-02 11:00")
    case = house.case()
    return acts.add_activity(
        by=house.officer,
        case=case,
        kind="site_inspection",
        start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:00"),
    )


def film(house: House, *, probed: bool, start: str = "2026-03-02 09:10") -> Original:
    stored = Stored(f"sha256:{hashlib.sha256(start.encode()).hexdigest()}", 1)
    claims = Claims(raw_start=beijing(start), officer="officer")
    original = keep_original(
        by=house.officer, stored=stored, file_name="a.mp4", claims=claims
    ).original
    if probed:
        Original._base_manager.update(
            probed_at=house.clock.now(),
            duration_ms=1_800_000,
            end=beijing("2026-03-02 09:40"),
            segments=[[0, 1_800_000]],
        )
    return original


def claim(house: House, original: Original, activity: object) -> None:
    link_claimed(str(original.pk), str(activity), str(house.people["officer"].pk))


@pytest.mark.parametrize("name", ["pk", "item"])
def test_the_file_is_linked_as_it_was_claimed(house: House, visit: Activity, name: str) -> None:
    original = film(house, probed=True)

    claim(house, original, getattr(visit, name))
    claim(house, original, getattr(visit, name))

    link = Recording.objects.within(house.bureau.pk).get()
    assert link.original == original
    assert link.event_refs == [visit.ref]


def test_a_file_that_was_not_read_yet_is_waited_for(house: House, visit: Activity) -> None:
    original = film(house, probed=False)

    claim(house, original, visit.pk)

    assert Job.objects.get(name="cases.link_claimed").arguments["original_id"] == str(original.pk)
    assert not Recording.objects.within(house.bureau.pk).exists()


def test_a_claim_that_cannot_be_leaves_the_file_as_it_is(house: House, visit: Activity) -> None:
    original = film(house, probed=True)

    for nonsense in ("", "e1", uuid4()):
        claim(house, original, nonsense)

    assert not Recording.objects.within(house.bureau.pk).exists()


def test_what_is_declared_of_a_kept_file_is_done_with_it(house: House, visit: Activity) -> None:
    """A clip without a time waits beside its activity; a time that is typed then links it."""
    house.clock.set("2026-03-02 12:00")
    value = DeviceValue("CAM-1", "fixed", place="一号窗口", keeps_days=30)
    register_device(by=house.custodian, value=value)
    room = acts.add_activity(
        by=house.officer,
        case=visit.case,
        kind="inquiry",
        start=beijing("2026-03-02 10:00"),
        end=beijing("2026-03-02 10:30"),
        place="一号窗口",
    )
    original = film(house, probed=True)
    Original._base_manager.update(start=None, end=None, raw_start=None, time_source="")
    original.refresh_from_db()
    claims = Claims(activity=str(room.item))

    for _twice in range(2):
        assert declare(by=house.officer, original=original, claims=claims).why

    (row,) = unfetched(house.officer)
    assert row.brought_in == [original]
    typed = Claims(
        activity=str(room.item), raw_start=beijing("2026-03-02 10:00"), time_source="typed"
    )
    link = declare(by=house.officer, original=original, claims=typed).link
    assert link is not None
    assert (link.event_refs, link.origin) == ([room.ref], "typed")
    assert declare(by=house.officer, original=original, claims=typed).link == link
    assert unfetched(house.officer) == []
