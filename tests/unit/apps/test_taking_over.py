# SPDX-License-Identifier: Apache-2.0
"""What a paper says of the party goes over into the case; of anybody else nothing does."""

from typing import Any

import pytest

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.papers.taking_over import offered_by, take_over
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.participants.reading import participants_of
from support.desk import Desk
from support.house import House
from support.paperwork import issued

pytestmark = pytest.mark.usefixtures("own_home")

COMPANY, HEAD = "某某渔业有限公司", "王某"
OF_HIM = {
    "person": HEAD,
    "relation": "representative",
    "sex": "男",
    "identity": "11010519491231002X",
    "phone": "13800138000",
    "address": "乙路9号",
}


def company(house: House, **more: Any) -> Case:
    case = house.case()
    told = {"name": COMPANY, "kind": "organization", "address": "甲路1号", "representative": HEAD}
    add_participant(by=house.officer, case=case, role="party", told=told | more)
    return Case.objects.within(case.bureau_id).get(pk=case.pk)


def offered(house: House, case: Case, form: str, **values: Any) -> dict[str, str]:
    paper = issued(house, form, case=case, **values)
    return {one.name: one.said for one in offered_by(house.officer, paper)}


def test_what_others_say_of_themselves_is_offered_of_no_party(house: House) -> None:
    case = company(house)
    assert offered(house, case, "inquiry_record", **OF_HIM) == {}
    witness = OF_HIM | {"person": "钱某", "relation": "witness"}
    assert offered(house, case, "inquiry_record", **witness) == {}
    mistaken = OF_HIM | {"person": COMPANY, "relation": "party"}
    assert offered(house, case, "inquiry_record", **mistaken).keys() <= {"telephone", "address"}
    there = {"party": COMPANY, "present": "钱某", "present_phone": "13800138000"}
    assert offered(house, case, "inspection_record", **there, party_representative=HEAD) == {}


def test_of_a_person_who_was_asked_all_of_it_goes_over(house: House) -> None:
    case = house.case(party_name=HEAD, party_kind="person")
    paper = issued(house, "inquiry_record", case=case, **OF_HIM | {"relation": "party"})

    take_over(by=house.officer, paper=paper)

    told = participants_of(house.officer, case)[0]
    assert (told.row.sex, told.address) == ("male", "乙路9号")
    assert told.secret is not None
    assert told.secret.identity_number == "11010519491231002X"


def test_what_would_be_replaced_is_shown_before(house: House) -> None:
    case = company(house)
    paper = issued(house, "prior_notice", case=case, party=COMPANY, party_address="乙路9号")

    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")

    assert desk.says("还没有或者记载不同")
    assert desk.says("乙路9号")
    assert desk.says("（案件参加人中为：甲路1号）")
