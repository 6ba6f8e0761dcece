# SPDX-License-Identifier: Apache-2.0
"""What is known of a file as it arrives: device, officer, section, times, kind.

Read from what the client claims, else from the file's name, else from the register of devices. What
nobody knows stays empty, and what was said but is not known here becomes a finding: it is never a
reason to refuse (wall 10).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.clock_readings import (
    CLOCK_OFF,
    SAME_CLOCK_MS,
    UNCONFIRMED,
    counts_at_once,
    measured_at,
)
from liuhen.apps.evidence.devices import clock_at, device_of, holder_at
from liuhen.apps.evidence.models import (
    Device,
    DeviceKind,
    OriginalKind,
    TimeSource,
)
from liuhen.apps.people.models import Kind, Membership, Organisation, Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.packs import pack_of
from liuhen.media.names import BadPatternError, NameParts, read_name

LONGEST_NAME = 255
#: A start that lies later than the server's clock by more is said on the file.
_AHEAD = timedelta(minutes=5)

_KINDS = {
    OriginalKind.VIDEO: (
        "mp4 m4v mov avi mkv ts mts m2ts 3gp 3g2 dav h264 h265 264 265 hevc asf wmv flv webm mpg "
        "mpeg vob ps mxf"
    ),
    OriginalKind.AUDIO: "mp3 wav m4a aac amr ogg oga opus flac wma",
    OriginalKind.PHOTO: "jpg jpeg png heic heif tif tiff bmp gif webp dng",
    OriginalKind.DOCUMENT: "pdf ofd doc docx wps xls xlsx et ppt pptx odt ods txt csv",
}
_KIND_OF = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one file. `said_device` and `said_officer` stand where no row was found.

    `offset_ms` moves its times; `measured_ms` is what this client measured, which may not count.
    """

    file_name: str
    kind: str
    device: Device | None = None
    said_device: str = ""
    officer: Person | None = None
    said_officer: str = ""
    section: Organisation | None = None
    raw_start: datetime | None = None
    raw_end: datetime | None = None
    time_source: str = TimeSource.NONE
    offset_ms: int = 0
    measured_ms: int | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def start(self) -> datetime | None:
        """The corrected time at which the file begins."""
        return _moved(self.raw_start, self.offset_ms)

    @property
    def end(self) -> datetime | None:
        """The corrected time at which the file ends."""
        return _moved(self.raw_end, self.offset_ms)


def know(
    by: Viewer, file_name: str, claims: Claims, *, kind: str, section: Organisation | None
) -> Known:
    """Return what is known of a file that `by` brings to the viewer's own bureau."""
    bureau = by.bureau
    if bureau is None:
        raise ValueError("a file belongs to a bureau")
    name = clean_name(file_name)
    device, parts = _device_and_name(bureau, name, claims)
    said_device = claims.device or claims.camera or parts.serial
    raw_start, source = _start(bureau, by.at, claims, parts, name)
    raw_end = claims.raw_end
    if raw_end is not None and raw_start is not None and raw_end < raw_start:
        raw_end = None
    offset_ms, measured_ms = _offset(by, device, claims)
    said_officer = claims.officer or parts.officer
    officer = person_of(bureau, said_officer)
    moment = _moved(raw_start, offset_ms) or by.at
    holder = holder_at(device, moment) if device is not None else None
    if officer is None and not said_officer:
        officer = holder
    known = Known(
        file_name=name,
        kind=_kind(kind or claims.kind, name, device),
        device=device,
        said_device=(device.code if device else said_device)[:60],
        officer=officer,
        said_officer=(officer.name if officer else said_officer)[:60],
        section=section or _section(by, claims, officer, device, moment),
        raw_start=raw_start,
        raw_end=raw_end,
        time_source=source,
        offset_ms=offset_ms,
        measured_ms=measured_ms,
    )
    known.findings.extend(_findings(known, claims, by))
    if holder is not None and officer is not None and holder != officer:
        known.findings.append({"word": "officer_differs", "holder": holder.name})
    return known


def clean_name(file_name: str) -> str:
    """Return the name alone, in one line, at most 255 characters, with its ending.

    >>> clean_name("DCIM/../0001.mp4")
    '0001.mp4'
    """
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    name = "".join(letter if letter.isprintable() else " " for letter in name).strip()
    if name in ("", ".", ".."):
        return "unnamed"
    ending = PurePosixPath(name).suffix[:16]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def zone_of_bureau(bureau: Organisation, at: datetime) -> tzinfo:
    """Return the zone in which the bureau's devices show their time."""
    default = timezone.get_default_timezone()
    try:
        pack = pack_of(bureau, timezone.localtime(at, default).date())
    except NoPackError:
        return default
    return ZoneInfo(pack.manifest.time_zone)


def person_of(bureau: Organisation, said: str) -> Person | None:
    """Return who is meant by a user name, a certificate's number or a name; of two, nobody."""
    wanted = said.strip()
    if not wanted:
        return None
    people = Person.objects.filter(bureau=bureau)
    for query in (
        Q(username__iexact=wanted),
        Q(username__iexact=wanted.lower().rsplit(".", 1)[-1]),
        Q(certificates__number__iexact=wanted),
        Q(name=wanted),
    ):
        found = list(people.filter(query).distinct()[:2])
        if len(found) == 1:
            return found[0]
    return None


def _device_and_name(
    bureau: Organisation, name: str, claims: Claims
) -> tuple[Device | None, NameParts]:
    """The device, and what the name says by that device's pattern (or by the usual form)."""
    said = claims.camera or claims.device
    device = device_of(bureau.pk, said) if said else None
    if device is not None:
        return device, _read(name, device.name_pattern)
    if not said:
        for pattern in _patterns(bureau):
            parts = _read(name, pattern)
            device = device_of(bureau.pk, parts.serial) if parts.serial else None
            if device is not None and device.name_pattern == pattern:
                return device, parts
    parts = _read(name, "")
    device = device_of(bureau.pk, parts.serial) if parts.serial and not said else None
    return device, parts


