# SPDX-License-Identifier: Apache-2.0
"""Writes a sheet as DOCX. Runs in the press's child.

Every text goes in as the text of a run, so nothing of it can be markup. The fonts are named, not
embedded: FangSong, Hei and Song, which office programs in China have; for East Asian text they must
be named apart (`w:eastAsia`). It bears no page codes, because it is not the paper that was issued.
"""

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from liuhen.paper.setting import Plain
from liuhen.paper.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

_BODY, _HEADING, _TITLE, _LATIN = "仿宋", "黑体", "方正小标宋简体", "Times New Roman"
_GRID = 24
_WIDTH = 156
_SMALL = 12
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def write(sheet: Sheet, plain: Plain) -> bytes:
    """Return the DOCX of a sheet that was set."""
    document = Document()
    writer = _Writer(document, outside=plain["audience"] == "outside")
    writer.head(plain)
    for block in plain["blocks"]:
        writer.block(block)
    for line in plain["copies_note"]:
        writer.text(line, size=_SMALL)
    writer.foot(plain["each_page"])
    said = document.core_properties
    said.title, said.author = plain["heading"], sheet.bureau
    said.comments = said.keywords = ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Writer:
    def __init__(self, document: DocumentType, *, outside: bool) -> None:
        self._document = document
        self._size = 16 if outside else _SMALL
        self._outside = outside
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(25)
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = _LATIN, Pt(self._size)
        normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)

    def head(self, plain: Plain) -> None:
        for text, size in ((plain["bureau"], 22), (plain["title"], 26 if self._outside else 22)):
            if text:
                self.text(text, size=size, font=_TITLE, align="center", pitch=36)
        if plain["number"]:
            self.text(plain["number"], align="center" if self._outside else "right")
        self.text("")

    def foot(self, signs: list[Plain]) -> None:
        footer = self._document.sections[0].footer
        paragraph = footer.paragraphs[0]
        for sign in signs:
            _run(paragraph, f"{sign['label']}（签名）：{sign['name'] or '＿＿＿＿＿＿'}  ", 10.5)
        if signs:
            paragraph = footer.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, "— ", 14)
        _page_number(_run(paragraph, "", 14))
        _run(paragraph, " —", 14)

    def text(
        self,
        text: str,
        *,
        size: float = 0,
        font: str = _BODY,
        align: str = "left",
        indent: bool = False,
        pitch: float = 0,
    ) -> Paragraph:
        made = self._document.add_paragraph()
        _shape(made, align, (size or self._size) * 2 if indent else 0, pitch or self._size + 12)
        _run(made, text, size or self._size, font)
        return made

    def block(self, block: Plain) -> None:
        write: Callable[[Plain], None] = getattr(self, f"_{block['kind']}")
        write(block)

    def _heading(self, block: Plain) -> None:
        self.text(
            block["text"],
            font=_HEADING,
            indent=self._outside,
            align="left" if self._outside else "center",
        )

    def _paragraph(self, block: Plain) -> None:
        for line in block["lines"]:
            made = self.text(line, indent=block["indent"], align=block["align"])
            made.paragraph_format.keep_with_next = block["keep"]

    def _note(self, block: Plain) -> None:
        for line in block["lines"]:
            self.text(line, size=10.5)

    def _fields(self, block: Plain) -> None:
        made = self.text("")
        for label, value in block["pairs"]:
            _run(made, f"{label}：", self._size)
            _run(made, value or "　　　　　　", self._size).underline = True
            _run(made, "　", self._size)

    def _list(self, block: Plain) -> None:
        for i, entry in enumerate(block["entries"], 1):
            self.text(f"{i}．{entry}", indent=True)

    def _questions(self, block: Plain) -> None:
        for entry in block["entries"]:
            self.text(f"问：{entry['question']}")
            for i, line in enumerate(entry["answer"]):
                self.text(f"答：{line}" if i == 0 else line)

    def _grid(self, block: Plain) -> None:
        table = self._new_table(len(block["rows"]) + 1, len(block["head"]) + 1)
        shares = [1, *block["widths"]]
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Mm(_WIDTH * share / sum(shares))
        cells = table._cells  # noqa: SLF001  # as below
        for cell, share in zip(cells, shares * (len(block["rows"]) + 1), strict=True):
            cell.width = Mm(_WIDTH * share / sum(shares))
        made = iter(cells)
        for head in ["序号", *block["head"]]:
            _fill(next(made), [head], font=_HEADING, align="center")
        for i, row in enumerate(block["rows"], 1):
            for value in [str(i), *row]:
                _fill(next(made), value.split("\n"), align="center")

    def _opinion(self, block: Plain) -> None:
        table = self._new_table(1, 2)
        label, value = table.cell(0, 0), table.cell(0, 1)
        label.width, value.width = Mm(26), Mm(_WIDTH - 26)
        _fill(label, [block["label"]], align="center")
        _fill(value, block["lines"] + _signed(block["sign"]))
        table.rows[0].height = Mm(block["tall"])

    def _table(self, block: Plain) -> None:
        cells = block["cells"]
        edges = sorted(
            {side for cell in cells for side in (cell["x"], cell["x"] + cell["colspan"])}
        )
        high = max(cell["y"] + cell["rowspan"] for cell in cells)
        table = self._new_table(high, len(edges) - 1)
        for column, (left, right) in zip(table.columns, pairwise(edges), strict=True):
            column.width = Mm(_WIDTH * (right - left) / _GRID)
        # asked once: python-docx makes the list anew for each cell that is asked for
        made = table._cells  # noqa: SLF001  # see above
        for cell in cells:
            first, last = edges.index(cell["x"]), edges.index(cell["x"] + cell["colspan"]) - 1
            top, bottom = cell["y"], cell["y"] + cell["rowspan"] - 1
            wide = len(edges) - 1
            merged = made[top * wide + first].merge(made[bottom * wide + last])
            merged.width = Mm(
                _WIDTH * cell["colspan"] / _GRID
            )  # Word goes by cells, others by columns
            is_label = cell["kind"] in ("label", "heading", "side")
            _fill(
                merged,
                cell["lines"] + _signed(cell["sign"]),
                font=_HEADING if cell["kind"] == "heading" else _BODY,
                align="center" if is_label else "left",
            )
            if cell["tall"]:
                table.rows[cell["y"]].height = Mm(cell["tall"])

    def _signatures(self, block: Plain) -> None:
        for sign in block["signs"]:
            self.text(f"{sign['label']}：{sign['name'] or '＿＿＿＿＿＿＿＿'}　　{_day(sign)}")

    def _seal(self, block: Plain) -> None:
        self.text("")
        for line in (block["bureau"], block["day"]):
            made = self.text(line, align="right")
            made.paragraph_format.right_indent = Pt(self._size * 3)

    def _blank(self, block: Plain) -> None:
        table = self._new_table(1, 1)
        table.rows[0].height = Mm(block["tall"])

    def _page_break(self, _block: Plain) -> None:
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _new_table(self, rows: int, columns: int) -> Table:
        table: Table = self._document.add_table(rows, columns)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        return table


