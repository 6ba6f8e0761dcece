# SPDX-License-Identifier: Apache-2.0
"""Items of an article, with the numbers that word processors lose, in texts made up for this."""

import pytest

from liuhen.law.text import Article, parse_regulation

TITLE = "东湖区水务局执法记录办法"


def items(found: Article) -> list[tuple[str, str]]:
    return [(item.number, item.text) for item in found.items]


def body(*lines: str) -> Article:
    """Article 1 of a text whose lines after 第一条 are `lines`."""
    return next(parse_regulation("\n".join([TITLE, *lines])).articles())


def doubts_of(*lines: str) -> str:
    return "\n".join(parse_regulation("\n".join([TITLE, *lines])).doubts)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("(一)", "(二）", "（三)"),
        ("（1）", "（2）", "（3）"),
        ("1.", "2．", "3、"),
        ("１．", "２．", "３．"),
        ("一、", "二、", "三、"),
        ("①", "②", "③"),
        ("㈠", "㈡", "㈢"),
        ("⒈", "⒉", "⒊"),
        ("一）", "二）", "三）"),
        ("1\\.", "2\\.", "3\\."),
    ],
)
def test_markers_of_many_kinds_are_items(first: str, second: str, third: str) -> None:
    found = body("第一条 有下列事项：", f"{first}甲；", f"{second} 乙；", f"{third}丙。")
    assert items(found) == [("1", "甲；"), ("2", "乙；"), ("3", "丙。")]


def test_mechanical_numbers_after_real_ones_count_on() -> None:
    lines = ["第一条 有下列情形：", "（一）甲的；", "（二）乙的；", "1. 丙的；", "1. 丁的。"]
    assert [number for number, _ in items(body(*lines))] == ["1", "2", "3", "4"]
    assert "line 5 has lost its number; it was read as item (3)" in doubts_of(*lines)
    assert "line 6 has lost its number; it was read as item (4)" in doubts_of(*lines)


def test_a_list_of_ones_counts_on() -> None:
    found = body("第一条 有下列情形：", "1. 甲；", "1. 乙；", "1. 丙。", "完。")
    assert items(found) == [("1", "甲；"), ("2", "乙；"), ("3", "丙。")]
    assert found.paragraphs == ["有下列情形：", "完。"]


@pytest.mark.parametrize("mark", ["", "- ", "• "])
def test_items_without_numbers_are_counted(mark: str) -> None:
    found = body("第一条 有下列情形：", f"{mark}甲的；", f"{mark}乙的；", f"{mark}丙的。")
    assert items(found) == [("1", "甲的；"), ("2", "乙的；"), ("3", "丙的。")]


def test_one_lost_number_is_seen_by_the_next_one() -> None:
    found = body("第一条 有下列情形：", "（一）甲；", "乙；", "（三）丙。")
    assert items(found) == [("1", "甲；"), ("2", "乙；"), ("3", "丙。")]


def test_a_second_line_of_an_item_stays_with_it_where_no_number_is_missing() -> None:
    found = body("第一条 有下列情形：", "（一）甲；", "又甲；", "（二）乙。")
    assert items(found) == [("1", "甲；\n又甲；"), ("2", "乙。")]


def test_items_run_together_on_a_line_are_parted() -> None:
    found = body("第一条 有下列情形：（一）甲；（二）乙（见第（三）项）；", "（三）丙；（四）丁。")
    assert [number for number, _ in items(found)] == ["1", "2", "3", "4"]
    assert items(found)[1] == ("2", "乙（见第（三）项）；")


def test_a_list_after_a_comma_is_parted_where_it_was_announced() -> None:
    found = body("第一条 有下列情形之一的，（一）甲；（二）乙。")
    assert found.paragraphs == ["有下列情形之一的，"]
    assert items(found) == [("1", "甲；"), ("2", "乙。")]


def test_an_item_cut_by_a_line_break_is_whole() -> None:
    found = body("第一条 有下列情形：", "（一）甲由负责人", "批准；", "（二）乙。", "末。")
    assert items(found) == [("1", "甲由负责人批准；"), ("2", "乙。")]
    assert found.paragraphs[-1] == "末。"


@pytest.mark.parametrize("end", ["：", "；"])
def test_a_list_inside_an_item_stays_in_its_text(end: str) -> None:
    found = body("第一条 有：", f"（一）甲{end}", "1. 子；", "2. 丑；", "（二）乙。")
    assert items(found) == [("1", f"甲{end}\n1. 子；\n2. 丑；"), ("2", "乙。")]


def test_a_paragraph_after_an_item_with_a_semicolon_is_known_by_its_first_words() -> None:
    found = body("第一条 有：", "（一）甲；", "（二）乙；", "违反上述规定的，予以批评。")
    assert found.paragraphs == ["有：", "违反上述规定的，予以批评。"]
    assert len(found.items) == 2


def test_a_second_list_keeps_its_numbers_and_is_a_doubt() -> None:
    lines = ["第一条 有：", "（一）甲。", "无：", "（一）乙。"]
    assert [number for number, _ in items(body(*lines))] == ["1", "1"]
    assert "a second list of items begins at line 5" in doubts_of(*lines)


def test_written_numbers_out_of_turn_are_kept_and_are_a_doubt() -> None:
    lines = ["第一条 有：", "（一）甲；", "（三）乙；", "（三）丙。"]
    assert [number for number, _ in items(body(*lines))] == ["1", "3", "3"]
    assert "item (3) at line 4 comes after item (1)" in doubts_of(*lines)


@pytest.mark.parametrize("text", ["2019.10.1 起施行。", "（2019）年起施行。", "3.5米以上的河段。"])
def test_a_number_in_the_text_is_no_marker(text: str) -> None:
    assert body("第一条 甲。", text).paragraphs == ["甲。", text]
