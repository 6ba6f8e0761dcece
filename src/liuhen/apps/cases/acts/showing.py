# SPDX-License-Identifier: Apache-2.0
"""Taking out the scan of a paper: through the paper, for whoever may see it, with a leaf."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Document
from liuhen.apps.evidence.models import Scan
from liuhen.apps.evidence.queries import bytes_of_scan, scan_of
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act


def open_scan(*, by: Viewer, document: Document) -> tuple[Scan, BinaryIO]:
    """Return the scan of the paper and its bytes, open for reading; the caller closes them.

    Raises:
        UnknownRowError: the viewer may not see the paper.
        UnknownFileError: the paper has no scan, or its bytes are not in the store.
    """
    with act("evidence.open_scan", by=by) as record:
        if not Document.objects.seen_by(by).filter(pk=document.pk).exists():
            raise UnknownRowError(_("There is no such entry."))
        scan = scan_of(by, document.scan_digest)
        record.about(document)
        record.note(digest=scan.digest)
        return scan, bytes_of_scan(scan)
