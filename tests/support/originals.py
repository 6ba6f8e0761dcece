# SPDX-License-Identifier: Apache-2.0
"""Originals in the shortest way, and damage to them on the disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from liuhen.apps.evidence.holdings import VAULT
from liuhen.apps.evidence.keeping import register_object, verify_object
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from support.house import Clock, House


def keep(house: House, data: bytes = b"footage", name: str = "a.mp4") -> Original:
    """An original, in the shortest way."""
    stored = vault().put(str(house.bureau.pk), [data], most_bytes=10**9)
    with act("test.keep", by=VAULT) as record:
        row = Original(
            bureau=house.bureau, kind="video", file_name=name, kept_at=record.at, came_by="test"
        )
        row.object = register_object(record, house.bureau, stored, row)
        return record.create(row)


def verified(house: House, data: bytes = b"footage", name: str = "a.mp4") -> Original:
    original = keep(house, data, name)
    verify_object(str(original.object_id))
    return again(original)


def again(original: Original) -> Original:
    rows = Original.objects.within(original.bureau_id)
    return rows.select_related("object").get(pk=original.pk)


def path_of(original: Original) -> Path:
    with vault().as_file(str(original.bureau_id), original.object.digest) as path:
        return path


def damage(original: Original) -> Path:
    path = path_of(original)
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def acts_done() -> list[str]:
    return list(Leaf.objects.order_by("index").values_list("act", flat=True))


def in_days(clock: Clock, days: float) -> None:
    """The server's clock, so many days after the files were made."""
    clock.time = datetime.now(UTC) + timedelta(days=days)


def digests(found: list[Any]) -> list[str]:
    return [one.digest for one in found]


def orphan(house: House, data: bytes = b"no row") -> str:
    return vault().put(str(house.bureau.pk), [data], most_bytes=10**6).digest
