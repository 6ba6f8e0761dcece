# SPDX-License-Identifier: Apache-2.0
"""Work that somebody asked for on a page and a worker makes: what becomes of it where that fails.

What this module promises:

- work that ends by a fault is failed, with a reason that quotes no row, and may be asked for again;
- so may work that every worker died over: it is shown as failed from that moment, and written down
  as failed by whoever asks again.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from liuhen.apps.archives.models import Bundle, CaseCheck, FileCheck, HouseCheck, WorkState
from liuhen.apps.jobs.models import Job, State
from liuhen.apps.jobs.queue import under_way
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act
from liuhen.errors import UserError

log = logging.getLogger(__name__)

#: Who makes what was asked for.
WORKER = SystemActor("archives")
W = TypeVar("W", bound=Bundle | CaseCheck | FileCheck | HouseCheck)
T = TypeVar("T")


def made(row: W, make: Callable[[], T], fail_as: str) -> T | None:
    """Return what `make` makes; where it ends by a fault, note why by the act `fail_as`."""
    try:
        return make()
    except (UserError, OSError) as error:
        fail(row, str(error), fail_as)
    except Exception as error:
        log.exception("%s", fail_as)
        fail(row, _said_of_fault(type(error).__name__), fail_as)
    return None


def fail(row: W, reason: str, fail_as: str) -> None:
    """Write down that the work could not be made."""
    ended = "made_at" if isinstance(row, Bundle) else "done_at"
    longest = row._meta.get_field("said").max_length
    with act(fail_as, by=WORKER) as record:
        record.update(row, state=WorkState.FAILED, said=reason[:longest], **{ended: record.at})


def waits(row: W | None, key: str, fail_as: str) -> bool:
    """Whether the row waits for a worker still; one whose job `key` is gone is written off."""
    if row is None:
        return False
    if under_way(key):
        return True
    fail(row, _why_given_up(key), fail_as)
    return False


def shown(rows: Iterable[W], key_of: Callable[[W], str]) -> list[W]:
    """Return the rows as they are to be shown: what every worker died over has failed."""
    found = list(rows)
    for row in found:
        if row.state == WorkState.WAITING and not under_way(key := key_of(row)):
            row.state, row.said = WorkState.FAILED, _why_given_up(key)
    return found


def _said_of_fault(kind: str) -> str:
    """A fault's message may quote a row, so only its kind is kept."""
    says = _("The program failed over it (%(kind)s); the server's log says where. Start it again.")
    return says % {"kind": kind}


def _why_given_up(key: str) -> str:
    job = Job.objects.filter(key=key, state=State.FAILED).order_by("-ended_at").first()
    reason = job.last_error if job is not None else ""  # of a job, which quotes no row
    says = _("No worker could end it (%(reason)s). Start it again.")
    return says % {"reason": reason or _("the job is gone")}
