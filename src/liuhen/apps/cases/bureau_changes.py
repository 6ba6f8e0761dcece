# SPDX-License-Identifier: Apache-2.0
"""What may still be changed of a bureau after it was set up: its next numbers, its first day.

The first day stands still once a case is there: moved forward it would let duties go unjudged.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Case, Numbering
from liuhen.apps.cases.numbering import KIND_CHARACTER, set_first_number
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act


def next_numbers(viewer: Viewer) -> dict[str, int]:
    """Return the next number of every kind of act this year."""
    bureau = _bureau_of(viewer)
    year = timezone.localtime(viewer.at).year
    rows = Numbering.objects.filter(bureau=bureau, year=year)
    known = dict(rows.values_list("act", "next"))
    return {kind: known.get(kind, 1) for kind in KIND_CHARACTER}


def set_numbers(*, by: Viewer, numbers: Mapping[str, int]) -> None:
    """Let the numbers of this year go on from those given; what stands already is left alone.

    Raises:
        NotAllowedError: the viewer does not set up the bureau.
        BadFactError: a series has passed its number; no number is used twice.
    """
    bureau = _bureau_of(by)
    known = next_numbers(by)
    changed = {kind: number for kind, number in numbers.items() if number != known[kind]}
    if not changed:
        return
    with act("cases.set_numbers", by=by) as record:
        record.about(bureau)
        year = timezone.localtime(record.at).year
        for kind, first in changed.items():
            set_first_number(bureau=bureau, act=kind, year=year, first=first, record=record)


def may_move_first_day(viewer: Viewer) -> bool:
    """Whether no case is there yet."""
    return not Case.objects.within(_bureau_of(viewer).pk).exists()


def set_first_day(*, by: Viewer, go_live_at: datetime) -> None:
    """Set the moment before which nothing is judged.

    Raises:
        NotAllowedError: the viewer does not set up the bureau.
        BadFactError: a case is there already.
    """
    bureau = _bureau_of(by)
    with act("cases.set_first_day", by=by) as record:
        if not may_move_first_day(by):
            raise BadFactError(
                _("The first day can no longer be changed: there are cases already."), "go_live"
            )
        record.update(bureau, go_live_at=go_live_at)


def _bureau_of(viewer: Viewer) -> Organisation:
    if viewer.bureau is None or not viewer.may(Permission.BUREAU_SETUP):
        raise NotAllowedError(_("Your role does not allow this."))
    return viewer.bureau
