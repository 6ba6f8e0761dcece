# SPDX-License-Identifier: Apache-2.0
"""A case goes out as facts JSON and comes in again."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases.models import Case
from liuhen.apps.trace.models import Leaf
from liuhen.law.reading import load_facts
from support.desk import Desk
from support.house import House
from support.stories import at, inspected


def test_facts_go_out_as_a_file_and_it_is_recorded_who_took_them(house: House) -> None:
    desk, case = inspected(house)
    desk.open(f"/cases/{case.pk}/export/")
    before = Leaf.objects.count()

    answer = desk.client.post(f"/cases/{case.pk}/export/")

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    facts = load_facts(answer.content, "export")
    assert [event.type for event in facts.events] == ["site_inspection"]
    assert Leaf.objects.order_by("-index")[0].act == "cases.export_facts"
    assert Leaf.objects.count() == before + 1


def test_what_went_out_comes_in_elsewhere_with_the_same_facts(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "decision").send(field_reasoning="事实清楚")
    sent = desk.client.post(f"/cases/{case.pk}/export/").content
    other = House(house.clock, code="other")
    facts = json.loads(sent)
    facts["case"]["id"] = "外来1号"

    importer = Desk(other, "importer").open("/cases/import/")
    raw = json.dumps(facts).encode()
    importer.send(file=SimpleUploadedFile("case.json", raw), section=str(other.section.pk))

    made = Case.objects.within(other.bureau.pk).get()
    assert made.number == "外来1号"
    again = Desk(other, "bureau_head").client.post(f"/cases/{made.pk}/export/").content
    assert json.loads(again) == facts


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "case.json"),
        (b'{"case": {"id": "1", "act": "fishing"}}', "case.act"),
        (b'{"case": {"id": "1", "act": "penalty"}, "events": [{"id": "e1"}]}', "events[0]"),
        (b'{"case": {"id": "1", "act": "penalty", "secrecy": ["state_secret"]}}', "国家秘密"),
    ],
    ids=["syntax", "word", "missing", "secret"],
)
def test_a_bad_file_is_refused_with_its_path(house: House, raw: bytes, said: str) -> None:
    importer = Desk(house, "importer").open("/cases/import/")
    importer.send(422, file=SimpleUploadedFile("case.json", raw), section=str(house.section.pk))

    assert importer.says(said)
    assert not Case.objects.within(house.bureau.pk).exists()


def test_a_file_is_needed_and_not_a_huge_one(house: House) -> None:
    importer = Desk(house, "importer").open("/cases/import/")
    importer.send(422, section=str(house.section.pk))
    assert importer.says("请选择文件。")
    huge = SimpleUploadedFile("case.json", b" " * (8 * 1024**2 + 1))
    importer.send(422, file=huge, section=str(house.section.pk))
    assert importer.says("8 MiB")
