# SPDX-License-Identifier: Apache-2.0
"""A case came from outside and names its party by a name alone; then somebody else is entered."""

import json

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Case, Participant
from liuhen.apps.cases.participants.acts import add_participant, end_participant
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.serving.papers import addressee_of, addressees_of
from support.desk import Desk
from support.house import House

AT = "2026-03-02T09:00:00+08:00"


def fined(house: House) -> Case:
    """The case of 程成, whom a decision fines and who confirmed an address, from outside."""
    house.clock.set("2026-03-03 12:00")
    signed = [{"role": "party", "name": "程成", "at": AT}]
    facts = {
        "case": {
            "id": "旧-1", "act": "penalty", "procedure": "general", "origin": "ex_officio",
            "title": "未经检验下水作业案", "party": {"name": "程成", "kind": "person"},
        },
        "events": [{"id": "e1", "type": "decision_made", "start": AT, "end": AT}],
        "documents": [
            {
                "id": "d1", "type": "decision", "at": AT, "events": ["e1"],
                "fields": {"party": "程成", "document_number": "旧罚1号"},
            },
            {
                "id": "d2", "type": "service_address_confirmation", "at": AT,
                "fields": {"address": "示例区杏树渔港1号"}, "signatures": signed,
            },
        ],
    }  # fmt: skip
    case = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=json.dumps(facts).encode()
    )
    acts.assign_handlers(
        by=house.viewer("section_head"), case=case, handlers=[house.officer.person]
    )
    order(by=house.officer, case=case, document="d1", items=[Ordered("fine", "", 100_00)])
    return Case.objects.within(house.bureau.pk).get(pk=case.pk)


def parties(case: Case) -> list[tuple[str, str]]:
    """The parties of a case as they stand, with the kind of each."""
    rows = Participant.objects.within(case.bureau_id).filter(case=case, role="party", ended_at=None)
    return list(rows.order_by("recorded_at", "id").values_list("name", "kind"))


def where(house: House, case: Case) -> list[tuple[str, str]]:
    """Where each party is served."""
    return [(one.name, one.address) for one in addressees_of(house.officer, case)]


def test_whoever_is_entered_beside_the_named_party_does_not_take_its_place(house: House) -> None:
    case = fined(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/people/add/?role=party")
    assert desk.held("name") == ["程成"]
    desk.send(422, name="张二船", kind="person")
    assert desk.says("案件当事人为程成。本次登记的是另一当事人吗？")
    assert parties(case) == []
    desk.send(name="张二船", kind="person", which="further")
    assert desk.says("程成也已登记为当事人")

    assert parties(case) == [("程成", "person"), ("张二船", "person")]
    assert where(house, case) == [("程成", "示例区杏树渔港1号"), ("张二船", "")]
    assert addressee_of(house.officer, case).name == "程成"
    assert desk.open(f"/cases/{case.pk}/people/").text.count("示例区杏树渔港1号") == 1
    assert desk.open(f"/cases/{case.pk}/").says("当事人 程成、张二船")
    assert desk.open(f"/cases/{case.pk}/dues/").says("当事人 程成、张二船")
    assert desk.open("/following/").says("程成")
    assert not desk.says("张二船")  # it is not fined


def test_in_which_order_the_parties_are_entered_does_not_matter(house: House) -> None:
    case = fined(house)
    for name in ("程成", "张二船"):
        told = {"name": name, "kind": "person"}
        add_participant(by=house.officer, case=case, role="party", told=told)
    assert parties(case) == [("程成", "person"), ("张二船", "person")]
    assert where(house, case) == [("程成", "示例区杏树渔港1号"), ("张二船", "")]


def test_the_named_party_gets_its_right_name_where_somebody_says_that_it_is_the_same(
    house: House,
) -> None:
    case = fined(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/people/add/?role=party")
    desk.send(name="程诚", kind="person", which="same")
    assert parties(case) == [("程诚", "person")]
    assert where(house, case) == [("程诚", "示例区杏树渔港1号")]
    assert desk.open(f"/cases/{case.pk}/").says("当事人 程诚")


def test_a_right_name_makes_no_second_party_where_somebody_entered_the_first_meanwhile(
    house: House,
) -> None:
    case = fined(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/people/add/?role=party")
    told = {"name": "程成", "kind": "person"}
    add_participant(by=house.viewer("colleague"), case=case, role="party", told=told)
    desk.send(422, name="程诚", kind="person", which="same")
    assert desk.says("当事人已由他人登记")
    assert parties(case) == [("程成", "person")]
    desk.send(name="张二船", kind="person", which="further")
    assert parties(case) == [("程成", "person"), ("张二船", "person")]


def test_only_who_is_in_charge_gives_the_named_party_another_name(house: House) -> None:
    case = fined(house)
    with pytest.raises(NotAllowedError, match=case.number):
        add_participant(
            by=house.viewer("colleague"), case=case, role="party", told={"name": "程诚"},
            renamed=True,
        )  # fmt: skip
    assert parties(case) == []


def test_an_address_stays_with_who_confirmed_it_when_that_party_is_none_any_more(
    house: House,
) -> None:
    case = fined(house)
    told = {"name": "张二船", "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    first = Participant.objects.within(case.bureau_id).get(case=case, name="程成")
    end_participant(by=house.officer, participant=first, reason="另案处理")
    assert where(house, case) == [("张二船", "")]
    assert addressee_of(house.officer, case).confirmed_at is None


def test_a_party_that_a_correction_names_is_not_lost_when_a_witness_is_entered(
    house: House,
) -> None:
    case = fined(house)
    told = {"name": "程成", "kind": "person"}
    only = add_participant(by=house.officer, case=case, role="party", told=told)
    end_participant(by=house.officer, participant=only, reason="登记有误")
    case.refresh_from_db()
    assert case.party_name == ""
    acts.correct_case(by=house.head, case=case, reason="补正", party_name="程诚")
    add_participant(by=house.officer, case=case, role="witness", told={"name": "王五"})
    case.refresh_from_db()
    assert case.party_name == "程诚"


def test_a_party_is_not_entered_twice(house: House) -> None:
    """Two of one name are told apart by what stands in brackets after it."""
    case = fined(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/people/add/?role=party")
    desk.send(name="程成", kind="person")
    desk.open(f"/cases/{case.pk}/people/add/?role=party")

    desk.send(422, name="程 成", kind="person")

    assert desk.says("程成 已登记为本案当事人")
    assert parties(case) == [("程成", "person")]
    desk.send(name="程成（1990年生）", kind="person")
    assert parties(case) == [("程成", "person"), ("程成（1990年生）", "person")]
