# SPDX-License-Identifier: Apache-2.0
"""When a duty is due: settled readings 1 to 4, 6, 9 and 10 of the contract."""

import pytest

from support.casefile import ANY_FOOTAGE, CASE, EDUCATION, ETHNIC, HRSS, OCEAN, TOURISM, CaseFile

# ---------------------------------------------------------------- 1: no time limit of its own


def test_a_record_is_pending_while_the_case_is_open_and_overdue_once_it_is_archived() -> None:
    """Reading 1; 003 art. 14(1)."""
    case = CaseFile(OCEAN)
    case.event("inquiry", "03-02 09:00", "10:00")
    assert case.says("14(1)", "2027-03-02 09:00") == ["e1 pending document:inquiry_record"]

    case.archived("2027-03-10 09:00")
    assert case.says("14(1)", "2027-03-10 09:00") == ["e1 pending document:inquiry_record"]
    assert case.says("14(1)", "2027-03-10 09:00:01") == ["e1 overdue document:inquiry_record"]


def test_the_time_for_archiving_closes_a_case_that_nobody_archived() -> None:
    """Reading 1; 000 arts. 8 and 19: 30 days after 3 March end with 2 April."""
    case = CaseFile(ETHNIC)
    case.event("inquiry", "03-02 09:00", "10:00")
    case.event("case_concluded", "03-03 09:00")
    assert case.says("8(1)", "04-02 23:59:59") == ["e1 pending document:inquiry_record"]
    assert case.says("8(1)", "04-03 00:00") == ["e1 overdue document:inquiry_record"]


def test_a_record_made_days_after_its_event_is_met_until_the_case_closes() -> None:
    """Reading 1; 001 art. 8(1)."""
    case = CaseFile(EDUCATION)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.event("case_concluded", "03-03 09:00")
    case.paper("inquiry_record", "04-02 23:59:59", e)
    assert case.says("8(1)", "05-02 09:00") == ["e1 met"]

    case.facts["documents"][0]["at"] = "2026-04-03T00:00:00+08:00"
    assert case.says("8(1)", "05-02 09:00") == ["e1 late"]


def test_without_a_time_for_archiving_closed_means_archived() -> None:
    """Reading 1; 002 art. 19."""
    case = CaseFile(TOURISM)
    case.event("inquiry", "03-02 09:00", "10:00")
    case.event("case_concluded", "03-05 09:00")
    assert case.says("19", "2027-03-05 09:00") == [f"{CASE} pending event:archived"]
    assert case.says("10(3)", "2027-03-05 09:00") == ["e1 pending document:inquiry_record"]

    case.archived("2027-04-01 09:00")
    assert case.says("19", "2027-04-05 09:00") == [f"{CASE} met"]
    assert case.says("10(3)", "2027-04-05 09:00") == ["e1 overdue document:inquiry_record"]


def test_what_happens_after_the_case_was_archived_is_due_when_it_happens() -> None:
    """Reading 1: the later of closing and start."""
    case = CaseFile(OCEAN)
    case.archived("03-02 09:00")
    e = case.event("appraisal", "03-05 09:00", "10:00")
    assert case.says("14(7)", "03-05 09:00", e) == ["e2 pending document:appraisal_opinion"]
    assert case.says("14(7)", "03-05 09:01", e) == ["e2 overdue document:appraisal_opinion"]


# ---------------------------------------------------------------- 2: simultaneous duties


@pytest.mark.parametrize("kind", ["site_inspection", "sampling", "hearing"])
def test_an_unrecorded_event_is_pending_until_its_end_and_breached_after_it(kind: str) -> None:
    """Reading 2; 003 art. 15."""
    case = CaseFile(OCEAN)
    case.event(kind, "03-02 09:00", "10:00")
    assert case.says("15", "03-02 10:00") == [f"e1 pending {ANY_FOOTAGE}"]
    assert case.says("15", "03-02 10:00:01") == [f"e1 breached {ANY_FOOTAGE}"]


def test_an_event_without_an_end_is_over_once_the_case_is_archived() -> None:
    """Reading 2; 000 art. 9."""
    case = CaseFile(ETHNIC)
    e = case.event("advance_preservation", "03-02 09:00")
    case.paper("preservation_document", "03-02 10:00", e)
    case.archived("03-20 09:00")
    assert f"e1 pending {ANY_FOOTAGE}" in case.says("9", "03-19 09:00")
    assert f"e1 breached {ANY_FOOTAGE}" in case.says("9", "03-20 10:00")


def test_an_event_of_no_length_is_over_a_second_later() -> None:
    case = CaseFile(OCEAN)
    case.event("hearing", "03-02 09:00", "09:00")
    assert case.says("15", "03-02 09:00") == [f"e1 pending {ANY_FOOTAGE}"]
    assert case.says("15", "03-02 09:00:01") == [f"e1 breached {ANY_FOOTAGE}"]


