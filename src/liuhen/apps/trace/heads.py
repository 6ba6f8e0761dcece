# SPDX-License-Identifier: Apache-2.0
"""The job `trace.sign_head`: sign what is new, and give it to the witnesses."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from liuhen.apps.trace.errors import JournalError, SigningError
from liuhen.apps.trace.models import Head
from liuhen.apps.trace.outside import publish, states_of_witnesses
from liuhen.apps.trace.signing import is_due, newest_head, sign_head

#: The name of the job.
SIGN = "trace.sign_head"
#: New leaves wait so long for their head at most, while a worker runs.
EVERY = timedelta(minutes=5)


def sign_and_publish() -> Head | None:
    """Sign a head where there are new leaves, and give the newest to every witness.

    Raises:
        SigningError: no head can be signed, or a witness did not take it; the text says why.
        WritingLockedError: restored data wait for their epoch.
    """
    head = sign_head()
    if troubles := publish():
        raise SigningError("; ".join(troubles))
    return head


def sign_first_head() -> None:
    """Make the signing key and sign what a command has just written.

    What stands in the way (a clock, a witness that is away) is met by the job soon, and said then.
    """
    with suppress(JournalError):
        sign_and_publish()


def wanted() -> bool:
    """Whether the job has something to do now."""
    newest = newest_head()
    if newest is None:
        return is_due()
    if timezone.now() < newest.at + EVERY and newest.at <= timezone.now():
        return any(
            one.size < newest.size and not one.failing_since for one in states_of_witnesses()
        )
    behind = any(
        (one.epoch, one.size) != (newest.epoch, newest.size) for one in states_of_witnesses()
    )
    return behind or is_due()
