# SPDX-License-Identifier: Apache-2.0
"""`liuhen law`: the engine on the command line. Nothing here needs a database or imports Django.

Exit status: 0 evaluated, whatever the findings; 2 bad input, with one line on stderr that names the
file, the JSON path and what was expected, and nothing on stdout.
"""

import argparse
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path

import msgspec

from liuhen.cli.parser import Parser, Run, add_verb, verbs_of
from liuhen.law.errors import BadInput, quoted

_EVALUATE = "liuhen law evaluate case.json --pack jinpu-ocean --as-of 2026-03-10T12:00:00+08:00"


def configure(parser: Parser) -> None:
    """Add the verbs of `law`."""
    verbs = verbs_of(parser)
    packs = add_verb(verbs, "packs", _packs, says="list the packs", example="liuhen law packs")
    _json(packs)
    evaluate = add_verb(
        verbs, "evaluate", _evaluate, says="judge the facts of cases", example=_EVALUATE
    )
    evaluate.add_argument("file", nargs="?", metavar="FACTS.json", help="the facts of one case")
    evaluate.add_argument("--pack", metavar="ID", help="which regulation")
    evaluate.add_argument("--as-of", metavar="TIME", help="ISO 8601 with an offset")
    evaluate.add_argument("--jsonl", action="store_true", help="one case a line, from stdin")
    _json(evaluate)
    coverage = add_verb(
        verbs,
        "coverage",
        _coverage,
        says="say of every article how it is carried out",
        example="liuhen law coverage --pack xigang-hrss --json",
    )
    coverage.add_argument("--pack", metavar="ID", help="one pack (default: all)")
    _json(coverage)
    check = add_verb(
        verbs,
        "check",
        _check,
        says="check a pack folder: schema, articles, its own cases",
        example="liuhen law check src/liuhen/packs/jinpu-ocean",
    )
    check.add_argument("folder", metavar="PACK_DIR", type=Path)
    _json(check)
    schema = add_verb(
        verbs, "schema", _schema, says="print a JSON Schema", example="liuhen law schema facts"
    )
    schema.add_argument("kind", choices=["facts", "findings", "pack"])
    parse = add_verb(
        verbs,
        "parse",
        _parse,
        says="read the text of a regulation",
        example="liuhen law parse regulation.txt --json",
    )
    parse.add_argument("file", metavar="REGULATION.txt", type=Path)
    _json(parse)
    text = add_verb(
        verbs,
        "text",
        _text,
        says="load a bureau's own regulation text beside its pack",
        example="liuhen law text load regulation.docx --bureau jinpu-ocean",
    )
    text.add_argument("action", choices=["load"])
    text.add_argument("file", metavar="FILE", type=Path, help=".txt, .md or .docx")
    text.add_argument("--bureau", required=True, metavar="ID", help="the bureau's short name or id")


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _packs(options: argparse.Namespace) -> int:
    from liuhen.law.packs import known_packs, load_pack

    manifests = [load_pack(pack_id).manifest for pack_id in known_packs()]
    rows = [
        {
            "id": manifest.id,
            "title": manifest.title,
            "issuer": manifest.issuer,
            "articles": manifest.articles,
            "effective": manifest.in_force_from,
        }
        for manifest in manifests
    ]
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            effective = row["effective"] or "no date in the text"
            print(f"{row['id']:<24}{row['issuer']} {row['title']}")
            print(f"{'':<24}{row['articles']} articles, in force from: {effective}")
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    if options.jsonl:
        if options.file or options.pack or options.as_of:
            raise BadInput(
                "--jsonl takes pack, as_of and facts from each line, and no other option"
            )
        return _evaluate_lines()
    if not options.file or not options.pack or not options.as_of:
        raise BadInput(f"evaluate needs FACTS.json, --pack and --as-of, for example: {_EVALUATE}")
    from liuhen.law.evaluate import evaluate
    from liuhen.law.packs import load_pack
    from liuhen.law.reading import load_facts
    from liuhen.law.workdays import load_calendar

    as_of = _instant(options.as_of, "--as-of")
    facts = load_facts(_bytes_of(Path(options.file)), Path(options.file).name)
    try:
        pack = load_pack(options.pack)
    except BadInput as error:
        raise BadInput(f"--pack: {error}") from None
    report = evaluate(facts, pack, load_calendar(), as_of)
    if options.json:
        _print_json(report)
    else:
        for finding in report.findings:
            due = f" due {finding.due.isoformat()}" if finding.due else ""
            missing = f" missing {', '.join(finding.missing)}" if finding.missing else ""
            where = "/".join(finding.articles)
            print(f"{finding.status:<9}{where:<9}{finding.subject}: {finding.text}{due}{missing}")
    return 0


def _evaluate_lines() -> int:
    from liuhen.law.lines import answer_lines

    bad = False
    out = sys.stdout.buffer
    for answer, is_good in answer_lines(sys.stdin.buffer):
        out.write(answer)
        out.write(b"\n")
        out.flush()  # whoever asks line by line waits for this one
        bad = bad or not is_good
    return 2 if bad else 0


def _coverage(options: argparse.Namespace) -> int:
    from liuhen.law.coverage import coverage_of, left_out
    from liuhen.law.packs import folder_of, known_packs

    try:
        folders = [folder_of(name) for name in ([options.pack] if options.pack else known_packs())]
    except BadInput as error:
        raise BadInput(f"--pack: {error}") from None
    rows = [row for folder in folders for row in coverage_of(folder)]
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            how = ", ".join(row.obligations) or row.carried_out_by or row.reason
            print(f"{row.pack:<24}{row.article:<5}{row.state:<9}{how}")
    gaps = [gap for folder in folders for gap in left_out(folder)]
    for gap in gaps:
        print(gap, file=sys.stderr)
    return 1 if gaps else 0


def _check(options: argparse.Namespace) -> int:
    from liuhen.law.pack_check import check_pack

    if not options.folder.is_dir():
        raise BadInput(f"{options.folder}: is not a folder; give the folder of a pack")
    report = check_pack(options.folder)
    if options.json:
        _print_json(report)
    else:
        for fault in report.faults:
            print(fault)
        faults = f"{len(report.faults)} faults" if report.faults else "no fault"
        print(
            f"{report.pack}: {report.obligations} obligations, {report.articles} articles, "
            f"{report.cases} cases: {faults}"
        )
    return 1 if report.faults else 0


def _schema(options: argparse.Namespace) -> int:
    from liuhen.law.schemas import schema_of

    _print_json(schema_of(options.kind), indent=1)
    return 0


def _parse(options: argparse.Namespace) -> int:
    from liuhen.cli.law_parse import parse_command

    return parse_command(options)


def _text(options: argparse.Namespace) -> int:
    # by name, as `liuhen` finds its nouns: this one verb needs the database, the module does not
    load_command: Run = import_module("liuhen.cli.law_text").load_command
    return load_command(options)


def _instant(text: str, option: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise BadInput(
            f"{option}: {quoted(text)} is not an ISO 8601 time with an offset, "
            "such as 2026-03-10T12:00:00+08:00"
        )
    return instant


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file.name}: cannot be read: {error.strerror}") from None


def _print_json(value: object, indent: int = 0) -> None:
    data = msgspec.json.encode(value)
    sys.stdout.buffer.write(msgspec.json.format(data, indent=indent) if indent else data)
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
