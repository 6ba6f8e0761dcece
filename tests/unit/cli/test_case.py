# SPDX-License-Identifier: Apache-2.0
"""`liuhen case`: what the journal keeps of a file that came in."""

import json
from pathlib import Path

import pytest

from liuhen.apps.trace.models import LeafPayload
from liuhen.cli.main import main
from support.house import House


def test_an_import_leaves_the_name_of_the_file_and_not_where_it_lay(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "facts.json"
    case = {"id": "外来1号", "act": "penalty", "procedure": "general"}
    file.write_text(json.dumps({"case": case}), encoding="utf-8")
    importer = house.people["importer"].username

    assert main(["case", "import", str(file), "--user", importer]) == 0

    assert "外来1号" in capsys.readouterr().out
    payload = LeafPayload.objects.order_by("-leaf__index")[0].payload
    assert "facts.json" in payload
    assert str(tmp_path) not in payload


def test_what_is_not_witnessed_is_dated_by_the_clock_of_the_bureau(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.clock.set("2026-03-02 18:47")
    number = house.case().number

    assert main(["case", "verify", number]) in (0, 1)
    assert main(["bundle", "export", number, "--out", str(tmp_path / "bundle")]) == 0

    said = capsys.readouterr().err
    assert said.count("unwitnessed since ") == 2
    assert said.count("+08:00") == 2
