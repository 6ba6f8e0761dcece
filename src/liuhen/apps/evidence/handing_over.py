# SPDX-License-Identifier: Apache-2.0
"""Hand-over (移交): a section hands its recordings to the custodian from one list.

What this module promises:

- the server's time of the acceptance is the time of the hand-over (004 art. 10);
- nobody accepts what he or she offered or recorded;
- an original stands on one list at a time; what was returned may be offered again;
- numbers of receipts rise within bureau and year, without a gap.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence import following
from liuhen.apps.evidence.devices import holder_at
from liuhen.apps.evidence.errors import BadHandOverError, NotPermittedError, UnknownFileError
from liuhen.apps.evidence.models import HandOver, HandOverLine, LineState, Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act

#: A list that cannot be looked through any more is two lists.
MOST_LINES = 500


def handed_over_at(original: Original) -> datetime | None:
    """Return when the custodian accepted the original, by the server's time."""
    rows = HandOverLine.objects.within(original.bureau_id)
    line = rows.filter(original=original, state=LineState.ACCEPTED).first()
    return None if line is None else line.decided_at


def hand_overs(viewer: Viewer) -> QuerySet[HandOver]:
    """Return the lists of the sections that the viewer sees, the newest first."""
    rows = HandOver.objects.seen_by(viewer)
    return rows.select_related("section", "offered_by", "custodian").order_by("-offered_at")


def get_hand_over(viewer: Viewer, key: UUID) -> HandOver:
    """Return a list by its key.

    Raises:
        UnknownFileError: not there, or not for this viewer.
    """
    found = hand_overs(viewer).filter(pk=key).first()
    if found is None:
        raise UnknownFileError(_("There is no such hand-over."))
    return found


def lines_of(hand_over: HandOver) -> QuerySet[HandOverLine]:
    """Return the lines of a list that the viewer may see, in the order of recording."""
    rows = HandOverLine.objects.within(hand_over.bureau_id).filter(hand_over=hand_over)
    return rows.select_related(
        "original", "original__object", "original__device", "original__officer", "decided_by"
    ).order_by("original__start", "original__kept_at", "id")


def waiting(viewer: Viewer, section: Organisation) -> QuerySet[Original]:
    """Return what the section has not handed over and stands on no list, the oldest first."""
    taken = HandOverLine.objects.within(section.bureau_id or section.pk).exclude(
        state=LineState.RETURNED
    )
    rows = Original.objects.seen_by(viewer).filter(section=section, object__disposed_at=None)
    rows = rows.exclude(pk__in=taken.values("original"))
    return rows.select_related("object", "device", "officer").order_by("start", "kept_at", "id")


def sections_that_offer(viewer: Viewer) -> QuerySet[Organisation]:
    """Return the sections whose recordings the viewer may hand over."""
    return sections_to_enter(viewer, Permission.EVIDENCE_ADD).order_by("code")


def open_lines(viewer: Viewer, rows: Collection[HandOver]) -> dict[UUID, tuple[int, int]]:
    """Return, by list, how many lines there are and how many are not decided yet."""
    if viewer.bureau_id is None:
        return {}
    lines = HandOverLine.objects.within(viewer.bureau_id).filter(hand_over__in=rows)
    counted = lines.values("hand_over").annotate(
        n=Count("id"), undecided=Count("id", filter=Q(state=LineState.OFFERED))
    )
    return {one["hand_over"]: (one["n"], one["undecided"]) for one in counted}


