# SPDX-License-Identifier: Apache-2.0
"""Corner cases of a penalty from the first clue to the closed file, article by article.

000/001 arts. 6 to 18 and 21, 002 arts. 10 to 18, 003 arts. 10 to 25, 004 arts. 7, 12, 17, 18. What
is expected follows from the texts and from the settled readings that are named, not from answers.
"""

import pytest

from support.casefile import ANY_FOOTAGE, VIDEO, CaseFile

OLD = ["jinpu-ethnic-religious", "xigang-education"]
OCEAN, TOURISM, LABOUR = "jinpu-ocean", "qilin-culture-tourism", "xigang-hrss"

# ---------------------------------------------------------------- start


@pytest.mark.parametrize("pack", OLD)
def test_a_second_urgent_start_has_a_period_of_its_own(pack: str) -> None:
    """Art. 7; reading 4: one paper that names no event serves both, in time for the second."""
    case = CaseFile(pack)
    case.event("case_initiated", "03-02 09:00", urgent=True)
    case.event("case_initiated", "03-10 09:00", urgent=True)
    case.paper("initiation_approval", "03-11 10:00")
    statuses = [one.split()[1] for one in case.says("7", "03-20 09:00")]
    assert statuses == ["late", "met"]


@pytest.mark.parametrize("pack", [*OLD, OCEAN])
def test_a_start_after_a_complaint_is_still_on_own_motion(pack: str) -> None:
    """Reading 4."""
    case = CaseFile(pack, origin="complaint")
    case.event("case_initiated", "03-02 09:00", urgent=False)
    assert [one.split()[1] for one in case.says("10" if pack == OCEAN else "7", "03-02 10:00")] == [
        "overdue"
    ]


def test_an_approval_on_the_second_of_the_start_is_before_it() -> None:
    """003 art. 10; reading 4: dated later is late, the same second is not."""
    for at, status in (("03-02 09:00", "met"), ("03-02 09:00:01", "late")):
        case = CaseFile(OCEAN)
        e = case.event("case_initiated", "03-02 09:00", urgent=False)
        case.paper("initiation_approval", at, e)
        assert case.says("10", "03-03 09:00") == [f"e1 {status}"]


def test_the_head_who_signs_a_day_late_makes_the_form_late() -> None:
    """003 art. 10; reading 5: met at the later of paper and signature."""
    case = CaseFile(OCEAN)
    e = case.event("case_initiated", "03-02 09:00", urgent=True)
    case.paper("initiation_approval", "03-02 18:00", e, signed_at="03-03 10:00")
    assert case.due("10", "03-04 09:00") == ["late 03-03 09:00 done 03-03 10:00"]


def test_an_anonymous_complaint_that_is_not_started_tells_nobody() -> None:
    """003 art. 11: who gave a name is told; of the others only the record is asked."""
    for named, expected in ((False, "e2 met"), (True, "e2 pending event:complainant_informed")):
        case = CaseFile(OCEAN, origin="complaint")
        case.event("complaint_received", "03-02 09:00", real_name=named)
        decided = case.event("complaint_decided", "03-03 09:00", initiated=False)
        case.paper("complaint_decision_record", "03-03 10:00", decided)
        found = case.says("11", "03-04 09:00")
        assert found == ([expected] if named else [])


# ---------------------------------------------------------------- investigation


@pytest.mark.parametrize("pack", OLD)
def test_a_provider_who_refuses_to_sign_the_list_gives_a_reason(pack: str) -> None:
    """Art. 8(2); reading 5: a refusal with a reason stands in for it, one without does not."""
    lacking = "e1 pending signature:evidence_provider"
    for reason, expected in (("不愿签字", "e1 met"), ("", lacking)):
        case = CaseFile(pack)
        e = case.event("evidence_collection", "03-02 09:00", "10:00")
        case.paper(
            "evidence_list", "03-02 10:00", e, signed="officer", refused="evidence_provider",
            reason=reason,
        )  # fmt: skip
        assert case.says("8(2)", "03-03 09:00") == [expected]


