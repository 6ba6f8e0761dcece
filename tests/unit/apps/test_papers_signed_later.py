# SPDX-License-Identifier: Apache-2.0
"""What heads sign after a paper was issued: a revision of its PDF, and what the case says of it."""

import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from liuhen.apps.cases import acts, approval_signatures
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, Document, FactOrigin, Paper, PaperSignature
from liuhen.apps.cases.papers.approved import print_approvals
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import newest_digest, open_pdf, revisions
from liuhen.apps.cases.papers.signing import roles_beside, sign_in_system
from liuhen.apps.compliance.timeline import facts_of
from liuhen.apps.jobs.models import Job
from liuhen.apps.people.delegating import delegate
from liuhen.apps.trace.audit import audit
from liuhen.law import facts as law
from liuhen.paper.sealing import verify_pdf
from liuhen.web.approvals.about_paper import to_ask
from liuhen.worker.run import WORK
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House
from support.papers import text_of_pdf
from support.paperwork import ANY_REASON, fact_of, issued, pdf_of, started

APPROVAL = "decision_approval"
pytestmark = pytest.mark.usefixtures("own_home", "english")


def opinions(paper: Paper) -> list[tuple[str, str]]:
    rows = PaperSignature.objects.within(paper.bureau_id).filter(paper=paper)
    return [(row.role, row.opinion) for row in rows.order_by("recorded_at")]


def printed(paper: Paper) -> None:
    """Do what the worker does."""
    for job in Job.objects.filter(name=approval_signatures.PRINT, state="queued"):
        assert WORK[job.name] is print_approvals
        WORK[job.name](**job.arguments)


def test_a_head_signs_what_was_issued_before_with_opinion_and_time(
    house: House, tmp_path: Path
) -> None:
    paper = issued(house, APPROVAL)
    first = pdf_of(house.officer, paper)
    house.clock.later(hours=2)

    made = sign_in_system(
        by=house.head, paper=paper.pk, role="bureau_head", opinion="同意，从轻处罚。"
    )

    last = pdf_of(house.officer, paper)
    assert last.startswith(first)
    assert revisions(paper) == [paper.pdf_digest, made.made_digest]
    found = verify_pdf(last, [])[-1]
    assert (found.name, found.at, found.intact) == ("bureau_head", house.clock.time, True)
    assert "机关负责人" in found.reason
    assert "同意，从轻处罚。" in found.reason
    assert fact_of(paper).fields["head_opinion"] == "同意，从轻处罚。"
    assert open_pdf(by=house.officer, paper=paper, digest=paper.pdf_digest).read() == first
    assert audit().findings == []
    if (program := shutil.which("pdfsig")) is not None:
        (tmp_path / "paper.pdf").write_bytes(last)
        said = subprocess.run(
            [program, "-nocert", "paper.pdf"], cwd=tmp_path, capture_output=True, text=True,
            check=False,
        ).stdout  # fmt: skip
        assert said.count("Signature is Valid") == 2


def test_the_fact_alone_is_not_signed_where_there_is_a_pdf(house: House) -> None:
    paper = issued(house, APPROVAL)

    with pytest.raises(BadFactError, match="its own page"):
        acts.sign_document(by=house.head, document=fact_of(paper), role="bureau_head")

    desk = Desk(house, "bureau_head")
    answer = desk.client.get(f"/cases/{paper.case_id}/document/{fact_of(paper).item}/sign/")
    assert answer.status_code == 302
    desk.open(answer["Location"])
    desk.send(role="bureau_head", opinion="同意")
    assert opinions(paper) == [("bureau_head", "同意")]
    assert len(revisions(paper)) == 2


def test_a_head_for_whom_the_form_has_no_place_signs_unseen(house: House) -> None:
    """Some regulation asks for the head on the decision itself."""
    paper = issued(house, "penalty_decision")
    assert "bureau_head" in {one.role for one in roles_beside(house.head, paper)}
    first = pdf_of(house.officer, paper)

    sign_in_system(by=house.head, paper=paper.pk, role="bureau_head", opinion="同意")

    last = pdf_of(house.officer, paper)
    assert last.startswith(first)
    assert [one.name for one in verify_pdf(last, [])] == [house.bureau.name, "bureau_head"]
    assert [one["role"] for one in fact_of(paper).signatures] == ["bureau_head"]
    assert to_ask(house.officer, paper) == []  # nobody asks for what the head has signed
    assert roles_beside(house.head, paper) == []
    with pytest.raises(BadFactError, match="already"):
        sign_in_system(by=house.head, paper=paper.pk, role="bureau_head")


