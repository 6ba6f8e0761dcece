# SPDX-License-Identifier: Apache-2.0
"""Bytes that were found changed or missing: said on the object and its originals, with a leaf.

Nothing is mended here: `repairing` does, when good bytes come. When a later reading finds the bytes
whole, that is an act too, and the leaves keep both.
"""

from typing import Any

from liuhen.apps.evidence.holdings import VAULT
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.trace.journal import Record, act
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError

#: The word among the findings of an original.
DAMAGED = "damaged"

MISSING, CHANGED = "missing", "changed"


def what_happened(error: ObjectDamagedError | ObjectMissingError) -> str:
    """Say in one word what an adapter found."""
    return MISSING if isinstance(error, ObjectMissingError) else CHANGED


def mark_damaged(object_: StoredObject, damage: str) -> bool:
    """Write down that the bytes are `damage` (missing or changed); `False`: it was known."""
    if object_.damaged_at is not None and object_.damage == damage:
        return False
    with act("evidence.damaged", by=VAULT) as record:
        record.update(object_, damaged_at=record.at, damage=damage)
        finding = {"word": DAMAGED, "what": damage, "at": record.at.isoformat()}
        for original in _originals(object_):
            record.update(original, findings=[*_others(original), finding])
    return True


def mark_whole(record: Record, object_: StoredObject) -> None:
    """Take the mark off again: the bytes were read and are whole; inside an act."""
    record.update(object_, damaged_at=None, damage="")
    for original in _originals(object_):
        record.update(original, findings=_others(original))


def _originals(object_: StoredObject) -> list[Original]:
    return list(Original.objects.within(object_.bureau_id).filter(object=object_))


def _others(original: Original) -> list[Any]:
    findings: list[Any] = original.findings
    return [one for one in findings if not (isinstance(one, dict) and one.get("word") == DAMAGED)]
