# SPDX-License-Identifier: Apache-2.0
"""Which scans somebody may put under a paper of a case, and look at before.

What this module promises:

- one that he or she brought, or that lies under a paper of a case that he or she sees; whoever
  merely knows the digest of another one gets nothing by it;
- looked at is only what one brought oneself: what lies under a paper is opened through that paper,
  with a leaf.
"""

from typing import BinaryIO

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Document, ReceivedPaper, ScannedPage
from liuhen.apps.cases.received import sees_scan
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Scan
from liuhen.apps.evidence.queries import bytes_of_scan, scan_of
from liuhen.apps.people.viewer import Viewer


def scan_taken(viewer: Viewer, digest: str) -> Scan:
    """Return the scan of that digest, to be put under a paper.

    Raises:
        UnknownFileError: there is none that the viewer may take.
    """
    scan = scan_of(viewer, digest)
    if scan.was_brought_by(viewer.reference) or _lies_in_view(viewer, scan):
        return scan
    raise UnknownFileError(_("There is no such scan."))


def open_brought_scan(viewer: Viewer, digest: str) -> tuple[Scan, BinaryIO]:
    """Return a scan that the viewer brought, and its bytes; the caller closes them.

    Raises:
        UnknownFileError: he or she brought none of that digest, or its bytes are not in the store.
    """
    scan = scan_of(viewer, digest)
    if not scan.was_brought_by(viewer.reference):
        raise UnknownFileError(_("There is no such scan."))
    return scan, bytes_of_scan(scan)


def _lies_in_view(viewer: Viewer, scan: Scan) -> bool:
    letters = ReceivedPaper.objects.seen_by(viewer).filter(scan=scan)
    return (
        Document.objects.seen_by(viewer).filter(scan_digest=scan.digest).exists()
        or any(sees_scan(viewer, letter) for letter in letters)
        or ScannedPage.objects.seen_by(viewer).filter(scan=scan).exists()
    )
