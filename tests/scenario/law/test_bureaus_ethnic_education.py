# SPDX-License-Identifier: Apache-2.0
"""What the ethnic-affairs bureau and the education bureau ask for: reading 17, arts. 5 to 18."""

import pytest

from support.casefile import ANY_FOOTAGE, EDUCATION, ETHNIC, VIDEO, CaseFile

both = pytest.mark.parametrize("pack", [ETHNIC, EDUCATION])


@both
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("03-02 09:00", "03-04 23:59:59"),
        ("2026-03-02T16:30:00+00:00", "03-05 23:59:59"),  # already the third in Beijing
        ("03-03 00:00", "03-05 23:59:59"),
        ("03-05 09:00", "03-09 23:59:59"),  # over a weekend
        ("02-12 09:00", "02-14 23:59:59"),  # a Saturday that is worked
        ("02-13 09:00", "02-24 23:59:59"),  # Spring Festival
        ("04-29 09:00", "05-06 23:59:59"),  # Labour Day
        ("09-18 09:00", "09-20 23:59:59"),  # a Sunday that is worked
        ("09-29 09:00", "10-08 23:59:59"),  # National Day
        ("12-29 09:00", "12-31 23:59:59"),
        ("12-31 09:00", "2027-01-04 23:59:59 by weekends"),
        ("2028-02-27 09:00", "2028-02-29 23:59:59 by weekends"),
    ],
)
def test_an_urgent_start_is_approved_within_two_days(pack: str, start: str, due: str) -> None:
    """Art. 7: the first day is not counted, a rest day at the end moves the end."""
    case = CaseFile(pack)
    e = case.event("case_initiated", start, urgent=True)
    assert case.due("7", start) == [f"pending {due}"]
    assert case.due("7", "2029-01-02 00:00") == [f"overdue {due}"]
    at = due.removesuffix(" by weekends")
    case.paper("initiation_approval", at, e)
    by = " by weekends" if at != due else ""
    assert case.due("7", "2029-01-02 00:00") == [f"met {at} done {at}{by}"]


@both
def test_an_application_is_registered_under_a_camera(pack: str) -> None:
    """Art. 5."""
    case = CaseFile(pack, act="licensing", origin="application")
    case.event("application_received", "03-02 09:00", "09:20")
    lacking = ["e1 breached " + VIDEO, "e1 pending document:application_register"]
    assert case.says("5", "03-02 12:00") == lacking


@both
def test_a_complaint_is_registered_and_its_refusal_recorded(pack: str) -> None:
    """Art. 6."""
    case = CaseFile(pack, origin="complaint")
    e = case.event("complaint_received", "03-02 09:00", "09:20")
    case.event("complaint_decided", "03-03 09:00", initiated=False)
    case.footage("video", "03-02 09:01", "09:19", e)
    assert case.says("6", "03-04 12:00") == [
        "e1 met",
        "e1 pending document:complaint_register",
        "e2 pending document:complaint_decision_record",
    ]


@both
@pytest.mark.parametrize(
    ("event", "item", "paper"),
    [
        ("inquiry", "8(1)", "inquiry_record"),
        ("evidence_collection", "8(2)", "evidence_list"),
        ("site_inspection", "8(3)", "site_inspection_record"),
        ("hearing", "8(4)", "hearing_record"),
        ("appraisal", "8(5)", "appraisal_opinion"),
        ("investigation_refused", "8(6)", "investigation_refusal_record"),
    ],
)
def test_each_act_of_investigation_has_its_record(
    pack: str, event: str, item: str, paper: str
) -> None:
    """Art. 8: the finding names the item; footage is optional."""
    case = CaseFile(pack)
    e = case.event(event, "03-02 09:00", "10:00")
    assert case.says(item, "03-20 09:00") == [f"e1 pending document:{paper}"]
    case.paper(paper, "03-12 10:00", e)
    assert case.says(item, "03-20 09:00") == ["e1 met"]
    assert case.faults("03-20 09:00") == []


