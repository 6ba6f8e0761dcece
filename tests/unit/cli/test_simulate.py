# SPDX-License-Identifier: Apache-2.0
"""`liuhen simulate`: lines that `liuhen law evaluate --jsonl` takes as they are."""

import json
import subprocess
import sys

import pytest

from liuhen.cli.main import main
from liuhen.law.lines import answer_lines


def test_its_lines_are_questions_that_the_engine_answers(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    words = ["simulate", "--bureau", "jinpu-ocean", "--cases", "5", "--seed", "1"]
    assert main([*words, "--as-of", "2026-03-10T12:00:00+08:00"]) == 0
    said = capfdbinary.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == 5
    assert json.loads(lines[0])["as_of"] == "2026-03-10T12:00:00+08:00"
    assert all(good for _, good in answer_lines(lines))
    assert said.err == b"5 cases of jinpu-ocean as of 10 March 2026.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--bureau", "atlantis"], "nothing to simulate for 'atlantis'; known are: "),
        (["--faults", "2"], "--faults: found 2.0; expected a share between 0 and 1"),
        (["--cases", "-1"], "--cases: found -1; expected 0 or more"),
        (["--teams", "3"], "--years and --teams go with --whole"),
        (["--whole", "--years", "0"], "--years: found 0; expected 1 to 15"),
        (["--as-of", "2026-03-10"], "--as-of: found '2026-03-10'; expected an ISO 8601 time"),
    ],
)
def test_a_mistake_is_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", "--bureau", "jinpu-ocean", "--cases", "1", "--seed", "1", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1


def test_simulating_loads_no_framework() -> None:
    program = (
        "import sys; from liuhen.cli.main import main; "
        "main(['simulate', '--bureau', 'xigang-hrss', '--cases', '1', '--seed', '1']); "
        "print([n for n in sys.modules if n.split('.')[0] == 'django'], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.endswith("[]\n")
