# SPDX-License-Identifier: Apache-2.0
"""What a chief asks of a section's recordings: late, unlinked, missing, unexplained, unsafe.

Each number is the length of a list, and the list is there. All numbers of recordings rest on one
basis: the files of these days, each once however many activities it shows, and what was entered in
cases without a file. What is late is said by `late_recordings`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.cases.linking.reading import FOOTAGE_AND_OTHER, unlinked
from liuhen.apps.cases.models import Case, Recording, SetAside
from liuhen.apps.compliance.late_recordings import (
    Late,
    each_once,
    late_alone,
    late_in_cases,
    perhaps_late,
    recorded_by,
)
from liuhen.apps.compliance.unexplained import Unexplained, holes_seen
from liuhen.apps.evidence.device_upkeep import CLOCK_IS_OFF
from liuhen.apps.evidence.devices import all_devices, last_readings
from liuhen.apps.evidence.models import Device, Original, Outing
from liuhen.apps.evidence.outings import left_open
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

#: Words of `Original.findings` that speak of a clock.
_CLOCK_WORDS = frozenset({"clock_off", "time_ahead"})
_MOST_CASES = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which section (none: all that the viewer may ask about) and which days, both counted."""

    first: date
    last: date
    section: Organisation | None = None

    @property
    def start(self) -> datetime:
        """The first instant."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def end(self) -> datetime:
        """The first instant after."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))


@dataclass(frozen=True, slots=True)
class Clock:
    """A device whose clock is off: by its last reading, or by what it recorded."""

    device: Device
    offset_ms: int | None
    recordings: int


@dataclass(slots=True)
class SectionReport:
    """The answer. `recorded` is how many recordings there are, against which the rest is held.

    `typed` of them were entered in cases without a file. `late_left` and `holes_left` are cases
    into which nobody looked, because there were too many.
    """

    wanted: Wanted
    recorded: int = 0
    typed: int = 0
    late_left: int = 0
    holes_left: int = 0
    late: list[Late] = field(default_factory=list)
    unlinked: list[Original] = field(default_factory=list)
    missing: list[Unexplained] = field(default_factory=list)
    gaps: list[Unexplained] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    unsafe: list[Original] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    left_open: list[Outing] = field(default_factory=list)

    @property
    def late_by_officer(self) -> list[tuple[str, int]]:
        """How many of whose recordings were late, most first."""
        return Counter(one.officer for one in self.late).most_common()

    @property
    def unlinked_by_officer(self) -> list[tuple[str, int]]:
        """How many of whose recordings nobody has linked, most first."""
        return Counter(recorded_by(one) for one in self.unlinked).most_common()


def sections_of(viewer: Viewer) -> list[Organisation]:
    """Return the sections that the viewer may ask about."""
    rows = Organisation.objects.filter(bureau=viewer.bureau, kind__in=("section", "unit"))
    if not viewer.reaches_bureau(Permission.EVIDENCE_REPORT):
        rows = rows.filter(pk__in=viewer.sections(Permission.EVIDENCE_REPORT))
    return list(rows.order_by("code"))


def wanted_section(viewer: Viewer, key: UUID | None) -> Organisation | None:
    """Return the section that was asked about, or the only one; `None` is the whole bureau.

    Raises:
        UnknownRowError: not one that the viewer may ask about.
        NotAllowedError: the whole bureau was asked about, and the viewer's role does not reach it.
    """
    sections = sections_of(viewer)
    if key is not None:
        for one in sections:
            if one.pk == key:
                return one
        raise UnknownRowError(_("There is no such section."))
    if viewer.reaches_bureau(Permission.EVIDENCE_REPORT):
        return None
    if not sections:
        raise NotAllowedError(_("Your role does not allow this."))
    return sections[0]


