# SPDX-License-Identifier: Apache-2.0
"""`liuhen law` as other programs call it: exit status, one line on stderr, nothing halved."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AS_OF = "2026-03-05T09:00:00+08:00"
FACTS = {
    "case": {"id": "HY-1", "act": "penalty", "procedure": "general"},
    "events": [
        {
            "id": "e1",
            "type": "case_initiated",
            "start": "2026-03-02T09:00:00+08:00",
            "attrs": {"urgent": True},
        }
    ],
}


def law(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "liuhen.cli.main", "law", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "案件.json"
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    return path


def evaluate(
    file: Path, pack: str = "jinpu-ocean", as_of: str = AS_OF
) -> subprocess.CompletedProcess[bytes]:
    return law("evaluate", str(file), "--pack", pack, "--as-of", as_of, "--json")


def test_checking_what_is_no_folder_is_one_sentence_and_status_2(file: Path) -> None:
    for path in (file, file.parent / "nowhere"):
        done = law("check", str(path), "--json")
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().count("\n") == 1
        assert str(path) in done.stderr.decode()


def test_an_urgent_start_without_its_form_is_overdue_after_24_hours(file: Path) -> None:
    done = evaluate(file)

    (finding,) = json.loads(done.stdout)["findings"]
    assert done.returncode == 0
    assert finding["status"] == "overdue"
    assert finding["due"] == "2026-03-03T09:00:00+08:00"
    assert finding["missing"] == ["document:initiation_approval"]


@pytest.mark.parametrize(
    ("pack", "as_of", "words"),
    [
        ("nowhere", AS_OF, ["--pack", "'nowhere'", "xigang-hrss"]),
        ("jinpu-ocean", "2026-03-05T09:00:00", ["--as-of", "offset"]),
        ("jinpu-ocean", "soon", ["--as-of", "'soon'"]),
    ],
)
def test_a_bad_option_is_named_in_one_line(
    file: Path, pack: str, as_of: str, words: list[str]
) -> None:
    done = evaluate(file, pack, as_of)

    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr.decode() for word in words)
    assert b"usage" not in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = evaluate(tmp_path / "none.json")

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"none.json" in done.stderr


def test_lines_are_answered_in_order_and_a_bad_one_does_not_stop_the_others() -> None:
    good = json.dumps({"pack": "xigang-hrss", "as_of": AS_OF, "facts": FACTS})
    bad = json.dumps({"pack": "nowhere", "as_of": AS_OF, "facts": FACTS})
    given = f"{good}\n\n{bad}\n{{\n{good}" + "\n"

    done = law("evaluate", "--jsonl", given=given.encode())

    first, empty, unknown, broken, last = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 2
    assert first == last
    assert (empty["line"], unknown["line"], broken["line"]) == (2, 3, 4)
    assert "xigang-hrss" in unknown["error"]


def test_nothing_of_django_is_imported() -> None:
    modules = "liuhen.cli.law, liuhen.law.lines, liuhen.law.coverage"
    code = f"import sys, {modules}; print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert done.stdout.strip() == b"False"


@pytest.mark.parametrize("kind", ["facts", "findings", "pack"])
def test_the_schemas_are_json_schema(kind: str) -> None:
    schema = json.loads(law("schema", kind).stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["$defs"]


def test_a_line_is_answered_before_the_next_is_asked() -> None:
    line = json.dumps({"pack": "jinpu-ocean", "as_of": AS_OF, "facts": FACTS}).encode() + b"\n"
    command = [sys.executable, "-m", "liuhen.cli.main", "law", "evaluate", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for _ in range(2):
            asked.stdin.write(line)
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["case"] == "HY-1"
