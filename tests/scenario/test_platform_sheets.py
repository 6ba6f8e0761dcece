# SPDX-License-Identifier: Apache-2.0
"""Cases kept on another platform: its sheet row by row, an own description, scans in one pass."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, ServerTimeError
from liuhen.apps.cases.models import Activity, Case, Document, Handler
from liuhen.apps.cases.performing.unentered import unentered
from liuhen.apps.cases.platform_sheets import importing
from liuhen.apps.cases.platform_sheets.cells import cells_of
from liuhen.apps.cases.platform_sheets.descriptions import add_platform
from liuhen.apps.cases.platform_sheets.importing import import_sheet, preview_sheet
from liuhen.apps.cases.platform_sheets.scans import ScannedPaper, add_scanned
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.compliance.judging import judge
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import CertificateValue, put_certificate, put_role
from liuhen.apps.trace.journal import act
from liuhen.law.platforms import shipped_platforms
from liuhen.web.home import day_work
from liuhen.web.platform.text import text_of_platform
from support.desk import Desk
from support.house import SYSTEM, House, beijing

HEADS = [
    "案件编号", "案件名称", "执法类别", "适用程序", "案件来源", "当事人", "当事人类型",
    "承办人", "立案日期", "处罚决定日期", "处罚决定书文号", "送达日期", "备注",
]  # fmt: skip


def row(number: int, **other: str) -> list[str]:
    values = {
        "案件编号": f"省平台罚〔2026〕{number}号", "案件名称": f"第{number}案",
        "执法类别": "行政处罚",
        "适用程序": "普通程序", "案件来源": "双随机检查", "当事人": f"某公司{number}",
        "当事人类型": "法人", "承办人": "officer、colleague", "立案日期": "2026-02-02",
        "处罚决定日期": "2026-02-20 10:30", "处罚决定书文号": f"示例罚决字〔2026〕{number}号",
        "送达日期": "2026年2月24日", "备注": "无",
    }  # fmt: skip
    values |= other
    return [values[head] for head in HEADS]


def sheet(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["案件台账"])  # a title above the headings
    page.append(list(heads))
    for one in rows:
        page.append(list(one))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def file(raw: bytes, name: str = "台账.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def outside(house: House) -> list[Case]:
    return list(Case.objects.within(house.bureau.pk).filter(from_outside=True).order_by("number"))


def test_thirty_cases_in_one_go_and_the_sheet_may_come_again(house: House) -> None:
    desk = Desk(house, "importer").open("/cases/").follow("平台案件导入")
    rows = [row(number) for number in range(1, 31)]
    rows[4] = row(5, 立案日期="二月二日")
    rows[9] = row(10, 执法类别="行政奖励")
    rows[14] = row(3)
    desk.send(file=file(sheet(rows)), section=str(house.section.pk))
    assert desk.says("新增 27 件")
    assert desk.says("第7行")  # the title and the headings are rows, too
    assert desk.says("立案日期")
    assert desk.says("“行政奖励”")
    assert desk.says("编号与第 5 行重复")
    assert desk.says("备注")  # a column that is not read is named
    assert outside(house) == []
    desk.send()
    assert desk.says("已导入 27 件")
    made = outside(house)
    assert len(made) == 27
    first = next(one for one in made if one.title == "第1案")
    assert (first.act, first.procedure, first.origin) == ("penalty", "general", "ex_officio")
    assert (first.party_name, first.party_kind) == ("某公司1", "organization")
    handlers = {one.person.name for one in Handler.objects.filter(case=first)}
    assert handlers == {"officer", "colleague"}
    decision = Document.objects.within(house.bureau.pk).get(case=first, type="decision")
    assert decision.fields == {"document_number": "示例罚决字〔2026〕1号"}
    assert decision.at == beijing("2026-02-20 10:30")
    served = Activity.objects.within(house.bureau.pk).get(case=first, kind="service")
    assert served.attrs == {"method": "direct", "of": decision.ref}
    assert served.start == beijing("2026-02-24 09:00")
    assert any(
        one.obligation == "service.direct" for one in judge(first, house.clock.time).findings
    )

    # the same sheet mended: what is there stays, the rest comes in
    rows[4], rows[9] = row(5), row(10)
    desk.open("/cases/platform/").send(file=file(sheet(rows)), section=str(house.section.pk))
    assert desk.says("新增 2 件")
    assert desk.says("已存在")
    desk.send()
    assert len(outside(house)) == 29


def test_a_cell_with_day_and_time_keeps_its_time_and_a_day_alone_gets_the_clocks(
    house: House,
) -> None:
    cells: list[Any] = list(row(1))
    kept = datetime(2026, 2, 20, 14, 29, 59, 999_990)  # noqa: DTZ001  # as Excel keeps 14:30
    cells[HEADS.index("处罚决定日期")] = kept
    cells[HEADS.index("送达日期")] = date(2026, 2, 24)
    desk = Desk(house, "importer").open("/cases/platform/")
    desk.send(file=file(sheet([cells])), section=str(house.section.pk)).send()
    [case] = outside(house)
    decision = Document.objects.within(house.bureau.pk).get(case=case, type="decision")
    assert decision.at == beijing("2026-02-20 14:30")
    served = Activity.objects.within(house.bureau.pk).get(case=case, kind="service")
    assert served.start == beijing("2026-02-24 09:00")


def test_a_number_taken_meanwhile_is_named_and_the_others_come_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = house.viewer("importer")
    cells = cells_of(sheet([row(1), row(2)]))
    whole = importing.import_case

    def once(**values: Any) -> Case:
        if values["facts"].case.id.endswith("1号"):
            whole(**values)
        return whole(**values)

    monkeypatch.setattr(importing, "import_case", once)
    brought = import_sheet(by=importer, section=house.section, cells=cells)
    assert [one.title for one in brought.made] == ["第2案"]
    assert [one.row for one, _sentence in brought.refused] == [3]
    assert len(outside(house)) == 2


def test_what_is_no_sheet_or_lacks_a_column_is_said_in_one_sentence(house: House) -> None:
    desk = Desk(house, "importer").open("/cases/platform/")
    for raw, words in (
        (b"PK no sheet", "无法按 XLSX 文件读取"),
        (sheet([["a", "b"]], ["甲", "乙"]), "没有认识的列"),
        (sheet([["2026-02-02"]], ["立案日期"]), "缺少列 案件编号、案件名称"),
        (sheet([]), "表头下没有数据"),
    ):
        desk.send(422, file=file(raw), section=str(house.section.pk))
        assert desk.says(words), desk.text
    assert outside(house) == []


def test_cells_that_cannot_be(house: House) -> None:
    importer = house.viewer("importer")
    rows = [
        row(1, 案件编号=""),
        row(2, 立案日期="2027-01-01"),
        row(3, 处罚决定日期=""),
        row(4, 案件名称="长" * 300),
        row(5, 案件编号="示例罚〔2026〕77号"),
    ]
    found = preview_sheet(importer, cells_of(sheet(rows)))
    said = [(one.row, [fault.head for fault in one.faults]) for one in found.wrong]
    assert said == [
        (3, ["案件编号"]),
        (4, ["立案日期"]),
        (5, ["处罚决定书文号"]),
        (6, ["案件名称"]),
    ]
    assert [one.number for one in found.new] == ["示例罚〔2026〕77号"]  # allotted before Liuhen


def test_a_cell_that_is_too_long_or_of_no_sensible_year_is_named_by_its_heading(
    house: House,
) -> None:
    wrong = [
        row(1, 案件名称="长" * 3000),
        row(2, 当事人="某" * 201),
        row(3, 立案日期="1026-02-02"),
        row(4, 处罚决定书文号="号" * 501),
        row(5, 案件编号="号" * 81),
    ]
    desk = Desk(house, "importer").open("/cases/platform/")
    desk.send(file=file(sheet(wrong)), section=str(house.section.pk))
    assert desk.says("有误 5 行")
    for said in (
        "第3行 列“案件名称”</strong>：最多 200 个字符，现有 3000 个。",
        "第4行 列“当事人”</strong>：最多 200 个字符，现有 201 个。",
        "第5行 列“立案日期”</strong>：年份 1026 不合理。",
        "第6行 列“处罚决定书文号”</strong>：最多 500 个字符，现有 501 个。",
        "第7行 列“案件编号”</strong>：最多 80 个字符，现有 81 个。",
    ):
        assert desk.says(said), said
    for word in ("case.title", "case.id", "events["):
        assert not desk.says(word), "names of programs are not for people"
    assert "长" * 100 not in desk.text, "the preview is not filled by one cell"


def test_where_nothing_says_what_a_case_is_it_is_a_penalty(house: House) -> None:
    text = """
