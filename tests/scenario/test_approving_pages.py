# SPDX-License-Identifier: Apache-2.0
"""Approving by pages: the officer asks, heads read and decide, somebody acts for who is away."""

from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Approval, ApprovalState, Case
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.models import Person
from support.approving import agreed, initiated, newest, signers, start_paper
from support.desk import Desk
from support.house import House
from support.paperwork import told


def request_of(case: Case) -> Approval:
    return Approval.objects.within(case.bureau_id).get(case=case)


def ask(house: House, case: Case, matter: str = "start", query: str = "", **typed: object) -> str:
    """The officer asks on the page of the case; the address of the request."""
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert desk.says("尚无报批事项") or desk.says("审批")
    desk.open(f"/cases/{case.pk}/ask/{matter}/{query}").send(**{"text": "请批准。", **typed})
    return desk.address


def test_a_start_goes_from_the_officer_to_section_and_head(house: House) -> None:
    """003 art. 10."""
    case = house.case(title="无证捕捞案")
    paper = start_paper(house, case)
    officer = Desk(house, "officer").open(f"/cases/{case.pk}/").follow("报请审批")
    assert officer.says("依职权启动执法程序")
    officer.follow("依职权启动执法程序")
    assert officer.says("承办机构意见")  # who decides
    assert officer.says("本单位负责人批准")
    officer.send(subject=paper.ref, text="巡查发现，请批准立案。")
    assert officer.says("已报批")

    assert not Desk(house, "bureau_head").open("/").says("审批：依职权启动执法程序")
    section = Desk(house, "section_head").open("/")
    assert section.says("审批：依职权启动执法程序")
    section.open("/approvals/").follow("无证捕捞案")
    assert section.says("无证经营")  # the paper stands beside the opinion box
    assert section.says("巡查发现，请批准立案。")
    section.send(press="outcome=agreed", stock="情况属实，建议批准。", opinion="请尽快办理。")
    assert section.says("已同意")
    assert section.says("没有待您审批的事项")

    head = Desk(house, "bureau_head").open("/approvals/").follow("无证捕捞案")
    assert head.says("请尽快办理。")
    head.send(press="outcome=agreed", opinion="同意立案。")

    assert signers(paper) == ["section_head", "bureau_head"]
    assert newest(paper).fields["section_opinion"] == "情况属实，建议批准。\n请尽快办理。"
    seen = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert seen.says("同意立案。")
    assert request_of(case).state == ApprovalState.AGREED


def test_the_paper_that_is_usual_is_offered_until_it_is_written(house: House) -> None:
    case = house.case(title="无证捕捞案")
    page = Desk(house, "officer").open(f"/cases/{case.pk}/ask/")
    first, _, others = page.text.partition("其他报批事项")
    assert "依职权启动执法程序" in first
    for one in ("紧急启动后补报审批", "作出行政执法决定", "申请人民法院强制执行"):
        assert (one in first, one in others) == (False, True), one
    officer = Desk(house, "officer").open(f"/cases/{case.pk}/ask/start/?urgent")
    assert officer.address == f"/cases/{case.pk}/ask/start/"
    assert officer.says("不存在事后补报")
    assert officer.says("尚未制作报批所用的文书")
    officer.send(via="/papers/new/")
    assert officer.says('value="start"')
    assert not officer.says("start:urgent"), "nothing was started before it is approved"
    assert officer.address.startswith("/papers/drafts/")
    assert officer.says("程序启动审批表")
    draft = officer.address
    officer.send(press="ask=start", reason="日常巡查发现")
    assert officer.address.startswith(f"/cases/{case.pk}/ask/start/?read=draft:")
    assert not officer.says("尚未制作报批所用的文书")
    officer.send(text="请批准立案。")
    request = request_of(case)
    assert request.draft is not None
    assert request.draft.values["reason"] == "日常巡查发现"
    officer.open(draft)
    assert officer.says(f"/approvals/{request.pk}/")
    assert not officer.says('name="ask"')

    agreed(house, request, "section_head", "bureau_head")
    for page in ("start/", "add/activity/?kind=case_initiated"):  # before anything is overdue
        officer.open(f"/cases/{case.pk}/{page}").follow("打开草稿")
        assert officer.address == draft