def test_showing_the_certificate_is_a_simultaneous_duty() -> None:
    """Reading 2; 004 art. 17."""
    case = CaseFile(HRSS, act="inspection")
    case.event("site_inspection", "03-02 09:00", "10:00", shown=None)
    assert "e1 pending identity_shown" in case.says("17", "03-02 10:00")
    assert "e1 breached identity_shown" in case.says("17", "03-02 10:00:01")


@pytest.mark.parametrize(
    ("article", "lack", "missing"),
    [
        ("27(1)", {"informed": False}, "informed"),
        ("27(3)", {"position": None, "content": ["scene"]}, "place_sign|position"),
    ],
)
def test_for_informing_and_for_the_place_the_recording_counts_as_the_event(
    article: str, lack: dict[str, object], missing: str
) -> None:
    """Reading 2; 003 art. 27."""
    case = CaseFile(OCEAN, act="inspection")
    e = case.event("site_inspection", "03-02 09:00", "11:00")
    case.footage("video", "03-02 09:00", "10:00", e, **lack)
    assert case.says(article, "03-02 10:00") == [f"r1 pending {missing}"]
    assert case.says(article, "03-02 10:00:01") == [f"r1 breached {missing}"]


# ---------------------------------------------------------------- 3 and 4: due, and starts


def test_at_its_due_a_duty_is_still_pending() -> None:
    """Reading 3; 003 art. 10: 24 hours."""
    case = CaseFile(OCEAN)
    case.event("case_initiated", "03-02 09:00", urgent=True)
    assert case.due("10", "03-03 09:00") == ["pending 03-03 09:00"]
    assert case.due("10", "03-03 09:00:01") == ["overdue 03-03 09:00"]


@pytest.mark.parametrize("pack", [ETHNIC, EDUCATION, OCEAN])
@pytest.mark.parametrize(
    ("approved", "answer"),
    [
        (None, "overdue 03-02 09:00"),
        ("03-01 16:00", "met 03-02 09:00 done 03-01 16:00"),
        ("03-02 09:00", "met 03-02 09:00 done 03-02 09:00"),
        ("03-02 09:00:01", "late 03-02 09:00 done 03-02 09:00:01"),
    ],
)
def test_a_start_that_is_not_urgent_needs_its_approval_first(
    pack: str, approved: str | None, answer: str
) -> None:
    """Reading 4; 000/001 art. 7, 003 art. 10. A complaint does not make it less a start."""
    for origin in ("ex_officio", "complaint"):
        case = CaseFile(pack, origin=origin)
        e = case.event("case_initiated", "03-02 09:00")
        if approved:
            case.paper("initiation_approval", approved, e)
        assert case.due("10" if pack == OCEAN else "7", "03-05 09:00") == [answer]


def test_a_start_on_application_needs_no_approval() -> None:
    """Reading 4: the articles speak of starts on the bureau's own motion."""
    for pack, article in ((ETHNIC, "7"), (EDUCATION, "7"), (OCEAN, "10")):
        case = CaseFile(pack, act="licensing", origin="application")
        case.event("case_initiated", "03-02 09:00")
        assert case.says(article, "03-05 09:00") == []


def test_in_one_pack_the_start_is_only_a_record() -> None:
    """Reading 4; 002 art. 10(1)."""
    case = CaseFile(TOURISM)
    e = case.event("case_initiated", "03-02 09:00")
    assert case.says("10(1)", "03-10 09:00") == ["e1 pending document:initiation_approval"]
    case.paper("initiation_approval", "03-09 09:00", e)
    assert case.says("10(1)", "03-10 09:00") == ["e1 met"]


# ---------------------------------------------------------------- 6: what does not count yet


def test_before_its_first_fact_a_case_has_no_finding() -> None:
    case = CaseFile(OCEAN)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "10:00", e)
    report = case.report("03-01 09:00")
    assert (report.findings, report.retention) == ([], [])


def test_an_event_that_ends_later_is_still_going_on() -> None:
    """Reading 6."""
    case = CaseFile(OCEAN)
    case.event("hearing", "03-02 09:00", "10:00")
    assert case.says("15", "03-02 09:30") == [f"e1 pending {ANY_FOOTAGE}"]


def test_a_reference_to_a_later_item_is_ignored() -> None:
    """Reading 6; 002 art. 20: the statement is written the day after."""
    case = CaseFile(TOURISM)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    d = case.paper("av_evidence_statement", "03-03 09:00")
    case.footage("video", "03-02 09:00", "10:00", e, evidence=True, disc="D1", statement=d)
    assert case.says("20", "03-02 12:00") == ["r1 pending statement"]
    assert case.says("20", "03-04 12:00") == ["r1 met"]


