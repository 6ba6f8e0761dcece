# SPDX-License-Identifier: Apache-2.0
"""Separation of duty (wall 6): each pair of investigate, review, approve and chair."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.errors import BadFactError, GateClosedError, NotAllowedError
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.gates import gate_states, override
from liuhen.apps.cases.models import Case, GateOverride, Recusal
from liuhen.apps.cases.separation import parts_in
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.acts import grant_role, set_certificate
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue
from liuhen.apps.trace.journal import act
from support.approving import asked, said
from support.house import SYSTEM, House, beijing

pytestmark = pytest.mark.usefixtures("english")


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
    inspected(house, case, officer_value(house.people["colleague"]))

    assert "investigated" in refused_to(house, "colleague", case, role)
    assert refused_to(house, "stranger", case, role) == ""


def test_the_account_counts_before_certificate_and_name(house: House) -> None:
    set_certificate(
        by=house.viewer("admin"), person=house.people["stranger"], value=CertificateValue("LN-1")
    )
    case = house.case()
    mine = officer_value(house.people["colleague"])
    inspected(house, case, {**mine, "certificate": "LN-1"})

    assert "investigated" in refused_to(house, "colleague", case, "bureau_head")
    assert refused_to(house, "stranger", case, "bureau_head") == ""
    assert claimed_facts(case).events[0].officers[0].name == "colleague"  # no account goes out


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
    inspected(house, case, officer_value(house.people["section_head"]))
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


def chaired(house: House, case: Case, name: str) -> None:
    acts.add_document(
        by=house.officer, kind="hearing_record", at=house.clock.now(), case=case,
        fields={"chair": name},
    )  # fmt: skip


# ---------------------------------------------------------------- names


def twin(house: House, name: str, role: Role) -> None:
    """A second account that bears the name of `name`."""
    house.add(f"{name}.two", role, house.section)
    person = house.people[f"{name}.two"]
    with act("test.rename", by=SYSTEM) as record:
        house.people[f"{name}.two"] = record.update(person, name=name)


@pytest.mark.parametrize("known_by", ["name", "account"])
def test_a_namesake_says_first_that_it_is_somebody_else(house: House, known_by: str) -> None:
    """By the name alone nobody is refused: it may be another person, or a second account."""
    twin(house, "colleague", Role.SECTION_HEAD)
    case = house.case()
    account = officer_value(house.people["colleague"])
    inspected(house, case, account if known_by == "account" else {"name": "colleague"})
    request = asked(house, case)
    assert refused_to(house, "colleague.two", case, "section_head") == ""

    with pytest.raises(GateClosedError, match="Somebody of your name"):
        said(house, request, "colleague.two", opinion="同意")
    with pytest.raises(BadFactError, match="not open"):  # each says it for himself or herself
        override(by=house.head, case=case, gate="namesake", matter="start", reason="是另一人")
    said(house, request, "colleague.two", opinion="同意", reasons={"namesake": "同名，不是同一人"})

    kept = GateOverride.objects.within(house.bureau.pk).get(gate="namesake")
    assert (kept.reason, kept.by.pk) == ("同名，不是同一人", house.people["colleague.two"].pk)
    assert request.matter == kept.subject


def test_a_second_account_of_the_asker_says_so_too(house: House) -> None:
    twin(house, "officer", Role.SECTION_HEAD)
    request = asked(house, house.case())
    with pytest.raises(GateClosedError, match="Somebody of your name"):
        said(house, request, "officer.two", opinion="同意")


def test_a_head_who_bears_an_officers_name_signs_after_a_reason(house: House) -> None:
    case = house.case()
    inspected(house, case, {"name": "bureau_head"})
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    with pytest.raises(NotAllowedError, match="it is not you"):
        acts.sign_document(by=house.head, document=paper, role="bureau_head")
    override(by=house.head, case=case, gate="namesake", matter="decision", reason="同名")
    acts.sign_document(by=house.head, document=paper, role="bureau_head")


def test_who_bears_no_such_name_is_asked_nothing(house: House) -> None:
    case = house.case()
    inspected(house, case, {"name": "colleague"})
    said(house, asked(house, case), "section_head", opinion="同意")
    assert not GateOverride.objects.within(house.bureau.pk).exists()


def test_a_chair_with_an_investigators_name_is_a_warning(house: House) -> None:
    """处罚法第六十四条第四项: the paper of a hearing says no more than a name."""
    case = house.case()
    inspected(house, case, {"name": "colleague"})
    chaired(house, case, "colleague")
    found = {one.gate.id: one for one in gate_states(house.head, case, "decision")}
    assert found["hearing-chair-name"].stops
    assert found["hearing-chair-name"].may_override
    assert not found["hearing-chair"].is_open if "hearing-chair" in found else True

    other = house.case()
    inspected(house, other, {"name": "colleague"})
    chaired(house, other, "legal_reviewer")
    states = {one.gate.id: one for one in gate_states(house.head, other, "decision")}
    assert not states["hearing-chair-name"].is_open


@pytest.mark.parametrize("role", ["section_head", "legal_reviewer", "deputy_head", "bureau_head"])
def test_who_bears_the_chairs_name_is_asked(house: House, role: str) -> None:
    case = house.case()
    chaired(house, case, "deputy_head")
    assert "chaired" in parts_in(case).namesake(house.people["deputy_head"].pk, role)
    assert refused_to(house, "deputy_head", case, role) == ""


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
    request = ask(by=house.viewer("section_head"), case=case, matter="start", text="请批准。")

    assert waiting_for(house.viewer("section_head")) == []
    with pytest.raises(NotAllowedError, match="own request"):
        said(house, request, "section_head", opinion="同意")
