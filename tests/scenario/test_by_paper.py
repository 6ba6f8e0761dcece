# SPDX-License-Identifier: Apache-2.0
"""Papers that are themselves an act: the duties and the dues that begin with them."""

from datetime import timedelta
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.before_ending import still_open
from liuhen.apps.cases.models import Activity, Case, Due, Paper
from liuhen.apps.cases.papers import freezing, issuing
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.performing.unentered import unentered_in
from liuhen.apps.cases.serving.entering import serve
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.cases.starting import decide_start
from liuhen.apps.trace.audit import audit
from support.approving import agreed, asked
from support.desk import Desk
from support.house import Clock, House
from support.paperwork import ANY_REASON, fact_of, issued, started

PENALTY = "罚款人民币5000元，没收违法所得1200元。责令于2026年4月10日前改正"


@pytest.fixture(autouse=True)
def _open_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What must come before a decision is told elsewhere."""
    for where, name in ((freezing, "require_gates"), (issuing, "pass_gates")):
        monkeypatch.setattr(where, name, lambda *_args, **_more: None)


def events(case: Case, kind: str) -> list[Activity]:
    rows = Activity.objects.within(case.bureau_id).filter(case=case, kind=kind)
    return list(rows.filter(superseded_at=None, withdrawn=False))


def decided(house: House, case: Case, **values: Any) -> Paper:
    said = {"penalty": PENALTY, "fine": "5000", "confiscated": "1200", **values}
    return issued(house, "penalty_decision", case=case, **said)


def served(house: House, case: Case, paper: Paper) -> None:
    at = house.clock.time
    signed = ({"role": "recipient", "name": "张三"}, {"role": "server", "name": "officer"})
    serve(
        by=house.officer, case=case, of=paper.item, way="direct", start=at,
        proofs=[ProofGiven("proof_of_service", at, signatures=signed)],
    )  # fmt: skip


def test_an_issued_decision_is_a_decision_made(house: House) -> None:
    """000 arts. 11, 12, 17: its duties begin with the paper, once, whoever enters it besides."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某公司", party_kind="organization")
    paper = decided(house, case)

    [made] = events(case, "decision_made")
    assert made.start == paper.issued_at.replace(microsecond=0)
    assert made.ref in fact_of(paper).event_refs
    names = {one.obligation for one in house.report(case).findings if one.subject == made.ref}
    assert "performance.record" in names
    house.clock.later(hours=1)
    served(house, case, paper)
    again = begin_draft(
        by=house.officer, case=case, form="penalty_decision", replaces=paper, reason="错字"
    )
    issue(by=house.officer, draft=again.pk, revision=again.revision, reasons=ANY_REASON)
    assert len(events(case, "decision_made")) == 1
    assert audit().findings == []


def test_what_somebody_entered_before_belongs_to_the_paper(house: House) -> None:
    case = house.case(party_name="某公司", party_kind="organization")
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    house.clock.later(days=1)
    paper = decided(house, case)
    assert [one.item for one in events(case, "decision_made")] == [made.item]
    assert made.ref in fact_of(paper).event_refs


def test_a_report_ends_the_investigation(clock: Clock, db: None) -> None:
    """000 art. 10."""
    house = House(clock, "jinpu-ethnic-religious")
    case = house.case(party_name="某公司", party_kind="organization")
    issued(house, "investigation_report", case=case)
    assert len(events(case, "investigation_concluded")) == 1
    found = [one for one in house.report(case).findings if one.obligation == "investigation.report"]
    assert [one.status for one in found] == ["met"]


def test_a_notice_that_is_served_tells_of_the_rights(house: House) -> None:
    """002 art. 10(10), 003 art. 13: told in writing, of the hearing where there is one."""
    case = house.case(party_name="某公司", party_kind="organization")
    now = house.clock.time  # at the inquiry, which is another time
    acts.add_activity(by=house.officer, kind="rights_informed", start=now, case=case)
    house.clock.later(days=1)
    paper = issued(house, "prior_notice", case=case, hearing=True)
    assert len(events(case, "rights_informed")) == 1
    house.clock.later(hours=1)
    served(house, case, paper)
    told = max(events(case, "rights_informed"), key=lambda one: one.start)
    assert told.attrs == {"rights": ["statement", "defense", "hearing"], "manner": "written"}
    assert told.ref in fact_of(paper).event_refs


