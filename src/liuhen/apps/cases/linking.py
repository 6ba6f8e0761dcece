# SPDX-License-Identifier: Apache-2.0
"""Linking originals to activities, by time range, and undoing it.

What this module promises:

- one original serves as many activities and cases as it was recorded in, each with its own range;
- a link's times, storing, return and hand-over are the system's; who links says of which activity
  it is, from when to when and why;
- an original whose own time is not known, or plainly wrong, is linked with a typed beginning. That
  is a claim: it proves nothing until a custodian who had no part in it confirms it. So is a time
  that was typed when the file was brought in, or comes of a clock that stood still;
- a wrong link is withdrawn with a reason and stays readable; the original is untouched throughout;
- locks are taken in one order: originals, outings, case. Whoever changes an original meanwhile
  waits, and then finds the link (`cases.carrying`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    SLIP,
    current,
    has_handled,
    locked_case,
    next_ref,
    require_over_case,
    require_over_section,
    supersede,
    tell,
)
from liuhen.apps.cases.errors import (
    BadFactError,
    ClosedCaseError,
    NotAllowedError,
    UnknownRowError,
)
from liuhen.apps.cases.links import (
    FOOTAGE,
    Range,
    hold_outings,
    is_time_said,
    length_of,
    range_in,
    system_values,
    usual_range,
)
from liuhen.apps.cases.models import Activity, Case, Fact, FactOrigin, Recording, SetAside
from liuhen.apps.evidence.models import Original, OriginalKind
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.errors import UserError

_LONGEST_WHY = 300


def link_original(
    *,
    by: Viewer,
    original: Original,
    activity: Activity,
    start: datetime | None = None,
    end: datetime | None = None,
    why: str = "",
    begins: datetime | None = None,
    kind: str = "",
) -> Recording:
    """Say that `original` shows `activity` from `start` to `end` (default: where the two overlap).

    `begins`: when the original really began, where the device does not know it; then the times are
    typed, and a custodian confirms them. `kind`: what an original that is no footage by its file is
    (video, audio …). Needs `EVIDENCE_ADD` over the section, or to handle the case.

    Raises:
        UnknownRowError: the original or the activity is not for this viewer.
        ClosedCaseError: the activity's case has been archived.
        BadFactError: the range is not inside the original, or is linked already.
    """
    with _linking("cases.link_original", by, original, activity) as doing:
        return put_link(doing, start=start, end=end, why=why, begins=begins, kind=kind)


def put_link(
    doing: "Linking",
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    why: str = "",
    begins: datetime | None = None,
    kind: str = "",
) -> Recording:
    """Write a link inside an act; everything was locked and allowed before."""
    held, by, record = doing.original, doing.by, doing.record
    word = _kind(held, kind)
    first, until = _times(doing, start, end, begins)
    typed = begins is not None or is_time_said(held)
    began = begins.replace(microsecond=0) if begins else held.start
    span = range_in(held, began or first, first, until)
    _refuse_double(doing, span)
    row = Recording(
        bureau_id=doing.activity.bureau_id,
        case=doing.case,
        section=doing.case.section if doing.case else doing.activity.section,
        ref=next_ref(doing.case, Recording),
        origin=FactOrigin.TYPED if typed else FactOrigin.DEVICE,
        recorded_at=record.at,
        entered_at=record.at,
        entered_by=by.person,
        recorded_by=by.person,
        reason=checks.text(why, "reason", _LONGEST_WHY),
        original=held,
        kind=word,
        event_refs=[doing.activity.ref],
        from_ms=span[0],
        to_ms=span[1],
        **_placed(began or first, span, word),
        **system_values(held, span),
    )
    return record.create(row)


def unlink(*, by: Viewer, recording: Recording, reason: str) -> Recording:
    """Withdraw a wrong link, with the reason; the original stays, and is unlinked again.

    Footage that is used as evidence is unlinked by the custodian or a head who do not handle the
    case; other links by whoever may link.
    """
    with _on_link("cases.unlink", by, recording) as (record, row, case):
        said = checks.filled(reason, "reason", _LONGEST_WHY)
        record.note(reason=said)
        if row.evidence and not _apart(by, row, case):
            raise NotAllowedError(
                _("Footage that is used as evidence is unlinked by the custodian or a head.")
            )
        return supersede(record, row, by, entered=False, withdrawn=True, reason=said)


def relink(
    *,
    by: Viewer,
    recording: Recording,
    reason: str,
    start: datetime | None = None,
    end: datetime | None = None,
    activity: Activity | None = None,
) -> Recording:
    """Change the range of a link, or to which activity of the same case it belongs.

    Times are corrected time; what is left out stays. A range of an original whose own time is not
    known moves within its typed beginning. Who sees only a range of the original widens nothing.
    What a custodian had confirmed of the other range waits for the custodian again.
    """
    with _on_link("cases.relink", by, recording) as (record, row, case):
        said = checks.filled(reason, "reason", _LONGEST_WHY)
        record.note(reason=said)
        held = row.original
        if held is None or row.from_ms is None:
            raise BadFactError(_("The entry is no link."))
        if row.evidence and not _apart(by, row, case):
            raise NotAllowedError(
                _("Footage that is used as evidence is unlinked by the custodian or a head.")
            )
        target = _same_place(by, row, activity)
        begins = row.start - timedelta(milliseconds=row.from_ms)
        first = row.start if start is None else checks.time(start, record.at, "start")
        until = end or row.end or row.start
        span = range_in(held, begins, first, first if row.kind == "photo" else until)
        _require_seen(by, held, span)
        refs = row.event_refs if target is None else [target.ref]
        doing = Linking(by, record, held, target or _named(row), case)
        _refuse_double(doing, span, besides=row)
        return supersede(
            record,
            row,
            by,
            entered=True,
            reason=said,
            event_refs=refs,
            from_ms=span[0],
            to_ms=span[1],
            stored_by=None,  # whoever confirmed the other range has not seen this one
            **_placed(begins, span, row.kind),
            **system_values(held, span),
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """One link that is wanted; without times the usual range."""

    original: Original
    activity: Activity
    start: datetime | None = None
    end: datetime | None = None
    why: str = ""


@dataclass(slots=True)
class Linked:
    """What became of many wishes: the links, and the sentences of those that were refused."""

    done: list[Recording] = field(default_factory=list)
    refused: list[tuple[Wish, str]] = field(default_factory=list)


def link_many(*, by: Viewer, wishes: Iterable[Wish]) -> Linked:
    """Link many at once, each in an act of its own: one refusal does not undo the others."""
    made = Linked()
    for wish in wishes:
        try:
            row = link_original(
                by=by,
                original=wish.original,
                activity=wish.activity,
                start=wish.start,
                end=wish.end,
                why=wish.why,
            )
        except UserError as refusal:
            made.refused.append((wish, str(refusal)))
        else:
            made.done.append(row)
    return made


# ---------------------------------------------------------------- reading


def links_of(original: Original) -> QuerySet[Recording]:
    """Return the links of an original that count today, whoever sees them: for acts and jobs.

    Pages narrow them with `links_seen`.
    """
    rows = Recording.objects.within(original.bureau_id).select_related("case", "section")
    return rows.filter(original=original, superseded_at=None, withdrawn=False).order_by("start")


def links_seen(viewer: Viewer, original: Original) -> QuerySet[Recording]:
    """Return the links of an original that the viewer may see."""
    rows = Recording.objects.seen_by(viewer).select_related("case", "section", "entered_by")
    return rows.filter(original=original, superseded_at=None, withdrawn=False).order_by("start")


def linked_originals(bureau: UUID) -> QuerySet[Recording]:
    """Return the live links of a bureau, as a query to exclude originals by."""
    rows = Recording.objects.within(bureau).exclude(original=None)
    return rows.filter(superseded_at=None, withdrawn=False)


def ranges_for(viewer: Viewer, original: Original) -> list[Range]:
    """Return what of an original a viewer sees through cases alone, in milliseconds, merged.

    For whoever does not see the original itself: only what is linked to a case or an activity that
    the viewer may see.
    """
    spans = sorted(
        (row.from_ms, row.to_ms)
        for row in links_seen(viewer, original)
        if row.from_ms is not None and row.to_ms is not None
    )
    merged: list[Range] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


# ---------------------------------------------------------------- inside


@dataclass(frozen=True, slots=True)
class Linking:
    """A link under way: the locked original, the activity, and its locked case if it has one."""

    by: Viewer
    record: Record
    original: Original
    activity: Activity
    case: Case | None


@contextmanager
def _linking(name: str, by: Viewer, original: Original, activity: Activity) -> Iterator[Linking]:
    with act(name, by=by) as record:
        held = held_original(by, original.pk)
        hold_outings([held])
        row = _seen_activity(by, activity)
        case = _open_case(by, record, row)
        if case is None:
            _require_over_row(by, row)
        yield Linking(by, record, held, row, case)
        if case is not None:
            tell(case, record)


@contextmanager
def _on_link(
    name: str, by: Viewer, recording: Recording
) -> Iterator[tuple[Record, Recording, Case | None]]:
    """Do an act on a link that is there."""
    with act(name, by=by) as record:
        if recording.original_id is None:
            raise BadFactError(_("The entry is no link."))
        held = Original.objects.within(recording.bureau_id)
        originals = list(held.select_for_update().filter(pk=recording.original_id))
        hold_outings(originals)
        if not Recording.objects.seen_by(by).filter(pk=recording.pk).exists():
            raise UnknownRowError(_("There is no such entry."))
        case = _open_case(by, record, recording)
        row = current(by, recording)
        if case is None:
            _require_over_row(by, row)
        yield record, row, case
        if case is not None:
            tell(case, record)


def held_original(by: Viewer, key: UUID) -> Original:
    """Return the original, locked, if the viewer sees it whole.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    if by.bureau_id is None or not Original.objects.seen_by(by).filter(pk=key).exists():
        raise UnknownRowError(_("There is no such recording."))
    return Original.objects.within(by.bureau_id).select_for_update().get(pk=key)