def test_what_is_approved_after_issuing_follows_into_the_pdf(house: House) -> None:
    paper = issued(house, APPROVAL)
    first = pdf_of(house.officer, paper)
    request = asked(house, paper.case, "closing", paper=paper)
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    assert [one["role"] for one in fact_of(paper).signatures] == ["bureau_head"]
    assert revisions(paper) == [paper.pdf_digest], "the act itself writes no file"
    with pytest.raises(BadFactError, match="already"):
        sign_in_system(by=house.head, paper=paper.pk, role="bureau_head")
    at = house.clock.time
    house.clock.later(minutes=3)

    printed(paper)
    after = newest_digest(paper)
    printed(paper)

    last = pdf_of(house.officer, paper)
    assert last.startswith(first)
    assert newest_digest(paper) == after, "it may run twice"
    assert opinions(paper) == [("bureau_head", "同意")]
    found = verify_pdf(last, [])[-1]
    assert (found.name, found.at) == ("bureau_head", at)
    assert [one["role"] for one in fact_of(paper).signatures] == ["bureau_head"]
    assert audit().findings == []


@pytest.mark.parametrize("before", [True, False])
def test_whoever_acts_for_the_head_is_printed_and_shown_as_such(
    house: House, *, before: bool
) -> None:
    day = house.clock.time.date()
    delegate(
        by=house.head, to=house.people["deputy_head"], role="bureau_head",
        organisation=house.bureau, from_date=day, until_date=day, paper="委托代行1号",
    )  # fmt: skip
    heads = ("section_head", "deputy_head")
    if before:
        draft = started(house, "start_approval")
        agreed(house, asked(house, draft.case, draft=draft), *heads)
        paper = issue(by=house.officer, draft=draft.pk, revision=draft.revision)
    else:
        paper = issued(house, "start_approval")
        agreed(house, asked(house, paper.case, paper=paper), *heads)
    printed(paper)

    row = PaperSignature.objects.within(paper.bureau_id).get(paper=paper, role="bureau_head")
    assert (row.name, row.on_behalf) == ("deputy_head", house.people["bureau_head"])
    if before:  # a later revision draws the name
        assert "（代行）" in "".join(text_of_pdf(pdf_of(house.officer, paper)))
    else:
        assert verify_pdf(pdf_of(house.officer, paper), [])[-1].name == "deputy_head（代行）"
    assert Desk(house, "officer").open(f"/papers/{paper.pk}/").says("代bureau_head")


def test_a_paper_that_was_printed_with_its_approval_is_not_signed_again(house: House) -> None:
    draft = started(house, APPROVAL)
    request = asked(house, draft.case, "closing", draft=draft)
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    paper = issue(by=house.officer, draft=draft.pk, revision=draft.revision)
    printed(paper)

    assert revisions(paper) == [paper.pdf_digest]
    assert opinions(paper) == [("bureau_head", "同意")]


# ---------------------------------------------------------------- contract, reading 16


def heads_on_decision(case: Case) -> list[str]:
    documents = facts_of(case).documents
    return [
        one.name for row in documents if row.type == "decision" for one in row.signatures
        if one.role == "bureau_head"
    ]  # fmt: skip


def test_the_heads_signature_on_the_form_of_approval_is_reported_on_the_decision(
    house: House,
) -> None:
    form = issued(house, APPROVAL)
    decision = issued(house, "penalty_decision", case=form.case)
    assert heads_on_decision(form.case) == []
    house.clock.later(hours=1)

    sign_in_system(by=house.head, paper=form.pk, role="bureau_head")

    assert heads_on_decision(form.case) == ["bureau_head"]
    assert fact_of(decision).signatures == [], "it is reported, not written"
    exported = msgspec.json.decode(
        acts.export_facts(by=house.officer, case=form.case), type=law.Facts
    )
    assert exported.documents == facts_of(form.case).documents


def test_one_form_of_approval_is_reported_on_one_decision(house: House) -> None:
    form = issued(house, APPROVAL)
    sign_in_system(by=house.head, paper=form.pk, role="bureau_head")
    for minute in (1, 2):
        house.clock.later(minutes=minute)
        issued(house, "penalty_decision", case=form.case)

    assert heads_on_decision(form.case) == ["bureau_head"]


def test_what_was_not_signed_in_the_system_here_is_not_reported(house: House) -> None:
    case = house.case()
    for kind in ("decision_approval", "decision"):
        acts.add_document(by=house.officer, kind=kind, at=house.clock.now(), case=case)
    row = Document.objects.within(case.bureau_id).get(case=case, type="decision_approval")
    assert row.origin == FactOrigin.TYPED
    acts.sign_document(by=house.head, document=row, role="bureau_head")

    assert heads_on_decision(case) == []
