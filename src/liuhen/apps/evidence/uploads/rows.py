# SPDX-License-Identifier: Apache-2.0
"""What an upload is between two requests: its row, its file, its digest so far, whose turn it is.

What this module promises:

- `offset` of a row is what is on the disk for good;
- a row goes before its bytes: a file without a row is swept.
"""

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence.models import Upload, UploadState
from liuhen.apps.evidence.running_digest import Running
from liuhen.apps.evidence.turns import BusyError, Turn, VanishedError, turn_at
from liuhen.apps.evidence.upload_errors import GoneError, InUseError
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.queue import enqueue

LIFE = timedelta(days=7)
#: Beside the claims of a row: how they were written, which the protocol wants back.
METADATA = "metadata"
EXPIRE = "evidence.expire_uploads"
PATIENCE_SECONDS = 3.0
_MOST_STATES = 1000


def expire_later(at: datetime) -> None:
    """Leave the job that ends what expires; one waiting job a day is enough."""
    enqueue(EXPIRE, {}, after=at, key=f"{EXPIRE} {at:%Y-%m-%d}")


def refresh(upload: Upload) -> None:
    """Read anew what other processes may have changed."""
    upload.refresh_from_db(fields=["state", "offset", "digest", "original", "expires_at"])


def require_open(upload: Upload) -> None:
    """Refuse what has ended.

    Raises:
        GoneError: it ended, or its time is over.
    """
    if upload.state == UploadState.GONE:
        raise GoneError(_("The upload has ended or expired; begin a new one."))
    if upload.state == UploadState.OPEN and upload.expires_at <= timezone.now():
        raise GoneError(_("The upload has expired; begin a new one."))


def record(upload: Upload, size: int, *, digest: str = "") -> bool:
    """Write down what is durable; `False`: the upload is open no more."""
    values = {"offset": size, "expires_at": timezone.now() + LIFE}
    if digest:
        values["digest"] = digest
    rows = Upload.everywhere.filter(pk=upload.pk, state=UploadState.OPEN)
    if not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(upload, name, value)
    return True


def forget(upload: Upload, path: Path) -> None:
    """First the row, then the bytes: a file without a row is swept."""
    Upload.everywhere.filter(pk=upload.pk, state=UploadState.OPEN).update(state=UploadState.GONE)
    upload.state = UploadState.GONE
    path.unlink(missing_ok=True)
    states.taken(upload.pk)


def path_of(upload: Upload) -> Path:
    """Return the file of its bytes, which asking for it makes."""
    return vault().incoming(str(upload.bureau_id), str(upload.pk))


@contextmanager
def turn_of(upload: Upload) -> Iterator[Turn]:
    """Have the turn of an upload, whose row is fresh inside, or say who has it."""
    until = time.monotonic() + PATIENCE_SECONDS
    with ExitStack() as held:
        while True:
            patience = max(until - time.monotonic(), 0)
            try:
                turn = held.enter_context(turn_at(path_of(upload), patience_seconds=patience))
            except VanishedError:  # another one has just finished it
                continue
            except BusyError:
                raise InUseError(
                    _("Another connection is sending to this upload; try again in some seconds.")
                ) from None
            break
        refresh(upload)
        if upload.state != UploadState.OPEN:
            turn.path.unlink(missing_ok=True)  # asking for it has made it anew
        yield turn


class _States:
    """Digests of what has arrived so far, between two requests of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[UUID, Running] = OrderedDict()

    def keep(self, key: UUID, running: Running) -> None:
        """Remember; the oldest goes where there are too many."""
        with self._lock:
            self._known[key] = running
            if len(self._known) > _MOST_STATES:
                self._known.popitem(last=False)

    def taken(self, key: UUID) -> Running | None:
        """Return and forget it."""
        with self._lock:
            return self._known.pop(key, None)


states = _States()
