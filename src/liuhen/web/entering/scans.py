# SPDX-License-Identifier: Apache-2.0
"""Scans come in and go out.

- A scan is kept the moment it arrives: a form that comes back for a slip does not lose it.
- It leaves as an attachment only, so that nothing in it is ever run as a page of ours.
"""

from typing import BinaryIO

from django.http import FileResponse, HttpRequest, QueryDict

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.models import Scan
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


def attached(scan: Scan, file: BinaryIO) -> FileResponse:
    """Hand out a scan: streamed, never shown in place, and powerless if a browser does so."""
    response = FileResponse(
        file, as_attachment=True, filename=scan.file_name, content_type=scan.media_type
    )
    response.headers["Content-Length"] = str(scan.size_bytes)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
