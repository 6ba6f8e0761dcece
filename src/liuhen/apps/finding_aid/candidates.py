# SPDX-License-Identifier: Apache-2.0
"""Asking the index: which entries may be what somebody looks for.

What this module promises:

- the index narrows by words, by kind and by where a row belongs at once: what is rare among cases
  is found among them, and not looked for in all their papers, nor in those of other sections;
- what many entries have is found among the newest, without putting together all that have it;
- the SQL that differs between SQLite (FTS5 without content) and PostgreSQL (`tsvector` with GIN)
  stands here, in `index` and in the migrations, nowhere else.
"""

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from liuhen.apps.finding_aid.folding import Wanted, wanted
from liuhen.apps.finding_aid.index import KIND_GRAMS
from liuhen.apps.finding_aid.models import EntryKind


class Candidates(NamedTuple):
    """Keys of entries, highest first, and whether there are none further down."""

    keys: list[int]
    whole: bool


class Narrowing(NamedTuple):
    """What candidates have: the grams of all terms, a kind or any, and one of the words or any.

    `any_of`: words of places and grams of kinds; empty where all of the bureau may be found.
    """

    bureau: UUID
    terms: tuple[str, ...]
    kind: str = ""
    any_of: tuple[str, ...] = ()

    def grams(self) -> list[Wanted]:
        """Return all that a candidate must have."""
        found = wanted(self.terms)
        if self.kind:
            found.append(Wanted(KIND_GRAMS[EntryKind(self.kind)], beginning=False))
        return found


def candidates(asked: Narrowing, *, below: int, least: int, most: int) -> Candidates:
    """Return up to `most` keys of entries that may be what is asked for.

    Keys lie from `least` up to `below`, which is left out. SQLite gives those of other bureaus too.
    """
    if connection.vendor == "sqlite":
        if all(one.beginning and len(one.gram) in _MERGED for one in wanted(asked.terms)):
            keys = _among_newest_on_sqlite(asked, (asked.bureau.hex, below, least), most)
            if len(keys) >= most // _ENOUGH:
                return Candidates(keys, whole=False)
        keys = _keys(_SQLITE, _match(asked), below, least, most)
        return Candidates(keys, whole=len(keys) < most)
    return _candidates(asked, (str(asked.bureau), below, least), most)


def _among_newest_on_sqlite(asked: Narrowing, span: tuple[str, int, int], most: int) -> list[int]:
    """Read the newest: thousands of grams begin with `20`, as nearly every entry has one."""
    of_kind = "AND kind = %s" if asked.kind else ""
    of_some = " OR ".join(["instr(places, %s)"] * len(asked.any_of)) or "TRUE"
    has = " AND ".join(["instr(folded, %s)"] * len(asked.terms))
    sql = _AMONG_NEWEST_ON_SQLITE.format(of_kind=of_kind, of_some=of_some, has=has)
    kind = [asked.kind] if asked.kind else []
    return _keys(sql, *span, *kind, _NEWEST, *asked.any_of, *asked.terms, most)


def _candidates(asked: Narrowing, span: tuple[str, int, int], most: int) -> Candidates:
    """Ask PostgreSQL: the newest, and where these hold too few, the index of grams."""
    every, enough = asked.grams(), most // _ENOUGH
    query = _tsquery(asked, every)
    among = _NEWEST_OF_SOME if asked.any_of else _NEWEST
    found = _among_newest(asked, span, among, query, most)
    if not found.whole and among * 2 * enough <= _FURTHEST * len(found.keys) < _FURTHEST * enough:
        found = _among_newest(asked, span, _FURTHEST, query, most)
    if found.whole or len(found.keys) >= enough:
        return found
    telling = _telling(every)
    telling = [one for one in every if one in telling or _is_rare(one)]
    if telling == every:
        keys = _keys(_BY_GRAMS, *span, query, most)
    else:
        keys = _keys(_BY_TELLING_GRAMS, *span, _tsquery(asked, telling), query, most)
    return Candidates(keys, whole=len(keys) < most)


def _among_newest(
    asked: Narrowing, span: tuple[str, int, int], among: int, query: str, most: int
) -> Candidates:
    """Look through so many of the newest; that was the whole where there are no more of them."""
    kind = _OF_CASES if asked.kind == EntryKind.CASE else ""
    if asked.any_of:
        places = [f"%{word}%" for word in asked.any_of]
        sql = _AMONG_NEWEST_OF_SOME.format(kind=kind)
        keys = _keys(sql, *span, among, query, places, most)
    else:
        keys = _keys(_AMONG_NEWEST.format(kind=kind), *span, among, query, most)
    whole = len(keys) < most and not _keys(_FURTHER_DOWN.format(kind=kind), *span, among)
    return Candidates(keys, whole)


