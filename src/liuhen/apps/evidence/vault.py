# SPDX-License-Identifier: Apache-2.0
"""The store of this installation, from the setting LIUHEN_STORE_URL."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from liuhen.apps.people.models import Kind, Organisation
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.packs import pack_of
from liuhen.errors import UserError
from liuhen.law.deadlines import keep_until
from liuhen.storage.local import LocalStore
from liuhen.vault.store import Store


def vault() -> Store:
    """Return the store."""
    return _store(str(settings.LIUHEN_STORE_URL))


@cache
def _store(url: str) -> Store:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme != "s3":
        raise UserError(
            f"LIUHEN_STORE_URL: {parts.scheme!r} is not a known store; known are file:///folder "
            "and s3://bucket/prefix?endpoint=https://…"
        )
    from liuhen.storage.s3 import s3_store  # a folder needs no client of S3, which loads slowly

    try:
        return s3_store(url, Path(settings.LIUHEN_HOME) / "staging", lock_until)
    except ValueError as error:
        raise UserError(f"LIUHEN_STORE_URL: {error}") from None


def lock_notice() -> str:
    """Return one sentence about bureaus whose new objects in S3 get no lock; empty: all is well.

    `LIUHEN_STORE_LOCK_DAYS=0` was said by somebody, so it is not said back to them.
    """
    in_s3 = urlsplit(str(settings.LIUHEN_STORE_URL)).scheme == "s3"
    if not in_s3 or settings.LIUHEN_STORE_LOCK_DAYS is not None:
        return ""
    bureaus = Organisation.objects.filter(kind=Kind.BUREAU).order_by("name")
    bare = [one.name for one in bureaus if lock_until(str(one.pk)) is None]
    if not bare:
        return ""
    return (
        f"files of {'、'.join(bare)} are kept in S3 without a lock, as the regulation there names "
        "no routine period: say LIUHEN_STORE_LOCK_DAYS=365, or 0 if that is meant "
        "(docs/howto/keep-files-in-s3.md)"
    )


def lock_until(bureau_id: str) -> datetime | None:
    """Until when a new object of the bureau is locked against deletion, by everybody.

    LIUHEN_STORE_LOCK_DAYS where it is set (0: no lock); else the routine period of the regulation
    that the bureau has adopted; a regulation without one gives no lock. Retention that turns out to
    be longer extends the lock later.
    """
    now = timezone.now()
    if settings.LIUHEN_STORE_LOCK_DAYS is not None:
        days = settings.LIUHEN_STORE_LOCK_DAYS
        return now + timedelta(days=days) if days else None
    today = timezone.localdate(now)
    try:
        bureau = Organisation.objects.get(pk=UUID(bureau_id))
        routine = pack_of(bureau, today).retention.routine
    except (Organisation.DoesNotExist, ValueError, NoPackError):
        return None
    if routine is None or routine.period is None:
        return None
    last = keep_until(routine.period, today)
    return datetime.combine(last + timedelta(days=1), time(), UTC)
