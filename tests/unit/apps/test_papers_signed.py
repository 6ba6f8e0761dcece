# SPDX-License-Identifier: Apache-2.0
"""Signing a paper: in the system, by finger, refused; one after the other, and what was shown."""

from typing import Any

import pytest
from msgspec.structs import replace

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.models import FactOrigin, PaperSignature
from liuhen.apps.cases.papers import signing
from liuhen.apps.cases.papers.reading import frozen_of, newest_digest, revisions, stored_bytes
from liuhen.apps.cases.papers.revising import Revision
from liuhen.apps.cases.papers.rooms import still_to_sign
from liuhen.apps.cases.papers.signing import (
    refuse_to_sign,
    roles_open_to,
    sign_by_finger,
    sign_in_system,
)
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import viewer_for
from liuhen.apps.rules import form_changes
from liuhen.apps.rules.forms import form_of
from liuhen.apps.trace.audit import audit
from liuhen.paper.form_text import text_of
from liuhen.paper.sealing import verify_pdf
from support.house import House, beijing
from support.paperwork import drawn, fact_of, issued, pdf_of

pytestmark = pytest.mark.usefixtures("own_home", "english")

_BOTH = [{"name": "officer", "certificate": "1"}, {"name": "colleague", "certificate": "2"}]


def test_as_an_officer_signs_who_acted_and_leaves_the_place_of_others(house: House) -> None:
    paper = issued(house, present_phone="", officers=_BOTH)
    third = house.add("third", Role.OFFICER, house.section)
    other = viewer_for(third, house.clock.now(), house.bureau)
    assert "officer" not in {one.role for one in roles_open_to(other, paper)}
    with pytest.raises(NotAllowedError, match=r"officer, colleague.*entered among"):
        sign_in_system(by=other, paper=paper.pk, role="officer")
    for name in ("officer", "colleague"):
        sign_in_system(by=house.viewer(name), paper=paper.pk, role="officer")


def test_who_was_there_too_signs_once_the_activity_says_so(house: House) -> None:
    case = house.case(party_name="某某渔业有限公司")
    third = house.add("third", Role.OFFICER, house.section)
    other = viewer_for(third, house.clock.now(), house.bureau)
    row = acts.add_activity(
        by=house.officer, kind="site_inspection", start=house.clock.now(), case=case
    )
    paper = issued(house, case=case, events=[row.ref], present_phone="")
    assert "officer" not in {one.role for one in roles_open_to(other, paper)}
    officers = [{"name": "third", "person": str(third.pk)}]
    acts.correct_fact(by=house.officer, fact=row, reason="漏记", officers=officers)
    assert "officer" in {one.role for one in roles_open_to(other, paper)}