@both
def test_preservation_has_its_paper_and_is_recorded(pack: str) -> None:
    """Reading 17; art. 9: no other paper will do."""
    case = CaseFile(pack)
    e = case.event("advance_preservation", "03-02 09:00", "10:00")
    case.paper("preservation_decision_record", "03-02 10:00", e)
    lacking = [f"e1 breached {ANY_FOOTAGE}", "e1 pending document:preservation_document"]
    assert case.says("9", "03-02 11:00") == lacking
    case.paper("preservation_document", "03-02 10:00", e)
    case.footage("photo", "03-02 09:30", None, e)
    assert case.says("9", "03-02 11:00") == ["e1 met", "e1 met"]


@pytest.mark.parametrize(
    ("paper", "fields", "signed", "answer"),
    [
        ("legal_review_opinion", "", "", "e1 met"),
        ("section_review_opinion", "opinion", "legal_reviewer", "e1 met"),
        ("section_review_opinion", "opinion", "", "e1 pending signature:legal_reviewer"),
        ("section_review_opinion", "", "legal_reviewer", "e1 pending field:opinion"),
    ],
)
def test_a_legal_review_is_an_opinion_of_its_own_or_on_the_section_s_form(
    paper: str, fields: str, signed: str, answer: str
) -> None:
    """Reading 17; 001 art. 11. 000 asks for none."""
    for pack in (EDUCATION, ETHNIC):
        case = CaseFile(pack)
        e = case.event("legal_review", "03-02 11:00")
        case.paper(paper, "03-02 12:00", e, fields=fields, signed=signed)
        assert case.says("11", "03-03 09:00") == ([answer] if pack == EDUCATION else [])


@both
def test_a_decision_states_its_basis_its_reasons_and_its_remedies(pack: str) -> None:
    """Arts. 11 and 12."""
    case = CaseFile(pack)
    e = case.event("decision_made", "03-02 09:00")
    assert case.says("11", "03-03 09:00") == ["e1 pending document:decision"]
    case.paper("decision", "03-02 09:00", e, without="reasoning remedies legal_basis")
    lacking = "e1 pending field:legal_basis field:reasoning field:remedies"
    assert case.says("12", "03-03 09:00") == [lacking]


def served(pack: str, method: str, **attrs: bool) -> tuple[CaseFile, str]:
    case = CaseFile(pack)
    return case, case.event("service", "03-02 09:00", "10:00", method=method, **attrs)


@both
def test_direct_service_is_signed_by_server_and_recipient(pack: str) -> None:
    """Art. 13."""
    case, e = served(pack, "direct")
    assert case.says("13", "03-03 09:00") == ["e1 pending document:proof_of_service"]
    case.paper("proof_of_service", "03-02 10:00", e, signed="")
    lacking = ["e1 pending signature:recipient signature:server"]
    assert case.says("13", "03-03 09:00") == lacking


@both
@pytest.mark.parametrize(
    ("returned", "papers", "answer"),
    [
        (False, "mail_receipt", "e1 pending document:delivery_confirmation"),
        (False, "mail_receipt delivery_confirmation", "e1 met"),
        (True, "mail_receipt", "e1 pending document:returned_mail_record"),
        (True, "mail_receipt returned_mail_record", "e1 met"),
    ],
)
def test_mail_is_proved_delivered_or_its_return_recorded(
    pack: str, *, returned: bool, papers: str, answer: str
) -> None:
    """Art. 14."""
    case, e = served(pack, "mail", returned=returned)
    for paper in papers.split():
        case.paper(paper, "03-05 10:00", e)
    assert case.says("14", "03-06 09:00") == [answer]


@both
def test_service_by_leaving_has_a_witness_or_footage(pack: str) -> None:
    """Art. 15."""
    case, e = served(pack, "lien")
    case.paper("proof_of_service", "03-02 10:00", e, signed="server")
    assert [f.status for f in case.findings("15", "03-03 09:00")] == ["pending"]
    case.footage("photo", "03-02 09:30", None, e)
    assert case.says("15", "03-03 09:00") == ["e1 met"]

    case, e = served(pack, "lien")
    case.paper("proof_of_service", "03-02 10:00", e, signed="server witness")
    assert case.says("15", "03-03 09:00") == ["e1 met"]


@both
def test_a_court_s_enforcement_is_recorded_from_application_to_result(pack: str) -> None:
    """Art. 18."""
    case = CaseFile(pack)
    case.event("court_application", "03-02 09:00")
    case.event("court_result", "03-20 09:00")
    assert case.says("18", "03-21 09:00") == [
        "e1 pending document:court_application",
        "e2 pending document:court_result_record",
    ]