def _seen_activity(by: Viewer, activity: Activity) -> Activity:
    rows = Activity.objects.seen_by(by).filter(item=activity.item, superseded_at=None)
    found = rows.select_related("section").first()
    if found is None:
        raise UnknownRowError(_("There is no such entry."))
    if found.withdrawn:
        raise BadFactError(_("The activity was withdrawn; nothing is linked to it any more."))
    return found


def _open_case(by: Viewer, record: Record, row: Fact) -> Case | None:
    """The case of the row, locked, if it takes links from this viewer."""
    if row.case_id is None:
        return None
    case = locked_case(by, row.case_id)
    require_over_case(by, case, Permission.EVIDENCE_ADD)
    if case.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is linked to it or unlinked any more.")
            % {"number": case.number}
        )
    record.about(case)
    return case


def _require_over_row(by: Viewer, row: Fact) -> None:
    if row.section is None:
        raise UnknownRowError(_("There is no such section."))
    require_over_section(by, row.section, Permission.EVIDENCE_ADD)


def _kind(original: Original, wanted: str) -> str:
    """What the link is, in the contract's words."""
    if original.kind in FOOTAGE:
        return str(original.kind)
    if original.kind == OriginalKind.DOCUMENT:
        raise BadFactError(
            _("“%(name)s” is a document: enter it as a paper of the case.")
            % {"name": original.file_name}
        )
    if not wanted:
        raise BadFactError(
            _("Say whether “%(name)s” is video, sound or a photo.") % {"name": original.file_name},
            "kind",
        )
    return checks.word(wanted, sorted(FOOTAGE), "kind")


