# SPDX-License-Identifier: Apache-2.0
"""Linking an original to an activity, and undoing it.

What this module promises:

- one original serves as many activities and cases as it was recorded in, each with its own range;
- a link's times, storing, return and hand-over are the system's; who links says of which activity
  it is, from when to when and why;
- an original whose own time is not known, or plainly wrong, is linked with a typed beginning. That
  is a claim: it proves nothing until a custodian who had no part in it confirms it. So is a time
  that was typed when the file was brought in, or comes of a clock that stood still;
- a wrong link is withdrawn with a reason and stays readable; the original is untouched throughout.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import has_handled, next_ref, supersede
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.linking.holding import Linking, linking_of, on_link, seen_activity
from liuhen.apps.cases.linking.ranges import (
    kind_of_link,
    placed,
    refuse_double,
    require_seen,
    times_of_link,
)
from liuhen.apps.cases.links import is_time_said, range_in, system_values
from liuhen.apps.cases.models import Activity, Case, FactOrigin, Recording
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
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
    with linking_of("cases.link_original", by, original, activity) as doing:
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
    word = kind_of_link(held, kind)
    first, until = times_of_link(doing, start, end, begins)
    typed = begins is not None or is_time_said(held)
    began = begins.replace(microsecond=0) if begins else held.start
    span = range_in(held, began or first, first, until)
    refuse_double(doing, span)
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
        **placed(began or first, span, word),
        **system_values(held, span),
    )
    return record.create(row)


def unlink(*, by: Viewer, recording: Recording, reason: str) -> Recording:
    """Withdraw a wrong link, with the reason; the original stays, and is unlinked again.

    Footage that is used as evidence is unlinked by the custodian or a head who do not handle the
    case; other links by whoever may link.
    """
    with on_link("cases.unlink", by, recording) as (record, row, case):
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
    with on_link("cases.relink", by, recording) as (record, row, case):
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
        require_seen(by, held, span)
        refs = row.event_refs if target is None else [target.ref]
        doing = Linking(by, record, held, target or _named(row), case)
        refuse_double(doing, span, besides=row)
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
            **placed(begins, span, row.kind),
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
        except BadFactError as refusal:
            made.refused.append((wish, refusal.sentence))  # nothing was typed: no input to name
        except UserError as refusal:
            made.refused.append((wish, str(refusal)))
        else:
            made.done.append(row)
    return made


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
    found = seen_activity(by, activity)
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
