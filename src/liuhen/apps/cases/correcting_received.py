# SPDX-License-Identifier: Apache-2.0
"""An entry of a paper received that is wrong is put right, or its sender kept close afterwards.

What this module promises:

- it is corrected with a reason, and what stood there stays among the steps of the paper;
- of an informant's paper no step says the sender, nor does a reason;
- a paper did not come after a step on its way.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import ReceivedMove, ReceivedPaper, ReceivedSecret
from liuhen.apps.cases.participants.informants import require_close
from liuhen.apps.cases.participants.masks import WITHHELD, masked
from liuhen.apps.cases.received import (
    locked,
    put_secret,
    put_step,
    require_close_sender,
    require_open_sender,
    require_pages,
    sender_of,
    title_of,
)
from liuhen.apps.cases.values import as_kept
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act

#: What of an entry can be corrected; its number stays, and where it lies is a step.
CORRECTED = ("sender", "title", "received_at", "pages", "outcome")
#: What a step says of the sender of an informant's paper: that it was corrected, and no more.
_CLOSE = ["", ""]
#: Where a step says something in words.
_SAID = ("place", "keeper", "reason")


def correct_received(
    *, by: Viewer, paper: ReceivedPaper, reason: str, changes: Mapping[str, Any]
) -> ReceivedPaper:
    """Correct the entry of a paper (`CORRECTED`), with the reason; what stood there stays readable.

    `outcome` empty: nothing came of it yet. Of an informant's paper no step says the sender.

    Raises:
        BadFactError: nothing is changed, no reason, or a value that cannot be.
        NotAllowedError: the sender is confidential, and not for this viewer.
    """
    with act("cases.correct_received", by=by) as record:
        row = locked(by, record, paper, ended_too=True)
        why = checks.filled(reason, "reason", 300)
        sender = sender_of(by, row)
        if sender is None and "sender" in changes:
            raise NotAllowedError(_("The sender of this paper is confidential."))
        stood = {name: getattr(row, name) for name in CORRECTED} | {"sender": sender}
        new = _corrected(record, row, changes)
        said = {name: new.get(name, getattr(row, name)) for name in ("title", "outcome")}
        require_close_sender(by, row, {**said, "reason": why})
        if row.informant:
            require_close({**said, "reason": why}, {"name": new.get("sender", "")})
        elif row.case is not None:
            require_open_sender(by, row.case, new.get("sender", row.sender), said["title"])
        new = {name: value for name, value in new.items() if stood[name] != value}
        if not new:
            raise BadFactError(_("Nothing was changed yet."))
        known = ReceivedSecret.objects.within(row.bureau_id).filter(paper=row).first()
        before = {name: [as_kept(stood[name]), as_kept(value)] for name, value in new.items()}
        if known is not None and "sender" in new:
            record.update(known, sender=new.pop("sender"))
            before["sender"] = _CLOSE
        ended = {"ended_at": None} if new.get("outcome") == "" else {}
        if new:
            record.update(row, **new, **ended)
        put_step(by, record, row, record.at, why, changes=before)
        return row


def _before_its_steps(record: Record, row: ReceivedPaper, at: datetime) -> datetime:
    """When it came, before any step on its way; the first step is that it came."""
    when = checks.time(at, record.at, "received_at")
    moves = ReceivedMove.objects.within(row.bureau_id).filter(paper=row)
    _came, *steps = moves.order_by("recorded_at", "id")
    later = [one.at for one in steps if not one.changes]
    if any(when > step for step in later):
        raise BadFactError(_("This is after a step on its way."), "received_at")
    return when


def keep_sender_close(*, by: Viewer, paper: ReceivedPaper, title: str = "") -> ReceivedPaper:
    """Make the sender of a paper confidential, with its scan, where nobody did so at first.

    `title`: another one, where the present one says the name.

    Raises:
        BadFactError: it is confidential already, its title still says the name, or a photo of it
            lies among the recordings, which others see.
    """
    with act("cases.keep_sender_close", by=by) as record:
        row = locked(by, record, paper, ended_too=True)
        if row.informant:
            raise BadFactError(_("The sender is confidential already."))
        if row.original_id is not None:
            raise BadFactError(
                _("A photo of it lies among the recordings: take it in anew, with a scan.")
            )
        sender = row.sender
        said = title_of(title or row.title, sender, informant=True)
        rows = ReceivedMove.objects.within(row.bureau_id).select_for_update().filter(paper=row)
        moves = list(rows)
        names = {sender, *(one for move in moves for one in move.changes.get("sender", ()))}
        close = {name: WITHHELD for name in names if name}
        outcome = masked(row.outcome, close)
        record.update(row, sender="", informant=True, title=said, outcome=outcome)
        put_secret(record, row, sender)
        for move in moves:  # what its steps say of it is confidential as well
            told = {name: _CLOSE for name in ("sender", "title") if name in move.changes}
            new = {name: masked(getattr(move, name), close) for name in _SAID}
            new["changes"] = masked(move.changes, close) | told
            if any(getattr(move, name) != value for name, value in new.items()):
                record.update(move, **new)
        return row


def _corrected(record: Record, row: ReceivedPaper, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they are kept."""
    if wrong := set(changes) - set(CORRECTED):
        raise BadFactError(_("There is no such entry."), min(wrong))
    new = dict(changes)
    if "sender" in new:
        new["sender"] = checks.filled(new["sender"], "sender", 200)
    if "title" in new:
        new["title"] = checks.filled(new["title"], "title", 200)
    if "received_at" in new:
        new["received_at"] = _before_its_steps(record, row, new["received_at"])
    require_pages(new.get("pages"))
    if "outcome" in new:
        new["outcome"] = checks.text(new["outcome"], "outcome", 300)
        if new["outcome"] and row.ended_at is None:
            raise BadFactError(_("Nothing is said of its outcome yet: say it first."), "outcome")
    return new
