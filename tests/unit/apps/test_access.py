# SPDX-License-Identifier: Apache-2.0
"""Who sees and does what: the table, the reach of roles, and what never meets in one hand."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Activity, Case, Document, Fact
from liuhen.apps.cases.queries import find_cases, get_case, loose_activities
from liuhen.apps.compliance.queries import list_cases, to_do
from liuhen.apps.people import acts as people_acts
from liuhen.apps.people.access import POLICY, Permission
from liuhen.apps.people.errors import NotPermittedError, RoleConflictError
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import ADMINISTRATORS, OF_INSTALLATION, Role, conflict
from liuhen.apps.people.viewed import ViewerMissingError
from liuhen.apps.people.viewer import viewer_for
from support.house import Clock, House


def test_every_role_stands_in_the_table_and_every_permission_is_somebodys() -> None:
    given = {permission for row in POLICY.values() for permission in row}

    assert set(POLICY) == set(Role)
    assert given == set(Permission)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_have_no_permission_about_cases(role: Role) -> None:
    assert [one for one in POLICY[role] if one.startswith(("case.", "secret."))] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.OFFICER, Role.IMPORTER),
        (Role.SECTION_HEAD, Role.IMPORTER),
        (Role.OFFICER, Role.CUSTODIAN),
        (Role.OFFICER, Role.LEGAL_REVIEWER),
        (Role.OFFICER, Role.SUPERVISOR),
        (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
        (Role.BUREAU_ADMIN, Role.OFFICER),
        (Role.BUREAU_ADMIN, Role.BUREAU_HEAD),
    ],
)
def test_duties_that_are_kept_apart_conflict_both_ways(one: Role, other: Role) -> None:
    assert conflict(frozenset({one}), other) is one
    assert conflict(frozenset({other}), one) is other


def test_the_same_role_over_two_sections_is_no_conflict() -> None:
    assert conflict(frozenset({Role.OFFICER}), Role.OFFICER) is None


def test_a_query_without_a_viewer_is_refused(house: House) -> None:
    case = house.case()

    for ask in (
        Case.objects.all,
        lambda: Case.objects.filter(pk=case.pk),
        lambda: Document.objects.get(case=case),
        Activity.objects.count,
    ):
        with pytest.raises(ViewerMissingError):
            ask()


def test_no_fact_and_no_case_can_be_reached_from_the_other_end() -> None:
    """A reverse relation would be a way round the viewer."""
    reachable = [
        relation.name
        for model in (Case, *Fact.__subclasses__())
        for relation in model._meta.get_fields()
        if relation.auto_created and not relation.concrete and not relation.hidden
    ]

    assert reachable == []


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("officer", True),
        ("colleague", True),
        ("stranger", False),
        ("section_head", True),
        ("deputy_head", True),
        ("bureau_head", True),
        ("legal_reviewer", True),
        ("custodian", True),
        ("supervisor", True),
        ("importer", True),
        ("device_manager", False),
        ("disclosure_officer", False),
        ("admin", False),
    ],
)
def test_who_sees_a_case_of_the_first_section(house: House, name: str, *, sees: bool) -> None:
    case = house.case()
    acts.add_activity(
        by=house.officer, kind="inquiry", start=house.clock.now(), end=house.clock.now(), case=case
    )
    viewer = house.viewer(name)

    assert find_cases(viewer).exists() is sees
    assert list_cases(viewer).exists() is sees
    assert to_do(viewer).exists() is sees
    if sees:
        assert get_case(viewer, case.number) == case
    else:
        with pytest.raises(UnknownRowError):
            get_case(viewer, case.pk)


def test_a_handler_from_another_section_sees_the_case_and_enters_facts(house: House) -> None:
    case = house.case()
    acts.assign_handlers(
        by=house.officer, case=case, handlers=[house.people["officer"], house.people["stranger"]]
    )

    assert get_case(house.viewer("stranger"), case.pk) == case
    row = acts.add_activity(
        by=house.viewer("stranger"), kind="inquiry", start=house.clock.now(), case=case
    )
    assert row.ref == "e1"


def test_another_bureau_sees_nothing_and_gets_the_same_refusal_as_for_nothing(
    house: House, clock: Clock
) -> None:
    other = House(clock, pack="xigang-hrss", code="other")
    case = house.case()

    for name in ("officer", "bureau_head", "custodian", "importer"):
        viewer = other.viewer(name)
        assert not find_cases(viewer).exists()
        with pytest.raises(UnknownRowError, match=r"case|案"):
            house.end(case, by=viewer)


def test_a_loose_activity_is_seen_by_its_section(house: House) -> None:
    acts.add_activity(by=house.officer, kind="routine_patrol", start=house.clock.now())

    assert loose_activities(house.viewer("colleague")).exists()
    assert loose_activities(house.head).exists()
    assert not loose_activities(house.viewer("stranger")).exists()
    assert not loose_activities(house.viewer("admin")).exists()


def test_a_supervisor_reads_and_enters_nothing(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.end(house.case(), by=house.viewer("supervisor"))


def test_a_role_counts_from_its_first_to_its_last_day(house: House) -> None:
    admin, person = house.viewer("admin"), house.people["stranger"]
    today = house.clock.now().date()
    people_acts.grant_role(
        by=admin,
        person=person,
        role=Role.DEPUTY_HEAD,
        organisation=house.bureau,
        from_date=today + timedelta(days=2),
        until_date=today + timedelta(days=3),
    )

    held = []
    for _day in range(6):
        held.append(Role.DEPUTY_HEAD in house.viewer("stranger").roles)
        house.clock.later(days=1)

    assert held == [False, False, True, True, False, False]


def test_somebody_who_left_may_do_nothing(house: House) -> None:
    people_acts.set_active(by=house.viewer("admin"), person=house.people["officer"], active=False)
    house.people["officer"].refresh_from_db()

    assert not house.officer.may(Permission.CASE_VIEW)


def test_a_grant_that_conflicts_is_refused(house: House) -> None:
    with pytest.raises(RoleConflictError):
        people_acts.grant_role(
            by=house.viewer("admin"),
            person=house.people["officer"],
            role=Role.IMPORTER,
            organisation=house.bureau,
        )


@pytest.mark.parametrize("role", sorted(OF_INSTALLATION))
def test_a_bureau_gives_no_role_of_the_installation(house: House, role: Role) -> None:
    with pytest.raises(NotPermittedError):
        people_acts.grant_role(
            by=house.viewer("admin"),
            person=house.people["officer"],
            role=role,
            organisation=house.bureau,
        )


def test_nobody_gives_a_role_to_himself(house: House) -> None:
    with pytest.raises(NotPermittedError):
        people_acts.grant_role(
            by=house.viewer("admin"),
            person=house.people["admin"],
            role=Role.BUREAU_HEAD,
            organisation=house.bureau,
        )


def test_only_the_administrator_manages_people_and_only_of_the_own_bureau(
    house: House, clock: Clock
) -> None:
    other = House(clock, pack="xigang-hrss", code="other")
    with pytest.raises(NotPermittedError):
        people_acts.reset_password(by=house.head, person=house.people["officer"])
    with pytest.raises(NotPermittedError):
        people_acts.reset_password(by=house.viewer("admin"), person=other.people["officer"])
    with pytest.raises(NotPermittedError):
        people_acts.add_section(by=house.viewer("admin"), parent=other.bureau, name="三科")


def test_an_outside_supervisor_sees_the_bureau_over_which_the_role_was_given(
    house: House,
) -> None:
    outsider = Person.objects.create(username="outside", name="外部监督")
    people_acts.grant_role(
        by=house.viewer("admin"),
        person=outsider,
        role=Role.SUPERVISOR,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    house.case()

    viewer = viewer_for(outsider, house.clock.now())

    assert viewer.bureau == house.bureau
    assert find_cases(viewer).exists()