@pytest.mark.parametrize("pack", OLD)
def test_preservation_filmed_from_the_second_minute_is_filmed(pack: str) -> None:
    """Art. 9; readings 2, 11: simultaneous means that the two overlap, one after it does not."""
    breached = f"e1 breached {ANY_FOOTAGE}"
    for start, expected in (("03-02 09:02", "e1 met"), ("03-02 10:02", breached)):
        case = CaseFile(pack)
        e = case.event("advance_preservation", "03-02 09:00", "10:00")
        case.paper("preservation_document", "03-02 10:00", e)
        case.footage("photo", start, None, e)
        assert expected in case.says("9", "03-03 09:00")


def test_a_witness_signs_for_a_party_who_is_not_there_in_one_article_alone() -> None:
    """003 art. 12 takes party or witness; art. 14 asks the party or its refusal."""
    case = CaseFile(OCEAN)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.paper("inquiry_record", "03-02 10:00", e, signed="officer witness")
    assert case.says("12", "03-03 09:00") == ["e1 met"]
    assert case.says("14(1)", "03-03 09:00") == ["e1 pending signature:party"]


def test_a_certificate_not_shown_is_recorded_all_the_same() -> None:
    """003 art. 12, reading 23: an explicit no is a record; saying nothing is none."""
    for shown, expected in ((False, "e1 met"), (None, "e1 pending identity_shown")):
        case = CaseFile(OCEAN)
        e = case.event("inquiry", "03-02 09:00", "10:00", shown=shown)
        case.paper("inquiry_record", "03-02 10:00", e)
        assert case.says("12", "03-03 09:00") == [expected]


def test_sampling_takes_the_record_of_the_inspection_of_the_case() -> None:
    """003 art. 14(4), reading 23: its own site record, or the case's."""
    case = CaseFile(OCEAN)
    visit = case.event("site_inspection", "03-02 09:00", "10:00")
    e = case.event("sampling", "03-02 10:00", "10:30")
    case.paper("sampling_list", "03-02 10:30", e)
    assert case.says("14(4)", "03-03 09:00") == ["e2 pending document:site_inspection_record"]
    case.paper("site_inspection_record", "03-02 10:00", visit)
    assert case.says("14(4)", "03-03 09:00") == ["e2 met"]


def test_a_written_reason_excuses_a_hearing_without_footage() -> None:
    """003 art. 15; readings 2, 24: at its end still pending, excused with the reason."""
    case = CaseFile(OCEAN)
    e = case.event("hearing", "03-02 09:00", "11:00")
    assert case.says("15", "03-02 11:00", e) == [f"e1 pending {ANY_FOOTAGE}"]
    assert case.says("15", "03-02 11:00:01", e) == [f"e1 breached {ANY_FOOTAGE}"]
    case.paper("no_recording_reason", "03-02 12:00", e)
    assert case.says("15", "03-03 09:00", e) == ["e1 excused"]
    case.footage("audio", "03-02 09:00", "09:10", e)
    assert case.says("15", "03-03 09:00", e) == ["e1 met"]  # a reason beside a recording


def test_freezing_has_its_paper_and_needs_no_footage() -> None:
    """003 art. 17: footage of restraint, sealing and seizing alone; of freezing the paper."""
    case = CaseFile(OCEAN, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="freeze")
    case.paper("coercive_measure_decision", "03-02 09:00", e)
    assert case.says("17", "03-03 09:00") == ["e1 met"]


def test_two_measures_each_ask_for_the_rights_once_nobody_told_them() -> None:
    """002 art. 10(10), reading 19: each has its finding; told once, the telling is what is met."""
    case = CaseFile(TOURISM)
    case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    case.event("decision_made", "03-10 09:00")
    lacking = case.says("10(10)", "03-11 09:00")
    assert lacking == [f"e{n} pending event:rights_informed" for n in (1, 2)]
    case.event("rights_informed", "03-02 09:00", rights=["statement"], manner="oral")
    assert case.says("10(10)", "03-11 09:00") == ["e3 met"]


def test_a_break_reported_after_the_end_came_too_late() -> None:
    """002 art. 16, reading 10: at once means until the event has ended."""
    for at, status in (("03-02 10:00", "excused"), ("03-02 10:01", "breached")):
        case = CaseFile(TOURISM)
        e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
        case.footage("video", "03-02 09:00", "09:30", e)
        case.interruption("03-02 09:30", None, e, reported_to_head_at=at)
        case.paper("interruption_statement", "03-02 12:00", e)
        assert status in {one.split()[1] for one in case.says("16", "03-03 09:00")}


