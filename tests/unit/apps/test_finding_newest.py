# SPDX-License-Identifier: Apache-2.0
"""How far PostgreSQL looks through the newest entries before it asks its index of grams."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.finding_aid import candidates
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.finding_aid.searching import Asked, search
from support.house import House

_ALL = {"below": 2**63 - 1, "least": 0}


@pytest.mark.parametrize(
    ("word", "kind", "asked_times"),
    [
        ("渔港", "", 2),  # some among the first four: more of the newest hold enough
        ("渔港", EntryKind.CASE, 2),
        ("码头", "", 2),  # one alone: the index of grams is asked at once
        ("查无", "", 2),
        ("示例", "", 1),  # the first four are enough
    ],
)
@pytest.mark.parametrize("narrowed", [False, True])
def test_the_newest_are_found_however_far_it_looks(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    word: str,
    kind: str,
    asked_times: int,
    *,
    narrowed: bool,
) -> None:
    monkeypatch.setattr(candidates, "_NEWEST", 4)
    monkeypatch.setattr(candidates, "_NEWEST_OF_SOME", 4)
    monkeypatch.setattr(candidates, "_FURTHEST", 16)
    for number in range(16):
        house.clock.later(minutes=1)
        place = "码头" if number == 13 else "渔港" if number % 2 else "市场"
        house.case(title=f"{place}示例案")
    entries = SearchEntry.objects.within(house.bureau.pk).order_by("-pk")
    found = [one.pk for one in entries if word in one.folded and kind in ("", one.kind)]
    any_of = tuple(sorted(set(entries[0].places.split()))) if narrowed else ()
    asked = candidates.Narrowing(house.bureau.pk, (word,), kind, any_of)

    with CaptureQueriesContext(connection) as queries:
        got = candidates.candidates(asked, **_ALL, most=9)

    own = {one.pk for one in entries}
    keys = [key for key in got.keys if key in own]  # SQLite gives those of other bureaus too
    assert keys == (found if got.whole else found[: len(keys)])
    if connection.vendor == "postgresql":
        assert got.whole or len(keys) >= 3  # a third of what is wanted: the caller asks on
        assert sum(not one["sql"].rstrip().endswith("LIMIT 1") for one in queries) == asked_times


@pytest.mark.parametrize(
    ("words", "count", "one_by_one"), [("75 渔港", 1, False), ("20 渔港", 5, True)]
)
def test_a_beginning_that_few_have_narrows_like_whole_words(
    house: House, monkeypatch: pytest.MonkeyPatch, words: str, count: int, *, one_by_one: bool
) -> None:
    """Nearly every text has a year that begins with 20; 75 stands in few."""
    monkeypatch.setattr(candidates, "_NEWEST", 1)
    monkeypatch.setattr(candidates, "_FURTHEST", 1)
    for number in range(40):
        house.clock.later(minutes=1)
        house.case(title=f"{7501 if number == 20 else 2026}号渔港案")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(connection) as queries:
        answer = search(house.head, Asked(words, EntryKind.CASE), most=5)

    assert len(answer.hits) == count
    if connection.vendor == "postgresql":
        assert any("LATERAL" in one["sql"] for one in queries) == one_by_one


def test_on_sqlite_two_digits_that_nearly_all_have_are_found_among_the_newest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FTS5 would put together the rows of all grams that begin so, which are thousands."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has its own way")
    monkeypatch.setattr(candidates, "_NEWEST", 36)  # a third of a hundred is wanted
    for number in range(40):
        house.clock.later(minutes=1)
        house.case(title=f"{7501 if number < 6 else 2026}号渔港案")

    with CaptureQueriesContext(connection) as many:
        common = search(house.head, Asked("20", EntryKind.CASE), most=5)
    with CaptureQueriesContext(connection) as few:
        rare = search(house.officer, Asked("75", EntryKind.CASE), most=9)

    assert len(common.hits) == 5
    assert common.more
    assert not any("MATCH" in one["sql"] for one in many)
    assert len(rare.hits) == 6
    assert not rare.more
    assert any("MATCH" in one["sql"] for one in few)
