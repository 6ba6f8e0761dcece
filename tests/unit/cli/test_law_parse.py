# SPDX-License-Identifier: Apache-2.0
"""`liuhen law parse`: JSON in the shape of the contract, an outline, one line for a mistake."""

import json
from pathlib import Path

import pytest

from liuhen.cli.main import main

TEXT = """东湖区水务局执法记录办法
第一条　有下列情形的，应当记录：
（一）夜巡；
1. 汛期巡查。
第二章　附则
第二条　本办法自印发之日起施行。
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_has_the_shape_of_the_contract(
    file: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["law", "parse", str(file), "--json"]) == 0
    said = json.loads(capfdbinary.readouterr().out)
    doubts = said.pop("doubts")
    assert said == {
        "title": "东湖区水务局执法记录办法",
        "issuer": "东湖区水务局",
        "chapters": [
            {
                "number": None,
                "title": "",
                "articles": [
                    {
                        "number": "1",
                        "paragraphs": ["有下列情形的，应当记录："],
                        "items": [
                            {"number": "1", "text": "夜巡；"},
                            {"number": "2", "text": "汛期巡查。"},
                        ],
                    }
                ],
            },
            {
                "number": "2",
                "title": "附则",
                "articles": [
                    {"number": "2", "paragraphs": ["本办法自印发之日起施行。"], "items": []}
                ],
            },
        ],
    }
    assert len(doubts) == 2


def test_the_outline_shows_articles_and_doubts(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["law", "parse", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["东湖区水务局执法记录办法", "issued by: 东湖区水务局"]
    assert "chapter 2  附则" in lines
    assert "  1    有下列情形的，应当记录： 夜巡； 汛期巡查。 [items 1-2]" in lines
    assert sum(line.startswith("unsure: ") for line in lines) == 2
    assert lines[-1] == "2 articles, 2 doubts."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "the file is empty"),
        ("没有条文".encode(), "no article was found"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_file(
    content: bytes | None, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rules.txt"
    if content is not None:
        path.write_bytes(content)
    assert main(["law", "parse", str(path), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rules.txt: ")
    assert reason in said.err
    assert said.err.count("\n") == 1
