# SPDX-License-Identifier: Apache-2.0
"""Blemishes of regulation texts, one at a time, in texts that were made up for this."""

import subprocess
import sys

import pytest

from liuhen.law.errors import BadInput
from liuhen.law.text import Article, Regulation, parse_regulation, print_regulation, read_regulation
from liuhen.law.text.doubts import MESSAGES

TITLE = "东湖区水务局河道巡查记录办法"
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
    return [(chapter.number, chapter.title, len(chapter.articles)) for chapter in regulation.chapters]


def article(regulation: Regulation, number: str) -> Article:
    return next(article for article in regulation.articles() if article.number == number)


def items(found: Article) -> list[tuple[str, str]]:
    return [(item.number, item.text) for item in found.items]


def body(*lines: str) -> Article:
    """Article 1 of a text whose lines after 第一条 are `lines`."""
    return next(parse_regulation("\n".join([TITLE, *lines])).articles())


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
    "residue", ["[bookmark: _GoBack]", "[]{#_GoBack .anchor}", "{#_Toc123}", "\ufeff", "\u200b", "> "]
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
        ("东湖区水务局\n河道巡查记录办法", TITLE, "东湖区水务局"),
        ("东湖区水务局河道巡\n查记录办法", TITLE, "东湖区水务局"),
        ("# 东湖区水务局执法 记录\n\n# 管理规定（试行）", "东湖区水务局执法记录管理规定（试行）", "东湖区水务局"),
        ("《东湖区水务局执法记录办法》", "东湖区水务局执法记录办法", "东湖区水务局"),
        ("东湖区农业委员会行政执法记录规则", "东湖区农业委员会行政执法记录规则", "东湖区农业委员会"),
        ("发布机关：东湖区城管局\n音像记录管理办法", "音像记录管理办法", "东湖区城管局"),
        ("东湖区水务局文件\n东水〔2021〕5号\n东湖区水务局执法记录办法", "东湖区水务局执法记录办法", "东湖区水务局"),
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


def test_an_unknown_issuer_is_empty_and_a_doubt() -> None:
    regulation = parse_regulation("音像记录管理办法\n第一条 甲。")
    assert regulation.issuer == ""
    assert regulation.doubts == ["The text does not say who issued it."]


def test_a_guessed_issuer_is_a_doubt() -> None:
    assert "“东湖区水务局” was guessed" in doubts_of("第一条 甲。") or not doubts_of("第一条 甲。")
    assert "was guessed" in "".join(parse_regulation("东湖区水务局船舶制度\n第一条 甲。").doubts)


def test_a_text_without_title_has_an_empty_one() -> None:
    regulation = parse_regulation("第一条 甲。")
    assert regulation.title == ""
    assert "No title stands before the first article." in regulation.doubts


def test_lines_before_the_first_article_are_quoted_in_doubts() -> None:
    regulation = parse_regulation(f"各科室：\n现将办法印发给你们。\n{TITLE}\n（2021年印发）\n第一条 甲。")
    assert regulation.title == TITLE
    quoted = "".join(regulation.doubts)
    assert all(line in quoted for line in ("各科室：", "现将办法印发给你们。", "（2021年印发）"))


# ---------------------------------------------------------------- chapters


def test_articles_before_the_first_chapter_heading_stand_in_a_chapter_without_number() -> None:
    regulation = parse_regulation(PLAIN.replace("第一章　总则\n", ""))
    assert chapters(regulation)[0] == (None, "", 2)
    assert any("chapter 2" in doubt and "line 5" in doubt for doubt in regulation.doubts)


def test_articles_without_any_chapter_stand_in_one_without_number() -> None:
    regulation = parse_regulation(f"{TITLE}\n第一条 甲。\n第二条 乙。")
    assert chapters(regulation) == [(None, "", 2)]
    assert regulation.doubts == []


@pytest.mark.parametrize("heading", ["附则", "附 则", "## 附则", "第章 附则", "第 章　附则", "## 末尾的话"])
def test_a_last_chapter_heading_without_number_gets_the_next(heading: str) -> None:
    regulation = parse_regulation(PLAIN.replace("第三章　附则", heading))
    assert chapters(regulation)[-1][0] == "3"
    assert chapters(regulation)[-1][2] == 1
    assert any("line 13" in doubt and "chapter 3" in doubt for doubt in regulation.doubts)


def test_a_chapter_heading_that_lost_its_word_is_seen_by_its_place() -> None:
    regulation = parse_regulation(PLAIN.replace("第二章　巡查", "巡查"))
    assert chapters(regulation) == chapters(parse_regulation(PLAIN))
    assert any("“巡查”" in doubt for doubt in regulation.doubts)


def test_chapters_may_be_numbered_like_items() -> None:
    listed = PLAIN.replace("第一章　", "一、").replace("第二章　", "二、").replace("第三章　", "三、")
    assert chapters(parse_regulation(listed)) == chapters(parse_regulation(PLAIN))


@pytest.mark.parametrize("broken", ["第二章　夜间\n的巡查", "第二章\n夜间的巡查", "第二\n章　夜间的巡查"])
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


# ---------------------------------------------------------------- articles


def test_several_articles_may_stand_on_one_line() -> None:
    run_together = PLAIN.replace("\n第二条", "第二条").replace("\n第四条", " 第四条")
    assert parse_regulation(run_together).chapters == parse_regulation(PLAIN).chapters


