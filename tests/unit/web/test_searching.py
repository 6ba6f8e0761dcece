# SPDX-License-Identifier: Apache-2.0
"""The page of a search, and the box at the head of every page."""

import re

import pytest
from django.test import Client

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.marks import add_mark
from liuhen.apps.people.models import Person
from support.footage import Footage
from support.house import House, beijing

AT = beijing("2026-03-02 07:30")


def signed_in(house: House, name: str) -> Client:
    person = house.people[name]
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def case(house: House) -> Case:
    """A case with 蓝鳍 in everything."""
    by = house.officer
    case = house.case(title="蓝鳍案")
    say = {"by": by, "case": case}
    acts.add_activity(**say, kind="inquiry", start=AT, place="蓝鳍码头")
    acts.add_document(**say, kind="inquiry_record", at=AT, fields={"content": "蓝鳍<b>&甲</b>"})
    acts.add_incident(**say, kind="objection", at=AT, text="蓝鳍异议")
    acts.add_activity(by=by, kind="routine_patrol", start=AT, section=house.section, place="蓝鳍岛")
    acts.add_recording(**say, kind="video", start=AT, end=AT, device="蓝鳍1")
    add_participant(**say, role="party", told={"name": "蓝鳍公司"})
    register_thing(**say, taken=Taken("蓝鳍标本", "evidence"))
    register_received(by=by, letter=Letter("海警局", "蓝鳍函"), case=case)
    film = Footage(house).original(
        "2026-03-02 07:30", minutes=5, section=house.section, officer=by.person.name
    )
    add_mark(by=by, original=film, at_ms=1, word="told", text="蓝鳍标记")
    register_device(by=house.custodian, value=DeviceValue("蓝鳍-01", "recorder"))
    return case


def test_every_hit_leads_to_a_page_that_opens_and_shows_the_hit_marked(
    house: House, case: Case
) -> None:
    client = signed_in(house, "officer")
    body = client.get("/search/", {"q": "蓝鳍"}).content.decode()
    kinds = ("案件", "活动", "文书", "物品", "来文", "标记", "设备")
    assert body.count("<mark>蓝鳍</mark>") == 12  # the case by its title and by its party
    assert [one for one in kinds if one not in body] == []
    assert "<mark>蓝鳍</mark>&lt;b&gt;&amp;甲&lt;/b&gt;" in body
    addresses = set(re.findall(r'class="case-title" href="([^"]+)"', body))
    assert len(addresses) == 11
    assert {client.get(one).status_code for one in addresses} == {200}


def test_an_exact_number_goes_there_at_once_unless_the_list_is_asked_for(
    house: House, case: Case
) -> None:
    officer, stranger = signed_in(house, "officer"), signed_in(house, "stranger")
    answer = officer.get("/search/", {"q": case.number})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{case.pk}/")
    assert officer.get("/search/", {"q": case.number, "list": "1"}).status_code == 200
    hidden = stranger.get("/search/", {"q": case.number})
    absent = stranger.get("/search/", {"q": "示例罚〔2026〕9号"})
    assert hidden.status_code == 200

    def plain(body: bytes) -> str:
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())
        return re.sub(r"%[0-9A-F%]+|示例罚\S+", "", text)

    assert plain(hidden.content) == plain(absent.content)


def test_older_ones_follow_and_no_count_is_told(house: House) -> None:
    for number in range(27):
        house.case(title=f"绿鳍案{number}")
    client = signed_in(house, "officer")
    body = client.get("/search/", {"q": "绿鳍"}).content.decode()
    assert body.count("<mark>绿鳍</mark>") == 25
    around = re.sub(r'<ol class="card found".*?</ol>|<[^>]+>', " ", body, flags=re.DOTALL)
    assert "绿鳍案" not in around
    assert re.search(r"\b(2[57]|3\d)\b", around) is None
    further = re.search(r'rel="next" href="([^"]+)"', body)
    assert further is not None
    rest = client.get("/search/" + further[1].replace("&amp;", "&")).content.decode()
    assert rest.count("<mark>绿鳍</mark>") == 2
    assert 'rel="next"' not in rest


@pytest.mark.parametrize(
    "bad",
    [
        {"q": "x" * 5000}, {"q": "甲\x00乙"}, {"q": "甲", "before": "9" * 40}, {"kind": "nothing"},
        {"q": "甲", "before": "-1"}, {"q": "甲", "year": "0"}, {"q": "甲", "section": "no"},
        {"q": "甲", "before": "²"}, {"q": '"*^():'},
    ],
)  # fmt: skip
def test_bad_values_narrow_nothing_and_break_nothing(house: House, bad: dict[str, str]) -> None:
    house.case(title="甲案")
    assert signed_in(house, "officer").get("/search/", bad).status_code == 200


def test_the_box_is_at_the_head_of_every_page_for_who_may_search(house: House) -> None:
    for name in ("officer", "bureau_head", "device_manager", "admin"):
        assert 'id="site-find"' in signed_in(house, name).get("/people/").content.decode()
    desk = signed_in(house, "petition_desk").get("/account/").content.decode()
    assert 'id="site-find"' not in desk
    assert 'id="site-find"' not in Client().get("/account/sign-in/").content.decode()


def test_queries_do_not_grow_with_what_is_found(house: House) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(house, "officer")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": "黄鳍"})
        return len(queries)

    for number in range(3):
        house.case(title=f"黄鳍案{number}")
    few = asked()
    for number in range(20):
        house.case(title=f"黄鳍案2{number}")
    assert asked() == few
