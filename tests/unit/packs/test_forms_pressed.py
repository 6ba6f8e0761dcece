# SPDX-License-Identifier: Apache-2.0
"""Every standard form comes out of the press: nothing runs out of its cell or off the page."""

from collections.abc import Iterator

import pypdfium2
import pytest
from msgspec.structs import replace

from liuhen.paper import press as press_module
from liuhen.paper.form import Form
from liuhen.paper.form_reader import read_form
from liuhen.paper.form_text import text_of
from liuhen.paper.press import press
from liuhen.paper.sample import sample_values
from liuhen.paper.sheets import SEAL, Printed, Sheet
from liuhen.paper.standard import FORMS, standard_forms

#: Where text may stand on A4, in points: the margins of official documents, and page numbers.
LEFT, RIGHT, BOTTOM, TOP = 70.0, 530.0, 30.0, 800.0
#: A ticked box is drawn from two signs, one upon the other.
DRAWN = "☑□✓"
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module", autouse=True)
def _end_the_press() -> Iterator[None]:
    yield
    press_module.close()


#: What has no place to break: a digest, in a cell of its own and in the columns of a table.
DIGEST = "6f1c9a0e2b7d4c58a3f0e1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f30"


def pressed(form: Form) -> Printed:
    values = sample_values(form)
    for field in form.fields:
        if field.id == "digest":
            values[field.id] = DIGEST
        if any(column.id == "digest" for column in field.columns):
            values[field.id] = [{**row, "digest": DIGEST} for row in values[field.id]]
    sheet = Sheet(
        form=form,
        values=values,
        bureau="某市某区某某局",
        short_name="某某",
        number="某某示〔2026〕第1号" if form.numbering else "",
        case_number="某某罚〔2026〕1号",
        case_title="某某水产有限公司未按照规定的区域作业案",
        issued_on="2026-03-02",
    )
    return press(sheet)


@pytest.mark.parametrize("form", standard_forms().values(), ids=lambda form: form.id)
def test_a_form_is_printed_whole(form: Form) -> None:
    printed = pressed(form)

    for boxes in letters(printed.pdf):
        assert boxes, "an empty page"
        for left, bottom, right, top in boxes:
            assert left >= LEFT, "off the left margin"
            assert right <= RIGHT, "off the right margin"
            assert BOTTOM <= bottom <= top <= TOP
        assert overlapping(boxes) == []
    roles = [place.role for place in printed.places]
    assert set(form.signers) <= set(roles)
    assert (SEAL in roles) == form.seal
    for role, signing in form.signers.items():
        assert roles.count(role) >= signing.count


@pytest.mark.parametrize("form", standard_forms().values(), ids=lambda form: form.id)
def test_a_form_is_written_as_text_and_read_again(form: Form) -> None:
    text = text_of(form)
    assert read_form(text, form.id) == form
    assert (FORMS / f"{form.id}.yaml").read_text(encoding="utf-8") == text


def test_a_number_that_fills_its_cell_is_seen_as_too_wide() -> None:
    """The measure itself: letters that lie upon each other are found."""
    assert overlapping([(100, 100, 110, 110), (104, 100, 114, 110)]) != []
    assert overlapping([(100, 100, 110, 110), (111, 100, 121, 110)]) == []


def letters(pdf: bytes) -> Iterator[list[Box]]:
    """The boxes of the letters of each page."""
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        found = []
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1) in DRAWN:
                continue
            left, bottom, right, top = text.get_charbox(at)
            if right - left > 0.5 and top - bottom > 0.5:  # no blanks
                found.append((left, bottom, right, top))
        yield found


def overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Pairs of letters that cover each other by more than a third of the smaller one."""
    found = []
    ordered = sorted(boxes)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other[0] >= one[2]:
                break
            width = min(one[2], other[2]) - other[0]
            height = min(one[3], other[3]) - max(one[1], other[1])
            if width > 0 and height > 0 and width * height > min(_area(one), _area(other)) / 3:
                found.append((one, other))
    return found


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


@pytest.mark.parametrize(
    "words",
    [
        *("甲\n乙", " a\nb", "a\n\nb", "a \nb", "a\n", "\na\nb", "# x\n- y", "a\tb\nc", "a: b"),
        *(
            "a\x85b\nc",
            "a\r\nb",
            '"',
            "\\n",
            "'",
            "{{ x }}",
            "true",
            "~",
            "12",
            "-",
            "😀\x00",
            "：a",
        ),
        *(
            "- a",
            "a #b",
            "[a]",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "a,b",
            "甲　乙",
            "　甲",
            "null",
        ),
    ],
)
def test_whatever_somebody_writes_into_a_form_reads_back(words: str) -> None:
    form = standard_forms()["demand"]
    fields = [replace(field, default=words) if field.default else field for field in form.fields]
    changed = replace(form, fields=fields, title=replace(form.title, zh=words))
    assert read_form(text_of(changed), "demand") == changed
