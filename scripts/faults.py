# SPDX-License-Identifier: Apache-2.0
"""`make faults`: plays every fault test for many rounds, and writes what came of it.

docs/reliability.md then says for each test what was broken, how often it really was, with which
seed (which repeats the run), how long it took, and whether everything was found and nothing lost.
A run that fails is written down as well, and the command ends with status 1.

What came of each file of tests is kept in docs/reliability.json as soon as it has ended. Named
files are played alone, and the page is written from them and what is kept of the others; `--resume`
leaves out what has held with as many rounds on the same tests, so that a long run may be broken
off.
"""

import argparse
import ast
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reliability.md"
KEPT = ROOT / "docs/reliability.json"
TESTS = ROOT / "tests/fault"
_SEED = re.compile(r"LIUHEN_FAULT_SEED=(\d+)")
_PLAYED = re.compile(r"LIUHEN_FAULT_PLAYED: (.+)")
_HEAD = """# Reliability

What is done to the system on purpose, how often it was done, and what came of it. Written by
`make faults`, from its own runs; nothing here is typed. `make test` plays the same tests for ten
rounds. A seed repeats a run: `LIUHEN_FAULT_SEED=… make faults FAULTS=tests/fault/…`.

"played" is what the test counted while it ran, not what was asked for; a system call, a step or a
request that is counted is a place of its own where something was killed. Seconds are wall time on a
machine that did other things meanwhile: "load" is how many processes wanted a core, on average of
the last quarter of an hour. Processes that are killed over and over are forked from one that has
loaded the program (`tests/support/nursery.py`): what they do on disk, database and network is what
they always do.

{summary}

{machine}
"""
_TABLE = """
## {title}

`{file}`: {rounds:,} rounds asked for, {when}, the program of commit {commit}, load {load:.1f}

| what is done to it | played | seed | seconds | outcome |
| --- | --- | ---: | ---: | --- |
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test as it went; its variants together."""

    said: str
    played: str
    seed: str
    seconds: float
    result: str

    def line(self) -> str:
        """A row of a table."""
        return f"| {self.said} | {self.played} | {self.seed} | {self.seconds:.0f} | {self.result} |"


@dataclass(frozen=True, slots=True)
class Run:
    """One file of tests as it went. `tests` is the digest of what was played."""

    file: str
    rounds: int
    tests: str
    when: str
    commit: str
    load: float
    held: bool
    outcomes: list[Outcome] = field(default_factory=list)


def main() -> int:
    """Run the tests, write the page, and return how the tests ended."""
    options = _options()
    files = [_named(name) for name in options.files] or sorted(TESTS.glob("test_*.py"))
    files = [] if options.page else files
    kept = _kept()
    if options.resume:
        files = [one for one in files if not _is_done(kept.get(_name(one)), one, options.rounds)]
    lock = Lock()

    def play(file: Path) -> bool:
        run = _run(file, options.rounds)
        with lock:
            kept[_name(file)] = run
            _keep(kept)
            print(f"{run.file}: {'held' if run.held else 'FAILED'}", flush=True)
        return run.held

    with ThreadPoolExecutor(options.processes) as pool:
        held = list(pool.map(play, files))
    PAGE.write_text(_page(kept), "utf-8")
    print(f"{len(files)} files played; written down in {PAGE.relative_to(ROOT)}")
    return 0 if all(held) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="play these alone (default: all)")
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="leave out what has held already")
    parser.add_argument("--page", action="store_true", help="play nothing, write the page anew")
    return parser.parse_args()


def _named(name: str) -> Path:
    path = Path(name).resolve()
    if path.parent != TESTS or not path.is_file():
        raise SystemExit(f"{name}: is no file of tests/fault")
    return path


def _run(file: Path, rounds: int) -> Run:
    """Play one file of tests in a process of its own."""
    began, commit, tests = datetime.now(UTC), _commit(), _digest(file)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "faults.xml"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-n", "0", str(file)),
                *(f"--junitxml={report}", "-o", "junit_logging=system-out"),
                *("--basetemp", f"{folder}/tests"),
            ],
            cwd=ROOT,
            env={**os.environ, "LIUHEN_FAULT_ROUNDS": str(rounds)},
            check=False,
        )
        cases = list(ET.parse(report).iter("testcase")) if report.is_file() else []  # noqa: S314  # pytest's own
    return Run(
        file=_name(file),
        rounds=rounds,
        tests=tests,
        when=f"{began:%Y-%m-%d %H:%M} UTC",
        commit=commit,
        load=os.getloadavg()[2],
        held=done.returncode == 0,
        outcomes=list(_outcomes(cases)),
    )


