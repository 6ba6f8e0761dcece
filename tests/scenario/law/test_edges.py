# SPDX-License-Identifier: Apache-2.0
"""Facts at the edge of what can happen, and what the readings make of them."""

from support.casefile import ANY_FOOTAGE, VIDEO, CaseFile


def test_a_measure_of_no_length_is_not_covered_by_nothing() -> None:
    """Reading 21; 002 art. 13. While it goes on, what it lacks is named."""
    for end in ("09:00", None):
        case = CaseFile("qilin-culture-tourism", act="coercion")
        case.event("coercive_measure", "03-02 09:00", end, measure="seal")
        assert case.says("15", "03-02 09:00") == [f"e1 pending {VIDEO}"]
        if end:
            assert case.says("15", "03-02 09:00:01") == [f"e1 breached {VIDEO}"]


def test_footage_begun_after_the_case_was_archived_is_over_a_second_later() -> None:
    """Reading 2; 003 art. 27(1)."""
    case = CaseFile("jinpu-ocean")
    case.archived("03-01 09:00")
    case.footage("video", "03-02 09:00", None, informed=False)
    assert case.says("27(1)", "03-02 09:00") == ["r1 pending informed"]
    assert case.says("27(1)", "03-02 09:00:01") == ["r1 breached informed"]


def test_a_photo_after_the_break_does_not_mean_that_recording_went_on() -> None:
    """Readings 13 and 21; 002 art. 16: reported at once and explained in writing."""
    case = CaseFile("qilin-culture-tourism", act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    case.footage("video", "03-02 09:00", "09:20", e)
    case.footage("photo", "03-02 09:40", None, e)
    case.interruption("03-02 09:20", None, e, reported_to_head_at="03-02 09:25")
    case.paper("interruption_statement", "03-02 12:00", e)
    assert case.says("16", "03-03 09:00") == ["e1 excused", "e1 met"]


def test_an_incident_at_an_event_to_come_keeps_no_footage_yet() -> None:
    """Reading 6; 000 art. 21. Footage of both events is kept once the second began."""
    case = CaseFile("jinpu-ethnic-religious")
    first = case.event("inquiry", "03-02 09:00", "10:00")
    second = case.event("inquiry", "03-05 09:00", "10:00")
    r = case.footage("video", "03-02 09:00", "10:00", first, second)
    case.incident("assault", "03-02 09:30", second)
    assert case.kept(r, "03-03 09:00") == ["routine 2027-03-02"]
    assert case.kept(r, "03-05 09:00") == ["long_term - +routine"]


def test_an_event_naming_the_same_officer_twice_judges_him_once() -> None:
    """Reading 28; 004 art. 7."""
    case = CaseFile("xigang-hrss", act="inspection")
    twice = [{"name": "王敏", "established": False}] * 2
    case.event("site_inspection", "03-02 09:00", "10:00", officers=twice)
    assert case.says("7", "03-02 12:00") == ["e1 breached"]


def test_a_reference_given_twice_counts_once() -> None:
    case = CaseFile("jinpu-ocean")
    e = case.event("hearing", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "10:00", e, e)
    case.paper("hearing_record", "03-02 10:00", e, e)
    (recorded,) = case.findings("15", "03-02 12:00")
    (written,) = case.findings("14(6)", "03-02 12:00")
    assert (recorded.evidence, written.evidence) == (["r1"], ["d1"])


def test_a_measure_that_outlasts_its_case_can_still_be_covered() -> None:
    """Readings 2 and 6; 002 art. 13: nothing is lacking for good before the event has ended."""
    case = CaseFile("qilin-culture-tourism", act="coercion")
    case.event("coercive_measure", "03-02 09:00", "03-09 10:00", measure="seal")
    case.archived("03-05 09:00")
    assert case.says("15", "03-09 10:00") == [f"e1 pending {VIDEO}"]
    assert case.says("15", "03-09 10:00:01") == [f"e1 breached {VIDEO}"]


def test_a_hearing_begun_after_the_case_was_archived_is_over_a_second_later() -> None:
    """Reading 2; 003 art. 15."""
    case = CaseFile("jinpu-ocean")
    case.archived("03-01 09:00")
    case.event("hearing", "03-02 09:00")
    assert case.says("15", "03-02 09:00") == [f"e2 pending {ANY_FOOTAGE}"]
    assert case.says("15", "03-02 09:00:01") == [f"e2 breached {ANY_FOOTAGE}"]
