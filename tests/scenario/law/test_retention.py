# SPDX-License-Identifier: Apache-2.0
"""How long footage is kept: settled readings 22 and 30 of the contract."""

import pytest

from support.casefile import CASE, EDUCATION, ETHNIC, HRSS, OCEAN, TOURISM, CaseFile


def filmed(
    pack: str, start: str = "03-02 09:00", end: str | None = "10:00", kind: str = "video",
    **more: object,
) -> CaseFile:  # fmt: skip
    case = CaseFile(pack)
    e = case.event("site_inspection", start, end)
    case.footage(kind, start, end, e, **more)
    return case


@pytest.mark.parametrize(
    ("pack", "start", "end", "until"),
    [
        (ETHNIC, "03-02 09:00", "10:00", "2027-03-02"),
        (EDUCATION, "2028-02-29 09:00", "10:00", "2029-02-28"),
        (ETHNIC, "03-02 23:00", "03-03 01:00", "2027-03-03"),
        (OCEAN, "03-02 09:00", "10:00", "2029-03-02"),
        (OCEAN, "2028-02-29 09:00", "10:00", "2031-02-28"),
        (HRSS, "03-16 09:00", "10:00", "2026-09-16"),
        (HRSS, "08-31 09:00", "10:00", "2027-02-28"),
        (HRSS, "2027-08-31 09:00", "10:00", "2028-02-29"),
        (HRSS, "12-31 09:00", "10:00", "2027-06-30"),
    ],
)
def test_a_period_runs_from_the_day_on_which_the_recording_ends(
    pack: str, start: str, end: str, until: str
) -> None:
    """Reading 30; 000/001 art. 20, 003 art. 29, 004 art. 11."""
    assert filmed(pack, start, end).kept("r1", "2028-03-05 09:00") == [f"routine {until}"]


def test_a_fixed_camera_is_kept_like_other_footage() -> None:
    assert filmed(OCEAN, kind="surveillance").kept("r1", "03-05 09:00") == ["routine 2029-03-02"]


def test_footage_that_still_goes_on_has_no_routine_row() -> None:
    """Readings 12 and 30."""
    assert filmed(ETHNIC, end=None).kept("r1", "03-05 09:00") == []


def test_in_one_pack_footage_that_is_no_evidence_has_no_row() -> None:
    """Reading 22; 002. It knows no long-term keeping either."""
    case = filmed(TOURISM)
    case.incident("assault", "03-02 09:30")
    assert case.kept("r1", "03-05 09:00") == []
    assert filmed(TOURISM, evidence=True).kept("r1", "03-05 09:00") == ["evidence -"]


@pytest.mark.parametrize("pack", [ETHNIC, EDUCATION, OCEAN])
def test_evidence_is_kept_with_the_file_and_has_its_routine_period_while_that_runs(
    pack: str,
) -> None:
    """Reading 30; in 004 evidence has no routine period."""
    case = filmed(pack, evidence=True)
    last = "2029-03-02" if pack == OCEAN else "2027-03-02"
    assert case.kept("r1", f"{last} 12:00") == ["evidence - +routine"]
    assert case.kept("r1", f"{last[:-1]}3 00:00") == ["evidence -"]
    assert filmed(HRSS, evidence=True).kept("r1", "03-05 09:00") == ["evidence -"]


def test_the_only_basis_keeps_its_row_after_its_last_day() -> None:
    """Reading 30."""
    assert filmed(ETHNIC).kept("r1", "2028-03-05 09:00") == ["routine 2027-03-02"]


@pytest.mark.parametrize(
    ("item", "kinds"),
    [
        ("(1)", "objection complaint_or_petition"),
        ("(2)", "evasion_or_obstruction assault"),
        ("(3)", "mass_incident emergency"),
        ("(4)", "other_long_term"),
    ],
)
def test_an_incident_keeps_its_footage_for_long_on_a_disc(item: str, kinds: str) -> None:
    """Reading 30; 000/001 art. 21, 004 art. 12."""
    for pack, article in ((ETHNIC, "21"), (EDUCATION, "21"), (HRSS, "12")):
        for kind in kinds.split():
            case = filmed(pack)
            case.incident(kind, "03-02 09:30", "e1")
            assert case.says(article + item, "03-05 09:00") == ["r1 pending disc"]
            assert case.kept("r1", "03-05 09:00") == ["long_term - +routine"]


def test_an_incident_without_an_event_covers_the_whole_case_from_its_day() -> None:
    """Reading 30; 000 art. 21: long-term wins over evidence."""
    case = filmed(ETHNIC, evidence=True, disc="D1")
    e = case.event("inquiry", "03-03 09:00", "10:00")
    case.footage("audio", "03-03 09:00", "10:00", e)
    case.incident("objection", "03-06 09:00")
    assert case.says("21", "03-05 09:00") == []
    assert case.kept("r1", "03-05 09:00") == ["evidence - +routine"]
    assert case.says("21", "03-10 09:00") == ["r1 met", "r2 pending disc"]
    assert case.kept("r1", "03-10 09:00") == ["long_term - +evidence +routine"]
    assert case.kept("r2", "03-10 09:00") == ["long_term - +routine"]


def test_an_incident_of_one_event_covers_the_footage_of_that_event() -> None:
    """Reading 30; 004 art. 12. A basis whose date has passed is not live."""
    case = filmed(HRSS)
    e = case.event("inquiry", "03-03 09:00", "10:00")
    case.footage("audio", "03-03 09:00", "10:00", e)
    case.incident("assault", "03-06 09:00", "e1")
    assert case.kept("r1", "2026-09-03 00:00") == ["long_term -"]
    assert case.kept("r2", "2026-09-03 00:00") == ["routine 2026-09-03"]


@pytest.mark.parametrize("pack", [ETHNIC, EDUCATION, TOURISM, OCEAN, HRSS])
def test_the_case_file_has_a_row_once_the_case_is_archived(pack: str) -> None:
    """Reading 30."""
    case = CaseFile(pack)
    case.archived("03-10 09:00")
    assert case.kept(CASE, "03-09 09:00") == []
    assert case.kept(CASE, "03-10 09:00") == ["case_file -"]
