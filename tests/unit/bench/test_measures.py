# SPDX-License-Identifier: Apache-2.0
"""Each benchmark runs, and what it compares gives the same findings (or it would stop).

Uploads are left to `make bench`: fifty at once take too long here, and fault tests bring files in.
"""

import json
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[3] / "bench" / "run.py"

#: As little of each measure as shows that it still runs.
SMALL = {
    "law": ["--cases", "2", "--rounds", "1", "--repeat", "1", "--lines", "20", "--starts", "1"],
    "vault": ["--vault-mib", "2", "--vault-rounds", "1"],
    "journal": [
        *("--journal-leaves", "500", "--journal-single", "5", "--journal-databases", "sqlite")
    ],
    "bundle": ["--bundle-mib", "4", "--bundle-rounds", "1"],
    "paper": ["--paper-rounds", "2"],
    "cases": [
        *("--cases-count", "6", "--cases-teams", "1", "--cases-requests", "5"),
        *("--cases-facts", "2", "--cases-databases", "sqlite"),
    ],
}


def measured(name: str, folder: Path) -> dict:
    """The figures of one measure, run alone: no process waits for, or repeats, the others."""
    figures = folder / "figures.json"
    done = subprocess.run(
        [sys.executable, RUN, "--only", name, *SMALL[name], "--figures", figures],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(figures.read_text(encoding="utf-8")) | {"said": done.stdout}


def test_law_is_measured_alone_end_to_end_and_beside_others(tmp_path: Path) -> None:
    found = measured("law", tmp_path)
    assert len(found["packs"]) == 5
    for row in found["packs"]:
        assert row["alone_findings_a_second"] > 0
        assert row["lines_findings_a_second"] > 0
        assert row["pack"] in found["said"]
    assert found["baselines"]["clingo_share_of_findings"] > 0.75
    assert found["baselines"]["clingo_to_engine"] > 0
    assert found["baselines"]["plain_to_engine"] > 0
    assert found["memory"]["lines"] == [1, 20]
    assert all(peak > 5 for peak in found["memory"]["peak_mib"])
    assert found["cold_start"]["ratio"] > 0


def test_the_vault_is_measured_beside_what_it_is_made_of(tmp_path: Path) -> None:
    found = measured("vault", tmp_path)
    for name in ("digests", "put", "by_hand", "scrub"):
        assert found["vault"][name]["ratio"] > 0
    assert "the vault, 2 MiB, 1 rounds" in found["said"]


def test_the_journal_is_measured_in_a_database_of_its_own(tmp_path: Path) -> None:
    found = measured("journal", tmp_path)
    row = found["journal"]["sqlite"]
    assert row["leaves"] > 500
    assert row["bulk_per_second"] > 0
    assert row["inclusion_ms"]["median"] > 0
    assert "leaves a second in bulk" in found["said"]


def test_a_bundle_is_measured_beside_others_with_flat_memory(tmp_path: Path) -> None:
    row = measured("bundle", tmp_path)["bundle"]
    assert row["write"]["ratio"] > 0
    assert row["verify"]["ratio"] > 0
    little, whole = row["peak_mib"]
    assert whole < little + 32


def test_papers_are_measured_step_by_step(tmp_path: Path) -> None:
    found = measured("paper", tmp_path)
    steps = found["paper"]["steps"]
    assert all(steps[one]["median_ms"] > 0 for one in ("press_and_seal", "seal"))
    assert "PDF/A-2b from the warm press" in found["said"]


def test_pages_are_asked_for_over_http_and_their_queries_are_counted(tmp_path: Path) -> None:
    said = measured("cases", tmp_path)
    found = said["cases"]["databases"]["sqlite"]
    assert found["built"]["count"] == 6
    for page in ("desk", "list", "case", "search"):
        assert 0 < found["pages"][page]["median_ms"] <= found["pages"][page]["most_ms"]
        least, most = found["queries"][page]
        assert 5 < least <= most < 100
    assert found["fact"]["median_ms"] > 0
    assert "| 6 cases, SQLite |" in said["said"]
