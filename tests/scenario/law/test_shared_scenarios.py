# SPDX-License-Identifier: Apache-2.0
"""Acceptance scenarios from outside, where they are at hand (LIUHEN_CASES or ../shared/cases).

They are not part of this repository; without them these tests have nothing to compare. A scenario
is a file {why, pack, as_of, facts, expect, expect_none, expect_retention, expect_no_retention};
each row of `expect` must match one and the same finding in every key it has.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from liuhen.law.errors import BadInput
from liuhen.law.evaluate import evaluate
from liuhen.law.packs import load_pack
from liuhen.law.reading import load_facts
from liuhen.law.workdays import load_calendar

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "cases"
FOLDER = Path(os.environ.get("LIUHEN_CASES") or _BESIDE)
Row = dict[str, Any]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def same(key: str, wanted: Any, row: Row) -> bool:
    found = row.get(key)
    if key == "articles":
        return any(
            word in ("*", article) or article.startswith(f"{word}(")
            for word in as_list(wanted)
            for article in found or ()
        )
    if key in ("status", "basis"):
        return found in as_list(wanted)
    if key == "missing":
        return sorted(found or ()) == sorted(wanted)
    if key == "missing_any":
        return bool(set(row["missing"]) & set(wanted))
    if key in ("due", "met_at") and wanted and found:
        return datetime.fromisoformat(found) == datetime.fromisoformat(wanted)
    return bool(found == wanted)


def matching(wanted: Row, rows: list[Row]) -> list[Row]:
    return [row for row in rows if all(same(key, value, row) for key, value in wanted.items())]


def answer(scenario: Row, name: str) -> Row:
    facts = load_facts(msgspec.json.encode(scenario["facts"]), name)
    as_of = datetime.fromisoformat(scenario["as_of"])
    report = evaluate(facts, load_pack(scenario["pack"]), load_calendar(), as_of)
    return dict(json.loads(msgspec.json.encode(report)))


def test_every_scenario_gets_the_findings_that_it_expects() -> None:
    for file in sorted(FOLDER.glob("*/*.json")):
        scenario = json.loads(file.read_text(encoding="utf-8"))
        if "expect" not in str(scenario.keys()):
            continue  # lines for --jsonl, or a list of bad files
        rows = answer(scenario, file.name)
        why = f"{file.parent.name}/{file.name}: {scenario.get('why')}"
        for kind, rest in (("findings", ""), ("retention", "retention")):
            wanted = f"expect_{rest}".rstrip("_")
            for row in scenario.get(wanted, ()):
                assert matching(row, rows[kind]), (why, row)
            unwanted = f"expect_no_{rest}" if rest else "expect_none"
            for row in scenario.get(unwanted, ()):
                assert matching(row, rows[kind]) == [], (why, row)


def test_every_bad_file_is_refused_with_its_place() -> None:
    for manifest in FOLDER.glob("**/manifest.json"):
        for row in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
            file = manifest.parent / row["file"]
            if {"pack", "as_of"} & set(row) or not file.is_file():
                continue  # about the command, not about the file
            raw = file.read_bytes()
            if row["expect"] == "accepted":
                load_facts(raw, row["file"])
            elif row["expect"] == "refused":
                with pytest.raises(BadInput) as refusal:
                    load_facts(raw, row["file"])
                for word in row.get("names", ()):
                    assert word in str(refusal.value), row["file"]


def test_a_wrong_row_matches_nothing() -> None:
    finding = {"articles": ["10(2)"], "status": "late", "missing": ["disc"], "due": None}
    for row in ({"articles": "1"}, {"status": ["met"]}, {"missing": []}, {"missing_any": ["x"]}):
        assert matching(row, [finding]) == []
    assert matching({"articles": "10", "status": ["late"], "due": None}, [finding]) == [finding]
