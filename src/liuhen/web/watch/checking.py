# SPDX-License-Identifier: Apache-2.0
"""Whether one original is still what came in: the last check on its page, and a button for one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from liuhen.apps.archives.file_checking import ask_file_check, file_checks
from liuhen.apps.cases.linking.reading import ranges_for
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.watching import watched
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page


@page(Permission.CASE_VIEW)
def integrity(request: HttpRequest, original: UUID) -> HttpResponse:
    """Let an original be checked now, for whoever sees all of it; with scripts, show how it is."""
    viewer = viewer_of(request)
    seen = watched(viewer, original, ranges_for)
    if not seen.whole:
        raise UnknownFileError(_("There is no such recording."))
    if request.method == "POST":
        ask_file_check(by=viewer, original=seen.original)
    if request.headers.get("HX-Target") == "file-check":
        return render(request, "watch/_check.html", check_values(request, seen.original))
    answer = redirect("watch:original", original)
    answer["Location"] += "#file-check"
    return answer


def check_values(request: HttpRequest, original: Original) -> dict[str, Any]:
    """What the page says of the checks of an original that the viewer sees whole."""
    return {"original": original, **file_checks(viewer_of(request), original)._asdict()}
