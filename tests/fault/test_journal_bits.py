# SPDX-License-Identifier: Apache-2.0
"""One value turned anywhere in rows, leaves, payloads, tiles or heads: the audit names it."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from pytest_django.fixtures import Settings

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity
from liuhen.apps.rules.models import PackVersion
from liuhen.apps.trace import heads, keys, scope, tree, triggers
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.audit import Finding, audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Head, Leaf, LeafPayload, Tile
from support.house import House
from support.rounds import counted, rounds
from support.rounds import dice as dice_of

#: An audit reads the whole journal, which so many turns make long enough.
A_JOURNAL = 50
#: Changing these changes nothing that anybody says: names that the database gives to rows, and
#: when a version of a pack was first kept (its adoption by a bureau has its own leaf and time).
_SAYS_NOTHING = {(Head, "id"), (Tile, "id"), (PackVersion, "kept_at")}


@pytest.fixture(autouse=True)
def stick(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A witness; and tiles of four leaves, so that a small journal has some."""
    monkeypatch.setattr(tree, "TILE", 4)
    monkeypatch.setattr(tree, "_BITS", 2)
    return new_stick(settings, tmp_path)


def new_stick(settings: Settings, folder: Path) -> Path:
    """A key and a witness that know of no journal yet."""
    settings.LIUHEN_SIGNING_KEY = str(folder / "keys" / "journal.key")
    stick = folder / "stick"
    stick.mkdir(parents=True)
    settings.LIUHEN_WITNESS = str(stick)
    return stick


@pytest.fixture
def full(house: House) -> House:
    """A house with a little of everything, signed and witnessed."""
    case = house.case(secrecy=["privacy"], party_name="赵某", party_kind="person")
    for kind in ("inquiry", "hearing", "site_inspection"):
        now = house.clock.later(hours=1)
        acts.add_activity(by=house.officer, kind=kind, start=now, end=now, case=case, place="码头")
    acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case, fields={"facts": "…"}
    )
    heads.sign_and_publish()
    acts.add_incident(by=house.officer, kind="assault", at=house.clock.now(), case=case)
    assert audit().findings == []
    return house


def turned(value: Any, dice: random.Random) -> Any:  # noqa: PLR0911  # a kind a line
    """Return another value of the same kind, as near as can be."""
    match value:
        case bool():
            return not value
        case int():
            return value ^ 1 << dice.randrange(8)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case UUID():
            return UUID(int=value.int ^ 1 << dice.randrange(62))
        case bytes() | memoryview():
            raw = bytearray(value)
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
            return bytes(raw)
        case str():
            at = dice.randrange(len(value))
            return f"{value[:at]}{chr(ord(value[at]) ^ 1)}{value[at + 1 :]}"
        case dict():
            return {**value, "x": 1}
        case list():
            return [*value, 1]
    raise AssertionError(f"what kind is {value!r}?")


def tables() -> list[type[Model]]:
    own: list[type[Model]] = [Leaf, LeafPayload, Tile, Head]
    labels = scope.AUDITED | scope.SELF_NAMED.keys()
    rows = [one for one in apps.get_models() if one._meta.label_lower in labels]
    return [one for one in (*own * 3, *rows) if one._base_manager.exists()]


def turn_one(dice: random.Random) -> tuple[Model, str, Any]:
    """Turn one value by SQL, and return the row as it was, the column and what stands there now."""
    while True:
        model = dice.choice(tables())
        row = dice.choice(list(model._base_manager.all()))
        untraced = getattr(model, "untraced", frozenset())
        columns = {one.attname for one in model._meta.concrete_fields} - untraced
        column = dice.choice(sorted(columns))
        value = getattr(row, column)
        if value in (None, "", b"") or (model, column) in _SAYS_NOTHING:
            continue
        new = turned(value, dice)
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column: new})
        except DatabaseError:
            continue  # the database itself refuses: two rows with one name, a text too long
        return row, column, new


