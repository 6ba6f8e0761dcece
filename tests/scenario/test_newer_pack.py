# SPDX-License-Identifier: Apache-2.0
"""The program brings a newer version of a pack: nothing changes until the bureau adopts it."""

import pytest
from msgspec.structs import replace

from liuhen.apps.cases import acts
from liuhen.apps.rules import packs, proposals
from liuhen.law.pack import Pack, Period
from liuhen.law.packs import load_pack
from support.desk import Desk
from support.house import House, beijing

STORED = "recording.stored"


@pytest.fixture
def newer(house: House, monkeypatch: pytest.MonkeyPatch) -> Pack:
    """Footage within twelve hours instead of twenty-four, and one duty less."""
    shipped = load_pack("jinpu-ocean")
    shorter = [
        replace(one, within=Period(hours=12)) if one.id == STORED else one
        for one in shipped.obligations
        if one.id != "performance.record"
    ]
    brought = replace(shipped, obligations=tuple(shorter), version=f"{shipped.version}-newer")
    for module in (packs, proposals):
        monkeypatch.setattr(module, "load_pack", lambda _id: brought)
    return brought


def _due(house: House, day: str) -> str:
    """Until when footage of a visit on `day` is to be stored."""
    house.clock.set(f"{day} 11:00")
    case = house.case()
    start, end = beijing(f"{day} 09:00"), beijing(f"{day} 10:00")
    acts.add_activity(by=house.officer, kind="site_inspection", start=start, end=end, case=case)
    acts.add_recording(
        by=house.officer, kind="video", start=start, end=end, events=["e1"], informed=True,
        case=case,
    )  # fmt: skip
    acts.mark_stored(by=house.custodian, case=case, recordings=house.recordings(case))
    due = house.finding(case, STORED).due
    assert due is not None
    return f"{due:%m-%d %H:%M}"


def test_an_upgrade_changes_nothing_by_itself(house: House, newer: Pack) -> None:
    assert _due(house, "2026-03-02") == "03-03 10:00"


def test_what_would_change_is_said_duty_by_duty(house: House, newer: Pack) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "legal_reviewer").open("/regulation/")
    assert desk.says("新版本")
    desk.open("/regulation/proposal/")
    assert desk.says("第二十七条第五项")
    assert desk.says("要求有变")
    assert desk.says("不再要求")


def test_adopted_it_counts_from_that_day_and_not_before(house: House, newer: Pack) -> None:
    house.clock.set("2026-03-02 09:00")
    desk = Desk(house, "legal_reviewer").open("/regulation/proposal/")
    assert desk.send(status=422, from_date="2026-03-02").says("2026-03-03")  # today is too early
    desk.open("/regulation/proposal/").send(from_date="2026-03-04")
    assert _due(house, "2026-03-03") == "03-04 10:00"
    assert _due(house, "2026-03-04") == "03-04 22:00"
    assert not desk.open("/regulation/").says("新版本")


def test_who_may_not_load_regulations_is_shown_no_proposal(house: House, newer: Pack) -> None:
    desk = Desk(house, "officer").open("/regulation/")
    assert not desk.says("新版本")
    desk.open("/regulation/proposal/", 403)


def test_a_version_that_was_not_shown_is_not_adopted(house: House, newer: Pack) -> None:
    house.clock.set("2026-03-02 09:00")
    with pytest.raises(proposals.BadAdoptionError):
        proposals.adopt_proposal(
            by=house.viewer("legal_reviewer"), version="other",
            from_date=beijing("2026-04-01 00:00").date(),
        )  # fmt: skip
