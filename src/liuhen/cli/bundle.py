# SPDX-License-Identifier: Apache-2.0
"""`liuhen bundle`: take a case out as files that anybody can verify.

The command acts as the administrator of the machine, who has the data in hand anyway; the leaf of
the export says so, with the account of the operating system and the purpose.
"""

import argparse
import getpass
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from liuhen.cli.database import ready
from liuhen.cli.instants import instant
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.archives.bundling import Exported
    from liuhen.apps.cases.models import Case

_MIB = 1024 * 1024
_DEFAULT_PURPOSE = "exported on the machine by its administrator"


def configure(parser: Parser) -> None:
    """Add the verbs of `bundle`."""
    verbs = verbs_of(parser)
    export = add_verb(
        verbs,
        "export",
        _export,
        says="write the bundle of a case into a new or empty folder",
        example="liuhen bundle export 金普海罚〔2026〕17号 --out bundle --purpose 送法院",
    )
    export.add_argument("number", metavar="CASE_NUMBER")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument(
        "--bureau", metavar="ID", help="where two bureaus have a case of the number"
    )
    export.add_argument(
        "--purpose", default=_DEFAULT_PURPOSE, metavar="TEXT", help="for what; it is recorded"
    )
    export.add_argument(
        "--whole",
        action="store_true",
        help="take originals in whole also where only a part belongs to the case; it is recorded",
    )
    export.add_argument("--json", action="store_true")


def case_called(number: str, bureau: str | None) -> "Case":
    """Return the case of that number; Django has been started.

    Raises:
        UserError: there is none, or several bureaus have one.
    """
    from liuhen.apps.archives.finding import cases_called

    found = cases_called(number, bureau)
    if not found:
        where = f" in the bureau {bureau!r}" if bureau else ""
        raise UserError(f"there is no case {number!r}{where}; liuhen case list shows them")
    if len(found) > 1:
        codes = ", ".join(sorted(one.bureau.code for one in found))
        raise UserError(f"several bureaus have a case {number!r}: name one with --bureau ({codes})")
    return found[0]


def _export(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.archives.bundling import write_bundle
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.archive.sinks import FolderSink

    case = case_called(options.number, options.bureau)
    FolderSink(options.out).abandon()  # a target that cannot be is refused before anything else
    account = getpass.getuser()
    made = write_bundle(
        by=SystemActor(f"bundle:{account}"),
        who=f"本机管理员 (administrator of this machine, {account})",
        case=case,
        purpose=" ".join(options.purpose.split())[:300] or _DEFAULT_PURPOSE,
        sink_for=lambda size: FolderSink(options.out, expected_bytes=size),
        whole=options.whole,
        progress=Progress() if sys.stderr.isatty() else None,
    )
    _tell(options, case, made)
    return 0


def _tell(options: argparse.Namespace, case: "Case", made: "Exported") -> None:
    for one in made.left_out:
        print(f"note: not in the bundle: {one}", file=sys.stderr)
    if made.unwitnessed_since is not None:
        since = instant(datetime.fromisoformat(made.unwitnessed_since), case.bureau)
        print(f"note: unwitnessed since {since}", file=sys.stderr)
    if options.json:
        shown = {
            "number": case.number,
            "bureau": case.bureau.code,
            "out": str(options.out),
            "files": made.files,
            "bytes": made.size_bytes,
            "leaf": made.leaf,
            "head": made.head_size,
            "left_out": list(made.left_out),
            "unwitnessed_since": made.unwitnessed_since,
        }
        print(json.dumps(shown, ensure_ascii=False))
        return
    print(
        f"{case.number} is in {options.out}: {made.files} files, {made.size_bytes} bytes; "
        f"leaf {made.leaf} of the journal says so (liuhen verify {options.out})"
    )


class Progress:
    """A line on the terminal, now and then."""

    def __init__(self) -> None:
        """Nothing was said yet."""
        self._next = 0.0

    def __call__(self, done: int, whole: int) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if now < self._next and done < whole:
            return
        self._next = now + 0.5
        end = "\n" if done >= whole else ""
        print(f"\r{done // _MIB} of {whole // _MIB} MiB", end=end, file=sys.stderr, flush=True)