id: short-list
title: {zh: 简表, en: A short list}
columns:
  - {to: number, heads: [号]}
  - {to: title, heads: [名]}
"""
    add_platform(by=house.viewer("importer"), text=text, name="简表.yaml")
    cells = cells_of(sheet([["甲1号", "某案"]], ["号", "名"]))
    [made] = import_sheet(by=house.viewer("importer"), section=house.section, cells=cells).made
    assert made.act == "penalty"


def test_only_who_brings_in_cases_may(house: House) -> None:
    Desk(house, "officer").open("/cases/platform/", 403)
    with pytest.raises(NotAllowedError):
        preview_sheet(house.officer, cells_of(sheet([row(1)])))
    with pytest.raises(NotAllowedError):
        add_platform(by=house.officer, text=text_of_platform("provincial"), name="a.yaml")


def test_a_bureau_describes_its_own_platform(house: House) -> None:
    desk = Desk(house, "importer").open("/cases/platform/descriptions/")
    own = text_of_platform("provincial").replace("id: provincial", "id: city")
    own = own.replace("省级行政执法平台案件台账", "市执法平台导出表").replace(
        "[案件编号,", "[流水号,"
    )
    bad = own.replace("to: title", "to: titel")
    desk.send(422, file=file(bad.encode(), "city.yaml"))
    assert desk.says("city.yaml:")
    assert desk.says("titel")
    twice = own.replace("heads: [案件来源, 线索来源]", "heads: [案件来源, 流水号]")
    desk.send(422, file=file(twice.encode(), "city.yaml"))
    assert desk.says("流水号")
    desk.send(file=file(own.encode(), "city.yaml"))
    assert desk.says("市执法平台导出表")
    heads = ["流水号", *HEADS[1:]]
    found = preview_sheet(house.viewer("importer"), cells_of(sheet([row(1)], heads)))
    assert found.platform.id == "city"
    assert len(found.new) == 1
    desk.send(via="/city/end/")
    assert not desk.says("市执法平台导出表")
    with pytest.raises(BadFactError):
        preview_sheet(house.viewer("importer"), cells_of(sheet([row(1)], heads)))


def test_every_shipped_description_gives_a_sheet_that_it_reads(house: House) -> None:
    assert shipped_platforms()
    for word in shipped_platforms():
        desk = Desk(house, "importer")
        answer = desk.client.get(f"/cases/platform/descriptions/{word}/sample.xlsx")
        heads = [cell for cell in cells_of(answer.content)[0] if cell]
        assert heads == shipped_platforms()[word].heads


def test_scans_in_one_pass_kinds_guessed_from_the_names(house: House) -> None:
    importer = house.viewer("importer")
    import_sheet(by=importer, section=house.section, cells=cells_of(sheet([row(1)])))
    [case] = outside(house)
    desk = Desk(house, "importer").open(f"/cases/{case.pk}/scans/")
    files = [
        SimpleUploadedFile("01 立案审批表 2026-02-02.pdf", b"%PDF-1.7 a"),
        SimpleUploadedFile("02 行政处罚决定书.pdf", b"%PDF-1.7 b"),
        SimpleUploadedFile("03 送达回证.jpg", b"\xff\xd8\xff c"),
        SimpleUploadedFile("说明.docx", b"PK docx"),
        SimpleUploadedFile("IMG_7.png", b"\x89PNG\r\n\x1a\n d"),
    ]
    desk.send(files=files)
    assert desk.says("说明.docx")  # named, and the others are taken
    kinds = [desk.held(f"scans__{number}__kind") for number in range(4)]
    assert kinds[:3] == [["initiation_approval"], ["decision"], ["proof_of_service"]]
    assert desk.held("scans__0__at") == ["2026-02-02T00:00"]
    assert desk.held("scans__1__at") == ["2026-02-20T10:30"]  # the day of its activity
    assert desk.held("scans__1__signed") == []  # nobody has looked yet
    assert desk.says("应有签名：")
    desk.send(422)
    assert desk.says("是哪一种文书")
    desk.send(
        scans__3__kind="evidence_list", scans__3__at="2026-02-03T10:00",
        scans__1__signed=["bureau_head"], scans__2__signed=["server", "recipient"],
        scans__2__names="甲某、乙某、丙某",
    )  # fmt: skip
    assert desk.says("已登记 4 份文书")
    papers = Document.objects.within(house.bureau.pk).filter(case=case, origin="scan")
    assert papers.count() == 4  # one of them the decision that the sheet named
    handed = papers.get(type="proof_of_service").signatures  # two officers went there
    assert [(one["role"], one["name"]) for one in handed] == [
        ("server", "甲某"), ("server", "乙某"), ("recipient", "丙某"),
    ]  # fmt: skip
    decision = papers.get(type="decision")
    roles = {one["role"]: one for one in decision.signatures}
    assert "person" not in roles["bureau_head"]  # words on a scan, no signature of this system
    found = [one.status for one in judge(case, house.clock.time).findings
             if one.obligation == "service.direct"]  # fmt: skip
    assert found == ["met"]


def test_heads_signatures_are_named_on_scans_from_outside_alone(house: House) -> None:
    case = house.case()
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = ScannedPaper("decision", house.clock.time, scan.digest, ("bureau_head",))
    with pytest.raises(ServerTimeError):
        add_scanned(by=house.officer, case=case, papers=[paper])
    plain = ScannedPaper("inquiry_record", house.clock.time, scan.digest, ("officer", "party"))
    [row_] = add_scanned(by=house.officer, case=case, papers=[plain])
    assert [one["role"] for one in row_.signatures] == ["officer", "party"]
    with pytest.raises(NotAllowedError):  # a case begun here is none of the importer's
        add_scanned(by=house.viewer("importer"), case=case, papers=[plain])
    house.end(case)


def test_officers_of_the_sheet_come_with_their_certificates_and_rights_with_their_day(
    house: House,
) -> None:
    """002 art. 10(2), (10)."""
    value = CertificateValue("21021330001")
    with act("test.certificate", by=house.viewer("admin")) as record:
        put_certificate(record=record, person=house.people["officer"], value=value)
    heads = [*HEADS, "现场检查日期", "事先告知日期"]
    cells = cells_of(sheet([[*row(1), "2026-02-04", "2026-02-10"]], heads))
    import_sheet(by=house.viewer("importer"), section=house.section, cells=cells)
    [case] = outside(house)
    rows = {one.kind: one for one in Activity.objects.within(house.bureau.pk).filter(case=case)}
    assert rows["site_inspection"].officers == [
        {"name": "officer", "certificate": "21021330001"}, {"name": "colleague"},
    ]  # fmt: skip
    assert rows["rights_informed"].attrs["rights"] == ["statement", "defense"]


def test_what_is_written_on_a_scan_is_ticked_where_the_regulation_asks(house: House) -> None:
    """003 art. 10."""
    importer = house.viewer("importer")
    import_sheet(by=importer, section=house.section, cells=cells_of(sheet([row(1)])))
    [case] = outside(house)
    desk = Desk(house, "importer").open(f"/cases/{case.pk}/scans/")
    files = [
        SimpleUploadedFile("01 立案审批表 2026-02-01.pdf", b"%PDF-1.7 a"),
        SimpleUploadedFile("02 现场检查笔录 2026-02-03.pdf", b"%PDF-1.7 b"),
    ]
    desk.send(files=files)
    assert desk.text.count("已载明") == 1  # of a record of inspection no field is asked
    fields = ["reason", "source", "facts", "party", "handler_opinion", "section_opinion"]
    desk.send(scans__0__written=[*fields, "head_opinion", "time"], scans__0__signed=["bureau_head"])
    form = Document.objects.within(house.bureau.pk).get(case=case, type="initiation_approval")
    assert form.fields["source"] == "见扫描件。"
    found = {one.obligation: one.status for one in judge(case, house.clock.time).findings}
    assert found["initiation.approval"] == "met"


def test_the_scan_of_a_paper_that_the_sheet_named_completes_it(house: House) -> None:
    """A decision entered twice would never have been served."""
    import_sheet(
        by=house.viewer("importer"), section=house.section, cells=cells_of(sheet([row(1)]))
    )
    [case] = outside(house)
    named = Document.objects.within(house.bureau.pk).get(case=case, type="decision")
    desk = Desk(house, "importer").open(f"/cases/{case.pk}/scans/")
    files = [SimpleUploadedFile("处罚决定书.pdf", b"%PDF-1.7 a")]
    desk.send(files=files).send(scans__0__signed=["bureau_head"])

    rows = Document.objects.within(house.bureau.pk).filter(case=case, superseded_at=None)
    [whole] = rows
    assert (whole.item, whole.ref, whole.origin) == (named.item, named.ref, "scan")
    assert whole.fields == {"document_number": "示例罚决字〔2026〕1号"}
    assert [one["role"] for one in whole.signatures] == ["bureau_head"]
    assert [paper.open for paper in papers_of(house.officer, case)] == [False]
    waiting = unentered(house.officer, person=house.officer.person_id)
    assert [one.ref for one in waiting] == [named.ref], "what it orders is entered all the same"


def previewed(house: House, *rows: list[str]) -> importing.SheetPreview:
    return preview_sheet(house.viewer("importer"), cells_of(sheet(rows)))


def test_a_case_of_the_simple_procedure_is_judged_as_one(house: House) -> None:
    """处罚法第五十一条: no start, no decision of the general procedure."""
    one = row(1, 适用程序="当场处罚", 案件来源="检查发现", 当事人类型="企业")
    made = import_sheet(
        by=house.viewer("importer"), section=house.section, cells=cells_of(sheet([one])),
    ).made[0]  # fmt: skip
    kinds = {one.kind for one in Activity.objects.within(house.bureau.pk).filter(case=made)}
    assert kinds == {"on_the_spot_penalty", "service"}
    assert Document.objects.within(house.bureau.pk).get(case=made).type == "simple_procedure_record"
    assert (made.origin, made.party_kind) == ("ex_officio", "organization")
    names = {one.obligation for one in judge(made, house.clock.time).findings}
    assert not [name for name in names if name.startswith("initiation")]


def test_what_is_odd_in_a_row_is_said_and_hinders_nothing(house: House) -> None:
    found = previewed(
        house,
        row(1, 承办人="王某某"),
        row(2, 处罚决定日期="2026-01-20"),
        row(3, 送达日期="2026-02-10"),
        row(4, 立案日期="=TODAY()"),
    )
    assert [one.state for one in found.rows] == ["new", "new", "new", "wrong"]
    heads = [[one.head for one in each.warnings] for each in found.rows]
    assert heads[:3] == [["承办人", "承办人"], ["处罚决定日期"], ["送达日期"]]
    [fault] = found.rows[3].faults
    assert fault.head == "立案日期"
    assert "=TODAY()" in fault.sentence


def test_a_case_without_handler_is_put_before_a_head(house: House) -> None:
    cells = cells_of(sheet([row(1, 承办人="王某某")]))
    importer = house.viewer("importer")
    [made] = import_sheet(by=importer, section=house.section, cells=cells).made
    head = Desk(house, "section_head").open("/")
    assert head.says("案件没有承办人，请确定")
    assert head.says(made.number)
    acts.assign_handlers(by=house.head, case=made, handlers=[house.people["officer"]])
    assert not Desk(house, "section_head").open("/").says("案件没有承办人，请确定")
    officer = Desk(house, "officer").open("/?kind=party")
    assert officer.says("登记决定内容")


def test_a_head_sees_the_own_cases_without_handler_whatever_others_brought_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads all cases of the bureau gives handlers in the own section alone."""
    monkeypatch.setattr(day_work, "_MOST_UNHANDLED", 1)
    importer, head = house.viewer("importer"), house.people["section_head"]
    with act("test.role", by=SYSTEM) as record:
        put_role(
            record=record, person=head, role=Role.SUPERVISOR, organisation=house.bureau,
            from_date=beijing("2026-01-01 00:00").date(),
        )  # fmt: skip
    made = []
    for number, section in enumerate((house.section, house.other_section)):
        cells = cells_of(sheet([row(number, 承办人="王某某")]))
        made += import_sheet(by=importer, section=section, cells=cells).made
        house.clock.later(minutes=1)
    desk = Desk(house, "section_head").open("/")
    assert desk.says(made[0].number)
    assert not desk.says(made[1].number)


