# SPDX-License-Identifier: Apache-2.0
"""What the human resources bureau asks for: settled readings 28 and 29 of the contract."""

import pytest

from support.casefile import CaseFile

PACK = "xigang-hrss"


def filmed(event: str = "site_inspection", act: str = "inspection", **more: object) -> CaseFile:
    attrs = {"measure": "freeze"} if event == "coercive_measure" else {}
    case = CaseFile(PACK, act=act)
    e = case.event(event, "03-02 09:00", "10:00", **attrs)
    case.footage("video", "03-02 09:00", "10:00", e, **more)
    return case


# ---------------------------------------------------------------- 28: qualification, storing


@pytest.mark.parametrize(
    ("officers", "status"),
    [
        ([{"valid_until": "2026-12-31", "established": True}], ["met"]),
        ([{"valid_until": "2026-03-02"}], ["met"]),
        ([{"valid_until": "2026-03-01"}], ["breached"]),
        ([{"established": False}], ["breached"]),
        ([{"established": True}, {"established": False}], ["breached"]),
        ([{"established": True}, {}], ["met"]),
        ([{}], []),
        ([], []),
    ],
)
def test_no_officer_lacks_qualification_on_the_day(
    officers: list[dict[str, object]], status: list[str]
) -> None:
    """Reading 28; art. 7: what the facts do not tell is not judged."""
    case = CaseFile(PACK, act="inspection")
    case.event("site_inspection", "03-02 09:00", "10:00", officers=officers)
    assert [f.status for f in case.findings("7", "03-02 12:00")] == status


def test_a_fixed_camera_is_not_stored_or_handed_over() -> None:
    """Reading 28; art. 10."""
    case = CaseFile(PACK)
    case.footage("surveillance", "03-02 09:00", "10:00")
    assert case.says("10", "04-10 09:00") == []


def test_footage_is_stored_and_handed_over_by_the_last_second() -> None:
    """Reading 8; art. 10."""
    case = CaseFile(PACK)
    case.footage("video", "03-02 09:00", "10:00", stored_at="03-02 23:59:59",
                 handed_over_at="03-31 23:59:59")  # fmt: skip
    assert case.says("10", "05-01 09:00") == ["r1 met", "r1 met"]
    for key, last in (("stored_at", "2026-03-03"), ("handed_over_at", "2026-04-01")):
        case.facts["recordings"][0][key] = f"{last}T00:00:00+08:00"
    assert case.says("10", "05-01 09:00") == ["r1 late", "r1 late"]


# ---------------------------------------------------------------- 29: art. 17


def recorded(*, shown: bool | None = True, until: str = "10:00", act: str = "inspection",
             event: str = "site_inspection", kind: str = "video") -> CaseFile:  # fmt: skip
    case = CaseFile(PACK, act=act)
    e = case.event(event, "03-02 09:00", "10:00", shown=shown)
    if until:
        case.footage(kind, "03-02 09:00", until, e)
    return case


@pytest.mark.parametrize(
    ("case", "paper", "statuses"),
    [
        pytest.param(recorded(), False, ["met", "met"], id="in full"),
        pytest.param(recorded(until="09:59"), False, ["met", "met"], id="but a minute"),
        pytest.param(recorded(until="09:58:59"), False, ["advised", "met"], id="in part"),
        pytest.param(recorded(until="09:30"), True, ["met", "met"], id="in part, with a record"),
        pytest.param(recorded(kind="photo"), True, ["met", "met"], id="a photo and a record"),
        pytest.param(recorded(until=""), True, ["advised", "met"], id="not at all"),
        pytest.param(recorded(shown=False), False, ["breached", "met"], id="not shown"),
        pytest.param(recorded(shown=None), False, ["breached", "met"], id="not noted"),
        pytest.param(recorded(event="routine_patrol"), False, [], id="on patrol"),
        pytest.param(recorded(act="licensing"), False, [], id="licensing"),
    ],
)
def test_the_certificate_is_shown_and_the_act_is_recorded(
    case: CaseFile, *, paper: bool, statuses: list[str]
) -> None:
    """Reading 29; art. 17."""
    if paper:
        case.paper("site_inspection_record", "03-02 10:00", "e1")
    assert sorted(f.status for f in case.findings("17", "03-02 12:00")) == statuses


# ---------------------------------------------------------------- 29: art. 18


@pytest.mark.parametrize(
    ("event", "paper"),
    [
        ("inquiry", "inquiry_record"),
        ("coercive_measure", "coercive_measure_decision"),
        ("on_the_spot_penalty", "simple_procedure_record"),
    ],
)
def test_the_party_views_the_footage_and_signs_the_record(event: str, *, paper: bool) -> None:
    """Reading 29; art. 18: its refusal stands for its signature."""
    case = filmed(event, "penalty", reviewed_by_party=False)
    case.paper(paper, "03-02 10:00", "e1")
    assert case.says("18", "03-02 12:00") == ["e1 pending reviewed_by_party", "r1 met"]

    case = filmed(event, "penalty")
    case.paper(paper, "03-02 10:00", "e1", without="party")
    assert case.says("18", "03-02 12:00") == ["e1 pending signature:party", "r1 met"]
    case.paper(paper, "03-02 10:30", "e1", refused="party")
    assert case.says("18", "03-02 12:00") == ["e1 met", "r1 met"]


def test_the_party_is_told_of_the_recording() -> None:
    """Readings 2 and 29; art. 18; not on licensing, nor without footage."""
    case = filmed("inquiry", "penalty", informed=False)
    assert case.says("18", "03-02 10:00", "r1") == ["r1 pending informed"]
    assert case.says("18", "03-02 10:00:01", "r1") == ["r1 breached informed"]
    assert filmed("inquiry", "licensing", informed=False).says("18", "03-02 12:00") == []
    assert filmed("hearing", "penalty", informed=False).says("18", "03-02 12:00") == []

    case = CaseFile(PACK)
    case.event("inquiry", "03-02 09:00", "10:00")
    assert case.says("18", "03-02 12:00") == []


def test_nothing_else_is_asked_of_a_case() -> None:
    """Reading 29: art. 16 gives no finding, and there is no time for archiving."""
    case = CaseFile(PACK)
    for kind in ("case_initiated", "decision_made", "legal_review", "case_concluded"):
        case.event(kind, "03-02 09:00")
    assert case.faults("2027-03-05 09:00") == []
    assert case.says("16", "2027-03-05 09:00") == []
