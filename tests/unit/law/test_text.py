# SPDX-License-Identifier: Apache-2.0
"""Blemishes of regulation texts, one at a time, in texts that were made up for this."""

import subprocess
import sys

import pytest

from liuhen.law.errors import BadInput
from liuhen.law.text import Article, Regulation, parse_regulation, print_regulation, read_regulation
from liuhen.law.text.doubts import MESSAGES

TITLE = "东湖区水务局执法记录办法"
PLAIN = f"""{TITLE}

第一章　总则
第一条　为了管好河道，制定本办法。
第二条　本办法所称巡查，是指沿河查看。
巡查分日巡和夜巡。
第二章　巡查
第三条　巡查人员应当查看下列事项：
（一）水位；
（二）堤岸；
（三）闸门。
前款事项应当逐项填写。
第三章　附则
第四条　本办法自印发之日起施行。
"""


def numbers(regulation: Regulation) -> list[str]:
    return [article.number for article in regulation.articles()]


def chapters(regulation: Regulation) -> list[tuple[str | None, str, int]]:
    return [
        (chapter.number, chapter.title, len(chapter.articles)) for chapter in regulation.chapters
    ]


def article(regulation: Regulation, number: str) -> Article:
    return next(article for article in regulation.articles() if article.number == number)


def items(found: Article) -> list[tuple[str, str]]:
    return [(item.number, item.text) for item in found.items]


def doubts_of(*lines: str) -> str:
    return "\n".join(parse_regulation("\n".join([TITLE, *lines])).doubts)


def test_a_clean_text_is_read_without_a_doubt() -> None:
    regulation = parse_regulation(PLAIN)

    assert (regulation.title, regulation.issuer) == (TITLE, "东湖区水务局")
    assert chapters(regulation) == [("1", "总则", 2), ("2", "巡查", 1), ("3", "附则", 1)]
    assert numbers(regulation) == ["1", "2", "3", "4"]
    assert article(regulation, "2").paragraphs == [
        "本办法所称巡查，是指沿河查看。",
        "巡查分日巡和夜巡。",
    ]
    assert items(article(regulation, "3")) == [("1", "水位；"), ("2", "堤岸；"), ("3", "闸门。")]
    assert article(regulation, "3").paragraphs == [
        "巡查人员应当查看下列事项：",
        "前款事项应当逐项填写。",
    ]
    assert regulation.doubts == []


def test_printing_a_clean_text_gives_the_text() -> None:
    assert print_regulation(parse_regulation(PLAIN)) == PLAIN.replace("\n\n", "\n")


def test_markdown_headings_and_bold_say_the_same_as_plain_text() -> None:
    marked = (
        PLAIN.replace("东湖", "# 东湖", 1)
        .replace("第一章", "## 第一章")
        .replace("第二章", "#### 第二章")  # a wrong level
        .replace("第三章", "**第三章**")
        .replace("第三条　", "**第三条**")
        .replace("第四条　", "**第四条** ")
        .replace("（二）", "- （二）")
        .replace("\n", "\n\n")
    )
    assert parse_regulation(marked) == parse_regulation(PLAIN)


@pytest.mark.parametrize(
    "residue",
    ["[bookmark: _GoBack]", "[]{#_GoBack .anchor}", "{#_Toc123}", "\ufeff", "\u200b", "> "],
)
def test_residue_of_converters_is_no_text(residue: str) -> None:
    dirty = PLAIN.replace("第二条", residue + "第二条").replace("（三）", residue + "（三）")
    assert parse_regulation(dirty) == parse_regulation(PLAIN)


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    raw = b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode()
    assert read_regulation(raw, "a.txt") == parse_regulation(PLAIN)


@pytest.mark.parametrize("space", ["", " ", "  ", "　　", "\u00a0 ", "\t", "： "])
def test_any_space_may_stand_after_a_heading(space: str) -> None:
    spaced = PLAIN.replace("条　", f"条{space}").replace("\n第", f"\n{space.strip('：')}第")
    assert parse_regulation(spaced).chapters == parse_regulation(PLAIN).chapters


def test_spaces_inside_headings_and_titles_are_not_part_of_them() -> None:
    regulation = parse_regulation(PLAIN.replace("总则", "总  则").replace("第一条", "第 一 条"))
    assert chapters(regulation)[0] == ("1", "总则", 2)
    assert numbers(regulation) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("numeral", ["2", "２", " 2 "])
