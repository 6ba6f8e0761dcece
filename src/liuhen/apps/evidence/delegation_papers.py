# SPDX-License-Identifier: Apache-2.0
"""The scan of the paper that delegates a role: read by whoever gave or holds the delegation."""

from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Scan
from liuhen.apps.evidence.queries import bytes_of_scan, scan_of
from liuhen.apps.people.delegating import delegations
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act


def open_delegation_scan(*, by: Viewer, grant: UUID) -> tuple[Scan, BinaryIO]:
    """Return the scan of the paper and its bytes, open for reading; the caller closes them.

    Raises:
        UnknownFileError: no such delegation, or none with a scan.
    """
    row = delegations(by).filter(pk=grant).exclude(scan_digest="").first()
    if row is None:
        raise UnknownFileError(_("There is no such scan."))
    with act("evidence.open_scan", by=by) as record:
        scan = scan_of(by, row.scan_digest)
        record.about(row)
        record.note(digest=scan.digest)
        return scan, bytes_of_scan(scan)
