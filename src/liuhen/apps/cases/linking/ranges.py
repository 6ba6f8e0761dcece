# SPDX-License-Identifier: Apache-2.0
"""What may be linked, and from when to when.

What this module promises:

- an original whose own time is not known is linked with a typed beginning;
- no stretch is linked twice to one activity, and nobody links more than is seen.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.linking.holding import Linking
from liuhen.apps.cases.linking.reading import links_of, ranges_for
from liuhen.apps.cases.links import FOOTAGE, Range, length_of, usual_range
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.models import Original, OriginalKind
from liuhen.apps.people.viewer import Viewer


def kind_of_link(original: Original, wanted: str) -> str:
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


def times_of_link(
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


def placed(begins: datetime, span: Range, kind: str) -> dict[str, Any]:
    """The times of a range; a photo is an instant."""
    start = begins + timedelta(milliseconds=span[0])
    end = begins + timedelta(milliseconds=span[1])
    return {"start": start, "end": None if kind == "photo" else end}


def refuse_double(doing: Linking, span: Range, besides: Recording | None = None) -> None:
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


def require_seen(by: Viewer, original: Original, span: Range) -> None:
    """Refuse a range that reaches beyond what the viewer sees of the original: it would show it."""
    if Original.objects.seen_by(by).filter(pk=original.pk).exists():
        return
    if not any(first <= span[0] and span[1] <= last for first, last in ranges_for(by, original)):
        raise BadFactError(
            _("You see of this recording only what is linked; its section links more of it.")
        )
