# SPDX-License-Identifier: Apache-2.0
"""How `liuhen serve` ends what it has started: nothing may stay behind that holds the port."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from liuhen.cli import serve

#: Starts a process of its own that listens and heeds no signal, as a server that hangs does.
_LEADER = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
{end}
"""
_LISTENER = """
import signal, socket, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
held = socket.create_server(("127.0.0.1", int(sys.argv[1])))
open(sys.argv[2], "w").close()
time.sleep(600)
"""
_HANGS = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
_IS_KILLED = "time.sleep(600)"


@pytest.mark.parametrize("end", [_HANGS, _IS_KILLED], ids=["leader hangs", "leader ends alone"])
def test_a_process_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(serve, "_PATIENCE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    there = tmp_path / "listens"
    child = subprocess.Popen(
        [sys.executable, "-c", _LEADER.format(end=end), _LISTENER, str(port), str(there)],
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while not there.exists():
        assert time.monotonic() < until
        time.sleep(0.02)

    serve._end([child])

    assert child.returncode is not None
    while _group_lives(child.pid):  # the system takes a moment to clear up
        assert time.monotonic() < until
        time.sleep(0.02)
    socket.create_server(("127.0.0.1", port)).close()


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
