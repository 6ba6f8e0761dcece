# SPDX-License-Identifier: Apache-2.0
"""Who says who handles a case: it opens what is confidential, and bars from deciding for ever."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.ending import end_case
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Case, Handler, Participant, ParticipantSecret
from liuhen.apps.cases.participants.acts import add_participant, change_participant
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal
from liuhen.apps.cases.separation import parts_in
from support.desk import Desk
from support.house import House

pytestmark = pytest.mark.usefixtures("english")


def name_handlers(house: House, by: str, case: Case, *names: str) -> None:
    people = [house.people[name] for name in names]
    acts.assign_handlers(by=house.viewer(by), case=case, handlers=people)


def handlers(case: Case) -> set[str]:
    return set(Handler.objects.filter(case=case).values_list("person__name", flat=True))


def withdrawn(house: House, case: Case, name: str = "officer") -> None:
    row = ask_recusal(
        by=house.officer, case=case, person=house.people[name], asked_by="甲公司", ground="亲属"
    )
    decide_recusal(by=house.head, recusal=row, granted=True)


def test_a_colleague_does_not_make_himself_a_handler_to_read_who_informed(house: House) -> None:
    case = house.case()
    add_participant(
        by=house.officer, case=case, role="complainant", told={"anonymous": False},
        secret={"name": "密甲"},
    )  # fmt: skip

    assert not case_deeds(house.viewer("colleague"), case).name_handlers
    with pytest.raises(NotAllowedError, match="whoever handles the case"):
        name_handlers(house, "colleague", case, "officer", "colleague")
    assert not ParticipantSecret.objects.seen_by(house.viewer("colleague")).exists()


@pytest.mark.parametrize("by", ["officer", "section_head", "deputy_head", "bureau_head"])
def test_a_handler_or_a_head_names_another_one(house: House, by: str) -> None:
    case = house.case()
    assert case_deeds(house.viewer(by), case).name_handlers
    name_handlers(house, by, case, "officer", "colleague")
    assert handlers(case) == {"officer", "colleague"}


@pytest.mark.parametrize("name", ["section_head", "deputy_head", "bureau_head", "legal_reviewer"])
def test_no_officer_bars_a_head_or_reviewer_by_naming_him(house: House, name: str) -> None:
    case = house.case()
    with pytest.raises(NotAllowedError, match="reviews or approves"):
        name_handlers(house, "officer", case, "officer", name)
    with pytest.raises(NotAllowedError, match="reviews or approves"):
        house.case(handlers=[house.people["officer"], house.people[name]])
    assert parts_in(case).why_not(house.people[name].pk, name) == ""


def test_a_head_handles_a_case_by_an_act_of_the_own(house: House) -> None:
    case = house.case()
    name_handlers(house, "section_head", case, "officer", "section_head")
    assert handlers(case) == {"officer", "section_head"}

    other = house.case()
    name_handlers(house, "bureau_head", other, "officer", "section_head")
    with pytest.raises(NotAllowedError):
        name_handlers(house, "section_head", other, "officer", "bureau_head")
    name_handlers(house, "officer", other, "colleague", "section_head")  # who is there may stay


def test_whoever_withdrew_is_not_named_again_and_enters_nothing(house: House) -> None:
    case = house.case()
    withdrawn(house, case)

    with pytest.raises(NotAllowedError, match="officer withdrew"):
        name_handlers(house, "section_head", case, "officer")
    name_handlers(house, "section_head", case, "colleague")
    for again in (house.officer, house.viewer("officer")):
        with pytest.raises(NotAllowedError, match="takes no part"):
            acts.add_document(
                by=again, kind="investigation_report", at=house.clock.now(), case=case
            )
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    for path in ("/add/", "/papers/", "/ask/"):
        assert not page.says(path)
    deeds = case_deeds(house.officer, case)
    assert (deeds.enter, deeds.conclude, deeds.name_handlers) == (False, False, False)
    acts.add_document(
        by=house.viewer("colleague"), kind="investigation_report", at=house.clock.now(), case=case
    )


def test_a_colleague_enters_and_leaves_the_end_and_the_people_to_the_handlers(house: House) -> None:
    case = house.case(party_name="甲公司")
    told = Participant.objects.within(case.bureau_id).get(case=case, role="party")
    colleague = house.viewer("colleague")
    deeds = case_deeds(colleague, case)
    assert (deeds.enter, deeds.change, deeds.conclude) == (True, False, False)
    with pytest.raises(NotAllowedError, match="handlers of case"):
        change_participant(by=colleague, participant=told, told={"name": "乙公司"})
    with pytest.raises(NotAllowedError, match="handlers of case"):
        end_case(by=colleague, case=case, ending="performed", reason="已履行")
    assert case_deeds(house.viewer("section_head"), case).change


def test_a_head_who_withdrew_neither_corrects_nor_decides(house: House) -> None:
    case = house.case()
    withdrawn(house, case, "deputy_head")

    with pytest.raises(NotAllowedError, match="takes no part"):
        acts.correct_case(by=house.viewer("deputy_head"), case=case, reason="改", title="别的")
    assert not case_deeds(house.viewer("deputy_head"), case).correct
    with pytest.raises(NotAllowedError, match="takes no part"):
        name_handlers(house, "deputy_head", case, "colleague")


def test_a_refused_recusal_changes_nothing(house: House) -> None:
    case = house.case()
    row = ask_recusal(
        by=house.officer, case=case, person=house.people["officer"], asked_by="甲", ground="成见"
    )
    decide_recusal(by=house.head, recusal=row, granted=False, reason="没有依据")
    acts.add_document(
        by=house.officer, kind="investigation_report", at=house.clock.now(), case=case
    )
