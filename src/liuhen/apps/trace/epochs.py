# SPDX-License-Identifier: Apache-2.0
"""Declared epochs: what an administrator says after data came back from a backup.

Restored data may be older than heads that were signed before: their leaves are gone, and their
indices will be used again. The epoch says so, in an act of its own, before anything else is
written: which head anybody outside was last known to hold, which tree came back, and what is lost.
Heads signed from then on carry its number.
"""

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.trace import keys, tree
from liuhen.apps.trace.errors import EpochError, SigningError
from liuhen.apps.trace.journal import Actor, act_that_unlocks
from liuhen.apps.trace.locking import waiting
from liuhen.apps.trace.models import Epoch, Head, Restoration
from liuhen.apps.trace.outside import witnesses
from liuhen.vault.checkpoint import Checkpoint
from liuhen.vault.witness import WitnessError


def current_epoch() -> int:
    """Return the number of the epoch that is going on, from 1."""
    last: int | None = Epoch.objects.aggregate(last=Max("number"))["last"]
    return last or 1


def epochs() -> list[Epoch]:
    """Return the declared epochs, newest first."""
    return list(Epoch.objects.select_related("restoration").order_by("-number"))


def restored_size() -> int:
    """Return with how many leaves the current epoch began."""
    last = Epoch.objects.order_by("-number").first()
    return last.restored_size if last else 0


def lock_after_restore(*, source: str, using: str = DEFAULT_DB_ALIAS) -> Restoration:
    """Lock writing, because the database `using` now holds what came back from `source`.

    To be called in the transaction that brings the data back, or before the restored file takes
    its place, so that no act can come between.
    """
    size = tree.size(using)
    restoration = Restoration(
        at=timezone.now(),
        size=size,
        root=tree.StoredTree(using).root(size),
        source=source[:300],
    )
    restoration.save(using=using, force_insert=True)
    return restoration


def begin_epoch(*, by: Actor, reason: str, lost: str = "") -> Epoch:
    """Answer a restore: say what is lost, and let writing go on.

    Args:
        by: an administrator.
        reason: why data were restored.
        lost: what is gone, in words; without it, what can be computed is said.

    Raises:
        EpochError: no restore waits, or no reason was given.
    """
    restoration = waiting()
    if restoration is None:
        raise EpochError(_("No restore waits for an epoch: nothing is locked."))
    if not reason.strip():
        raise EpochError(_("Say why data were restored: the reason goes into the journal."))
    last, holder = last_known_outside()
    with act_that_unlocks("trace.begin_epoch", by=by) as record:
        return record.create(
            Epoch(
                number=current_epoch() + 1,
                restoration=restoration,
                begun_at=record.at,
                begun_by=by.reference,
                restored_size=restoration.size,
                restored_root=bytes(restoration.root).hex(),
                last_size=last.size if last else None,
                last_root=last.root.hex() if last else "",
                last_held_by=holder[:300],
                lost=(lost or _computed(last, restoration.size))[:1000],
                reason=reason[:1000],
            )
        )


def last_known_outside() -> tuple[Checkpoint | None, str]:
    """Return the largest head that a witness, or the signer's own memory, holds; and who."""
    known: list[tuple[Checkpoint, str]] = []
    try:
        public = keys.public_keys()
        if (remembered := keys.remembered()) is not None:
            known.append((remembered.checkpoint, str(keys.key_path().with_suffix(".last"))))
    except SigningError:
        public = []
    for witness in witnesses():
        try:
            held = witness.read(keys.origin(), public)
        except WitnessError:
            continue
        known.extend((signed.checkpoint, witness.name) for signed in held.heads)
    own = Head.objects.order_by("-size").first()
    if own is not None:
        known.append((own.signed.checkpoint, "database"))
    if not known:
        return None, ""
    return max(known, key=lambda one: (one[0].epoch, one[0].size))


def _computed(last: Checkpoint | None, size: int) -> str:
    if last is None:
        return _("Unknown: no head was held outside.")
    if last.size <= size:
        return _("Nothing up to the last known head of %(size)s leaves.") % {"size": last.size}
    return _("%(count)s leaves, from %(first)s to %(last)s.") % {
        "count": last.size - size,
        "first": size,
        "last": last.size - 1,
    }
