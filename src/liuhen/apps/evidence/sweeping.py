# SPDX-License-Identifier: Apache-2.0
"""The sweep in the background: once a day, slowly, and never two at once.

The next one is left before this one begins, so that one that is refused (a catalogue that is older
than the vault) rests as a failed job with its reason, where whoever runs the system sees it, and
the next day asks again. What may go and when is decided in `sweep`.
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from liuhen.apps.evidence.alone import BusyElsewhereError, alone
from liuhen.apps.evidence.scrub import can_write
from liuhen.apps.evidence.sweep import sweep
from liuhen.apps.jobs.hours import later
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue, under_way

SWEEP = "evidence.sweep"
#: The first one after a start waits so long: uploads that a crash broke off come back meanwhile.
_FIRST = timedelta(hours=1)
#: Of each batch of a few hundred objects: the disk is everybody else's in between.
_PAUSE_SECONDS = 0.2


def keep_sweeping() -> None:
    """See that a sweep is waiting; called by the beat."""
    if settings.LIUHEN_SWEEP_HOURS and not under_way(SWEEP):
        _next(min(_FIRST, timedelta(hours=settings.LIUHEN_SWEEP_HOURS)))


def sweep_step() -> None:
    """Sweep, and leave the next one. The job `evidence.sweep`.

    Raises:
        TooManyError, StoreAwayError: nothing was moved; the job keeps the reason.
    """
    if not settings.LIUHEN_SWEEP_HOURS:
        return
    if (night := later(timezone.now(), timezone.get_default_timezone())) is not None:
        _at(night)
        return
    _next(timedelta(hours=settings.LIUHEN_SWEEP_HOURS))
    if not can_write():
        return
    try:
        with alone(SWEEP):
            sweep(rest=lambda: time.sleep(_PAUSE_SECONDS))
    except BusyElsewhereError:  # somebody sweeps by command
        return


def _next(wait: timedelta) -> None:
    _at(timezone.now() + wait)


def _at(time_: datetime) -> None:
    enqueue(SWEEP, {}, lane=Lane.BULK, after=time_, key=SWEEP)
