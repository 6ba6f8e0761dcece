# SPDX-License-Identifier: Apache-2.0
"""A case that is started at once and approved afterwards, by keyboard alone.

西岗区教育局，第七条：情况紧急的，可以先启动行政执法程序后2日内补填审批表。 On a Saturday a class is
found that nobody permitted; the deputy approves on Monday. What was wrong is mended at once, so no
penalty is imposed, and the decision that says so is handed over.

After the first page of a day nobody touches the mouse: Tab, arrows, Space, Enter and typing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from support.journey import Journey

TITLE = "某培训机构擅自开班案"
NUMBER = "示例罚〔2026〕1号"
FOUND = "教室内正在上课，没有办学许可证。"
BASIS = "《民办教育促进法》第六十四条"
_MOST_TABS = 250
_AT_ONCE = 8  # so many Tab keys are pressed before anybody looks where they have led
#: What the control that has the focus is called: its own words, its label, its group's.
_FOCUSED = """() => {
  const one = document.activeElement;
  const words = text => (text || "").replace(/\\s+/g, " ").replace(/\\*$/, "").trim();
  const group = one.closest("fieldset, [role=group]");
  const legend = group && group.querySelector("legend");
  return {
    said: [one.innerText, one.labels && one.labels[0] && one.labels[0].innerText,
           one.getAttribute("aria-label")].map(words),
    group: legend ? words(legend.innerText) : "",
    value: one.tagName === "SELECT" ? words(one.selectedOptions[0].text) : one.value || "",
    kind: one.type || one.tagName,
  };
}"""
#: Lets the Tab key move until what is sought has the focus, and no further: keys that are pressed
#: after that are kept from the page. To look after each key costs more than the key.
_SEEK = (
    """sought => {
  const focused = """
    + _FOCUSED
    + """;
  const found = () => {
    const one = focused();
    if (sought.group) return one.kind === "radio" && one.group === sought.group;
    if (sought.field && ["A", "SUMMARY", "submit"].includes(one.kind)) return false;
    const begun = sought.words.includes(" ") && one.said[0].startsWith(sought.words);
    return begun || one.said.includes(sought.words);
  };
  let moved = false;
  const hold = event => {
    if (event.key !== "Tab") return;
    if (moved && found()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    moved = true;
  };
  addEventListener("keydown", hold, {capture: true});
  window.arrived = () => {
    const there = found();
    if (there) removeEventListener("keydown", hold, {capture: true});
    return there;
  };
}"""
)


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from support.journey import begin

    return begin(clock, address, window, tmp_path, pack="xigang-education")


class Keys:
    """One person at a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def focused(self) -> dict[str, Any]:
        """What has the focus."""
        found: dict[str, Any] = self.page.evaluate(_FOCUSED)
        return found

    def to(self, words: str, *, field: bool = False) -> "Keys":
        """Go on with the Tab key until what is called so, or begins so and goes on to explain.

        `field`: until one to write in.
        """
        return self._tab_to(words, words=words, field=field)

    def press(self, words: str, sees: str) -> "Keys":
        """Follow a link, or press a button, and wait until the page says something."""
        self.to(words).page.keyboard.press("Enter")
        expect(self.page.get_by_text(sees).first).to_be_visible()
        return self

    def type(self, words: str, text: str) -> "Keys":
        """Write into a field, instead of what stands there."""
        self.to(words, field=True).page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)
        return self

    def tick(self, words: str) -> "Keys":
        """Tick a box."""
        self.to(words).page.keyboard.press("Space")
        return self

    def choose(self, group: str, words: str) -> "Keys":
        """Take one of several answers: the Tab key reaches the group, arrows move in it."""
        self._tab_to(group, group=group).page.keyboard.press("Space")
        for _press in range(20):
            if words in self.focused()["said"]:
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no answer {words!r} in {group!r} on {self.page.url}")

    def select(self, words: str, option: str) -> "Keys":
        """Take one of a list."""
        self.to(words, field=True)
        for _press in range(40):
            if option in self.focused()["value"]:
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {option!r} of {words!r} on {self.page.url}")

    def _tab_to(self, called: str, **sought: Any) -> "Keys":
        self.page.evaluate(_SEEK, sought)
        for _look in range(_MOST_TABS // _AT_ONCE):
            for _press in range(_AT_ONCE):
                self.page.keyboard.press("Tab")
            if self.page.evaluate("arrived()"):
                return self
        raise AssertionError(f"the Tab key does not reach {called!r} on {self.page.url}")


def _comes(journey: "Journey", name: str, at: str) -> Keys:
    """Open the desk, sign in where asked to, and from there on use the keyboard."""
    page = journey.on(at).windows.get(name) or journey.takes(name, journey.window())
    keys = Keys(page)
    page.goto(f"{journey.address}/")
    if "sign-in" in page.url:
        from support.browsing import PASSWORD

        keys.type("用户名", journey.house.people[name].username).type("密码", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    return keys


def _case(keys: Keys) -> Keys:
    """From anywhere to the page of the case."""
    keys.to("案件").page.keyboard.press("Enter")
    keys.page.wait_for_url("**/cases/")
    return keys.press(TITLE, "只看当时已知")


def test_a_start_that_could_not_wait_is_approved_in_time(journey: "Journey") -> None:
    officer = _comes(journey, "officer", "2026-03-07 09:00")
    _starts_at_once(officer)
    journey.knows(officer.page)
    _asks_afterwards(officer)
    _agrees(_comes(journey, "deputy_head", "2026-03-09 09:00"), "紧急启动后补报审批")
    officer = _comes(journey, "officer", "2026-03-09 10:00")
    _writes_the_form(officer)
    journey.nothing_overdue("officer")

    _looks_again(journey, _comes(journey, "officer", "2026-03-09 13:00"))
    _reports(_comes(journey, "officer", "2026-03-10 09:00"))
    _asks_to_impose_nothing(officer)
    _agrees(_comes(journey, "bureau_head", "2026-03-10 14:00"), "不予行政处罚")
    officer = _comes(journey, "officer", "2026-03-11 09:00")
    _hands_it_over(officer)
    _ends(officer)
    _archives(_comes(journey, "custodian", "2026-03-20 09:00"))

    journey.nothing_overdue("officer")
    report = journey.agrees("officer")
    assert {(one["obligation"], one["status"]) for one in report["findings"]} == {
        ("initiation.urgent-supplement", "met"),
        ("inspection.record", "met"),
        ("investigation.recording", "advised"),
        ("investigation.report", "met"),
        ("decision.approval", "met"),
        ("decision.content", "met"),
        ("service.direct", "met"),
        ("performance.record", "met"),
        ("archive.file", "met"),
    }


def _starts_at_once(keys: Keys) -> None:
    keys.press("案件登记", "案件来源")
    keys.press("依职权 上级交办，或者以其他方式发现。", "涉及事项")
    keys.type("案件名称", TITLE).type("反映或者发现的情况", FOUND).tick("情况紧急")
    keys.type("当事人（已知的）", "某培训机构").select("当事人类型", "单位")
    keys.press("登记", "是否启动程序")
    keys.press("启动程序", "程序已启动")
    expect(keys.page.get_by_text("3月9日 24:00")).to_be_visible()


def _asks_afterwards(keys: Keys) -> None:
    """The form on which it is asked for is offered where it is asked."""
    keys.press("请求补办审批", "审批路线")
    keys.press("程序启动审批表", "拟启动的依据")
    keys.type("案件来源", "监督检查发现").choose("情况紧急，先行启动", "是")
    keys.type("启动原因", "涉嫌擅自举办培训机构。").type("承办人意见", "建议补办启动审批。")
    _complete(keys)
    keys.press(NUMBER, "只看当时已知")
    keys.press("报请审批", "延长办案期限")
    keys.press("紧急启动后补报审批 第七条", "审批路线")
    keys.press("提交报批", "已报批")


def _agrees(keys: Keys, matter: str) -> None:
    keys.press(f"审批：{matter}", "补充意见")
    keys.choose("意见", "同意。").press("同意", "已同意。")


def _writes_the_form(keys: Keys) -> None:
    _case(keys)
    keys.press("程序启动审批表", "内容齐全")
    _issues(keys)
    _signs(keys)


def _looks_again(journey: "Journey", keys: Keys) -> None:
    """What was wrong is mended; the record takes over what is noted on the spot."""
    keys.press("现场", "到达：开展何种活动")
    keys.press("属于案件", TITLE)
    keys.press(f"{NUMBER} {TITLE}", "不属于案件")
    keys.press("现场检查", "记录本机位置")
    keys.type("地点", "教育路5号").tick("李强 · 21021330002")
    keys.press("到达，现在开始", "进行中")
    keys.choose("出示证件", "已出示").choose("告知事由", "已告知")
    keys.type("在场人员", "负责人钱某").type("现场记事", "学员已全部退费，教室停用。")
    keys.press("保存", "负责人钱某")
    journey.later(minutes=40)
    keys.press("现在离开", "已离开")
    keys.press("起草文书", "起草哪种文书")
    keys.press("现场检查（勘验）笔录", "现场情况")
    keys.choose("已告知权利义务", "是").type("是否申请回避", "不申请回避")
    _complete(keys)
    _issues(keys)
    _signs(keys, "检查（勘验）人员")


def _reports(keys: Keys) -> None:
    _case(keys)
    keys.press("起草文书", "起草哪种文书")
    keys.press("案件调查终结报告", "处理意见")
    keys.type("案件来源", "监督检查发现").type("调查过程", "现场检查两次。").type(
        "查明的事实", FOUND
    )
    keys.type("证据及证明事项", "现场检查笔录。").type("处罚依据", BASIS)
    keys.type("裁量因素和适用的裁量基准", "初次违法，当日改正。").type("处理意见", "不予处罚。")
    _complete(keys)
    _issues(keys)
    _signs(keys)


def _asks_to_impose_nothing(keys: Keys) -> None:
    """行政处罚法第三十三条."""
    _case(keys)
    keys.press("起草文书", "起草哪种文书")
    keys.press("不予行政处罚决定书", "不予处罚的情形")
    keys.type("住所（住址）", "教育路5号").type("证据", "现场检查笔录。")
    keys.choose("不予处罚的情形", "初次违法且危害后果轻微并及时改正")
    keys.type("说理", "初次违法，已及时改正。").type("法律依据", "《行政处罚法》第三十三条第一款")
    keys.type("教育情况", "已当面教育。")
    _complete(keys)
    keys.press(NUMBER, "只看当时已知")
    keys.press("报请审批", "延长办案期限")
    keys.press("不予行政处罚 第十一条", "审批路线")
    keys.press("提交报批", "已报批")


def _hands_it_over(keys: Keys) -> None:
    _case(keys)
    keys.press("不予行政处罚决定书", "内容齐全")
    _issues(keys)
    keys.press("送达该文书", "用什么方式送达")
    keys.press("用这种方式", "受送达人签名")
    keys.type("送达人签名", "王敏")
    keys.type("受送达人签名", "钱某")
    keys.press("保存", "已送达，送达时间")


def _ends(keys: Keys) -> None:
    _case(keys)
    keys.press("结案", "并入其他案件")
    keys.press("不予行政处罚 行政处罚法", "结案时间")
    keys.type("原因", "初次违法，及时改正。").press("结案", "归档期限从结案起算")


def _archives(keys: Keys) -> None:
    _case(keys)
    keys.press("归档", "归档后不能再增加内容")
    keys.press("现在归档", "已归档")


def _complete(keys: Keys) -> None:
    """What is typed is saved and checked by itself."""
    expect(keys.page.locator("#paper-lacks")).to_contain_text("内容齐全")


def _issues(keys: Keys) -> None:
    keys.press("制发", "已制发")


def _signs(keys: Keys, role: str = "") -> None:
    keys.press("签署", "现在签署")
    if role:
        keys.choose("签名身份", role)
    keys.press("现在签署", "您已签署")