# ---------------------------------------------------------------- decision


def test_the_deputy_signs_in_three_bureaus_and_not_in_the_first() -> None:
    """Reading 16: 000 bureau_head; 001, 002, 003 either of the two."""
    articles = {OLD[0]: "11", OLD[1]: "11", TOURISM: "10(17)", OCEAN: "19"}
    found = {}
    for pack, article in articles.items():
        case = CaseFile(pack)
        e = case.event("decision_made", "03-02 09:00")
        case.paper("decision", "03-02 09:00", e, signed="deputy_head")
        found[pack] = [one.split(maxsplit=1)[1] for one in case.says(article, "03-03 09:00", e)]
    assert found.pop(OLD[0]) == ["pending signature:bureau_head"]
    assert set(map(tuple, found.values())) == {("met",)}


def test_an_on_the_spot_penalty_asks_for_no_heads_approval() -> None:
    """Reading 16; performance is written down all the same (000 arts. 11, 17)."""
    case = CaseFile(OLD[0], procedure="simple")
    case.event("on_the_spot_penalty", "03-02 09:00", "09:20", collected_on_site=True)
    assert case.says("11", "03-03 09:00") == []
    assert case.says("17", "03-03 09:00") == ["e1 pending document:performance_record"]


def test_a_licence_is_decided_and_nothing_is_performed() -> None:
    """Reading 16: neither performance nor rectification on licensing."""
    for pack, article in ((OLD[1], "17"), (OCEAN, "23")):
        case = CaseFile(pack, act="licensing", origin="application")
        case.event("decision_made", "03-02 09:00")
        assert case.says(article, "03-03 09:00") == []


def test_a_disputed_penalty_on_the_spot_is_filmed_another_may_be() -> None:
    """003 art. 20, reading 25."""
    for disputed, status in ((True, "breached"), (False, "advised")):
        case = CaseFile(OCEAN, procedure="simple")
        e = case.event(
            "on_the_spot_penalty", "03-02 09:00", "09:20", disputed=disputed,
            collected_on_site=False,
        )  # fmt: skip
        case.paper("simple_procedure_record", "03-02 09:20", e, without="collection")
        found = case.says("20", "03-03 09:00")
        assert f"e1 {status} {ANY_FOOTAGE}" in found
        assert not [one for one in found if "field:" in one]


# ---------------------------------------------------------------- service and execution


@pytest.mark.parametrize("pack", OLD)
def test_returned_mail_that_was_recorded_is_no_fault(pack: str) -> None:
    """Art. 14: receipt and delivery, or the return is written down."""
    case = CaseFile(pack)
    e = case.event("service", "03-02 09:00", method="mail", returned=True)
    case.paper("mail_receipt", "03-02 09:00", e)
    assert [one.split()[1] for one in case.says("14", "03-09 09:00")] == ["pending"]
    case.paper("returned_mail_record", "03-08 09:00", e)
    assert case.says("14", "03-09 09:00") == ["e1 met"]


@pytest.mark.parametrize("pack", OLD)
def test_leaving_a_paper_needs_no_witness_where_it_was_filmed(pack: str) -> None:
    """Art. 15: either way is lawful, half of each is none."""
    filmed = CaseFile(pack)
    e = filmed.event("service", "03-02 09:00", "09:20", method="lien")
    filmed.footage("photo", "03-02 09:10", None, e)
    assert filmed.says("15", "03-03 09:00") == ["e1 met"]
    half = CaseFile(pack)
    e = half.event("service", "03-02 09:00", "09:20", method="lien")
    half.paper("proof_of_service", "03-02 09:20", e, without="witness")
    assert [one.split()[1] for one in half.says("15", "03-03 09:00")] == ["pending"]


def test_a_correction_is_checked_by_the_end_of_its_day() -> None:
    """003 art. 23, reading 10: at any time of that day, and earlier too."""
    for at, status in (
        ("03-05 23:59:59", "met"), ("03-03 09:00", "met"), ("03-06 00:00:00", "late"),
    ):  # fmt: skip
        case = CaseFile(OCEAN)
        case.event("decision_made", "03-02 09:00", rectify_by="03-05 12:00")
        case.event("rectification_check", at)
        checks = [one.split()[1] for one in case.says("23", "03-09 09:00", "e1")]
        assert status in checks


