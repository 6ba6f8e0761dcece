# SPDX-License-Identifier: Apache-2.0
"""Numbers of cases: without holes, of a bureau, an act and a year, and by whoever is first."""

import json
import threading

import pytest
from django.db import connection

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NumberTakenError
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.numbering import set_first_number
from liuhen.apps.trace.journal import act
from support.house import SYSTEM, Clock, House


def test_numbers_of_an_act_follow_each_other_within_a_year(house: House) -> None:
    found = [house.case().number, house.case().number, house.case(kind="inspection").number]
    house.clock.set("2027-01-01 00:00")
    found.append(house.case().number)

    assert found == [
        "示例罚〔2026〕1号",
        "示例罚〔2026〕2号",
        "示例检〔2026〕1号",
        "示例罚〔2027〕1号",
    ]


def test_a_bureau_that_begins_in_mid_year_goes_on_from_its_number(house: House) -> None:
    with act("test.number", by=SYSTEM) as record:
        set_first_number(bureau=house.bureau, act="penalty", year=2026, first=18, record=record)

    assert house.case().number == "示例罚〔2026〕18号"
    with pytest.raises(BadFactError), act("test.number", by=SYSTEM) as record:
        set_first_number(bureau=house.bureau, act="penalty", year=2026, first=18, record=record)


def test_a_number_that_an_import_brought_is_passed_over(house: House) -> None:
    raw = '{"case": {"id": "示例罚〔2026〕1号", "act": "penalty"}}'.encode()
    acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

    assert house.case().number == "示例罚〔2026〕2号"


def test_two_officers_at_once_get_two_numbers(many_writers: None) -> None:
    house = House(Clock("2026-11-20 08:00"))
    found: list[str] = []

    def open_some() -> None:
        try:
            found.extend(house.case().number for _ in range(6))
        finally:
            connection.close()

    threads = [threading.Thread(target=open_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == len(set(found)) == 24


def test_many_at_once_begin_a_series_and_import_one_number(
    many_writers: None, clock: Clock
) -> None:
    house = House(clock)
    raw = '{"case": {"id": "外来1号", "act": "penalty"}}'.encode()
    numbers, refused = [], []

    def work() -> None:
        try:
            numbers.append(house.case(kind="licensing").number)
            acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)
        except NumberTakenError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"示例许〔2026〕{n}号" for n in range(1, 5)]
    assert len(refused) == 3


@pytest.mark.parametrize("device", ["x" * 61, "a\x00b"])
def test_an_import_with_words_that_no_column_holds_is_refused(house: House, device: str) -> None:
    film = {"id": "r1", "kind": "video", "device": device, "start": "2026-02-01T09:00:00+08:00"}
    raw = json.dumps({"case": {"id": "外来1号", "act": "penalty"}, "recordings": [film]})

    with pytest.raises(BadFactError):
        acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw.encode())


def test_an_import_takes_no_number_from_the_series_of_another_bureau(house: House) -> None:
    House(house.clock, code="other")

    def bring(number: str) -> Case:
        raw = json.dumps({"case": {"id": number, "act": "penalty"}}).encode()
        return acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

    with pytest.raises(NumberTakenError, match="示例other罚〔2026〕3号"):
        bring("示例other罚〔2026〕3号")
    assert bring("示例罚〔2026〕3号").number == "示例罚〔2026〕3号"
    assert bring("远方局罚〔2026〕3号").number == "远方局罚〔2026〕3号"
