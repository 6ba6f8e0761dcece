# SPDX-License-Identifier: Apache-2.0
"""`make bench`: every measure there is, in one run. `--only NAME` runs one of them.

`--figures FILE` keeps the figures of each measure as soon as it has ended, so that they can be
taken one after the other, on a disk that does not hold all at once; the others stay as they were.

A measure is a module of this folder with `add_options(parser)`, `measure(options)`, which returns
its figures, and `lines(figures)`, which gives its table; it is entered below. The first one, `law`,
has its tables in `report`.
"""

import argparse
import json
from collections.abc import Iterator
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
    file: Path | None = options.figures
    result: Row = {"machine": machine(), "loads": {}}
    if file and file.exists():
        result |= json.loads(file.read_text(encoding="utf-8"))
    for name in ("law", *MEASURES):
        if options.only is None or name in options.only:
            result["loads"][name] = machine()["load"]
            result |= law.measure(options) if name == "law" else {}
            if name in MEASURES:
                result[name] = MEASURES[name].measure(options)
            if file:
                file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    said = "\n".join(_tables(result)).strip()
    print(said)
    if options.write:
        if missing := [name for name in ("law", *MEASURES) if name not in result["loads"]]:
            raise SystemExit(f"--write: nothing was measured of {', '.join(missing)}")
        write_into(PAGE, said)
    return 0


def _tables(result: Row) -> Iterator[str]:
    if "law" in result["loads"]:
        yield from (*lines_of_law(result), "")
    for name, measure in MEASURES.items():
        if name in result["loads"]:
            yield from (*measure.lines(result[name]), "")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="measure everything")
    parser.add_argument("--only", choices=["law", *MEASURES], nargs="+", help="these alone")
    parser.add_argument("--figures", metavar="FILE", type=Path, help="keep the figures there")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    law.add_options(parser)
    for measure in MEASURES.values():
        measure.add_options(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
