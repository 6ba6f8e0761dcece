# SPDX-License-Identifier: Apache-2.0
"""A scan is kept the moment it arrives: a form that comes back for a slip does not lose it."""

from django.http import HttpRequest, QueryDict

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.viewer import Viewer
from liuhen.errors import UserError


def with_kept_scan(request: HttpRequest, viewer: Viewer) -> tuple[QueryDict, str]:
    """Return what was sent, with the digest of a scan that came along, or why it was refused."""
    sent = request.FILES.get("scan_file")
    data = request.POST.copy()
    if sent is None or isinstance(sent, list):
        return data, ""
    try:
        scan = keep_scan(by=viewer, file_name=sent.name or "scan", chunks=sent.chunks())
    except UserError as error:
        return data, str(error)
    data["scan_digest"] = scan.digest
    return data, ""
