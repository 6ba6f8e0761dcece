# SPDX-License-Identifier: Apache-2.0
"""What a worker asks for by itself, now and then, because no act is its cause."""

from django.db.models import Q

from liuhen.apps.compliance.reminding import keep_reminding
from liuhen.apps.evidence.scrubbing import keep_scrubbing
from liuhen.apps.evidence.sweeping import keep_sweeping
from liuhen.apps.jobs.models import Job, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.trace import heads

#: A worker looks so often, in seconds.
SECONDS = 60.0


def beat() -> None:
    """Ask for a head where leaves wait for one, unless that is asked for already."""
    under_way = Q(state=State.QUEUED) | Q(state=State.RUNNING)
    if not Job.objects.filter(under_way, name=heads.SIGN).exists() and heads.wanted():
        enqueue(heads.SIGN, {}, key=heads.SIGN)


def keep_house() -> None:
    """See that dues are looked at, the vault is read again and swept: a step of each waits."""
    keep_reminding()
    keep_scrubbing()
    keep_sweeping()