def _times(
    doing: Linking, start: datetime | None, end: datetime | None, begins: datetime | None
) -> tuple[datetime, datetime]:
    """The range in time."""
    original = doing.original
    if begins is not None:
        began = checks.time(begins, doing.record.at, "begins")
        length = length_of(original)
        usual = doing.activity.end if length is None else began + length
        first = start or began
        return first, max(first, end or usual or first)
    if original.start is None:
        raise BadFactError(
            _("When “%(name)s” was recorded is not known: say when it began.")
            % {"name": original.file_name},
            "begins",
        )
    overlap = usual_range(original, doing.activity)
    if overlap is None and (start is None or end is None):
        raise BadFactError(
            _("“%(name)s” was not recorded during this activity: say from when to when it counts.")
            % {"name": original.file_name},
            "start",
        )
    first, last = overlap or (original.start, original.start)
    begun = start or first
    return begun, max(begun, end or last)


def _placed(begins: datetime, span: Range, kind: str) -> dict[str, Any]:
    """The times of a range; a photo is an instant."""
    start = begins + timedelta(milliseconds=span[0])
    end = begins + timedelta(milliseconds=span[1])
    return {"start": start, "end": None if kind == "photo" else end}


def _refuse_double(doing: Linking, span: Range, besides: Recording | None = None) -> None:
    """Refuse a second link of the same stretch to the same activity."""
    rows = links_of(doing.original).filter(case=doing.case)
    for row in rows:
        if besides is not None and row.item == besides.item:
            continue
        same = doing.activity.ref in row.event_refs
        if same and (row.from_ms or 0) <= span[1] and (row.to_ms or 0) >= span[0]:
            raise BadFactError(
                _("“%(name)s” is linked to this activity already; change the range of that link.")
                % {"name": doing.original.file_name}
            )


