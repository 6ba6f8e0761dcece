# SPDX-License-Identifier: Apache-2.0
"""The tabs of everything about recordings: one entry in the main navigation, these below it.

A page stands under its tab with `{% include "recordings/tabs.html" %}` in its `tabs` block (or
`{% recording_tabs %}` from the library `recordings`). A new page is one more line in `TABS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

_P = Permission


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. It is the current one on every page whose view name begins with one of `views`."""

    views: tuple[str, ...]
    address: str
    label: Promise | str
    needed: tuple[Permission, ...]


TABS = (
    Tab(("upload:",), "upload:dock", _("Collect"), (_P.EVIDENCE_ADD,)),
    Tab(("recordings:", "watch:"), "recordings:list", _("Catalogue"), (_P.CASE_VIEW,)),
    Tab(("linking:",), "linking:list", _("Unlinked"), (_P.CASE_VIEW,)),
    Tab(("explaining:",), "explaining:list", _("Unexplained"), (_P.CASE_VIEW,)),
    Tab(("cameras:",), "cameras:list", _("Fixed cameras"), (_P.CASE_VIEW, _P.DEVICE_VIEW)),
    Tab(("devices:",), "devices:list", _("Devices"), (_P.DEVICE_VIEW,)),
    Tab(("outings:",), "outings:list", _("Away"), (_P.CASE_VIEW,)),
    Tab(("handing_over:",), "handing_over:list", _("Hand-over"), (_P.CASE_VIEW,)),
    Tab(("report:",), "report:report", _("Report"), (_P.EVIDENCE_REPORT,)),
)
#: The namespaces of the pages under the tabs, for the entry of the main navigation.
FEATURES = tuple(dict.fromkeys(view.partition(":")[0] for tab in TABS for view in tab.views))


def tabs_for(viewer: Viewer, view: str) -> Iterator[tuple[Tab, str, bool]]:
    """Yield the tabs that the viewer may open: each with its address, and whether it is current."""
    for tab in TABS:
        if any(viewer.may(permission) for permission in tab.needed):
            try:
                address = reverse(tab.address)
            except NoReverseMatch:  # its pages are not there in this installation
                continue
            yield tab, address, view.startswith(tab.views)
