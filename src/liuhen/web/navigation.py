# SPDX-License-Identifier: Apache-2.0
"""The entries at the head of every page, shown to whoever may open them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.recordings.tabs import FEATURES


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. By `features`, the namespaces of its addresses, the current one is known."""

    features: tuple[str, ...]
    address: str
    label: Promise | str
    needed: tuple[Permission, ...]


ENTRIES = (
    Entry(("home",), "home:todo", _("My desk"), (Permission.CASE_VIEW,)),
    Entry(
        (
            "cases",
            "entering",
            "archives",
            "asking",
            "participants",
            "things",
            "received",
            "serving",
            "following",
            "ending",
            "platform",
            "starting",
            "choosing",
            "papers",
        ),
        "cases:list",
        _("Cases"),
        (Permission.CASE_VIEW,),
    ),
    Entry(
        ("approvals",),
        "approvals:list",
        _("Approvals"),
        (Permission.CASE_SIGN, Permission.PAPER_WRITE),
    ),
    Entry(
        ("approvals",),
        "approvals:nobody",
        _("What nobody can do"),
        (Permission.PEOPLE_MANAGE,),
    ),
    Entry(("activities",), "activities:list", _("Activities"), (Permission.CASE_VIEW,)),
    Entry(
        FEATURES, "recordings:list", _("Recordings"), (Permission.CASE_VIEW, Permission.DEVICE_VIEW)
    ),
    Entry(("onsite",), "onsite:index", _("On the spot"), (Permission.CASE_ENTER,)),
    Entry(("agenda",), "agenda:month", _("Calendar of due times"), (Permission.CASE_VIEW,)),
    Entry(("late",), "late:list", _("What is late"), (Permission.EVIDENCE_REPORT,)),
    Entry(("incidents",), "incidents:new", _("Incidents"), (Permission.INCIDENT_ADD,)),
    Entry(("regulation",), "regulation:index", _("Regulation"), (Permission.REGULATION_VIEW,)),
    Entry(("forms",), "forms:list", _("Forms"), (Permission.REGULATION_VIEW,)),
    Entry(("people",), "people:list", _("People"), (Permission.PEOPLE_VIEW,)),
    Entry(("calendar",), "calendar:years", _("Working days"), (Permission.CALENDAR_VIEW,)),
    Entry(("setup",), "setup:bureau", _("Set-up"), (Permission.BUREAU_SETUP,)),
    Entry(("setup",), "setup:new", _("Set up a bureau"), (Permission.BUREAU_CREATE,)),
    Entry(("jobs",), "jobs:list", _("Jobs"), (Permission.JOBS_VIEW,)),
    Entry(("journal",), "journal:leaves", _("Journal"), (Permission.JOURNAL_VIEW,)),
)


def entries_for(viewer: Viewer) -> Iterator[tuple[Entry, str]]:
    """Yield the entries that the viewer may open, each with its address."""
    for entry in ENTRIES:
        if any(viewer.may(permission) for permission in entry.needed):
            yield entry, reverse(entry.address)
