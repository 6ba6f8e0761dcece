# SPDX-License-Identifier: Apache-2.0
"""`liuhen init`: a real bureau, from options or, at a terminal, from questions."""

import argparse
import json
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.apps.cases.setup import NewBureau
    from liuhen.apps.people.sheet import Entry

#: Option → the question asked where it is missing and somebody sits at the terminal.
_QUESTIONS = {
    "district": "District 所在区县",
    "name": "Name of the bureau 单位名称",
    "short_name": "Short name, for case numbers 单位简称（用于案号）",
    "pack": "Regulation (pack) 所适用的制度",
    "section": "Sections, separated by spaces 内设科室（空格分隔）",
    "admin": "User name of the administrator 管理员用户名",
    "admin_name": "Name of the administrator 管理员姓名",
}
_EXAMPLE = """\
liuhen init --district 示例区 --name 示例区文化和旅游局 --short-name 示文旅 \\
    --pack qilin-culture-tourism --section 执法一科 --section 执法二科 \\
    --admin guanli --admin-name 王管理 --go-live 2026-07-01 --first-number penalty=18"""


def configure(parser: Parser) -> None:
    """`liuhen init` has no verbs."""
    parser.epilog = f"example:\n  {_EXAMPLE}"
    parser.add_argument("--district", metavar="NAME", help="the district above the bureau")
    parser.add_argument("--name", help="the bureau's full name")
    parser.add_argument("--short-name", metavar="NAME", help="begins its case numbers")
    parser.add_argument("--pack", metavar="ID", help="its regulation; see `liuhen law packs`")
    parser.add_argument("--section", action="append", metavar="NAME", help="once for each section")
    parser.add_argument("--admin", metavar="USER", help="user name of its administrator")
    parser.add_argument("--admin-name", metavar="NAME", help="the administrator's name")
    parser.add_argument("--go-live", metavar="DATE", help="nothing is judged before (default: now)")
    parser.add_argument(
        "--first-number",
        action="append",
        default=[],
        metavar="ACT=N",
        help="this year's next number of an act, where the bureau begins in mid-year",
    )
    parser.add_argument("--people", metavar="FILE.xlsx", type=Path, help="a sheet of people")
    parser.add_argument(
        "--example-sheet",
        metavar="FILE.xlsx",
        type=Path,
        help="write a pattern for --people, and end",
    )
    parser.add_argument("--code", default="", help="a short code of a–z, 0–9 and - for addresses")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    ready()
    if options.example_sheet:
        return _write_example(options.example_sheet)
    _ask_for_missing(options)
    from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
    from liuhen.apps.evidence.vault import lock_notice
    from liuhen.apps.people.queries import first_run
    from liuhen.apps.people.tree import refuse_beside_demonstration
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.apps.trace.heads import sign_first_head

    refuse_beside_demonstration()
    plan = BureauPlan(
        district=options.district,
        name=options.name,
        short_name=options.short_name,
        pack_id=options.pack,
        sections=options.section,
        admin_username=options.admin,
        admin_name=options.admin_name,
        code=options.code,
        go_live_at=_moment(options.go_live),
        first_numbers=dict(_number(one) for one in options.first_number),
        people=_people(options.people) if options.people else (),
        administrators=first_run(),
    )
    new = set_up_bureau(by=SystemActor("init"), plan=plan)
    sign_first_head()
    _report(new, as_json=options.json)
    if notice := lock_notice():
        print(f"note: {notice}", file=sys.stderr)
    return 0


# ---------------------------------------------------------------- input


def _ask_for_missing(options: argparse.Namespace) -> None:
    missing = [name for name in _QUESTIONS if not getattr(options, name)]
    if missing and not sys.stdin.isatty():
        words = ", ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise UserError(f"liuhen init: missing: {words} (see liuhen init --help)")
    if "pack" in missing:
        from liuhen.law.packs import known_packs

        print("\n".join(known_packs()), file=sys.stderr)
    for name in missing:
        answer = input(f"{_QUESTIONS[name]}: ").strip()
        if not answer:
            raise UserError(f"liuhen init: {name.replace('_', ' ')} must not be empty")
        setattr(options, name, answer.split() if name == "section" else answer)


def _moment(text: str | None) -> datetime | None:
    """Midnight in Beijing at the beginning of a day, or the moment itself."""
    from django.utils import timezone

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"--go-live: {text!r} is not a date such as 2026-07-01") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _number(text: str) -> tuple[str, int]:
    kind, _, number = text.partition("=")
    if not re.fullmatch(r"[1-9]\d{0,5}", number):
        raise UserError(f"--first-number: {text!r} is not ACT=N, for example penalty=18")
    return kind, int(number)


# ---------------------------------------------------------------- people


def _people(path: Path) -> "list[Entry]":
    """Those of the sheet, which is read and checked before anything is stored."""
    from liuhen.apps.people.roster import preview_first

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    try:
        found = preview_first(raw)
    except UserError as error:
        raise UserError(f"{path}: {error}") from None
    if not found.good:
        lines = "; ".join(f"row {one.row}: {one.sentence}" for one in found.faults)
        raise UserError(f"{path}: nothing was set up: {lines}")
    return found.entries


def _signed(person: Any, password: str) -> dict[str, str]:
    return {"username": person.username, "name": person.name, "password": password}


def _write_example(path: Path) -> int:
    from liuhen.apps.people.roster import example_sheet

    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(example_sheet())
    print(f"{path}: fill it in, then give it with --people")
    return 0


# ---------------------------------------------------------------- output


def _report(new: "NewBureau", *, as_json: bool) -> None:
    signed = [_signed(new.admin, new.password)]
    signed += [_signed(one.person, one.password) for one in new.people]
    if as_json:
        made = {"bureau": new.bureau.code, "name": new.bureau.name, "people": signed}
        print(json.dumps(made, ensure_ascii=False))
        return
    print(f"{new.bureau.name} is set up with {len(new.sections)} section(s).")
    print("Each password is shown this once and changed at the first sign-in:")
    for one in signed:
        print(f"  {one['username']:<24}{one['password']}  {one['name']}")
    print("Now run: liuhen serve")
    print(f"Then sign in as {new.admin.username}: 单位设置 (Set-up) says what is left to do.")
