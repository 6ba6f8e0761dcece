# SPDX-License-Identifier: Apache-2.0
"""What a chief asks of a section's recordings: late, unlinked, missing, unexplained, unsafe.

Each number is the length of a list, and the list is there. All numbers of recordings rest on one
basis: the files of these days, each once however many activities it shows, and what was entered in
cases without a file. What is late is said by the bureau's regulation: recordings of cases by the
findings of their cases, others as if they stood alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import UNSET

from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.cases.facts import rows_of_case
from liuhen.apps.cases.linking.reading import FOOTAGE_AND_OTHER, linked_originals, unlinked
from liuhen.apps.cases.links import end_of
from liuhen.apps.cases.models import Case, Recording, SetAside
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.queries import status_at
from liuhen.apps.compliance.unexplained import Unexplained, holes_seen
from liuhen.apps.evidence.device_upkeep import CLOCK_IS_OFF
from liuhen.apps.evidence.devices import all_devices, last_readings
from liuhen.apps.evidence.models import Device, Original, Outing
from liuhen.apps.evidence.outings import left_open, returned_at
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import pack_of
from liuhen.apps.trace.journal import act
from liuhen.law import facts as law
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding
from liuhen.law.pack import Pack, parts_of

_LATE = frozenset({"late", "overdue", "breached"})
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
class Late:
    """A recording that was stored after it was due, or is not stored yet."""

    officer: str
    start: datetime
    due: datetime | None
    stored_at: datetime | None
    articles: tuple[str, ...]
    what: str
    recording: Recording | None = None
    original: Original | None = None


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
        return Counter(_recorded_by(one) for one in self.unlinked).most_common()


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
    typed = _typed(viewer, section, wanted)
    report = SectionReport(wanted, typed=typed.count(), unlinked=waiting)
    report.recorded = footage.count() + report.typed
    in_cases = _in_cases(viewer, footage, typed)
    late = [
        *_late_in_cases(viewer, in_cases[:_MOST_CASES], footage, typed),
        *_late_alone(viewer, _of_no_case(viewer, footage)),
    ]
    report.late_left = max(0, in_cases.count() - _MOST_CASES)
    report.late = sorted(_once(late), key=lambda one: (one.officer, one.start))
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
    report.aside = list(aside.select_related("original", "original__officer", "by").order_by("at"))
    report.left_open = left_open(viewer, section)
    return report


def _of(rows: QuerySet[Original], section: UUID | None, wanted: Wanted) -> QuerySet[Original]:
    """Those recorded within the days; where that is not known, those that came in then."""
    if section is not None:
        rows = rows.filter(section=section)
    known = Q(start__gte=wanted.start, start__lt=wanted.end)
    unknown = Q(start=None, kept_at__gte=wanted.start, kept_at__lt=wanted.end)
    return rows.filter(known | unknown)


# ---------------------------------------------------------------- late


def _storing(pack: Pack) -> frozenset[str]:
    """The duties to store footage in time."""
    return frozenset(
        one.id for one in pack.obligations if any(part.stored for part in parts_of(one.require))
    )


def _standing(viewer: Viewer) -> QuerySet[Recording]:
    """The recordings of cases as they stand now."""
    rows = Recording.objects.seen_by(viewer).filter(superseded_at=None, withdrawn=False)
    return rows.exclude(case=None)


def _typed(viewer: Viewer, section: UUID | None, wanted: Wanted) -> QuerySet[Recording]:
    """What was entered in cases as recorded in these days, without a file."""
    rows = _standing(viewer).filter(original=None)
    rows = rows.filter(start__gte=wanted.start, start__lt=wanted.end)
    return rows if section is None else rows.filter(section=section)


def _in_cases(
    viewer: Viewer, footage: QuerySet[Original], typed: QuerySet[Recording]
) -> QuerySet[Case]:
    """The cases to which these recordings belong, the newest first."""
    linked = _standing(viewer).filter(original__in=footage)
    cases = Case.objects.seen_by(viewer).select_related("bureau")
    cases = cases.filter(Q(pk__in=linked.values("case")) | Q(pk__in=typed.values("case")))
    return cases.order_by("-opened_at")


def _once(late: Iterable[Late]) -> list[Late]:
    """One line a file, though several links of it are late: that with the earliest due stays."""
    kept: dict[UUID, Late] = {}
    for one in late:
        row = one.original or one.recording
        key = one.recording.original_id if one.recording is not None else None
        name = key or (row.pk if row is not None else None)
        if name is None:
            continue
        known = kept.get(name)
        if known is None or (one.due is not None and (known.due is None or one.due < known.due)):
            kept[name] = one
    return list(kept.values())


def _late_in_cases(
    viewer: Viewer,
    cases: Iterable[Case],
    footage: QuerySet[Original],
    typed: QuerySet[Recording],
) -> Iterator[Late]:
    """Recordings of cases whose storing was late, or is overdue, by the findings."""
    files = set(footage.values_list("pk", flat=True))
    entered = set(typed.values_list("pk", flat=True))
    for case in cases:
        rows, pack = rows_of_case(case), pack_of_case(case)
        report = judge_rows(rows, pack, calendar_today(), viewer.at)
        by_ref = {
            row.ref: row for row in rows.recordings if row.original_id in files or row.pk in entered
        }
        for finding in report.findings:
            if finding.obligation in _storing(pack) and _is_late(finding, viewer.at):
                for ref in _footage_of(finding, by_ref):
                    yield _late_recording(by_ref[ref], finding)


def _footage_of(finding: Finding, by_ref: dict[str, Recording]) -> list[str]:
    named = (finding.subject, *finding.evidence)
    return list(dict.fromkeys(ref for ref in named if ref in by_ref))


def _is_late(finding: Finding, now: datetime) -> bool:
    return status_at(finding, now) in _LATE


def _late_recording(row: Recording, finding: Finding) -> Late:
    return Late(
        officer=row.officer,
        start=row.start,
        due=finding.due,
        stored_at=row.stored_at,
        articles=tuple(finding.articles),
        what=row.device or row.ref,
        recording=row,
    )


def _of_no_case(viewer: Viewer, footage: QuerySet[Original]) -> QuerySet[Original]:
    """Footage that no case has: of patrols and receptions, or not linked yet."""
    if viewer.bureau_id is None:
        return footage.none()
    in_cases = linked_originals(viewer.bureau_id).exclude(case=None)
    aside = SetAside.objects.within(viewer.bureau_id).filter(ended_at=None)
    rows = footage.exclude(pk__in=in_cases.values("original_id"))
    return rows.exclude(pk__in=aside.values("original_id")).select_related("officer")


def _late_alone(viewer: Viewer, originals: Iterable[Original]) -> Iterator[Late]:
    """Recordings of no case, judged as footage of a case with nothing else in it."""
    known = {f"o{number}": one for number, one in enumerate(originals) if one.start is not None}
    if not known or viewer.bureau is None:
        return
    pack = pack_of(viewer.bureau, timezone.localdate(viewer.at))
    facts = law.Facts(
        case=law.Case(id="-", act="inspection"),
        recordings=[_alone(key, one) for key, one in known.items()],
    )
    report = evaluate(facts, pack, calendar_today(), viewer.at)
    for finding in report.findings:
        row = known.get(finding.subject)
        if row is None or finding.obligation not in _storing(pack):
            continue
        if _is_late(finding, viewer.at) and row.start is not None:
            yield Late(
                officer=_recorded_by(row),
                start=row.start,
                due=finding.due,
                stored_at=row.kept_at,
                articles=tuple(finding.articles),
                what=row.file_name,
                original=row,
            )


def _recorded_by(row: Original) -> str:
    """Who recorded it; of a fixed camera or where nobody knows, with what."""
    return (row.officer.name if row.officer else row.officer_name) or row.device_code


def _alone(key: str, row: Original) -> law.Recording:
    end = end_of(row) or row.start or row.kept_at
    back = returned_at(row.officer, end) if row.officer and row.officer.bureau_id else None
    kind = row.kind if row.kind in law.RECORDING_KINDS else "video"
    return law.Recording(
        id=key,
        kind=kind,  # type: ignore[arg-type]  # one of them
        start=timezone.localtime(row.start),
        end=timezone.localtime(end),
        stored_at=timezone.localtime(row.kept_at),
        returned_at=UNSET if back is None else timezone.localtime(back),
    )


# ---------------------------------------------------------------- clocks


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


def note_export(viewer: Viewer, wanted: Wanted) -> None:
    """Record that a report went out."""
    with act("compliance.export_report", by=viewer) as record:
        about = wanted.section or viewer.bureau
        if about is not None:
            record.about(about)
        record.note(first=wanted.first.isoformat(), last=wanted.last.isoformat())
