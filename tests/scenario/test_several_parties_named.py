# SPDX-License-Identifier: Apache-2.0
"""A case of two parties says so wherever it names its party."""

from liuhen.apps.cases import acts
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.performing.ordering import Ordered, order
from support.desk import Desk
from support.house import House


def test_head_and_dues_name_both_parties_and_of_a_decision_those_whom_it_names(
    house: House,
) -> None:
    case = house.case(party_name="程成", party_kind="person")
    told = {"name": "张二船", "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.now(), case=case
    )

    def fines(party: str) -> None:
        paper = acts.add_document(
            by=house.officer, kind="decision", at=house.clock.now(), events=[made.ref], case=case,
            fields={"party": party},
        )  # fmt: skip
        order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100_00)])

    fines("")
    both = "当事人 程成、张二船"
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert desk.says(both)
    assert desk.open(f"/cases/{case.pk}/dues/").says(both)
    assert desk.open("/following/").says("程成、张二船")
    fines("张二船")
    assert desk.open("/following/").text.count("程成、张二船") == 1
    assert desk.text.count("张二船") == 2  # in its own fine too
