# SPDX-License-Identifier: Apache-2.0
"""Values of a form: what is missing or wrong, and how they are printed."""

from decimal import Decimal
from typing import Any

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.paper.checking import MESSAGES, Lack, check_values
from liuhen.paper.form import Form
from liuhen.paper.setting import set_sheet
from liuhen.paper.showing import shown
from liuhen.paper.standard import standard_forms
from liuhen.paper.words import capital
from support.papers import VALUES, a_sheet, letter

ALL_KINDS = """
id: all
title: {zh: 全部, en: All}
audience: inside
stage: review
fields:
  - {id: line, label: {zh: 行, en: L}, kind: line}
  - {id: text, label: {zh: 文, en: T}, kind: text}
  - {id: day, label: {zh: 日, en: D}, kind: date}
  - {id: time, label: {zh: 时, en: T}, kind: time}
  - {id: amount, label: {zh: 数, en: N}, kind: number}
  - {id: money, label: {zh: 钱, en: M}, kind: money}
  - id: way
    label: {zh: 方式, en: W}
    kind: choice
    choices: [{word: direct, says: {zh: 直接, en: d}}, {word: lien, says: {zh: 留置, en: l}}]
  - id: ways
    label: {zh: 方式, en: W}
    kind: choice
    many: true
    choices: [{word: direct, says: {zh: 直接, en: d}}, {word: lien, says: {zh: 留置, en: l}}]
  - {id: yes, label: {zh: 是否, en: Y}, kind: yes_no}
  - {id: officers, label: {zh: 人员, en: O}, kind: officers}
  - id: goods
    label: {zh: 物品, en: G}
    kind: items
    columns:
      - {id: name, label: {zh: 名称, en: N}, required: true}
      - {id: count, label: {zh: 数量, en: C}, kind: number}
      - {id: price, label: {zh: 价, en: P}, kind: money}
      - {id: since, label: {zh: 日期, en: D}, kind: date}
  - {id: asked, label: {zh: 问答, en: Q}, kind: questions}
  - {id: papers, label: {zh: 清单, en: L}, kind: list}
  - {id: who, label: {zh: 谁, en: W}, kind: person, required: true}
signatures: [{role: bureau_head, label: {zh: 负责人, en: Head}, each_page: true}]
body:
  - table:
      - [{field: line}, {field: day}, {field: time}]
      - [{field: amount}, {field: money}, {field: way}]
      - [{field: ways}, {field: yes}, {field: officers}]
      - [{field: text}]
      - [{field: who}]
  - {items: goods}
  - {questions: asked}
  - {list: papers}
"""

_PHONE = "contact_phone"


@pytest.fixture(scope="module")
def form() -> Form:
    return letter(ALL_KINDS)


def test_nothing_is_said_of_a_form_that_is_complete() -> None:
    assert check_values(letter(), VALUES) == []


def test_what_the_law_asks_for_is_missing_only_when_it_is_issued() -> None:
    lacks = check_values(letter(), {"fine": 20})
    assert [(lack.field, lack.message) for lack in lacks] == [
        ("party", "required"),
        ("facts", "required"),
    ]
    assert check_values(letter(), {"fine": 20}, required=False) == []