def test_a_court_is_asked_after_the_demand_was_served() -> None:
    """003 art. 24, reading 24: none is overdue at once; one that is served later is late."""
    case = CaseFile(OCEAN)
    case.event("court_application", "03-20 09:00")
    assert any("overdue" in one for one in case.says("24", "03-20 09:01"))
    demand = case.event("demand", "03-21 09:00")
    paper = case.paper("demand_notice", "03-21 09:00", demand)
    served = case.event("service", "03-22 09:00", method="direct", of=paper)
    case.paper("proof_of_service", "03-22 09:00", served)
    assert any("late" in one for one in case.says("24", "03-23 09:00"))


# ---------------------------------------------------------------- incidents, 004


@pytest.mark.parametrize("pack", [*OLD, LABOUR])
def test_a_petition_after_closing_keeps_the_footage_of_the_whole_case(pack: str) -> None:
    """Art. 21 (004: 12), reading 30: where it names no event it covers every recording."""
    case = CaseFile(pack)
    first = case.event("inquiry", "03-02 09:00", "10:00")
    one = case.footage("video", "03-02 09:00", "10:00", first)
    other = case.footage("audio", "03-05 09:00", "10:00")
    case.event("case_concluded", "03-20 09:00")
    case.archived("03-25 09:00")
    case.incident("complaint_or_petition", "04-10 09:00")
    for recording in (one, other):
        assert case.kept(recording, "04-10 08:59")[0].startswith("routine")
        assert case.kept(recording, "04-10 09:00")[0].startswith("long_term -")


def test_a_certificate_that_ends_on_the_day_is_good_on_that_day() -> None:
    """004 art. 7, reading 28: valid until before the event is a breach, on its day none."""
    for until, status in (("2026-03-02", "met"), ("2026-03-01", "breached")):
        case = CaseFile(LABOUR)
        officer = {"name": "王敏", "certificate": "ZF-1", "valid_until": until, "established": True}
        case.event("inquiry", "03-02 09:00", "10:00", officers=[officer])
        assert {one.split()[1] for one in case.says("7", "03-03 09:00")} == {status}


def test_a_party_who_refuses_after_viewing_has_viewed() -> None:
    """004 art. 18, reading 29: viewed, and the signature or its refusal on the record."""
    for viewed, expected in ((True, ["e1 met"]), (False, ["e1 pending reviewed_by_party"])):
        case = CaseFile(LABOUR)
        e = case.event("inquiry", "03-02 09:00", "10:00")
        case.footage("video", "03-02 09:00", "10:00", e, reviewed_by_party=viewed)
        case.paper("inquiry_record", "03-02 10:00", e, signed="officer", refused="party")
        assert case.says("18", "03-03 09:00", e) == expected


def test_key_steps_recorded_with_a_record_are_enough() -> None:
    """004 art. 17, reading 29: in part with a record is met, in part without is advised."""
    case = CaseFile(LABOUR)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.footage("video", "03-02 09:00", "09:10", e)
    assert any(one.startswith("e1 advised") for one in case.says("17", "03-03 09:00"))
    case.paper("inquiry_record", "03-02 10:00", e)
    assert {one.split()[1] for one in case.says("17", "03-03 09:00")} == {"met"}


def test_sealing_at_sea_wants_position_and_name_spoken_beside_no_gap() -> None:
    """003 arts. 26, 27(3): each article finds its own; video alone covers without a break."""
    case = CaseFile(OCEAN, act="coercion")
    e = case.event("coercive_measure", "03-02 09:00", "10:00", measure="seal")
    case.footage(
        "audio", "03-02 09:00", "10:00", e, vessel={"name": "辽渔1", "number": "7", "spoken": False}
    )
    assert f"e1 advised {VIDEO}" in case.says("26", "03-03 09:00")
    assert case.says("17", "03-03 09:00")[0].split()[1] in ("pending", "met")
    assert any("spoken" in one for one in case.says("27(3)", "03-03 09:00"))
