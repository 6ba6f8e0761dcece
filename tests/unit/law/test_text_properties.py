# SPDX-License-Identifier: Apache-2.0
"""What must hold for any text: no fault, no lost word, and printing that reads back."""

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.errors import BadInput
from liuhen.law.text import Regulation, parse_regulation, print_regulation, read_regulation
from liuhen.law.text.numerals import chinese, read_number

WORDS = [
    "巡查",
    "河段",
    "记录",
    "水位",
    "应当",
    "负责人",
    "填写",
    "第二条",
    "本办法第三条规定",
    "3日内",
    "（二）项",
]
SPACES = ["", " ", "  ", "　", "　　", "\u00a0"]
RESIDUE = ["", "", "", "[bookmark: _GoBack]", "**", "- ", "#### ", "　　"]
MECHANICAL = "第章节条之一二三四五六七八九十百零0123456789"

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)


def outcome(regulation: Regulation) -> tuple[object, ...]:
    return regulation.title, regulation.issuer, regulation.chapters


def words(text: str) -> Counter[str]:
    """The Chinese characters of a text, but for those that headings are made of."""
    return Counter(
        character
        for character in text
        if "\u4e00" <= character <= "\u9fff" and character not in MECHANICAL
    )


@st.composite
def articles(draw: st.DrawFn, number: int) -> list[str]:
    """The lines of one article: a heading in one of many dresses, paragraphs, items."""
    numeral = draw(st.sampled_from([chinese(number), str(number), f" {chinese(number)} "]))
    heading = draw(st.sampled_from([f"第{numeral}条", f"**第{numeral}条**", f"## 第{numeral}条"]))
    lines = [heading + draw(st.sampled_from(SPACES[1:])) + draw(sentences) + "。"]
    if draw(st.booleans()):
        style = draw(st.sampled_from(["（{}）", "({})", "（{})", "{}、"]))
        lines.append(draw(sentences) + "有下列情形：")
        count = draw(st.integers(1, 5))
        for item in range(1, count + 1):
            end = "；" if item < count else "。"
            lines.append(style.format(chinese(item)) + draw(sentences) + "的" + end)
    if draw(st.booleans()):
        lines.append("巡查" + draw(sentences) + "。")
    return lines


@st.composite
def regulations(draw: st.DrawFn) -> str:
    """A made-up regulation with the blemishes of real ones."""
    lines = draw(st.sampled_from([["东湖区水务局", "执法记录办法"], ["音像记录制度"], []]))
    number = 0
    for chapter in range(1, draw(st.integers(1, 4)) + 1):
        numeral = draw(st.sampled_from([chinese(chapter), str(chapter)]))
        heading = f"第{numeral}章{draw(st.sampled_from(SPACES))}巡查的事"
        lines = lines + draw(st.sampled_from([[heading], [], [f"### {heading}"]]))
        for _ in range(draw(st.integers(1, 3))):
            number += draw(st.sampled_from([1, 1, 1, 2]))
            lines = lines + draw(articles(number))
    dressed = [draw(st.sampled_from(RESIDUE)) + line for line in lines]
    return draw(st.sampled_from(["\n", "\r\n", "\n\n"])).join(dressed)


@given(regulations())
def test_reading_what_was_printed_gives_the_same(text: str) -> None:
    regulation = parse_regulation(text)
    printed = print_regulation(regulation)
    assert outcome(parse_regulation(printed)) == outcome(regulation)
    assert print_regulation(parse_regulation(printed)) == printed


@given(regulations())
def test_every_word_is_in_the_printed_text_or_quoted_in_a_doubt(text: str) -> None:
    regulation = parse_regulation(text)
    assert words(text) <= words(print_regulation(regulation) + "".join(regulation.doubts))


@given(
    st.text() | regulations(), st.lists(st.tuples(st.integers(0), st.text(max_size=8)), max_size=5)
)
def test_any_text_gives_a_regulation_or_a_refusal(
    text: str, insertions: list[tuple[int, str]]
) -> None:
    for place, inserted in insertions:
        at = place % (len(text) + 1)
        text = text[:at] + inserted + text[at:]
    try:
        regulation = parse_regulation(text)
    except BadInput:
        return
    assert msgspec.json.decode(msgspec.json.encode(regulation), type=Regulation) == regulation
    print_regulation(regulation)


@given(st.binary(max_size=200), st.sampled_from([b"", "第一条 甲。".encode("gb18030")]))
def test_any_bytes_give_a_regulation_or_a_refusal(raw: bytes, start: bytes) -> None:
    try:
        answer = "".join(item.number for item in read_regulation(start + raw, "a.txt").articles())
    except BadInput as refusal:
        answer = str(refusal).removeprefix("a.txt: ")
    assert answer
    assert "a.txt" not in answer


@given(st.integers(1, 9999))
def test_a_number_in_any_numerals_is_the_same_number(number: int) -> None:
    assert read_number(chinese(number)) == number
    assert read_number(str(number)) == number
    assert read_number("".join(chr(ord("０") + int(digit)) for digit in str(number))) == number
