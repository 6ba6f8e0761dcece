# SPDX-License-Identifier: Apache-2.0
"""Who sees a paper, and who what is confidential in it."""

from datetime import date
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Document
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.papers.reading import frozen_of, may_open, newest_digest, open_pdf, paper_of
from liuhen.apps.cases.papers.signers import is_stranger, names_for
from liuhen.apps.cases.papers.signing import sign_by_finger
from liuhen.apps.cases.participants.acts import add_participant, change_participant
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.serving.entering import serve, tell_result
from liuhen.apps.cases.serving.lacking import lacking_in
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.cases.serving.proofs import ProofGiven
from liuhen.apps.cases.serving.served import services_in
from liuhen.apps.cases.serving.signed import record_handed_over
from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.trace.models import LeafPayload
from liuhen.paper.sealing import verify_pdf
from support.desk import Desk
from support.house import House
from support.paperwork import drawn, fact_of, issued, pdf_of

pytestmark = pytest.mark.usefixtures("own_home", "english")


def test_confidential_fields_stay_with_the_handlers(house: House) -> None:
    paper = issued(house, present_phone="13900000001")

    assert "present_phone" not in paper.values
    assert "present_phone" not in fact_of(paper).fields
    assert frozen_of(paper).values["present_phone"] == "13900000001"
    assert may_open(house.officer, paper)
    assert may_open(house.head, paper)
    assert not may_open(house.viewer("colleague"), paper)
    with pytest.raises(NotAllowedError, match="confidential"):
        open_pdf(by=house.viewer("custodian"), paper=paper)


