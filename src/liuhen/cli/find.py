# SPDX-License-Identifier: Apache-2.0
"""`liuhen find`: what searches find, which may be dropped and made again at any time."""

import argparse
import json

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser, add_verb, verbs_of


def configure(parser: Parser) -> None:
    """Add the verbs of `find`."""
    rebuild = add_verb(
        verbs_of(parser),
        "rebuild",
        _rebuild,
        says="write the search entry of every row again, while people go on working",
        example="liuhen find rebuild",
    )
    rebuild.add_argument("--json", action="store_true")


def _rebuild(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.finding_aid.rebuilding import rebuild

    count = rebuild()
    print(json.dumps({"entries": count}) if options.json else f"{count} search entries stand now")
    return 0
