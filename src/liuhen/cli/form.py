# SPDX-License-Identifier: Apache-2.0
"""`liuhen form`: forms of documents on the command line. Needs no database and imports no Django.

Exit status of `check`: 0 it can be used, 2 it cannot, with one line on stderr that names file, line
and what is allowed.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from liuhen.cli.parser import Parser, add_verb, verbs_of
from liuhen.errors import UserError


def configure(parser: Parser) -> None:
    """Add the verbs of `form`."""
    verbs = verbs_of(parser)
    add_verb(verbs, "list", _list, says="list the standard forms", example="liuhen form list")
    check = add_verb(
        verbs,
        "check",
        _check,
        says="check a form, and print it once with made-up values",
        example="liuhen form check my_decision.yaml",
    )
    check.add_argument("file", metavar="FORM.yaml", type=Path)
    add_verb(verbs, "schema", _schema, says="print the JSON Schema", example="liuhen form schema")
    press = add_verb(
        verbs,
        "press",
        _press,
        says="print a form",
        example="liuhen form press my_decision.yaml --values values.json --out decision.pdf",
    )
    press.add_argument("file", metavar="FORM.yaml", type=Path, help="a file, or a standard form")
    press.add_argument(
        "--values", metavar="FILE", type=Path, help="JSON by field (default: made-up ones)"
    )
    press.add_argument("--out", metavar="FILE", type=Path, required=True, help=".pdf or .docx")
    press.add_argument("--bureau", metavar="NAME", default="某市某区某某局", help="whose paper")
    press.add_argument("--number", metavar="TEXT", default="", help="its number")
    press.add_argument("--date", metavar="DAY", default="", help="its day, such as 2026-03-02")


def _list(_options: argparse.Namespace) -> int:
    from liuhen.paper.standard import standard_forms

    for name, form in standard_forms().items():
        print(f"{name:<30}{form.stage:<15}{form.title.zh}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from liuhen.paper.press import press
    from liuhen.paper.sample import sample_values
    from liuhen.paper.sheets import Sheet
    from liuhen.paper.standard import read_form_file

    form = read_form_file(options.file)
    printed = press(
        Sheet(form=form, values=sample_values(form), bureau="某市某区某某局"), fonts=_fonts()
    )
    print(
        f"{form.id}: {len(form.fields)} fields, {len(form.signatures)} signatures, "
        f"{printed.pages} pages with made-up values, digest {form.digest[:12]}: no fault"
    )
    return 0


def _schema(_options: argparse.Namespace) -> int:
    from liuhen.paper.form import form_schema

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(form_schema()), indent=1))
    sys.stdout.buffer.write(b"\n")
    return 0


def _press(options: argparse.Namespace) -> int:
    from liuhen.paper.checking import check_values
    from liuhen.paper.press import press, to_docx
    from liuhen.paper.sample import sample_values
    from liuhen.paper.sheets import Sheet
    from liuhen.paper.standard import read_form_file, standard_forms

    name = str(options.file)
    form = standard_forms()[name] if name in standard_forms() else read_form_file(options.file)
    values = _values(options.values) if options.values else sample_values(form)
    if lacks := check_values(form, values, required=False):
        lack = lacks[0]
        raise UserError(f"{options.values}: {lack.field}: {lack.message.replace('_', ' ')}")
    sheet = Sheet(
        form=form,
        values=values,
        bureau=options.bureau,
        number=options.number,
        issued_on=_day(options.date),
    )
    if options.out.suffix == ".docx":
        made, told = to_docx(sheet, fonts=_fonts()), ""
    elif options.out.suffix == ".pdf":
        printed = press(sheet, fonts=_fonts())
        made, told = printed.pdf, f", {printed.pages} pages"
    else:
        raise UserError(f"--out: {options.out.name} ends neither in .pdf nor in .docx")
    try:
        options.out.write_bytes(made)
    except OSError as error:
        raise UserError(f"{options.out}: cannot be written: {error.strerror}") from None
    print(f"{options.out}: {len(made)} bytes{told}")
    return 0


def _values(file: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except OSError as error:
        raise UserError(f"{file.name}: cannot be read: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UserError(f"{file.name}: not a JSON object of values: {error}") from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise UserError(f"--date: {text!r} is not a day such as 2026-03-02") from None


def _fonts() -> Path:
    return Path(os.environ.get("LIUHEN_HOME") or "var") / "fonts"
