# SPDX-License-Identifier: Apache-2.0
"""How things are measured: processor time in rounds, medians, children with their memory.

Processor time and not the clock: it counts the work of one core, whatever else the machine does.
Contenders take turns within a round, so that a ratio compares what ran side by side.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

Contender = Callable[[], object]


def rounds_of(contenders: dict[str, Contender], rounds: int) -> dict[str, list[float]]:
    """Seconds of processor time that each contender took in each round, after one to warm up."""
    for contend in contenders.values():
        contend()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contend in contenders.items():
            begun = time.process_time()
            contend()
            taken[name].append(time.process_time() - begun)
    return taken


def ratio(slow: list[float], quick: list[float], share: float = 1.0) -> float:
    """How many times longer `slow` took, round by round, where it did `share` of the work."""
    return median(a / b / share for a, b in zip(slow, quick, strict=True))


def lay_tables(home: Path) -> None:
    """Begin an installation with the tables that tests have ready: making them is not measured."""
    ready = Path(os.environ.get("LIUHEN_TEST_TABLES", ""))
    if ready.is_file():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ready, home / "liuhen.sqlite3")


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nothing listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(port: int, seconds: float = 60) -> None:
    """Wait until a server of this machine takes connections; OSError where it does not."""
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


class Child(NamedTuple):
    """What a child process took."""

    cpu_seconds: float
    wall_seconds: float
    peak_mib: float
    output_bytes: int


def run(command: list[str], given: Iterable[bytes] = (), *, ends_with: int = 0) -> Child:
    """Run a command to its end, fed with `given`; it must end with the status `ends_with`."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_as_installed()
    )
    feeder = threading.Thread(target=_feed, args=(child, given))
    feeder.start()
    answered = _drained(child)
    feeder.join()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != ends_with:
        raise SystemExit(f"{command[0]} ended with {child.returncode}")
    cpu = usage.ru_utime + usage.ru_stime
    return Child(cpu, time.perf_counter() - begun, usage.ru_maxrss / 1024, answered)


def _as_installed() -> dict[str, str]:
    """The environment, without the wish that Python keep no compiled modules."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _feed(child: subprocess.Popen[bytes], given: Iterable[bytes]) -> None:
    if child.stdin is not None:
        with child.stdin as pipe:
            pipe.writelines(given)


def _drained(child: subprocess.Popen[bytes]) -> int:
    total = 0
    if child.stdout is not None:
        with child.stdout as pipe:
            while chunk := pipe.read(1 << 20):
                total += len(chunk)
    return total


def machine() -> dict[str, str | int | float]:
    """On what the figures were made."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), "")


LIUHEN = [str(Path(sys.executable).with_name("liuhen"))]  # the command as it is installed