def test_a_scan_says_who_signed_and_that_it_shows_no_date(house: House) -> None:
    """A handler enters the papers of a case from outside: heads' names too, and undated ones."""
    cells = cells_of(sheet([row(1)]))
    [made] = import_sheet(by=house.viewer("importer"), section=house.section, cells=cells).made
    desk = Desk(house, "officer").open(f"/cases/{made.pk}/scans/")
    desk.send(files=[SimpleUploadedFile("立案审批表.pdf", b"%PDF-1.7 u")])
    assert desk.says("机关负责人")
    digest = desk.held("scans__0__digest")[0]
    looked = desk.client.get(f"/cases/{made.pk}/scans/?scan={digest}")
    assert looked.getvalue() == b"%PDF-1.7 u"
    assert looked["X-Content-Type-Options"] == "nosniff"
    assert looked["Content-Disposition"].startswith("attachment")
    assert "sandbox" in looked["Content-Security-Policy"]
    desk.send(422, scans__0__at="")
    assert desk.says("看不清日期")
    typed = {"scans__0__undated": "on", "scans__0__signed": ["bureau_head"]}
    desk.send(422, scans__0__names="王某、李某", **typed)
    desk.send(scans__0__names="王某", **typed)
    [paper] = Document.objects.within(house.bureau.pk).filter(case=made, type="initiation_approval")
    [signed] = paper.signatures
    assert (signed["role"], signed["name"], signed.get("at")) == ("bureau_head", "王某", None)
    assert "undated" in paper.fields
    other = Desk(house, "colleague").client.get(f"/cases/{made.pk}/scans/?scan={digest}")
    assert other.status_code == 404, "under the paper, with a leaf, and not past it"
    stranger = Desk(house, "section_head").client.get(f"/cases/{made.pk}/scans/?scan={digest}x")
    assert stranger.status_code in (403, 404)
