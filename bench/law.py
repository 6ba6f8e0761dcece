# SPDX-License-Identifier: Apache-2.0
"""How quickly cases are judged: `python bench/run.py --only law`.

Measured on whole cases (`liuhen.simulate.whole_case`): `evaluate` alone; JSON lines end to end
through the command; memory over many lines; one case from a cold process; and the same duties in
clingo and in a plain loop. What is compared gives the same findings, or the run stops.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from clingo_baseline import program_of, solve
from duties import duties_of, ids_of
from measuring import LIUHEN, ratio, rounds_of, run
from plain_loop import plain_findings

from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.packs import load_pack
from liuhen.law.workdays import load_calendar
from liuhen.simulate import DEFAULT_NOW, whole_case
from liuhen.simulate.bureaus import BUREAUS

BASELINE_PACK = "jinpu-ocean"  # the one with the most duties
Row = dict[str, Any]

#: The quick ones judge the cases so often a round, that caches are as warm as in a long run.
_OFTEN = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--cases", type=int, default=40, help="whole cases of each pack")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeat", type=int, default=50, help="times a case stands in the lines")
    parser.add_argument("--lines", type=int, default=20_000, help="of the long memory run")
    parser.add_argument("--starts", type=int, default=21, help="cold starts")


def measure(options: argparse.Namespace) -> Row:
    """Measure everything about judging cases."""
    cases = {pack_id: _whole_cases(pack_id, options.cases) for pack_id in sorted(BUREAUS)}
    return {
        "rounds": options.rounds,
        "packs": [_pack(p, some, options) for p, some in cases.items()],
        "baselines": _baselines(cases[BASELINE_PACK], options.rounds),
        "memory": _memory(cases, options.lines),
        "cold_start": _cold_start(cases[BASELINE_PACK][0], options.starts),
    }


def _whole_cases(pack_id: str, count: int) -> list[Facts]:
    """Cases without a visit that was excused from recording: the baselines know no excuse."""
    cases = (whole_case(pack_id, seed) for seed in range(2 * count))
    usual = [c for c in cases if all(d.type != "no_recording_reason" for d in c.documents)]
    return usual[:count]


def _line(pack_id: str, facts: Facts) -> bytes:
    return msgspec.json.encode({"pack": pack_id, "as_of": DEFAULT_NOW, "facts": facts}) + b"\n"


# ---------------------------------------------------------------- alone, and end to end


def _pack(pack_id: str, cases: list[Facts], options: argparse.Namespace) -> Row:
    pack, calendar = load_pack(pack_id), load_calendar()
    lines = [_line(pack_id, facts) for facts in cases]
    reports = [evaluate(facts, pack, calendar, DEFAULT_NOW) for facts in cases]
    findings = sum(len(report.findings) for report in reports)

    def judge() -> None:
        for facts in cases:
            evaluate(facts, pack, calendar, DEFAULT_NOW)

    alone = median(rounds_of({"judge": judge}, options.rounds)["judge"])
    command = [*LIUHEN, "law", "evaluate", "--jsonl"]
    fed = lines * options.repeat
    through = median(run(command, fed).cpu_seconds for _ in range(max(options.rounds // 2, 1)))
    return {
        "pack": pack_id,
        "events": _mean(len(facts.events) for facts in cases),
        "documents": _mean(len(facts.documents) for facts in cases),
        "recordings": _mean(len(facts.recordings) for facts in cases),
        "findings": findings / len(cases),
        "bytes": _mean(len(line) for line in lines),
        "alone_us_a_case": 1e6 * alone / len(cases),
        "alone_findings_a_second": findings / alone,
        "lines_us_a_case": 1e6 * through / len(fed),
        "lines_findings_a_second": findings * options.repeat / through,
    }


def _mean(sizes: Iterator[int]) -> float:
    some = list(sizes)
    return sum(some) / len(some)


# ---------------------------------------------------------------- beside others


def _baselines(cases: list[Facts], rounds: int) -> Row:
    pack, calendar = load_pack(BASELINE_PACK), load_calendar()
    cases = cases[:10]
    duties = duties_of(pack, cases[0].case)
    program, carried = program_of(duties), ids_of(duties)
    share = _same_answers(cases, program, carried)

    def engine() -> None:
        for facts in cases * _OFTEN:
            evaluate(facts, pack, calendar, DEFAULT_NOW)

    def plain() -> None:
        for facts in cases * _OFTEN:
            plain_findings(facts, pack, calendar, DEFAULT_NOW)

    def clingo() -> None:
        for facts in cases:
            solve(program, facts, DEFAULT_NOW, _closing(facts))

    taken = rounds_of({"engine": engine, "plain": plain, "clingo": clingo}, rounds)
    us = {name: 1e6 * median(some) / len(cases) for name, some in taken.items()}
    return {
        "pack": BASELINE_PACK,
        "clingo_share_of_findings": share,
        "engine_us_a_case": us["engine"] / _OFTEN,
        "plain_us_a_case": us["plain"] / _OFTEN,
        "clingo_us_a_case": us["clingo"],
        "plain_to_engine": ratio(taken["plain"], taken["engine"]),
        "clingo_to_engine": ratio(taken["clingo"], taken["engine"], share / _OFTEN),
    }


def _same_answers(cases: list[Facts], program: str, carried: set[str]) -> float:
    """The share of findings that clingo carries.

    Raises:
        SystemExit: two of the three disagree about a finding.
    """
    pack, calendar = load_pack(BASELINE_PACK), load_calendar()
    every = common = 0
    for facts in cases:
        findings = evaluate(facts, pack, calendar, DEFAULT_NOW).findings
        if plain_findings(facts, pack, calendar, DEFAULT_NOW) != findings:
            raise SystemExit(f"{facts.case.id}: the plain loop finds something else")
        ours = sorted(
            (f.obligation, f.subject, f.status) for f in findings if f.obligation in carried
        )
        if solve(program, facts, DEFAULT_NOW, _closing(facts)) != ours:
            raise SystemExit(f"{facts.case.id}: clingo finds something else")
        every, common = every + len(findings), common + len(ours)
    return common / every


def _closing(facts: Facts) -> datetime:
    return next(event.start for event in facts.events if event.type == "archived")


# ---------------------------------------------------------------- memory, cold start


def _memory(cases: dict[str, list[Facts]], many: int) -> Row:
    """Peak memory of the command over a few and over many lines of all packs."""
    lines = [_line(pack_id, facts) for pack_id, some in cases.items() for facts in some]
    command = [*LIUHEN, "law", "evaluate", "--jsonl"]
    few = max(many // 20, 1)
    peaks = {
        count: run(command, (lines[i % len(lines)] for i in range(count))).peak_mib
        for count in (few, many)
    }
    return {"lines": list(peaks), "peak_mib": list(peaks.values())}


def _cold_start(facts: Facts, starts: int) -> Row:
    """One case from a cold process, beside an interpreter that does nothing."""
    bare_command = [sys.executable, "-c", "pass"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.json"
        file.write_bytes(msgspec.json.encode(facts))
        when = ["--pack", BASELINE_PACK, "--as-of", DEFAULT_NOW.isoformat(), "--json"]
        cold_command = [*LIUHEN, "law", "evaluate", str(file), *when]
        run(cold_command)  # what is read of a pack is kept for the next start
        pairs = [(run(bare_command), run(cold_command)) for _ in range(starts)]
    return {
        "bare_ms": 1e3 * median(bare.wall_seconds for bare, _ in pairs),
        "cold_ms": 1e3 * median(cold.wall_seconds for _, cold in pairs),
        "ratio": median(cold.wall_seconds / bare.wall_seconds for bare, cold in pairs),
    }
