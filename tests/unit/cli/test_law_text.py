# SPDX-License-Identifier: Apache-2.0
"""`liuhen law text load`: the same reading as the page, from the command line."""

from pathlib import Path

import pytest

from liuhen.apps.rules.models import RegulationText
from liuhen.cli.main import main
from support.fixtures import clock, house
from support.house import House

__all__ = ["clock", "house"]

TEXT = "示例办法\n第一条 制定本办法。\n第二条 本办法自发布之日起施行。\n"


def test_a_text_is_loaded_for_the_bureau_that_is_named(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "办法.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["law", "text", "load", str(file), "--bureau", house.bureau.code]) == 0
    assert "2 articles" in capsys.readouterr().out
    assert RegulationText.objects.get().bureau == house.bureau


@pytest.mark.parametrize(
    "wrong",
    [("a.txt", TEXT, "nowhere"), ("a.txt", "nothing", "bureau"), ("a.docx", "x", "bureau")],
)
def test_what_cannot_be_loaded_gives_one_line_and_status_2(
    house: House,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    wrong: tuple[str, str, str],
) -> None:
    name, text, bureau = wrong
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    assert main(["law", "text", "load", str(file), "--bureau", bureau]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
