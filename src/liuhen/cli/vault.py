# SPDX-License-Identifier: Apache-2.0
"""`liuhen vault`: read every object again, take away what nobody needs.

`scrub` ends with 1 when an object is changed or missing, one line for each; it repairs nothing.
`repair` puts good copies in the place of those, from a file, a folder or a zip file; it ends with 1
while one is still changed or missing, or when a copy that was named is of nothing in the vault.
`sweep` acts at once, because what it moves lies in quarantine for thirty days before it goes.
"""

import argparse
import json
import sys
import time
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.evidence.models import StoredObject
    from liuhen.apps.evidence.repairing import Mended
    from liuhen.apps.evidence.scrub import Scrubbed
    from liuhen.apps.evidence.sweep import Swept

FOUND = 1
_LISTS = ("quarantined", "brought_back", "removed", "locked", "restored")
_MEBIBYTE = 1024 * 1024
_SAID_EVERY_SECONDS = 5.0
_WAIT_SECONDS = 60.0  # a step of the background ends by itself


def configure(parser: Parser) -> None:
    """Add the verbs of `vault`."""
    verbs = verbs_of(parser)
    scrubbing = add_verb(
        verbs,
        "scrub",
        _scrub,
        says="read every object of the vault again, and name what is changed or missing",
        example="liuhen vault scrub --rate 100",
    )
    scrubbing.add_argument(
        "--older-than",
        type=_not_negative,
        metavar="HOURS",
        help="only what was not read for so long: goes on where a run was broken off",
    )
    scrubbing.add_argument(
        "--rate", type=_positive, metavar="MIB", help="MiB a second at most (default: no bound)"
    )
    scrubbing.add_argument(
        "--threads", type=_positive, metavar="N", help="how many read at once (default: all cores)"
    )
    scrubbing.add_argument("--json", action="store_true")
    sweeping = add_verb(
        verbs,
        "sweep",
        _sweep,
        says="move objects without a row into quarantine, and take away forgotten files",
        example="liuhen vault sweep --dry-run",
    )
    sweeping.add_argument("--dry-run", action="store_true", help="say what would be done, no more")
    sweeping.add_argument(
        "--many", action="store_true", help="move objects even if it is a large part of the vault"
    )
    sweeping.add_argument("--json", action="store_true")
    repairing = add_verb(
        verbs,
        "repair",
        _repair,
        says="put good copies in the place of what is changed or missing in the vault",
        example="liuhen vault repair /mnt/backup/2026-03-02",
    )
    repairing.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="FILE_OR_DIR",
        help="a copy of the file; or a folder or bundle (zip) to look for copies in",
    )
    repairing.add_argument("--json", action="store_true")


def _scrub(options: argparse.Namespace) -> int:
    ready()
    from django.utils import timezone

    from liuhen.apps.evidence.alone import alone
    from liuhen.apps.evidence.scrub import Rate, note_round, scrub
    from liuhen.apps.evidence.scrubbing import SCRUB
    from liuhen.vault.store import StoreError, unpaced

    ago = options.older_than
    try:
        with alone(SCRUB, wait_seconds=_WAIT_SECONDS):
            done = scrub(
                older_than=timezone.now() - timedelta(hours=ago) if ago is not None else None,
                threads=options.threads or 0,
                pace=Rate(options.rate * _MEBIBYTE) if options.rate else unpaced,
                progress=_Progress(),
            )
    except (StoreError, OSError) as error:
        raise UserError(f"the vault cannot be read: {error}") from None
    note_round(done)
    if options.json:
        print(json.dumps(_scrubbed(done), ensure_ascii=False))
    else:
        for one in done.damaged:
            names = "、".join(one.names) or "-"
            print(f"{one.what}\t{one.digest}\t{one.bureau}\t{names}")
    print(_said_of_scrub(done), file=sys.stderr if options.json else sys.stdout)
    return FOUND if done.damaged else 0


