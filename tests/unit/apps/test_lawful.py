# SPDX-License-Identifier: Apache-2.0
"""What nobody can lawfully do today: no holder, all holders are handlers, one person for two."""

from datetime import date

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.lawful import count_stuck, nobody_for, nobody_today, stuck_requests
from liuhen.apps.people.acts import end_role, grant_role, set_certificate
from liuhen.apps.people.delegating import delegate
from liuhen.apps.people.models import RoleGrant
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue
from support.approving import asked, said
from support.house import House

pytestmark = pytest.mark.usefixtures("english")


def take(house: House, name: str, role: Role) -> None:
    """Somebody no longer holds the role."""
    grant = RoleGrant.objects.get(person=house.people[name], role=role)
    end_role(by=house.viewer("admin"), grant=grant)


def lacking(house: House, section: str = "一科") -> dict[str, list[str]]:
    found = [one for one in nobody_today(house.head) if one.section == section]
    return {"|".join(one.roles): [reason.why for reason in one.reasons] for one in found}


def test_a_role_that_nobody_holds_is_named_with_what_needs_it(house: House) -> None:
    assert "legal_reviewer" not in lacking(house)

    take(house, "legal_reviewer", Role.LEGAL_REVIEWER)

    assert "Legal reviewer" in lacking(house)["legal_reviewer"][0]
    (one,) = [one for one in nobody_today(house.head) if one.roles == ("legal_reviewer",)][:1]
    assert any("decision" in matter for matter in one.matters)


def test_a_section_without_a_head_is_named_alone(house: House) -> None:
    """The second section has no head: 003 art. 10 asks for the section's opinion."""
    assert "section_head" in lacking(house, "二科")
    assert "section_head" not in lacking(house, "一科")


def test_fewer_than_two_certified_officers_cannot_investigate(house: House) -> None:
    """行政处罚法第四十二条"""
    assert "officer" in lacking(house)

    for name, until in (("officer", None), ("colleague", date(2026, 3, 2))):
        set_certificate(
            by=house.viewer("admin"), person=house.people[name],
            value=CertificateValue(f"LN-{name}", until),
        )  # fmt: skip
    assert "officer" not in lacking(house)
    house.clock.set("2026-03-03 08:00")
    assert "officer" in lacking(house)  # one has expired


def test_one_person_for_two_steps_is_nobody(house: House) -> None:
    """A small bureau: the head of the section acts as head of the bureau as well."""
    grant_role(
        by=house.viewer("admin"), person=house.people["section_head"], role=Role.BUREAU_HEAD,
        organisation=house.bureau,
    )  # fmt: skip
    assert "bureau_head" not in lacking(house)

    take(house, "bureau_head", Role.BUREAU_HEAD)
    house.people["bureau_head"] = house.people["section_head"]

    said_why = [why for reasons in lacking(house).values() for why in reasons]
    assert any("another step" in why for why in said_why)


def test_a_request_is_stuck_where_all_holders_handle_the_case(house: House) -> None:
    case = house.case()
    acts.assign_handlers(
        by=house.viewer("section_head"), case=case,
        handlers=[house.people["officer"], house.people["section_head"]],
    )  # fmt: skip
    request = asked(house, case)

    (stuck,) = stuck_requests(house.head)
    assert stuck.approval == request
    assert [(one.roles, [(r.name, r.why) for r in one.reasons]) for one in stuck.steps] == [
        (
            ("section_head",),
            [("section_head", "Whoever handles a case neither reviews nor approves it.")],
        )
    ]
    assert count_stuck(house.viewer("admin")) == {"一科": 1}
    assert stuck_requests(house.viewer("admin")) == []  # no case content
    assert stuck_requests(house.viewer("stranger")) == []


def test_it_is_said_beforehand_when_something_is_asked_for(house: House) -> None:
    case = acts.open_case(
        by=house.viewer("section_head"), section=house.section, title="示例案", kind="penalty",
        procedure="general", origin="ex_officio",
    )  # fmt: skip
    route = [{"says": {"zh": "意见", "en": "Opinion"}, "roles": ["section_head"]}]

    (one,) = nobody_for(house.officer, case, route)
    assert (one.says, one.reasons[0].name) == ("Opinion", "section_head")


def test_only_a_role_that_the_bureau_gives_lets_somebody_take_it(house: House) -> None:
    case = house.case()
    acts.assign_handlers(
        by=house.viewer("section_head"), case=case,
        handlers=[house.people["officer"], house.people["section_head"]],
    )  # fmt: skip
    request = asked(house, case)
    assert stuck_requests(house.head)

    delegate(
        by=house.viewer("section_head"), to=house.people["colleague"], role=Role.SECTION_HEAD,
        organisation=house.section, from_date=date(2026, 3, 2), until_date=date(2026, 3, 3),
        paper="委托代行1号",
    )  # fmt: skip
    (stuck,) = stuck_requests(house.head)  # who may not decide lets nobody decide either
    assert (
        "In the place of section_head: Whoever handles a case neither"
        in {one.name: one.why for one in stuck.steps[0].reasons}["colleague"]
    )

    grant_role(
        by=house.viewer("admin"), person=house.people["stranger"], role=Role.SECTION_HEAD,
        organisation=house.section,
    )  # fmt: skip
    assert stuck_requests(house.head) == []
    said(house, request, "stranger", opinion="同意")
