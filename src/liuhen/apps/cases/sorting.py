# SPDX-License-Identifier: Apache-2.0
"""What becomes of footage that belongs to no case: a patrol of its own, or set aside with a reason.

Nothing is thrown away here. What shows no enforcement at all (000 art. 24(4) forbids recording it)
is kept with the reason, leaves the work list, and comes back to it on demand.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import next_ref, require_over_section
from liuhen.apps.cases.acts.entry import own_section
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.linking.acts import put_link
from liuhen.apps.cases.linking.holding import Linking, held_original
from liuhen.apps.cases.linking.reading import linked_originals
from liuhen.apps.cases.links import end_of, hold_outings
from liuhen.apps.cases.models import Activity, FactOrigin, SetAside
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

#: The kind of activity that routine footage is of.
PATROL = "routine_patrol"
_MOST_FILES = 100


def patrol_of(
    *, by: Viewer, originals: Collection[UUID], place: str = "", kind: str = PATROL
) -> Activity:
    """Make an activity without a case from recordings, with their own times, and link them to it.

    Its officers are those who recorded it. For footage of routine work, which most footage is.

    Raises:
        UnknownRowError: an original is not for this viewer.
        BadFactError: nothing was chosen, or when it was recorded is not known.
    """
    chosen = sorted(set(originals))
    if not chosen or len(chosen) > _MOST_FILES:
        raise BadFactError(_("Choose between 1 and %(most)d recordings.") % {"most": _MOST_FILES})
    with act("cases.patrol_of", by=by) as record:
        rows = [held_original(by, key) for key in chosen]
        hold_outings(rows)
        section = _section_of(by, rows)
        require_over_section(by, section, Permission.EVIDENCE_ADD)
        start, end = _span(rows)
        names = dict.fromkeys(
            name for row in rows if (name := row.officer.name if row.officer else row.officer_name)
        )
        activity = record.create(
            Activity(
                bureau_id=section.bureau_id or section.pk,
                section=section,
                ref=next_ref(None, Activity),
                origin=FactOrigin.DEVICE,
                recorded_at=record.at,
                entered_at=record.at,
                entered_by=by.person,
                recorded_by=by.person,
                kind=checks.word(kind, (PATROL,), "kind"),
                start=start,
                end=end,
                place=checks.text(place, "place", 200),
                officers=[{"name": name} for name in names],
            )
        )
        for row in sorted(rows, key=lambda one: (one.start or start, one.pk)):
            linked = Linking(by, record, row, activity, None)
            put_link(linked, start=row.start, end=end_of(row) or row.start)
        return activity


def _section_of(by: Viewer, rows: Collection[Original]) -> Organisation:
    sections = {row.section_id: row.section for row in rows if row.section is not None}
    if len(sections) > 1:
        raise BadFactError(_("These recordings belong to several sections: choose those of one."))
    return next(iter(sections.values()), None) or own_section(by)


def _span(rows: Collection[Original]) -> tuple[datetime, datetime]:
    """From the first begin to the last end, to the second."""
    times: list[datetime] = []
    for row in rows:
        if row.start is None:
            raise BadFactError(
                _("When “%(name)s” was recorded is not known: say when it began.")
                % {"name": row.file_name}
            )
        times += [row.start, end_of(row) or row.start]
    return min(times).replace(microsecond=0), max(times)


def set_aside(*, by: Viewer, originals: Collection[UUID], reason: str) -> list[SetAside]:
    """Say, with a reason, that recordings show no enforcement; they are kept and not linked.

    Raises:
        BadFactError: no reason, or one of them is linked.
    """
    with act("cases.set_aside", by=by) as record:
        said = checks.filled(reason, "reason", 300)
        record.note(reason=said)
        made = []
        for key in sorted(set(originals)):
            row = held_original(by, key)
            _require_over(by, row)
            if linked_originals(row.bureau_id).filter(original=row).exists():
                raise BadFactError(
                    _("“%(name)s” is linked; undo the link first.") % {"name": row.file_name}
                )
            if set_aside_now(row) is None:
                values = {"bureau_id": row.bureau_id, "original": row, "reason": said}
                made.append(record.create(SetAside(**values, at=record.at, by=by.person)))
        if not made:
            raise BadFactError(_("Choose at least one recording."))
        return made


def take_up_again(*, by: Viewer, original: Original) -> SetAside:
    """Let a recording that was set aside wait for a link again."""
    with act("cases.take_up_again", by=by) as record:
        row = held_original(by, original.pk)
        _require_over(by, row)
        held = set_aside_now(row)
        if held is None:
            raise BadFactError(_("The recording is not set aside."))
        return record.update(held, ended_at=record.at, ended_by=by.person)


def set_aside_now(original: Original) -> SetAside | None:
    """Return the decision by which an original is set aside today."""
    rows = SetAside.objects.within(original.bureau_id)
    return rows.filter(original=original, ended_at=None).first()


def aside(viewer: Viewer) -> QuerySet[SetAside]:
    """Return what is set aside today, the newest decision first."""
    rows = SetAside.objects.seen_by(viewer).filter(ended_at=None)
    return rows.select_related("original", "original__officer", "by").order_by("-at")


def _require_over(by: Viewer, row: Original) -> None:
    """Refuse whoever may not link the original's section's footage, nor recorded it."""
    if row.section is not None:
        require_over_section(by, row.section, Permission.EVIDENCE_ADD)
    elif by.bureau is None:
        raise UnknownRowError(_("There is no such recording."))
    elif not by.may(Permission.EVIDENCE_ADD):
        raise NotAllowedError(_("Your role does not allow this."))
