# SPDX-License-Identifier: Apache-2.0
"""Acts: one transaction, one leaf.

What this module promises:

- `with act(...) as record:` opens the outermost transaction; the leaf is its last statement, so
  either the rows and their leaf are there, or neither;
- rows are written through `record`, which notes the value before and after and the digest of the
  row's canonical values after the act;
- indices have no gap and no double, however many writers there are (`appending`);
- nothing is written while data that were restored wait for their epoch (`epochs`);
- whoever prepares rows (`prepare`) has seen each before it is written;
- whoever follows the journal writes what is derived from the rows in the same transaction;
- `with acts(...)` does many of them at once, a leaf for each, for what comes by the thousand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from liuhen.apps.trace.appending import Draft, append
from liuhen.apps.trace.errors import EmptyActError, NestedActError
from liuhen.apps.trace.inserting import insert_rows
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.apps.trace.once import reading_anew
from liuhen.apps.trace.values import object_reference, row_values
from liuhen.vault.canonical import canonical_json, digest_of, list_of, object_of

Row = TypeVar("Row", bound=Model)
_current: ContextVar["Record | None"] = ContextVar("current_act", default=None)


class Actor(Protocol):
    """Whoever acts: a viewer, or a part of the system."""

    @property
    def reference(self) -> str:
        """For example `person:0192…` or `system:worker`."""


class Record:
    """What one act does to rows. `at` is the server's time, the same for all of them."""

    def __init__(self, name: str, actor: Actor, at: datetime) -> None:
        """Begin with no change."""
        self.name = name
        self.actor = actor
        self.at = at
        self._about = ""
        self.rows: list[Model] = []  # as they are after the act; one that changed twice is twice
        self.new: set[Any] = set()  # the keys of those that the act created
        self._changes: list[bytes] = []  # each as the payload has it
        self._first = ""
        self._notes: dict[str, Any] = {}

    def about(self, row: Model) -> None:
        """Make `row` the object of the leaf; else it is the first row that changes."""
        self._about = object_reference(row)

    def about_reference(self, reference: str) -> None:
        """Make something that is no row the object of the leaf, for example the server's clock."""
        self._about = reference

    @property
    def changed(self) -> bool:
        """Whether a row has changed so far."""
        return bool(self._changes)

    def note(self, **values: Any) -> None:
        """Add plain values to the payload that no row holds (a reason, a file's name)."""
        self._notes.update(values)

    def create(self, row: Row) -> Row:
        """Insert `row`."""
        _prepared(row)
        row.save(force_insert=True)
        self._changed(row, None)
        return row

    def create_many(self, rows: list[Row]) -> list[Row]:
        """Insert rows of one model with one statement."""
        for row in rows:
            _prepared(row)
        if rows:
            type(rows[0])._base_manager.bulk_create(rows)  # reads nothing
        for row in rows:
            self._changed(row, None)
        return rows

    def update(self, row: Row, **values: Any) -> Row:
        """Set columns of `row` and save them."""
        before = row_values(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values, *_prepared(row, values)])
        self._changed(row, before)
        return row

    def _changed(self, row: Model, before: dict[str, Any] | None) -> None:
        after = row_values(row)
        self.rows.append(row)
        if before is None:
            self.new.add(row.pk)
        named, kept = object_reference(row), canonical_json(after)
        self._first = self._first or named
        change = {
            "object": canonical_json(named),
            "before": canonical_json(before),
            "after": kept,
            "digest": canonical_json(digest_of(kept)),
        }
        self._changes.append(object_of(change))

    def payload(self) -> bytes:
        """Return the canonical bytes that the leaf commits to."""
        notes = canonical_json(self._notes)
        return object_of({"changes": list_of(self._changes), "notes": notes})

    @property
    def object(self) -> str:
        """The reference of the object that the act is about."""
        if not self._about and not self._changes:
            raise EmptyActError(f"{self.name} changed nothing")
        return self._about or self._first


