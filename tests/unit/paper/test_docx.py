# SPDX-License-Identifier: Apache-2.0
"""The same sheet as DOCX: every text whole, East Asian fonts named."""

import io
import zipfile

import pytest
from docx import Document

from liuhen.paper.press import to_docx
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.papers import a_sheet, with_value


def texts(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_no_text_is_lost_or_read_as_markup() -> None:
    tricky = "a<b & c</w:t> {{ evil }} ]]> \"'"
    said = texts(to_docx(with_value(facts=tricky)))
    assert f"经查，{tricky}" in said
    assert "行政处罚决定书" in said
    assert "罚款人民币贰仟元整" in said


def test_chinese_has_a_font_of_its_own_and_pages_are_a4() -> None:
    made = to_docx(a_sheet())
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        body = parts.read("word/document.xml").decode()
        footers = [parts.read(name).decode() for name in parts.namelist() if "footer" in name]
    assert 'w:eastAsia="仿宋"' in body
    assert any("PAGE" in footer for footer in footers)
    section = Document(io.BytesIO(made)).sections[0]
    assert (round(section.page_width.mm), round(section.top_margin.mm)) == (210, 37)


@pytest.mark.parametrize("name", ["filing_approval", "inspection_record", "preserve_notice"])
def test_tables_are_written_too(name: str) -> None:
    form = standard_forms()[name]
    said = texts(to_docx(a_sheet(form, values=sample_values(form))))
    assert form.title.zh in said
    assert "某" in said
