# SPDX-License-Identifier: Apache-2.0
"""The five real regulations, where their texts are at hand (LIUHEN_SEEDS or ../shared/seeds).

The texts are not part of this repository; without them these tests have nothing to compare.
"""

import os
import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from liuhen.law.errors import BadInput
from liuhen.law.text import Regulation, parse_regulation, print_regulation, read_regulation

_BESIDE = Path(__file__).resolve().parents[4] / "shared" / "seeds"
FILES = sorted(Path(os.environ.get("LIUHEN_SEEDS") or _BESIDE).glob("00[0-4]_*.txt"))
TEXTS = {file.name[:3]: file.read_text(encoding="utf-8") for file in FILES}
READ = {file.name[:3]: read_regulation(file.read_bytes(), file.name) for file in FILES}

ARTICLES = {"000": 26, "001": 26, "002": 26, "003": 33, "004": 24}
TITLES = {
    "000": ("大连市金普新区民族和宗教事务局", "执法记录信息收集保存管理使用工作制度"),
    "001": ("西岗区教育局", "行政执法记录信息收集保存管理使用办法"),
    "002": ("曲靖市麒麟区文化和旅游局", "执法全过程记录制度"),
    "003": ("大连金普新区海洋发展局", "行政执法全过程记录实施办法"),
    "004": ("大连市西岗区人力资源和社会保障局", "行政执法全过程记录制度"),
}
ITEMS = {
    "000": {"4": 2, "8": 6, "21": 4, "24": 6},
    "001": {"4": 2, "8": 6, "21": 4, "24": 6},
    "002": {"10": 22, "11": 6, "23": 5},
    "003": {"14": 8, "16": 3, "20": 7, "25": 4, "27": 5, "32": 4},
    "004": {"12": 4, "21": 6},
}
CHAPTERS = {
    "000": [3, 1, 3, 3, 2, 6, 4, 2, 2],
    "001": [3, 1, 3, 3, 2, 6, 4, 2, 2],
    "002": [9, 2, 6, 5, 3, 1],
    "003": [7, 4, 6, 3, 4, 7, 1, 1],
    "004": [3, 3, 1, 5, 3, 5, 3, 1],
}


def bare(text: str) -> str:
    """The words of a text alone: no Markdown, no residue, no white space, one kind of bracket."""
    text = re.sub(r"\[bookmark:[^\]]*\]|[#*\s]", "", text)
    return text.replace("(", "（").replace(")", "）")


def items_of(regulation: Regulation, number: str) -> list[str]:
    article = next(article for article in regulation.articles() if article.number == number)
    return [item.number for item in article.items]


def test_titles_and_issuers() -> None:
    for name, regulation in READ.items():
        issuer, rest = TITLES[name]
        assert (regulation.title, regulation.issuer) == (issuer + rest, issuer)


def test_articles_are_numbered_from_one_without_a_gap() -> None:
    for name, regulation in READ.items():
        expected = [str(number) for number in range(1, ARTICLES[name] + 1)]
        assert [article.number for article in regulation.articles()] == expected


def test_chapters_hold_their_articles() -> None:
    for name, regulation in READ.items():
        assert [len(chapter.articles) for chapter in regulation.chapters] == CHAPTERS[name]
        first = 2 if name == "004" else 1  # 004 has no heading of chapter one
        numbers = [chapter.number for chapter in regulation.chapters if chapter.number]
        assert numbers == [str(number) for number in range(first, len(numbers) + first)]


def test_items_are_numbered_from_one_without_a_gap() -> None:
    for name, regulation in READ.items():
        for article in regulation.articles():
            count = ITEMS[name].get(article.number, 0)
            expected = [str(number) for number in range(1, count + 1)]
            assert [item.number for item in article.items] == expected, (name, article.number)


def test_no_word_is_lost_and_none_is_moved() -> None:
    for name, regulation in READ.items():
        source = bare(TEXTS[name])
        if name == "003":  # the two items that lost their numbers get them back
            source = source.replace("1.", "（三）", 1).replace("1.", "（四）", 1)
        assert bare(print_regulation(regulation)) == source


def test_printing_reads_back() -> None:
    for regulation in READ.values():
        again = parse_regulation(print_regulation(regulation))
        assert (again.title, again.issuer) == (regulation.title, regulation.issuer)
        assert again.chapters == regulation.chapters


def test_doubts_name_the_blemishes_and_nothing_else() -> None:
    expected = {
        "000": [],
        "001": ["calls the text 本制度", "Article 11: the text breaks off before line 57"],
        "002": ["Article 24 refers to", "Article 21: the text breaks off before line 63"],
        "003": ["calls the text 本制度", "read as item (3)", "read as item (4)"],
        "004": ["The first chapter heading is chapter 2"],
    }
    for name, regulation in READ.items():
        assert len(regulation.doubts) == len(expected[name])
        for doubt, words in zip(regulation.doubts, expected[name], strict=True):
            assert words in doubt


def test_other_encodings_give_the_same() -> None:
    for name, regulation in READ.items():
        assert read_regulation(TEXTS[name].encode("gb18030"), name).chapters == regulation.chapters


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(TEXTS) or ["none"]),
    st.lists(st.tuples(st.sampled_from("-+x|/"), st.integers(0), st.integers(0)), max_size=12),
)
def test_a_damaged_text_gives_a_regulation_or_a_refusal(
    name: str, damages: list[tuple[str, int, int]]
) -> None:
    lines = TEXTS.get(name, "第一条 甲。\n第二条 乙。").split("\n")
    for kind, first, second in damages:
        damage(lines, kind, first % len(lines), second)
    try:
        regulation = parse_regulation("\n".join(lines))
    except BadInput:
        return
    print_regulation(regulation)
    assert sum(1 for _ in regulation.articles()) > 0


def damage(lines: list[str], kind: str, at: int, number: int) -> None:
    """Delete, double, swap, join or cut a line."""
    other = number % len(lines)
    if kind == "-" and len(lines) > 1:
        del lines[at]
    elif kind == "+":
        lines.insert(other, lines[at])
    elif kind == "x":
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == "|" and at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + lines[at + 1]]
    elif kind == "/":
        middle = number % (len(lines[at]) + 1)
        lines[at : at + 1] = [lines[at][:middle], lines[at][middle:]]
