# SPDX-License-Identifier: Apache-2.0
"""Hand-over: offered by the section, accepted or returned line by line by the custodian."""

from typing import Any

import pytest

from liuhen.apps.evidence import following
from liuhen.apps.evidence.device_issue import issue_device
from liuhen.apps.evidence.errors import BadHandOverError, NotPermittedError, UnknownFileError
from liuhen.apps.evidence.handing_over import (
    decide,
    get_hand_over,
    hand_overs,
    handed_over_at,
    lines_of,
    offer,
    waiting,
)
from liuhen.apps.evidence.models import HandOver, LineState, Original
from liuhen.apps.people.roles import Role
from liuhen.apps.trace.journal import act
from support.footage import Footage
from support.house import SYSTEM, House, beijing


@pytest.fixture
def footage(house: House) -> Footage:
    return Footage(house)


def offered(house: House, *rows: Original, by: str = "officer") -> HandOver:
    keys = [row.pk for row in rows]
    return offer(by=house.viewer(by), section=house.section, originals=keys)


def decided(house: House, row: HandOver, by: str = "custodian", **returned: str) -> HandOver:
    """Accept every open line but those whose file is to be returned."""
    lines = list(lines_of(row).filter(state=LineState.OFFERED))
    back = {line.pk: returned[line.original.device_code] for line in lines
            if line.original.device_code in returned}  # fmt: skip
    taken = [line.pk for line in lines if line.pk not in back]
    return decide(by=house.viewer(by), hand_over=row, accepted=taken, returned=back)


def test_acceptance_is_the_hand_over_by_the_servers_time(house: House, footage: Footage) -> None:
    film = footage.original("2026-03-02 06:00")
    row = offered(house, film)
    assert handed_over_at(film) is None  # offered is not handed over
    house.clock.set("2026-03-27 10:00")
    closed = decided(house, row)
    assert handed_over_at(film) == beijing("2026-03-27 10:00")
    assert (closed.closed_at, closed.custodian) == (house.clock.time, house.people["custodian"])


def test_what_waits_is_the_sections_own_and_stands_on_no_list(
    house: House, footage: Footage
) -> None:
    first, second = footage.original("2026-03-02 06:00"), footage.original("2026-03-02 05:00")
    footage.original("2026-03-02 04:00", section=house.other_section)
    assert list(waiting(house.officer, house.section)) == [second, first]
    offered(house, first)
    assert list(waiting(house.officer, house.section)) == [second]
    with pytest.raises(BadHandOverError):
        offered(house, first)


def test_a_returned_line_may_be_offered_again(house: House, footage: Footage) -> None:
    film, other = footage.original("2026-03-02 06:00"), footage.original(
        "2026-03-02 05:00", device="DSJ-02"
    )  # fmt: skip
    row = decided(house, offered(house, film, other), **{"DSJ-02": "日期不对"})
    assert row.closed_at is not None
    assert handed_over_at(other) is None
    line = lines_of(row).get(original=other)
    assert (line.state, line.reason) == (LineState.RETURNED, "日期不对")
    again = decided(house, offered(house, other))
    assert handed_over_at(other) == again.closed_at


def test_numbers_rise_within_the_year_and_begin_anew(house: House, footage: Footage) -> None:
    films = [footage.original("2026-03-02 06:00") for _ in range(3)]
    numbers = [offered(house, film).number for film in films[:2]]
    house.clock.set("2027-01-01 00:00")
    last = offered(house, films[2])
    assert (numbers, last.year, last.number) == ([1, 2], 2027, 1)


def test_a_list_is_decided_in_parts_and_closes_with_its_last_line(
    house: House, footage: Footage
) -> None:
    row = offered(house, footage.original("2026-03-02 06:00"), footage.original("2026-03-02 05:00"))
    one, two = lines_of(row)
    assert (
        decide(by=house.custodian, hand_over=row, accepted=[one.pk], returned={}).closed_at is None
    )
    with pytest.raises(BadHandOverError):
        decide(by=house.custodian, hand_over=row, accepted=[one.pk, two.pk], returned={})
    assert lines_of(row).get(pk=two.pk).state == LineState.OFFERED  # nothing by halves
    assert decide(by=house.custodian, hand_over=row, accepted=[two.pk], returned={}).closed_at


def test_what_cannot_be_decided_so_is_refused(house: House, footage: Footage) -> None:
    row = offered(house, footage.original("2026-03-02 06:00"))
    line = lines_of(row).get()
    for accepted, returned in (
        ([], {}), ([line.pk], {line.pk: "x"}), ([], {line.pk: "  "}),
    ):  # fmt: skip
        with pytest.raises(BadHandOverError):
            decide(by=house.custodian, hand_over=row, accepted=accepted, returned=returned)
    for name in ("officer", "section_head", "bureau_head", "device_manager", "supervisor"):
        with pytest.raises(NotPermittedError):
            decided(house, row, by=name)


def test_nobody_accepts_what_he_offered_or_recorded(house: House, footage: Footage) -> None:
    own = footage.original("2026-03-02 06:00", officer="custodian")
    with pytest.raises(NotPermittedError, match="DSJ"):
        decided(house, offered(house, own))
    mine = offered(house, footage.original("2026-03-02 06:00"), by="custodian")
    with pytest.raises(NotPermittedError):
        decided(house, mine)
    house.add("second", Role.CUSTODIAN, house.section)
    assert decided(house, mine, by="second").closed_at


def test_who_had_the_device_in_hand_recorded_what_names_no_officer(
    house: House, footage: Footage
) -> None:
    first = footage.original("2026-03-01 06:00")
    issue_device(by=house.custodian, device=first.device, person=house.people["custodian"])
    film = footage.original("2026-03-02 09:00", officer="officer", officer_id=None, officer_name="")
    with pytest.raises(NotPermittedError):
        decided(house, offered(house, film))


def test_only_the_section_offers_and_only_what_is_safe(house: House, footage: Footage) -> None:
    film = footage.original("2026-03-02 06:00")
    for name in ("stranger", "bureau_head", "device_manager", "supervisor"):
        with pytest.raises(NotPermittedError):
            offered(house, film, by=name)
    with pytest.raises(BadHandOverError):
        offered(house)
    with act("test.unverify", by=SYSTEM) as record:
        record.update(film.object, verified_at=None)
    with pytest.raises(BadHandOverError, match=film.file_name):
        offered(house, film)
    assert not hand_overs(house.officer).exists()


def test_lists_of_another_section_are_not_there(house: House, footage: Footage) -> None:
    row = offered(house, footage.original("2026-03-02 06:00"))
    assert get_hand_over(house.custodian, row.pk) == row
    for name in ("stranger", "device_manager"):
        with pytest.raises(UnknownFileError):
            get_hand_over(house.viewer(name), row.pk)


def test_whoever_rests_facts_on_originals_is_told_of_what_was_accepted(
    house: House, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(following, "_followers", [lambda ids, _record: told.extend(ids)])
    film, other = footage.original("2026-03-02 06:00"), footage.original(
        "2026-03-02 05:00", device="DSJ-02"
    )  # fmt: skip
    decided(house, offered(house, film, other), **{"DSJ-02": "无声"})
    assert told == [film.pk]
