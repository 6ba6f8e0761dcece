# SPDX-License-Identifier: Apache-2.0
"""`make faults`: plays every fault test for many rounds, and writes what came of it.

docs/reliability.md then says for each test what was broken, how often, with which seed (which
repeats the run), how long it took, and whether everything was found and nothing lost. A run that
fails is written down as well, and the command ends with its status.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reliability.md"
_PLAYED = re.compile(r"LIUHEN_FAULT_SEED=(\d+), (\d+) rounds")
_HEAD = """# Reliability

What is done to the system on purpose, how often it was tried, and what came of it. Written by
`make faults` ({rounds} rounds wherever a test plays rounds); `make test` plays twenty. A seed
repeats a run: `LIUHEN_FAULT_SEED=… make faults ROUNDS=…`.

{machine}

| what is done to it | rounds | seed | seconds | outcome |
| --- | ---: | ---: | ---: | --- |
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test as it went."""

    said: str
    rounds: str
    seed: str
    seconds: float
    result: str

    def line(self) -> str:
        """A row of the page's table."""
        return f"| {self.said} | {self.rounds} | {self.seed} | {self.seconds:.0f} | {self.result} |"


def main() -> int:
    """Run the tests, write the page, and return how the tests ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "faults.xml"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-n", str(options.processes), "tests/fault"),
                *(f"--junitxml={report}", "-o", "junit_logging=system-out"),
            ],
            cwd=ROOT,
            env={**os.environ, "LIUHEN_FAULT_ROUNDS": str(options.rounds)},
            check=False,
        )
        if not report.is_file():
            return done.returncode
        outcomes = sorted(map(_outcome, ET.parse(report).iter("testcase")), key=lambda o: o.said)  # noqa: S314  # pytest's own
    minutes = (time.monotonic() - began) / 60
    python = sys.version.split()[0]
    machine = f"Python {python}, {sys.platform}, {os.cpu_count()} cores; {minutes:.0f} min."
    text = _HEAD.format(rounds=options.rounds, machine=machine)
    PAGE.write_text(text + "".join(one.line() + "\n" for one in outcomes), encoding="utf-8")
    print(f"{len(outcomes)} tests; written down in {PAGE.relative_to(ROOT)}")
    return done.returncode


def _outcome(case: ET.Element) -> Outcome:
    module = case.get("classname", "").rpartition(".")[2]
    name, _, variant = case.get("name", "").partition("[")
    said = name.removeprefix("test_").replace("_", " ")
    if variant:
        said += f" ({variant.rstrip(']')})"
    played = _PLAYED.search("".join(out.text or "" for out in case.iter("system-out")))
    seed, rounds = played.groups() if played else ("–", "–")
    result = "held"
    if case.find("failure") is not None or case.find("error") is not None:
        result = "**failed**"
    elif (skipped := case.find("skipped")) is not None:
        result = f"not tried: {skipped.get('message', '')}"
    title = f"{_title(module)} {said}" if module else said
    return Outcome(title, rounds, seed, float(case.get("time", "0")), result)


def _title(module: str) -> str:
    """The first sentence of a test module, which says what is broken."""
    path = ROOT / "tests/fault" / f"{module}.py"
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.is_file() else ""
    first = (doc or "").partition("\n")[0].rstrip(".")
    return f"{first}:" if first else ""


if __name__ == "__main__":
    raise SystemExit(main())