def section_report(viewer: Viewer, wanted: Wanted) -> SectionReport:
    """Return what is late, unlinked, missing, unexplained, off and unsafe.

    Raises:
        NotAllowedError: the viewer's role does not reach the section.
    """
    section = wanted.section.pk if wanted.section else None
    if not viewer.reaches(Permission.EVIDENCE_REPORT, section):
        raise NotAllowedError(_("Your role does not allow this."))
    originals = _of(Original.objects.seen_by(viewer), section, wanted)
    footage = originals.filter(kind__in=FOOTAGE_AND_OTHER)
    waiting = list(_of(unlinked(viewer), section, wanted).order_by("start", "kept_at"))
    typed = _typed(section, wanted)
    report = SectionReport(wanted, typed=_in_cases(viewer, typed), unlinked=waiting)
    report.recorded = footage.count() + report.typed
    perhaps = perhaps_late(viewer, Q(original__in=footage) | typed)
    rows = Case._base_manager.filter(pk__in=set(perhaps.values()))  # all seen by the viewer
    rows = rows.select_related("bureau")
    cases = sorted(rows, key=lambda one: (one.opened_at, one.pk), reverse=True)
    late = [*late_in_cases(viewer, cases[:_MOST_CASES], perhaps), *late_alone(viewer, footage)]
    report.late_left = max(0, len(cases) - _MOST_CASES)
    report.late = sorted(each_once(late), key=lambda one: (one.officer, one.start))
    holes = holes_seen(viewer, section)
    report.holes_left = holes.left
    for hole in holes.found:
        at = hole.start or hole.activity.start
        if wanted.start <= at < wanted.end:
            (report.missing if hole.missing else report.gaps).append(hole)
    report.clocks = list(_clocks(viewer, section, footage))
    unsafe = originals.filter(Q(object__verified_at=None) | ~Q(object__damaged_at=None))
    report.unsafe = list(
        unsafe.filter(object__disposed_at=None)
        .select_related("officer", "device", "object")
        .order_by("kept_at")
    )
    aside = SetAside.objects.seen_by(viewer).filter(ended_at=None, original__in=originals)
    report.aside = list(
        aside.select_related("original__officer", "original__device", "by").order_by("at")
    )
    report.left_open = left_open(viewer, section)
    return report


def note_export(viewer: Viewer, wanted: Wanted) -> None:
    """Record that a report went out, of which section and which days."""
    with act("compliance.export_report", by=viewer) as record:
        about = wanted.section or viewer.bureau
        if about is not None:
            record.about(about)
        record.note(first=wanted.first.isoformat(), last=wanted.last.isoformat())


def _of(rows: QuerySet[Original], section: UUID | None, wanted: Wanted) -> QuerySet[Original]:
    """Those recorded within the days; where that is not known, those that came in then."""
    if section is not None:
        rows = rows.filter(section=section)
    known = Q(start__gte=wanted.start, start__lt=wanted.end)
    unknown = Q(start=None, kept_at__gte=wanted.start, kept_at__lt=wanted.end)
    return rows.filter(known | unknown)


def _typed(section: UUID | None, wanted: Wanted) -> Q:
    """What was entered in cases as recorded in these days, without a file."""
    typed = Q(original=None, start__gte=wanted.start, start__lt=wanted.end)
    return typed if section is None else typed & Q(section=section)


def _in_cases(viewer: Viewer, wanted: Q) -> int:
    """How many such recordings stand in cases now."""
    rows = Recording.objects.seen_by(viewer).filter(wanted, superseded_at=None, withdrawn=False)
    return rows.exclude(case=None).count()


def _clocks(viewer: Viewer, section: UUID | None, footage: QuerySet[Original]) -> Iterator[Clock]:
    devices = all_devices(viewer)
    if section is not None:
        devices = devices.filter(Q(section=section) | Q(pk__in=footage.values("device")))
    rows = list(devices)
    readings = last_readings(viewer, rows)
    flagged: Counter[UUID] = Counter()
    for key, findings in footage.exclude(device=None).values_list("device_id", "findings"):
        words = {str(one.get("word", "")) for one in findings if isinstance(one, dict)}
        if words & _CLOCK_WORDS:
            flagged[key] += 1
    for device in rows:
        reading = readings.get(device.pk)
        off = reading is not None and abs(timedelta(milliseconds=reading.offset_ms)) > CLOCK_IS_OFF
        if off or flagged[device.pk]:
            yield Clock(device, reading.offset_ms if reading else None, flagged[device.pk])
