# SPDX-License-Identifier: Apache-2.0
"""How quickly papers are made: `bench/run.py --only paper`.

A decision of one page: pressed by a warm child, sealed (PAdES), both one after another, signed with
a finger's strokes; its code read from a scan; the same sheet as DOCX. Wall clock, because a child
does the work, with median and 95th percentile. Beside it the first page after a start.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

Row = dict[str, Any]
#: Milliseconds that issue 4 asks for.
AIMS = {"press": 30.0, "press_and_seal": 250.0}
_AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
_VALUES = {
    "party": {"name": "某某渔业有限公司", "address": "某市某区某某路1号"},
    "facts": "2026年2月10日上午，本机关执法人员在某海域检查时发现，你单位未取得海域使用权证书，"
    "擅自占用海域0.5公顷从事养殖活动。经现场勘验和询问，你单位对上述事实予以承认。",
    "basis": "你单位的行为违反了有关法律的规定，依据该法第四十二条，应当予以处罚。",
    "fine": "20000",
}
_FORM = """
id: decision
title: {zh: 行政处罚决定书, en: Penalty decision}
audience: outside
stage: decision
seal: true
fields:
  - {id: party, label: {zh: 当事人, en: Party}, kind: person}
  - {id: facts, label: {zh: 违法事实, en: Facts}, kind: text}
  - {id: basis, label: {zh: 依据, en: Basis}, kind: text}
  - {id: fine, label: {zh: 罚款, en: Fine}, kind: money}
signatures: [{role: recipient, label: {zh: 签收人, en: Recipient}, manner: [finger]}]
body:
  - table:
      - [{field: party}]
      - [{field: party, part: address, label: {zh: 住址}}]
  - {paragraph: {zh: "经查，{{ facts }}"}}
  - {paragraph: {zh: "{{ basis }}"}}
  - {paragraph: {zh: "罚款人民币{{ fine.capital }}（￥{{ fine.amount }}）。"}}
  - {signatures: [recipient]}
  - {seal: true}
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--paper-rounds", type=int, default=100)


def measure(options: argparse.Namespace) -> Row:
    """Measure in this process, as a server does it."""
    from liuhen.paper import press as press_module
    from liuhen.paper.codes import read_codes
    from liuhen.paper.form_reader import read_form
    from liuhen.paper.press import press, to_docx
    from liuhen.paper.sealing import seal_pdf, sign_place
    from liuhen.paper.seals import open_seal
    from liuhen.paper.sheets import Coded, Sheet

    form = read_form(_FORM, "decision.yaml")

    def sheet(number: int) -> Sheet:
        return Sheet(
            form=form,
            values=_VALUES,
            bureau="某市某区某某局",
            number=f"某罚〔2026〕{number}号",
            issued_on="2026-03-02",
            coded=Coded("7K3F9-Q2M1X", 1, "0123456789abcdef" * 4),
        )

    rounds = options.paper_rounds
    press_module.close()
    begun = time.perf_counter()
    printed = press(sheet(0))
    first = (time.perf_counter() - begun) * 1000
    if printed.pages != 1:
        raise SystemExit("the measured paper has more than one page")
    place = next(place for place in printed.places if place.role == "recipient")
    picture = _strokes()
    with tempfile.TemporaryDirectory() as folder:
        seal = open_seal(Path(folder), "bureau", "某市某区某某局", _AT)
        scan = _scan(printed.pdf)
        works: dict[str, Callable[[int], object]] = {
            "press": lambda n: press(sheet(n)),
            "seal": lambda _: seal_pdf(printed.pdf, seal, at=_AT),
            "press_and_seal": lambda n: seal_pdf(press(sheet(n)).pdf, seal, at=_AT),
            "finger": lambda _: sign_place(
                printed.pdf, place, seal, name="王某", at=_AT, reason="签名", picture=picture
            ),
            "docx": lambda n: to_docx(sheet(n)),
            "read_code": lambda _: read_codes(scan),
        }
        slow = {"read_code"}
        row: Row = {
            name: _timed(work, max(5, rounds // 10) if name in slow else rounds)
            for name, work in works.items()
        }
    press_module.close()
    return {"first_ms": first, "rounds": rounds, "bytes": len(printed.pdf), "steps": row}


def lines(row: Row) -> Iterator[str]:
    """Give the figures as a table."""
    size = row["bytes"] // 1000
    yield f"| a paper of one page, {size} kB, {row['rounds']} times | median | 95 of 100 | aim |"
    yield "| --- | ---: | ---: | ---: |"
    for name, taken in row["steps"].items():
        aim = f"{AIMS[name]:.0f} ms" if name in AIMS else ""
        step = _SAYS[name]
        yield f"| {step} | {taken['median_ms']:.1f} ms | {taken['p95_ms']:.1f} ms | {aim} |"
    yield f"| the first page of a new child | {row['first_ms']:.0f} ms | | |"
    yield ""


_SAYS = {
    "press": "PDF/A-2b from the warm press",
    "seal": "PAdES seal",
    "press_and_seal": "pressed and sealed",
    "finger": "a finger's signature at its place",
    "docx": "DOCX",
    "read_code": "code read from a scan of 200 dpi",
}


def _timed(work: Callable[[int], object], rounds: int) -> Row:
    taken = []
    for n in range(-3, rounds):
        begun = time.perf_counter()
        work(n)
        if n >= 0:
            taken.append((time.perf_counter() - begun) * 1000)
    return {"median_ms": median(taken), "p95_ms": quantiles(taken, n=20)[-1]}


def _strokes() -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (600, 200), "white")
    points = [(30, 150), (100, 20), (160, 170), (300, 30), (380, 160), (560, 60)]
    ImageDraw.Draw(picture).line(points, fill="black", width=9)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _scan(pdf: bytes) -> bytes:
    import pypdfium2

    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("L")
    made = io.BytesIO()
    picture.rotate(1.5, fillcolor=255).save(made, "JPEG", quality=60)
    return made.getvalue()
