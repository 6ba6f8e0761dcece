# SPDX-License-Identifier: Apache-2.0
"""What the culture and tourism bureau asks for: settled readings 17 to 22 of the contract."""

import pytest

from support.casefile import CONTENTS, VIDEO, CaseFile

PACK = "qilin-culture-tourism"


def statuses(case: CaseFile, article: str, as_of: str = "03-03 09:00") -> list[str]:
    return sorted(finding.status for finding in case.findings(article, as_of))


# ---------------------------------------------------------------- 17, 18: records of each act


@pytest.mark.parametrize(
    ("event", "item", "paper", "attrs"),
    [
        ("inquiry", "10(3)", "inquiry_record", {}),
        ("site_inspection", "10(4)", "site_inspection_record", {}),
        ("evidence_collection", "10(5)", "evidence_list", {}),
        ("sampling", "10(6)", "sampling_list", {}),
        ("appraisal", "10(7)", "appraisal_opinion", {}),
        ("coercive_measure", "10(9)", "coercive_measure_decision", {"measure": "freeze"}),
        ("statement_and_defense", "10(10)", "statement_defense_record", {}),
        ("hearing", "10(11)", "hearing_record", {}),
        ("expert_review", "10(12)", "expert_opinion", {}),
        ("investigation_concluded", "10(13)", "investigation_report", {}),
        ("section_review", "10(14)", "section_review_opinion", {}),
        ("legal_review", "10(15)", "legal_review_opinion", {}),
        ("collective_discussion", "10(16)", "collective_discussion_record", {}),
        ("decision_made", "10(17)", "decision", {}),
        ("confiscated_property_disposal", "10(21)", "property_disposal_record", {}),
    ],
)
def test_each_act_has_its_record_save_in_licensing(
    event: str, item: str, paper: str, attrs: dict[str, str]
) -> None:
    """Reading 18; art. 10."""
    case = CaseFile(PACK, act="levy")
    e = case.event(event, "03-02 09:00", "10:00", **attrs)
    assert case.says(item, "03-20 09:00") == [f"e1 pending document:{paper}"]
    case.paper(paper, "03-10 09:00", e)
    assert case.says(item, "03-20 09:00") == ["e1 met"]

    case = CaseFile(PACK, act="licensing", origin="application")
    case.event(event, "03-02 09:00", "10:00", **attrs)
    assert case.says("10", "03-20 09:00") == []


@pytest.mark.parametrize("paper", ["preservation_document", "preservation_decision_record"])
def test_either_paper_of_a_preservation_will_do(paper: str) -> None:
    """Reading 17; art. 10(8)."""
    case = CaseFile(PACK)
    e = case.event("advance_preservation", "03-02 09:00", "10:00")
    lacking = ["e1 pending document:preservation_decision_record|preservation_document"]
    assert case.says("10(8)", "03-03 09:00") == lacking
    case.paper(paper, "03-02 10:00", e)
    assert case.says("10(8)", "03-03 09:00") == ["e1 met"]


def test_footage_has_its_duties_in_licensing_too() -> None:
    """Reading 18; arts. 11, 14 and 19 cover every act, and storing covers fixed cameras."""
    case = CaseFile(PACK, act="licensing", origin="application")
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "10:00", e, informed=False, content=[])
    r = case.footage("surveillance", "03-02 09:00", "10:00", e, content=[])
    assert case.says("11", "03-12 09:00") == ["e1 breached content:people content:scene"]
    assert case.says("14", "03-12 09:00") == ["r1 breached informed"]
    assert case.says("19", "03-12 09:00", r) == [f"{r} overdue stored_at"]


# ---------------------------------------------------------------- 19: who acted, rights, results


@pytest.mark.parametrize(
    ("shown", "certificate", "answer"),
    [
        (True, "ZF-1", "e1 met"),
        (False, "ZF-1", "e1 met"),
        (None, "ZF-1", "e1 pending identity_shown"),
        (True, " ", "e1 pending officer:certificate"),
    ],
)
def test_it_is_noted_who_acted_and_whether_the_certificate_was_shown(
    *, shown: bool | None, certificate: str, answer: str
) -> None:
    """Reading 19; art. 10(2): that it was not shown is a record as well."""
    case = CaseFile(PACK, act="inspection")
    officers = [{"name": "王敏", "certificate": certificate}]
    case.event("site_inspection", "03-02 09:00", "10:00", shown=shown, officers=officers)
    assert case.says("10(2)", "03-03 09:00") == [answer]


