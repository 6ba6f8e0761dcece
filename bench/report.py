# SPDX-License-Identifier: Apache-2.0
"""The figures of a run as tables: on the terminal, and in docs/performance.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
_BEGIN, _END = "<!-- figures: written by `bench/run.py --write` -->", "<!-- end of figures -->"
Row = dict[str, Any]


def write_into(page: Path, tables: str) -> None:
    """Put the tables where the page has its figures; the rest of the page stays.

    Raises:
        SystemExit: the page does not say where its figures stand.
    """
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise SystemExit(f"{page.name}: the lines {_BEGIN} and {_END} are missing")
    page.write_text(f"{before}{begin}\n\n{tables}\n\n{end}{after}", encoding="utf-8")


def lines_of_law(result: Row) -> Iterator[str]:
    """Give the machine and the figures of judging cases, in Markdown."""
    of = result["machine"]
    yield (
        f"Python {of['python']}, {of['system']}, {of['processor']}, {of['cores']} cores, "
        f"load before each measure {_loads(result['loads'])}; medians of {result['rounds']} rounds."
    )
    yield ""
    yield from _packs(result["packs"])
    yield ""
    yield from _rest(result["baselines"], result["memory"], result["cold_start"])


def _loads(loads: dict[str, float]) -> str:
    low, high = min(loads.values()), max(loads.values())
    return f"{low}" if low == high else f"{low} to {high}"


def _packs(rows: list[Row]) -> Iterator[str]:
    yield (
        "| pack | events | papers | recordings | findings | bytes | evaluate: µs a case "
        "| findings/s | JSONL: µs a case | findings/s |"
    )
    yield "| --- |" + " ---: |" * 9
    for row in rows:
        yield (
            f"| {row['pack']} | {row['events']:.1f} | {row['documents']:.1f} "
            f"| {row['recordings']:.1f} | {row['findings']:.1f} | {row['bytes']:,.0f} "
            f"| {row['alone_us_a_case']:.0f} | {row['alone_findings_a_second']:,.0f} "
            f"| {row['lines_us_a_case']:.0f} | {row['lines_findings_a_second']:,.0f} |"
        )


def _rest(beside: Row, memory: Row, cold: Row) -> Iterator[str]:
    few, many = memory["lines"]
    small, large = memory["peak_mib"]
    share = 100 * beside["clingo_share_of_findings"]
    yield f"| beside others ({beside['pack']}) | µs a case | times the engine |"
    yield "| --- | ---: | ---: |"
    yield f"| the engine | {beside['engine_us_a_case']:.0f} | 1 |"
    yield (
        f"| a plain loop, the same findings | {beside['plain_us_a_case']:.0f} "
        f"| {beside['plain_to_engine']:.1f} |"
    )
    yield (
        f"| clingo, {share:.0f} % of the findings | {beside['clingo_us_a_case']:.0f} "
        f"| {beside['clingo_to_engine']:.0f} for each finding |"
    )
    yield ""
    yield "| one process | |"
    yield "| --- | ---: |"
    yield f"| peak memory over {few:,} JSON lines | {small:.0f} MiB |"
    yield f"| peak memory over {many:,} JSON lines | {large:.0f} MiB |"
    yield f"| a bare interpreter, from start to end | {cold['bare_ms']:.0f} ms |"
    yield (
        f"| one case from a cold process | {cold['cold_ms']:.0f} ms, "
        f"{cold['ratio']:.1f} bare starts |"
    )
