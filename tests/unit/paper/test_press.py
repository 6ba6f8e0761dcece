# SPDX-License-Identifier: Apache-2.0
"""The press: the same bytes again, official measures, and nothing that takes it along."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest

from liuhen.paper import press as press_module
from liuhen.paper.press import press
from liuhen.paper.sample import sample_values
from liuhen.paper.sheets import PressError, Sheet, Signed
from liuhen.paper.standard import standard_forms
from support.papers import FORM, VALUES, a_sheet, letter, saying, text_of_pdf, with_value

MM = 72 / 25.4


def fault_of(template: str) -> PressError:
    with pytest.raises(PressError) as caught:
        press(a_sheet(saying(template)))
    return caught.value


def child() -> int:
    running = press_module._press_of(None)._child
    assert running is not None
    return running.pid


# ---------------------------------------------------------------- what comes out


def test_the_same_sheet_gives_the_same_bytes_also_from_another_child() -> None:
    first = press(a_sheet())
    again = press(a_sheet())
    press_module.close()

    assert first.pdf == again.pdf == press(a_sheet()).pdf
    assert first.pdf != press(with_value(facts="另一事实。")).pdf


def test_a_paper_is_pdf_a_2b_with_its_fonts_inside() -> None:
    pdf = press(a_sheet()).pdf

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"/OutputIntents" in pdf
    assert b"NotoSerifSC" in pdf
    assert b"/Encrypt" not in pdf


def test_a_letter_says_what_was_filled_in() -> None:
    (text,) = text_of_pdf(press(a_sheet()).pdf)
    text = re.sub(r"\s", "", text)

    for part in (
        "某市某区某某局",
        "行政处罚决定书",
        "某罚〔2026〕1号",
        "王建国（000000198001010000）：",
        "经查，2026年3月2日上午，在某海域违规作业。",
        "1．现场检查笔录；",
        "罚款人民币贰仟元整（￥2000.00）。",
        "本文书一式两份。",
        "2026年3月2日",
        "7K3F9-Q2M1X-1",
    ):
        assert part in text


def test_a_letter_has_the_measures_of_official_documents() -> None:
    page = pypdfium2.PdfDocument(press(with_value(facts="事" * 400)).pdf)[0]
    text = page.get_textpage()
    facts = [
        text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1) == "事"
    ]
    lefts, rights = min(box[0] for box in facts), max(box[2] for box in facts)
    lines = sorted({round(box[1]) for box in facts})
    full = [line for line in lines if sum(round(box[1]) == line for box in facts) > 20]

    assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.5)
    assert lefts == pytest.approx(28 * MM, abs=2)
    assert rights <= 184 * MM + 0.5
    assert sum(round(box[1]) == full[0] for box in facts) == 28  # characters on a line
    assert lines[1] - lines[0] == pytest.approx(29, abs=1)  # 22 lines on 225 mm


@pytest.mark.parametrize("name", ["𠮷", "镕", "喆", "堃", "㛃", "䶮", "𬭊", "王·买买提", "𰻞"])
def test_rare_characters_of_names_are_printed(name: str) -> None:
    pdf = press(with_value(party={"name": name})).pdf
    assert name in "".join(text_of_pdf(pdf))


def test_a_character_without_a_font_is_named_with_its_field() -> None:
    with pytest.raises(PressError) as caught:
        press(with_value(party={"name": "王\U0002a6d6"}))

    assert caught.value.fault == "glyph"
    assert caught.value.field == "party"
    assert caught.value.character == "\U0002a6d6"
    assert "当事人" in str(caught.value)
    assert "U+2A6D6" in str(caught.value)


def test_a_font_of_the_bureau_helps_at_once(tmp_path: Path) -> None:
    """A folder with a font that has more characters is read anew when it changes."""
    own = tmp_path / "fonts"
    own.mkdir()
    first = press(a_sheet(), fonts=own)
    (own / "broken.ttf").write_bytes(b"no font at all")
    assert press(a_sheet(), fonts=own).pdf == first.pdf


def test_places_are_where_somebody_signs() -> None:
    printed = press(a_sheet())
    places = {place.role: place for place in printed.places}

    assert set(places) == {"party", "seal"}
    left, bottom, right, top = places["seal"].box
    assert right - left == pytest.approx(42 * MM, abs=0.1)
    assert 100 < bottom < top < 700
    party = places["party"].box
    assert places["party"].split < party[2] - party[0]


def test_the_date_lies_under_the_seal() -> None:
    printed = press(a_sheet())
    left, bottom, right, top = next(p for p in printed.places if p.role == "seal").box
    text = pypdfium2.PdfDocument(printed.pdf)[0].get_textpage()
    under = re.sub(r"\s", "", text.get_text_bounded(left, bottom, right, top))
    assert "2026年3月2日" in under


def test_who_has_signed_already_is_printed() -> None:
    signed = (Signed("party", "王建国", "2026-03-02T17:00:00+08:00"),)
    text = "".join(text_of_pdf(press(a_sheet(signed=signed, issued_on="2026-04-01")).pdf))
    assert "王建国" in text
    assert "2026年3月2日" in text


def test_what_is_withheld_is_not_in_the_file() -> None:
    pdf = press(a_sheet(withheld=("code",))).pdf
    text = "".join(text_of_pdf(pdf))
    assert "000000198001010000" not in text
    assert "•••" in text


def test_a_draft_says_so_on_every_page() -> None:
    pages = text_of_pdf(press(a_sheet(draft="草稿", values={**VALUES, "facts": "事" * 1500})).pdf)
    assert len(pages) > 1
    assert all("草稿" in page for page in pages)


def test_a_long_paper_counts_its_pages() -> None:
    printed = press(with_value(facts="\n".join(["事实。" * 30] * 60)))
    pages = text_of_pdf(printed.pdf)

    assert printed.pages == len(pages) > 3
    assert f"— {len(pages)} —" in pages[-1]
    assert f"{len(pages)}/{len(pages)}" in pages[-1]


def test_text_is_never_markup() -> None:
    tricky = '#read("/etc/passwd") *bold* $x$ {{ 7 }} <b>&amp; \\ "quoted"'
    text = "".join(text_of_pdf(press(with_value(facts=tricky)).pdf))
    for part in ('#read("/etc/passwd")', "*bold*", "$x$", "{{", "<b>&amp;", '"quoted"'):
        assert part in re.sub(r"[\r\n]", "", text)


# ---------------------------------------------------------------- what is hostile


@pytest.mark.parametrize(
    "template",
    [
        "{{ facts.__class__.__mro__ }}",
        "{{ facts.__init__.__globals__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ facts.__class__.__new__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{{ 9 ** 999999999 }}",
        "{{ 'x' * 999999999 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ facts | center(999999999) }}",
        "{{ facts | attr('__class__') }}",
        "{{ facts.format.__globals__ }}",
        "{{ '{0.__class__}'.format(facts) }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ],
)
def test_a_template_reaches_nothing_but_the_values(template: str) -> None:
    sheet = a_sheet(saying(template), coded=None)
    try:
        text = "".join(text_of_pdf(press(sheet).pdf))
    except PressError as error:
        assert error.fault == "template"  # noqa: PT017  # either way is right
        return
    for word in ("class", "root:", "globals", "module"):
        assert word not in text


def test_what_a_form_may_not_even_name_is_refused_before() -> None:
    with pytest.raises(Exception, match="there is no 'lipsum'"):
        saying("{{ lipsum(n=1000000) }}")


def test_a_loop_without_end_ends_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press_module, "SECONDS", 15)
    loop = "{% for a in 'x'.ljust(3000) %}" * 4 + "x" + "{% endfor %}" * 4
    begin = time.monotonic()
    assert fault_of(loop).fault in ("too_slow", "too_long")
    assert time.monotonic() - begin < 20
    assert press(a_sheet()).pages == 1


def test_a_bomb_of_memory_ends_its_child_alone() -> None:
    doubled = "{% set a = 'xxxxxxxxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}"
    assert fault_of(doubled).fault in ("too_much", "template", "too_slow")
    assert press(a_sheet()).pages == 1


def test_too_much_text_is_refused() -> None:
    with pytest.raises(PressError) as caught:
        press(with_value(facts="事" * 500_000))
    assert caught.value.fault == "too_long"


def test_a_table_of_two_thousand_rows_is_printed() -> None:
    form = letter(
        FORM.replace(
            "signatures:\n",
            "  - {id: goods, label: {zh: 物品, en: Things}, kind: items, columns: "
            "[{id: name, label: {zh: 名称, en: Name}}]}\nsignatures:\n",
            1,
        ).replace("  - {list: evidence}", "  - {list: evidence}\n  - {items: goods}")
    )
    values = {**VALUES, "goods": [{"name": f"物品{n}"} for n in range(2000)]}
    printed = press(a_sheet(form, values=values))
    assert printed.pages > 30
    assert "物品1999" in "".join(text_of_pdf(printed.pdf)[-2:])


def test_a_child_that_was_killed_is_replaced() -> None:
    press(a_sheet())
    before = child()
    os.kill(before, signal.SIGKILL)
    time.sleep(0.2)

    assert press(a_sheet()).pages == 1
    assert child() != before


def test_many_may_print_at_once() -> None:
    with ThreadPoolExecutor(8) as crowd:
        made = list(crowd.map(lambda n: press(a_sheet(number=f"第{n}号")), range(24)))
    for n, printed in enumerate(made):
        assert f"第{n}号" in "".join(text_of_pdf(printed.pdf))
    child()


def test_the_child_opens_no_file_of_ours(tmp_path: Path) -> None:
    """Landlock holds where the kernel has it; the test says so where it has not."""
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    press(a_sheet())
    status = Path(f"/proc/{child()}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert Path(f"/proc/{child()}/environ").read_bytes() == b""
    if "Seccomp:\t2" not in status:
        pytest.skip("this kernel has no filter for system calls")


@pytest.mark.parametrize(
    ("kind", "you", "code"), [("person", "对你涉嫌", False), ("organization", "对你单位涉嫌", True),
    ("", "对你（单位）涉嫌", True)]
)  # fmt: skip
def test_a_natural_person_is_spoken_to_as_one(kind: str, you: str, code: object) -> None:
    """And no box for the code of an organisation stands empty."""
    form = standard_forms()["penalty_decision"]
    values = sample_values(form) | {"party_code": "", "party_representative": ""}
    sheet = Sheet(form=form, values=values, bureau="某局", party_kind=kind)

    text = "".join("".join(text_of_pdf(press(sheet).pdf)).split())

    assert you in text
    assert ("统一社会信用代码" in text) == bool(code)


def test_odd_pages_bear_their_number_at_the_right_and_even_ones_at_the_left() -> None:
    """GB/T 9704-2012, 7.5."""
    form = standard_forms()["penalty_decision"]
    sheet = Sheet(form=form, values=sample_values(form), bureau="某局")
    pages = pypdfium2.PdfDocument(press(sheet).pdf)

    def at(page: pypdfium2.PdfPage, number: int) -> float:
        found = page.get_textpage().search(f"— {number} —").get_next()
        return float(page.get_textpage().get_charbox(found[0])[0])

    assert at(pages[0], 1) > 400
    assert at(pages[1], 2) < 120
