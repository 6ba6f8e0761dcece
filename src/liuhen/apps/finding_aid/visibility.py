# SPDX-License-Identifier: Apache-2.0
"""Which search entries a viewer finds: those of rows that he or she sees anyway.

An entry of a case follows the rule of cases, one of a recording that of originals, as they are at
the moment of the search: nothing is repeated in the entry that could go stale.
"""

from typing import Generic

from django.db.models import Q, QuerySet

from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewed import Row, ViewedManager
from liuhen.apps.people.viewer import Viewer


class EntryManager(ViewedManager[Row], Generic[Row]):
    """Search entries: by their case, their original or their section; devices by the register."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        registered = Q(kind="device") if viewer.may(Permission.DEVICE_VIEW) else Q(pk__in=[])
        if not viewer.may(Permission.CASE_VIEW):
            return rows.filter(registered)
        if viewer.reaches_bureau(Permission.CASE_VIEW):
            return rows if viewer.may(Permission.DEVICE_VIEW) else rows.exclude(kind="device")
        sections = viewer.sections(Permission.CASE_VIEW)
        return rows.filter(
            registered
            | Q(case__section_id__in=sections)
            | Q(case_id__in=handled_by(viewer.person_id))
            | Q(kind__in=_LOOSE, case=None, section_id__in=sections)
            | Q(original__section_id__in=sections)
            | Q(original__officer_id=viewer.person_id)
            | Q(original__kept_by_id=viewer.person_id)
        )


#: Kinds of row that may stand without a case, and belong to a section then.
_LOOSE = ("activity", "document", "recording", "incident", "received")
