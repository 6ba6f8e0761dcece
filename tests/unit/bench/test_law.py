# SPDX-License-Identifier: Apache-2.0
"""The benchmark runs, and what it compares gives the same findings (or it would stop)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[3] / "bench" / "run.py"
SMALL = ["--cases", "2", "--rounds", "1", "--repeat", "1", "--lines", "20", "--starts", "1"]
SMALL += ["--vault-mib", "2", "--vault-rounds", "1"]
SMALL += ["--upload-mib", "2", "--upload-rounds", "1", "--upload-many-mib", "1", "--no-upload-peer"]
SMALL += ["--journal-leaves", "500", "--journal-single", "5"]
SMALL += ["--journal-databases", "sqlite"]
SMALL += ["--bundle-mib", "4", "--bundle-rounds", "1"]
SMALL += ["--paper-rounds", "2"]
SMALL += ["--cases-count", "6", "--cases-teams", "1", "--cases-requests", "5", "--cases-facts", "2"]
SMALL += ["--cases-databases", "sqlite"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict:
    figures = tmp_path_factory.mktemp("bench") / "figures.json"
    done = subprocess.run(
        [sys.executable, RUN, *SMALL, "--json", figures],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(figures.read_text(encoding="utf-8")) | {"said": done.stdout}


def test_every_pack_is_measured_alone_and_end_to_end(measured: dict) -> None:
    assert len(measured["packs"]) == 5
    for row in measured["packs"]:
        assert row["alone_findings_a_second"] > row["lines_findings_a_second"] > 0
        assert row["pack"] in measured["said"]


def test_the_rule_engine_carries_most_of_the_findings(measured: dict) -> None:
    assert measured["baselines"]["clingo_share_of_findings"] > 0.75
    assert measured["baselines"]["clingo_to_engine"] > 1
    assert measured["baselines"]["plain_to_engine"] > 1


def test_memory_and_cold_start_are_measured(measured: dict) -> None:
    assert measured["memory"]["lines"] == [1, 20]
    assert all(peak > 5 for peak in measured["memory"]["peak_mib"])
    assert measured["cold_start"]["ratio"] > 1


def test_the_vault_is_measured_beside_what_it_is_made_of(measured: dict) -> None:
    for name in ("digests", "put", "by_hand", "scrub"):
        assert measured["vault"][name]["ratio"] > 0
    assert "the vault, 2 MiB, 1 rounds" in measured["said"]


def test_the_journal_is_measured_in_a_database_of_its_own(measured: dict) -> None:
    row = measured["journal"]["sqlite"]
    assert row["leaves"] > 500
    assert row["bulk_per_second"] > 0
    assert row["inclusion_ms"]["median"] > 0
    assert "leaves a second in bulk" in measured["said"]


def test_a_bundle_is_measured_beside_others_with_flat_memory(measured: dict) -> None:
    row = measured["bundle"]
    assert row["write"]["ratio"] > 0
    assert row["verify"]["ratio"] > 0
    little, whole = row["peak_mib"]
    assert whole < little + 32


def test_papers_are_measured_step_by_step(measured: dict) -> None:
    steps = measured["paper"]["steps"]
    assert steps["press_and_seal"]["median_ms"] > steps["seal"]["median_ms"] * 0.5
    assert "PDF/A-2b from the warm press" in measured["said"]


def test_pages_are_asked_for_over_http_and_their_queries_are_counted(measured: dict) -> None:
    found = measured["cases"]["databases"]["sqlite"]
    assert found["built"]["count"] == 6
    for page in ("desk", "list", "case", "search"):
        assert 0 < found["pages"][page]["median_ms"] <= found["pages"][page]["most_ms"]
        least, most = found["queries"][page]
        assert 5 < least <= most < 100
    assert found["fact"]["median_ms"] > 0
    assert "| 6 cases, SQLite |" in measured["said"]
