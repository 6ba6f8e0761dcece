# SPDX-License-Identifier: Apache-2.0
"""The regulation pages: every article, how it is carried out, the bureau's own text beside it."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from docx import Document

from liuhen.apps.rules.models import RegulationText
from liuhen.law.pack import PACKS
from liuhen.law.pack_reader import read_pack
from liuhen.law.text.doubts import MESSAGES
from liuhen.web.regulation.articles import articles_of
from liuhen.web.regulation.doubts import SENTENCES
from liuhen.web.regulation.periods import due_said
from support.house import House
from support.signing import hidden, signed_in

BUREAUS = sorted(folder.parent.name for folder in PACKS.glob("*/pack.yaml"))
TEXT = """示例局执法记录办法

第一章 总则

第一条 为了规范记录，制定本办法。
第二条 执法人员应当遵守下列规定：
（一）告知当事人；
记录完整。
第二章 附则
第三条 本办法自发布之日起施行。
"""


def docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("bureau", BUREAUS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_article_says_how_it_is_carried_out_or_why_not(bureau: str, language: str) -> None:
    pack = read_pack(PACKS / bureau)
    with override(language):
        shown = articles_of(pack, None)
        assert len(shown) == pack.manifest.articles
        for one in shown:
            assert one.text
            assert bool(one.duties or one.kept or one.parts) != bool(one.nothing), one.number
            assert all(duty.text and duty.due for duty in one.duties)


def test_a_deadline_is_said_in_words() -> None:
    duties = {one.id: one for one in read_pack(PACKS / "jinpu-ocean").obligations}
    with override("zh-hans"):
        assert due_said(duties["initiation.urgent-supplement"]) == "24小时内，自事项发生起算"
        assert due_said(duties["initiation.approval"]) == "事前"


def test_every_doubt_of_the_reader_is_offered_for_translation() -> None:
    assert set(SENTENCES) == set(MESSAGES)


def test_pages_open_and_an_item_leads_to_its_article(house: House) -> None:
    client = signed_in(house, "officer")
    index = client.get("/regulation/").content.decode()
    assert "第三十三条" in index
    article = client.get("/regulation/articles/10(3)/").content.decode()
    assert "24小时内" in article
    assert client.get("/regulation/articles/34/").status_code == 404
    assert client.get("/regulation/parts/").status_code == 200


@pytest.mark.parametrize(
    ("name", "made"), [("办法.txt", str.encode), ("办法.md", str.encode), ("办法.docx", docx)]
)
def test_a_text_is_shown_with_its_doubts_before_it_is_stored(
    house: House, name: str, made: Callable[[str], bytes]
) -> None:
    client = signed_in(house, "admin")
    shown = client.post("/regulation/text/", {"file": SimpleUploadedFile(name, made(TEXT))})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "缺少序号" in page
    assert not RegulationText.objects.exists()

    stored = client.post("/regulation/text/", {"carried": hidden(page, "carried")})
    assert stored.status_code == 302
    assert RegulationText.objects.get().title == "示例局执法记录办法"
    assert "告知当事人" in client.get("/regulation/articles/2/").content.decode()
    assert "第二章" in client.get("/regulation/").content.decode()


def test_a_preview_of_somebody_else_or_a_changed_one_is_not_stored(house: House) -> None:
    file = SimpleUploadedFile("办法.txt", TEXT.encode())
    page = signed_in(house, "admin").post("/regulation/text/", {"file": file}).content.decode()
    other = signed_in(house, "legal_reviewer")
    carried = {"carried": hidden(page, "carried")}
    assert other.post("/regulation/text/", carried).status_code == 409
    assert not RegulationText.objects.exists()


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("办法.docx", b"PK\x03\x04 no file"),
        ("办法.pdf", b"%PDF-1.7"),
        ("办法.txt", b""),
        ("办法.txt", "没有条文".encode()),
        ("办法.txt", bytes(range(256))),
    ],
)
def test_a_file_that_is_no_regulation_gives_one_sentence(
    house: House, name: str, raw: bytes
) -> None:
    client = signed_in(house, "admin")
    answer = client.post("/regulation/text/", {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_an_officer_loads_no_text(house: House) -> None:
    assert signed_in(house, "officer").get("/regulation/text/").status_code == 403
