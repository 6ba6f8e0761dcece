# SPDX-License-Identifier: Apache-2.0
"""Numbers that a bureau's place has set: which fine or confiscation is large (行政处罚法 63).

Statute leaves them to the place, and no pack that comes with the program knows them. They count
beside the limits of the pack's gates, in whose place they stand.
"""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import BadLimitError, NotPermittedError
from liuhen.apps.rules.models import BureauLimit
from liuhen.apps.trace.journal import act

#: What a place may set, in the order of pages. Money in fen.
WORDS = ("fine-person", "fine-organisation", "confiscation-person", "confiscation-organisation")
_MOST = 10**14


def set_limit(*, by: Viewer, word: str, value: int, source: str) -> BureauLimit:
    """Set a number for the own bureau; the one before counts no more. `source`: who says so.

    Raises:
        NotPermittedError: the role does not allow it.
        BadLimitError: an unknown word, a number that cannot be, no source.
    """
    if by.bureau is None or not by.may(Permission.BUREAU_SETUP):
        raise NotPermittedError(_("Your role does not allow this."))
    if word not in WORDS or not 0 < value <= _MOST:
        raise BadLimitError(_("This amount cannot be."), "value")
    if not source.strip():
        raise BadLimitError(_("Say which rule of your place sets it."), "source")
    with act("rules.set_limit", by=by) as record:
        rows = BureauLimit.objects.within(by.bureau.pk).select_for_update()
        for row in rows.filter(word=word, superseded_at=None):
            record.update(row, superseded_at=record.at)
        return record.create(
            BureauLimit(
                bureau=by.bureau,
                word=word,
                value=value,
                source=source.strip()[:300],
                set_at=record.at,
                set_by=by.person,
            )
        )


def limits_of(bureau: UUID) -> dict[str, int]:
    """Return the numbers that count in a bureau today."""
    rows = BureauLimit.objects.within(bureau).filter(superseded_at=None)
    return dict(rows.values_list("word", "value"))


def limits_set(viewer: Viewer) -> QuerySet[BureauLimit]:
    """Return every number that was set, the newest first."""
    if viewer.bureau_id is None:
        return BureauLimit.objects.none()
    rows = BureauLimit.objects.within(viewer.bureau_id)
    return rows.select_related("set_by").order_by("-set_at", "-id")
