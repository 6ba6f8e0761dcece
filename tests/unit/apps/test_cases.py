# SPDX-License-Identifier: Apache-2.0
"""Cases: closing, who may do what in them, secrets, and what they are asked for."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.acting import is_handler
from liuhen.apps.cases.deeds import signing_roles
from liuhen.apps.cases.errors import (
    BadFactError,
    ClosedCaseError,
    NotAllowedError,
    NumberTakenError,
    StateSecretError,
)
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.invented import NoDemonstrationError, Staffed
from liuhen.apps.cases.lateness import entered_long_after
from liuhen.apps.cases.models import Case, Document, Recording, SecretShell
from liuhen.apps.cases.words import BY_ACT, STAGES, stage_of_document, stage_of_event
from liuhen.law import facts as law
from support.approving import agreed, asked
from support.house import Clock, House, beijing


def test_an_archived_case_takes_nothing_more_but_storing(house: House) -> None:
    case = house.case()
    film = acts.add_recording(by=house.officer, kind="audio", start=house.clock.now(), case=case)
    house.end(case)
    acts.archive_case(by=house.custodian, case=case)

    with pytest.raises(ClosedCaseError):
        acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    with pytest.raises(BadFactError):
        acts.mark_stored(
            by=house.custodian,
            case=case,
            recordings=[Recording.objects.seen_by(house.custodian).get(stored_at__isnull=False)],
        )


def test_a_case_is_concluded_before_it_is_archived(house: House) -> None:
    with pytest.raises(BadFactError):
        acts.archive_case(by=house.custodian, case=house.case())


def handled_by_the_head(house: House) -> Case:
    """A case that the head of the section handles too, by an act of the own."""
    case = house.case()
    both = [house.people["officer"], house.people["section_head"]]
    acts.assign_handlers(by=house.viewer("section_head"), case=case, handlers=both)
    return case


def test_investigating_reviewing_and_approving_are_three_peoples_work(house: House) -> None:
    case = handled_by_the_head(house)
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    with pytest.raises(NotAllowedError):  # handles the case
        acts.sign_document(by=house.viewer("section_head"), document=paper, role="section_head")
    with pytest.raises(NotAllowedError):  # holds another role
        acts.sign_document(by=house.head, document=paper, role="legal_reviewer")
    house.people["reviewing_head"] = both = house.people["deputy_head"]
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=both,
        role=Role.LEGAL_REVIEWER,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    viewer = house.viewer("reviewing_head")
    reviewed = acts.sign_document(by=viewer, document=paper, role="legal_reviewer", opinion="合法")
    with pytest.raises(NotAllowedError):  # reviewed it
        acts.sign_document(by=viewer, document=reviewed, role="deputy_head")

    signed = acts.sign_document(
        by=house.head, document=reviewed, role="bureau_head", opinion="同意"
    )

    assert [one["role"] for one in signed.signatures] == ["legal_reviewer", "bureau_head"]
    assert signed.fields == {"opinion": "合法", "head_opinion": "同意"}
    with pytest.raises(BadFactError):
        acts.sign_document(by=house.head, document=signed, role="bureau_head")


def test_whoever_approved_a_case_does_not_review_it_afterwards(house: House) -> None:
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=house.people["bureau_head"],
        role=Role.LEGAL_REVIEWER,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    agreed(house, asked(house, case, "closing"), "bureau_head")

    with pytest.raises(NotAllowedError):
        acts.sign_document(by=house.head, document=paper, role="legal_reviewer")


def test_whoever_handled_a_case_once_does_not_sign_in_it_later(house: House) -> None:
    officer, head = house.people["officer"], house.people["section_head"]
    case = handled_by_the_head(house)
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    by = house.viewer("section_head")
    acts.assign_handlers(by=by, case=case, handlers=[officer])

    assert signing_roles(by, case) == []
    with pytest.raises(NotAllowedError):
        acts.sign_document(by=by, document=paper, role="section_head")

    acts.assign_handlers(by=by, case=case, handlers=[officer, head])
    assert is_handler(by, case)


def test_a_handler_who_is_custodian_too_does_not_stretch_stored_footage(house: House) -> None:
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=house.people["section_head"],
        role=Role.CUSTODIAN,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    case = handled_by_the_head(house)
    early, late = house.clock.now() - timedelta(hours=2), house.clock.now()
    film = acts.add_recording(by=house.officer, kind="video", start=early, end=early, case=case)
    (stored,) = acts.mark_stored(by=house.custodian, case=case, recordings=[film])

    with pytest.raises(NotAllowedError):
        acts.correct_fact(by=house.viewer("section_head"), fact=stored, reason="longer", end=late)


def test_a_party_may_refuse_to_sign_and_an_officer_may_not(house: House) -> None:
    case = house.case()
    paper = acts.add_document(
        by=house.officer, kind="inquiry_record", at=beijing("2026-03-02 08:00"), case=case
    )

    signed = acts.add_signature(
        by=house.officer, document=paper, role="party", refused=True, reason="拒不签字"
    )

    assert claimed_facts(case).documents[0].signatures == [
        law.Signature(role="party", refused=True, reason="拒不签字")
    ]
    with pytest.raises(BadFactError):
        acts.add_signature(
            by=house.officer, document=signed, role="officer", refused=True, reason="x"
        )


def test_a_state_secret_is_taken_in_by_no_door(house: House) -> None:
    with pytest.raises(StateSecretError):
        house.case(secrecy=["privacy", "state_secret"])
    raw = b'{"case": {"id": "S-1", "act": "penalty", "secrecy": ["state_secret"]}}'
    with pytest.raises(StateSecretError):
        acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)
    case = house.case()
    with pytest.raises(StateSecretError):
        acts.correct_case(by=house.head, case=case, reason="x", secrecy=["state_secret"])


def test_of_a_state_secret_the_shell_is_kept(house: House) -> None:
    shell = acts.keep_shell(by=house.custodian, number="密-1", keeper="李某", place="保密室 3 柜")

    assert SecretShell.objects.seen_by(house.head).get() == shell
    assert not SecretShell.objects.seen_by(house.officer).exists()
    with pytest.raises(NumberTakenError):
        acts.keep_shell(by=house.custodian, number="密-1", keeper="李某", place="x")
    with pytest.raises(NotAllowedError):
        acts.keep_shell(by=house.officer, number="密-2", keeper="李某", place="x")


def test_what_kind_of_case_it_is_is_corrected_by_a_head_who_does_not_handle_it(
    house: House,
) -> None:
    case = house.case()
    with pytest.raises(NotAllowedError):
        acts.correct_case(by=house.officer, case=case, reason="x", procedure="simple")
    with pytest.raises(BadFactError):
        acts.correct_case(by=house.head, case=case, reason="x", number="1")

    acts.correct_case(by=house.head, case=case, reason="适用有误", procedure="simple")

    assert Case.objects.seen_by(house.head).get().procedure == "simple"


def test_entered_long_after_is_shown(house: House) -> None:
    case = house.case()
    rows = [
        acts.add_document(
            by=house.officer,
            kind="decision",
            at=house.clock.now() - timedelta(days=days),
            case=case,
        )
        for days in (1, 3)
    ]

    assert [entered_long_after(row) for row in rows] == [False, True]


def test_every_event_and_document_has_a_stage() -> None:
    assert {stage_of_event(kind) for kind in law.EVENT_TYPES} == set(STAGES)
    assert {stage_of_document(kind) for kind in law.DOCUMENT_TYPES} == set(STAGES)
    assert set(BY_ACT) < set(law.EVENT_TYPES)


def test_a_case_needs_a_handler_of_the_bureau(house: House, clock: Clock) -> None:
    from liuhen.apps.cases.errors import UnknownRowError

    other = House(clock, pack="xigang-hrss", code="other")
    with pytest.raises(UnknownRowError):
        house.case(handlers=[other.people["officer"]])
    with pytest.raises(BadFactError):
        acts.assign_handlers(by=house.officer, case=house.case(), handlers=[])
    assert not Document.objects.seen_by(house.officer).exists()


def test_invented_cases_never_enter_a_real_bureau(house: House) -> None:
    with pytest.raises(NoDemonstrationError):
        Staffed(house.bureau, house.section, house.other_section, house.people)
