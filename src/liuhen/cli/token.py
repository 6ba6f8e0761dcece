# SPDX-License-Identifier: Apache-2.0
"""`liuhen token create`: a token of the API, printed once."""

import argparse
import json

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.cli.person import person_called


def configure(parser: Parser) -> None:
    """Add the verbs of `token`."""
    create = add_verb(
        verbs_of(parser),
        "create",
        _create,
        says="make a token that acts as a person, and print it once",
        example="liuhen token create --user zhang --scope upload,read",
    )
    create.add_argument("--user", required=True, metavar="NAME", help="for whom it acts")
    create.add_argument("--scope", required=True, metavar="SCOPES", help="read, import, upload")
    create.add_argument("--json", action="store_true")


def _create(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.people.tokens import create_token
    from liuhen.apps.trace.actors import SystemActor

    person = person_called(options.user)
    scopes = [scope.strip() for scope in options.scope.split(",") if scope.strip()]
    secret = create_token(by=SystemActor("command-line"), person=person, scopes=scopes)
    print(json.dumps({"token": secret}) if options.json else secret)
    return 0
