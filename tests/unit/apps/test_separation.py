# SPDX-License-Identifier: Apache-2.0
"""Separation of duty (wall 6): each pair of investigate, review, approve and chair."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from liuhen.apps.cases import acts
from liuhen.apps.cases.approvals import ask
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Case, Recusal
from liuhen.apps.cases.separation import parts_in
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.acts import grant_role, set_certificate
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue
from liuhen.apps.trace.journal import act
from support.approving import asked, said
from support.house import SYSTEM, House, beijing


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def give(house: House, name: str, role: Role) -> None:
    grant_role(
        by=house.viewer("admin"), person=house.people[name], role=role, organisation=house.bureau
    )


def inspected(house: House, case: Case, officer: dict[str, str]) -> None:
    acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:30"), case=case, officers=[officer],
    )  # fmt: skip


def refused_to(house: House, name: str, case: Case, role: str) -> str:
    return parts_in(case).why_not(house.people[name].pk, role)


@pytest.mark.parametrize("role", ["section_head", "legal_reviewer", "deputy_head", "bureau_head"])
def test_who_handles_or_did_once_takes_no_step(house: House, role: str) -> None:
    case = house.case()
    acts.assign_handlers(
        by=house.viewer("section_head"), case=case, handlers=[house.people["colleague"]]
    )

    assert "handles" in refused_to(house, "officer", case, role)  # once
    assert "handles" in refused_to(house, "colleague", case, role)


@pytest.mark.parametrize("role", ["section_head", "legal_reviewer", "deputy_head", "bureau_head"])
def test_an_officer_of_the_inspection_takes_no_step(house: House, role: str) -> None:
    case = house.case()
    inspected(house, case, {"name": "colleague"})

    assert "investigated" in refused_to(house, "colleague", case, role)
    assert refused_to(house, "stranger", case, role) == ""


def test_an_officer_is_known_by_the_certificate_before_the_name(house: House) -> None:
    set_certificate(
        by=house.viewer("admin"), person=house.people["stranger"], value=CertificateValue("LN-1")
    )
    case = house.case()
    inspected(house, case, {"name": "colleague", "certificate": "LN-1"})

    assert "investigated" in refused_to(house, "stranger", case, "bureau_head")
    assert refused_to(house, "colleague", case, "bureau_head") == ""


def test_who_investigated_is_refused_at_the_step_itself(house: House) -> None:
    case = house.case()
    inspected(house, case, {"name": "section_head"})
    request = asked(house, case)

    assert waiting_for(house.viewer("section_head")) == []
    with pytest.raises(NotAllowedError, match="investigated"):
        said(house, request, "section_head", opinion="同意")


def test_who_reviewed_does_not_approve(house: House) -> None:
    give(house, "legal_reviewer", Role.BUREAU_HEAD)
    case = house.case()
    request = asked(house, case, "decision")
    said(house, request, "section_head", opinion="同意")
    said(house, request, "legal_reviewer", opinion="通过")

    assert "reviews" in refused_to(house, "legal_reviewer", case, "bureau_head")
    with pytest.raises(NotAllowedError, match="reviews"):
        said(house, request, "legal_reviewer", opinion="同意")


def test_who_approved_does_not_review(house: House) -> None:
    give(house, "legal_reviewer", Role.BUREAU_HEAD)
    case = house.case()
    start = asked(house, case)
    said(house, start, "section_head", opinion="同意")
    said(house, start, "legal_reviewer", opinion="同意")  # as head of the bureau

    request = asked(house, case, "decision")
    said(house, request, "section_head", opinion="同意")
    with pytest.raises(NotAllowedError, match="approved"):
        said(house, request, "legal_reviewer", opinion="通过")


@pytest.mark.parametrize("role", ["section_head", "legal_reviewer", "deputy_head", "bureau_head"])
def test_who_chaired_the_hearing_takes_no_step(house: House, role: str) -> None:
    """处罚法第六十四条第四项"""
    case = house.case()
    acts.add_document(
        by=house.officer, kind="hearing_record", at=house.clock.now(), case=case,
        fields={"chair": "deputy_head"},
    )  # fmt: skip

    assert "chaired" in refused_to(house, "deputy_head", case, role)


def test_who_withdrew_takes_no_part(house: House) -> None:
    case = house.case()
    with act("test.recusal", by=SYSTEM) as record:
        record.create(
            Recusal(
                bureau=house.bureau,
                case=case,
                person=house.people["deputy_head"],
                asked_by="当事人",
                ground="亲属",
                asked_at=record.at,
                granted=True,
                recorded_by=house.people["officer"],
                recorded_at=record.at,
            )
        )

    assert "withdrew" in refused_to(house, "deputy_head", case, "deputy_head")


def test_nobody_decides_on_the_own_request(house: House) -> None:
    case = house.case()
    request = ask(by=house.viewer("section_head"), case=case, matter="start")

    assert waiting_for(house.viewer("section_head")) == []
    with pytest.raises(NotAllowedError, match="own request"):
        said(house, request, "section_head", opinion="同意")
