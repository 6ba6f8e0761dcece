# SPDX-License-Identifier: Apache-2.0
"""What is left to do before a bureau can work, each step with where it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.queries import people, tree
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.texts import text_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `address` is where it is done, empty where there is nothing to open."""

    text: str
    done: bool
    address: str = ""


def steps_of(viewer: Viewer) -> list[Step]:
    """Return the steps in the order in which they are best done."""
    roles = {grant.role for person in people(viewer) for grant in person.grants.all()}
    sections = len(tree(viewer)) - 1
    year = timezone.localtime(viewer.at).year
    people_page = reverse("people:list")
    return [
        Step(_("Sections: %(n)d") % {"n": sections}, sections > 0, reverse("setup:bureau")),
        Step(
            _("Bring in officers and the others, best all at once from a sheet"),
            Role.OFFICER in roles,
            reverse("people:roster"),
        ),
        Step(
            _("Name the head of the bureau, who approves"), Role.BUREAU_HEAD in roles, people_page
        ),
        Step(
            _("Name a custodian, who confirms that footage is stored, and archives"),
            Role.CUSTODIAN in roles,
            people_page,
        ),
        Step(_("Load the bureau's own text"), bool(text_of(viewer)), reverse("regulation:text")),
        Step(
            _("Working days of %(year)d") % {"year": year},
            calendar_today().covers(year),
            reverse("calendar:years"),
        ),
    ]
