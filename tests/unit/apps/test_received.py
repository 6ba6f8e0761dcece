# SPDX-License-Identifier: Apache-2.0
"""Papers from outside: an informant's is kept close, and a receipt goes with every one."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases.correcting_received import correct_received, keep_sender_close
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Draft, ReceivedMove, ReceivedPaper, ReceivedSecret
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.drafts import save_draft
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.received import (
    Letter,
    end_received,
    give_case,
    move_received,
    receipts_of,
    register_received,
    sender_of,
)
from liuhen.apps.evidence.models import Scan
from liuhen.apps.finding_aid.searching import Asked, search
from liuhen.apps.trace.audit import audit
from support.desk import Desk
from support.house import House

NAME = "钱举报"


def newest(house: House) -> ReceivedPaper:
    return ReceivedPaper.objects.within(house.bureau.pk).order_by("-id")[0]


def test_a_letter_of_a_complaint_is_close_unless_somebody_says_otherwise(house: House) -> None:
    plain, complaint = house.case(), house.case(origin="complaint")
    desk = Desk(house, "officer")
    assert "checked" not in _tick(desk.open(f"/received/add/?case={plain.pk}").text)
    assert "checked" in _tick(desk.open(f"/received/add/?case={complaint.pk}").text)


def _tick(page: str) -> str:
    at = page.index('name="informant"')
    return page[page.rindex("<", 0, at) : page.index(">", at)]


def test_it_needs_no_title_and_its_photo_is_a_scan_without_a_name(house: House) -> None:
    case = house.case(origin="complaint")
    desk = Desk(house, "officer").open(f"/received/add/?case={case.pk}")
    photo = SimpleUploadedFile(f"{NAME}.jpg", b"\xff\xd8\xff" + b"x" * 20, "image/jpeg")
    desk.send(422, sender=NAME, informant="on", title=f"{NAME}来信")
    scan = SimpleUploadedFile("1.pdf", b"%PDF-1.7 letter", "application/pdf")
    both = {"sender": NAME, "informant": "on", "title": "", "photo": photo}
    desk.send(422, scan_file=scan, **both)
    assert desk.says("只保存扫描件"), "no photo is lost without a word"
    photo.seek(0)
    desk.send(**both | {"scan_digest": ""})
    row = newest(house)
    assert (row.sender, row.informant, row.original) == ("", True, None)
    assert NAME not in str(row)
    assert row.scan is not None
    assert NAME not in row.scan.file_name
    assert not Scan.objects.within(house.bureau.pk).filter(file_name__contains=NAME).exists()
    assert desk.says(NAME), "the handler may know"
    for who in ("colleague", "custodian", "supervisor", "importer"):
        viewer = house.viewer(who)
        assert sender_of(viewer, row) is None, who
        other = Desk(house, who).open(f"/received/{row.pk}/")
        assert not other.says(NAME), who
        other.open(f"/received/{row.pk}/scan/", 404)
    assert not search(house.officer, Asked(NAME)).hits
    assert audit().findings == []


def test_without_a_case_whoever_took_it_in_knows_and_the_case_tells_its_handlers(
    house: House,
) -> None:
    row = register_received(by=house.officer, letter=Letter(NAME, informant=True))
    assert sender_of(house.officer, row) == NAME
    assert sender_of(house.viewer("colleague"), row) is None
    assert sender_of(house.viewer("section_head"), row) == NAME
    row = give_case(by=house.officer, paper=row, case=house.case())
    secret = ReceivedSecret.objects.within(house.bureau.pk).get(paper=row)
    assert secret.case_id == row.case_id
    assert sender_of(house.officer, row) == NAME


def test_the_sender_of_an_open_letter_can_be_kept_close_later(house: House) -> None:
    letter = Letter(NAME, f"{NAME}的信")
    row = register_received(by=house.officer, letter=letter, case=house.case())
    assert search(house.officer, Asked(NAME)).hits
    with pytest.raises(BadFactError):
        keep_sender_close(by=house.officer, paper=row)
    row = keep_sender_close(by=house.officer, paper=row, title="举报信")
    assert (row.sender, row.title) == ("", "举报信")
    assert not search(house.officer, Asked(NAME)).hits
    with pytest.raises(BadFactError):
        keep_sender_close(by=house.officer, paper=row)


def test_whoever_gives_a_letter_to_the_case_of_a_complaint_is_asked(house: House) -> None:
    row = register_received(by=house.officer, letter=Letter(NAME, "来信"))
    case = house.case(origin="complaint")
    desk = Desk(house, "officer").open(f"/received/{row.pk}/case/").send(case=str(case.pk))
    assert desk.says("对来文人保密")


def test_a_receipt_is_begun_from_its_page_and_shown_there(house: House) -> None:
    case = house.case()
    row = register_received(
        by=house.officer, letter=Letter(NAME, "举报信", pages=3, informant=True), case=case
    )
    register_received(by=house.officer, letter=Letter("海警局", "移送函"), case=case)
    desk = Desk(house, "officer").open(f"/received/{row.pk}/")
    desk.send(via="receipt/")
    draft = Draft.objects.within(house.bureau.pk).get(case=case)
    said = {name: draft.values[name] for name in ("received_number", "received_title", "deliverer")}
    assert said == {"received_number": row.number, "received_title": "举报信", "deliverer": NAME}
    assert draft.values["received_pages"] == 3

    save_draft(by=house.officer, draft=draft.pk, revision=draft.revision, values={"remark": "无"})
    draft.refresh_from_db()
    with patch.object(issuing, "print_sealed", lambda _p: Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")):
        paper = issuing.issue(by=house.officer, draft=draft.pk, revision=draft.revision)
    assert NAME not in str(paper.values)
    assert receipts_of(house.officer, row) == [paper]
    assert Desk(house, "officer").open(f"/received/{row.pk}/").says(paper.number)


@pytest.mark.parametrize("informant", [False, True])
def test_whoever_issues_a_receipt_opens_it_unless_it_tells_of_an_informant(
    house: House, *, informant: bool
) -> None:
    """Who handed in what came openly is no secret, on the receipt either."""
    case = house.case()
    row = register_received(
        by=house.officer, letter=Letter(NAME, "材料", informant=informant), case=case
    )
    desk = Desk(house, "colleague").open(f"/received/{row.pk}/")
    desk.send(via="receipt/")
    draft = Draft.objects.within(house.bureau.pk).get(case=case)
    if informant:  # which a handler writes
        draft = save_draft(
            by=house.officer, draft=draft.pk, revision=draft.revision, values={"deliverer": NAME}
        )
    with patch.object(issuing, "print_sealed", lambda _p: Sealed(b"%PDF-1.7 x", 1, [], "MEQ=")):
        paper = issuing.issue(by=house.viewer("colleague"), draft=draft.pk, revision=draft.revision)
    assert desk.open(f"/papers/{paper.pk}/").says("下载 PDF") is not informant
    desk.open(f"/papers/{paper.pk}/file/", 403 if informant else 200)


def test_a_wrong_entry_is_corrected_and_the_old_one_stays(house: House) -> None:
    desk = Desk(house, "officer").open("/received/add/").send(title="线索函", sender="海警局")
    row = newest(house)
    desk.follow("更正登记").send(422, sender="市海警局")
    desk.send(sender="市海警局", pages="4", received_at="2026-03-01T15:30", reason="看错")
    for said in ("市海警局", "登记更正", "看错", "3月1日 15:30"):
        assert desk.says(said), said
    desk.open(f"/received/{row.pk}/end/").send(outcome="已入卷")
    assert desk.text.count("已入卷") == 2, "with who entered it among its steps"
    assert not desk.says("–，更正为已入卷")
    desk.open(f"/received/{row.pk}/correct/").send(outcome="已答复", reason="填错")
    row.refresh_from_db()
    assert (row.outcome, row.pages) == ("已答复", 4)
    assert row.ended_at is not None
    desk.open(f"/received/{row.pk}/correct/").send(outcome="", reason="尚未办理")
    row.refresh_from_db()
    assert (row.outcome, row.ended_at) == ("", None)
    desk.open(f"/received/{row.pk}/correct/").send(422, reason="没有改")
    moves = ReceivedMove.objects.within(house.bureau.pk).filter(paper=row).exclude(changes={})
    assert moves.order_by("recorded_at")[0].changes["sender"] == ["海警局", "市海警局"]
    assert audit().findings == []


def test_a_paper_did_not_come_after_a_step_on_its_way(house: House) -> None:
    came = house.clock.now()
    row = register_received(by=house.officer, letter=Letter("海警局", title="线索函"))
    moved = house.clock.later(hours=2)
    move_received(by=house.officer, paper=row, at=moved, keeper="档案室")
    house.clock.later(hours=2)

    def came_at(hours: int) -> None:
        changes = {"received_at": came + timedelta(hours=hours)}
        correct_received(by=house.officer, paper=row, reason="看错", changes=changes)

    came_at(1)
    with pytest.raises(BadFactError, match="晚于"):
        came_at(3)


def test_no_step_says_an_informants_name(house: House) -> None:
    case = house.case(origin="complaint")
    row = register_received(by=house.officer, letter=Letter(NAME, title="来信"), case=case)
    other = f"{NAME}二"
    said = f"署名是{other}，不是{NAME}"
    correct_received(by=house.officer, paper=row, reason=said, changes={"sender": other})
    keep_sender_close(by=house.officer, paper=row)
    correct_received(by=house.officer, paper=row, reason="看错", changes={"sender": NAME})
    assert sender_of(house.officer, row) == NAME
    with pytest.raises(BadFactError, match="请勿写入投诉举报人的姓名"):
        correct_received(
            by=house.officer, paper=row, reason="看错", changes={"title": f"{NAME}来信"}
        )
    for reason in (f"原登记{NAME}有误", "应为王小二"):
        with pytest.raises(BadFactError, match="请勿写入投诉举报人的姓名"):
            correct_received(
                by=house.officer, paper=row, reason=reason, changes={"sender": "王小二"}
            )
    colleague = house.viewer("colleague")
    with pytest.raises(NotAllowedError):
        correct_received(by=colleague, paper=row, reason="看错", changes={"sender": "某人"})
    moves = ReceivedMove.objects.within(house.bureau.pk).filter(paper=row)
    assert not any(NAME in f"{one.changes}{one.reason}" for one in moves)
    assert not Desk(house, "colleague").open(f"/received/{row.pk}/").says(NAME)
    assert audit().findings == []


def test_neither_outcome_nor_way_of_a_paper_says_who_informed(house: House) -> None:
    """Whoever may know the name is refused; what others write of it is masked."""
    case, now = house.case(origin="complaint"), house.clock.now()
    add_participant(by=house.officer, case=case, role="complainant", secret={"name": "孙知情"})
    letter = Letter(NAME, title="来信", informant=True)
    row = register_received(by=house.officer, letter=letter, case=case)
    for name in (NAME, "钱 举报", "孙知情"):
        with pytest.raises(BadFactError, match="请勿写入投诉举报人的姓名"):
            end_received(by=house.officer, paper=row, outcome=f"已答复{name}")
        with pytest.raises(BadFactError, match="请勿写入投诉举报人的姓名"):
            move_received(by=house.officer, paper=row, at=now, place="柜", reason=f"{name}来取")
    colleague = house.viewer("colleague")
    assert sender_of(colleague, row) is None
    move_received(by=colleague, paper=row, at=now, place=f"{NAME}处", reason="孙知情来取")
    end_received(by=colleague, paper=row, outcome=f"已答复{NAME}")
    row.refresh_from_db()
    assert (row.place, row.outcome) == ("•••处", "已答复•••")
    with pytest.raises(BadFactError, match="请勿写入投诉举报人的姓名"):
        correct_received(
            by=house.officer, paper=row, reason="笔误", changes={"outcome": f"已答复{NAME}"}
        )
    moves = ReceivedMove.objects.within(house.bureau.pk).filter(paper=row)
    assert [one.reason for one in moves.exclude(reason="")] == ["•••来取"]
    for name in (NAME, "孙知情"):
        assert not search(house.officer, Asked(name)).hits
    assert audit().findings == []


def test_a_letter_that_tells_openly_who_informed_is_to_be_kept_close(house: House) -> None:
    case = house.case(origin="complaint")
    add_participant(by=house.officer, case=case, role="complainant", secret={"name": NAME})
    for letter in (Letter(NAME, "来信"), Letter("邮局", f"{NAME}的信")):
        with pytest.raises(BadFactError, match="请对来文人保密"):
            register_received(by=house.officer, letter=letter, case=case)
    loose = register_received(by=house.officer, letter=Letter(NAME, "来信"))
    with pytest.raises(BadFactError, match="请对来文人保密"):
        give_case(by=house.officer, paper=loose, case=case)
    loose = keep_sender_close(by=house.officer, paper=loose)
    assert give_case(by=house.officer, paper=loose, case=case).case == case


def test_an_outcome_that_says_the_sender_is_masked_when_he_becomes_confidential(
    house: House,
) -> None:
    row = register_received(by=house.officer, letter=Letter(NAME, "来信"), case=house.case())
    end_received(by=house.officer, paper=row, outcome=f"已答复{NAME}")
    assert keep_sender_close(by=house.officer, paper=row).outcome == "已答复•••"
