# SPDX-License-Identifier: Apache-2.0
"""`liuhen worker`: one more worker beside the one of `liuhen serve` (with PostgreSQL)."""

import argparse
import os
import sys

from liuhen.cli.parser import Parser


def configure(parser: Parser) -> None:
    """`liuhen worker` has no verbs."""
    parser.set_defaults(run=_run)


def _run(_options: argparse.Namespace) -> int:
    """Become the worker: signals reach it directly."""
    print("worker: doing jobs; Ctrl-C ends it after the job under way", file=sys.stderr)
    os.execv(sys.executable, [sys.executable, "-m", "liuhen.worker"])  # no shell is meant  # noqa: S606  # no shell is meant
