# SPDX-License-Identifier: Apache-2.0
"""Outings: before leaving, by the server's clock, one at a time."""

from datetime import timedelta

import pytest

from liuhen.apps.evidence import following
from liuhen.apps.evidence.errors import BadOutingError, NotPermittedError
from liuhen.apps.evidence.outings import (
    away,
    come_back,
    get_outing,
    is_left_open,
    is_long_past,
    leave,
    left_open,
    outing_covering,
    returned_at,
    set_outing_days,
)
from support.footage import Footage
from support.house import House, beijing


def gone(house: House, name: str = "officer", by: str = "officer", **values: object):  # type: ignore[no-untyped-def]  # noqa: ANN201  # an outing
    plain = {"ground": "remote", "place": "海王九岛"}
    return leave(by=house.viewer(by), officer=house.people[name], **{**plain, **values})


def test_both_ends_are_the_servers_time(house: House) -> None:
    outing = gone(house)
    assert outing.left_at == beijing("2026-03-02 08:00")
    house.clock.set("2026-03-05 15:30")
    ended = come_back(by=house.officer, outing=outing)
    assert (ended.returned_at, ended.ended_by) == (house.clock.time, house.people["officer"])


def test_who_was_away_at_a_moment_is_known(house: House) -> None:
    officer = house.people["officer"]
    outing = gone(house)
    house.clock.set("2026-03-05 15:30")
    assert returned_at(officer, beijing("2026-03-04 10:00")) is None  # not back yet
    come_back(by=house.officer, outing=outing)
    assert outing_covering(officer, beijing("2026-03-02 07:59")) is None
    assert outing_covering(officer.pk, beijing("2026-03-02 08:00")) == outing
    assert returned_at(officer, beijing("2026-03-04 10:00")) == beijing("2026-03-05 15:30")
    assert returned_at(officer, beijing("2026-03-05 15:31")) is None
    assert outing_covering(house.people["colleague"], beijing("2026-03-04 10:00")) is None


def test_nobody_is_away_twice_nor_back_twice(house: House) -> None:
    outing = gone(house)
    with pytest.raises(BadOutingError) as caught:
        gone(house, ground="elsewhere", place="市区")
    assert caught.value.field == "officer"
    come_back(by=house.officer, outing=outing)
    with pytest.raises(BadOutingError):
        come_back(by=house.officer, outing=outing)
    assert gone(house)  # the next one


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ground": "holiday"}, "ground"),
        ({"place": "  "}, "place"),
        ({"expected_back": beijing("2026-03-02 08:00")}, "expected_back"),
        ({"expected_back": beijing("2026-02-27 08:00")}, "expected_back"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    house: House, values: dict[str, object], field: str
) -> None:
    with pytest.raises(BadOutingError) as caught:
        gone(house, **values)
    assert caught.value.field == field
    assert not away(house.officer).exists()


def test_the_officer_or_a_colleague_of_the_section_registers_and_ends(house: House) -> None:
    outing = gone(house, by="colleague")
    for name in ("stranger", "bureau_head", "legal_reviewer", "supervisor", "device_manager"):
        with pytest.raises(NotPermittedError):
            come_back(by=house.viewer(name), outing=outing)
        with pytest.raises(NotPermittedError):
            gone(house, name="colleague", by=name)
    assert come_back(by=house.viewer("section_head"), outing=outing).returned_at


def test_another_section_does_not_see_where_somebody_is(house: House) -> None:
    outing = gone(house)
    assert list(away(house.head)) == [outing]
    assert list(away(house.viewer("colleague"))) == [outing]
    assert not away(house.viewer("stranger")).exists()
    assert not away(house.viewer("device_manager")).exists()
    assert get_outing(house.officer, outing.pk) == outing


def test_a_return_that_is_long_due_is_asked_after(house: House) -> None:
    outing = gone(house, expected_back=beijing("2026-03-04 18:00"))
    assert not is_long_past(outing, beijing("2026-03-04 20:00"))
    assert is_long_past(outing, beijing("2026-03-05 08:00"))
    open_end = gone(house, name="colleague")
    assert not is_long_past(open_end, beijing("2026-03-04 20:00"))
    assert is_long_past(open_end, beijing("2026-03-05 09:00"))
    ended = come_back(by=house.officer, outing=outing)
    assert not is_long_past(ended, beijing("2026-04-01 08:00"))


def test_the_end_tells_of_what_was_recorded_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(following, "_followers", [lambda ids, _record: told.extend(ids)])
    footage = Footage(house)
    before = footage.original("2026-03-02 06:00")
    outing = gone(house)
    house.clock.set("2026-03-04 18:00")
    during = footage.original("2026-03-03 09:00")
    footage.original("2026-03-03 09:00", officer="colleague")
    come_back(by=house.officer, outing=outing)
    house.clock.later(hours=2)
    footage.original("2026-03-04 19:00")
    assert told == [during.pk]
    assert before.pk not in told


def test_expected_return_is_no_more_than_a_wish(house: House) -> None:
    outing = gone(house, expected_back=house.clock.time + timedelta(days=1))
    house.clock.later(days=5)
    assert returned_at(house.people["officer"], house.clock.time) is None
    assert outing_covering(house.people["officer"], house.clock.time) == outing


def test_an_outing_that_nobody_ends_is_left_open_after_the_bureaus_days(house: House) -> None:
    outing = gone(house, expected_back=beijing("2026-03-04 18:00"))
    administrator = house.viewer("admin")
    for days in (0, 91):
        with pytest.raises(BadOutingError):
            set_outing_days(by=administrator, days=days)
    with pytest.raises(NotPermittedError):
        set_outing_days(by=house.officer, days=3)
    assert not is_left_open(outing, beijing("2026-03-11 17:00"))
    assert is_left_open(outing, beijing("2026-03-11 19:00")), "seven days where nothing is set"

    set_outing_days(by=administrator, days=2)

    outing = get_outing(house.officer, outing.pk)
    assert not is_left_open(outing, beijing("2026-03-06 17:00"))
    house.clock.set("2026-03-06 19:00")
    assert left_open(house.viewer("section_head")) == [outing]
    assert left_open(house.head, house.other_section.pk) == []
    assert get_outing(house.officer, outing.pk).returned_at is None, "nobody has come back"
    come_back(by=house.officer, outing=outing)
    assert left_open(house.head) == []
