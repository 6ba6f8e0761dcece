# SPDX-License-Identifier: Apache-2.0
"""Which recordings were stored late, or are not stored yet and overdue.

What is late is said by the bureau's regulation: recordings of cases by the findings of their cases,
others as if they stood alone. Only cases are judged of which the projection says that something was
done late in them, or that something is still to be stored: few of all.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import UNSET

from liuhen.apps.cases.facts import rows_of_cases, standing_in
from liuhen.apps.cases.linking.reading import linked_originals
from liuhen.apps.cases.links import end_of
from liuhen.apps.cases.models import Case, Recording, SetAside
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.models import CaseTally, OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.queries import status_at
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.outings import returns_at
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import pack_of, packs_of
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


def perhaps_late(viewer: Viewer, wanted: Q) -> dict[UUID, UUID | None]:
    """Return those of the wanted recordings that may have been stored late, each with its case.

    In each of the cases something was late, whatever it was, or something is still to be stored.
    """
    if viewer.bureau is None:
        return {}
    storing = {name for pack in packs_of(viewer.bureau) for name in _storing(pack)}
    current = current_generation()
    late = CaseTally.objects.seen_by(viewer).filter(generation=current, late__gt=0)
    duties = OpenDuty.objects.seen_by(viewer).filter(generation=current, obligation__in=storing)
    cases = late.values("case_id").union(duties.values("case_id"))
    rows = standing_in(Recording, viewer.bureau.pk, cases).filter(wanted)
    return dict(rows.values_list("pk", "case_id"))


def late_in_cases(
    viewer: Viewer, cases: Sequence[Case], recordings: Collection[UUID]
) -> Iterator[Late]:
    """Return those of `recordings`, all in `cases`, whose storing was late, or is overdue.

    Findings of their cases say so.
    """
    calendar = calendar_today()
    for rows in rows_of_cases(cases):
        pack = pack_of_case(rows.case)
        report = judge_rows(rows, pack, calendar, viewer.at)
        by_ref = {row.ref: row for row in rows.recordings if row.pk in recordings}
        for finding in report.findings:
            if finding.obligation in _storing(pack) and _is_late(finding, viewer.at):
                for ref in _footage_of(finding, by_ref):
                    yield _late_recording(by_ref[ref], finding)


def late_alone(viewer: Viewer, footage: QuerySet[Original]) -> Iterator[Late]:
    """Return those of the footage that no case has, judged as if nothing else were in a case."""
    alone = list(_of_no_case(viewer, footage))
    known = {f"o{number}": one for number, one in enumerate(alone) if one.start is not None}
    if not known or viewer.bureau is None:
        return
    pack = pack_of(viewer.bureau, timezone.localdate(viewer.at))
    returns = returns_at(viewer.bureau.pk, {(one.officer_id, _end_of(one)) for one in alone})
    facts = law.Facts(
        case=law.Case(id="-", act="inspection"),
        recordings=[
            _alone(key, one, returns.get((one.officer_id, _end_of(one))))
            for key, one in known.items()
        ],
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


@lru_cache(maxsize=64)
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


def _end_of(row: Original) -> datetime:
    return end_of(row) or row.start or row.kept_at


def _alone(key: str, row: Original, back: datetime | None) -> law.Recording:
    kind: law.RecordingKind = next((k for k in law.RECORDING_KINDS if k == row.kind), "video")
    return law.Recording(
        id=key,
        kind=kind,
        start=timezone.localtime(row.start),
        end=timezone.localtime(_end_of(row)),
        stored_at=timezone.localtime(row.kept_at),
        returned_at=UNSET if back is None else timezone.localtime(back),
    )