@pytest.mark.parametrize("about", [0, 1])
def test_a_proof_that_comes_later_tells_of_the_rights_too(house: House, about: int) -> None:
    """Whatever the notice was written about."""
    case = house.case(party_name="某公司", party_kind="organization")
    asked_ = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.time, case=case)
    draft = started(house, "prior_notice", case=case)
    draft = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values={},
        events=[asked_.ref] * about,
    )  # fmt: skip
    paper = issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
    house.clock.later(hours=1)
    now = house.clock.time
    row = serve(by=house.officer, case=case, of=paper.item, way="direct", start=now)
    assert events(case, "rights_informed") == []
    acts.add_document(
        by=house.officer, kind="proof_of_service", at=now, case=case, events=[row.ref],
        signatures=[{"role": "recipient", "name": "张三", "at": now}],
    )  # fmt: skip
    [told] = events(case, "rights_informed")
    assert told.ref in fact_of(paper).event_refs


def test_what_a_decision_orders_is_entered_with_one_press(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某公司", party_kind="organization")
    acts.assign_handlers(by=house.head, case=case, handlers=[house.officer.person])
    paper = decided(house, case)
    house.clock.later(hours=1)
    served(house, case, paper)

    assert "orders" in {one.kind for one in still_open(house.officer, case)}
    page = Desk(house, "officer").open("/?kind=party")
    assert page.says("登记决定内容：行政处罚决定书")
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says("5,000")
    page.send(via="/dues/written/")
    dues = Due.objects.within(case.bureau_id).filter(case=case).order_by("kind")
    assert [(one.kind, one.amount_fen, one.text) for one in dues] == [
        ("confiscation", None, "没收违法所得1200元"),
        ("fine", 500_000, ""),
        ("rectification", None, "责令于2026年4月10日前改正"),
    ]
    fine = next(one for one in dues if one.kind == "fine")
    assert fine.due is not None
    assert fine.due > house.clock.time + timedelta(days=14)
    assert unentered_in(case) == []
    assert not Desk(house, "officer").open("/?kind=party").says("登记决定内容：")
    [made] = events(case, "decision_made")
    assert str(made.attrs["rectify_by"]).startswith("2026-04-10T23:59:59")


def test_a_warning_alone_orders_nothing_and_one_from_outside_is_asked_about(house: House) -> None:
    case = house.case(party_name="某公司", party_kind="organization")
    decided(house, case, penalty="警告", fine="0", confiscated="0")
    assert unentered_in(case) == []
    other = house.case(party_name="某公司", party_kind="organization")
    acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=other)
    page = Desk(house, "officer").open(f"/cases/{other.pk}/dues/")
    page.send(via="/dues/written/")
    assert page.says("无须缴纳")
    assert unentered_in(other) == []


@pytest.mark.parametrize("first", ["issue", "start"])
def test_the_offered_way_to_start_ends_in_time(house: House, first: str) -> None:
    """000 art. 7: the approval counts from the head's signature, whenever the form is issued."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某公司", party_kind="organization")
    draft = started(house, "start_approval", case=case)
    agreed(house, asked(house, case, draft=draft), "section_head", "bureau_head")
    for minutes, step in zip((5, 10), sorted(("issue", "start"), key=first.__ne__), strict=True):
        house.clock.later(minutes=minutes)
        if step == "issue":
            issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
        else:
            decide_start(by=house.officer, case=case, start=True)
    found = [one for one in house.report(case).findings if one.obligation == "initiation.approval"]
    assert [one.status for one in found] == ["met"], found


def test_what_was_changed_after_the_approval_counts_from_its_issue(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某公司", party_kind="organization")
    draft = started(house, "start_approval", case=case)
    agreed(house, asked(house, case, draft=draft), "section_head", "bureau_head")
    draft.refresh_from_db()
    changed = save_draft(
        by=house.officer, draft=draft.pk, revision=draft.revision, values={"facts": "别的事"}
    )
    house.clock.later(hours=1)
    paper = issue(by=house.officer, draft=draft.pk, revision=changed.revision, reasons=ANY_REASON)
    assert fact_of(paper).at == paper.issued_at.replace(microsecond=0)
