# SPDX-License-Identifier: Apache-2.0
"""The command line door: one sentence for a mistake, an example in every help."""

import subprocess
import sys

import pytest

from liuhen.cli.main import NOUNS, main


def test_an_unknown_command_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lawn"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "'lawn'" in said.err
    assert "law" in said.err


def test_an_unknown_option_is_one_sentence_without_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--colour"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "liuhen: unrecognized arguments: --colour (see liuhen --help)\n"


def test_without_words_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(f"  {name}" in said for name in NOUNS)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_command_helps_with_an_example(noun: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "liuhen.cli.main", noun, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"example:\n  liuhen {noun}" in done.stdout


def test_a_reader_that_has_gone_leaves_no_trace() -> None:
    """`liuhen | head -1` must not end in a broken pipe on the screen."""
    done = subprocess.run(
        f"{sys.executable} -m liuhen.cli.main --help | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


def test_a_fault_of_the_program_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NOUNS, "broken", NOUNS["law"]._replace(module="liuhen.cli.nothing"))
    monkeypatch.delenv("LIUHEN_DEBUG", raising=False)
    assert main(["broken"]) == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ModuleNotFoundError" in said
