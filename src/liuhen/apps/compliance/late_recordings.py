# SPDX-License-Identifier: Apache-2.0
"""Which recordings were stored late, or are not stored yet and overdue.

What is late is said by the bureau's regulation: recordings of cases by the findings of their cases,
others as if they stood alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from msgspec import UNSET

from liuhen.apps.cases.facts import rows_of_case
from liuhen.apps.cases.linking.reading import linked_originals
from liuhen.apps.cases.links import end_of
from liuhen.apps.cases.models import Case, Recording, SetAside
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.queries import status_at
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.outings import returned_at
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import pack_of
from liuhen.law import facts as law
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding
from liuhen.law.pack import Pack, parts_of

_LATE = frozenset({"late", "overdue", "breached"})


@dataclass(frozen=True, slots=True)
class Late:
    """A recording that was stored after it was due, or is not stored yet.

    `recording` where a case has it, else `original`; `what`: its device, reference or file name.
    """

    officer: str
    start: datetime
    due: datetime | None
    stored_at: datetime | None
    articles: tuple[str, ...]
    what: str
    recording: Recording | None = None
    original: Original | None = None


def late_in_cases(
    viewer: Viewer,
    cases: Iterable[Case],
    footage: QuerySet[Original],
    typed: QuerySet[Recording],
) -> Iterator[Late]:
    """Return the recordings of `cases` whose storing was late, or is overdue, by the findings.

    Of each case only those of the `footage`, and those of `typed`, which were entered in cases
    without a file.
    """
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


def late_alone(viewer: Viewer, footage: QuerySet[Original]) -> Iterator[Late]:
    """Return those of the footage that no case has, judged as if nothing else were in a case."""
    alone = _of_no_case(viewer, footage)
    known = {f"o{number}": one for number, one in enumerate(alone) if one.start is not None}
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
                officer=recorded_by(row),
                start=row.start,
                due=finding.due,
                stored_at=row.kept_at,
                articles=tuple(finding.articles),
                what=row.file_name,
                original=row,
            )


def each_once(late: Iterable[Late]) -> list[Late]:
    """Return one line a file, though several links of it are late: that with the earliest due."""
    kept: dict[object, Late] = {}
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


def recorded_by(row: Original) -> str:
    """Return who recorded it; of a fixed camera or where nobody knows, with what."""
    return (row.officer.name if row.officer else row.officer_name) or row.device_code


def _storing(pack: Pack) -> frozenset[str]:
    """The duties to store footage in time."""
    return frozenset(
        one.id for one in pack.obligations if any(part.stored for part in parts_of(one.require))
    )


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


def _alone(key: str, row: Original) -> law.Recording:
    end = end_of(row) or row.start or row.kept_at
    back = returned_at(row.officer, end) if row.officer and row.officer.bureau_id else None
    kind: law.RecordingKind = next((k for k in law.RECORDING_KINDS if k == row.kind), "video")
    return law.Recording(
        id=key,
        kind=kind,
        start=timezone.localtime(row.start),
        end=timezone.localtime(end),
        stored_at=timezone.localtime(row.kept_at),
        returned_at=UNSET if back is None else timezone.localtime(back),
    )
