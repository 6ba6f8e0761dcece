# SPDX-License-Identifier: Apache-2.0
"""`liuhen simulate`: believable cases as JSON lines, ready for `liuhen law evaluate --jsonl`.

`liuhen case load` takes the same lines.

Nothing here needs a database or imports Django.
"""

import argparse
import sys
from datetime import datetime

import msgspec

from liuhen.cli.parser import Parser
from liuhen.errors import UserError

_EXAMPLE = "liuhen simulate --bureau jinpu-ocean --cases 10 --seed 1 | liuhen law evaluate --jsonl"


def configure(parser: Parser) -> None:
    """Add the options of `simulate`."""
    parser.epilog = f"example:\n  {_EXAMPLE}"
    parser.add_argument("--bureau", required=True, metavar="PACK_ID", help="whose field of work")
    parser.add_argument("--cases", required=True, type=int, metavar="N", help="how many")
    parser.add_argument(
        "--seed", required=True, type=int, metavar="S", help="same seed, same cases"
    )
    parser.add_argument(
        "--faults", type=float, default=0.3, metavar="SHARE", help="of the cases (default 0.3)"
    )
    parser.add_argument(
        "--as-of", metavar="TIME", help="ISO 8601 with an offset (default: a fixed day of 2026)"
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="the standard size: about 22 events, 25 documents and 8 recordings in each",
    )
    parser.add_argument(
        "--years",
        type=int,
        default=1,
        metavar="N",
        help="with --whole: they began in the last N years (default 1)",
    )
    parser.add_argument(
        "--teams",
        type=int,
        default=0,
        metavar="N",
        help="with --whole: a large bureau, of N teams of 20 officers",
    )
    parser.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    from liuhen.simulate import DEFAULT_NOW, cases, whole_cases

    if options.cases < 0:
        raise UserError(f"--cases: found {options.cases}; expected 0 or more")
    if not 0 <= options.faults <= 1:
        raise UserError(f"--faults: found {options.faults}; expected a share between 0 and 1")
    _check_size(options)
    as_of = _instant(options.as_of) if options.as_of else DEFAULT_NOW
    encode = msgspec.json.Encoder().encode
    out = sys.stdout.buffer
    asked = (options.bureau, options.cases, options.seed, as_of, options.faults)
    told = (
        whole_cases(*asked, years=options.years, teams=options.teams)
        if options.whole
        else cases(*asked)
    )
    for facts in told:
        out.write(encode({"pack": options.bureau, "as_of": as_of, "facts": facts}))
        out.write(b"\n")
    out.flush()
    print(f"{options.cases} cases of {options.bureau} as of {as_of:%d %B %Y}.", file=sys.stderr)
    return 0


def _check_size(options: argparse.Namespace) -> None:
    for name, least, most in (("years", 1, 15), ("teams", 0, 60)):
        if not least <= getattr(options, name) <= most:
            found = getattr(options, name)
            raise UserError(f"--{name}: found {found}; expected {least} to {most}")
    if not options.whole and (options.years != 1 or options.teams):
        raise UserError("--years and --teams go with --whole")


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise UserError(
            f"--as-of: found {text!r}; expected an ISO 8601 time with an offset, "
            "such as 2026-03-10T12:00:00+08:00"
        )
    return instant
