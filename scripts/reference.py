# SPDX-License-Identifier: Apache-2.0
"""Writes the reference pages that come from the program itself.

python scripts/reference.py            # docs/reference/commands.md and openapi.json
python scripts/reference.py --check    # exit 1 when one of them is behind the program
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

os.environ["COLUMNS"] = "88"  # argparse folds its help by the width of the terminal

from liuhen.cli.main import NOUNS
from liuhen.cli.parser import Parser

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
HEAD = """# Commands

Written by `make docs` from the program's own help; `liuhen COMMAND --help` shows the same.

Exit status everywhere: 0 done, 1 something was found, 2 the input cannot be used or the command
could not run (one line on stderr says why), 70 a fault of the program (`LIUHEN_DEBUG=1` shows
where).
"""


def main() -> int:
    """Write the pages, or compare them; return the exit status."""
    made = {"commands.md": HEAD + "".join(_sections()), "openapi.json": _openapi()}
    behind = []
    for name, text in made.items():
        page = REFERENCE / name
        if sys.argv[1:] != ["--check"]:
            page.write_text(text, encoding="utf-8")
        elif page.read_text(encoding="utf-8") != text:
            behind.append(name)
    for name in behind:
        print(f"{name} is behind the program; make docs writes it anew")
    return 1 if behind else 0


def _openapi() -> str:
    """The API, described; settings want a data folder, which stays empty."""
    import django

    with tempfile.TemporaryDirectory() as home:
        os.environ["LIUHEN_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "liuhen.site.settings"
        django.setup()
        from liuhen.api.openapi import description

        return description()


def _sections() -> Iterator[str]:
    for name, noun in NOUNS.items():
        parser = Parser(prog=f"liuhen {name}", description=noun.says, example=noun.example)
        import_module(noun.module).configure(parser)
        yield f"\n## liuhen {name}\n"
        yield _help(parser)
        for verb in _verbs(parser):
            yield f"\n### {verb.prog}\n"
            yield _help(verb)


def _verbs(parser: Parser) -> Iterator[Parser]:
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to list verbs
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  # it has no other name
            yield from action.choices.values()


def _help(parser: Parser) -> str:
    return f"\n```text\n{parser.format_help()}```\n"


if __name__ == "__main__":
    sys.exit(main())