def _require_seen(by: Viewer, original: Original, span: Range) -> None:
    """Refuse a range that reaches beyond what the viewer sees of the original: it would show it."""
    if Original.objects.seen_by(by).filter(pk=original.pk).exists():
        return
    if not any(first <= span[0] and span[1] <= last for first, last in ranges_for(by, original)):
        raise BadFactError(
            _("You see of this recording only what is linked; its section links more of it.")
        )


def _named(row: Recording) -> Activity:
    """The activity that a link names."""
    rows = Activity.objects.within(row.bureau_id).filter(case=row.case_id, superseded_at=None)
    found = rows.filter(ref__in=row.event_refs, withdrawn=False).first()
    if found is None:
        raise BadFactError(_("The activity was withdrawn; nothing is linked to it any more."))
    return found


def _same_place(by: Viewer, row: Recording, activity: Activity | None) -> Activity | None:
    if activity is None:
        return None
    found = _seen_activity(by, activity)
    if found.case_id != row.case_id:
        raise BadFactError(
            _("The activity is of another case: undo this link and link the recording anew.")
        )
    return found


def _apart(by: Viewer, row: Recording, case: Case | None) -> bool:
    """Whether the viewer is custodian or head over the footage, and did not handle its case."""
    if case is not None and has_handled(by, case):
        return False
    allowed = (Permission.CASE_STORE, Permission.CASE_CORRECT)
    return any(by.reaches(permission, row.section_id) for permission in allowed)


def linked_just_now(by: Viewer, row: Recording, now: datetime) -> bool:
    """Whether the viewer made this link within the last hour, for an undo beside it."""
    return row.entered_by_id == by.person_id and now - row.recorded_at < SLIP


def unlinked(viewer: Viewer) -> QuerySet[Original]:
    """Return the footage that the viewer sees, that nobody has linked and nobody set aside."""
    rows = Original.objects.seen_by(viewer).filter(kind__in=FOOTAGE_AND_OTHER)
    if viewer.bureau_id is None:
        return rows.none()
    aside = SetAside.objects.within(viewer.bureau_id).filter(ended_at=None)
    rows = rows.exclude(pk__in=linked_originals(viewer.bureau_id).values("original_id"))
    rows = rows.exclude(pk__in=aside.values("original_id"))
    return rows.select_related("device", "officer", "section", "object")


#: What waits for a link: footage, and files of which nobody knows yet what they are.
FOOTAGE_AND_OTHER: Sequence[str] = (*sorted(FOOTAGE), str(OriginalKind.OTHER))
