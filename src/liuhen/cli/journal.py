# SPDX-License-Identifier: Apache-2.0
"""`liuhen journal`: signed heads, proofs, and the audit that compares everything with the leaves.

Exit status: 0 in order, 1 something was found, 2 it could not be done.
"""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from liuhen.cli.database import ready
from liuhen.cli.instants import instant
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.trace.audit import Report
    from liuhen.apps.trace.journal import Actor
    from liuhen.apps.trace.outside import Outside

FOUND = 1


def configure(parser: Parser) -> None:
    """Add the verbs of `journal`."""
    verbs = verbs_of(parser)
    head = add_verb(
        verbs,
        "head",
        _head,
        says="show the newest signed head, and how far witnesses hold it",
        example="liuhen journal head --sign",
    )
    head.add_argument("--sign", action="store_true", help="sign what is new, and publish it")
    head.add_argument(
        "--accept-clock",
        metavar="REASON",
        help="the clock was ahead before and is right now: sign again from here",
    )
    head.add_argument(
        "--new-key", action="store_true", help="sign with a new key, because the old one is lost"
    )
    prove = add_verb(
        verbs,
        "prove",
        _prove,
        says="prove that a leaf is in the journal",
        example="liuhen journal prove 17 --json > leaf-17.json",
    )
    prove.add_argument("index", type=int, metavar="INDEX", help="the leaf, counted from 0")
    going_on = add_verb(
        verbs,
        "consistency",
        _consistency,
        says="prove that the journal of NEW leaves goes on from that of OLD",
        example="liuhen journal consistency 100 250 --json",
    )
    going_on.add_argument("old", type=int, metavar="OLD", help="a number of leaves")
    going_on.add_argument("new", type=int, metavar="NEW", help="a number of leaves, not smaller")
    audit = add_verb(
        verbs,
        "audit",
        _audit,
        says="compute all leaves, heads, tiles and rows anew, and name what does not fit",
        example="LIUHEN_WITNESS=/media/stick liuhen journal audit",
    )
    audit.add_argument(
        "--mend-tiles",
        action="store_true",
        help="first write the stored tree anew from the leaves (it is derived from them)",
    )
    epoch = add_verb(
        verbs,
        "epoch",
        _epoch,
        says="after a restore: declare what is lost, and let writing go on",
        example='liuhen journal epoch --reason "disk of 2 March broken" --user root',
    )
    epoch.add_argument("--reason", required=True, metavar="WORDS", help="why data were restored")
    epoch.add_argument("--lost", default="", metavar="WORDS", help="what is gone, if it is known")
    epoch.add_argument("--user", metavar="NAME", help="who declares it (default: the command line)")
    for verb in (head, prove, going_on, audit, epoch):
        verb.add_argument("--json", action="store_true")


