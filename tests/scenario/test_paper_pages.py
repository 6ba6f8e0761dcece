# SPDX-License-Identifier: Apache-2.0
"""A paper by pages: chosen, written, checked, issued, signed, refused, printed, scanned back."""

import base64
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from PIL import Image, ImageDraw

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Case, Document, Draft, Paper, PaperSignature
from liuhen.apps.cases.papers.drafts import begin_draft, form_of_draft
from liuhen.apps.cases.papers.reading import open_pdf
from liuhen.apps.cases.papers.scanning import pile_of, read_scan
from liuhen.apps.cases.papers.taking_over import take_over
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.evidence.models import Scan
from liuhen.paper.codes import pick_pages
from support.approving import asked
from support.desk import Desk
from support.house import House, beijing
from support.paperwork import issued, started


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    """A house of its own: seals and vault."""
    settings.LIUHEN_HOME = str(tmp_path)
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"


def drawn() -> str:
    """A line as the page sends it."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(20, 150), (200, 30), (350, 160), (560, 40)], "black", 9)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def inspected(house: House) -> Case:
    """A case with an inspection from which a record can be filled in."""
    case = house.case(party_name="某某渔业有限公司")
    acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:40"),
        place="三号码头",
        officers=[{"name": "张三", "certificate": "C1"}, {"name": "李四", "certificate": "C2"}],
        case=case,
    )
    return case


REST = {
    "present": "王某",
    "identity_shown": "yes",
    "rights_told": "yes",
    "recusal_answer": "不申请回避",
    "facts": "船上有网具两件。",
}


def paper_of(case: Case) -> Paper:
    return Paper.objects.within(case.bureau_id).filter(case=case).order_by("-version")[0]


def record_issued(house: House) -> tuple[Desk, Case, Paper]:
    case = inspected(house)
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    desk.open(f"/papers/drafts/{draft.pk}/")
    needed = dict.fromkeys(missing_of(desk), "样")
    desk.send(press="save", **{**needed, **REST})
    desk.send(press="issue")
    return desk, case, paper_of(case)


def missing_of(desk: Desk) -> list[str]:
    """The fields that the page names as missing."""
    return [
        link.removeprefix("#field-")
        for link in desk._read().links.values()  # what a person sees
        if link.startswith("#field-")
    ]


def test_a_record_is_chosen_filled_in_checked_and_issued(house: House) -> None:
    case = inspected(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/")
    desk.follow("起草文书")
    assert desk.says("inspection_record")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    desk.open(f"/papers/drafts/{draft.pk}/")

    assert desk.held("place") == ["三号码头"]
    assert desk.held("party") == ["某某渔业有限公司"]
    assert desk.held("start") == ["2026-03-02T07:00"]
    assert desk.held("officers-1-name") == ["李四"]
    assert "facts" in missing_of(desk)
    desk.send(422, press="issue")
    assert desk.says("还不能制发")
    desk.send(press="save", present="王某", start="昨天")
    assert desk.says("2026-03-02 09:30")
    assert desk.held("start") == ["昨天"]
    desk.send(press="save", start="2026-03-02T07:00", **REST)
    assert missing_of(desk) == []
    desk.send(press="look", present="王某某")
    assert desk.answer.content.startswith(b"%PDF")
    draft.refresh_from_db()
    assert draft.values["present"] == "王某某", "what was typed last is looked at"
    desk.open(f"/papers/drafts/{draft.pk}/")

    desk.send(press="issue")

    paper = paper_of(case)
    assert desk.address == f"/papers/{paper.pk}/"
    assert desk.says(paper.pdf_digest)
    assert paper.values["start"] == "2026-03-02T07:00:00+08:00"
    fact = Document.objects.within(case.bureau_id).get(item=paper.item, superseded_at=None)
    assert fact.event_refs == ["e1"]
    picture = desk.client.get(f"/papers/{paper.pk}/page/1/")
    assert picture.content.startswith(b"\x89PNG")
    assert desk.client.get(f"/papers/{paper.pk}/page/9/").status_code == 404
    sent = desk.client.get(f"/papers/{paper.pk}/file/")
    assert b"".join(sent.streaming_content).startswith(b"%PDF")
    assert desk.client.get(f"/papers/{paper.pk}/docx/").content.startswith(b"PK")
    desk.open(f"/cases/{case.pk}/")
    assert desk.says(f"/papers/{paper.pk}/")


def test_what_is_typed_is_saved_and_two_writers_are_told(house: House) -> None:
    case = inspected(house)
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    save = f"/papers/drafts/{draft.pk}/save/"
    desk.open(f"/papers/drafts/{draft.pk}/")
    typed = {name: held[0] for name, held in desk._form()[1].items()}
    other = Desk(house, "colleague").open(f"/papers/drafts/{draft.pk}/")
    seen = {name: held[0] for name, held in other._form()[1].items()}

    answer = desk.client.post(save, {**typed, "facts": "网具两件"})

    said = answer.content.decode()
    assert 'id="revision" value="2"' in said or 'value="1"' in said
    assert "已保存" in said
    draft.refresh_from_db()
    assert draft.values["facts"] == "网具两件"
    desk.client.post(save, {**typed, "facts": "网具两三件"})  # the same page once more
    again = other.client.post(save, {**seen, "facts": "另一个人写的"}).content.decode()
    assert "修改了" in again
    assert Draft.objects.within(case.bureau_id).get(pk=draft.pk).values["facts"] == "网具两三件"
    other.send(409, press="save", facts="另一个人写的", present="赵某")
    assert other.says("另一个人写的")  # nobody's words are lost
    assert other.says("<div>网具两三件</div>")  # the other's stand beside, before one goes
    assert other.held("theirs") == []
    other.send(press="save", theirs=["facts"])
    draft.refresh_from_db()
    assert (draft.values["facts"], draft.values["present"]) == ("网具两三件", "赵某")
    desk.send(409, press="save", facts="网具两三件")  # this page wrote nothing there
    assert desk.held("theirs") == ["present"]
    desk.send(press="save", facts="网具四件")
    draft.refresh_from_db()
    assert (draft.values["facts"], draft.values["present"]) == ("网具四件", "赵某")


def test_a_page_that_is_loaded_again_sends_nothing_twice(house: House) -> None:
    """More rows, then what was typed and saved by itself, then the page once more."""
    case = inspected(house)
    draft = begin_draft(by=house.officer, case=case, form="inquiry_record")
    path = f"/papers/drafts/{draft.pk}/"
    field = next(one.id for one in form_of_draft(draft).fields if one.kind == "questions")
    desk = Desk(house, "officer").open(path)

    desk.send(press=f"more={field}", **{f"{field}-0-question": "姓名？"})

    assert desk.answer.redirect_chain[-1][0] == f"{path}?more={field}#field-{field}"
    sent = {name: held[0] for name, held in desk._form()[1].items() if held}
    desk.client.post(f"{path}save/", {**sent, f"{field}-1-question": "住址？"})
    desk.open(f"{path}?more={field}")
    assert desk.held(f"{field}-1-question") == ["住址？"]


def test_what_nobody_wrote_follows_the_case(house: House) -> None:
    """A draft begun first takes up what is reported later, and says which fields it filled in."""
    case = house.case(title="示例案")
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    desk.open(f"/papers/drafts/{draft.pk}/")
    assert not desk.says("按案件现有情况重新填入")
    desk.send(press="save", present="王某")
    house.clock.later(minutes=5)
    acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 08:00"),
        place="三号码头", officers=[{"name": "张三", "certificate": "C1"}], case=case,
        details={"present": "李某", "note": "船上有网具两件。"},
    )  # fmt: skip
    acts.correct_case(by=house.head, case=case, reason="查明", party_name="某某渔业有限公司")

    colleague = Desk(house, "colleague").open(f"/papers/drafts/{draft.pk}/")
    assert not colleague.says("按案件现有情况重新填入")  # the officer may still be writing
    desk.open(f"/papers/drafts/{draft.pk}/")

    assert desk.says("按案件现有情况重新填入")
    assert desk.says('<a href="#about">对应的执法活动</a>、')
    assert desk.held("events") == ["e1"]
    assert desk.held("place") == ["三号码头"]
    assert desk.held("officers-0-name") == ["张三"]
    assert desk.held("party") == ["某某渔业有限公司"]
    assert desk.held("present") == ["王某"]  # a person wrote it
    revision = desk.held("revision")
    desk.open(f"/papers/drafts/{draft.pk}/")
    assert not desk.says("按案件现有情况重新填入")
    assert desk.held("revision") == revision
    desk.send(press="save", place="", events=[])
    desk.open(f"/papers/drafts/{draft.pk}/")
    assert (desk.held("place"), desk.held("events")) == ([""], [])  # a person emptied it


def test_what_is_asked_for_stays_as_it_was_asked(house: House) -> None:
    case = house.case()
    draft = begin_draft(by=house.officer, case=case, form="start_approval")
    asked(house, case, draft=draft)
    acts.correct_case(by=house.head, case=case, reason="查明", party_name="甲公司")

    Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")

    assert Draft.objects.within(case.bureau_id).get().values == draft.values


def test_one_page_sends_twice_and_is_one_person(house: House) -> None:
    """Saved by itself and issued at once: what the page showed is issued, in whatever order."""
    desk, case, _paper = record_issued(house)
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})
    draft = Draft.objects.within(case.bureau_id).get(case=case, ended_at=None)
    desk.open(f"/papers/drafts/{draft.pk}/")
    sent = {name: desk.held(name) for name in desk.controls()}
    sent |= {name: ["样"] for name in missing_of(desk)} | {k: [v] for k, v in REST.items()}
    other = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")

    desk.client.post(f"/papers/drafts/{draft.pk}/save/", sent)
    assert desk.send(press="save", **sent | {"facts": "网具三件。"}).says("网具三件。")
    late = other.send(409, press="issue", facts="别处写的。")  # opened before, in another window
    assert late.says("别处写的。")
    desk.send(press="issue", **sent | {"facts": "网具四件。"})

    [first, second] = Paper.objects.within(case.bureau_id).order_by("issued_at", "pk")
    assert second.values["facts"] == "网具四件。"
    answer = desk.client.post(f"/papers/drafts/{draft.pk}/", sent | {"issue": "1"})
    assert answer["Location"] == f"/papers/{second.pk}/"
    assert first.pk != second.pk


def test_what_is_printed_at_the_foot_of_a_page_leads_to_the_paper(house: House) -> None:
    desk, _case, paper = record_issued(house)
    stranger = Desk(house, "stranger")
    for words in (f"{paper.code}-1 2/2", f"{paper.code.lower()}-1", f"LH1:{paper.code}:1:1/2:0A"):
        answer = desk.client.get("/search/", {"q": words})
        assert (answer.status_code, answer["Location"]) == (302, f"/papers/{paper.pk}/"), words
        assert desk.open(f"/search/?list=1&q={words}").says(f"/papers/{paper.pk}/"), words
        assert stranger.client.get("/search/", {"q": words}).status_code == 200
    assert desk.client.get("/search/", {"q": f"{paper.code}-2 1/2"}).status_code == 200


def test_officer_and_party_sign_and_a_refusal_is_noted(house: House) -> None:
    desk, case, paper = record_issued(house)

    desk.open(f"/papers/{paper.pk}/sign/")
    desk.send(role="officer")
    desk.open(f"/papers/{paper.pk}/finger/")
    assert desk.held("shown") != [paper.pdf_digest]
    desk.send(422, name="王某")
    assert desk.says("请选择以何种身份签名")
    desk.send(422, role="party", name="王某")
    assert desk.says("重新签")
    desk.send(role="party", name="王某", drawn=drawn())
    assert desk.says("王某")
    desk.open(f"/papers/{paper.pk}/refuse/")
    desk.send(422, role="witness", name="赵某", reason="不愿意")
    assert desk.says("请填写见证人")
    desk.send(role="witness", name="赵某", reason="不愿意", witness="钱某", remark="已宣读")

    rows = PaperSignature.objects.within(case.bureau_id).order_by("recorded_at")
    assert [(row.role, row.manner, row.refused) for row in rows] == [
        ("officer", "system", False),
        ("party", "finger", False),
        ("witness", "paper", True),
    ]
    assert desk.says("钱某")
    assert rows[2].reason == "不愿意；备注：已宣读"


def test_all_that_fits_into_the_form_of_a_refusal_is_kept(house: House) -> None:
    desk, case, paper = record_issued(house)
    desk.open(f"/papers/{paper.pk}/refuse/")
    fits = {
        name: "字" * int(re.findall(rf'name="{name}"[^>]*maxlength="(\d+)"', desk.text)[0])
        for name in ("reason", "remark")
    }
    desk.send(role="party", name="王某", alone="on", **fits)
    [row] = PaperSignature.objects.within(case.bureau_id).filter(refused=True)
    assert row.reason == f"{fits['reason']}；备注：{fits['remark']}；无其他人在场见证"


def test_what_a_paper_says_of_the_party_goes_over_with_one_press(house: House) -> None:
    """Typed once, it stands in the next form too; under its own name it is handed out."""
    case = house.case(party_name="王某", party_kind="person")
    typed = {
        "party_sex": "男",
        "party_identity": "11010519491231002X",
        "party_phone": "13800138000",
    }
    paper = issued(
        house, "start_approval", case=case, **typed, party_code="", party_address="甲路1号"
    )
    page = Desk(house, "officer").open(f"/cases/{case.pk}/people/").follow("修改")
    assert not page.says('name="credit_code"'), "a natural person has none"
    draft = begin_draft(by=house.officer, case=case, form="start_approval")
    assert not page.open(f"/papers/drafts/{draft.pk}/").says('name="party_code"')
    for closed in ("colleague", "legal_reviewer"):
        assert not Desk(house, closed).open(f"/papers/{paper.pk}/").says("take-over/")
    with pytest.raises(BadFactError):
        take_over(by=house.viewer("colleague"), paper=paper)
    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")

    desk.send(via="take-over/")

    assert not desk.says("take-over/")
    told = participants_of(house.officer, case)[0]
    assert (told.row.sex, told.address) == ("male", "甲路1号")
    assert told.secret is not None
    assert (told.secret.identity_number, told.secret.telephone) == (
        "11010519491231002X", "13800138000",
    )  # fmt: skip
    known = begin_draft(by=house.officer, case=case, form="start_approval").values
    assert known["party_phone"] == "13800138000"
    for part, name in (("docx", ".docx"), ("sm2", ".pdf.sm2"), ("file", ".pdf")):
        head = desk.client.get(f"/papers/{paper.pk}/{part}/")["Content-Disposition"]
        assert quote(f"程序启动审批表{name}") in head
    assert b"PUBLIC KEY" in desk.client.get(f"/papers/{paper.pk}/sm2-key/").content
    assert b"CERTIFICATE" in desk.client.get(f"/papers/{paper.pk}/authority/").content


def test_a_signed_pile_comes_back_page_by_page(house: House) -> None:
    desk, case, paper = record_issued(house)
    pdf = open_pdf(by=house.officer, paper=paper).read()
    assert paper.pages > 1
    only = pick_pages(pdf, [2])
    desk.open("/papers/scans/")
    sent = SimpleUploadedFile("signed.pdf", only, "application/pdf")
    desk.client.post("/papers/scans/", {"scan": sent})
    scan = Scan.objects.within(case.bureau_id).get()

    read_scan(str(scan.pk), str(house.people["officer"].pk))

    desk.open(f"/papers/scans/{scan.pk}/")
    assert desk.says("第1页") or desk.says("第 1 页")
    assert desk.says(f"{case.number} · {paper.code} · "), "two of one title are told apart"
    pile = pile_of(house.officer, scan.pk)
    assert [one.missing for one in pile.papers] == [[1]]
    house.clock.later(days=1)
    there = f"/papers/{paper.pk}/signatures/"
    desk.open(there)
    assert desk.held("officer-0-name") == ["张三"]
    desk.send(
        **{"party-0-state": "signed", "party-0-name": "王某", "party-0-day": "2026-03-02",
           "witness-0-state": "signed", "witness-0-name": "赵某"}
    )  # fmt: skip
    fact = Document.objects.within(case.bureau_id).get(item=paper.item, superseded_at=None)
    said = {one["role"]: one for one in fact.signatures}
    assert said["party"]["at"] == "2026-03-02T23:59:59+08:00"
    assert said["party"]["scan"] == scan.digest
    assert "at" not in said["witness"]
    assert fact.origin == "act"
    again = SimpleUploadedFile("again.pdf", only, "application/pdf")
    answer = desk.client.post("/papers/scans/", {"scan": again}, follow=True).content.decode()
    assert "此前已经上传" in answer
    assert "已经确认过" in answer
    assert f'class="btn" href="{there}"' in answer
    # where nobody else may sign on paper, nothing is offered to confirm
    while rooms := [one for one in desk.open(there).controls() if one.endswith("-state")]:
        names = {one.replace("-state", "-name"): "张三" for one in rooms}
        desk.send(**dict.fromkeys(rooms, "signed"), **names)
    assert "/signatures/" not in desk.open(f"/papers/{paper.pk}/").text
    assert "/signatures/" not in desk.open(f"/papers/scans/{scan.pk}/").text
    assert "<button" not in desk.open(there).text.partition("<main")[2].partition("</main")[0]


def test_who_had_the_draft_open_is_told_what_was_not_kept(house: House) -> None:
    case = inspected(house)
    draft = started(house, case=case)
    desk = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")
    other = Desk(house, "officer").open(f"/papers/drafts/{draft.pk}/")
    desk.send(press="issue")

    other.send(press="issue")
    assert not other.says("没有保存"), "nothing was written"
    other.open(f"/papers/{paper_of(case).pk}/")
    answer = desk.client.post(
        f"/papers/drafts/{draft.pk}/",
        {"save": "1", "revision": str(draft.revision), "present": "钱某"}, follow=True,
    )  # fmt: skip

    assert "现场负责人（在场人）" in answer.content.decode()
    assert "没有保存" in answer.content.decode()


def test_the_register_shows_every_number(house: House) -> None:
    case = inspected(house)
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "prior_notice"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    desk.open(f"/papers/drafts/{draft.pk}/")
    asked = dict.fromkeys(missing_of(desk), "样")
    desk.send(press="save", **{**asked, "hearing": "no", "fine": "0"})
    assert missing_of(desk) == []
    desk.send(press="issue")
    paper = paper_of(case)

    desk.open("/papers/numbers/")

    assert desk.says(paper.number)
    book = load_workbook(io.BytesIO(desk.client.get("/papers/numbers/sheet.xlsx").content))
    cells = [cell.value for cell in book.worksheets[0][2]]
    assert paper.number in cells


def test_who_may_not_see_what_is_confidential_opens_neither_page_nor_file(house: House) -> None:
    case = inspected(house)
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})
    draft = Draft.objects.within(case.bureau_id).get(case=case)
    desk.open(f"/papers/drafts/{draft.pk}/")
    desk.send(press="save", **{**REST, "present_phone": "13900000001"})
    other = Desk(house, "colleague").open(f"/papers/drafts/{draft.pk}/")
    assert not other.says("13900000001")
    other.send(press="save", place="四号码头")
    draft.refresh_from_db()
    assert draft.values["present_phone"] == "13900000001"
    desk.open(f"/papers/drafts/{draft.pk}/")
    desk.send(press="issue")
    paper = paper_of(case)

    for who in ("colleague", "custodian", "supervisor"):
        desk = Desk(house, who).open(f"/papers/{paper.pk}/")
        assert not desk.says("13900000001")
        for part in ("file", "print", "docx", "page/1"):
            answer = desk.client.get(f"/papers/{paper.pk}/{part}/")
            assert answer.status_code == 403, part
            assert b"13900000001" not in answer.content
