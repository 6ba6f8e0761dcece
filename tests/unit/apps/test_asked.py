# SPDX-License-Identifier: Apache-2.0
"""What is missing, as deeds: a regulation asks for nothing that nobody could give."""

from datetime import timedelta

import pytest

from liuhen.apps.cases.rows import rows_of
from liuhen.apps.compliance.asked import (
    Asked,
    asked_of,
    events_asking,
    fields_asked,
    signatures_asked,
)
from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Case, Document, Event, Facts
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.workdays import load_calendar
from liuhen.simulate import DEFAULT_NOW, cases

AT = DEFAULT_NOW - timedelta(days=1)


def asked(facts: Facts, pack: str = "jinpu-ocean") -> list[Asked]:
    report = evaluate(facts, load_pack(pack), load_calendar(), DEFAULT_NOW)
    return asked_of(report, load_pack(pack), rows_of(facts))


def case(*events: Event, documents: tuple[Document, ...] = ()) -> Facts:
    return Facts(case=Case(id="A-1", act="penalty"), events=list(events), documents=list(documents))


def inspection() -> Event:
    return Event(id="e1", type="site_inspection", start=AT, end=AT + timedelta(hours=1))


def test_two_articles_that_ask_for_one_paper_are_one_deed() -> None:
    found = [one for one in asked(case(inspection())) if "site_inspection_record" in one.words]

    (deed,) = found
    assert (deed.deed, deed.kind, deed.subject) == ("add", "document", "e1")
    assert set(deed.articles) == {"12", "14(3)"}


def test_a_paper_that_lacks_a_signature_is_to_be_signed_not_made_again() -> None:
    paper = Document(id="d1", type="site_inspection_record", at=AT, events=["e1"])
    deeds = asked(case(inspection(), documents=(paper,)))

    signed = [one for one in deeds if one.deed == "sign"]
    assert {one.target for one in signed} == {"d1"}
    assert not [one for one in deeds if "site_inspection_record" in one.words]


def test_what_was_not_recorded_may_still_be_explained() -> None:
    words = {word for one in asked(case(inspection())) for word in one.words}

    assert "no_recording_reason" in words


def test_what_is_overdue_comes_first_and_what_has_time_last() -> None:
    urgent = Event(
        id="e2", type="case_initiated", start=AT - timedelta(days=3), attrs={"urgent": True}
    )
    statuses = [(one.status, one.due is None) for one in asked(case(inspection(), urgent))]

    assert statuses[0] == ("overdue", False)
    order = [status for status, _open in statuses if status != "advised"]
    assert order.index("breached") < len(order) - 1 - order[::-1].index("pending")
    assert all(status == "advised" for status, _open in statuses[len(order) :])


@pytest.mark.parametrize("pack_id", [one for one in known_packs() if one != "cn-national"])
def test_nothing_that_is_missing_is_left_without_a_deed(pack_id: str) -> None:
    """Over believable cases of every bureau, many with faults, some just begun."""
    pack, calendar = load_pack(pack_id), load_calendar()
    for facts in cases(pack_id, 40, 7, DEFAULT_NOW):
        report = evaluate(facts, pack, calendar, DEFAULT_NOW)
        deeds = asked_of(report, pack, rows_of(facts))
        covered = {
            (finding.obligation, finding.subject, token)
            for deed in deeds
            for finding in deed.findings
            for token in deed.missing
        }
        for finding in report.findings:
            if finding.status in ("pending", "overdue"):
                for token in finding.missing:
                    assert (finding.obligation, finding.subject, token) in covered, finding


def test_a_form_offers_the_fields_that_its_own_regulation_asks_for() -> None:
    ocean, school = load_pack("jinpu-ocean"), load_pack("xigang-education")

    asked_by_ocean = {word for need in fields_asked(ocean, "decision") for word in need.words}
    asked_by_school = {word for need in fields_asked(school, "decision") for word in need.words}
    assert {"maker", "legal_basis", "reasoning"} <= asked_by_ocean
    assert "remedies" in asked_by_school
    assert "remedies" not in asked_by_ocean


def test_alternatives_stay_together_with_their_articles() -> None:
    needs = fields_asked(load_pack("jinpu-ocean"), "legal_review_opinion")

    assert ("reviewer",) in [need.words for need in needs], "or the reviewer's own signature"
    roles = [need.words for need in signatures_asked(load_pack("jinpu-ocean"), "decision")]
    assert ("bureau_head", "deputy_head") in roles


def test_a_paper_is_known_to_belong_to_the_activity_that_asks_for_it() -> None:
    assert "inquiry" in events_asking(load_pack("jinpu-ocean"), "inquiry_record")
    assert events_asking(load_pack("jinpu-ocean"), "closing_report") == frozenset()