def test_chapters_and_articles_may_have_arabic_numerals(numeral: str) -> None:
    changed = PLAIN.replace("第二章", f"第{numeral}章").replace("第二条", f"第{numeral}条")
    assert parse_regulation(changed).chapters == parse_regulation(PLAIN).chapters


# ---------------------------------------------------------------- title and issuer


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        ("东湖区水务局\n执法记录办法", TITLE, "东湖区水务局"),
        ("东湖区水务局执法\n记录办法", TITLE, "东湖区水务局"),
        (
            "# 东湖区水务局执法 记录\n\n# 管理规定（试行）",
            "东湖区水务局执法记录管理规定（试行）",
            "东湖区水务局",
        ),
        ("《东湖区水务局执法记录办法》", "东湖区水务局执法记录办法", "东湖区水务局"),
        (
            "东湖区农业委员会行政执法记录规则",
            "东湖区农业委员会行政执法记录规则",
            "东湖区农业委员会",
        ),
        ("发布机关：东湖区城管局\n音像记录管理办法", "音像记录管理办法", "东湖区城管局"),
        (
            "东湖区水务局文件\n东水〔2021〕5号\n东湖区水务局执法记录办法",
            "东湖区水务局执法记录办法",
            "东湖区水务局",
        ),
    ],
)
def test_title_and_issuer_are_found(head: str, title: str, issuer: str) -> None:
    regulation = parse_regulation(f"{head}\n第一条　甲。")
    assert (regulation.title, regulation.issuer) == (title, issuer)


def test_an_issuer_that_only_signs_is_found_at_the_end() -> None:
    regulation = parse_regulation("音像记录管理办法\n第一条 甲。\n东湖区水务局\n2021年5月6日")
    assert regulation.issuer == "东湖区水务局"
    assert article(regulation, "1").paragraphs == ["甲。"]
    assert any("2021年5月6日" in doubt for doubt in regulation.doubts)
    assert "The issuer “东湖区水务局” was taken from line 3." in regulation.doubts


def test_an_unknown_issuer_is_empty_and_a_doubt() -> None:
    regulation = parse_regulation("音像记录管理办法\n第一条 甲。")
    assert regulation.issuer == ""
    assert regulation.doubts == ["The text does not say who issued it."]


def test_a_guessed_issuer_is_a_doubt() -> None:
    regulation = parse_regulation("东湖区水务局船舶制度\n第一条 甲。")
    assert regulation.issuer == "东湖区水务局"
    assert regulation.doubts == ["The issuer “东湖区水务局” was guessed from the title."]


def test_a_text_without_title_has_an_empty_one() -> None:
    regulation = parse_regulation("第一条 甲。")
    assert regulation.title == ""
    assert "No title stands before the first article." in regulation.doubts


def test_lines_before_the_first_article_are_quoted_in_doubts() -> None:
    regulation = parse_regulation(
        f"各科室：\n现将办法印发给你们。\n{TITLE}\n（2021年印发）\n第一条 甲。"
    )
    assert regulation.title == TITLE
    quoted = "".join(regulation.doubts)
    assert all(line in quoted for line in ("各科室：", "现将办法印发给你们。", "（2021年印发）"))


# ---------------------------------------------------------------- chapters


def test_articles_before_the_first_chapter_heading_stand_in_a_chapter_without_number() -> None:
    regulation = parse_regulation(PLAIN.replace("第一章　总则\n", ""))
    assert chapters(regulation)[0] == (None, "", 2)
    assert any("chapter 2 (line 6)" in doubt for doubt in regulation.doubts)


def test_articles_without_any_chapter_stand_in_one_without_number() -> None:
    regulation = parse_regulation(f"{TITLE}\n第一条 甲。\n第二条 乙。")
    assert chapters(regulation) == [(None, "", 2)]
    assert regulation.doubts == []


@pytest.mark.parametrize(
    "heading", ["附则", "附 则", "## 附则", "第章 附则", "第 章　附则", "## 末尾的话"]
)
def test_a_last_chapter_heading_without_number_gets_the_next(heading: str) -> None:
    regulation = parse_regulation(PLAIN.replace("第三章　附则", heading))
    assert chapters(regulation)[-1][0] == "3"
    assert chapters(regulation)[-1][2] == 1
    assert any("Line 13" in doubt and "chapter 3" in doubt for doubt in regulation.doubts)


