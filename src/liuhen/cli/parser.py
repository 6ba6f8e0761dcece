# SPDX-License-Identifier: Apache-2.0
"""How a command describes itself: arguments, and an example in every `--help`.

A noun module offers `configure(parser)`. A noun with verbs calls `verbs_of(parser)` and
`add_verb(...)`; a noun without verbs calls `parser.set_defaults(run=...)`. `run` takes the parsed
arguments and returns the exit status.
"""

import argparse
from collections.abc import Callable
from typing import NoReturn

from liuhen.errors import UserError

Run = Callable[[argparse.Namespace], int]


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help as it was written; of one width, because asking the terminal for its own costs time."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=86)


class Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistake with one sentence and no usage text."""

    def __init__(self, *, example: str = "", **options: object) -> None:
        """Keep line breaks of the example, which stands at the end of the help."""
        super().__init__(
            formatter_class=_Help,
            allow_abbrev=False,
            epilog=f"example:\n  {example}" if example else None,
            **options,  # type: ignore[arg-type]  # argparse declares each option; they pass through
        )

    def error(self, message: str) -> NoReturn:
        """Raise the mistake as a sentence; the door prints it."""
        raise UserError(f"{self.prog}: {message} (see {self.prog} --help)")


Verbs = argparse._SubParsersAction  # noqa: SLF001  # argparse gives the type no public name


def verbs_of(parser: argparse.ArgumentParser) -> "Verbs[Parser]":
    """Return the place where a noun's verbs are added."""
    return parser.add_subparsers(
        title="verbs", metavar="VERB", dest="verb", required=True, parser_class=Parser
    )


def add_verb(verbs: "Verbs[Parser]", name: str, run: Run, *, says: str, example: str) -> Parser:
    """Add one verb; `says` is its line in the list and the head of its own help."""
    parser = verbs.add_parser(name, help=says, description=says, example=example)
    parser.set_defaults(run=run)
    return parser
