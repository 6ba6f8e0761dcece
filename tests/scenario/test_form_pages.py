# SPDX-License-Identifier: Apache-2.0
"""An administrator words a form anew by its pages, and a legal reviewer adopts it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.people.models import Person
from liuhen.paper import press as press_module
from liuhen.paper.form_text import text_of
from liuhen.paper.standard import standard_forms
from support.desk import Desk
from support.house import House

CHANGE = "/forms/demand/change/"
USUAL = "履行催告书"
OWN = "海洋履行催告书"


@pytest.fixture
def house(house: House) -> House:
    house.clock.set("2026-03-02 09:00")
    Person.objects.filter(pk=house.people["admin"].pk).update(must_change_password=False)
    house.people["admin"].refresh_from_db()
    return house


def typed(before: str = f"zh: {USUAL}", after: str = f"zh: {OWN}") -> str:
    text = text_of(standard_forms()["demand"])
    assert before in text
    return text.replace(before, after)


def proposed(house: House) -> str:
    """Propose the own title; where the proposal is shown."""
    desk = Desk(house, "admin").open(CHANGE)
    desk.send(press="propose", text=typed(), reason="统一用语", from_date="2026-03-02")
    assert desk.says("已提出")
    return str(desk.answer.redirect_chain[-1][0])


def test_a_change_is_proposed_by_one_and_adopted_by_another(house: House) -> None:
    where = proposed(house)
    admin = Desk(house, "admin").open(where)
    assert not admin.says("自该日起采用")
    reviewer = Desk(house, "legal_reviewer").open("/forms/").follow("管理员建议修改")
    assert reviewer.says(f"<ins>title: {{zh: {OWN}, en: Demand notice}}</ins>")
    assert reviewer.says(f"<del>title: {{zh: {USUAL}, en: Demand notice}}</del>")
    reviewer.send(press="adopt", from_date="2026-03-03")
    assert reviewer.says("已采用")
    assert Desk(house, "officer").open("/forms/").says(f">{USUAL}<")
    house.clock.set("2026-03-03 09:00")
    assert Desk(house, "officer").open("/forms/").says(f">{OWN}<")


def test_a_fault_is_named_with_its_line_and_nothing_is_kept(house: House) -> None:
    desk = Desk(house, "admin").open(CHANGE)
    desk.send(422, press="propose", text=typed("audience: outside", "audience: nobody"))
    assert desk.says("第4行")
    assert desk.says("<mark>audience: nobody</mark>")
    assert desk.held("text") == [typed("audience: outside", "audience: nobody")]
    assert not Desk(house, "legal_reviewer").open("/forms/").says("建议修改")


def test_what_belongs_on_the_paper_is_not_left_out(house: House) -> None:
    desk = Desk(house, "admin").open(CHANGE)
    lost = typed("    kind: line\n    required: true\n    fill: party.name", "    kind: line\n")
    desk.send(422, press="check", text=lost)
    assert desk.says("“当事人”（party）为本文书必备内容，须保持必填。")


def test_a_look_shows_what_is_different_and_keeps_nothing(house: House) -> None:
    desk = Desk(house, "admin").open(CHANGE).send(press="check", text=typed())
    assert desk.says("没有错误。改动如下")
    assert desk.says(OWN)
    assert not Desk(house, "legal_reviewer").open("/forms/").says("建议修改")


def test_a_file_takes_the_place_of_the_text(house: House) -> None:
    file = SimpleUploadedFile("own.yaml", ("\ufeff" + typed()).replace("\n", "\r\n").encode())
    desk = Desk(house, "admin").open(CHANGE).send(press="check", file=file)
    assert desk.says(f"<ins>title: {{zh: {OWN}, en: Demand notice}}</ins>")
    picture = SimpleUploadedFile("own.yaml", b"\x89PNG\xff")
    assert Desk(house, "admin").open(CHANGE).send(422, press="check", file=picture).says("UTF-8")


def test_a_form_is_printed_with_made_up_values_also_before_it_is_proposed(house: House) -> None:
    try:
        desk = Desk(house, "admin").open("/forms/demand/print/")
        assert desk.answer["Content-Type"] == "application/pdf"
        assert desk.answer.content.startswith(b"%PDF-")
        desk.open(CHANGE).send(press="print", text=typed())
        assert desk.answer.content.startswith(b"%PDF-")
        endless = typed("{{ party }}", "{% for x in range(99999999) %}{{ party }}{% endfor %}")
        desk.open(CHANGE).send(422, press="print", text=endless)
        where = proposed(house)
        desk.open(f"{where}print/")
        assert desk.answer.content.startswith(b"%PDF-")
    finally:
        press_module.close()


def test_a_proposal_is_refused_with_a_reason_or_taken_back(house: House) -> None:
    head = Desk(house, "bureau_head").open(proposed(house))
    assert head.send(422, press="refuse", answer="").says("请说明不采用的理由")
    head.send(press="refuse", answer="不必改")
    assert head.says("未采用") and head.says("不必改")  # noqa: PT018  # one line of the page
    admin = Desk(house, "admin").open(proposed(house))
    assert admin.send(press="refuse", answer="再想想").says("再想想")


def test_an_officer_reads_forms_and_changes_none(house: House) -> None:
    desk = Desk(house, "officer").open("/forms/demand/")
    assert desk.says("《行政强制法》第三十五条第一项")
    assert not desk.says("修改文字或者版式")
    desk.open(CHANGE, 403)
    where = proposed(house)
    officer = Desk(house, "officer").open(where)
    assert not officer.says("自该日起采用")
    sent = officer.client.post(where, {"adopt": "1", "from_date": "2026-03-02"})
    assert sent.status_code == 403
    assert Desk(house, "officer").open("/forms/").says(f">{USUAL}<")