def test_sent_back_with_a_reason_and_asked_again(house: House) -> None:
    case = house.case(title="退回案")
    address = ask(house, case)
    section = Desk(house, "section_head").open(address)
    section.send(422, press="outcome=sent_back")
    assert section.says("请写明理由")
    section.send(press="outcome=sent_back", stock="请补充证据后重新报批。")

    officer = Desk(house, "officer").open("/approvals/")
    assert officer.says("已退回")
    officer.follow("退回案").follow("重新报批").send(text="已补充证据。")

    assert request_of(case).round == 2
    again = Desk(house, "section_head").open("/approvals/")
    assert again.says("第2轮")
    again.follow("退回案")
    assert again.says("请补充证据后重新报批。")  # the earlier round stays
    again.send(press="outcome=agreed", stock="情况属实，建议批准。")


def test_an_urgent_start_shows_until_when_it_is_approved(house: House) -> None:
    """003 art. 10: within 24 hours."""
    case = house.case(title="紧急案")
    event = initiated(house, case, "2026-03-02 07:30", urgent=True)
    ask(house, case, query="?urgent", subject=event.ref)

    section = Desk(house, "section_head").open("/approvals/")
    assert section.says("3月3日")
    section.follow("紧急案")
    assert section.says("已先行实施，事后补批")


def test_what_no_paper_says_is_asked_for_in_words(house: House) -> None:
    """The head who is to end a case reads why."""
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/ask/termination/")
    desk.send(422, ending="withdrawn")
    assert desk.says("请在报批说明中写明报批的理由")
    desk.send(ending="withdrawn", text="立案后查明当事人并非经营者。")
    head = Desk(house, "bureau_head").open(f"/approvals/{request_of(case).pk}/")
    assert head.says("查明当事人并非经营者")


def test_one_head_is_enough_where_the_regulation_says_so(house: House) -> None:
    """001 art. 11; of two who press at once the second is told."""
    other = House(house.clock, "xigang-education", "school")
    case = other.case(title="办学案")
    address = ask(other, case)
    head = Desk(other, "bureau_head").open(address)
    Desk(other, "deputy_head").open(address).send(press="outcome=agreed", stock="同意。")

    head.send(press="outcome=refused", opinion="不同意")
    assert head.says("已不在审批中")
    assert request_of(case).state == ApprovalState.AGREED


def test_nobody_decides_on_what_the_page_did_not_show(house: House) -> None:
    """A paper that was corrected, or asked anew in another round, since the page was opened."""
    case = house.case(title="换文案")
    paper = start_paper(house, case)
    address = ask(house, case, subject=paper.ref)
    section = Desk(house, "section_head").open(address)
    assert section.says("无证经营")
    paper = acts.correct_fact(
        by=house.officer, fact=paper, reason="改", fields={**paper.fields, "facts": "超范围经营"}
    )

    section.send(422, press="outcome=agreed", opinion="同意")
    assert section.says("刚被他人更改")
    assert section.says("超范围经营")
    section.send(press="outcome=sent_back", opinion="请补正")

    again = Desk(house, "officer").open("/approvals/").follow("换文案").follow("重新报批")
    again.send(text="已补正。")
    assert request_of(case).round == 2, "about the same paper, so it is the same request"
    section.open(address)
    stale = Desk(house, "section_head").open(address)
    section.send(press="outcome=sent_back", opinion="仍不全")
    Desk(house, "officer").open(f"/cases/{case.pk}/ask/start/").send(
        subject=paper.ref, text="再报。"
    )
    stale.send(422, press="outcome=agreed", opinion="同意")
    assert request_of(case).state == ApprovalState.OPEN