def _head(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.trace import heads, keys, signing
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.apps.trace.outside import outside

    if options.accept_clock is not None:
        signing.accept_clock(by=SystemActor("command"), reason=options.accept_clock)
    if options.new_key:
        keys.new_key()
    if options.sign or options.new_key or options.accept_clock is not None:
        heads.sign_and_publish()
    found = outside()
    if options.json:
        _print(_head_values(found))
        return 0
    if found.newest is not None:
        print(found.newest.note)
    for one in found.witnesses:
        print(f"{one}{f': {one.error}' if one.failing_since else ''}")
    print(_reach(found))
    return 0


def _head_values(found: "Outside") -> dict[str, Any]:
    newest = found.newest
    head = newest.signed.checkpoint if newest else None
    return {
        "leaves": found.leaves,
        "origin": head.origin if head else None,
        "size": head.size if head else None,
        "root": head.root.hex() if head else None,
        "epoch": head.epoch if head else None,
        "at": newest.at.isoformat() if newest else None,
        "checkpoint": newest.note if newest else None,
        "witnessed": found.witnessed,
        "unwitnessed_since": found.since.isoformat() if found.since else None,
        "witnesses": [
            {"name": one.name, "size": one.size, "error": one.error or None}
            for one in found.witnesses
        ],
    }


def _reach(found: "Outside") -> str:
    signed = f"{found.signed} of {found.leaves} leaves are signed"
    if found.since is None:
        return f"{signed}; all are held by a witness."
    since = instant(found.since)
    return f"{signed}, {found.witnessed} are held by a witness; unwitnessed since {since}."


def _prove(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.trace.proofs import prove

    proof = prove(options.index)
    if options.json:
        _print(proof)
    else:
        for name, value in proof["leaf"].items():
            print(f"{name:<12}{value}")
        signed = "the signed head" if proof["checkpoint"] else "no head covers it yet; the tree now"
        print(
            f"Leaf {options.index} is in the journal of {proof['size']} leaves with root "
            f"{proof['root']} ({signed}), by {len(proof['proof'])} hashes (--json shows them)."
        )
    return 0


def _consistency(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.trace.proofs import go_on

    proof = go_on(options.old, options.new)
    if options.json:
        _print(proof)
    else:
        print(
            f"The journal of {options.new} leaves (root {proof['new']['root']}) goes on from that "
            f"of {options.old} (root {proof['old']['root']}), by {len(proof['proof'])} hashes."
        )
    return 0


def _audit(options: argparse.Namespace) -> int:
    ready()
    from django.db import DatabaseError

    from liuhen.apps.trace.audit import audit
    from liuhen.apps.trace.tree import mend

    try:
        if options.mend_tiles:
            print(f"{mend()} tiles were written anew", file=sys.stderr)
        report = audit(_progress)
    except DatabaseError as error:
        raise UserError(f"the database cannot be read: {error}") from None
    if options.json:
        _print(report.plain())
    else:
        for finding in report.findings:
            print(finding.says)
        if report.total > len(report.findings):
            print(f"… and {report.total - len(report.findings)} more")
        for remark in report.remarks:
            print(f"note: {remark}")
        print(_conclusion(report))
    return FOUND if report.total else 0


def _conclusion(report: "Report") -> str:
    looked = f"{report.leaves} leaves, {report.heads} heads and {report.rows} rows were compared"
    verdict = f"{report.total} thing(s) do not fit" if report.total else "everything fits"
    held = [one for one in report.witnesses if not one["error"]]
    if not held:
        reach = "no witness was there, so history that was written anew as a whole would not show"
    elif report.witnessed == report.leaves:
        reach = "a witness holds the head of all leaves"
    else:
        reach = f"a witness holds the first {report.witnessed} leaves; what is later it cannot show"
    return f"{looked}: {verdict}; {reach}."


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r  {done} of {total} leaves", end=end, file=sys.stderr, flush=True)


def _epoch(options: argparse.Namespace) -> int:
    ready()
    from django.utils import timezone

    from liuhen.apps.people.roles import ADMINISTRATORS
    from liuhen.apps.people.viewer import viewer_for
    from liuhen.apps.trace import heads
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.apps.trace.epochs import begin_epoch
    from liuhen.apps.trace.errors import SigningError
    from liuhen.cli.person import person_called

    by: Actor = SystemActor("command")
    if options.user:
        by = viewer = viewer_for(person_called(options.user), timezone.now())
        if not viewer.roles & ADMINISTRATORS:
            raise UserError(
                f"--user: {options.user} is no administrator, who alone begins an epoch"
            )
    epoch = begin_epoch(by=by, reason=options.reason, lost=options.lost)
    try:
        heads.sign_and_publish()
    except SigningError as error:  # the epoch has begun all the same, and is signed when it can be
        print(f"note: not signed yet: {error}", file=sys.stderr)
    if options.json:
        _print(
            {
                "epoch": epoch.number,
                "restored_size": epoch.restored_size,
                "restored_root": epoch.restored_root,
                "last_size": epoch.last_size,
                "last_root": epoch.last_root,
                "last_held_by": epoch.last_held_by,
                "lost": epoch.lost,
            }
        )
    else:
        print(
            f"Epoch {epoch.number} has begun with {epoch.restored_size} leaves. Lost: {epoch.lost}"
        )
    return 0


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))
