# SPDX-License-Identifier: Apache-2.0
"""Which work the desk is asked for: whose, of which section, of which kind."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.visibility import IsHandledBy
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.queries import still_done, to_do
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Membership, Person
from liuhen.apps.people.queries import colleagues
from liuhen.apps.people.viewer import Viewer

#: Kinds of work, in the order in which they are offered.
KINDS: dict[str, Promise | str] = {
    "duty": _("Duties of cases"),
    "approval": _("Approvals"),
    "paper": _("Papers"),
    "recording": _("Recordings"),
    "thing": _("Things"),
    "party": _("What parties owe"),
    "hearing": _("Hearings and service"),
    "incident": _("Incidents"),
    "reason": _("Reasons for lateness"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted. `mine`: what waits for me; otherwise all I may see, or one handler's."""

    mine: bool
    section: UUID | None = None
    handler: UUID | None = None
    kind: str = ""

    def person(self, viewer: Viewer) -> UUID | None:
        """Return whose work it is; nobody's in particular where all is wanted."""
        return viewer.person_id if self.mine else self.handler

    def is_of_viewer(self, viewer: Viewer) -> bool:
        """Whether what only the viewer can do belongs to the list."""
        return self.handler in (None, viewer.person_id)

    def duties(self, viewer: Viewer) -> QuerySet[OpenDuty]:
        """Return the duties of the cases that are wanted, by due time."""
        rows = still_done(viewer, to_do(viewer, mine=self.mine))
        if self.handler is not None:
            rows = rows.filter(IsHandledBy(self.handler))
        return rows.filter(section_id=self.section) if self.section else rows

    def of_kind(self, kind: str) -> "Choice":
        """Return the same list with one kind of work alone."""
        return replace(self, kind=kind)

    @property
    def query(self) -> str:
        """The address of this list, after the question mark."""
        said = {
            "whose": "mine" if self.mine else "all",
            "section": self.section or "",
            "handler": self.handler or "",
            "kind": self.kind,
        }
        return urlencode({name: value for name, value in said.items() if value})


def handlers_to_choose(viewer: Viewer) -> QuerySet[Person]:
    """Return whose work the viewer may look at: that of the people of the sections in reach."""
    people = colleagues(viewer)
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return people
    sections = viewer.sections(Permission.CASE_VIEW)
    there = Membership.objects.filter(organisation__in=sections, until_date=None)
    return people.filter(pk__in=there.values("person"))