def _patterns(bureau: Organisation) -> list[str]:
    rows = Device.objects.within(bureau.pk).exclude(name_pattern="").order_by("name_pattern")
    return list(rows.values_list("name_pattern", flat=True).distinct())


def _read(name: str, pattern: str) -> NameParts:
    try:
        return read_name(name, pattern)
    except BadPatternError:  # kept before patterns were checked
        return read_name(name)


def _source(bureau: Organisation, at: datetime, claims: Claims, parts: NameParts, name: str) -> str:
    """Where the time comes from that a client says; only what can be seen to be so is believed.

    That it stands in the name is seen there. What the file says inside is read later, and takes the
    place of the time of the file on the device.
    """
    if claims.time_source == TimeSource.TYPED:
        return TimeSource.TYPED
    local = claims.raw_start.astimezone(zone_of_bureau(bureau, at)) if claims.raw_start else None
    if claims.time_source not in ("", TimeSource.NAME) or local is None:
        return TimeSource.FILE
    digits = "".join(one for one in name if one.isascii() and one.isdigit())
    written = any(f"{local:{form}}" in digits for form in _WRITTEN)
    same = parts.start is not None and parts.start == local.replace(tzinfo=None)
    return TimeSource.NAME if same or written else TimeSource.FILE


#: How a time stands in a name that the server knows no pattern for, its digits alone.
_WRITTEN = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%y%m%d%H%M%S")


def _start(
    bureau: Organisation, at: datetime, claims: Claims, parts: NameParts, name: str
) -> tuple[datetime | None, str]:
    if claims.raw_start is not None:
        return claims.raw_start, _source(bureau, at, claims, parts, name)
    if parts.start is not None:
        return parts.start.replace(tzinfo=zone_of_bureau(bureau, at)), TimeSource.NAME
    # the end alone: the probe finds the length, and so the beginning
    return None, TimeSource.NONE if claims.raw_end is None else TimeSource.FILE


def _offset(by: Viewer, device: Device | None, claims: Claims) -> tuple[int, int | None]:
    """Server minus device in milliseconds as it counts, and as this client measured it."""
    measured = _measured(claims)
    if measured is not None and counts_at_once(by, device, measured_at(by, claims)):
        return measured, measured
    reading = clock_at(device, by.at) if device is not None else None
    return (0 if reading is None else reading.offset_ms), measured


def _measured(claims: Claims) -> int | None:
    if claims.offset_ms is not None:
        return claims.offset_ms
    if claims.device_clock is not None and claims.measured_at is not None:
        return _milliseconds(claims.measured_at - claims.device_clock)
    return None


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _kind(wanted: str, name: str, device: Device | None) -> str:
    if wanted in OriginalKind.values:
        return wanted
    kind = _KIND_OF.get(PurePosixPath(name).suffix[1:].lower(), OriginalKind.OTHER)
    if device is not None and device.kind == DeviceKind.FIXED and kind == OriginalKind.VIDEO:
        return OriginalKind.SURVEILLANCE
    return kind


def _section(
    by: Viewer, claims: Claims, officer: Person | None, device: Device | None, moment: datetime
) -> Organisation | None:
    """To whom the file belongs: the officer's section at that time, else the device's, else the
    section that was named, else that of whoever brings it.
    """  # noqa: D205  # one sentence
    if officer is not None and (found := _section_of(officer, moment)):
        return found
    if device is not None and device.section is not None:
        return device.section
    if claims.section:
        below = Organisation.objects.filter(bureau=by.bureau, kind__in=(Kind.SECTION, Kind.UNIT))
        named = below.filter(Q(code=claims.section) | Q(name=claims.section)).first()
        if named is not None:
            return named
    return _section_of(by.person, by.at)


def _section_of(person: Person, moment: datetime) -> Organisation | None:
    day = timezone.localtime(moment).date()
    rows = Membership.objects.filter(
        person=person, organisation__kind__in=(Kind.SECTION, Kind.UNIT)
    ).select_related("organisation")
    holding = [one for one in rows if one.holds_on(day)]
    return holding[-1].organisation if holding else None


def _findings(known: Known, claims: Claims, by: Viewer) -> Iterator[dict[str, Any]]:
    if known.device is None and known.said_device:
        yield {"word": "device_unknown", "said": known.said_device}
    if known.officer is None and known.said_officer:
        yield {"word": "officer_unknown", "said": known.said_officer}
    if known.raw_start is None and known.kind != OriginalKind.DOCUMENT:
        yield {"word": "time_unknown"}
    if abs(known.offset_ms) > _milliseconds(CLOCK_OFF):
        yield {"word": "clock_off", "offset_ms": known.offset_ms}
    measured = known.measured_ms
    if measured is not None and abs(measured - known.offset_ms) >= SAME_CLOCK_MS:
        at = measured_at(by, claims).isoformat()
        yield {"word": UNCONFIRMED, "offset_ms": measured, "at": at}
    if known.start is not None and known.start > by.at + _AHEAD:
        yield {"word": "time_ahead", "start": known.start.isoformat()}
    unreadable = list(claims.unreadable)
    if claims.raw_end is not None and known.raw_end is None:
        unreadable.append("ended")
    if unreadable:
        yield {"word": "claims_unreadable", "claims": unreadable}


def _moved(moment: datetime | None, offset_ms: int) -> datetime | None:
    if moment is None:
        return None
    try:
        return moment + timedelta(milliseconds=offset_ms)
    except OverflowError:
        return moment