def test_the_name_of_an_informant_who_signs_stands_in_the_pdf_alone(house: House) -> None:
    paper = issued(house, "complaint_reply", informant="密举报人")

    row = sign_by_finger(
        by=house.officer, paper=paper.pk, role="recipient", name="密举报人", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip

    assert row.name == "•••"
    payloads = LeafPayload.objects.values_list("payload", flat=True)
    assert not [one for one in payloads if "密举报人" in one]
    assert verify_pdf(pdf_of(house.officer, paper), [])[-1].name == "密举报人"
    assert not may_open(house.viewer("colleague"), paper)


def test_the_answer_to_an_informant_is_served_on_the_informant_alone(house: House) -> None:
    """处罚法第五十四条: who informed is kept confidential, from the accused first of all."""
    paper = issued(house, "complaint_reply", informant="密举报人")
    case = paper.case
    add_participant(by=house.officer, case=case, role="party", told={"name": "李红芳"})
    add_participant(
        by=house.officer, case=case, role="complainant",
        told={"name": "密举报人", "address": "密路 7 号"},
    )  # fmt: skip
    house.clock.later(hours=1)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/")
    desk.follow("送达该文书").follow("直接送达")
    assert desk.held("to") == ["投诉举报人"]
    assert desk.says("密路 7 号")
    assert not desk.held("address")
    desk.send(422, to="李红芳", p0_s_recipient="李红芳", p0_s_server="officer")
    assert desk.says("不送达当事人")
    desk.send(422, to="投诉举报人", p0_s_recipient="李红芳", p0_s_server="officer")
    assert names_for(house.officer, paper)["recipient"] == ["密举报人"]
    assert is_stranger(house.officer, paper, "recipient", "李红芳")
    desk.send(to="密举报人", p0_s_recipient="密举报人", p0_s_server="officer")
    [one] = services_in(case)
    assert (one.to, one.address, one.at is None) == ("投诉举报人", "", False)
    payloads = LeafPayload.objects.values_list("payload", flat=True)
    assert not [each for each in payloads if "密举报人" in each or "密路" in each]
    other = Desk(house, "section_head").open(f"/cases/{case.pk}/serve/")
    assert not other.says("密举报人")


def test_an_answer_by_mail_names_nobody_and_by_email_needs_no_consent_of_the_party(
    house: House,
) -> None:
    paper = issued(house, "complaint_reply", informant="密举报人")
    case = paper.case
    add_participant(by=house.officer, case=case, role="complainant", secret={"name": "密举报人"})
    house.clock.later(hours=1)
    given: dict[str, Any] = {"by": house.officer, "case": case, "of": paper.pk}
    sent = serve(**given, way="mail", start=house.clock.time)
    signed = ({"role": "recipient", "name": "密某的邻居", "at": house.clock.time},)
    tell_result(
        by=house.officer, case=case, service=sent.item, returned=False, at=house.clock.time,
        proofs=[ProofGiven("delivery_confirmation", house.clock.time, {}, signed)],
    )  # fmt: skip
    confirmation = Document.objects.within(case.bureau_id).get(type="delivery_confirmation")
    assert [one["name"] for one in confirmation.signatures] == ["投诉举报人"]
    mail = serve(**given, way="electronic", start=house.clock.time)
    [one] = [one for one in services_in(case) if one.row.item == mail.item]
    assert not one.unagreed
    assert not [each for each in lacking_in(case, one, []) if each.word == "consent"]


def test_where_an_informant_signed_for_the_answer_is_not_written_down(house: House) -> None:
    case = house.case(origin="complaint")
    visit = acts.add_activity(
        by=house.officer, kind="complainant_informed", start=house.clock.time, case=case,
        place="密路 7 号",
    )  # fmt: skip
    paper = issued(house, "complaint_reply", case=case, events=[visit.ref], informant="密举报人")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="recipient", name="密举报人", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip
    row = record_handed_over(by=house.officer, case=case, of=paper.pk)
    [one] = services_in(case)
    assert (row.place, one.to, one.address) == ("", "投诉举报人", "")


def test_the_answer_to_an_informant_is_not_signed_for_by_a_minor_who_is_the_party(
    house: House,
) -> None:
    case = house.case(origin="complaint", party_name="李小明", party_kind="person")
    [party] = [one.row for one in participants_of(house.officer, case)]
    secret = {"birth_date": date(2010, 5, 31)}
    change_participant(by=house.officer, participant=party, secret=secret)
    paper = issued(house, "complaint_reply", case=case, informant="密举报人")
    given: dict[str, Any] = {"by": house.officer, "case": case, "of": paper.pk, "way": "mail"}
    for name in ("李小明", "李 小明", "李某某"):
        with pytest.raises(BadFactError, match="not to the party"):
            serve(**given, start=house.clock.time, to=name)


def test_the_proof_of_an_answer_to_an_informant_is_not_made_out_to_the_party(
    house: House,
) -> None:
    case = house.case(origin="complaint", party_name="李红芳", party_kind="person")
    secret = {"name": "密举报人"}
    add_participant(by=house.officer, case=case, role="complainant", secret=secret)
    paper = issued(house, "complaint_reply", case=case, informant="密举报人")
    house.clock.later(hours=1)

    def proof(*events: str) -> dict[str, Any]:
        draft = begin_draft(by=house.officer, case=case, form="service_proof", events=events)
        names = ("person", "document_title", "document_number", "method")
        return {name: draft.values.get(name) for name in names}

    of = {"document_title": paper.title, "document_number": paper.number}
    assert proof() == {"person": "投诉举报人", **of, "method": None}
    row = serve(by=house.officer, case=case, of=paper.pk, way="mail", start=house.clock.time)
    assert proof(row.ref) == {"person": "投诉举报人", **of, "method": "mail"}
    assert proof()["person"] == "李红芳", "nothing waits to be served"
    posted = begin_draft(by=house.officer, case=case, form="mail_receipt", events=[row.ref])
    assert posted.values["address"] == "投诉举报人所留的地址"


def test_a_receipt_goes_to_who_handed_something_in_and_is_served_on_nobody(house: House) -> None:
    case = house.case(party_name="李红芳", party_kind="person")
    values = {"received_number": "1", "received_title": "信", "deliverer": "密举报人"}
    paper = issued(house, "receipt_of_papers", case=case, **values)
    assert papers_of(house.officer, case) == []
    assert unserved(house.officer) == []
    assert names_for(house.officer, paper)["party"] == ["密举报人"]
    assert names_for(house.viewer("colleague"), paper)["party"] == []
    assert not is_stranger(house.officer, paper, "party", "密举报人的邻居")


def test_a_stranger_finds_no_paper(house: House) -> None:
    paper = issued(house)

    with pytest.raises(UnknownRowError):
        paper_of(house.viewer("stranger"), paper.pk)
    other = House(house.clock, code="other")
    with pytest.raises(UnknownRowError):
        paper_of(other.officer, paper.pk)
