# SPDX-License-Identifier: Apache-2.0
"""Who follows the tutorial sees what it says."""

import json
import re
from pathlib import Path

import pytest

from liuhen.cli.main import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "judge-a-case.md"


@pytest.mark.parametrize(
    ("as_of", "article_10", "article_27_5"),
    [
        ("2026-03-02T12:00:00+08:00", "pending", "pending"),
        ("2026-03-04T12:00:00+08:00", "overdue", "overdue"),
    ],
)
def test_the_first_case_is_judged_as_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    as_of: str,
    article_10: str,
    article_27_5: str,
) -> None:
    statuses = _judged(_blocks()[0], as_of, tmp_path, capsys)
    assert statuses["10"] == article_10
    assert statuses["27(5)"] == article_27_5
    assert (statuses["15"], statuses["27(3)"]) == ("met", "breached")


def test_the_mended_case_is_judged_as_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, documents = _blocks()
    first |= documents
    first["recordings"][0]["stored_at"] = "2026-03-02T16:00:00+08:00"
    statuses = _judged(first, "2026-03-04T12:00:00+08:00", tmp_path, capsys)
    assert (statuses["10"], statuses["27(5)"]) == ("met", "met")


def _blocks() -> list[dict[str, list[dict[str, object]]]]:
    whole, part = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [json.loads(whole), json.loads("{" + part.strip().rstrip(",") + "}")]


def _judged(
    facts: object, as_of: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> dict[str, str]:
    file = folder / "first.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    assert (
        main(["law", "evaluate", str(file), "--pack", "jinpu-ocean", "--as-of", as_of, "--json"])
        == 0
    )
    findings = json.loads(capsys.readouterr().out)["findings"]
    return {finding["articles"][0]: finding["status"] for finding in findings}