def _shape(paragraph: Paragraph, align: str, indent: float, pitch: float) -> None:
    shape = paragraph.paragraph_format
    shape.alignment = _ALIGN[align]
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    if indent:
        shape.first_line_indent = Pt(indent)


def _run(paragraph: Paragraph, text: str, size: float, font: str = _BODY) -> Run:
    run = paragraph.add_run(_allowed(text))
    run.font.size, run.font.name = Pt(size), _LATIN
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001  # python-docx has no other way to name it
    return run


def _allowed(text: str) -> str:
    """What XML may hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _fill(cell: _Cell, lines: list[str], *, font: str = _BODY, align: str = "left") -> None:
    for i, line in enumerate(lines or [""]):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        _shape(paragraph, align, 0, 18)
        _run(paragraph, line, _SMALL, font)


def _signed(sign: Plain | None) -> list[str]:
    if sign is None:
        return []
    return ["", f"签名：{sign['name'] or '＿＿＿＿＿＿'}　　{_day(sign)}"]


def _day(sign: Plain) -> str:
    return str(sign["day"]) or "　　年　　月　　日"


def _page_number(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        made: Any
        if kind:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        else:
            made = OxmlElement("w:instrText")
            made.text = text
        run._element.append(made)  # noqa: SLF001  # a field has no name of its own in python-docx
