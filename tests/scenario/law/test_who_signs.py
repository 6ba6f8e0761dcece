# SPDX-License-Identifier: Apache-2.0
"""When what is signed counts as signed, and who may refuse: settled reading 5 of the contract."""

import pytest

from support.casefile import ETHNIC, OCEAN, CaseFile


def test_a_document_is_met_when_its_last_signature_is_there() -> None:
    """Reading 5; 000 art. 8(2)."""
    case = CaseFile(ETHNIC)
    e = case.event("evidence_collection", "03-02 09:00", "10:00")
    case.paper("evidence_list", "03-02 10:00", e, signed_at="03-05 09:00")
    pending = ["e1 pending signature:evidence_provider signature:officer"]
    assert case.says("8(2)", "03-04 09:00") == pending
    (finding,) = case.findings("8(2)", "03-06 09:00")
    assert (finding.status, finding.met_at.isoformat()) == ("met", "2026-03-05T09:00:00+08:00")


def test_a_signature_dated_before_its_document_counts_from_the_document() -> None:
    case = CaseFile(OCEAN)
    e = case.event("case_initiated", "03-02 09:00")
    case.paper("initiation_approval", "03-03 09:00", e, signed_at="03-01 09:00")
    assert case.due("10", "03-05 09:00") == ["late 03-02 09:00 done 03-03 09:00"]


def test_a_head_who_signs_after_the_start_approves_late() -> None:
    """Readings 4 and 5; 003 art. 10."""
    case = CaseFile(OCEAN)
    e = case.event("case_initiated", "03-02 09:00")
    case.paper("initiation_approval", "03-01 09:00", e, signed_at="03-02 09:00:01")
    assert case.due("10", "03-03 09:00") == ["late 03-02 09:00 done 03-02 09:00:01"]


@pytest.mark.parametrize(
    ("event", "paper", "article", "role", "stands"),
    [
        ("inquiry", "inquiry_record", "14(1)", "party", True),
        ("inquiry", "inquiry_record", "14(1)", "officer", False),
        ("appraisal", "appraisal_opinion", "14(7)", "appraiser", False),
    ],
)
def test_a_recorded_refusal_stands_in_for_some_signatures(
    event: str, paper: str, article: str, role: str, *, stands: bool
) -> None:
    """Reading 5: party, witness, recipient, evidence provider; never those who act for us."""
    case = CaseFile(OCEAN)
    e = case.event(event, "03-02 09:00", "10:00")
    case.paper(paper, "03-02 10:00", e, refused=role)
    answer = "e1 met" if stands else f"e1 pending signature:{role}"
    assert case.says(article, "03-03 09:00") == [answer]


@pytest.mark.parametrize("role", ["server", "witness"])
def test_at_service_by_leaving_the_witness_may_refuse_and_the_server_may_not(role: str) -> None:
    """Reading 5; 003 art. 21."""
    case = CaseFile(OCEAN)
    e = case.event("service", "03-02 09:00", "10:00", method="lien")
    case.footage("photo", "03-02 09:30", None, e)
    case.paper("proof_of_service", "03-02 10:00", e, refused=role)
    lacks = ["e1 met", "e1 pending signature:server"] if role == "server" else ["e1 met"] * 2
    assert case.says("21", "03-03 09:00") == lacks


def test_a_refusal_needs_its_reason() -> None:
    """Reading 5."""
    case = CaseFile(OCEAN)
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.paper("inquiry_record", "03-02 10:00", e, refused="party", reason=" ")
    assert case.says("14(1)", "03-03 09:00") == ["e1 pending signature:party"]


def test_a_refusal_never_replaces_the_head() -> None:
    """Readings 5 and 16; 000 art. 11."""
    case = CaseFile(ETHNIC)
    e = case.event("decision_made", "03-02 09:00")
    case.paper("decision", "03-02 09:00", e, refused="bureau_head")
    assert case.says("11", "03-03 09:00") == ["e1 pending signature:bureau_head"]
