# SPDX-License-Identifier: Apache-2.0
"""`make bench`: every measure there is, in one run. `--only NAME` runs one of them.

A measure is a module of this folder with `add_options(parser)`, `measure(options)`, which returns
its figures, and `lines(figures)`, which gives its table; it is entered below. The first one, `law`,
has its tables in `report`.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import bundle
import cases
import journal
import law
import paper
import upload
import vault
from measuring import machine
from report import PAGE, lines_of_law, write_into

#: By name, as the figures name them; `law` keeps its own at the top.
MEASURES = {
    "vault": vault,
    "upload": upload,
    "journal": journal,
    "bundle": bundle,
    "paper": paper,
    "cases": cases,
}
Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables, and write them where that was asked for."""
    options = _options(arguments)
    result: Row = {"machine": machine()}
    tables = [""]
    if options.only in (None, "law"):
        result |= law.measure(options)
        tables = [*lines_of_law(result), ""]
    for name, measure in MEASURES.items():
        if options.only in (None, name):
            result[name] = measure.measure(options)
            tables += [*measure.lines(result[name]), ""]
    said = "\n".join(tables).strip()
    print(said)
    if options.json:
        Path(options.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.write:
        write_into(PAGE, said)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="measure everything")
    parser.add_argument("--only", choices=["law", *MEASURES], help="one measure alone")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    law.add_options(parser)
    for measure in MEASURES.values():
        measure.add_options(parser)
    options = parser.parse_args(arguments)
    if options.write and options.only:
        parser.error("--write needs every measure, so --only cannot go with it")
    return options


if __name__ == "__main__":
    raise SystemExit(main())