@pytest.mark.parametrize(
    ("event", "asked"),
    [(kind, True) for kind in (
        "inquiry", "evidence_collection", "sampling", "advance_preservation", "coercive_measure",
        "forced_demolition", "on_the_spot_penalty")]
    + [(kind, False) for kind in ("routine_patrol", "hearing", "service", "appraisal")],
)  # fmt: skip
def test_showing_the_certificate_is_asked_of_some_events_alone(event: str, *, asked: bool) -> None:
    """Reading 19; art. 10(2)."""
    case = CaseFile(PACK)
    case.event(event, "03-02 09:00", "10:00", shown=None, officers=[])
    answer = ["e1 pending identity_shown officer:certificate"] if asked else []
    assert case.says("10(2)", "03-03 09:00") == answer


@pytest.mark.parametrize(("act", "asked"), [("penalty", True), ("coercion", True), ("levy", False)])
def test_rights_are_told_before_a_measure_or_a_decision(act: str, *, asked: bool) -> None:
    """Reading 19; art. 10(10): each of the two has its finding; told, the telling has it."""
    case = CaseFile(PACK, act=act)
    case.event("coercive_measure", "03-02 09:00", "10:00", measure="freeze")
    case.event("decision_made", "03-05 09:00")
    lacking = [f"{e} pending event:rights_informed" for e in ("e1", "e2")] if asked else []
    assert case.says("10(10)", "03-06 09:00") == lacking
    case.event("rights_informed", "03-06 09:00")
    assert case.says("10(10)", "03-06 09:00") == (["e3 met"] if asked else [])


@pytest.mark.parametrize("paper", ["performance_record", "court_result_record"])
def test_an_enforcement_is_recorded_by_either_paper(paper: str) -> None:
    """Reading 19; art. 10(20)."""
    case = CaseFile(PACK)
    e = case.event("coercive_execution", "03-02 09:00")
    lacking = ["e1 pending document:court_result_record|performance_record"]
    assert case.says("10(20)", "03-03 09:00") == lacking
    case.paper(paper, "03-02 10:00", e)
    assert case.says("10(20)", "03-03 09:00") == ["e1 met"]


# ---------------------------------------------------------------- 20: what footage shows


@pytest.mark.parametrize(
    ("event", "attrs", "more"),
    [
        ("site_inspection", {}, ""),
        ("evidence_collection", {}, "items"),
        ("sampling", {}, "items"),
        ("advance_preservation", {}, "items measures"),
        ("coercive_measure", {"measure": "seal"}, "items measures"),
        ("forced_demolition", {}, "measures"),
        ("confiscated_property_disposal", {}, "items"),
        ("service", {"method": "direct"}, "documents"),
    ],
)
def test_the_footage_of_an_event_shows_what_matters_taken_together(
    event: str, attrs: dict[str, str], more: str
) -> None:
    """Reading 20; art. 11."""
    asked = ["scene", "people", *more.split()]
    case = CaseFile(PACK)
    e = case.event(event, "03-02 09:00", "10:00", **attrs)
    case.footage("video", "03-02 09:00", "10:00", e, content=["place_sign"])
    (finding,) = case.findings("11", "03-03 09:00")
    assert (finding.status, sorted(finding.missing)) == (
        "breached", sorted(f"content:{word}" for word in asked)
    )  # fmt: skip
    for word in asked:
        case.footage("photo", "03-02 09:30", None, e, content=[word])
    assert statuses(case, "11") == ["met"]


def test_without_footage_nothing_is_asked_of_it() -> None:
    """Reading 20; arts. 12 and 13: recording as needed is only advised."""
    case = CaseFile(PACK, act="inspection")
    case.event("site_inspection", "03-02 09:00", "10:00")
    assert statuses(case, "11") == []
    assert statuses(case, "13") == ["advised"]


# ---------------------------------------------------------------- 21: uninterrupted recording


def sealed(*segments: tuple[str, str], measure: str = "seal") -> tuple[CaseFile, str]:
    case = CaseFile(PACK, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure=measure)
    for start, end in segments:
        case.footage("video", f"03-02 {start}", end, e, content=list(CONTENTS))
    return case, e


@pytest.mark.parametrize(
    ("measure", "covered"),
    [("seal", True), ("seize", True), ("personal_freedom", True), ("freeze", False),
     ("other", False)],
)  # fmt: skip
def test_some_measures_are_recorded_without_interruption(measure: str, *, covered: bool) -> None:
    """Reading 21; art. 13."""
    case, _ = sealed(measure=measure)
    breach = f"e1 breached {VIDEO}"
    assert (breach in case.says("13", "03-02 10:00:01")) is covered
    assert case.faults("03-02 10:00") == []


