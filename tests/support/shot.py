# SPDX-License-Identifier: Apache-2.0
"""Originals as they lie in the catalogue, without the bytes: for stories about what they show.

footage = Footage(house)
clip = footage.original("2026-03-02 09:00", minutes=60, officer="officer", hole=(20, 30))
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from liuhen.apps.evidence.following import tell
from liuhen.apps.evidence.models import (
    Device,
    DeviceKind,
    Mark,
    Original,
    OriginalKind,
    StoredObject,
    TimeSource,
)
from liuhen.apps.trace.journal import act
from support.house import SYSTEM, House, beijing


class Footage:
    """What comes in in one bureau."""

    def __init__(self, house: House) -> None:
        self.house, self.count = house, 0

    def original(
        self,
        start: str | None,
        minutes: float | None = 60,
        *,
        officer: str = "officer",
        device: str = "DSJ-01",
        hole: tuple[float, float] | None = None,
        kind: str = OriginalKind.VIDEO,
        probed: bool = True,
        **values: Any,
    ) -> Original:
        """Keep one original, now. `hole`: from and to which minute nothing is recorded."""
        house, now = self.house, self.house.clock.now()
        self.count += 1
        name = f"{device}_{self.count:04d}.mp4"
        begun = beijing(start) if start else None
        length = None if minutes is None else timedelta(minutes=minutes)
        with act("test.keep", by=SYSTEM) as record:
            stored = record.create(
                StoredObject(
                    bureau=house.bureau,
                    digest=f"sha256:{sha256(f'{house.code}{name}{start}{values}'.encode()).hexdigest()}",
                    size_bytes=1000,
                    kept_at=now,
                    verified_at=now,
                )
            )
            row = Original(
                bureau=house.bureau,
                section=house.section,
                object=stored,
                kind=kind,
                file_name=name,
                device=self._device(record, device),
                device_code=device,
                officer=house.people[officer],
                officer_name=officer,
                raw_start=begun,
                raw_end=begun and length and begun + length,
                start=begun,
                end=begun and length and begun + length,
                time_source=TimeSource.NAME if begun else TimeSource.NONE,
                kept_at=now,
                kept_by=house.people[officer],
            )
            if probed and length is not None:
                row.duration_ms = length // timedelta(milliseconds=1)
                row.segments = segments(row.duration_ms, hole)
                row.probed_at = now
            for name, value in values.items():
                setattr(row, name, value)
            return record.create(row)

    def probe(self, original: Original, hole: tuple[float, float] | None = None) -> Original:
        """Read the file: what is really recorded becomes known."""
        with act("test.probe", by=SYSTEM) as record:
            whole = (original.end or self.house.clock.now()) - (
                original.start or self.house.clock.now()
            )
            length = whole // timedelta(milliseconds=1)
            record.update(original, duration_ms=length, segments=segments(length, hole))
            tell([original.pk], record)
        return original

    def mark(self, original: Original, at: str, word: str, **details: Any) -> Mark:
        """Mark what is seen or heard at a time."""
        assert original.start is not None
        at_ms = (beijing(at) - original.start) // timedelta(milliseconds=1)
        with act("test.mark", by=SYSTEM) as record:
            made = record.create(
                Mark(
                    bureau=self.house.bureau,
                    original=original,
                    at_ms=at_ms,
                    word=word,
                    details=details,
                    recorded_at=self.house.clock.now(),
                    recorded_by=self.house.people["officer"],
                )
            )
            tell([original.pk], record)
            return made

    def _device(self, record: Any, code: str) -> Device:
        found = Device.objects.within(self.house.bureau.pk).filter(code=code).first()
        return found or record.create(
            Device(
                bureau=self.house.bureau,
                section=self.house.section,
                code=code,
                kind=DeviceKind.RECORDER,
                registered_at=self.house.clock.now(),
            )
        )


def segments(length_ms: int, hole: tuple[float, float] | None) -> list[list[int]]:
    """What is recorded of a file of that length with a hole from one minute to another."""
    if hole is None:
        return [[0, length_ms]]
    first, last = (int(minute * 60_000) for minute in hole)
    return [[0, first], [last, length_ms]]


def clock(text: str) -> datetime:
    """A time in Beijing."""
    return beijing(text)
