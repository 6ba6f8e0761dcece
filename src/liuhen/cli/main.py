# SPDX-License-Identifier: Apache-2.0
"""`liuhen`: finds the noun, imports that noun's module alone, and runs it.

- A noun that is not called is not imported, so `liuhen law` starts without Django.
- Exit status: what the command returns; 2 for anything the caller can mend, with one line on
  stderr; 70 for a fault of the program.
"""

import os
import sys
from importlib import import_module
from typing import NamedTuple

from liuhen import __version__
from liuhen.cli.parser import Parser
from liuhen.errors import UserError

BAD_INPUT = 2
FAULT = 70
INTERRUPTED = 130
READER_GONE = 141  # as a shell says it of a program ended by SIGPIPE


class Noun(NamedTuple):
    """A command: the module that holds it, its line in `liuhen --help`, and one example."""

    module: str
    says: str
    example: str


NOUNS = {
    "law": Noun(
        "liuhen.cli.law",
        "evaluate case facts against a bureau's regulation",
        "liuhen law evaluate case.json --pack jinpu-ocean --as-of 2026-03-10T12:00:00+08:00",
    ),
    "form": Noun(
        "liuhen.cli.form",
        "check and print forms of documents",
        "liuhen form check my_decision.yaml",
    ),
    "init": Noun(
        "liuhen.cli.init",
        "set up a real bureau",
        "liuhen init",
    ),
    "demo": Noun(
        "liuhen.cli.demo",
        "make demonstration data of the five bureaus",
        "liuhen demo build --cases 40 --seed 1",
    ),
    "serve": Noun(
        "liuhen.cli.serve",
        "serve the web pages and run the worker",
        "liuhen serve --bind 127.0.0.1:8000",
    ),
    "worker": Noun(
        "liuhen.cli.worker",
        "run one more worker",
        "liuhen worker",
    ),
    "token": Noun(
        "liuhen.cli.token",
        "make tokens for the API",
        "liuhen token create --user zhang --scope upload,read",
    ),
    "case": Noun(
        "liuhen.cli.case",
        "list, import and export cases",
        "liuhen case list --json",
    ),
    "bundle": Noun(
        "liuhen.cli.bundle",
        "take a case out of the house, to be verified anywhere",
        "liuhen bundle export 金普海罚〔2026〕17号 --out /media/usb/bundle",
    ),
    "verify": Noun(
        "liuhen.cli.verify",
        "check a bundle, or a file of one: 0 intact, 1 findings",
        "liuhen verify bundle/ --trust key.txt",
    ),
    "vault": Noun(
        "liuhen.cli.vault",
        "read every stored file again, take away what nobody needs",
        "liuhen vault scrub",
    ),
    "journal": Noun(
        "liuhen.cli.journal",
        "signed heads of the journal, proofs, and the audit of everything",
        "liuhen journal audit",
    ),
    "backup": Noun(
        "liuhen.cli.backup",
        "write database, vault and head of the journal into a folder",
        "liuhen backup /media/backup/2026-03-02",
    ),
    "restore": Noun(
        "liuhen.cli.restore",
        "bring a backup back into an empty LIUHEN_HOME, or try it out",
        "liuhen restore /media/backup/2026-03-02 --drill",
    ),
    "duties": Noun(
        "liuhen.cli.duties",
        "make the lists of open duties anew",
        "liuhen duties rebuild",
    ),
    "find": Noun(
        "liuhen.cli.find",
        "make what searches find anew",
        "liuhen find rebuild",
    ),
    "dock": Noun(
        "liuhen.cli.dock",
        "collect from a recorder or card",
        "liuhen dock /media/card --server https://liuhen.local:8443 --device DSJ-01",
    ),
    "simulate": Noun(
        "liuhen.cli.simulate",
        "write believable case facts, a line each",
        "liuhen simulate --bureau jinpu-ocean --cases 10 --seed 1",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except UserError as error:
        print(_one_line(error), file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output has gone; nothing is left to say, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # a person gets a sentence; LIUHEN_DEBUG=1 gives the trace
        if os.environ.get("LIUHEN_DEBUG"):
            raise
        print(
            f"liuhen: a fault of the program: {type(fault).__name__}: {_one_line(fault)} "
            "(LIUHEN_DEBUG=1 shows where)",
            file=sys.stderr,
        )
        return FAULT


def _run(words: list[str]) -> int:
    if not words or words[0].startswith("-"):
        _overview().parse_args(words or ["--help"])
        return 0
    name, *rest = words
    if name not in NOUNS:
        raise UserError(f"liuhen: there is no command {name!r}; there are {', '.join(NOUNS)}")
    noun = NOUNS[name]
    parser = Parser(prog=f"liuhen {name}", description=noun.says, example=noun.example)
    import_module(noun.module).configure(parser)
    options = parser.parse_args(rest)
    status: int = options.run(options)
    return status


def _overview() -> Parser:
    commands = "\n".join(f"  {name:<10}{noun.says}" for name, noun in NOUNS.items())
    parser = Parser(
        prog="liuhen",
        usage="liuhen COMMAND ...",
        description=f"Records of administrative enforcement.\n\ncommands:\n{commands}",
        example=NOUNS["law"].example,
    )
    parser.add_argument("--version", action="version", version=f"liuhen {__version__}")
    return parser


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main())