@pytest.mark.parametrize(
    ("need", "lack"),
    [
        ("fine", Lack("fine", "required")),
        ("facts", None),
        ("reasoning|fine", Lack("fine", "required")),
        ("reasoning|facts", None),
        ("reasoning", Lack("reasoning", "no_such_field")),
        ("reasoning|signature:party", None),
        ("reasoning|signature:bureau_head", Lack("reasoning", "no_such_field")),
    ],
)
def test_what_the_regulation_asks_for_besides(need: str, lack: Lack | None) -> None:
    values = {**VALUES, "fine": None}
    assert check_values(letter(), values, [need]) == ([lack] if lack else [])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("line", "甲\n乙", "not_one_line"),
        ("line", 3, "not_text"),
        ("line", "x" * 501, "line_too_long"),
        ("goods", [{"name": "x" * 501}], "line_too_long"),
        ("text", "a\x00b", "control_character"),
        ("text", "\u202eabc", "control_character"),
        ("text", "\ud800", "control_character"),
        ("day", "2026-02-30", "not_a_date"),
        ("day", "20260302", "not_a_date"),
        ("time", "2026-03-02T09:30:00", "not_a_time"),
        ("amount", 1.5, "not_a_number"),
        ("amount", True, "not_a_number"),
        ("amount", "NaN", "not_a_number"),
        ("amount", "1e999999999", "not_a_number"),
        ("money", "-1", "not_an_amount"),
        ("money", "1.005", "not_an_amount"),
        ("money", "1e16", "not_an_amount"),
        ("way", "mail", "not_a_choice"),
        ("way", ["direct"], "not_a_choice"),
        ("ways", "direct", "not_a_list"),
        ("yes", "yes", "not_yes_no"),
        ("officers", [{"certificate": "1"}], "required"),
        ("officers", {"name": "张三"}, "not_a_list"),
        ("goods", [{"count": 1}], "required"),
        ("goods", [{"name": "网", "colour": "red"}], "wrong_entry"),
        ("goods", [{"name": "网", "count": "many"}], "not_a_number"),
        ("goods", [{"name": "网", "price": 1.5}], "not_an_amount"),
        ("goods", [{"name": "网", "since": "today"}], "not_a_date"),
        ("goods", [{"name": "网"}] * 2001, "too_many"),
        ("asked", [{"question": 1}], "not_text"),
        ("asked", ["问"], "wrong_entry"),
        ("papers", [1], "not_text"),
        ("who", "王某", "not_a_person"),
        ("who", {"address": "某市"}, "required"),
        ("nobody", "x", "unknown_field"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told(
    form: Form, field: str, value: Any, message: str
) -> None:
    lacks = check_values(form, {"who": {"name": "王某"}, field: value})
    assert [lack.message for lack in lacks if lack.field == field] == [message]
    assert message in MESSAGES
    shown(form, {field: value})  # a draft is shown all the same


@pytest.mark.parametrize(
    ("penalty", "fine", "confiscated", "wrong"),
    [
        ("警告，罚款人民币贰仟元。", "2000.00", "", []),
        ("没收违法所得300元，并处罚款5万元", "50000", "300", []),
        ("罚款2000元", "20000", "", ["fine"]),
        ("警告", "2000", "", ["fine"]),
        ("警告", "0", "", []),
        ("没收违法所得300元", "0", "30", ["confiscated"]),
        ("没收渔具", "0", "5000", []),  # what they are worth, the words need not say
        ("处违法所得三倍的罚款", "900", "", []),
        ("处违法所得三倍的罚款", "0", "", ["fine"]),
        ("罚款2000元", "二千", "", ["fine"]),
        ("", "2000", "", []),
    ],
)
def test_a_sum_is_the_one_that_the_words_say(
    penalty: str, fine: str, confiscated: str, wrong: list[str]
) -> None:
    form = standard_forms()["prior_notice"]
    values = {"penalty": penalty, "fine": fine, "confiscated": confiscated}
    lacks = check_values(form, values, required=False)
    assert [lack.field for lack in lacks] == wrong


def test_values_are_shown_as_documents_write_them(form: Form) -> None:
    values = shown(
        form,
        {
            "day": "2026-03-02",
            "time": "2026-03-02T01:05:00+00:00",
            "amount": "12.5",
            "money": "1234.50",
            "way": "lien",
            "ways": ["direct", "lien"],
            "yes": False,
            "officers": [{"name": "张三", "certificate": "D1"}, {"name": "李四"}],
            "goods": [{"name": "网", "count": 3, "price": "2", "since": "2026-01-31"}],
            "papers": ["甲", " ", "乙"],
            "who": {"name": "王某", "sex": "男"},
        },
    )
    assert str(values["day"]) == "2026年3月2日"
    assert (values["day"].year, values["day"].month) == ("2026", "3")
    assert str(values["time"]) == "2026年3月2日9时05分"
    assert (values["time"].date, values["time"].minute) == ("2026年3月2日", "05")
    assert str(values["amount"]) == "12.5"
    assert str(values["money"]) == "1234.50元"
    assert values["money"].capital == "壹仟贰佰叁拾肆元伍角整"
    assert values["way"].marked == "□直接  ☑留置"
    assert str(values["ways"]) == "直接、留置"
    assert values["yes"].marked == "□是  ☑否"
    assert str(values["officers"]) == "张三（D1）、李四"
    assert {key: str(part) for key, part in values["goods"][0].items()} == {
        "name": "网",
        "count": "3",
        "price": "2元",
        "since": "2026年1月31日",
    }
    assert str(values["papers"]) == "甲、乙"
    assert (str(values["who"]), values["who"]["sex"]) == ("王某", "男")
    assert str(values["line"]) == ""


@given(st.integers(0, 10**15 * 100))
def test_amounts_in_capitals_are_those_of_another_program(cents: int) -> None:
    """The other one forgets the zero for ten thousands that are none: 壹亿零壹仟."""
    amount = Decimal(cents) / 100
    theirs = cn2an.an2cn(str(amount), "rmb").removesuffix("整")
    ours = capital(amount).removesuffix("整")
    assert theirs in (ours, ours.replace("亿零", "亿"))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10.50", "壹拾元伍角整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1000100000000", "壹万零壹亿元整"),
        ("100001000", "壹亿零壹仟元整"),
    ],
)
def test_amounts_in_capitals(amount: str, words: str) -> None:
    assert capital(Decimal(amount)) == words


def test_an_amount_that_has_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0"):
        capital(Decimal(10) ** 16)


@pytest.mark.parametrize(
    "name", [one.id for one in standard_forms().values() if _PHONE in one.by_id]
)
def test_no_paper_prints_a_telephone_that_nobody_gave(name: str) -> None:
    form = standard_forms()[name]
    values = {"contact_officer": "张三", _PHONE: "0411-00000000"}

    def printed(*given: str) -> str:
        said = {one: values[one] for one in given if one in form.by_id}
        return str(set_sheet(a_sheet(form, values=said))["blocks"])

    assert "电话" not in printed("contact_officer")
    assert "联系人：" not in printed(_PHONE)
    assert "电话：0411-00000000" in printed("contact_officer", _PHONE)
