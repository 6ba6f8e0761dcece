# SPDX-License-Identifier: Apache-2.0
"""Signing heads: what the signer promises before it puts its name under a tree.

- It signs only what goes on from the head before: the old root is compared with the stored tree,
  also with the head that it remembers beside its key; every leaf since then is computed anew from
  its columns, and leaves have no hole.
- It does not sign while the clock is behind the journal. Leaves keep their order by their index
  whatever the clock says; a head with a wrong time would say something false to the outside.
- It does not sign while restored data wait for their epoch.
- Nothing new, no new head.
- One signs at a time, and who waits for another waits for a bounded time: a process that hangs over
  a head holds up no other.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.trace import keys, tree
from liuhen.apps.trace.epochs import current_epoch, restored_size
from liuhen.apps.trace.errors import ClockBackError, SigningError, TreeError
from liuhen.apps.trace.journal import Actor, act
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.apps.trace.models import Head, Leaf
from liuhen.vault.checkpoint import Checkpoint, head
from liuhen.vault.merkle import Frontier, leaf_hash

#: The act that says that the clock was wrong before it: times before it no longer hold a head up.
CLOCK_ACT = "trace.accept_clock"
_CLOCK = "trace.clock:server"
_SIGNING_LOCK = 0x7369676E
#: Clocks of several servers on one database may differ by so much.
_APART = timedelta(seconds=2)
#: So long a signer waits for another one.
WAIT_SECONDS = 30.0
_LOCK_NOT_AVAILABLE = "55P03"


def newest_head() -> Head | None:
    """Return the head that was signed last."""
    return Head.objects.order_by("-pk").first()


def is_due() -> bool:
    """Whether there are leaves that no head covers."""
    newest = newest_head()
    return tree.size() > (newest.size if newest else 0)


def sign_head(*, wait_seconds: float = WAIT_SECONDS) -> Head | None:
    """Sign the tree as it is now; `None` where there are no leaves at all.

    Another signer is waited for as long as `wait_seconds`.

    Returns:
        The new head, or the newest one where nothing was written since.

    Raises:
        SigningError: key, journal or clock do not allow it (see the head of this module), or
            another signer has not ended.
        WritingLockedError: restored data wait for their epoch.
    """
    refuse_while_locked()
    key = keys.signing_key()
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            _take_turn(wait_seconds)
        leaves, epoch, now = tree.size(), current_epoch(), timezone.now()
        newest = newest_head()
        if not leaves or (newest and (newest.size, newest.epoch) == (leaves, epoch)):
            _require_remembered(leaves, epoch)
            return newest
        _require_clock(newest, now)
        _require_remembered(leaves, epoch)
        checkpoint = head(key.name, leaves, _root(newest, leaves), epoch=epoch, at=now)
        made = Head(
            epoch=epoch, size=leaves, root=checkpoint.root, at=now, note=key.sign(checkpoint)
        )
        made.save(force_insert=True)
    keys.remember(made.note)
    return made


def _take_turn(wait_seconds: float) -> None:
    """Be the only signer until the transaction ends; on SQLite its beginning does that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        _bound_waiting(f"{max(1, round(wait_seconds * 1000))}ms")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SIGNING_LOCK])
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            raise SigningError(
                _(
                    "Another signer has held the journal for more than %(seconds)g seconds, so no "
                    "head was signed; it is tried again within minutes."
                )
                % {"seconds": wait_seconds}
            ) from None
        _bound_waiting(usual)


def _bound_waiting(span: str) -> None:
    """Let a statement of this transaction wait so long for a lock; "0": without end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [span])


def accept_clock(*, by: Actor, reason: str) -> None:
    """Say, by an act, that the clock was ahead before and is right now: heads may be signed again.

    Raises:
        SigningError: no reason is given.
    """
    if not reason.strip():
        raise SigningError(_("Say why the clock was wrong: the reason goes into the journal."))
    latest = Leaf.objects.aggregate(latest=Max("at"))["latest"]
    with act(CLOCK_ACT, by=by) as record:
        record.about_reference(_CLOCK)
        record.note(reason=reason, now=str(record.at), latest_before=str(latest))


def clock_trouble(now: datetime) -> str:
    """Return why the clock does not allow signing, or nothing."""
    try:
        _require_clock(newest_head(), now)
    except ClockBackError as error:
        return str(error)
    return ""


def _require_clock(newest: Head | None, now: datetime) -> None:
    accepted = Leaf.objects.filter(object=_CLOCK).aggregate(last=Max("index"))["last"]
    first = max(newest.size if newest else 0, -1 if accepted is None else accepted)
    latest = Leaf.objects.filter(index__gte=first).aggregate(latest=Max("at"))["latest"]
    if newest and (accepted is None or accepted < newest.size):
        latest = max(latest, newest.at) if latest else newest.at
    if latest and now + _APART < latest:
        raise ClockBackError(
            _(
                "The server's clock (%(now)s) is behind the journal (%(latest)s), so no head is "
                "signed: set the clock right, or, if it was ahead before, say so with liuhen "
                "journal head --accept-clock REASON."
            )
            % {"now": _shown(now), "latest": _shown(latest)}
        )


def _shown(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def _require_remembered(leaves: int, epoch: int) -> None:
    """Compare the stored tree with the head that the signer remembers."""
    signed = keys.remembered()
    if signed is None:
        return
    last = signed.checkpoint
    if last.epoch < epoch and last.size > restored_size():
        return  # declared as lost when the epoch began
    _require_prefix(last, leaves)


def _require_prefix(last: Checkpoint, leaves: int) -> None:
    if last.size > leaves:
        raise SigningError(
            _(
                "The journal has %(now)s leaves, but a head of %(before)s was signed: leaves were "
                "cut off the end. Run liuhen journal audit before anything else."
            )
            % {"now": leaves, "before": last.size}
        )
    try:
        root = tree.StoredTree().root(last.size)
    except TreeError as error:
        raise SigningError(str(error)) from None
    if root != last.root:
        raise _changed(last.size)


def _changed(size: int) -> SigningError:
    return SigningError(
        _(
            "The journal no longer goes on from the signed head of %(size)s leaves: one of them "
            "was changed. Run liuhen journal audit before anything else."
        )
        % {"size": size}
    )


def _root(newest: Head | None, leaves: int) -> bytes:
    """Return the root, going on from the newest head with leaves computed anew."""
    try:
        before = min(newest.size, leaves) if newest else 0
        grown: Frontier = tree.StoredTree().frontier(before)
    except TreeError as error:
        raise SigningError(str(error)) from None
    if newest and (newest.size > leaves or grown.root() != bytes(newest.root)):
        _require_prefix(newest.signed.checkpoint, leaves)
        raise _changed(newest.size)
    for hashed in _hashes_since(before):
        grown.add(hashed)
    if grown.size != leaves:
        raise SigningError(
            _("The journal has a hole: %(found)s of %(leaves)s leaves are there.")
            % {"found": grown.size, "leaves": leaves}
        )
    return grown.root()


def _hashes_since(first: int) -> Iterator[bytes]:
    rows = Leaf.objects.filter(index__gte=first).order_by("index")
    for leaf in rows.iterator(chunk_size=2000):
        hashed = leaf_hash(leaf.body.canonical())
        if hashed != bytes(leaf.hash):
            raise SigningError(
                _("Leaf %(index)s was changed after it was written. Run liuhen journal audit.")
                % {"index": leaf.index}
            )
        yield hashed
