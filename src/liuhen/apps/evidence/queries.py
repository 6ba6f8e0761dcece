# SPDX-License-Identifier: Apache-2.0
"""Reading the catalogue of files."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Scan
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.viewer import Viewer
from liuhen.vault.store import ObjectMissingError


def scan_of(viewer: Viewer, digest: str) -> Scan:
    """Return the scan of that digest in the viewer's bureau, for whoever was led to it.

    To put it under a paper more is asked (`cases.scans.scan_taken`).

    Raises:
        UnknownFileError: there is none.
    """
    found = Scan.objects.seen_by(viewer).filter(digest=digest).first()
    if found is None:
        raise UnknownFileError(_("There is no such scan."))
    return found


def bytes_of_scan(scan: Scan) -> BinaryIO:
    """Return the bytes of a scan, open for reading; the caller closes them.

    Raises:
        UnknownFileError: they are not in the store.
    """
    try:
        return vault().open(str(scan.bureau_id), scan.digest)
    except ObjectMissingError:
        raise UnknownFileError(_("There is no such scan.")) from None
