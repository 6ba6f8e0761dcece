# SPDX-License-Identifier: Apache-2.0
"""The command line as an operator uses it, each command a process, on a new LIUHEN_HOME."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.tables import lay_tables

Run = Callable[..., "subprocess.CompletedProcess[str]"]
INIT = [
    *("init", "--district", "示例区", "--name", "示例区文化和旅游局", "--short-name", "示文旅"),
    *("--pack", "qilin-culture-tourism", "--section", "执法一科", "--section", "执法二科"),
    *("--admin", "guanli", "--admin-name", "王管理", "--first-number", "penalty=18"),
]


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"LIUHEN_HOME": str(home), "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}


@pytest.fixture
def liuhen(tmp_path: Path) -> Run:
    lay_tables(tmp_path / "home")

    def run(*words: str, status: int = 0) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "-m", "liuhen.cli.main", *words],
            env=environment(tmp_path / "home"),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


def test_a_bureau_with_people_from_a_sheet_takes_a_case_in_and_gives_it_out(
    liuhen: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "people.xlsx"
    liuhen("init", "--example-sheet", str(sheet))
    made = json.loads(liuhen(*INIT, "--people", str(sheet), "--json").stdout)
    assert made["bureau"] == "qilin-culture-tourism"
    assert {"guanli", "zhangwei", "lina"} < {one["username"] for one in made["people"]}
    assert json.loads(liuhen("case", "list", "--json").stdout) == []

    facts = tmp_path / "case.json"
    facts.write_text(
        '{"case": {"id": "WL-1", "act": "penalty", "title": "某案"}}', encoding="utf-8"
    )
    refused = liuhen("case", "import", str(facts), "--user", "zhangwei", status=2)
    assert refused.stderr == "--user: zhangwei may not import cases; ask for the role importer\n"

    token = liuhen("token", "create", "--user", "zhangwei", "--scope", "upload,read").stdout.strip()
    assert token.startswith("liuhen_")
    liuhen("token", "create", "--user", "nobody", "--scope", "read", status=2)
    liuhen("token", "create", "--user", "zhangwei", "--scope", "all", status=2)
    assert liuhen("duties", "rebuild").stdout == "0 case(s) were judged again\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["init"], "--district"),
        ([*INIT, "--pack", "nowhere"], "nowhere"),
        ([*INIT, "--go-live", "someday"], "someday"),
        ([*INIT, "--first-number", "penalty"], "penalty"),
        ([*INIT, "--first-number", "penalty=0"], "penalty=0"),
        ([*INIT, "--people", "/nowhere.xlsx"], "/nowhere.xlsx"),
        (["demo", "build", "--cases", "-1"], "--cases"),
        (["serve", "--bind", "8000"], "8000"),
        (["case", "list", "--bureau", "x"], "'x'"),
        (["case", "export", "x", "--user", "nobody"], "nobody"),
        (["case", "import", "/nowhere.json", "--user", "x"], "/nowhere.json"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(
    liuhen: Run, words: list[str], says: str
) -> None:
    done = liuhen(*words, status=2)

    assert done.stderr.isascii()  # whatever the terminal's language
    last = done.stderr.strip().rpartition("\n")[2]
    assert says in last
    assert done.stdout == ""


def test_a_bad_sheet_leaves_nothing_and_the_next_attempt_makes_everyone(
    liuhen: Run, tmp_path: Path
) -> None:
    sheet, bad = tmp_path / "people.xlsx", tmp_path / "bad.xlsx"
    liuhen("init", "--example-sheet", str(sheet))
    bad.write_bytes(b"no sheet")
    taken = [*INIT[: INIT.index("guanli")], "zhangwei", *INIT[INIT.index("guanli") + 1 :]]
    for words in ([*INIT, "--people", str(bad)], [*taken, "--people", str(sheet)]):
        assert liuhen(*words, status=2).stderr.count("\n") == 1

    made = json.loads(liuhen(*INIT, "--people", str(sheet), "--json").stdout)
    assert {one["username"] for one in made["people"]} == {
        *("guanli", "zhangwei", "lina", "system.admin", "security.admin", "audit.admin")
    }
    assert all(one["password"] for one in made["people"])


def test_a_bureau_that_is_there_and_a_user_name_in_use_are_refused(liuhen: Run) -> None:
    liuhen(*INIT)

    other = ("--name", "另一局", "--admin", "guanli2")
    assert "示例区文化和旅游局" in liuhen(*INIT, "--admin", "guanli2", status=2).stderr
    assert "示文旅" in liuhen(*INIT, *other, status=2).stderr
    short = ("--name", "另一局", "--short-name", "另")
    assert "guanli" in liuhen(*INIT, *short, status=2).stderr
    refused = liuhen("demo", "build", status=2).stderr
    assert "LIUHEN_HOME" in refused


def test_a_demonstration_is_built_once_and_served_on_this_machine_alone(
    liuhen: Run, tmp_path: Path
) -> None:
    first = liuhen("demo", "build", "--cases", "1", "--json")
    assert first.stderr.count("requests and papers") == 5, "it says how far it is"
    again = liuhen("demo", "build", "--cases", "1", "--json")
    assert json.loads(first.stdout) == json.loads(again.stdout)
    assert "there already" in again.stderr
    roles = {one["role"] for one in json.loads(first.stdout)["sign_ins"]}
    assert len(roles) == 15
    rows = json.loads(liuhen("case", "list", "--json").stdout)
    assert len(rows) == 5
    assert set(rows[0]) == {"number", "bureau", "title", "stage"}
    assert len({row["bureau"] for row in rows}) == 5
    assert "127.0.0.1" in liuhen("serve", "--bind", "0.0.0.0:8299", status=2).stderr
    assert "demonstration" in liuhen(*INIT, status=2).stderr
    kept = tmp_path / "home" / "demonstration.json"
    assert kept.stat().st_mode & 0o077 == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(home: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Serve the installation, at the port that it says; it has ended afterwards."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "liuhen.cli.main", "serve", "--bind", f"127.0.0.1:{port}"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        assert server.stdout.readline() == f"liuhen serves at http://127.0.0.1:{port}/\n"
        yield server, port
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_serve_answers_and_its_whole_tree_ends_with_it(
    liuhen: Run, tmp_path: Path, ending: signal.Signals
) -> None:
    liuhen(*INIT)
    with serving(tmp_path / "home") as (server, port):
        assert status_of(port) == 200
        children = children_of(server.pid)
        assert len(children) >= 2
        server.send_signal(ending)
        code = server.wait(20)

    assert code == (-9 if ending is signal.SIGKILL else 0)
    until = time.monotonic() + 15
    while any(map(alive, children)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(alive, children))


def status_of(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/sign-in/") as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def children_of(pid: int) -> list[int]:
    """Every process below `pid`."""
    listing = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(one) for one in listing]
    return found + [deeper for one in found for deeper in children_of(one)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_serve_goes_on_when_a_process_that_answers_is_killed(liuhen: Run, tmp_path: Path) -> None:
    liuhen(*INIT)
    with serving(tmp_path / "home") as (server, port):
        assert status_of(port) == 200
        for one in answering(server.pid):
            os.kill(one, signal.SIGKILL)
        until = time.monotonic() + 60
        while (again := status_or_none(port)) is None and time.monotonic() < until:
            time.sleep(0.2)
        assert again == 200
        assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def answering(pid: int) -> list[int]:
    """The processes below the web server's own, which answer."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    web = next(one for one in below if b"granian" in Path(f"/proc/{one}/cmdline").read_bytes())
    found = [
        one
        for one in children_of(int(web))
        if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    assert found
    return found


def status_or_none(port: int) -> int | None:
    try:
        return status_of(port)
    except OSError:
        return None
