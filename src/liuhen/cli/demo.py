# SPDX-License-Identifier: Apache-2.0
"""`liuhen demo build`: demonstration data of the five bureaus, for this machine alone."""

import argparse
import json
import os
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.errors import UserError

_FILE = "demonstration.json"
_MOST_CASES = 10_000
#: Cases of a bureau that a platform of the province keeps.
_MOST_ELSEWHERE = 2


def configure(parser: Parser) -> None:
    """Add the verbs of `demo`."""
    build = add_verb(
        verbs_of(parser),
        "build",
        _build,
        says="make demonstration data of the five bureaus in LIUHEN_HOME",
        example="liuhen demo build --cases 40 --seed 1",
    )
    build.add_argument("--cases", type=int, default=40, metavar="N", help="cases of each bureau")
    build.add_argument("--seed", type=int, default=1, metavar="S", help="which invented cases")
    build.add_argument(
        "--without-footage", action="store_true", help="make no films, photos and sound"
    )
    build.add_argument("--json", action="store_true", help="print the sign-ins as JSON")


def _build(options: argparse.Namespace) -> int:
    if not 0 <= options.cases <= _MOST_CASES:
        raise UserError(f"--cases: between 0 and {_MOST_CASES}")
    ready()
    from liuhen.apps.people.tree import has_demonstration

    if has_demonstration():
        print("demonstration data are there already", file=sys.stderr)
    else:
        _make(options.cases, options.seed, footage=not options.without_footage)
    if options.json:
        print(json.dumps(_kept(), ensure_ascii=False))
    else:
        print_sign_ins()
    return 0


def _make(count: int, seed: int, *, footage: bool) -> None:
    from django.conf import settings
    from django.utils import timezone

    from liuhen.apps.cases import demonstration
    from liuhen.apps.cases.demonstration_approvals import put_requests
    from liuhen.apps.cases.demonstration_doing import put_people_and_things
    from liuhen.apps.cases.demonstration_following import put_following
    from liuhen.apps.cases.demonstration_footage import shooting
    from liuhen.apps.cases.demonstration_papers import put_papers
    from liuhen.apps.people.queries import first_run
    from liuhen.apps.trace.heads import sign_first_head

    if names := demonstration.real_bureaus():
        raise UserError(
            f"LIUHEN_HOME holds a real bureau ({names[0]}); demonstration data go elsewhere: "
            "set LIUHEN_HOME to another folder"
        )
    if not first_run():
        raise UserError("LIUHEN_HOME holds a demonstration that was not finished; empty it first")
    begun = time.monotonic()

    def told(text: str) -> None:
        print(f"  {time.monotonic() - begun:5.1f} s  {text}", file=sys.stderr, flush=True)

    told(f"{count} cases for each of five bureaus")
    elsewhere = min(_MOST_ELSEWHERE, count // 10)  # of the cases of a bureau
    built = demonstration.begin()
    with shooting(timezone.now()) if footage else nullcontext() as films:
        for name in demonstration.build(built, count - elsewhere, seed, told):
            told(name)
        for film in films.bring_in(built.staffed) if films else ():
            told(film)
    for staffed in built.staffed.values():
        told(f"{staffed.bureau.name}: requests and papers")
        put_people_and_things(staffed)
        built.cases += put_following(staffed, elsewhere)
        put_requests(staffed)
        put_papers(staffed)
    kept = {
        "password": built.password,
        "cases": built.cases,
        "seed": seed,
        "sign_ins": [asdict(one) for one in built.sign_ins],
    }
    _write(Path(settings.LIUHEN_HOME) / _FILE, json.dumps(kept, ensure_ascii=False, indent=1))
    sign_first_head()
    print(f"  {built.cases} cases in {time.monotonic() - begun:.1f} s", file=sys.stderr)


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _kept() -> dict[str, Any]:
    from django.conf import settings

    path = Path(settings.LIUHEN_HOME) / _FILE
    if not path.exists():
        raise UserError(
            f"{path} is not there, so nobody knows the demonstration's password; "
            "copy it from where it was built, or build it again in an empty LIUHEN_HOME"
        )
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def print_sign_ins() -> None:
    """Print one sign-in per role, and where the others stand.

    A backup does not hold them: a restored demonstration is served all the same.
    """
    try:
        kept = _kept()
    except UserError as error:
        print(f"note: {error}", file=sys.stderr, flush=True)
        return
    shown: dict[str, dict[str, str]] = {}
    for one in kept["sign_ins"]:
        shown.setdefault(one["role"], one)
    print(f"password of every demonstration account: {kept['password']}")
    for role, one in shown.items():
        print(f"  {role:<19}{one['username']:<24}{one['name']}  {one['bureau']}".rstrip())
    from django.conf import settings

    print(f"all {len(kept['sign_ins'])} accounts: {Path(settings.LIUHEN_HOME) / _FILE}", flush=True)
