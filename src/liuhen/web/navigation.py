# SPDX-License-Identifier: Apache-2.0
"""The entries at the head of every page, shown to whoever may open them.

What is used all day stands in the line itself; the rest stands in groups that open, so that the
line is one line for whoever has the most entries, in every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.recordings.tabs import FEATURES


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. By `features`, the namespaces of its addresses, the current one is known.

    `group` is a word of `GROUPS`, empty for what stands in the line itself.
    """

    features: tuple[str, ...]
    address: str
    label: Promise | str
    needed: tuple[Permission, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the line: an entry with its address, or a group that opens."""

    label: Promise | str
    address: str = ""
    features: tuple[str, ...] = ()
    entries: tuple[tuple[Entry, str], ...] = ()


#: So many stand in one line in every language, also on a phone.
_FEW = 3
#: Groups of entries, in the order in which they stand in the line.
GROUPS: dict[str, Promise | str] = {
    "more": _("More"),
    "rules": pgettext_lazy("navigation", "Rules"),
}
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
            "hearings",
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
        "more",
    ),
    Entry(
        FEATURES, "recordings:list", _("Recordings"), (Permission.CASE_VIEW, Permission.DEVICE_VIEW)
    ),
    Entry(("onsite",), "onsite:index", _("On the spot"), (Permission.CASE_ENTER,)),
    Entry(
        ("agenda",),
        "agenda:month",
        pgettext_lazy("navigation", "Calendar"),
        (Permission.CASE_VIEW,),
    ),
    Entry(("activities",), "activities:list", _("Activities"), (Permission.CASE_VIEW,), "more"),
    Entry(("late",), "late:list", _("What is late"), (Permission.EVIDENCE_REPORT,), "more"),
    Entry(("complaints",), "complaints:new", _("Complaints"), (Permission.COMPLAINT_ADD,), "more"),
    Entry(("incidents",), "incidents:new", _("Incidents"), (Permission.INCIDENT_ADD,), "more"),
    Entry(
        ("regulation",),
        "regulation:index",
        _("Regulation"),
        (Permission.REGULATION_VIEW,),
        "rules",
    ),
    Entry(("forms",), "forms:list", _("Forms"), (Permission.REGULATION_VIEW,), "rules"),
    Entry(("people",), "people:list", _("People"), (Permission.PEOPLE_VIEW,), "rules"),
    Entry(("calendar",), "calendar:years", _("Working days"), (Permission.CALENDAR_VIEW,), "rules"),
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


def line_for(viewer: Viewer) -> list[Item]:
    """Return the line of the viewer: entries, then groups; a group of one is that entry alone.

    Whoever has a few entries in all finds them without opening a group.
    """
    entries = list(entries_for(viewer))
    if len(entries) <= _FEW:
        return [_single(*one) for one in entries]
    found = [_single(*one) for one in entries if not one[0].group]
    for group, label in GROUPS.items():
        members = tuple(one for one in entries if one[0].group == group)
        if len(members) == 1:
            found.append(_single(*members[0]))
        elif members:
            features = tuple(name for entry, _address in members for name in entry.features)
            found.append(Item(label, features=features, entries=members))
    return found


def _single(entry: Entry, address: str) -> Item:
    return Item(entry.label, address, entry.features)