def offer(*, by: Viewer, section: Organisation, originals: Collection[UUID]) -> HandOver:
    """Put the section's originals on a new list for the custodian.

    Raises:
        NotPermittedError: the viewer does not bring in recordings of the section.
        BadHandOverError: nothing chosen, too many, or one that cannot be handed over (any more).
    """
    if by.bureau_id is None or not by.reaches(Permission.EVIDENCE_ADD, section.pk):
        raise NotPermittedError(_("A section hands over its own recordings."))
    if not originals:
        raise BadHandOverError(_("Choose at least one recording."))
    if len(originals) > MOST_LINES:
        raise BadHandOverError(
            _("A list has at most %(n)d recordings; hand over in two lists.") % {"n": MOST_LINES}
        )
    with act("evidence.offer", by=by) as record:
        Organisation.objects.select_for_update(no_key=True).get(
            pk=by.bureau_id
        )  # one number at a time
        rows = list(waiting(by, section).filter(pk__in=set(originals)))
        if len(rows) != len(set(originals)):
            raise BadHandOverError(
                _("A chosen recording stands on a list already; look at the page again.")
            )
        for row in rows:
            _require_kept(row)
        year = timezone.localtime(record.at).year
        last = HandOver.objects.within(by.bureau_id).filter(year=year).aggregate(n=Max("number"))
        made = record.create(
            HandOver(
                bureau=by.bureau,
                section=section,
                year=year,
                number=(last["n"] or 0) + 1,
                offered_at=record.at,
                offered_by=by.person,
            )
        )
        record.create_many(
            [HandOverLine(bureau=by.bureau, hand_over=made, original=row) for row in rows]
        )
        return made


def decide(
    *,
    by: Viewer,
    hand_over: HandOver,
    accepted: Collection[UUID],
    returned: Mapping[UUID, str],
) -> HandOver:
    """Accept lines of a list now, and return others, each with its reason.

    Raises:
        NotPermittedError: no custodian; or the custodian offered or recorded it.
        BadHandOverError: a line has been decided already, or is returned without a reason.
    """
    if by.bureau_id is None or not by.may(Permission.CASE_STORE):
        raise NotPermittedError(_("The custodian accepts what is handed over."))
    if hand_over.offered_by_id == by.person_id:
        raise NotPermittedError(_("Who offered a list does not accept it."))
    if set(accepted) & returned.keys():
        raise BadHandOverError(_("A line is either accepted or returned."))
    wanted = {*accepted, *returned}
    if not wanted:
        raise BadHandOverError(_("Choose at least one line."))
    with act("evidence.take_over", by=by) as record:
        row = HandOver.objects.within(by.bureau_id).select_for_update().get(pk=hand_over.pk)
        lines = list(lines_of(row).filter(pk__in=wanted, state=LineState.OFFERED))
        if len(lines) != len(wanted):
            raise BadHandOverError(_("A line was decided meanwhile; look at the page again."))
        record.about(row)
        for line in lines:
            _decide_line(by, record, line, returned.get(line.pk))
        if not lines_of(row).filter(state=LineState.OFFERED).exists():
            record.update(row, closed_at=record.at, custodian=by.person)
        following.tell(
            {line.original_id for line in lines if line.state == LineState.ACCEPTED}, record
        )
        return row


def recorded_by(viewer: Viewer, original: Original) -> bool:
    """Whether the viewer recorded the original: as its officer, or with the device in hand.

    The one does not hide the other: who recorded is often said by whoever brings the file.
    """
    if original.officer_id == viewer.person_id:
        return True
    if original.device is None or original.start is None:
        return False
    holder = holder_at(original.device, original.start)
    return holder is not None and holder.pk == viewer.person_id


def _decide_line(by: Viewer, record: Record, line: HandOverLine, reason: str | None) -> None:
    name = line.original.file_name
    if reason is not None and not reason.strip():
        raise BadHandOverError(_("Why is %(file)s returned? Give a reason.") % {"file": name})
    if reason is None and recorded_by(by, line.original):
        raise NotPermittedError(
            _("You recorded %(file)s yourself; another custodian accepts it.") % {"file": name}
        )
    record.update(
        line,
        state=LineState.ACCEPTED if reason is None else LineState.RETURNED,
        decided_at=record.at,
        decided_by=by.person,
        reason=(reason or "").strip()[:300],
    )


def _require_kept(row: Original) -> None:
    """Refuse what was not read back from the vault yet."""
    if row.object.verified_at is None:
        raise BadHandOverError(
            _("%(file)s is not confirmed safe yet; it is in a few minutes.")
            % {"file": row.file_name}
        )
