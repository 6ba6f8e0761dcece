# SPDX-License-Identifier: Apache-2.0
"""Marks at a moment of an original: closed words, superseded and never changed."""

from typing import Any

import pytest

from liuhen.apps.evidence.errors import BadMarkError, NotPermittedError, UnknownFileError
from liuhen.apps.evidence.marks import add_mark, correct_mark, marks_of, withdraw_mark
from liuhen.apps.evidence.models import Mark, Original
from liuhen.apps.trace.models import Leaf
from support.footage import Footage
from support.house import House


@pytest.fixture
def original(house: House) -> Original:
    house.clock.set("2026-03-02 12:00")
    return Footage(house).original("2026-03-02 09:00", minutes=60)


def test_a_mark_stands_at_its_moment_and_leaves_a_leaf(house: House, original: Original) -> None:
    made = add_mark(by=house.officer, original=original, at_ms=5_000, word="told", text=" 已告知 ")
    assert [(one.at_ms, one.word, one.text) for one in marks_of(original)] == [
        (5_000, "told", "已告知")
    ]
    leaf = Leaf.objects.order_by("-index")[0]
    assert (leaf.act, leaf.object) == ("evidence.add_mark", f"evidence.original:{original.pk}")
    assert made.recorded_by == house.people["officer"]


def test_what_was_known_before_a_correction_stays_readable(
    house: House, original: Original
) -> None:
    mark = add_mark(by=house.officer, original=original, at_ms=5_000, word="scene")
    before = house.clock.now()
    house.clock.later(hours=1)
    newer = correct_mark(by=house.officer, mark=mark, word="people", reason="看错了")
    assert [one.word for one in marks_of(original)] == ["people"]
    assert [one.word for one in marks_of(original, known_at=before)] == ["scene"]
    house.clock.later(hours=1)
    withdraw_mark(by=house.officer, mark=newer, reason="不是本案")
    assert list(marks_of(original)) == []
    assert Mark.objects.within(house.bureau.pk).count() == 3


def test_a_mark_that_was_changed_meanwhile_is_looked_at_again(
    house: House, original: Original
) -> None:
    mark = add_mark(by=house.officer, original=original, at_ms=5_000, word="scene")
    correct_mark(by=house.officer, mark=mark, word="people", reason="看错了")
    with pytest.raises(BadMarkError, match="重新查看"):
        withdraw_mark(by=house.officer, mark=mark, reason="再改")


def test_only_a_range_is_asked_for(house: House, original: Original) -> None:
    for at_ms in (1_000, 2_000, 3_000):
        add_mark(by=house.officer, original=original, at_ms=at_ms, word="scene")
    assert [one.at_ms for one in marks_of(original, 2_000, 3_000)] == [2_000, 3_000]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"word": "scenery"}, "word"),
        ({"word": "told", "at_ms": -1}, "at_ms"),
        ({"word": "told", "at_ms": 3_600_001}, "at_ms"),
        ({"word": "supplement", "text": "  "}, "text"),
        ({"word": "position", "details": {"lat": 91, "lon": 121}}, "lat"),
        ({"word": "position", "details": {"lat": 38.9, "lon": "nan"}}, "lon"),
        ({"word": "position", "details": {"lat": 38.9}}, "lon"),
        ({"word": "vessel", "details": {}}, "name"),
        ({"word": "interruption_reason", "details": {"reason": "tired"}}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    house: House, original: Original, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadMarkError) as caught:
        add_mark(by=house.officer, original=original, **{"at_ms": 0, **values})
    assert caught.value.field == field
    assert not marks_of(original).exists()


def test_who_sets_marks(house: House, original: Original) -> None:
    for name in ("section_head", "colleague", "custodian"):
        add_mark(by=house.viewer(name), original=original, at_ms=0, word="scene")
    for name in ("supervisor", "bureau_head", "legal_reviewer"):
        with pytest.raises(NotPermittedError):
            add_mark(by=house.viewer(name), original=original, at_ms=0, word="scene")
    for name in ("stranger", "device_manager", "admin"):
        with pytest.raises(UnknownFileError):
            add_mark(by=house.viewer(name), original=original, at_ms=0, word="scene")
    assert marks_of(original).count() == 3