def test_a_chapter_may_begin_in_the_middle_of_a_line() -> None:
    run_together = PLAIN.replace("\n第二章", " 第二章").replace("\n第三条", " 第三条")
    assert parse_regulation(run_together).chapters == parse_regulation(PLAIN).chapters


def test_an_inserted_article_has_a_number_with_a_hyphen() -> None:
    regulation = parse_regulation(PLAIN.replace("第三章", "第三条之一　夜巡两人。\n第三条之二 同前。\n第三章"))
    assert numbers(regulation) == ["1", "2", "3", "3-1", "3-2", "4"]
    assert regulation.doubts == []
    assert "第三条之一　夜巡两人。" in print_regulation(regulation)


def test_an_article_about_something_general_is_not_an_inserted_one() -> None:
    assert numbers(parse_regulation("第一条 甲。\n第二条之一般事项。")) == ["1"]


@pytest.mark.parametrize(
    "reference",
    [
        "依照第二条规定办理。",
        "第二条第一款所列的巡查除外。",
        "第二条、第三条的情形除外。",
        "依照本办法\n第二条的规定办理。",
        "按照\n第三条 的要求，逐项填写。",
        "违反。第四条第二项另有规定的除外。",
        "第九条规定的事项不受此限。",
    ],
)
def test_a_reference_is_no_heading(reference: str) -> None:
    regulation = parse_regulation(PLAIN.replace("第二章", f"{reference}\n第二章"))
    assert numbers(regulation) == ["1", "2", "3", "4"]
    assert article(regulation, "2").paragraphs[-1] == reference.replace("\n", "")


def test_an_article_may_begin_with_a_word_of_reference() -> None:
    regulation = parse_regulation("第一条 甲。\n第二条　所称巡查，是指查看。\n第三条所列事项如下。")
    assert numbers(regulation) == ["1", "2", "3"]


def test_a_missing_article_is_a_doubt_and_moves_no_number() -> None:
    regulation = parse_regulation(PLAIN.replace("第二条　本办法所称巡查，是指沿河查看。\n", ""))
    assert numbers(regulation) == ["1", "3", "4"]
    assert any("go from 1 to 3" in doubt for doubt in regulation.doubts)


def test_an_article_that_stands_twice_is_a_doubt() -> None:
    assert "Article 1 stands twice" in doubts_of("第一条 甲。", "第二条 乙。", "第一条 丙。")


@pytest.mark.parametrize("heading", ["第　条　", "第条 ", "条  ", "第×条 ", "第\n四条"])
def test_an_article_heading_that_lost_its_number_gets_the_next(heading: str) -> None:
    regulation = parse_regulation(PLAIN.replace("第四条　", heading))
    assert numbers(regulation) == ["1", "2", "3", "4"]
    assert article(regulation, "4").paragraphs == ["本办法自印发之日起施行。"]


def test_text_under_the_last_chapter_heading_is_an_article_that_lost_its_heading() -> None:
    regulation = parse_regulation(PLAIN.replace("第四条　", ""))
    assert article(regulation, "4").paragraphs == ["本办法自印发之日起施行。"]
    assert any("line 14" in doubt and "article 4" in doubt for doubt in regulation.doubts)


def test_text_under_a_chapter_heading_where_no_number_is_missing_has_none() -> None:
    regulation = parse_regulation(PLAIN.replace("第三条", "本章只说巡查。\n第三条"))
    assert numbers(regulation) == ["1", "2", "", "3", "4"]
    assert any("in no article" in doubt for doubt in regulation.doubts)


def test_a_commencement_without_heading_is_a_doubt() -> None:
    told = doubts_of("第一条 甲。", "本办法自印发之日起施行。")
    assert "entry into force at line 3" in told


def test_an_annex_stays_with_the_last_article_as_it_is() -> None:
    regulation = parse_regulation(f"{PLAIN}附件：巡查表\n1. 河段\n2. 时间\n")
    assert article(regulation, "4").paragraphs[1:] == ["附件：巡查表", "1. 河段", "2. 时间"]
    assert article(regulation, "4").items == []
    assert any("annex" in doubt for doubt in regulation.doubts)


# ---------------------------------------------------------------- paragraphs


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n　　"])
def test_a_line_that_breaks_off_goes_on_with_the_next(gap: str) -> None:
    lines = f"第一条 巡查由分管负责人{gap}指定两人，{gap}每日一次。\n第二款在此。"
    assert body(*lines.split("\n")).paragraphs == [
        "巡查由分管负责人指定两人，每日一次。",
        "第二款在此。",
    ]
    assert "breaks off" in doubts_of(*lines.split("\n"))


def test_two_paragraphs_on_one_line_are_parted_at_the_indent() -> None:
    assert body("第一条 甲。　　乙。").paragraphs == ["甲。", "乙。"]


def test_an_article_whose_end_is_missing_is_a_doubt() -> None:
    assert "Article 1 ends at line 2 without a full stop" in doubts_of("第一条 巡查由")


# ---------------------------------------------------------------- items


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


# ---------------------------------------------------------------- slips of the text


def test_a_text_that_calls_itself_otherwise_is_a_doubt() -> None:
    assert "The title says 办法, article 2 calls the text 本制度." in doubts_of(
        "第一条 制定本办法。", "第二条 本制度自印发之日起施行。"
    )


def test_a_reference_to_what_is_not_there_is_a_doubt() -> None:
    told = doubts_of("第一条 甲。", "第二条 违反本办法第一条第三款的，或者本办法第一条的。")
    assert "Article 2 refers to 本办法第一条第三款, which is not there." in told
    assert told.count("refers to") == 1


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