def names(found: Finding, row: Model, new: Any) -> bool:
    """Whether a finding points at the row that was changed."""
    match row:
        case Leaf():
            return found.leaf in (row.index, new) or found.kind in ("hole", "head")
        case LeafPayload():
            return found.leaf in (row.leaf_id, new)
        case Tile():
            return found.kind == "tile"
        case Head():
            return found.kind == "head"
    label = row._meta.label_lower
    return found.object in (f"{label}:{row.pk}", f"{label}:{new}")


def test_one_value_turned_anywhere_is_named(full: House) -> None:
    dice = dice_of("journal bits")
    triggers.remove(connection)
    for _ in range(rounds()):
        row, column, new = turn_one(dice)

        found = [one for one in audit().findings if one.kind != "trigger"]

        where = f"{row._meta.label_lower} {row.pk} {column}: {getattr(row, column)!r} → {new!r}"
        assert any(names(one, row, new) for one in found), where
        key = new if column == row._meta.pk.attname else row.pk
        changed = type(row)._base_manager.filter(pk=key)
        changed.update(**{column: getattr(row, column)})
    assert {one.kind for one in audit().findings} == {"trigger"}
    counted(f"{rounds()} values, one at a time")


def test_an_update_of_one_events_start_is_named_with_both_times(full: House) -> None:
    dice = dice_of("journal start")
    for _ in range(rounds()):
        row = dice.choice(list(Activity._base_manager.all()))
        start = row.start
        forged = start + timedelta(seconds=dice.choice([-1, 1]) * dice.randrange(1, 90_000))
        Activity._base_manager.filter(pk=row.pk).update(start=forged)

        (found,) = audit().findings

        assert (found.kind, found.field) == ("field", "start")
        assert found.object == f"cases.activity:{row.pk}"
        assert row.ref in found.says
        Activity._base_manager.filter(pk=row.pk).update(start=start)
    counted(f"{rounds()} updates")


def test_leaves_cut_off_the_end_are_found_through_the_witness_alone(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    """Whoever cuts leaves, rows and heads, and has the signer's memory too: the stick shows it."""
    dice = dice_of("journal cut")
    from liuhen.apps.people.models import Organisation

    witnessed, empty = 0, transaction.savepoint()
    for turn in range(rounds()):
        if turn % A_JOURNAL == 0:
            transaction.savepoint_rollback(empty)
            new_stick(settings, tmp_path / f"journal-{turn}")
            witnessed = 0
        for _ in range(dice.randrange(1, 6)):
            with act("test.add", by=SystemActor("test")) as record:
                code = f"{turn}-{tree.size()}"
                record.create(Organisation(kind="district", name=code, code=code))
        if dice.random() < 0.8 or not witnessed:
            witnessed = heads.sign_and_publish().size
        size = tree.size()
        left = dice.randrange(size)
        sid = transaction.savepoint()
        triggers.remove(connection)
        kept = {str(tree_code) for tree_code in _codes_up_to(left)}
        Organisation.objects.exclude(code__in=kept).delete()
        LeafPayload.objects.filter(leaf_id__gte=left).delete()
        Leaf.objects.filter(index__gte=left).delete()
        Head.objects.filter(size__gt=left).delete()
        tree.rebuild()
        triggers.install(connection)
        keys.key_path().with_suffix(".last").rename(keys.key_path().with_suffix(".away"))

        found = audit().findings

        keys.key_path().with_suffix(".away").rename(keys.key_path().with_suffix(".last"))
        transaction.savepoint_rollback(sid)
        assert {one.kind for one in found} == ({"cut"} if left < witnessed else set()), (
            left,
            witnessed,
            [one.says for one in found],
        )
    counted(f"{rounds()} cuts, {-(-rounds() // A_JOURNAL)} journals")


def _codes_up_to(left: int) -> list[str]:
    import json

    payloads = LeafPayload.objects.filter(leaf_id__lt=left).values_list("payload", flat=True)
    return [change["after"]["code"] for raw in payloads for change in json.loads(raw)["changes"]]
