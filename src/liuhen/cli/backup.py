# SPDX-License-Identifier: Apache-2.0
"""`liuhen backup`: database, vault and head of the journal into a folder."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from liuhen.cli.bundle import Progress
from liuhen.cli.database import ready
from liuhen.cli.parser import Parser


def configure(parser: Parser) -> None:
    """`liuhen backup` has no verbs."""
    parser.add_argument("out", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument(
        "--keys",
        action="store_true",
        help="take the signing key and TLS keys along: whoever has such a backup can sign",
    )
    parser.add_argument(
        "--previous",
        type=Path,
        metavar="DIR",
        help="an earlier backup on the same disk: objects it holds are linked, not copied",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.archives.backing_up import back_up, read_backup

    if options.previous is not None:
        read_backup(options.previous)
    progress = Progress() if sys.stderr.isatty() else None
    made = back_up(
        options.out, with_keys=options.keys, previous=options.previous, progress=progress
    )
    for remark in made.remarks:
        print(f"note: {remark}", file=sys.stderr)
    for one in made.missing:
        print(f"missing or damaged in the vault: {one}", file=sys.stderr)
    if options.json:
        print(json.dumps({"out": str(options.out), **asdict(made)}, ensure_ascii=False))
    else:
        keys = "with keys" if made.keys else "without keys: keep LIUHEN_HOME/keys apart"
        print(
            f"{options.out}: {made.objects} objects, {made.bytes} bytes, "
            f"{made.leaves} leaves with root {made.root}; {keys}"
        )
    return 1 if made.missing else 0