def _outcomes(cases: Iterable[ET.Element]) -> Iterator[Outcome]:
    """One for each test, in the order of the file; variants of a test are one."""
    tests: dict[str, list[ET.Element]] = {}
    for case in cases:
        tests.setdefault(case.get("name", "").partition("[")[0], []).append(case)
    for name, variants in tests.items():
        outs = ["".join(out.text or "" for out in one.iter("system-out")) for one in variants]
        played = [found[1] for out in outs for found in _PLAYED.finditer(out)]
        if len(variants) > 1:
            played.append(f"{len(variants)} variants")
        seeds = dict.fromkeys(found[1] for out in outs for found in _SEED.finditer(out))
        yield Outcome(
            said=name.removeprefix("test_").replace("_", " "),
            played="; ".join(dict.fromkeys(played)) or "once",
            seed=" ".join(seeds),
            seconds=sum(float(one.get("time", "0")) for one in variants),
            result="; ".join(dict.fromkeys(map(_result, variants))),
        )


def _result(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "**failed**"
    if (skipped := case.find("skipped")) is not None:
        return f"not tried: {skipped.get('message', '')}"
    return "held"


def _page(kept: dict[str, Run]) -> str:
    """The page about the files of tests that are there now."""
    there = sorted(map(_name, TESTS.glob("test_*.py")))
    runs = [kept[name] for name in there if name in kept]
    tests = [one for run in runs for one in run.outcomes]
    failed = sum("failed" in one.result for one in tests)
    untried = sum("not tried" in one.result for one in tests)
    minutes = sum(one.seconds for one in tests) / 60
    summary = f"**{len(tests)} tests: {len(tests) - failed - untried} held, {failed} failed"
    summary += f", {untried} not tried here**" if untried else "**"
    summary += f"; {minutes:.0f} minutes of playing."
    text = _HEAD.format(summary=summary, machine=_machine())
    if missing := [f"`{name}`" for name in there if name not in kept]:
        text += f"\nNot played for this page: {', '.join(missing)}.\n"
    if changed := [f"`{one.file}`" for one in runs if one.tests != _digest(ROOT / one.file)]:
        text += f"\nChanged after they were played: {', '.join(changed)}.\n"
    for run in runs:
        text += _TABLE.format(
            title=_title(ROOT / run.file),
            file=run.file,
            rounds=run.rounds,
            when=run.when,
            commit=run.commit,
            load=run.load,
        )
        text += "".join(one.line() + "\n" for one in run.outcomes)
    return text


def _machine() -> str:
    """What it ran on."""
    processor = re.search(r"model name\s*: (.+)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    system = f"{platform.system()} {platform.release()}"
    parts = [
        f"{os.cpu_count()} cores {processor[1] if processor else platform.machine()}",
        f"{int(memory[1]) / 1024**2:.0f} GiB" if memory else "",
        f"{system}, {_file_system(tempfile.gettempdir())}",
        f"Python {platform.python_version()}, SQLite {_sqlite()}",
    ]
    return "; ".join(part for part in parts if part) + "."


def _file_system(folder: str) -> str:
    """The kind of file system below `folder`."""
    path, kind, longest = Path(folder).resolve(), "", -1
    for line in _read("/proc/mounts").splitlines():
        _device, mounted, kind_here, *_ = line.split()
        if path.is_relative_to(mounted) and len(mounted) > longest:
            kind, longest = kind_here, len(mounted)
    return kind or "unknown file system"


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""


def _title(path: Path) -> str:
    """The first sentence of a test module, which says what is broken."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return " ".join(doc.partition("\n\n")[0].split()).rstrip(".")


def _commit() -> str:
    """The newest commit that changed the program, and whether it was changed since."""
    commit = _git("log", "-1", "--format=%h", "--", "src")
    return f"{commit or 'unknown'}{' and changes' if _git('status', '--short', 'src') else ''}"


def _git(*words: str) -> str:
    command = ["git", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _is_done(run: Run | None, file: Path, rounds: int) -> bool:
    return run is not None and run.held and run.rounds >= rounds and run.tests == _digest(file)


def _kept() -> dict[str, Run]:
    if not KEPT.is_file():
        return {}
    found = json.loads(KEPT.read_text(encoding="utf-8"))
    return {
        one["file"]: Run(**{**one, "outcomes": [Outcome(**row) for row in one["outcomes"]]})
        for one in found
    }


def _keep(runs: dict[str, Run]) -> None:
    rows = [asdict(one) for _name, one in sorted(runs.items())]
    KEPT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
