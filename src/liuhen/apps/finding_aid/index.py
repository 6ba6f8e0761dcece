# SPDX-License-Identifier: Apache-2.0
"""Writing entries and the index over them; `candidates` asks the index.

What this module promises:

- `follow_act` runs inside every act, before its leaf: a row and its entry stand together or neither
  does, so that nothing is found that was taken back, from the moment in which it was.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Model

from liuhen.apps.cases.models import Case, Handler, Paper
from liuhen.apps.finding_aid.entries import MAKERS, entry_of
from liuhen.apps.finding_aid.folding import grams
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.finding_aid.places import give_places, rows_of_moved
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
    rows = {row.pk: row for row in record.rows if type(row) in MAKERS}
    replaced = [
        row.replaces_id for row in rows.values() if isinstance(row, Paper) and row.replaces_id
    ]
    if replaced:
        old = Paper._base_manager.filter(pk__in=replaced).select_related("replaced_by")
        rows |= {row.pk: row for row in old}
    handled = {row.case_id for row in record.rows if isinstance(row, Handler)} - rows.keys()
    if handled:  # who handles a case finds all of it
        rows |= {row.pk: row for row in Case._base_manager.filter(pk__in=handled)}
    if rows:
        write(rows.values(), record.at, new=record.new)


def write(rows: Iterable[Model], at: datetime, new: Collection[UUID] = ()) -> None:
    """Write the entries of these rows anew; those of `new` rows have none yet.

    Where a case or an original belongs elsewhere than before, so does all that is in it.
    """
    rows = list(rows)
    entries = [entry for row in rows if (entry := entry_of(row)) is not None]
    give_places(entries)
    moved = _write(rows, entries, at, new)
    if others := rows_of_moved(moved):
        entries = [entry for row in others if (entry := entry_of(row)) is not None]
        give_places(entries)
        _write(others, entries, at)


def _write(
    rows: list[Model], entries: list[SearchEntry], at: datetime, new: Collection[UUID] = ()
) -> list[SearchEntry]:
    """Write these entries of these rows; return those that belonged elsewhere before."""
    places = remove(row.pk for row in rows if row.pk not in new)
    _add(entries, at)
    return [one for one in entries if places.get(one.subject, one.places) != one.places]


def remove(subjects: Iterable[UUID]) -> dict[UUID, str]:
    """Take the entries of these rows out; return where each belonged."""
    subjects = list(subjects)
    if not subjects:
        return {}
    entries = SearchEntry._base_manager.filter(subject__in=subjects)
    old = list(entries.only("subject", "kind", "places", "folded"))
    if not old:
        return {}
    if connection.vendor == "sqlite":
        rows = [("delete", one.pk, _text(one)) for one in old]
        _many(
            "INSERT INTO finding_aid_grams(finding_aid_grams, rowid, grams) VALUES (%s, %s, %s)",
            rows,
        )
    SearchEntry._base_manager.filter(pk__in=[one.pk for one in old]).delete()
    return {one.subject: one.places for one in old}


def _add(entries: list[SearchEntry], at: datetime) -> None:
    if not entries:
        return
    _give_keys(entries)
    for entry in entries:
        entry.written_at = at
    texts = [_text(entry) for entry in entries]
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


def _text(entry: SearchEntry) -> str:
    return " ".join((KIND_GRAMS[EntryKind(entry.kind)], entry.places, *grams(entry.folded)))


def _many(sql: str, rows: Sequence[tuple[int | str, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
