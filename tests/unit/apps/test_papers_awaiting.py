# SPDX-License-Identifier: Apache-2.0
"""Issued papers that wait: for a signature, by notice and on the desk; for service, in a list."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.before_ending import still_open
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Case, Paper
from liuhen.apps.cases.papers import reading
from liuhen.apps.cases.papers.awaiting import awaited_of
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.rooms import still_to_sign
from liuhen.apps.cases.papers.signing import sign_in_system
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal
from liuhen.apps.cases.serving.entering import serve, tell_result
from liuhen.apps.cases.serving.served import services_in
from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.notices import notice_said, notices_of
from liuhen.apps.compliance.reminding import remind
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from support.approving import agreed, asked
from support.desk import Desk
from support.house import House
from support.paperwork import ANY_REASON, fact_of, issued, started

APPROVAL = "decision_approval"
pytestmark = pytest.mark.usefixtures("own_home")


def wait_for(house: House, name: str) -> list[str]:
    return sorted(one.role for one in awaited_of(house.viewer(name)))


def told(house: House, name: str) -> list[Notice]:
    remind(house.bureau, house.clock.now())
    return [row for row in notices_of(house.viewer(name), unread=True) if "paper" in row.params]


def sign(house: House, paper: Paper, name: str, role: str) -> None:
    sign_in_system(by=house.viewer(name), paper=paper.pk, role=role)


# ---------------------------------------------------------------- signatures


def test_whoever_has_to_sign_is_told_and_finds_it_on_the_desk(house: House) -> None:
    paper = issued(house, APPROVAL)

    assert wait_for(house, "officer") == ["handler"]
    assert wait_for(house, "section_head") == ["section_head"]
    assert wait_for(house, "bureau_head") == ["bureau_head"]
    assert wait_for(house, "custodian") == []
    assert wait_for(house, "stranger") == []
    [notice] = told(house, "bureau_head")
    assert notice.word == "paper_unsigned"
    assert paper.case.number in notice_said(notice)
    assert told(house, "officer") == [], "who issued it knows"
    desk = Desk(house, "bureau_head").open("/")
    assert desk.says(f"/papers/{paper.pk}/sign/")
    assert desk.client.post("/notices/", {"notice": notice.pk})["Location"] == (
        f"/papers/{paper.pk}/sign/"
    )

    sign(house, paper, "bureau_head", "bureau_head")

    assert wait_for(house, "bureau_head") == []
    assert told(house, "bureau_head") == []
    assert len(told(house, "section_head")) == 1
    assert not Desk(house, "bureau_head").open("/").says(f"/papers/{paper.pk}/sign/")


def test_the_chair_and_the_recorder_whom_a_paper_names_are_asked_and_nobody_else(
    house: House,
) -> None:
    """行政处罚法第六十四条: whoever chaired and recorded signs, and no other for them."""
    chair, recorder = house.people["legal_reviewer"], house.people["colleague"]
    paper = issued(house, "hearing_record", chair=chair.name, recorder=recorder.name)

    assert wait_for(house, "legal_reviewer") == ["hearing_chair"]
    assert wait_for(house, "colleague") == ["recorder"]
    assert wait_for(house, "deputy_head") == []
    [notice] = told(house, "legal_reviewer")
    assert notice.word == "paper_unsigned"
    desk = Desk(house, "legal_reviewer").open("/").follow("签名：听证笔录")
    assert desk.held("role") == ["hearing_chair"]
    with pytest.raises(NotAllowedError):
        sign(house, paper, "deputy_head", "hearing_chair")
    with pytest.raises(NotAllowedError):
        sign(house, paper, "legal_reviewer", "recorder")

    desk.send()
    assert wait_for(house, "legal_reviewer") == []
    sign(house, paper, "colleague", "recorder")
    assert wait_for(house, "colleague") == []


def test_a_chair_of_another_section_sees_the_paper_alone_and_signs_it(house: House) -> None:
    """行政处罚法第六十四条: who chairs investigated nothing, and need not be of the section."""
    paper = issued(house, "hearing_record", chair="stranger", recorder="custodian")
    other = issued(house, "hearing_record", case=paper.case, chair="张局外", recorder="x")

    [notice] = told(house, "stranger")
    assert (notice.word, notice.case) == ("paper_unsigned", None)
    assert paper.case.number in notice_said(notice)
    assert [one.params["paper"] for one in told(house, "custodian")] == [str(paper.pk)]
    desk = Desk(house, "stranger").open(f"/papers/{paper.pk}/sign/")
    assert desk.held("role") == ["hearing_chair"]
    assert desk.says(f"/papers/{paper.pk}/page/1/")
    assert not desk.says(paper.case.title)
    assert not desk.says(f"/cases/{paper.case_id}/")
    desk.open(f"/papers/{paper.pk}/page/1/")
    for closed in (
        f"/papers/{paper.pk}/", f"/papers/{paper.pk}/file/", f"/cases/{paper.case_id}/",
        f"/papers/{other.pk}/sign/", f"/papers/{other.pk}/page/1/",
    ):  # fmt: skip
        desk.open(closed, 404)
    with pytest.raises(NotAllowedError):
        sign(house, paper, "stranger", "recorder")

    desk.open(f"/papers/{paper.pk}/sign/").send()

    assert desk.says("您已签署")
    assert desk.address == f"/papers/{paper.pk}/sign/"
    assert [one.role for one in still_to_sign(paper)][:1] != ["hearing_chair"]
    assert "hearing_chair" not in [one.role for one in still_to_sign(paper)]
    assert told(house, "stranger") == []


def test_who_shares_the_name_of_the_chair_or_withdrew_opens_nothing(house: House) -> None:
    paper = issued(house, "hearing_record", chair="stranger", recorder="x")
    double = house.add("double", Role.OFFICER, house.other_section)
    Person.objects.filter(pk=double.pk).update(name="stranger")
    desk = Desk(house, "stranger").open(f"/papers/{paper.pk}/sign/", 404)
    Person.objects.filter(pk=double.pk).update(is_active=False)
    desk.open(f"/papers/{paper.pk}/sign/")
    withdrew = ask_recusal(
        by=house.officer, case=paper.case, person=house.people["stranger"], asked_by="当事人",
        ground="亲属",
    )  # fmt: skip
    assert len(told(house, "stranger")) == 1
    decide_recusal(by=house.head, recusal=withdrew, granted=True, reason="是亲属")
    desk.open(f"/papers/{paper.pk}/sign/", 404)
    assert told(house, "stranger") == []


def test_whoever_withdrew_is_not_asked_to_sign_as_chair_or_recorder(house: House) -> None:
    paper = issued(house, "hearing_record", chair="legal_reviewer", recorder="colleague")
    for name in ("legal_reviewer", "colleague"):
        assert len(told(house, name)) == len(wait_for(house, name)) == 1
        withdrew = ask_recusal(
            by=house.officer, case=paper.case, person=house.people[name], asked_by="当事人",
            ground="亲属",
        )  # fmt: skip
        decide_recusal(by=house.head, recusal=withdrew, granted=True, reason="是亲属")
        assert told(house, name) == []
        assert wait_for(house, name) == []


def test_a_paper_that_names_the_chair_for_others_to_read_stays_closed(house: House) -> None:
    """A notice of the hearing tells the party who chairs; the chair signs none of it."""
    paper = issued(house, "hearing_notice", chair="stranger", recorder="custodian")
    assert paper.values["chair"] == "stranger"
    desk = Desk(house, "stranger").open(f"/papers/{paper.pk}/sign/", 404)
    desk.open(f"/papers/{paper.pk}/page/1/", 404)


def test_two_officers_sign_and_each_once(house: House) -> None:
    case = house.case()
    acts.assign_handlers(
        by=house.officer, case=case, handlers=[house.people["officer"], house.people["colleague"]]
    )
    paper = issued(house, case=case, present_phone="")
    assert wait_for(house, "officer") == wait_for(house, "colleague") == ["officer"]

    sign(house, paper, "officer", "officer")

    assert wait_for(house, "officer") == []
    assert wait_for(house, "colleague") == ["officer"]
    sign(house, paper, "colleague", "officer")
    assert wait_for(house, "colleague") == []


def test_what_is_replaced_archived_or_about_to_be_approved_waits_for_nobody(house: House) -> None:
    paper = issued(house, APPROVAL)
    request = asked(house, paper.case, "closing", paper=paper)
    assert wait_for(house, "bureau_head") == [], "it waits as a request"
    agreed(house, request, "bureau_head", reasons=ANY_REASON)
    other = issued(house, APPROVAL)
    assert wait_for(house, "bureau_head") == ["bureau_head"], "what was approved waits no more"
    Case.objects.within(house.bureau.pk).filter(pk=other.case_id).update(archived_at=timezone.now())
    assert wait_for(house, "bureau_head") == []


@pytest.mark.parametrize("what", ["paper", "draft"])
def test_no_further_head_is_asked_where_the_route_has_approved(house: House, what: str) -> None:
    """001: the deputy or the head; neither the other nor the section is asked to sign besides."""
    other = House(house.clock, "xigang-education", "other")
    draft = started(other, APPROVAL)
    if what == "draft":
        agreed(other, asked(other, draft.case, "start", draft=draft), "deputy_head")
    paper = issue(by=other.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)
    if what == "paper":
        agreed(other, asked(other, draft.case, "start", paper=paper), "deputy_head")

    assert wait_for(other, "bureau_head") == wait_for(other, "section_head") == []
    assert told(other, "bureau_head") == []
    assert wait_for(other, "officer") == ["handler"], "who wrote it still signs"
    assert [one.role for one in still_to_sign(paper)] == ["handler"]
    sign(other, paper, "section_head", "section_head")


def test_looking_takes_as_many_queries_for_one_paper_as_for_some(house: House) -> None:
    def queries(name: str) -> int:
        viewer = house.viewer(name)
        with CaptureQueriesContext(connection) as found:
            awaited_of(viewer)
            unserved(viewer)
        return len(found)

    issued(house, APPROVAL)
    issued(house, "prior_notice")
    house_of_one = {name: queries(name) for name in ("bureau_head", "officer")}
    for _ in range(3):
        issued(house, APPROVAL)
        issued(house, "prior_notice")

    assert {name: queries(name) for name in house_of_one} == house_of_one


def test_what_nobody_signed_is_named_at_the_end_with_as_many_queries(house: House) -> None:
    case = house.case(party_name="某公司")

    def unsigned() -> tuple[int, int]:
        viewer = house.officer
        with CaptureQueriesContext(connection) as found:
            [one] = [each for each in still_open(viewer, case) if each.kind == "signatures"]
        return one.count, len(found)

    issued(house, APPROVAL, case=case)
    unsigned()  # the forms of the papers are read once
    one = unsigned()
    for _ in range(3):
        issued(house, APPROVAL, case=case)
    unsigned()
    assert unsigned() == (4, one[1])


def test_a_paper_whose_file_is_missing_is_named_at_the_end(house: House) -> None:
    case = house.case(party_name="某公司")
    issued(house, APPROVAL, case=case)
    lost = issued(house, "prior_notice", case=case)
    reading._frozen.cache_clear()
    with vault().as_file(str(lost.bureau_id), lost.frozen_digest) as file:
        file.unlink()

    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/")

    assert desk.says(f"{lost.title} {lost.number}")
    found = {one.kind: one.count for one in still_open(house.officer, case)}
    assert (found["lost"], found["signatures"]) == (1, 1), "the others are looked at all the same"


# ---------------------------------------------------------------- service


def titles(house: House, name: str = "officer", **narrowed: Any) -> list[str]:
    return [one.paper.form for one in unserved(house.viewer(name), **narrowed)]


def test_a_decision_stands_in_the_list_with_its_last_day_until_it_is_served(house: House) -> None:
    """行政处罚法 art. 61: seven working days; issued on Monday 2 March."""
    paper = issued(house, "penalty_decision")
    issued(house, "prior_notice")
    issued(house, APPROVAL)

    first, second = unserved(house.officer)

    assert (first.paper, second.paper.form) == (paper, "prior_notice")
    assert timezone.localtime(first.due).strftime("%m-%d %H:%M") == "03-11 23:59"
    assert second.due is None
    desk = Desk(house, "officer").open("/papers/unserved/")
    assert desk.says("第六十一条")
    assert desk.says(f"/cases/{paper.case_id}/serve/{first.key}/")
    assert Desk(house, "officer").open("/").says("/papers/unserved/")

    house.clock.later(hours=1)
    serve(
        by=house.officer, case=paper.case, of=fact_of(paper).item, way="direct",
        start=house.clock.now(),
    )  # fmt: skip
    first, _second = unserved(house.officer)
    assert (first.paper, first.waits) == (paper, True), "nobody has signed for it"
    [service] = services_in(paper.case)
    acts.add_document(
        by=house.officer, kind="proof_of_service", at=house.clock.now(), case=paper.case,
        events=[service.row.ref], signatures=[{"role": "recipient", "name": "甲"}],
    )  # fmt: skip
    assert titles(house) == ["prior_notice"]


def test_mail_is_on_its_way_then_comes_back_and_is_asked_for_again(house: House) -> None:
    paper = issued(house, "penalty_decision")
    house.clock.later(hours=1)
    made = serve(
        by=house.officer, case=paper.case, of=fact_of(paper).item, way="mail",
        start=house.clock.now(), to="甲",
    )  # fmt: skip
    [one] = unserved(house.officer)
    assert (one.waits, one.last is not None) == (True, True)
    house.clock.later(days=2)
    tell_result(
        by=house.officer, case=paper.case, service=made.item, returned=True, at=house.clock.now()
    )

    [one] = unserved(house.officer)
    assert (one.waits, one.last is not None and one.last.returned) == (False, True)
    assert Desk(house, "officer").open("/papers/unserved/").says("退回")


def test_the_list_is_of_my_cases_or_of_the_section_and_of_nobody_elses(house: House) -> None:
    paper = issued(house, "prior_notice")

    assert titles(house, "section_head") == ["prior_notice"]
    assert titles(house, "section_head", section=paper.case.section_id) == ["prior_notice"]
    assert titles(house, "section_head", person=house.people["colleague"].pk) == []
    assert titles(house, "officer", person=house.people["officer"].pk) == ["prior_notice"]
    assert titles(house, "stranger") == []
    assert Desk(house, "section_head").open("/papers/unserved/?whose=all").says(paper.case.number)
