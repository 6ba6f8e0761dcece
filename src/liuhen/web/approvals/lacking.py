# SPDX-License-Identifier: Apache-2.0
"""What nobody in the bureau can lawfully do today: the steps as such, and requests that are stuck.

Whoever manages people sees how many requests are stuck in which section, and no case.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.cases.lawful import count_stuck, nobody_today, stuck_requests
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page


@page(Permission.PEOPLE_MANAGE, Permission.CASE_SIGN)
def nobody(request: HttpRequest) -> HttpResponse:
    """Show every step that nobody can take today, and why."""
    viewer = viewer_of(request)
    sees = viewer.may(Permission.CASE_VIEW)
    by_section: dict[str, list[object]] = {}
    for one in nobody_today(viewer):
        by_section.setdefault(one.section, []).append(one)
    values = {
        "sections": list(by_section.items()),
        "stuck": stuck_requests(viewer) if sees else [],
        "counts": {} if sees else count_stuck(viewer),
        "now": viewer.at,
    }
    return render(request, "approvals/nobody.html", values)
