# SPDX-License-Identifier: Apache-2.0
"""A case that is kept on the province's platform (002 art. 8), judged here like any other.

The sheet comes in, its papers follow as scans with kind, date and signatures in one pass, and what
neither says is completed; then the case is ended and archived.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from support.browsing import PASSWORD, fits

if TYPE_CHECKING:
    from support.journey import Journey

ROW = {
    "案件编号": "麒文旅罚〔2026〕7号",
    "案件名称": "未经许可经营旅行社业务案",
    "执法类别": "行政处罚",
    "适用程序": "普通程序",
    "案件来源": "投诉举报",
    "当事人": "某某旅游咨询有限公司",
    "当事人类型": "法人",
    "承办人": "王敏、李强",
    "立案日期": "2026-02-02",
    "现场检查日期": "2026-02-04 09:30",
    "调查终结日期": "2026-02-12",
    "事先告知日期": "2026-02-13",
    "法制审核日期": "2026-02-24",
    "处罚决定日期": "2026-02-26",
    "处罚决定书文号": "麒文旅罚决〔2026〕7号",
    "送达日期": "2026-02-27",
    "履行日期": "2026-03-05",
}
#: Each scan, who signed on it, and what the regulation wants to be read there.
SCANS = {
    "01 立案审批表 2026-02-02.pdf": (["承办机构负责人", "机关负责人"], ["案件来源"]),
    "02 现场检查笔录.pdf": (["执法人员", "当事人"], []),
    "03 调查终结报告.pdf": (
        ["承办人"], ["承办人意见", "基本案情", "证据", "法律依据", "考虑因素"],
    ),
    "04 行政处罚事先告知书.pdf": (["受送达人"], []),
    "05 法制审核意见书.pdf": (["法制审核人员"], []),
    "06 行政处罚决定书.pdf": (["机关负责人"], []),
    "07 送达回证.pdf": (["送达人", "受送达人"], []),
    "08 缴款票据.pdf": ([], []),
}  # fmt: skip


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from support.journey import begin

    made = begin(clock, address, window, tmp_path, pack="qilin-culture-tourism")
    importer = made.house.people["importer"]
    importer.set_password(PASSWORD)
    importer.save(update_fields=["password"])
    return made


def test_a_case_of_the_province_is_brought_in_completed_and_closed(journey: "Journey") -> None:
    from support.journey import archives, ends

    desk = journey.on("2026-03-06 09:00").comes("importer", "/cases/")
    _brings_in(desk)
    _attaches(desk)
    journey.knows(desk)
    _shows_what_is_left(journey)

    _completes(journey.on("2026-03-06 10:30").comes("section_head"))
    ends(
        journey.on("2026-03-09 09:00").comes("officer"),
        "决定已履行完毕",
        "罚款已缴清。",
        elsewhere="省平台已审批。",
    )
    archives(journey.on("2026-03-10 09:00").comes("custodian"))

    journey.nothing_overdue("officer")
    found = {one["obligation"]: one["status"] for one in journey.agrees("officer")["findings"]}
    assert found.pop("contested.recording") == "advised"
    assert set(found.values()) == {"met"}
    assert {"decision.approval", "initiation.approval", "service.proof"} <= set(found)


def _sheet() -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["案件台账"])
    page.append(list(ROW))
    page.append(list(ROW.values()))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _file(name: str, kind: str, content: bytes) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def _brings_in(desk: Page) -> None:
    desk.get_by_role("link", name="平台案件导入").click()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    desk.get_by_label("平台导出的台账（XLSX）").set_input_files(_file("台账.xlsx", kind, _sheet()))
    desk.get_by_label("科室").select_option("一科")
    desk.get_by_role("button", name="读取并预览").click()
    expect(desk.get_by_text("新增 1 件")).to_be_visible()
    expect(desk.get_by_text("有误 0 行")).to_be_visible()
    assert fits(desk)
    desk.get_by_role("button", name="导入 1 件").click()
    expect(desk.get_by_text("已导入 1 件案件")).to_be_visible()


def _attaches(desk: Page) -> None:
    """The names of the files say what they are; a person says what stands on them."""
    desk.get_by_role("link", name="批量登记扫描件").click()
    files = [_file(name, "application/pdf", b"%PDF-1.7 " + name.encode()) for name in SCANS]
    desk.get_by_label("可多选").set_input_files(files)
    desk.get_by_role("button", name="上传").click()
    for name, (signed, written) in SCANS.items():
        part = desk.get_by_role("region", name=name)
        expect(part.get_by_label("文书种类")).not_to_have_value("")
        expect(part.get_by_label("文书时间")).not_to_have_value("")
        _tick(part.get_by_role("group", name="已签名"), signed)
        _tick(part.get_by_role("group", name="已载明"), written)
    assert fits(desk)
    desk.get_by_role("button", name="全部登记").click()
    expect(desk.get_by_text(f"已登记 {len(SCANS)} 份文书")).to_be_visible()


def _tick(group: Locator, words: list[str]) -> None:
    for word in words:
        group.get_by_label(word, exact=True).check()


def _shows_what_is_left(journey: "Journey") -> None:
    """Nothing but whether certificates were shown, which neither sheet nor scans say."""
    open_ = {key for key, (look, _due) in journey.duties("importer").items() if look == "pending"}
    assert open_ == {"duty-officers.record-e2"}


def _completes(desk: Page) -> None:
    """What came from outside is completed by a head who does not handle the case."""
    desk.get_by_text("以表格查看经过").click()
    desk.get_by_role("link", name="现场检查 2月4日").first.click()
    desk.get_by_role("link", name="更正").click()
    desk.get_by_label("已出示").check()
    desk.get_by_label("更正原因").fill("台账没有此项，按现场检查笔录补充。")
    desk.get_by_role("button", name="保存").last.click()
    expect(desk.get_by_text("台账没有此项").first).to_be_visible()
