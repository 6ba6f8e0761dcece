# SPDX-License-Identifier: Apache-2.0
"""A signed confirmation of the address for service is what the participant confirmed (003-22)."""

from typing import Any

import pytest

from liuhen.apps.cases.models import Paper, Participant
from liuhen.apps.cases.papers.addresses import address_papers
from liuhen.apps.cases.papers.reading import newest_digest
from liuhen.apps.cases.papers.signing import refuse_to_sign, sign_by_finger
from liuhen.apps.cases.participants.acts import add_participant, confirm_address
from liuhen.apps.cases.serving.papers import addressee_of
from liuhen.apps.trace.audit import audit
from support.house import House
from support.paperwork import drawn, issued

pytestmark = pytest.mark.usefixtures("own_home", "english")
FORM = "address_confirm"
SAID: dict[str, Any] = {
    "person": "某某渔业有限公司", "address": "示范路5号", "email": "a@example.com",
    "electronic": True, "electronic_way": "电子邮箱",
}  # fmt: skip


def finger(house: House, paper: Paper, role: str = "party") -> None:
    sign_by_finger(
        by=house.officer, paper=paper.pk, role=role, name="王某", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip


def party_of(house: House, paper: Paper) -> Participant:
    return Participant.objects.within(house.bureau).get(case=paper.case, role="party")


def test_what_the_party_signed_is_the_confirmed_address_and_the_agreement(house: House) -> None:
    case = house.case(party_name="某某渔业有限公司", party_kind="organization")
    add_participant(by=house.officer, case=case, role="agent", told={"name": "李某"})
    paper = issued(house, FORM, case=case, **SAID)
    assert addressee_of(house.officer, case).confirmed_at is None

    finger(house, paper)

    told = addressee_of(house.officer, case)
    assert (told.address, told.email) == ("示范路5号", "a@example.com")
    assert told.agrees_electronic is True
    assert told.confirmed_at == house.clock.time.replace(microsecond=0)
    assert address_papers(house.officer, case) == {party_of(house, paper).pk: paper}
    assert audit().findings == []


def test_whoever_has_no_mail_is_served_by_the_other_means(house: House) -> None:
    paper = issued(house, FORM, **SAID | {"email": "无", "electronic_way": "传真0755-1"})
    finger(house, paper)

    row = party_of(house, paper)
    assert (row.name, row.service_email) == ("某某渔业有限公司", "传真0755-1")


def test_neither_a_refusal_nor_an_earlier_paper_changes_what_was_confirmed(house: House) -> None:
    paper = issued(house, FORM, **SAID)
    other = issued(house, FORM, case=paper.case, **SAID | {"address": "别处9号"})
    refuse_to_sign(by=house.officer, paper=other.pk, role="party", reason="不愿", witness="赵某")
    assert addressee_of(house.officer, paper.case).confirmed_at is None

    finger(house, paper)
    house.clock.later(days=2)
    row = party_of(house, paper)
    confirm_address(
        by=house.officer, participant=row, at=house.clock.time, address="新址1号", email=""
    )
    row.refresh_from_db()
    assert (row.service_address, row.agrees_electronic) == ("新址1号", None)
    assert address_papers(house.officer, paper.case) == {}
