# SPDX-License-Identifier: Apache-2.0
"""Somebody else than the party receives a decision (民事诉讼法第八十八条)."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Case, Document, Participant
from liuhen.apps.cases.participants.acts import add_participant, change_participant
from liuhen.apps.cases.serving.served import services_in
from support.desk import Desk
from support.house import House


def two_parties(house: House) -> tuple[Case, Document, Document]:
    """A company and its driver are fined, each by a decision of its own."""
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司", party_kind="organization")
    first = Participant.objects.within(case.bureau_id).get(case=case, role="party")
    change_participant(by=house.officer, participant=first, told={"representative": "钱总"})
    told = {"name": "李志强", "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.time, case=case
    )
    company, driver = (
        acts.add_document(
            by=house.officer, kind="decision", at=house.clock.time, events=[made.ref], case=case,
            fields={"party": one},
        )
        for one in ("某渔业公司", "李志强")
    )  # fmt: skip
    house.clock.set("2026-03-03 12:00")
    return case, company, driver


def by_hand(house: House, case: Case, paper: Document) -> Desk:
    return Desk(house, "officer").open(f"/cases/{case.pk}/serve/{paper.item}/direct/")


def test_a_decision_is_not_served_on_somebody_of_whom_nobody_says_who_that_is(
    house: House,
) -> None:
    case, _company, driver = two_parties(house)
    desk = by_hand(house, case, driver)
    assert desk.held("to") == ["李志强"]
    signed = {"start": "2026-03-03T10:00", "p0_at": "2026-03-03T10:00", "p0_s_server": "officer"}

    desk.send(422, to="王五", p0_s_recipient="王五", **signed)
    assert desk.says("王五不是该文书的受送达人")
    desk.send(422, to="李志强", p0_s_recipient="王五", **signed)
    assert services_in(case) == []

    desk.send(to="李志强", p0_s_recipient="王五", capacity="family", **signed)
    [one] = services_in(case)
    assert (one.to, one.waits) == ("李志强", False)
    proof = Document.objects.within(case.bureau_id).get(type="proof_of_service")
    assert proof.signatures[-1]["name"] == "王五（同住成年家属）"


@pytest.mark.parametrize("name", ["李志强", "李志强（本人）"])
def test_the_other_party_of_the_case_does_not_receive_for_the_company_unless_it_is_said(
    house: House, name: str
) -> None:
    """One name with a bracket is another one; the bare name is that of the other party."""
    case, company, _driver = two_parties(house)
    signed = {"start": "2026-03-03T10:00", "p0_at": "2026-03-03T10:00", "p0_s_server": "officer"}
    desk = by_hand(house, case, company)
    if name == "李志强":
        desk.send(422, to=name, p0_s_recipient=name, **signed)
        assert not Activity.objects.within(case.bureau_id).filter(kind="service").exists()
        desk.send(to=name, p0_s_recipient=name, capacity="office", **signed)
        assert services_in(case)[0].to == "李志强（负责收件的人）"
    else:
        desk.send(to="某渔业公司", p0_s_recipient=name, **signed)
        assert services_in(case)[0].at


@pytest.mark.parametrize("name", ["钱总", "收发室的张三"])
def test_whoever_is_there_receives_for_the_company_as_before(house: House, name: str) -> None:
    case, company, _driver = two_parties(house)
    by_hand(house, case, company).send(
        start="2026-03-03T10:00", p0_at="2026-03-03T10:00", p0_s_server="officer",
        p0_s_recipient=name,
    )  # fmt: skip
    assert services_in(case)[0].at


def test_of_a_case_of_one_organisation_nothing_more_is_asked(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="某渔业公司", party_kind="organization")
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=case)
    assert not by_hand(house, case, paper).held("capacity")


def test_it_is_asked_too_where_the_signed_proof_comes_later_or_stands_there_already(
    house: House,
) -> None:
    case, _company, driver = two_parties(house)
    desk = by_hand(house, case, driver)
    desk.send(start="2026-03-03T10:00", p0_state="later")
    proof = acts.add_document(
        by=house.officer, kind="proof_of_service", at=house.clock.time, case=case,
        signatures=[{"role": "recipient", "name": "王五", "at": house.clock.time}],
    )  # fmt: skip
    assert services_in(case)[0].waits
    desk.follow("录入已签收的送达回证")
    desk.send(422, at="2026-03-03T10:05", p0_state=proof.ref)
    desk.send(at="2026-03-03T10:05", p0_state=proof.ref, capacity="agent")
    [one] = services_in(case)
    assert (one.to, one.waits) == ("王五（受委托人）", False)


def test_an_untouched_form_says_nothing_and_asks_first(house: House) -> None:
    case, _company, driver = two_parties(house)
    desk = by_hand(house, case, driver)
    desk.send(422)
    assert desk.says("请写明内容")
    assert services_in(case) == []
    desk.send(p0_state="later")
    assert services_in(case)[0].waits
