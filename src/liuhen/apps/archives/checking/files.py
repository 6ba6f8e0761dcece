# SPDX-License-Identifier: Apache-2.0
"""Every file is read again from the vault, and its digests compared with the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from liuhen.apps.archives.checking.found import Checked
from liuhen.apps.archives.touching import CaseRows, rows_of
from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.models import Scan, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.vault.store import Checked as Read
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, StoreAwayError

_SIZE = gettext_noop("has %(here)s bytes, the catalogue says %(said)s")
Progress = Callable[[int, int], object]
#: Reads an object from where it lies, to its end.
Reader = Callable[[StoredObject], Read]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a case as the catalogue has it."""

    name: str
    stored: StoredObject

    @property
    def read_at(self) -> datetime | None:
        """When it was last read again and compared."""
        return self.stored.checked_at or self.stored.verified_at


def files_of(case: Case) -> list[Kept]:
    """Return the files of a case, recordings first."""
    rows = rows_of(case)
    names = _names(rows)
    held = [Kept(names[one.digest], one) for one in rows.objects if one.digest in names]
    papers = {scan.digest for scan in rows.scans}
    return sorted(held, key=lambda one: (one.stored.digest in papers, one.name))


def hold_files(rows: CaseRows, checked: Checked, progress: Progress | None) -> None:
    """Read the files of a case again, each with the bytes read so far and of how many."""
    names = _names(rows)
    whole = sum(one.size_bytes for one in rows.objects)
    for stored in rows.objects:
        hold_file(stored, names.get(stored.digest, stored.digest), checked)
        if progress is not None:
            progress(checked.size_bytes, whole)
    known = {one.digest for one in rows.objects}
    for scan in rows.scans:  # kept before there were rows of objects
        if scan.digest not in known:
            _scan(scan, checked)


def _names(rows: CaseRows) -> dict[str, str]:
    found = {scan.digest: scan.file_name for scan in rows.scans}
    for share in rows.shares:
        found[share.original.object.digest] = share.original.file_name
    return found


def _again(stored: StoredObject) -> Read:
    return vault().check(str(stored.bureau_id), stored.digest)


def hold_file(stored: StoredObject, name: str, checked: Checked, read: Reader = _again) -> None:
    """Read a file again and compare it with its row."""
    if stored.disposed_at is not None:
        day = f"{timezone.localtime(stored.disposed_at):%Y-%m-%d}"
        checked.remarks.append(
            _("%(name)s was disposed of on %(day)s") % {"name": name, "day": day}
        )
        return
    found = _read(lambda: read(stored), stored.digest, name, checked)
    if found is None:
        return
    sm3, size = found
    if size != stored.size_bytes:
        checked.find("file", name, _SIZE, here=size, said=stored.size_bytes)
    if stored.sm3 and sm3 != stored.sm3:
        says = gettext_noop("has the digest %(here)s, the catalogue says %(said)s")
        checked.find("file", name, says, here=sm3, said=stored.sm3)


def _scan(scan: Scan, checked: Checked) -> None:
    bureau = str(scan.bureau_id)
    read = _read(lambda: vault().check(bureau, scan.digest), scan.digest, scan.file_name, checked)
    if read is not None and read[1] != scan.size_bytes:
        checked.find("file", scan.file_name, _SIZE, here=read[1], said=scan.size_bytes)


def _read(
    read: Callable[[], Read], digest: str, name: str, checked: Checked
) -> tuple[str, int] | None:
    """Read an object again; return its SM3 and size."""
    try:
        found = read()
    except ObjectMissingError:
        says = gettext_noop("is missing in the vault (%(digest)s)")
        checked.find("file", name, says, digest=digest)
        return None
    except ObjectDamagedError:
        says = gettext_noop("was changed in the vault: it no longer has %(digest)s")
        checked.find("file", name, says, digest=digest)
        return None
    except StoreAwayError as error:
        says = gettext_noop("could not be read: %(error)s")
        checked.find("file", name, says, error=str(error))
        return None
    checked.files += 1
    checked.size_bytes += found.size_bytes
    return found.sm3, found.size_bytes
