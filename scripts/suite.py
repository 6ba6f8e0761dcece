# SPDX-License-Identifier: Apache-2.0
"""Runs the whole suite on SQLite and, beside it, what needs a database on PostgreSQL.

Neither keeps the processor busy alone: browsers, killed servers and databases are waited for. The
second run has half as many processes, so that both end at about the same time. What it says is kept
and shown once the first has ended. Fails when either fails.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Return 0 if nothing has failed."""
    parser = argparse.ArgumentParser(description="Run the whole suite.")
    parser.add_argument("--processes", type=int, default=4, help="that run tests on SQLite")
    processes = parser.parse_args().processes
    with tempfile.TemporaryFile() as said:
        first = subprocess.Popen(_pytest("sqlite", processes), cwd=_ROOT)
        beside = subprocess.Popen(
            _pytest("postgresql", max(1, processes // 2)),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            ended = [first.wait(), beside.wait()]
        except KeyboardInterrupt:  # it has come to both, which clear up
            ended = [first.wait(), beside.wait()]
        said.seek(0)
        sys.stdout.write(said.read().decode())
    return 1 if any(ended) else 0


def _pytest(database: str, processes: int) -> list[str]:
    program = str(Path(sys.executable).with_name("pytest"))
    return [program, "-n", str(processes), "--dist", "worksteal", "--database", database]


if __name__ == "__main__":
    sys.exit(main())