def _is_rare(one: Wanted) -> bool:
    """Whether few entries have a beginning, by the statistics that PostgreSQL keeps of grams.

    Thousands of grams begin with `20`, which nearly every entry has, and few with `75`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATED, [_said(one)])
        [[plan]] = cursor.fetchall()
        cursor.execute(_ALL)
        [[rows]] = cursor.fetchall()
    return bool(plan[0]["Plan"]["Plan Rows"] <= max(rows, 0) * _RARE)


def _keys(sql: str, *values: int | str | list[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(row[0]) for row in cursor.fetchall()]


_PAIR = 2
_SQLITE = """
SELECT rowid FROM finding_aid_grams WHERE finding_aid_grams MATCH %s
AND rowid < %s AND rowid >= %s ORDER BY rowid DESC LIMIT %s
"""
#: FTS5 has no list of what begins with so many characters: it puts many together (migration 0002).
_MERGED = (2, 3)
_AMONG_NEWEST_ON_SQLITE = """
SELECT id FROM (
    SELECT id, kind, places, folded FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s {of_kind} ORDER BY id DESC LIMIT %s
) WHERE (kind = 'device' OR {of_some}) AND {has} ORDER BY id DESC LIMIT %s
"""
#: What many entries have is soon found among so many of the newest; what few have, by the index of
#: grams, which puts together all that have it. The server cannot tell which it is, because grams of
#: one word come together: so the newest are asked first, and their answer is taken where it holds a
#: third of what is wanted. More of them are looked through where most belong elsewhere, which a
#: glance tells; and more still where the first tell that these will do. Cases have an index of
#: their own.
_NEWEST, _NEWEST_OF_SOME, _FURTHEST = 5000, 10_000, 30_000
_ENOUGH = 3
_OF_CASES = "AND kind = 'case'"
_AMONG_NEWEST = """
SELECT id FROM (
    SELECT id, grams FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s {kind} ORDER BY id DESC LIMIT %s
) AS newest
WHERE grams @@ %s::tsquery ORDER BY id DESC LIMIT %s
"""
#: Most belong elsewhere, which the index of the newest tells: only the others are read.
_AMONG_NEWEST_OF_SOME = """
SELECT one.id FROM (
    SELECT id, kind, places FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s {kind} ORDER BY id DESC LIMIT %s
) AS newest
CROSS JOIN LATERAL (
    SELECT id FROM finding_aid_searchentry AS entry
    WHERE entry.id = newest.id AND grams @@ %s::tsquery OFFSET 0
) AS one
WHERE newest.kind = 'device' OR newest.places LIKE ANY(%s)
ORDER BY newest.id DESC LIMIT %s
"""
_FURTHER_DOWN = """
SELECT id FROM finding_aid_searchentry
WHERE bureau_id = %s AND id < %s AND id >= %s {kind} ORDER BY id DESC OFFSET %s LIMIT 1
"""
_BY_GRAMS = """
WITH found AS MATERIALIZED (
    SELECT id FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s AND grams @@ %s::tsquery
)
SELECT id FROM found ORDER BY id DESC LIMIT %s
"""
#: A short beginning that many entries have is looked for in what the others find, one entry after
#: the other, until there are enough; what at most this part of them has narrows like the others.
_RARE = 0.05
_ESTIMATED = (
    "EXPLAIN (FORMAT JSON) SELECT 1 FROM finding_aid_searchentry WHERE grams @@ %s::tsquery"
)
_ALL = "SELECT reltuples FROM pg_class WHERE oid = 'finding_aid_searchentry'::regclass"
_BY_TELLING_GRAMS = """
WITH found AS MATERIALIZED (
    SELECT id FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s AND grams @@ %s::tsquery
)
SELECT one.id FROM (SELECT id FROM found ORDER BY id DESC OFFSET 0) AS newest_first
CROSS JOIN LATERAL (
    SELECT id FROM finding_aid_searchentry AS entry
    WHERE entry.id = newest_first.id AND grams @@ %s::tsquery OFFSET 0
) AS one
LIMIT %s
"""


def _telling(grams_wanted: list[Wanted]) -> list[Wanted]:
    """Return what narrows: a beginning of 1 or 2 characters does not where whole grams are wanted.

    Both databases compare the folded text in the end.
    """
    if all(one.beginning for one in grams_wanted):
        return grams_wanted
    return [one for one in grams_wanted if not one.beginning or len(one.gram) > _PAIR]


def _match(asked: Narrowing) -> str:
    """Say it to FTS5, which finds beginnings of 1 and of 4 characters at once (migration 0002)."""
    grams_wanted = asked.grams()
    telling = _telling(grams_wanted)
    said = [
        f'"{one.gram}"{"*" if one.beginning else ""}'
        for one in grams_wanted
        if one in telling or len(one.gram) < _PAIR
    ]
    if asked.any_of:
        one_of = " OR ".join(f'"{word}"' for word in asked.any_of)
        said.append(f"({one_of})")
    return " AND ".join(said)


def _said(one: Wanted) -> str:
    return f"'{one.gram}'{':*' if one.beginning else ''}"


def _tsquery(asked: Narrowing, grams_wanted: list[Wanted]) -> str:
    said = [_said(one) for one in grams_wanted]
    if asked.any_of:
        one_of = " | ".join(f"'{word}'" for word in asked.any_of)
        said.append(f"({one_of})")
    return " & ".join(said)