def test_a_chapter_heading_that_lost_its_word_is_seen_by_its_place() -> None:
    regulation = parse_regulation(PLAIN.replace("第二章　巡查", "巡查"))
    assert chapters(regulation) == chapters(parse_regulation(PLAIN))
    assert any("“巡查”" in doubt for doubt in regulation.doubts)


def test_supplementary_provisions_are_a_chapter_even_after_a_broken_line() -> None:
    broken = PLAIN.replace("前款事项应当逐项填写。\n第三章　附则", "前款事项\n附则")
    assert chapters(parse_regulation(broken))[-1] == ("3", "附则", 1)


def test_chapters_may_be_numbered_like_items() -> None:
    listed = (
        PLAIN.replace("第一章　", "一、").replace("第二章　", "二、").replace("第三章　", "三、")
    )
    assert chapters(parse_regulation(listed)) == chapters(parse_regulation(PLAIN))


@pytest.mark.parametrize(
    "broken", ["第二章　夜间\n的巡查", "第二章\n夜间的巡查", "第二\n章　夜间的巡查"]
)
def test_a_chapter_title_may_stand_on_two_lines(broken: str) -> None:
    regulation = parse_regulation(PLAIN.replace("第二章　巡查", broken))
    assert chapters(regulation)[1] == ("2", "夜间的巡查", 1)


def test_a_table_of_contents_is_left_out() -> None:
    contents = "目录\n第一章　总则\n第二章　巡查……2\n第三章　附则\n"
    regulation = parse_regulation(PLAIN.replace("\n\n", f"\n{contents}"))
    assert regulation.chapters == parse_regulation(PLAIN).chapters
    assert any("table of contents" in doubt for doubt in regulation.doubts)


def test_a_section_heading_is_no_text_of_an_article() -> None:
    regulation = parse_regulation(PLAIN.replace("第三条", "第一节　一般规定\n第三条"))
    assert regulation.chapters == parse_regulation(PLAIN).chapters
    assert any("第一节 一般规定" in doubt for doubt in regulation.doubts)


def test_a_jump_of_chapters_and_an_empty_one_are_doubts() -> None:
    told = doubts_of("第一章 总则", "第二章 空", "第四章 末", "第一条 甲。")
    assert "Chapter 2 (line 3) has no article." in told
    assert "go from 2 to 4 at line 4" in told


# ---------------------------------------------------------------- bytes and refusals


def test_a_text_in_gb18030_is_read_with_a_doubt() -> None:
    regulation = read_regulation(PLAIN.encode("gb18030"), "a.txt")
    assert regulation.chapters == parse_regulation(PLAIN).chapters
    assert regulation.doubts == ["The file is not UTF-8; it was read as GB18030."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_marked_encodings_are_read_without_a_doubt(encoding: str) -> None:
    assert read_regulation(PLAIN.encode(encoding), "a.txt") == parse_regulation(PLAIN)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \n\r\n ", "empty"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030"),
        (b"PK\x03\x04 and so on", ".docx"),
        (b"%PDF-1.7", "PDF"),
        ("第一条 甲。\0".encode(), "zero bytes"),
        ("东湖区水务局".encode(), "no article"),
        ("第一章 总则\n依照第三条办理。".encode(), "no article"),
        (b"x" * (2 * 1024 * 1024 + 1), "longer than 2 MiB"),
        ("第一条 甲。\n".encode() + "乙。\n".encode() * 20_001, "lines"),
    ],
)
def test_what_is_no_regulation_is_refused_in_one_sentence(raw: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_regulation(raw, "rules.txt")
    assert str(refusal.value).startswith("rules.txt: ")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


# ---------------------------------------------------------------- doubts


def test_doubts_can_be_said_in_another_language() -> None:
    said = {message: f"[{number}]" for number, message in enumerate(MESSAGES)}
    regulation = parse_regulation("音像记录管理办法\n第一条 甲", say=said.__getitem__)
    assert len(regulation.doubts) == 2
    assert all(doubt.startswith("[") for doubt in regulation.doubts)


def test_the_other_law_commands_do_not_load_the_reader() -> None:
    loaded = "import sys, liuhen.cli.law, liuhen.law.evaluate; print(sorted(sys.modules))"
    modules = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    ).stdout
    assert "'cn2an'" not in modules
    assert "'liuhen.law.text'" not in modules