def test_two_officers_and_the_party_sign_one_after_the_other(house: House) -> None:
    paper = issued(house, present_phone="", officers=_BOTH)
    first = pdf_of(house.officer, paper)
    house.clock.later(minutes=5)

    one = sign_in_system(by=house.officer, paper=paper.pk, role="officer")
    with pytest.raises(BadFactError, match="already"):
        sign_in_system(by=house.officer, paper=paper.pk, role="officer")
    sign_in_system(by=house.viewer("colleague"), paper=paper.pk, role="officer")
    shown = newest_digest(paper)
    party = sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(), shown=shown
    )

    assert one.pdf_digest == paper.pdf_digest
    assert party.pdf_digest == shown
    assert len(revisions(paper)) == 4
    last = pdf_of(house.officer, paper)
    assert last.startswith(first)
    found = verify_pdf(last, [])
    assert all(entry.intact for entry in found)
    assert {entry.name for entry in found} >= {"officer", "colleague", "王某"}
    assert any(shown[:23] in entry.reason for entry in found)
    assert [entry.name for entry in found].count("王某") == 1 + paper.pages  # each page's foot
    with pytest.raises(BadFactError, match="already"):
        sign_by_finger(
            by=house.officer, paper=paper.pk, role="party", name="李某", picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip
    fact = fact_of(paper)
    assert [(entry["role"], entry["name"]) for entry in fact.signatures] == [
        ("officer", "officer"),
        ("officer", "colleague"),
        ("party", "王某"),
    ]
    assert fact.origin == FactOrigin.ACT
    picture = stored_bytes(str(paper.bureau_id), party.picture_digest)
    assert picture.startswith(b"\x89PNG")
    assert picture != drawn()
    assert audit().findings == []


def test_officers_with_an_account_sign_with_nothing_else(house: House) -> None:
    """Officers sign in the system with their own credentials; who has none signs by finger."""
    paper = issued(house)
    house.add("abroad", Role.OFFICER, house.other_section)

    def drew(name: str, role: str = "officer") -> PaperSignature:
        return sign_by_finger(
            by=house.officer, paper=paper.pk, role=role, name=name, picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip

    for name in ("colleague", " col league", "officer"):
        with pytest.raises(BadFactError, match="signs signed in"):
            drew(name)
    assert drew("公安民警").person is None
    assert drew("abroad").manner == "finger", "has an account, but does not reach this case"
    assert drew("colleague", "party").role == "party", "a party may bear any name"


def test_an_officer_of_another_body_signs_by_finger_whatever_the_name(house: House) -> None:
    """The certificate tells them apart: no account of the own bureau stands for a guest's name."""
    case = house.case(party_name="某某渔业有限公司")
    row = acts.add_activity(
        by=house.officer, kind="site_inspection", start=house.clock.now(), case=case,
        officers=[{"name": "col league", "certificate": "GA-9"}],
    )  # fmt: skip
    paper = issued(house, case=case, events=[row.ref])
    for name in ("colleague", "col league"):
        made = sign_by_finger(
            by=house.officer, paper=paper.pk, role="officer", name=name, picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip
        assert (made.manner, made.person) == ("finger", None)


def test_what_was_not_shown_is_not_signed(house: House) -> None:
    paper, other = issued(house), issued(house)

    for shown in ("", newest_digest(other)):
        with pytest.raises(ChangedMeanwhileError):
            sign_by_finger(
                by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
                shown=shown,
            )  # fmt: skip
    for picture in (b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"0" * 99):
        with pytest.raises(BadFactError, match="sign again"):
            sign_by_finger(
                by=house.officer, paper=paper.pk, role="party", name="王某", picture=picture,
                shown=newest_digest(paper),
            )  # fmt: skip
    assert revisions(paper) == [paper.pdf_digest]


def test_who_signs_at_once_signs_on_the_newest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = issued(house, officers=_BOTH, present_phone="")
    plain = signing.revise  # between reading and writing
    done: list[PaperSignature] = []

    def meanwhile(*given: Any) -> Revision:
        made = plain(*given)
        if not done:
            done.append(PaperSignature())
            done[0] = sign_in_system(by=house.viewer("colleague"), paper=paper.pk, role="officer")
        return made

    monkeypatch.setattr(signing, "revise", meanwhile)
    second = sign_in_system(by=house.officer, paper=paper.pk, role="officer")

    assert second.pdf_digest == done[0].made_digest
    assert len(revisions(paper)) == 3
    assert [one["name"] for one in fact_of(paper).signatures] == ["colleague", "officer"]


def test_a_refusal_is_recorded_with_reason_and_witness(house: House) -> None:
    paper = issued(house)
    with pytest.raises(BadFactError):
        refuse_to_sign(by=house.officer, paper=paper.pk, role="party", reason=" ")

    refuse_to_sign(
        by=house.officer, paper=paper.pk, role="party", name="王某", reason="不认可", witness="李某"
    )

    assert revisions(paper) == [paper.pdf_digest]
    said = fact_of(paper).signatures[0]
    assert (said["role"], said["refused"]) == ("party", True)
    assert "李某" in said["reason"]
    assert "party" not in {one.role for one in still_to_sign(paper)}


def test_who_acts_in_the_case_is_no_witness_of_a_refusal(house: House) -> None:
    """The way out: somebody else, or that nobody else was there."""
    case = house.case()
    acts.add_activity(
        by=house.officer, kind="inquiry", start=beijing("2026-03-02 07:00"), case=case,
        officers=[{"name": "李四"}],
    )  # fmt: skip
    paper = issued(house, case=case)
    refusal = {"by": house.officer, "paper": paper.pk, "role": "party", "reason": "不认可"}
    for name in ("officer", " 李 四"):
        with pytest.raises(BadFactError, match="nobody else was there"):
            refuse_to_sign(**refusal, witness=name)

    assert refuse_to_sign(**refusal, witness="李四（村民）").refused


def test_the_record_of_an_inquiry_waits_for_whoever_was_asked(house: House) -> None:
    paper = issued(house, "inquiry_record")
    assert [one.role for one in still_to_sign(paper)] == ["party", "officer"]


def test_heads_sign_apart_from_handlers(house: House) -> None:
    paper = issued(house, "investigation_report")
    roles = {one.role for one in frozen_of(paper).form.signatures}
    with pytest.raises(NotAllowedError):
        sign_in_system(by=house.officer, paper=paper.pk, role="section_head")
    assert "section_head" in roles
    assert [one.role for one in roles_open_to(house.viewer("section_head"), paper)].count(
        "section_head"
    ) == 1

    sign_in_system(
        by=house.viewer("section_head"), paper=paper.pk, role="section_head", opinion="同意"
    )

    said = fact_of(paper).signatures[-1]
    assert (said["role"], said["person"]) == (
        "section_head",
        str(house.people["section_head"].pk),
    )


def test_a_head_signs_by_no_finger_whatever_the_form_says(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form of former days may still say so; an officer would hold out the screen to himself."""
    today = house.clock.time.date()
    form = form_of(house.bureau, "decision_approval", today)
    signatures = [
        replace(one, manner=["finger", "paper"]) if one.role == "deputy_head" else one
        for one in form.signatures
    ]
    monkeypatch.setattr(form_changes, "SIGNING", frozenset())
    row = form_changes.propose_form(
        by=house.viewer("admin"), form=form.id, from_date=today, reason="用语",
        text=text_of(replace(form, signatures=signatures)),
    )  # fmt: skip
    form_changes.adopt_form(by=house.head, proposal=row.pk, from_date=today)
    paper = issued(house, form.id)

    with pytest.raises(BadFactError, match="not given in this way"):
        sign_by_finger(
            by=house.officer, paper=paper.pk, role="deputy_head", name="张局", picture=drawn(),
            shown=newest_digest(paper),
        )  # fmt: skip

    assert revisions(paper) == [paper.pdf_digest]
