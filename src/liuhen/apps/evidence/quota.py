# SPDX-License-Identifier: Apache-2.0
"""Room for what is on its way: bytes are reserved when an upload begins.

What this module promises:

- what all open uploads still have to bring fits into the room that the store has, less a margin; so
  an upload that was begun does not end in a full disk, unless something else fills it;
- one person reserves no more than the settings say, in bytes and in uploads;
- two that begin at once are counted one after the other.
"""

from django.conf import settings
from django.db import connection
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from liuhen.apps.evidence.models import Upload, UploadState
from liuhen.apps.evidence.upload_errors import NoRoomError, TooMuchError
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.models import Person

_GIB = 1024**3
#: Any fixed number: it names the reservations among the advisory locks of the database.
_RESERVING = 0x4C697571756F


def require_room(person: Person, length: int) -> None:
    """Refuse an upload that would not fit; inside the transaction that writes its row.

    Raises:
        TooMuchError: the file, or what the person has open, is larger than allowed.
        NoRoomError: the store has no room.
    """
    most = settings.LIUHEN_UPLOAD_MOST_BYTES
    if length > most:
        raise TooMuchError(
            _("The file has %(size)s GiB; files of up to %(most)s GiB are taken.")
            % {"size": _gib(length), "most": _gib(most)}
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RESERVING])
    own = Upload.everywhere.filter(state=UploadState.OPEN, person=person)
    if own.count() >= settings.LIUHEN_UPLOAD_MOST_OPEN:
        raise TooMuchError(
            _("You have %(n)d uploads open; finish or end some of them first.")
            % {"n": settings.LIUHEN_UPLOAD_MOST_OPEN}
        )
    if _outstanding(own) + length > settings.LIUHEN_UPLOAD_PERSON_BYTES:
        raise TooMuchError(
            _("Your open uploads reserve all of the %(most)s GiB that one person may.")
            % {"most": _gib(settings.LIUHEN_UPLOAD_PERSON_BYTES)}
        )
    reserved = _outstanding(Upload.everywhere.filter(state=UploadState.OPEN))
    room = vault().free_bytes() - settings.LIUHEN_STORE_MARGIN_BYTES - reserved
    if length > room:
        raise NoRoomError(
            _("The store has no room for %(size)s GiB more; nothing was taken. Make room first.")
            % {"size": _gib(length)}
        )


def _outstanding(rows: QuerySet[Upload]) -> int:
    """Bytes that these uploads still have to bring."""
    found = rows.aggregate(left=Sum(F("length") - F("offset")))["left"]
    return int(found or 0)


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f}" if size >= _GIB / 10 else f"{size / _GIB:.3f}"
