# SPDX-License-Identifier: Apache-2.0
"""`liuhen verify`: check a bundle, or a file of one, without installation, database or network."""

import argparse
import json
import sys
from pathlib import Path

from liuhen.archive.findings import Result
from liuhen.archive.trust import read_trust
from liuhen.archive.verify import verify
from liuhen.cli.parser import Parser

_INTACT, _FINDINGS = 0, 1


def configure(parser: Parser) -> None:
    """`liuhen verify` has no verbs."""
    parser.add_argument(
        "what",
        type=Path,
        metavar="DIR_OR_FILE",
        help="a bundle (folder, zip or tar file), or a file in it or beside it",
    )
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="KEY|CHECKPOINT|WITNESS",
        help="compare the origin with a public key, a checkpoint, or what a witness holds",
    )
    parser.add_argument("--sm3", action="store_true", help="check the SM3 digests too")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    trusted = None if options.trust is None else read_trust(options.trust)
    result = verify(options.what, trusted=trusted, sm3=options.sm3)
    if options.json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        _tell(result)
    return _INTACT if result.intact else _FINDINGS


def _tell(result: Result) -> None:
    for line in result.lines():
        print(line)
    for remark in result.remarks:
        print(f"note: {remark}", file=sys.stderr)
    for one in result.left_out:
        print(f"note: not in the bundle: {one}", file=sys.stderr)
    if result.case:
        print(f"case {result.case}, {result.bureau}", file=sys.stderr)
    checked = f"{result.files} files, {result.bytes} bytes, {result.leaves} leaves"
    print(f"{result.verdict} ({checked})")