def test_somebody_acts_while_the_head_is_away(house: House) -> None:
    case = house.case(title="外出案")
    address = ask(house, case)
    Desk(house, "section_head").open(address).send(
        press="outcome=agreed", stock="情况属实，建议批准。"
    )
    letter = keep_scan(by=house.officer, file_name="来信.pdf", chunks=[b"%PDF-1.7 letter"])
    head = Desk(house, "bureau_head").open("/approvals/delegations/")
    head.send(
        422, to=str(house.people["deputy_head"].pk), until_date="2026-03-06", paper="x",
        scan_digest=letter.digest,
    )  # fmt: skip
    assert head.says("没有这个扫描件")  # it is not this head's
    head.open("/approvals/delegations/").send(
        to=str(house.people["deputy_head"].pk),
        until_date="2026-03-06",
        paper="委托代行〔2026〕1号",
        scan_file=SimpleUploadedFile("委托书.pdf", b"%PDF-1.7 x"),
    )
    assert head.says("deputy_head自2026年3月2日至2026年3月6日代行您的职责。")

    page = Desk(house, "deputy_head").open("/approvals/delegations/")
    scan = page.client.get(page.text.split("/scan/")[0].rsplit('"', 1)[-1] + "/scan/")
    assert b"".join(scan.streaming_content) == b"%PDF-1.7 x"
    deputy = Desk(house, "deputy_head").open("/approvals/").follow("外出案")
    assert deputy.says("代行bureau_head职责")
    deputy.send(press="outcome=agreed", stock="同意。")
    assert Desk(house, "officer").open(address).says("代行bureau_head职责")

    head.open("/approvals/delegations/").send(via="/end/")
    assert head.says("deputy_head不再代行机关负责人职责")


def test_nobody_is_left_in_a_small_bureau(house: House) -> None:
    """The head of the section handles the case: nobody can give the section's opinion."""
    case = house.case(title="小局案")
    acts.assign_handlers(
        by=house.viewer("section_head"), case=case,
        handlers=[house.people["officer"], house.people["section_head"]],
    )  # fmt: skip
    officer = Desk(house, "officer").open(f"/cases/{case.pk}/ask/start/")
    assert officer.says("今天无人可以依法办理的环节")
    assert officer.says("承办人不得审核或批准自己承办的案件。")
    officer.send(text="请批准。")

    head = Desk(house, "bureau_head").open("/approvals/nobody/")
    assert head.says("小局案")
    Person.objects.filter(pk=house.people["admin"].pk).update(must_change_password=False)
    admin = Desk(house, "admin").open("/approvals/nobody/")
    assert admin.says("一科：1 项报批")
    assert not admin.says("小局案")
    assert not admin.says(case.number)


def test_a_decision_without_prior_notice_is_stopped_or_says_why(house: House) -> None:
    """行政处罚法第四十四条."""
    case = house.case(title="关口案", procedure="general")
    address = ask(house, case, "decision")
    for name in ("section_head", "legal_reviewer"):
        Desk(house, name).open(address).send(press="outcome=agreed", opinion="同意")
    head = Desk(house, "bureau_head").open(address)
    assert head.says("没有事先告知书。")
    head.send(422, press="outcome=agreed", opinion="同意", reason__prior__notice="急")
    assert head.says("请退回")
    told(house, case)
    head.open(address).send(422, press="outcome=agreed", opinion="同意")
    assert head.says("请写明继续办理的理由")

    head.send(
        press="outcome=agreed",
        reason__start__approved="见纸质卷宗",
        reason__report="见纸质卷宗",
        reason__plea__time="当事人要求当日处理",
    )
    assert request_of(case).state == ApprovalState.AGREED
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says("当事人要求当日处理")
    assert page.says("不符合（已说明理由）")
