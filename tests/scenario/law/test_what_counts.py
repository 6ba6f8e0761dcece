# SPDX-License-Identifier: Apache-2.0
"""What counts for what: settled readings 11 to 16 of the contract."""

import pytest

from support.casefile import (
    ANY_FOOTAGE,
    CASE,
    EDUCATION,
    ETHNIC,
    HRSS,
    OCEAN,
    TOURISM,
    VIDEO,
    CaseFile,
)

# ---------------------------------------------------------------- 11: recordings and their events


@pytest.mark.parametrize(
    ("taken", "status"),
    [
        ("09:30", "met"),
        ("08:59", "met"),
        ("10:01", "met"),
        ("08:58:59", "breached"),
        ("10:01:01", "breached"),
    ],
)
def test_a_recording_counts_where_it_overlaps_with_a_minute_to_spare(
    taken: str, status: str
) -> None:
    """Reading 11; 003 art. 15."""
    case = CaseFile(OCEAN)
    e = case.event("hearing", "03-02 09:00", "10:00")
    case.footage("photo", f"03-02 {taken}", None, e)
    assert [f.status for f in case.findings("15", "03-02 12:00")] == [status]


def test_footage_made_up_afterwards_satisfies_nothing_and_keeps_its_own_duties() -> None:
    """Reading 11; 003 arts. 15, 27(1), 27(4), 27(5), 29."""
    case = CaseFile(OCEAN)
    e = case.event("hearing", "03-02 09:00", "10:00")
    r = case.footage("video", "03-04 09:00", "10:00", e, informed=False)
    assert case.says("15", "03-04 11:00") == [f"e1 breached {ANY_FOOTAGE}"]
    assert case.says("27(4)", "03-04 11:00") == ["r1 breached"]
    assert case.says("27(1)", "03-04 11:00") == ["r1 breached informed"]
    assert case.due("27(5)", "03-04 11:00") == ["pending 03-05 10:00"]
    assert case.kept(r, "03-04 11:00") == ["routine 2029-03-04"]


@pytest.mark.parametrize(("kind", "status"), [("surveillance", "met"), ("video", "breached")])
def test_only_a_fixed_camera_counts_for_events_that_it_does_not_name(
    kind: str, status: str
) -> None:
    """Reading 11; 000 art. 5."""
    case = CaseFile(ETHNIC, act="licensing", origin="application")
    e = case.event("application_received", "03-02 09:00", "09:20")
    case.paper("application_register", "03-02 09:30", e)
    case.footage(kind, "03-02 08:00", "12:00")
    counter = [f for f in case.findings("5", "03-02 13:00") if not set(f.evidence) & {"d1"}]
    assert [f.status for f in counter] == [status]


def test_a_document_that_names_no_event_counts_for_any() -> None:
    """Reading 11; 003 art. 14(1)."""
    case = CaseFile(OCEAN)
    for hour in ("09:00", "14:00"):
        case.event("inquiry", f"03-02 {hour}", None)
    case.paper("inquiry_record", "03-02 15:00")
    assert case.says("14(1)", "03-03 09:00") == ["e1 met", "e2 met"]


def test_a_document_counts_for_no_other_event_than_those_it_names() -> None:
    case = CaseFile(OCEAN)
    first = case.event("inquiry", "03-02 09:00", "10:00")
    case.event("inquiry", "03-02 09:00", "10:00")
    case.paper("inquiry_record", "03-02 15:00", first)
    lacking = "e2 pending document:inquiry_record"
    assert case.says("14(1)", "03-03 09:00") == ["e1 met", lacking]


# ---------------------------------------------------------------- 12: how long things last


def test_a_photo_is_an_instant_even_with_an_end() -> None:
    """Reading 12; 004 art. 10."""
    case = CaseFile(HRSS, act="inspection")
    case.footage("photo", "03-02 23:00", "03-03 01:00", stored_at="03-02 23:30")
    assert "met 03-02 23:59:59 done 03-02 23:30" in case.due("10", "03-05 09:00")


def test_footage_without_an_end_lasts_until_it_was_stored() -> None:
    """Reading 12; 004 art. 10."""
    case = CaseFile(HRSS, act="inspection")
    r = case.footage("video", "03-02 09:00", None, stored_at="03-03 18:00")
    assert case.due("10", "03-02 20:00") == []
    assert case.kept(r, "03-02 20:00") == []
    assert "met 03-03 23:59:59 done 03-03 18:00" in case.due("10", "03-05 09:00")
    assert case.kept(r, "03-05 09:00") == ["routine 2026-09-03"]


