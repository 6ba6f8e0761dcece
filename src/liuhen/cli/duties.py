# SPDX-License-Identifier: Apache-2.0
"""`liuhen duties`: the lists of open duties, which may be dropped and made again at any time."""

import argparse
import json

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser, add_verb, verbs_of


def configure(parser: Parser) -> None:
    """Add the verbs of `duties`."""
    rebuild = add_verb(
        verbs_of(parser),
        "rebuild",
        _rebuild,
        says="judge every case again; lists switch over when all are done",
        example="liuhen duties rebuild",
    )
    rebuild.add_argument("--json", action="store_true")


def _rebuild(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.compliance.work import rebuild

    count = rebuild(cause="the command line")
    print(json.dumps({"cases": count}) if options.json else f"{count} case(s) were judged again")
    return 0
