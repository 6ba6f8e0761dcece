# SPDX-License-Identifier: Apache-2.0
"""A small form and sheets of it, for tests of what papers are made with."""

import io
from datetime import UTC, datetime
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from liuhen.paper.form import Form
from liuhen.paper.form_reader import read_form
from liuhen.paper.sheets import Coded, Sheet

#: When the tests' seals begin to hold, and put their signatures.
SEALED_AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FORM = """
id: letter
title: {zh: 行政处罚决定书, en: Penalty decision}
document: decision
audience: outside
stage: decision
numbering: decision
copies: 2
copies_note: {zh: 本文书一式两份。}
seal: true
fields:
  - {id: party, label: {zh: 当事人, en: Party}, kind: person, required: true}
  - {id: facts, label: {zh: 违法事实, en: Facts}, kind: text, required: true}
  - {id: evidence, label: {zh: 证据, en: Evidence}, kind: list}
  - {id: fine, label: {zh: 罚款, en: Fine}, kind: money}
  - {id: code, label: {zh: 身份证件号码, en: Identity number}, kind: line, secret: identity}
signatures:
  - {role: party, label: {zh: 当事人, en: Party}, manner: [finger, paper]}
body:
  - {paragraph: {zh: "{{ party }}（{{ code }}）："}, indent: false}
  - {paragraph: {zh: "经查，{{ facts }}"}}
  - {list: evidence}
  - {paragraph: {zh: "罚款人民币{{ fine.capital }}（￥{{ fine.amount }}）。"}, when: fine}
  - {signatures: [party]}
  - {seal: true}
"""
VALUES: dict[str, Any] = {
    "party": {"name": "王建国", "address": "某市某区"},
    "facts": "2026年3月2日上午，在某海域违规作业。",
    "evidence": ["现场检查笔录；", "照片六张。"],
    "fine": "2000",
    "code": "000000198001010000",
}
CODED = Coded("7K3F9-Q2M1X", 1, "0123456789abcdef" * 4)


def letter(text: str = FORM) -> Form:
    """Return the form, or another that a test has written."""
    return read_form(text, "letter.yaml")


def a_sheet(form: Form | None = None, **others: Any) -> Sheet:
    """Return a sheet of the form with values that fit."""
    given: dict[str, Any] = {
        "form": form or letter(),
        "values": VALUES,
        "bureau": "某市某区某某局",
        "number": "某罚〔2026〕1号",
        "issued_on": "2026-03-02",
        "made_at": 1_772_400_000,
        "coded": CODED,
        **others,
    }
    return Sheet(**given)


def with_value(**values: Any) -> Sheet:
    """Return a sheet with some other values."""
    return a_sheet(values={**VALUES, **values})


def saying(template: str) -> Form:
    """Return a form whose body is one printed text."""
    text = f"""
id: letter
title: {{zh: 函, en: Letter}}
audience: outside
stage: decision
fields: [{{id: facts, label: {{zh: 事实, en: Facts}}, kind: text, printed: false}}]
body:
  - paragraph:
      zh: {template!r}
"""
    return letter(text)


def text_of_pdf(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def drawn(pdf: bytes, dpi: int = 150, page: int = 0) -> Image.Image:
    """Draw a page, with what its signatures show."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
    return picture


def strokes(colour: str = "black") -> bytes:
    """Return what a finger draws on a screen, as PNG."""
    picture = Image.new("RGB", (600, 200), "white")
    points = [(30, 150), (100, 20), (160, 170), (300, 30), (380, 160), (560, 60)]
    ImageDraw.Draw(picture).line(points, fill=colour, width=9)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