def test_footage_stored_before_it_began_has_no_length() -> None:
    case = CaseFile(HRSS, act="inspection")
    case.footage("video", "03-02 09:00", None, stored_at="03-01 18:00")
    assert "met 03-02 23:59:59 done 03-01 18:00" in case.due("10", "03-05 09:00")


@pytest.mark.parametrize(
    ("named", "since", "status"),
    [
        (True, "09:20", "excused"),
        (False, "09:20", "excused"),
        (False, "08:59", "breached"),
    ],
    ids=["names its event", "falls into the event", "falls before the event"],
)
def test_an_interruption_belongs_to_the_event_it_falls_into(
    *, named: bool, since: str, status: str
) -> None:
    """Reading 12; 003 art. 27(4)."""
    case = CaseFile(OCEAN, act="inspection")
    e = case.event("site_inspection", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "09:20", e)
    case.footage("video", "03-02 09:30", "10:00", e)
    case.interruption(f"03-02 {since}", "09:30", e if named else None)
    assert [f.status for f in case.findings("27(4)", "03-02 13:00")] == [status]


def test_an_interruption_without_an_end_lasts_to_the_end_of_its_event() -> None:
    """Reading 12; 002 art. 13."""
    case = CaseFile(TOURISM, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    case.footage("video", "03-02 09:00", "09:20", e)
    d = case.paper("interruption_statement", "03-02 12:00", e)
    case.interruption("03-02 09:20", None, e, explained_by="document", document=d,
                      reported_to_head_at="03-02 09:25")  # fmt: skip
    assert "e1 excused" in case.says("13", "03-03 09:00")


# ---------------------------------------------------------------- 13: kinds of footage


@pytest.mark.parametrize("kind", ["audio", "photo", "surveillance", "video"])
def test_any_footage_is_simultaneous_recording(kind: str) -> None:
    """Reading 13; 003 art. 15, 000 art. 9."""
    for pack, event, article in (
        (OCEAN, "hearing", "15"),
        (ETHNIC, "advance_preservation", "9"),
    ):
        case = CaseFile(pack)
        e = case.event(event, "03-02 09:00", "10:00")
        case.footage(kind, "03-02 09:30", None if kind == "photo" else "09:40", e)
        assert "e1 met" in case.says(article, "03-02 11:00")


@pytest.mark.parametrize("kind", ["audio", "photo"])
def test_sound_or_a_photo_is_no_uninterrupted_and_no_counter_recording(kind: str) -> None:
    """Reading 13; 002 art. 13, 001 art. 5."""
    end = None if kind == "photo" else "10:00"
    case = CaseFile(TOURISM, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seize")
    case.footage(kind, "03-02 09:00", end, e)
    assert f"e1 breached {VIDEO}" in case.says("13", "03-03 09:00")

    case = CaseFile(EDUCATION, act="licensing", origin="application")
    e = case.event("application_received", "03-02 09:00", "10:00")
    case.footage(kind, "03-02 09:00", end, e)
    assert f"e1 breached {VIDEO}" in case.says("5", "03-03 09:00")


def test_a_fixed_camera_needs_no_informing() -> None:
    """Reading 13; 002 art. 14, 003 art. 27(1), 004 art. 18."""
    for pack, article in ((TOURISM, "14"), (OCEAN, "27(1)"), (HRSS, "18")):
        case = CaseFile(pack)
        e = case.event("inquiry", "03-02 09:00", "10:00")
        r = case.footage("surveillance", "03-02 09:00", "10:00", e, informed=False)
        assert case.says(article, "03-03 09:00", r) == []


# ---------------------------------------------------------------- 14: words for the same thing


@pytest.mark.parametrize("field", ["opinion", "handler_opinion"])
def test_either_opinion_is_the_opinion_on_how_to_deal_with_the_case(field: str) -> None:
    """Reading 14; 000/001 art. 10."""
    for pack in (ETHNIC, EDUCATION):
        case = CaseFile(pack)
        e = case.event("investigation_concluded", "03-02 09:00")
        case.paper("investigation_report", "03-02 10:00", e, without=field)
        assert case.says("10", "03-03 09:00") == ["e1 met"]


def test_a_report_lacks_what_it_does_not_say() -> None:
    """Reading 14; 000 art. 10. A blank field is a missing one."""
    case = CaseFile(ETHNIC)
    e = case.event("investigation_concluded", "03-02 09:00")
    case.paper("investigation_report", "03-02 10:00", e, fields="source evidence")
    case.facts["documents"][0]["fields"]["evidence"] = " 　"
    assert case.says("10", "03-03 09:00") == [
        (
            "e1 pending field:evidence field:facts field:handler_opinion|opinion "
            "field:legal_basis field:process"
        )
    ]


@pytest.mark.parametrize(
    ("without", "answer"),
    [
        ("reviewer", "e1 met"),
        ("section_head", "e1 met"),
        ("reviewer section_head", "e1 pending field:reviewer|signature:section_head"),
    ],
)
def test_the_reviewer_of_the_section_is_a_field_or_a_signature(without: str, answer: str) -> None:
    """Reading 14; 003 art. 18."""
    case = CaseFile(OCEAN)
    e = case.event("decision_made", "03-02 09:00")
    case.paper("decision", "03-02 09:00", e, without=without)
    assert case.says("18", "03-03 09:00") == [answer]


# ---------------------------------------------------------------- 15: subjects


def test_each_finding_names_what_it_is_about() -> None:
    """Reading 15."""
    case = CaseFile(HRSS, act="penalty")
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "10:00", e, reviewed_by_party=False)
    case.paper("inquiry_record", "03-02 10:00", e)
    case.incident("objection", "03-02 09:30", e)
    assert case.says("12(1)", "03-02 12:00") == ["r1 pending disc"]
    assert case.says("18", "03-02 12:00") == ["e1 pending reviewed_by_party", "r1 met"]


def test_archiving_and_the_address_for_service_are_about_the_case() -> None:
    """Reading 15; 003 arts. 22 and 28."""
    case = CaseFile(OCEAN)
    case.event("inquiry", "03-02 09:00", "10:00")
    case.event("site_inspection", "03-02 09:00", "10:00")
    case.event("case_concluded", "03-02 15:00")
    lacking = f"{CASE} pending document:service_address_confirmation"
    assert case.says("22", "03-03 09:00") == [lacking]
    assert case.says("28", "03-03 09:00") == [f"{CASE} pending event:archived"]
    case.paper("service_address_confirmation", "03-03 10:00", without="email")
    assert case.says("22", "03-03 12:00") == [f"{CASE} pending field:email"]


# ---------------------------------------------------------------- 16: decisions


@pytest.mark.parametrize(
    ("pack", "article", "answer"),
    [
        (ETHNIC, "11", "e1 pending signature:bureau_head"),
        (EDUCATION, "11", "e1 met"),
        (TOURISM, "10(17)", "e1 met"),
        (OCEAN, "19", "e1 met"),
    ],
)
def test_the_deputy_may_approve_a_decision_in_three_of_the_bureaus(
    pack: str, article: str, answer: str
) -> None:
    """Reading 16."""
    case = CaseFile(pack)
    e = case.event("decision_made", "03-02 09:00")
    case.paper("decision", "03-02 09:00", e, without="bureau_head")
    assert case.says(article, "03-03 09:00") == [answer]


@pytest.mark.parametrize(
    ("pack", "head", "performance"),
    [(ETHNIC, "11", "17"), (EDUCATION, "11", "17"), (TOURISM, "10(17)", "10(19)"),
     (OCEAN, "19", "23")],
)  # fmt: skip
def test_an_on_the_spot_penalty_needs_no_head_but_its_performance_is_recorded(
    pack: str, head: str, performance: str
) -> None:
    """Reading 16; neither performance nor correction on licensing."""
    case = CaseFile(pack, procedure="simple")
    case.event("on_the_spot_penalty", "03-02 09:00", "09:30")
    assert case.says(head, "03-03 09:00") == []
    assert case.says(performance, "03-03 09:00") == ["e1 pending document:performance_record"]

    case = CaseFile(pack, act="licensing", origin="application")
    case.event("decision_made", "03-02 09:00", rectify_by="03-20 12:00")
    assert case.says(performance, "03-22 09:00") == []


@pytest.mark.parametrize(("pack", "article"), [(ETHNIC, "17"), (TOURISM, "10(19)"), (OCEAN, "23")])
def test_the_record_of_a_performance_may_name_the_performance(pack: str, article: str) -> None:
    """Reading 16."""
    case = CaseFile(pack)
    case.event("decision_made", "03-02 09:00")
    paid = case.event("performance", "03-12 09:00")
    case.paper("performance_record", "03-12 10:00", paid)
    assert set(case.says(article, "03-20 09:00")) == {"e1 met"}