class Arrival(Record):
    """One of many acts that only create rows, which are inserted together with those of the others.

    Nothing of it is read back before the end of all, and nobody prepares its rows: they are of
    things that nobody knew before.
    """

    def create(self, row: Row) -> Row:
        """Keep `row` to be inserted."""
        self._changed(row, None)
        return row

    def create_many(self, rows: list[Row]) -> list[Row]:
        """Keep rows to be inserted."""
        for row in rows:
            self._changed(row, None)
        return rows

    def update(self, row: Row, **values: Any) -> NoReturn:
        """Refuse."""
        raise NotImplementedError(f"{self.name}: many acts at once only create rows")


class Many:
    """Many acts in one transaction. Their rows are there once `write` was called."""

    def __init__(self, name: str, actor: Actor, at: datetime) -> None:
        """Begin with none."""
        self.name, self.actor, self.at = name, actor, at
        self.done: list[Arrival] = []
        self._written = 0

    def one(self) -> Arrival:
        """Begin one more act."""
        self.done.append(Arrival(self.name, self.actor, self.at))
        return self.done[-1]

    def write(self) -> None:
        """Insert what the acts since the last time have created."""
        insert_rows(row for each in self.done[self._written :] for row in each.rows)
        self._written = len(self.done)

    def together(self) -> Record:
        """Return all of them as one record, for those who follow the journal."""
        whole = Record(self.name, self.actor, self.at)
        for each in self.done:
            whole.rows += each.rows
            whole.new |= each.new
        return whole


Preparer = Callable[[Model, Collection[str] | None], Iterable[str]]
_preparers: list[Preparer] = []


def prepare(preparer: Preparer) -> None:
    """Let `preparer` see every row before it is written.

    It takes out what must not stand there, and returns the names of the columns that it changed.
    It is told which columns are written; of a new row nothing, for these are all of them.
    """
    if preparer not in _preparers:
        _preparers.append(preparer)


def _prepared(row: Model, written: Collection[str] | None = None) -> set[str]:
    return {name for preparer in _preparers for name in preparer(row, written)}


Follower = Callable[[Record], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` be called at the end of every act, before its leaf, to derive from its rows.

    What it writes is derived: no leaf speaks of it.
    """
    if follower not in _followers:
        _followers.append(follower)


@contextmanager
def act(name: str, *, by: Actor) -> Iterator[Record]:
    """Do one act by `by`: a transaction whose last statement is the act's leaf.

    Raises:
        NestedActError: inside another act.
        EmptyActError: nothing was changed.
        WritingLockedError: restored data wait for their epoch.
    """
    with _act(name, by) as record:
        refuse_while_locked()
        yield record


@contextmanager
def acts(name: str, *, by: Actor) -> Iterator[Many]:
    """Do many acts of one name by `by`: a transaction whose last statements are their leaves.

    Raises:
        NestedActError: inside another act.
        EmptyActError: one of them created nothing.
        WritingLockedError: restored data wait for their epoch.
    """
    if (outer := _current.get()) is not None:
        raise NestedActError(f"{name} inside {outer.name}")
    with reading_anew(), transaction.atomic(durable=True):
        refuse_while_locked()
        many = Many(name, by, timezone.now())
        token = _current.set(many.together())
        try:
            yield many
            many.write()
            for follower in _followers:
                follower(many.together())
        finally:
            _current.reset(token)
        if many.done:
            append([_draft(record) for record in many.done])


@contextmanager
def act_that_unlocks(name: str, *, by: Actor) -> Iterator[Record]:
    """Do the one act that restored data wait for: to begin an epoch."""
    with _act(name, by) as record:
        yield record


@contextmanager
def _act(name: str, by: Actor) -> Iterator[Record]:
    if (outer := _current.get()) is not None:
        raise NestedActError(f"{name} inside {outer.name}")
    with reading_anew(), transaction.atomic(durable=True):
        record = Record(name, by, timezone.now())
        token = _current.set(record)
        try:
            yield record
            for follower in _followers:
                follower(record)
        finally:
            _current.reset(token)
        _append(record)


def _append(record: Record) -> None:
    """Write the leaf: nothing may follow it in the transaction but the commit."""
    append([_draft(record)])


def _draft(record: Record) -> Draft:
    return Draft(record.at, record.actor.reference, record.name, record.object, record.payload())
