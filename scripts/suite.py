# SPDX-License-Identifier: Apache-2.0
"""Runs the whole suite on SQLite and, beside it, what needs a database on PostgreSQL.

The second run takes what the first leaves of the processor: it has half as many processes, and they
give way. What it says is kept and shown once the first has ended. Fails when either fails.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_GIVES_WAY = 5  # of what `nice` takes


def main() -> int:
    """Return 0 if nothing has failed."""
    parser = argparse.ArgumentParser(description="Run the whole suite.")
    parser.add_argument("--processes", type=int, default=4, help="that run tests on SQLite")
    processes = parser.parse_args().processes
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen(
            _pytest("postgresql", max(1, processes // 2)),
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=_give_way,  # noqa: PLW1509  # nothing has begun a thread here
        )
        try:
            first = subprocess.run(_pytest("sqlite", processes), cwd=_ROOT, check=False).returncode
            second = beside.wait()
        except KeyboardInterrupt:  # from the keyboard it comes to all three
            first, second = 1, beside.wait()
        finally:
            beside.terminate()
        said.seek(0)
        sys.stdout.write(said.read().decode())
    return 1 if first or second else 0


def _pytest(database: str, processes: int) -> list[str]:
    program = str(Path(sys.executable).with_name("pytest"))
    return [program, "-n", str(processes), "--dist", "worksteal", "--database", database]


def _give_way() -> None:
    os.nice(_GIVES_WAY)


if __name__ == "__main__":
    sys.exit(main())