class _Progress:
    """Says now and then how far the reading is, and how long it will take."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, far: "Scrubbed") -> None:
        if time.monotonic() - self._said < _SAID_EVERY_SECONDS:
            return
        self._said = time.monotonic()
        left = (far.all_bytes - far.size_bytes) * far.seconds / max(far.size_bytes, 1)
        print(
            f"{far.objects:,} of {far.all_objects:,} objects, {_size(far.size_bytes)} of "
            f"{_size(far.all_bytes)}, {len(far.damaged)} damaged, about {_duration(left)} left",
            file=sys.stderr,
        )


def _scrubbed(done: "Scrubbed") -> dict[str, Any]:
    return {
        "objects": done.objects,
        "bytes": done.size_bytes,
        "seconds": round(done.seconds, 3),
        "whole_again": done.whole_again,
        "damaged": [
            {"what": one.what, "digest": one.digest, "bureau": one.bureau, "names": list(one.names)}
            for one in done.damaged
        ],
    }


def _said_of_scrub(done: "Scrubbed") -> str:
    if not done.objects:
        return "There was no object to read."
    read = f"{_objects(done.objects)} read again ({_size(done.size_bytes)})"
    again = f", {done.whole_again} that were damaged are whole again" if done.whole_again else ""
    if not done.noted:
        again += ", nothing of it written down while a restore waits for its epoch"
    if done.damaged:
        return (
            f"{read}{again}; {len(done.damaged)} changed or missing, named above: bring the same "
            "files in again, or run liuhen vault repair with a backup or a bundle."
        )
    return f"{read}{again}; all of them are what came in."


def _repair(options: argparse.Namespace) -> int:
    ready()
    import zipfile

    from liuhen.apps.evidence.repairing import damaged_objects, repair
    from liuhen.vault.store import StoreError

    mended: list[Mended] = []
    for source in options.sources:
        try:
            mended += repair(source)
        except (StoreError, OSError, zipfile.BadZipFile, EOFError) as error:
            raise UserError(f"{source}: {getattr(error, 'strerror', None) or error}") from None
    left = damaged_objects()
    if options.json:
        print(json.dumps(_repaired(mended, left), ensure_ascii=False))
    else:
        for one in mended:
            print(f"{_outcome(one)}\t{one.digest}\t{one.bureau}\t{one.source}")
        for row in left:
            print(f"{row.damage}\t{row.digest}\t{row.bureau.name}\t-")
    print(_said_of_repair(mended, left), file=sys.stderr if options.json else sys.stdout)
    return FOUND if left or not all(one.safe for one in mended) or not mended else 0


def _outcome(one: "Mended") -> str:
    if not one.safe:
        return "not safe"
    return "mended" if one.was else "was whole"


def _repaired(mended: "list[Mended]", left: "list[StoredObject]") -> dict[str, Any]:
    return {
        "copies": [
            {
                "source": one.source,
                "digest": one.digest,
                "bureau": one.bureau,
                "was": one.was or "whole",
                "safe": one.safe,
            }
            for one in mended
        ],
        "damaged": [
            {"what": row.damage, "digest": row.digest, "bureau": row.bureau.name} for row in left
        ],
    }


def _said_of_repair(mended: "list[Mended]", left: "list[StoredObject]") -> str:
    done = sum(bool(one.was) and one.safe for one in mended)
    rest = f"; {len(left)} still changed or missing" if left else "; nothing is known as damaged"
    if not mended:
        return f"No copy of anything {'damaged ' if left else ''}was found there{rest}."
    return f"{_objects(done)} mended and read back{rest}."


def _sweep(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.evidence.alone import alone
    from liuhen.apps.evidence.sweep import sweep
    from liuhen.apps.evidence.sweeping import SWEEP
    from liuhen.vault.store import StoreError

    try:
        with nullcontext() if options.dry_run else alone(SWEEP, wait_seconds=_WAIT_SECONDS):
            done = sweep(dry_run=options.dry_run, many=options.many)
    except (StoreError, OSError) as error:
        raise UserError(f"the vault cannot be swept: {error}") from None
    if options.json:
        print(json.dumps(_swept(done, dry_run=options.dry_run), ensure_ascii=False))
    else:
        for what in _LISTS:
            for one in getattr(done, what):
                print(f"{what}\t{one.digest}\t{one.bureau}\t{one.size_bytes}")
    said = _said_of_sweep(done, dry_run=options.dry_run)
    print(said, file=sys.stderr if options.json else sys.stdout)
    return 0


def _swept(done: "Swept", *, dry_run: bool) -> dict[str, Any]:
    objects = {
        what: [
            {"bureau": one.bureau, "digest": one.digest, "bytes": one.size_bytes}
            for one in getattr(done, what)
        ]
        for what in _LISTS
    }
    staged = [
        {"bureau": one.bureau, "name": one.name, "bytes": one.size_bytes} for one in done.staged
    ]
    return {
        "dry_run": dry_run,
        **objects,
        "staged": staged,
        "transfers": done.transfers,
        "strange": done.strange,
    }


def _said_of_sweep(done: "Swept", *, dry_run: bool) -> str:
    parts = [
        (done.quarantined, "without a row {to} quarantine for 30 days"),
        (done.brought_back, "{back} from quarantine, because a row needs them"),
        (done.removed, "{gone} after 30 days in quarantine"),
        (done.locked, "still held in quarantine by their lock"),
    ]
    words = {
        "to": "would go into" if dry_run else "went into",
        "back": "would come back" if dry_run else "came back",
        "gone": "would go for good" if dry_run else "went for good",
    }
    said = [_objects(len(of)) + " " + what.format(**words) for of, what in parts if of]
    if done.staged:
        size = _size(sum(one.size_bytes for one in done.staged))
        went = "would be taken away" if dry_run else "were taken away"
        said.append(f"{len(done.staged)} forgotten file(s) on their way ({size}) {went}")
    if done.transfers:
        said.append(f"{done.transfers} broken transfer(s) were given up")
    if done.restored:
        said.append(
            f"{_objects(len(done.restored))} from before the restore stay, as what is lost may be "
            "their entry (--many moves them)"
        )
    if done.strange:
        said.append(f"{_objects(done.strange)} of bureaus that this database does not know stay")
    return "; ".join(said) + "." if said else "Every object has its row; nothing was to be done."


def _objects(count: int) -> str:
    return f"{count:,} object" if count == 1 else f"{count:,} objects"


def _size(size_bytes: float) -> str:
    units = ("bytes", "KiB", "MiB", "GiB")
    for unit in units:
        if size_bytes < 1024 or unit == units[-1]:  # noqa: PLR2004  # what the units are made of
            break
        size_bytes /= 1024
    return f"{size_bytes:,.0f} bytes" if unit == "bytes" else f"{size_bytes:,.1f} {unit}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)


def _not_negative(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:  # noqa: PLR2004  # a hundred years; also refuses nan
        raise argparse.ArgumentTypeError(f"{text!r} is no number of hours")
    return found
