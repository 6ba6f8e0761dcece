# SPDX-License-Identifier: Apache-2.0
"""What the outside holds: publishing heads to witnesses, and what is not witnessed yet.

LIUHEN_WITNESS names the witnesses: folders out of the house, separated as in `PATH`.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.trace import keys, tree
from liuhen.apps.trace.errors import SigningError
from liuhen.apps.trace.models import Epoch, Head, Leaf, WitnessState
from liuhen.vault.checkpoint import Signed
from liuhen.vault.witness import FileWitness, Witness, WitnessError, compare


@dataclass(frozen=True, slots=True)
class Outside:
    """What pages and bundles say about the reach of the proof.

    `since` is the time of the first leaf that no witness covers (`None`: all are covered);
    `witnessed` the number of leaves that one does; `leaves` and `signed` those that there are and
    that the newest head covers.
    """

    leaves: int
    signed: int
    witnessed: int
    since: datetime | None
    witnesses: tuple[WitnessState, ...]
    newest: Head | None

    @property
    def unsigned(self) -> int:
        """How many leaves wait for a head."""
        return max(self.leaves - self.signed, 0)

    @property
    def failing(self) -> bool:
        """Whether a witness does not answer."""
        return any(one.failing_since for one in self.witnesses)


def witnesses() -> list[Witness]:
    """Return the witnesses that are set."""
    folders = [one for one in settings.LIUHEN_WITNESS.split(os.pathsep) if one]
    return [FileWitness(Path(folder)) for folder in folders]


def outside() -> Outside:
    """Return how far heads and witnesses reach, by what was noted when they were last reached."""
    leaves = tree.size()
    newest = Head.objects.order_by("-pk").first()
    states = states_of_witnesses()
    last = Epoch.objects.order_by("-number").first()
    number, restored = (last.number, last.restored_size) if last else (1, 0)
    reached = [min(one.size, restored if one.epoch < number else leaves) for one in states]
    witnessed = min(max(reached, default=0), leaves)
    first = Leaf.objects.filter(index=witnessed).first()
    return Outside(
        leaves=leaves,
        signed=newest.size if newest else 0,
        witnessed=witnessed,
        since=first.at if first else None,
        witnesses=tuple(states),
        newest=newest,
    )


def states_of_witnesses() -> list[WitnessState]:
    """Return what is known of each witness that is set, in their order."""
    kept = {one.name: one for one in WitnessState.objects.all()}
    return [kept.get(one.name) or WitnessState(name=one.name) for one in witnesses()]


def publish() -> list[str]:
    """Give the newest head to each witness, and return a sentence for each that has not got it.

    A witness whose last head does not fit today's tree gets nothing: what it holds is the proof.
    """
    newest = Head.objects.order_by("-pk").first()
    if newest is None:
        return []
    return [trouble for one in witnesses() if (trouble := _publish_to(one, newest))]


def _publish_to(witness: Witness, newest: Head) -> str:
    now = timezone.now()
    state, _made = WitnessState.objects.get_or_create(name=witness.name)
    try:
        last = witness.newest(keys.origin(), keys.public_keys())
        trouble = _contradiction(last, newest)
        if not trouble and (last is None or last.note != newest.note):
            witness.append(keys.origin(), newest.note)
    except (WitnessError, SigningError) as error:
        trouble = str(error)
    if trouble:
        state.failing_since = state.failing_since or now
        state.error = trouble[:1000]
    else:
        state.epoch, state.size, state.held_at = newest.epoch, newest.size, now
        state.failing_since, state.error = None, ""
    state.save()
    return trouble


def _contradiction(last: Signed | None, newest: Head) -> str:
    if last is None:
        return ""
    head = last.checkpoint
    if head.epoch > newest.epoch:
        return _("The witness holds a head of epoch %(epoch)s, which is later than ours.") % {
            "epoch": head.epoch
        }
    if head.epoch < newest.epoch:
        restored = Epoch.objects.get(number=newest.epoch).restored_size
        if head.size > restored:
            return ""  # declared as lost when the epoch began
    found = compare([last], tree.size(), tree.StoredTree().root)
    return found[0][1] if found else ""
