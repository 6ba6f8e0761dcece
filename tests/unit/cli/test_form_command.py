# SPDX-License-Identifier: Apache-2.0
"""`liuhen form`: checking and printing forms on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from liuhen.cli.main import main
from liuhen.paper import press as press_module
from support.papers import FORM, VALUES


@pytest.fixture(scope="module", autouse=True)
def _end_the_press() -> Iterator[None]:
    yield
    press_module.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "letter.yaml"
    made.write_text(FORM, encoding="utf-8")
    return made


def test_a_good_form_is_said_to_be_one(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "check", str(file)]) == 0
    assert capsys.readouterr().out.startswith("letter: 5 fields, 1 signatures, 1 pages")


def test_a_bad_form_is_told_by_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FORM.replace("kind: money", "kind: gold"), encoding="utf-8")
    assert main(["form", "check", str(file)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("letter.yaml:15: fields[3].kind:")


def test_words_that_no_font_has_are_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FORM.replace("经查", "经\U0002a6d6"), encoding="utf-8")
    assert main(["form", "check", str(file)]) == 2
    assert "U+2A6D6" in capsys.readouterr().err


def test_a_form_is_printed_with_values(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values, pdf, docx = (tmp_path / name for name in ("values.json", "out.pdf", "out.docx"))
    values.write_text(json.dumps(VALUES), encoding="utf-8")
    said = ["form", "press", str(file), "--values", str(values), "--out"]

    assert main([*said, str(pdf), "--date", "2026-03-02"]) == 0
    assert main([*said, str(docx)]) == 0

    assert pdf.read_bytes().startswith(b"%PDF")
    assert docx.read_bytes().startswith(b"PK")
    assert "1 pages" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("values", "more", "says"),
    [
        ("{", [], "not a JSON object"),
        ('{"facts": 3}', [], "facts: not text"),
        ("{}", ["--date", "2.3.2026"], "is not a day"),
        ("{}", ["--out", "x.txt"], "neither in .pdf"),
    ],
)
def test_bad_input_is_one_sentence(  # noqa: PLR0917  # pytest passes them by name
    file: Path,
    tmp_path: Path,
    values: str,
    more: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = tmp_path / "values.json"
    given.write_text(values, encoding="utf-8")
    out = tmp_path / "out.pdf"
    said = ["form", "press", str(file), "--values", str(given), "--out", str(out), *more]
    assert main(said) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_standard_forms_are_listed_and_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "list"]) == 0
    assert "行政处罚决定书" in capsys.readouterr().out
    assert main(["form", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Liuhen form"
