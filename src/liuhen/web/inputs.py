# SPDX-License-Identifier: Apache-2.0
"""Reading what an address carries. What cannot be read counts as not given."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime


def key_of(text: str | None) -> UUID | None:
    """Return the key of a row, or nothing where `text` is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def moment_of(text: str | None) -> datetime | None:
    """Return the instant that `text` (2026-03-03T08:44) names in the active zone, or nothing."""
    try:
        read = parse_datetime((text or "").strip())
    except ValueError:
        return None
    if read is None or not 1900 <= read.year <= 2999:  # noqa: PLR2004  # as the law reads facts
        return None
    return timezone.make_aware(read) if timezone.is_naive(read) else read
