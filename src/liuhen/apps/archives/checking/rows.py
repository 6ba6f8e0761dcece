# SPDX-License-Identifier: Apache-2.0
"""Every row is what the last leaf about it says.

What this module promises:

- the payload of each leaf is held against its commitment;
- a column that no leaf explains is named, and so are rows that no act made and rows that are gone.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop

from liuhen.apps.archives.checking.found import Checked, leaf_name
from liuhen.apps.archives.touching import DISPOSED, CaseLeaf, CaseRows, Rows
from liuhen.apps.evidence.models import Sitting, Upload
from liuhen.apps.trace.models import LeafPayload
from liuhen.apps.trace.values import object_reference, row_values, values_digest
from liuhen.vault.journal import commitment_to

_FACTS = (
    *("cases.activity", "cases.document", "cases.recording"),
    *("cases.interruption", "cases.incident"),
)
_LONGEST = 100
_UNEXPLAINED = gettext_noop("was created by no act: no leaf speaks of it")


@dataclass(frozen=True, slots=True)
class Said:
    """What a leaf said of a row."""

    leaf: int
    act: str
    values: dict[str, Any] | None  # the payload was removed by a disposal
    digest: str


def hold_rows(rows: Rows, leaves: list[CaseLeaf], checked: Checked) -> dict[str, Said]:
    """Compare each row with the last leaf about it; return what those leaves say, by row."""
    last = _last_said(rows, leaves, checked)
    for row in rows.all():
        said = last.get(object_reference(row))
        if said is not None or not _under_way(row):
            checked.rows += 1
            _row(row, said, checked)
    return last


def hold_gone(rows: CaseRows, last: dict[str, Said], checked: Checked) -> None:
    """Name facts of the case that leaves speak of and that are not there."""
    there, case = rows.references(), str(rows.case.pk)
    for name, said in last.items():
        gone = name not in there and name.partition(":")[0] in _FACTS
        if gone and said.values is not None and said.values.get("case_id") == case:
            says = gettext_noop("is gone; leaf %(leaf)s tells of it")
            checked.find("row", _called(said, name), says, leaf=said.leaf)


def _under_way(row: Model) -> bool:
    """Rows that change without leaves until the act that ends them: its leaf is their first."""
    if isinstance(row, Upload):
        return row.state != "done"
    return isinstance(row, Sitting) and row.ended_at is None


def _row(row: Model, said: Said | None, checked: Checked) -> None:
    known_as = (getattr(row, name, "") for name in ("ref", "number", "file_name"))
    shown = str(next(filter(None, known_as), object_reference(row)))
    if said is None:
        checked.find("row", shown, _UNEXPLAINED)
        return
    now = row_values(row)
    if said.values is None or values_digest(now) == said.digest:
        return
    for column, value in now.items():
        if column in said.values and said.values[column] != value:
            checked.find(
                "row",
                shown,
                gettext_noop("%(column)s is %(here)s, leaf %(leaf)s (%(act)s) says %(said)s"),
                column=column,
                here=_short(value),
                leaf=said.leaf,
                act=said.act,
                said=_short(said.values[column]),
            )


def _last_said(rows: Rows, leaves: Iterable[CaseLeaf], checked: Checked) -> dict[str, Said]:
    """What the last leaf about each row says, and whether payloads are what leaves commit to."""
    references = rows.references()
    return {
        name: said
        for one in leaves
        for name, said in _said_by(one, checked)
        if name in references or name.partition(":")[0] in _FACTS
    }


def _said_by(one: CaseLeaf, checked: Checked) -> Iterator[tuple[str, Said]]:
    leaf = one.leaf
    kept = LeafPayload.objects.filter(leaf_id=leaf.index).first()
    name = leaf_name(leaf.index)
    if kept is None:
        if one.withheld != DISPOSED:
            says = gettext_noop("(%(act)s) has lost its payload: no disposal withheld it")
            checked.find("payload", name, says, act=leaf.act)
        yield leaf.object, Said(leaf.index, leaf.act, None, "")
        return
    if commitment_to(kept.payload.encode(), bytes(kept.salt)) != leaf.commitment:
        says = gettext_noop("(%(act)s) commits to another payload: it was changed")
        checked.find("payload", name, says, act=leaf.act)
    try:
        changes = json.loads(kept.payload)["changes"]
        for change in changes:
            values = change["after"]
            said = Said(leaf.index, leaf.act, values, str(change["digest"]))
            yield str(change["object"]), said
    except (ValueError, KeyError, TypeError):
        says = gettext_noop("(%(act)s) has a payload that cannot be read")
        checked.find("payload", name, says, act=leaf.act)


def _called(said: Said, name: str) -> str:
    return str((said.values or {}).get("ref") or name)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"  # one line
