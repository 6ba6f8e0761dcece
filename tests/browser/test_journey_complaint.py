# SPDX-License-Identifier: Apache-2.0
"""A named complaint that is looked into and not started, from the call to the closed file.

大连金普新区海洋发展局，第十一条：实名投诉、举报经审查不启动的，告知投诉人并作书面记录。
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from support.journey import Journey

TITLE = "反映三号码头渔船无证捕捞"
WHY = "经核查，赵某持有有效的捕捞许可证，当日在许可海域作业，反映的情况不属实。"


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from support.journey import begin

    return begin(clock, address, window, tmp_path, pack="jinpu-ocean")


def test_a_named_complainant_learns_why_nothing_is_started(journey: "Journey") -> None:
    officer = journey.on("2026-03-02 09:00").comes("officer", "/")
    _somebody_calls(officer)
    journey.knows(officer)
    _is_entered_in_the_register(journey.comes("officer"))

    officer = journey.on("2026-03-04 10:00").comes("officer")
    _asks_to_start_nothing(officer)
    _agrees(journey.later(hours=1).comes("bureau_head", "/"))
    _decides(journey.later(hours=1).comes("officer"))
    _is_written_down(officer)
    _is_told(journey.on("2026-03-05 09:00").comes("officer"))
    _ends(officer)
    journey.nothing_overdue("officer")

    custodian = journey.on("2026-03-20 15:00").comes("custodian")
    custodian.get_by_role("link", name="归档").click()
    custodian.get_by_role("button", name="归档").click()
    custodian.wait_for_url(f"**{journey.case}")

    journey.nothing_overdue("officer")
    report = journey.agrees("officer")
    assert {one["obligation"]: one["status"] for one in report["findings"]} == {
        "complaint.refused": "met",
        "archive.file": "met",
    }
    others = journey.comes("colleague")
    expect(others.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(others.get_by_text("林某")).to_have_count(0)  # who informed


def _somebody_calls(officer: Page) -> None:
    officer.get_by_role("link", name="案件登记").click()
    officer.get_by_role("link", name="投诉举报").click()
    officer.get_by_label("接收方式").select_option("电话")
    officer.get_by_role("radio", name="实名").check()
    officer.get_by_label("姓名").fill("林某")
    officer.get_by_label("电话", exact=True).fill("13912345678")
    officer.get_by_label("案件名称").fill(TITLE)
    officer.get_by_label("反映或者发现的情况").fill("三号码头渔船辽大渔1号无证出海捕捞。")
    officer.get_by_label("当事人（已知的）").fill("赵某")
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.get_by_role("heading", name="是否启动程序？")).to_be_visible()


def _is_entered_in_the_register(officer: Page) -> None:
    """What was said on the telephone stands in the form already; one choice is left."""
    next_step = officer.locator(".next")
    expect(next_step).to_contain_text("尚未决定是否启动程序")
    officer.get_by_role("link", name="起草文书").click()
    officer.get_by_role("button", name="案件来源（投诉举报）登记表").first.click()
    expect(officer.get_by_label("反映的主要内容")).to_have_value(
        "三号码头渔船辽大渔1号无证出海捕捞。"
    )
    expect(officer.get_by_label("投诉举报人", exact=True)).to_have_value("林某")
    officer.get_by_role("radio", name="举报", exact=True).check()
    officer.get_by_label("承办人意见").fill("拟到三号码头核查。")
    officer.get_by_role("button", name="制发").click()
    expect(officer.get_by_text("已制发")).to_be_visible()
    _signs(officer)


def _signs(officer: Page) -> None:
    officer.get_by_role("link", name="签署").click()
    officer.get_by_role("button", name="现在签署").click()
    expect(officer.get_by_text("系统内签名")).to_be_visible()


def _asks_to_start_nothing(officer: Page) -> None:
    officer.get_by_role("link", name="报请审批").click()
    officer.get_by_role("link", name="不予立案（不启动程序）").click()
    officer.get_by_label("报批说明").fill(WHY + "请批准不启动。")
    officer.get_by_role("button", name="提交报批").click()
    expect(officer.get_by_text("审批中").first).to_be_visible()


def _agrees(head: Page) -> None:
    head.get_by_role("link", name="审批：不予立案（不启动程序）").click()
    expect(head.get_by_text("当日在许可海域作业")).to_be_visible()
    head.get_by_role("radio", name="同意。", exact=True).check()
    head.get_by_role("button", name="同意", exact=True).click()
    expect(head.get_by_text("已同意。")).to_be_visible()


def _decides(officer: Page) -> None:
    officer.locator(".next").get_by_role("link", name="是否启动").click()
    expect(officer.locator("[name=urgent]")).to_be_visible()
    officer.get_by_role("radio", name="不启动").check()
    expect(officer.locator("[name=urgent]")).to_be_hidden()
    officer.get_by_label("不启动的理由").fill(WHY)
    officer.get_by_role("button", name="作出决定").click()
    expect(officer.get_by_text("已决定不启动")).to_be_visible()


def _is_written_down(officer: Page) -> None:
    """The record has result and reason from the decision."""
    officer.get_by_role("link", name="补记：投诉举报处理记录").click()
    officer.get_by_role("button", name="投诉举报处理记录").click()
    expect(officer.get_by_role("radio", name="不启动执法程序")).to_be_checked()
    expect(officer.get_by_label("理由")).to_have_value(WHY)
    officer.get_by_label("核查情况").fill("查阅了捕捞许可证和当日船位记录。")
    officer.get_by_label("承办人意见").fill("建议不启动执法程序。")
    officer.get_by_role("button", name="制发").click()
    expect(officer.get_by_text("已制发")).to_be_visible()
    _signs(officer)


def _is_told(officer: Page) -> None:
    officer.locator(".next").get_by_role("link", name="登记已告知投诉人").click()
    officer.get_by_role("radio", name="电话").check()
    expect(officer.get_by_label("告知内容")).to_have_value(WHY)
    officer.get_by_role("button", name="保存").click()
    expect(officer.get_by_text("已登记告知投诉人")).to_be_visible()


def _ends(officer: Page) -> None:
    officer.get_by_role("link", name="结案").click()
    expect(officer.get_by_label("原因")).to_have_value(WHY)
    officer.get_by_role("button", name="结案").click()
    expect(officer.get_by_text("归档期限从结案起算")).to_be_visible()
