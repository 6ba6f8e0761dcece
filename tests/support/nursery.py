# SPDX-License-Identifier: Apache-2.0
"""Processes that begin in a moment, to be killed a thousand times.

A nursery is a process that has loaded the program already and forks itself for every child, which
then runs a module as `python -m` would. What a child does on the disk, in the database and on the
network is what it would do if it had been started anew; only loading takes no time.

A child may be killed by the system itself at a system call: `at=("fsync", 3)` lets strace send it
SIGKILL when one of its threads comes to its third `fsync`. So it is in SQLite and in C as well.
"""

import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

#: What makes something durable or visible.
CALLS = (
    *("fsync", "fdatasync", "link", "linkat", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "mkdir", "mkdirat", "chmod", "fchmod", "ftruncate"),
)
At = tuple[str, int]


class Nursery:
    """Forks children of a process in which `modules` are imported and `code` was run."""

    def __init__(
        self, environment: Mapping[str, str], modules: Sequence[str], *, code: str = ""
    ) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, __file__, code, *modules],
            env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._heard()

    def start(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        at: At | None = None,
        log: Path | None = None,
        out: Path | None = None,
        alone: bool = False,
    ) -> "Child":
        """Begin a child, a leader of its session; what it prints goes to `out`.

        `at`: where it is killed by the system; `log`: where its system calls are written down;
        `alone`: those of its first thread, none of other threads or of its children.
        """
        told = {
            "module": module,
            "arguments": list(arguments),
            "at": at,
            "log": None if log is None else str(log),
            "out": os.devnull if out is None else str(out),
            "alone": alone,
        }
        return Child(self, int(self.ask("start", told)))

    def ask(self, what: str, told: Any) -> Any:
        """Let the mother do something, and return her answer."""
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps([what, told]) + "\n")
        self._mother.stdin.flush()
        return self._heard()

    def close(self) -> None:
        """End it; its children must have ended."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.close()
        self._mother.wait(10)
        self._mother.stdout.close()

    def _heard(self) -> Any:
        assert self._mother.stdout is not None
        return json.loads(self._mother.stdout.readline() or "null")


class Child:
    """A process of a nursery, with what tests use of `Popen`."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        return self.wait(0)

    def wait(self, seconds: float = 60) -> int | None:
        """Wait so long for its end at most; return how it ended, if it has."""
        if self.returncode is None:
            self.returncode = self._nursery.ask("wait", [self.pid, seconds])
        return self.returncode

    def kill(self) -> None:
        """SIGKILL for it and all of its session."""
        if self.returncode is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:  # it has no session of its own yet, and no children
                os.kill(self.pid, signal.SIGKILL)
            self.wait()


def can_kill_at_calls() -> bool:
    """Whether strace is here and may look into a process that runs."""
    if shutil.which("strace") is None:
        return False
    with subprocess.Popen(["sleep", "10"]) as child:
        tracing = _trace(child.pid, ["-e", "trace=none"])
        child.kill()
    if tracing is None:
        return False
    tracing.communicate()
    return True


def points(log: Path) -> list[At]:
    """Return each place where a child can be killed, from the log of one that was not.

    strace counts for each thread; so many places has the thread that makes most of such calls.
    """
    found = re.findall(r"^(?:(\d+) +)?(\w+)\(", log.read_text(), flags=re.MULTILINE)
    counts = Counter(one for one in found if one[1] in CALLS)
    most: Counter[str] = Counter()
    for (_thread, call), count in counts.items():
        most[call] = max(most[call], count)
    return [(call, at) for call, count in sorted(most.items()) for at in range(1, count + 1)]


class _Mother:
    """The other side: what runs in the process that forks."""

    def __init__(self) -> None:
        self._tracing: dict[int, subprocess.Popen[bytes]] = {}

    def start(self, told: dict[str, Any]) -> int:
        pid = os.fork()
        if not pid:
            _become(told)
        if told["at"] or told["log"]:
            os.waitpid(pid, os.WUNTRACED)
            tracing = _trace(pid, _options(told))
            if tracing is not None:
                self._tracing[pid] = tracing
            os.kill(pid, signal.SIGCONT)
        return pid

    def wait(self, told: tuple[int, float]) -> int | None:
        pid, seconds = told
        until = time.monotonic() + seconds
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() >= until:
                return None
            time.sleep(0.002)
        with suppress(ProcessLookupError):  # it takes along what it has begun
            os.killpg(pid, signal.SIGKILL)
        if (tracing := self._tracing.pop(pid, None)) is not None:
            tracing.communicate()
        return os.waitstatus_to_exitcode(status)


def _become(told: dict[str, Any]) -> None:
    """Run the module; never returns."""
    status = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        out = os.open(told["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(nothing, 0)
        os.dup2(out, 1)
        if told["at"] or told["log"]:
            os.kill(os.getpid(), signal.SIGSTOP)  # until strace is there
        sys.argv = [told["module"], *told["arguments"]]
        runpy.run_module(told["module"], run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  # nothing of a child may go on as its mother
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(status)


def _options(told: dict[str, Any]) -> list[str]:
    options = [*(() if told["alone"] else ("-f",)), "-o", told["log"] or os.devnull, "-e"]
    if told["at"] is None:
        return [*options, f"trace={','.join(CALLS)}"]
    call, at = told["at"]
    return [*options, f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={at}"]


def _trace(pid: int, options: Sequence[str]) -> "subprocess.Popen[bytes] | None":
    """Attach strace to a process, and return once it is there; nothing where it may not."""
    tracing = subprocess.Popen(
        ["strace", "-p", str(pid), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert tracing.stderr is not None
    if b"attached" in tracing.stderr.readline():
        return tracing
    tracing.communicate()
    return None


def _serve() -> None:
    code, *modules = sys.argv[1:]
    for name in modules:
        import_module(name)
        if name == "django":
            import_module("django").setup()
    exec(code, {})  # a test's own words
    mother = _Mother()
    print("null", flush=True)  # noqa: T201  # the way back
    for line in sys.stdin:
        what, told = json.loads(line)
        print(json.dumps(getattr(mother, what)(told)), flush=True)  # noqa: T201  # the way back


if __name__ == "__main__":
    _serve()