def test_a_demolition_is_recorded_without_interruption() -> None:
    """Reading 21; art. 13."""
    case = CaseFile(PACK, act="coercion")
    case.event("forced_demolition", "03-02 09:00", "10:00")
    assert f"e1 breached {VIDEO}" in case.says("13", "03-03 09:00")


@pytest.mark.parametrize(
    ("segments", "status"),
    [
        pytest.param([("09:00", "10:00")], "met", id="in full"),
        pytest.param([("08:00", "11:00")], "met", id="and beyond"),
        pytest.param([("09:00", "09:40"), ("09:30", "10:00")], "met", id="two cameras"),
        pytest.param([("09:00", "09:30"), ("09:30:05", "10:00")], "met", id="seam of 5 s"),
        pytest.param([("09:00", "09:30"), ("09:30:06", "10:00")], "breached", id="gap of 6 s"),
        pytest.param([("09:01", "09:59")], "met", id="edges of 60 s"),
        pytest.param([("09:01:01", "10:00")], "breached", id="first edge of 61 s"),
        pytest.param([("09:00", "09:58:59")], "breached", id="last edge of 61 s"),
    ],
)
def test_seams_and_edges_of_uninterrupted_recording(
    segments: list[tuple[str, str]], status: str
) -> None:
    """The contract on continuous recording; gaps stand under arts. 13 and 15."""
    case, _ = sealed(*segments)
    assert {f.status for f in case.findings("13", "03-03 09:00")} == {status}
    assert {f.status for f in case.findings("15", "03-03 09:00")} == {status}
    assert case.says("16", "03-03 09:00") == []


@pytest.mark.parametrize(
    "reason", ["power", "device_failure", "storage_full", "weather", "obstruction", "other"]
)
@pytest.mark.parametrize(
    ("how", "gap", "explained"),
    [("voice", "excused", "met"), ("document", "excused", "met"), (None, "breached", "breached")],
)
def test_any_reason_excuses_a_gap_that_was_explained(
    reason: str, how: str | None, gap: str, explained: str
) -> None:
    """Reading 21; arts. 13, 15, 16."""
    case, e = sealed(("09:00", "09:20"), ("09:30", "10:00"))
    d = case.paper("interruption_statement", "03-02 12:00", e) if how == "document" else None
    case.interruption("03-02 09:20", "09:30", e, reason=reason, explained_by=how, document=d)
    assert {f.status for f in case.findings("15", "03-03 09:00")} == {gap}
    own = [f for f in case.findings("16", "03-03 09:00") if f.articles == ["16"]]
    assert [f.status for f in own] == [explained]


def test_an_explanation_by_document_needs_the_document() -> None:
    """Reading 21."""
    case, e = sealed(("09:00", "09:20"), ("09:30", "10:00"))
    case.interruption("03-02 09:20", "09:30", e, explained_by="document")
    assert "met" not in statuses(case, "16")


def test_where_recording_could_not_go_on_a_missing_statement_is_a_missing_record() -> None:
    """Readings 1 and 21; art. 16."""
    case, e = sealed(("09:00", "09:20"))
    case.interruption("03-02 09:20", None, e, reported_to_head_at="03-02 09:25")
    lacking = "document:interruption_statement"
    assert set(case.says("16", "03-03 09:00")) == {f"e1 pending {lacking}"}
    case.archived("03-10 09:00")
    assert set(case.says("16", "03-11 09:00")) == {f"e1 overdue {lacking}"}
    case.paper("interruption_statement", "03-05 09:00", e)
    assert set(statuses(case, "16", "03-11 09:00")) == {"met", "excused"}


# ---------------------------------------------------------------- art. 20


@pytest.mark.parametrize(
    ("without", "disc", "missing"),
    [
        ("", "D1", ""),
        ("", "", " disc"),
        ("collector place", "D1", " field:collector field:place"),
    ],
)
def test_evidence_has_a_statement_and_a_disc(without: str, disc: str, missing: str) -> None:
    """Art. 20."""
    case = CaseFile(PACK)
    d = case.paper("av_evidence_statement", "03-02 09:00", without=without)
    case.footage("video", "03-02 09:00", "10:00", evidence=True, statement=d, disc=disc)
    assert case.says("20", "03-04 09:00") == [f"r1 {'pending' if missing else 'met'}{missing}"]
