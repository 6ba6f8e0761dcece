# SPDX-License-Identifier: Apache-2.0
"""`liuhen case`: list, import, load, export and verify cases.

`list` shows what the installation holds. Import and export are acts of a person, whose role is
asked and whose name stands in the journal.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from liuhen.cli.bundle import case_called
from liuhen.cli.database import ready
from liuhen.cli.instants import instant
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.cli.person import person_called
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.people.models import Organisation
    from liuhen.apps.people.viewer import Viewer


def configure(parser: Parser) -> None:
    """Add the verbs of `case`."""
    verbs = verbs_of(parser)
    listing = add_verb(
        verbs,
        "list",
        _list,
        says="list the cases of all bureaus",
        example="liuhen case list --json",
    )
    listing.add_argument("--bureau", metavar="CODE", help="of one bureau alone")
    listing.add_argument("--json", action="store_true")
    export = add_verb(
        verbs,
        "export",
        _export,
        says="write the facts of a case as JSON",
        example="liuhen case export 金普海罚〔2026〕17号 --user zhang --out case.json",
    )
    export.add_argument("number", metavar="CASE_NUMBER")
    export.add_argument("--user", required=True, metavar="NAME", help="who takes it out")
    export.add_argument("--out", type=Path, metavar="FILE", help="a new file (default: stdout)")
    bring = add_verb(
        verbs,
        "import",
        _import,
        says='bring a case in; it is marked "from outside"',
        example="liuhen case import case.json --user importer --section 执法一科",
    )
    bring.add_argument("file", type=Path, metavar="FACTS.json")
    bring.add_argument("--user", required=True, metavar="NAME", help="an importer of the bureau")
    bring.add_argument("--section", metavar="NAME", help="where it goes (default: the first)")
    bring.add_argument("--json", action="store_true")
    load = add_verb(
        verbs,
        "load",
        _load,
        says='bring many cases in, a JSON line each; all are marked "from outside"',
        example="liuhen case load cases.jsonl --user importer",
    )
    load.add_argument("file", metavar="CASES.jsonl", help="- is what comes in by a pipe")
    load.add_argument("--user", required=True, metavar="NAME", help="an importer of the bureau")
    load.add_argument(
        "--section", metavar="NAME", help="of cases whose officers are unknown (default: the first)"
    )
    load.add_argument("--json", action="store_true")

    check = add_verb(
        verbs,
        "verify",
        _verify,
        says="hold a case against vault and journal: 0 intact, 1 findings",
        example="liuhen case verify 金普海罚〔2026〕17号",
    )
    check.add_argument("number", metavar="CASE_NUMBER")
    check.add_argument("--bureau", metavar="ID", help="where two bureaus have a case of the number")
    check.add_argument("--json", action="store_true")


def _list(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.compliance.overview import all_cases

    rows = all_cases(options.bureau)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['number']}\t{row['bureau']}\t{row['stage']}\t{row['title']}")
        print(f"{len(rows)} case(s)", file=sys.stderr)
    return 0


def _export(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.cases.acts import export_facts
    from liuhen.apps.cases.queries import get_case

    viewer = _viewer(options.user)
    raw = export_facts(by=viewer, case=get_case(viewer, options.number))
    if options.out is None:
        sys.stdout.buffer.write(raw + b"\n")
        return 0
    try:
        with options.out.open("xb") as file:
            file.write(raw + b"\n")
    except OSError as error:
        raise UserError(f"{options.out}: {error.strerror}") from None
    print(f"{options.number} is written to {options.out}", file=sys.stderr)
    return 0


def _import(options: argparse.Namespace) -> int:
    try:
        raw = options.file.read_bytes()
    except OSError as error:
        raise UserError(f"{options.file}: {error.strerror}") from None
    ready()
    from liuhen.apps.cases.acts import import_case

    viewer = _importer(options.user)
    case = import_case(
        by=viewer, section=_section(viewer, options.section), facts=raw, name=options.file.name
    )
    if options.json:
        print(json.dumps({"number": case.number, "id": str(case.pk)}, ensure_ascii=False))
    else:
        print(f"{case.number} is in, marked as from outside")
    return 0


def _load(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.cases.acts import Loaded, load_cases

    viewer = _importer(options.user)
    section = _section(viewer, options.section)
    done, begun = Loaded(), time.monotonic()
    with _lines(options.file) as lines:
        name = Path(options.file).name if options.file != "-" else "stdin"
        for done in load_cases(by=viewer, section=section, lines=lines, name=name):
            print(f"  {time.monotonic() - begun:6.1f} s  {done.new} cases", file=sys.stderr)
    seconds = time.monotonic() - begun
    if options.json:
        print(json.dumps({"new": done.new, "known": done.known, "seconds": round(seconds, 1)}))
        return 0
    print(f"{done.new} cases are in, marked as from outside ({done.new / seconds:.0f} a second)")
    if done.known:
        print(f"note: {done.known} were there already and were left alone", file=sys.stderr)
    return 0


def _lines(file: str) -> AbstractContextManager[Iterable[bytes]]:
    if file == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}") from None


def _verify(options: argparse.Namespace) -> int:
    ready()
    from liuhen.apps.archives.checking.cases import check_case

    case = case_called(options.number, options.bureau)
    checked = check_case(case)
    if options.json:
        shown = {"number": case.number, "bureau": case.bureau.code, **checked.plain()}
        print(json.dumps(shown, ensure_ascii=False))
        return 0 if checked.intact else 1
    for one in checked.findings:
        print(one.shown)
    for remark in checked.remarks:
        print(f"note: {remark}", file=sys.stderr)
    if checked.unwitnessed_since is not None:
        since = instant(checked.unwitnessed_since, case.bureau)
        print(f"note: unwitnessed since {since}", file=sys.stderr)
    verdict = "intact" if checked.intact else f"not intact: {len(checked.findings)} finding(s)"
    print(
        f"{case.number}: {verdict} ({checked.files} files, {checked.size_bytes} bytes, "
        f"{checked.rows} rows, {checked.leaves} leaves)"
    )
    return 0 if checked.intact else 1


def _viewer(username: str) -> "Viewer":
    from django.utils import timezone

    from liuhen.apps.people.viewer import viewer_for

    return viewer_for(person_called(username), timezone.now())


def _importer(username: str) -> "Viewer":
    from liuhen.apps.people.access import Permission

    viewer = _viewer(username)
    if not viewer.may(Permission.CASE_IMPORT):
        raise UserError(f"--user: {username} may not import cases; ask for the role importer")
    return viewer


def _section(viewer: "Viewer", name: str | None) -> "Organisation":
    from liuhen.apps.people.access import Permission
    from liuhen.apps.people.queries import sections_to_enter

    sections = sections_to_enter(viewer, Permission.CASE_IMPORT)
    found = sections.filter(name=name).first() if name else sections.first()
    if found is None:
        known = "、".join(sections.values_list("name", flat=True)) or "none"
        raise UserError(f"--section: {name or 'none'} is not open to this user; there are: {known}")
    return found
