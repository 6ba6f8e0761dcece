# SPDX-License-Identifier: Apache-2.0
"""How an instant is written in a sentence or on a paper: by the clock here, the year first."""

from datetime import datetime

from django.utils import timezone


def minute_said(at: datetime) -> str:
    """Return an instant to the minute: 2026-03-02 09:00."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def day_said(at: datetime) -> str:
    """Return the day of an instant: 2026-03-02."""
    return f"{timezone.localtime(at):%Y-%m-%d}"
