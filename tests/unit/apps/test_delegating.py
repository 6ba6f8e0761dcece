# SPDX-License-Identifier: Apache-2.0
"""Delegation: a head who is away lets somebody else act, from day to day, by a paper."""

from datetime import date

import pytest

from liuhen.apps.cases.models import ApprovalState
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.delegating import (
    acting_for,
    delegate,
    delegates_for,
    delegations,
    end_delegation,
    own_grants,
)
from liuhen.apps.people.errors import BadPersonError, NotPermittedError, RoleConflictError
from liuhen.apps.people.models import RoleGrant
from liuhen.apps.people.roles import Role
from support.approving import agreed, asked, newest, said, start_paper
from support.house import House

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)
pytestmark = pytest.mark.usefixtures("english")


def away(house: House, to: str = "deputy_head", **values: object) -> RoleGrant:
    """The head of the bureau is away and lets somebody act."""
    plain = {
        "to": house.people[to], "role": Role.BUREAU_HEAD, "organisation": house.bureau,
        "from_date": FIRST, "until_date": LAST, "paper": "委托代行〔2026〕1号",
    }  # fmt: skip
    return delegate(by=house.head, **{**plain, **values})


def test_who_acts_decides_on_behalf_of_the_head(house: House) -> None:
    """003 art. 10 asks for the head; the deputy acts while the head is away."""
    grant = away(house)
    case = house.case()
    paper = start_paper(house, case)
    request = asked(house, case, subject=paper.ref)
    said(house, request, "section_head", opinion="同意")

    step = said(house, request, "deputy_head", opinion="同意立案")

    assert (step.role, step.on_behalf) == ("bureau_head", house.people["bureau_head"])
    assert newest(paper).signatures[-1]["on_behalf"] == "bureau_head"
    assert (grant.delegated_by, grant.paper) == (house.people["bureau_head"], "委托代行〔2026〕1号")


def test_the_head_in_person_acts_in_the_own_right(house: House) -> None:
    away(house)

    assert acting_for(house.head, "bureau_head", house.section.pk) is None
    assert acting_for(house.viewer("deputy_head"), "bureau_head", house.section.pk) is not None
    assert acting_for(house.viewer("deputy_head"), "deputy_head", house.section.pk) is None


def test_it_counts_from_day_to_day_and_ends_by_itself(house: House) -> None:
    away(house, from_date=date(2026, 3, 3))
    request = asked(house, house.case())
    said(house, request, "section_head", opinion="同意")

    assert waiting_for(house.viewer("deputy_head")) == []
    house.clock.set("2026-03-03 00:00")
    assert len(waiting_for(house.viewer("deputy_head"))) == 1
    house.clock.set("2026-03-06 23:59")
    assert len(waiting_for(house.viewer("deputy_head"))) == 1
    house.clock.set("2026-03-07 00:00")
    assert waiting_for(house.viewer("deputy_head")) == []


def test_it_is_ended_early_by_hand_and_what_was_decided_stays(house: House) -> None:
    grant = away(house)
    request = asked(house, house.case())
    done = agreed(house, request, "section_head", "deputy_head")

    with pytest.raises(NotPermittedError):
        end_delegation(by=house.viewer("section_head"), grant=grant.pk)
    end_delegation(by=house.head, grant=grant.pk)

    assert not house.viewer("deputy_head").role_over(Role.BUREAU_HEAD, house.section.pk)
    assert done.state == ApprovalState.AGREED
    with pytest.raises(BadPersonError, match="ended already"):
        end_delegation(by=house.head, grant=grant.pk)
    assert list(delegations(house.viewer("deputy_head"))) == [grant]


def test_nobody_delegates_what_is_not_the_own_role(house: House) -> None:
    with pytest.raises(NotPermittedError):
        away(house, role=Role.DEPUTY_HEAD)
    with pytest.raises(NotPermittedError):
        away(house, role=Role.CUSTODIAN)
    with pytest.raises(NotPermittedError):
        delegate(
            by=house.viewer("legal_reviewer"), to=house.people["deputy_head"],
            role=Role.LEGAL_REVIEWER, organisation=house.bureau, from_date=FIRST,
            until_date=LAST, paper="x",
        )  # fmt: skip


def test_a_delegated_role_is_not_passed_on(house: House) -> None:
    away(house)

    deputy = house.viewer("deputy_head")
    assert {one.role for one in own_grants(deputy)} == {Role.DEPUTY_HEAD}
    with pytest.raises(NotPermittedError):
        delegate(
            by=deputy, to=house.people["section_head"], role=Role.BUREAU_HEAD,
            organisation=house.bureau, from_date=FIRST, until_date=LAST, paper="x",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"paper": " "}, "which paper"),
        ({"from_date": date(2026, 3, 1)}, "today or later"),
        ({"until_date": date(2026, 3, 1)}, "ends before"),
        ({"until_date": date(2027, 4, 1)}, "a year at most"),
    ],
)
def test_days_and_paper_are_checked(house: House, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadPersonError, match=sentence):
        away(house, **values)


def test_not_to_oneself_nor_to_strangers_nor_twice(house: House) -> None:
    other = House(house.clock, code="other")

    with pytest.raises(BadPersonError, match="colleague"):
        away(house, to="bureau_head")
    with pytest.raises(BadPersonError, match="colleague"):
        delegate(
            by=house.head, to=other.people["officer"], role=Role.BUREAU_HEAD,
            organisation=house.bureau, from_date=FIRST, until_date=LAST, paper="x",
        )  # fmt: skip
    away(house)
    with pytest.raises(BadPersonError, match="already"):
        away(house)


@pytest.mark.parametrize("to", ["supervisor", "custodian", "officer", "legal_reviewer"])
def test_who_could_not_hold_the_role_does_not_act_in_it(house: House, to: str) -> None:
    """Nor is he or she offered; an officer acts for the head of a section alone."""
    with pytest.raises(BadPersonError, match="holds no role"):
        away(house, to=to)
    assert house.people[to] not in delegates_for(house.head)
    assert house.people["deputy_head"] in delegates_for(house.head)
    assert house.people["officer"] in delegates_for(house.viewer("section_head"))


def test_one_acts_for_the_head_on_one_day(house: House) -> None:
    away(house)
    with pytest.raises(BadPersonError, match="acts for you on some of these days already"):
        away(house, to="section_head")
    away(house, to="section_head", from_date=date(2026, 3, 7), until_date=date(2026, 3, 8))


def test_roles_that_may_not_meet_do_not_meet_by_delegation(house: House) -> None:
    """An administrator sees no case; a delegation changes nothing about that."""
    with pytest.raises(RoleConflictError):
        away(house, to="admin")
    with pytest.raises(RoleConflictError):
        delegate(
            by=house.viewer("section_head"), to=house.people["importer"], role=Role.SECTION_HEAD,
            organisation=house.section, from_date=FIRST, until_date=LAST, paper="x",
        )  # fmt: skip
