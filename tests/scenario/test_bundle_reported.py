# SPDX-License-Identifier: Apache-2.0
"""What is reported of a case beside its rows holds against its journal, in a bundle too."""

import json
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.people.queries import officer_value
from liuhen.archive.verify import verify
from support.bundles import EvidenceFile, correct_manifests
from support.house import House

pytestmark = pytest.mark.django_db


def written(house: House, folder: Path) -> Path:
    """The bundle of a case with an account behind an officer, people told, and no penalty."""
    file = EvidenceFile(house)
    at = house.clock.time
    visit = acts.add_activity(
        by=house.officer, kind="inquiry", start=at, end=at, case=file.case,
        officers=[officer_value(house.people["officer"])], details={"filming_told": True},
    )  # fmt: skip
    acts.add_recording(
        by=house.officer, kind="audio", start=at, end=at, case=file.case, events=[visit.ref]
    )
    acts.add_document(
        by=house.officer, kind="no_penalty_decision", at=at, case=file.case, fields={"facts": "x"}
    )
    file.export(folder)
    return folder


def facts_in(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return dict(json.loads((folder / "data/facts.json").read_text(encoding="utf-8")))


def test_a_bundle_with_all_of_it_is_intact(house: House, tmp_path: Path) -> None:
    folder = written(house, tmp_path / "bundle")
    facts = facts_in(folder)
    papers = {one["type"]: one["id"] for one in facts["documents"]}
    assert papers["decision"] == f"{papers['no_penalty_decision']}.decision"
    assert [one["informed"] for one in facts["recordings"] if one["kind"] == "audio"] == [True]
    assert "person" not in json.dumps(facts["events"])
    result = verify(folder)
    assert result.intact, list(result.lines())


@pytest.mark.parametrize("what", ["type", "signature", "informed"])
def test_what_was_written_into_it_is_found(house: House, tmp_path: Path, what: str) -> None:
    folder = written(house, tmp_path / "bundle")
    facts = facts_in(folder)
    second = next(one for one in facts["documents"] if one["type"] == "decision")
    if what == "type":
        second["fields"] = {"facts": "y"}
    elif what == "signature":  # that no paper of the case bears
        second["signatures"] = [{"role": "bureau_head", "name": "局长"}]
    else:
        for one in facts["recordings"]:
            one["informed"] = False
    (folder / "data/facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    correct_manifests(folder)
    result = verify(folder)
    assert not result.intact
    assert any("facts.json" in line for line in result.lines())