def test_what_has_no_time_of_its_own_counts_from_the_start_of_its_item() -> None:
    """Reading 6; 003 art. 27(1)."""
    case = CaseFile(OCEAN)
    case.footage("video", "03-02 09:00", "10:00")
    (finding,) = case.findings("27(1)", "03-02 09:00")
    assert (finding.status, finding.met_at.isoformat()) == ("met", "2026-03-02T09:00:00+08:00")


# ---------------------------------------------------------------- 9 and 10: archiving, correcting


@pytest.mark.parametrize(("pack", "article"), [(ETHNIC, "19"), (EDUCATION, "19"), (OCEAN, "28")])
@pytest.mark.parametrize(
    ("concluded", "due"),
    [
        ("03-03 15:00", "04-02 23:59:59"),
        ("03-05 10:00", "04-07 23:59:59"),  # Qingming
        ("01-16 10:00", "02-24 23:59:59"),  # Spring Festival
        ("01-15 10:00", "02-14 23:59:59"),  # a Saturday that is worked
        ("09-01 10:00", "10-08 23:59:59"),  # National Day
        ("12-10 10:00", "2027-01-11 23:59:59 by weekends"),
        ("12-15 10:00", "2027-01-14 23:59:59 by weekends"),
    ],
)
def test_a_case_is_archived_within_thirty_days(
    pack: str, article: str, concluded: str, due: str
) -> None:
    """Reading 9: the year's end gives no finding for a single case."""
    case = CaseFile(pack)
    case.event("case_concluded", concluded)
    assert case.due(article, concluded) == [f"pending {due}"]
    assert case.due(article, "2028-01-01 00:00") == [f"overdue {due}"]
    assert case.says("20", "2028-01-01 00:00") == []


def test_archived_within_the_last_second_is_met_and_a_second_later_late() -> None:
    """Reading 9; 000 art. 19."""
    for archived, status in (("04-02 23:59:59", "met"), ("04-03 00:00", "late")):
        case = CaseFile(ETHNIC)
        case.event("case_concluded", "03-03 15:00")
        case.archived(archived)
        due = f"{status} 04-02 23:59:59 done {archived}"
        assert case.due("19", "05-01 09:00") == [due]


def test_without_a_conclusion_there_is_no_archiving_finding() -> None:
    """Reading 9."""
    case = CaseFile(OCEAN)
    case.archived("04-03 00:00")
    assert case.says("28", "05-01 09:00") == []


def test_of_several_conclusions_and_archivings_the_first_counts() -> None:
    case = CaseFile(OCEAN)
    for day in ("03-05", "03-03"):
        case.event("case_concluded", f"{day} 15:00")
    for day in ("04-20", "04-01"):
        case.archived(f"{day} 09:00")
    assert case.due("28", "05-01 09:00") == ["met 04-02 23:59:59 done 04-01 09:00"]


@pytest.mark.parametrize(
    ("checked", "answer"),
    [
        (None, "overdue 03-20 23:59:59"),
        ("03-10 09:00", "met 03-20 23:59:59 done 03-10 09:00"),
        ("03-20 23:59:59", "met 03-20 23:59:59 done 03-20 23:59:59"),
        ("03-21 00:00", "late 03-20 23:59:59 done 03-21 00:00"),
    ],
)
def test_a_correction_is_checked_by_the_end_of_the_day_that_was_set(
    checked: str | None, answer: str
) -> None:
    """Reading 10; 003 art. 23."""
    case = CaseFile(OCEAN)
    case.event("decision_made", "03-02 09:00", rectify_by="03-20 12:00")
    if checked:
        case.event("rectification_check", checked)
    assert case.due("23", "03-22 09:00") == [answer]


@pytest.mark.parametrize(
    ("reported", "answer"),
    [
        (None, "breached"),
        ("03-02 09:19:59", "breached"),
        ("03-02 09:20", "met"),
        ("03-02 10:00", "met"),
        ("03-02 10:00:01", "breached"),
    ],
)
def test_at_once_is_between_the_break_and_the_end_of_its_event(
    reported: str | None, answer: str
) -> None:
    """Readings 10 and 21; 002 art. 16: recording could not go on."""
    case = CaseFile(TOURISM, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    case.footage("video", "03-02 09:00", "09:20", e)
    case.interruption("03-02 09:20", None, e, reported_to_head_at=reported)
    case.paper("interruption_statement", "03-02 12:00", e)
    statuses = [f.status for f in case.findings("16", "03-03 09:00") if "13" not in f.articles]
    assert answer in statuses
