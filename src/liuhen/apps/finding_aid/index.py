# SPDX-License-Identifier: Apache-2.0
"""Writing entries and the index over them; asking the index.

What this module promises:

- `follow_act` runs inside every act, before its leaf: a row and its entry stand together or neither
  does, so that nothing is found that was taken back, from the moment in which it was;
- the index narrows by words and by kind at once: what is rare among cases is found among them, and
  not looked for in all their papers;
- the SQL that differs between SQLite (FTS5 without content) and PostgreSQL (`tsvector` with GIN)
  stands here and in the migration, nowhere else.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from liuhen.apps.cases.models import Paper
from liuhen.apps.finding_aid.entries import MAKERS, entry_of
from liuhen.apps.finding_aid.folding import Wanted, grams, wanted
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.trace.inserting import insert_rows
from liuhen.apps.trace.journal import Record

#: A key is the second of the row's own time and this many bits out of the row's key.
_BITS = 30
_LAST_SECOND = 2**33 - 1
#: The gram of each kind: a character that is no letter of any script, so that no text has it.
KIND_GRAMS = {
    EntryKind.CASE: "\ue000",
    EntryKind.PARTICIPANT: "\ue001",
    EntryKind.ACTIVITY: "\ue002",
    EntryKind.DOCUMENT: "\ue003",
    EntryKind.PAPER: "\ue004",
    EntryKind.RECEIVED: "\ue005",
    EntryKind.THING: "\ue006",
    EntryKind.INCIDENT: "\ue007",
    EntryKind.RECORDING: "\ue008",
    EntryKind.MARK: "\ue009",
    EntryKind.DEVICE: "\ue00a",
}


def follow_act(record: Record) -> None:
    """Write the entries of the rows that an act has written, inside the act."""
    rows = [row for row in record.rows if type(row) in MAKERS]
    if not rows:
        return
    replaced = [row.replaces_id for row in rows if isinstance(row, Paper) and row.replaces_id]
    if replaced:
        rows += Paper._base_manager.filter(pk__in=replaced).select_related("replaced_by")
    write({row.pk: row for row in rows}.values(), record.at, new=record.new)


def write(rows: Iterable[Model], at: datetime, new: Collection[UUID] = ()) -> None:
    """Write the entries of these rows anew; those of `new` rows have none yet."""
    rows = list(rows)
    remove(row.pk for row in rows if row.pk not in new)
    _add([entry for row in rows if (entry := entry_of(row)) is not None], at)


def remove(subjects: Iterable[UUID]) -> None:
    """Take the entries of these rows out."""
    subjects = list(subjects)
    if not subjects:
        return
    entries = SearchEntry._base_manager.filter(subject__in=subjects)
    old = list(entries.values_list("pk", "kind", "folded"))
    if not old:
        return
    if connection.vendor == "sqlite":
        rows = [("delete", key, _text(kind, folded)) for key, kind, folded in old]
        _many(
            "INSERT INTO finding_aid_grams(finding_aid_grams, rowid, grams) VALUES (%s, %s, %s)",
            rows,
        )
    SearchEntry._base_manager.filter(pk__in=[key for key, _, _ in old]).delete()


def _add(entries: list[SearchEntry], at: datetime) -> None:
    if not entries:
        return
    _give_keys(entries)
    for entry in entries:
        entry.written_at = at
    texts = [_text(entry.kind, entry.folded) for entry in entries]
    if connection.vendor == "sqlite":
        insert_rows(entries)
        rows = [(text, entry.pk) for text, entry in zip(texts, entries, strict=True)]
        _many("INSERT INTO finding_aid_grams(grams, rowid) VALUES (%s, %s)", rows)
    else:  # grams are letters, digits and characters: as a tsvector reads them, word by word
        insert_rows(entries, {"grams": texts})


def _give_keys(entries: list[SearchEntry]) -> None:
    """Give each a free key near its time."""
    wished = [first_key(entry.at) | (entry.subject.int & (2**_BITS - 1)) for entry in entries]
    taken = set(SearchEntry._base_manager.filter(pk__in=wished).values_list("pk", flat=True))
    for entry, wish in zip(entries, wished, strict=True):
        key = wish
        while key in taken:
            key += 1
        taken.add(key)
        entry.pk = key


def first_key(at: datetime) -> int:
    """Return the lowest key that a row of that second can have."""
    return min(max(int(at.timestamp()), 0), _LAST_SECOND) << _BITS


def _text(kind: str, folded: str) -> str:
    return " ".join((KIND_GRAMS[EntryKind(kind)], *grams(folded)))


def _many(sql: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


class Candidates(NamedTuple):
    """Keys of entries, highest first, and whether there are none further down."""

    keys: list[int]
    whole: bool


def candidates(
    bureau: UUID, terms: tuple[str, ...], kind: str = "", *, below: int, least: int, most: int
) -> Candidates:
    """Return up to `most` keys of entries, of that kind or any, that may hold all terms.

    Keys lie from `least` up to `below`, which is left out. SQLite gives those of other bureaus too.
    """
    grams_wanted = wanted(terms)
    if kind:
        gram = KIND_GRAMS[EntryKind(kind)]
        grams_wanted.append(Wanted(gram, beginning=False))
    if connection.vendor == "sqlite":
        keys = _keys(_SQLITE, _match(grams_wanted), below, least, most)
        return Candidates(keys, whole=len(keys) < most)
    query, span = _tsquery(grams_wanted), (str(bureau), below, least)
    for times in _NEWEST:
        keys = _keys(_AMONG_NEWEST, *span, times * most, query, most)
        if len(keys) >= most // _ENOUGH:
            return Candidates(keys, whole=False)
    keys = _keys(_BY_GRAMS, *span, query, most)
    return Candidates(keys, whole=len(keys) < most)


def _keys(sql: str, *values: int | str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(row[0]) for row in cursor.fetchall()]


_PAIR = 2
_SQLITE = """
SELECT rowid FROM finding_aid_grams WHERE finding_aid_grams MATCH %s
AND rowid < %s AND rowid >= %s ORDER BY rowid DESC LIMIT %s
"""
#: What many entries have is soon found among the newest, so many times those that are wanted; what
#: few have, by the index of grams, which puts together all that have it. The server cannot tell
#: which it is, because grams of one word come together: so it is asked in turn, until one answer
#: holds a third of what is wanted.
_NEWEST = (50, 200)
_ENOUGH = 3
_AMONG_NEWEST = """
WITH newest AS MATERIALIZED (
    SELECT id, grams FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s ORDER BY id DESC LIMIT %s
)
SELECT id FROM newest WHERE grams @@ %s::tsquery ORDER BY id DESC LIMIT %s
"""
_BY_GRAMS = """
WITH found AS MATERIALIZED (
    SELECT id FROM finding_aid_searchentry
    WHERE bureau_id = %s AND id < %s AND id >= %s AND grams @@ %s::tsquery
)
SELECT id FROM found ORDER BY id DESC LIMIT %s
"""


def _match(grams_wanted: list[Wanted]) -> str:
    """Say it to FTS5, which finds beginnings of 1 and of 4 characters at once (migration 0002).

    One of 2, with which thousands of words begin, is left to the text itself where whole grams
    narrow as well: both databases compare the folded text in the end.
    """
    whole = any(not one.beginning for one in grams_wanted)
    said = (
        f'"{one.gram}"{"*" if one.beginning else ""}'
        for one in grams_wanted
        if not (whole and one.beginning and len(one.gram) == _PAIR)
    )
    return " AND ".join(said)


def _tsquery(grams_wanted: list[Wanted]) -> str:
    return " & ".join(f"'{one.gram}'{':*' if one.beginning else ''}" for one in grams_wanted)
