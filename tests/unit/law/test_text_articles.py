# SPDX-License-Identifier: Apache-2.0
"""Articles and paragraphs in texts made up for this: headings, references, broken lines."""

import pytest

from liuhen.law.text import Article, Regulation, parse_regulation, print_regulation

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


def article(regulation: Regulation, number: str) -> Article:
    return next(article for article in regulation.articles() if article.number == number)


def body(*lines: str) -> Article:
    """Article 1 of a text whose lines after 第一条 are `lines`."""
    return next(parse_regulation("\n".join([TITLE, *lines])).articles())


def doubts_of(*lines: str) -> str:
    return "\n".join(parse_regulation("\n".join([TITLE, *lines])).doubts)


def test_several_articles_may_stand_on_one_line() -> None:
    run_together = PLAIN.replace("\n第二条", "第二条").replace("\n第四条", " 第四条")
    assert parse_regulation(run_together).chapters == parse_regulation(PLAIN).chapters


def test_a_converter_may_have_made_a_numbered_list_of_the_articles() -> None:
    listed = PLAIN.replace("第一条", "1. 第一条").replace("第二条", "2. 第二条")
    assert parse_regulation(listed) == parse_regulation(PLAIN)


def test_what_may_be_a_heading_inside_a_line_is_a_doubt_if_it_is_out_of_turn() -> None:
    told = doubts_of("第一条 甲。", "第二条 乙。第一条 丙。")
    assert "Line 3 holds what may be the heading of article 1" in told


def test_a_chapter_may_begin_in_the_middle_of_a_line() -> None:
    run_together = PLAIN.replace("\n第二章", " 第二章").replace("\n第三条", " 第三条")
    assert parse_regulation(run_together).chapters == parse_regulation(PLAIN).chapters


def test_an_inserted_article_has_a_number_with_a_hyphen() -> None:
    regulation = parse_regulation(
        PLAIN.replace("第三章", "第三条之一　夜巡两人。\n第三条之二 同前。\n第三章")
    )
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


# ---------------------------------------------------------------- slips of the text


def test_a_text_that_calls_itself_otherwise_is_a_doubt() -> None:
    assert "The title says 办法, article 2 calls the text 本制度." in doubts_of(
        "第一条 制定本办法。", "第二条 本制度自印发之日起施行。"
    )


def test_a_reference_to_what_is_not_there_is_a_doubt() -> None:
    told = doubts_of("第一条 甲。", "第二条 违反本办法第一条第三款的，或者本办法第一条的。")
    assert "Article 2 refers to 本办法第一条第三款, which is not there." in told
    assert told.count("refers to") == 1
