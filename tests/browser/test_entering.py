# SPDX-License-Identifier: Apache-2.0
"""A case is typed in, in a real browser: by keyboard alone, and on a phone without scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from support.browsing import PASSWORD, fits

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_FOCUSED = "*:focus"


@pytest.fixture
def house(many_writers: None, clock: Any, address: str) -> Any:
    from liuhen.apps.people.writing import CertificateValue, put_certificate
    from liuhen.apps.trace.journal import act
    from support.house import House

    made = House(clock)
    long = made.people["colleague"]
    with act("test.certificates", by=made.viewer("admin")) as record:
        for number, name in enumerate(("officer", "colleague"), 1):
            value = CertificateValue(f"2102133000{number}")
            put_certificate(record=record, person=made.people[name], value=value)
        record.update(long, name="阿卜杜热合曼·买买提依明江·图尔迪")
    for name in ("officer", "bureau_head"):
        person = made.people[name]
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    clock.set("2026-03-02 12:00")
    return made


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Windows that let axe look at pages as they stand, with what is wrong in a form."""
    contexts = []

    def opened(width: int, height: int, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            bypass_csp=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def sound(page: Page) -> None:
    """The page fits its window, and axe finds nothing serious in it as it stands."""
    assert fits(page), page.url
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
    faults = [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
    assert faults == [], page.url


def tab_to(page: Page, what: str) -> None:
    """Go on with the Tab key until the control of that name, or the link of that text."""
    for _press in range(120):
        page.keyboard.press("Tab")
        reached = page.evaluate(
            "(e => [e.name || '', (e.textContent || '').trim()])(document.activeElement)"
        )
        if what in reached:
            return
    raise AssertionError(f"the Tab key does not reach {what!r} on {page.url}")


def type_in(page: Page, name: str, value: str) -> None:
    """Reach a control and type; the browser's own picker of times takes the whole value."""
    tab_to(page, name)
    if page.get_attribute(_FOCUSED, "type") == "datetime-local":
        page.fill(_FOCUSED, value)
    else:
        page.keyboard.insert_text(value)


def test_a_whole_case_is_typed_by_keyboard_alone(
    open_page: Callable[..., Page], address: str, house: Any
) -> None:
    page = open_page(1366, 768)
    page.goto(f"{address}/account/sign-in/?next=/cases/new/")
    type_in(page, "username", "bureau.officer")
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/cases/new/")
    sound(page)

    type_in(page, "title", "禁渔期出海捕捞案")
    type_in(page, "party_name", "赵某")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activity/?kind=case_initiated*")
    sound(page)
    type_in(page, "reason-start-first", "已电话报告负责人")
    tab_to(page, "保存，继续记")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/")
    sound(page)

    tab_to(page, "现场检查")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activity/?kind=site_inspection")
    type_in(page, "start", "2026-03-02T10:30")
    type_in(page, "end", "2026-03-02T09:00")
    type_in(page, "place", "三号码头")
    page.keyboard.press("Enter")
    expect(page.get_by_text("结束早于开始。")).to_be_visible()
    sound(page)
    type_in(page, "start", "2026-03-02T09:00")
    type_in(page, "end", "2026-03-02T10:30")
    tab_to(page, "保存，继续记")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/")
    expect(page.get_by_role("heading", name="制度还要求")).to_be_visible()
    sound(page)

    tab_to(page, "补记：现场检查（勘验）笔录")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/?kind=site_inspection_record&event=e2")
    tab_to(page, "录入在别处制作的文书")
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/?kind=site_inspection_record&event=e2")
    tab_to(page, "signed-0-state")
    page.keyboard.press("ArrowDown")
    tab_to(page, "signed-0-name")
    page.keyboard.insert_text("王敏")
    sound(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/cases/*/")
    expect(page.get_by_text("《现场检查（勘验）笔录》").first).to_be_visible()

    paper = _newest_paper(house)
    assert paper.event_refs == ["e2"]
    assert [(one["role"], one["name"]) for one in paper.signatures] == [("officer", "王敏")]


def _newest_paper(house: Any) -> Any:
    from liuhen.apps.cases.models import Document

    return Document.objects.within(house.bureau.pk).latest("recorded_at")


def test_what_was_wrong_with_a_choice_goes_once_something_is_chosen(
    open_page: Callable[..., Page], address: str, house: Any
) -> None:
    page = open_page(1366, 768)
    page.goto(f"{address}/account/sign-in/?next=/cases/start/complaint/")
    page.fill("[name=username]", "bureau.officer")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="登记", exact=True).click()
    wrong = page.locator(".field-error", has_text="请选择实名或者匿名")
    expect(wrong).to_be_visible()
    page.get_by_label("匿名").check()
    expect(wrong).to_be_hidden()


def test_a_case_is_typed_on_a_phone_without_scripts(
    open_page: Callable[..., Page], address: str, house: Any
) -> None:
    """Scripts are off; axe, which is one, looks at each page in a second window."""
    phone, looking = open_page(390, 844, scripts=False), open_page(390, 844)
    phone.goto(f"{address}/account/sign-in/?next=/cases/new/")
    phone.get_by_label("用户名").fill("bureau.officer")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    phone.wait_for_url(f"{address}/cases/new/")
    looking.context.add_cookies(phone.context.cookies())

    def look() -> None:
        looking.goto(phone.url)
        sound(looking)

    look()
    phone.get_by_label("案件名称").fill(
        "辖区内某某海上旅游观光服务有限责任公司涉嫌未经许可经营案" * 2
    )
    phone.get_by_role("button", name="补录案件").click()
    look()
    phone.get_by_label("启动尚未经负责人批准").fill("已电话报告负责人")
    phone.get_by_role("button", name="保存，继续记").click()
    look()
    phone.get_by_role("link", name="现场检查", exact=True).click()
    look()
    phone.get_by_label("开始").fill("2026-03-02T09:00")
    phone.get_by_label("结束").fill("2026-03-02T10:30")
    phone.get_by_label("已出示").check()
    phone.get_by_role("button", name="保存，继续记").click()
    phone.get_by_role("link", name="录像", exact=True).click()
    look()
    phone.get_by_label("现场检查 3月2日 09:00–10:30").check()
    phone.get_by_label("开始").fill("2026-03-02T09:00:00")
    phone.get_by_label("结束").fill("2026-03-02T10:30:00")
    phone.get_by_label("已告知").check()
    phone.get_by_role("button", name="保存，继续记").click()
    phone.get_by_role("link", name="程序启动审批表").last.click()
    look()
    phone.get_by_text("其他项目", exact=True).click()
    phone.get_by_role("button", name="再加一行").first.click()
    expect(phone.get_by_label("项目")).to_have_count(2)
    phone.get_by_label("基本案情").fill("禁渔期内出海捕捞")
    phone.get_by_role("button", name="保存", exact=True).last.click()
    phone.wait_for_url(f"{address}/cases/*/")
    phone.get_by_text("《程序启动审批表》").first.click()
    look()

    assert _newest_paper(house).fields["facts"] == "禁渔期内出海捕捞"


def test_every_page_of_entering_fits_and_has_no_serious_fault(
    open_page: Callable[..., Page], address: str, house: Any
) -> None:
    from liuhen.apps.cases import acts
    from support.house import beijing

    case = house.case(title="辖区内某某海上旅游观光服务有限责任公司涉嫌未经许可经营案")
    start, end = beijing("2026-03-02 09:00"), beijing("2026-03-02 10:00")
    event = acts.add_activity(
        by=house.officer, kind="site_inspection", start=start, end=end, case=case
    )
    film = acts.add_recording(
        by=house.officer, kind="video", start=start, end=end, events=[event.ref], case=case
    )
    paper = acts.add_document(
        by=house.officer, kind="decision", at=end, events=[event.ref], case=case,
        fields={"reasoning": "事实清楚、证据确凿，" * 20},
    )  # fmt: skip
    gap = acts.add_interruption(by=house.officer, start=start, event=event.ref, case=case)
    loose = acts.add_activity(by=house.officer, kind="routine_patrol", start=start)
    at = f"/cases/{case.pk}"
    pages = {
        "officer": [
            "/cases/new/",
            f"{at}/add/",
            f"{at}/add/activity/",
            f"{at}/add/activity/?kind=decision_made",
            f"{at}/add/document/?kind=simple_procedure_record",
            f"{at}/add/recording/?kind=video",
            f"{at}/add/interruption/",
            f"{at}/add/incident/?kind=assault",
            f"{at}/activity/{event.item}/",
            f"{at}/document/{paper.item}/correct/",
            f"{at}/document/{paper.item}/withdraw/",
            f"{at}/document/{paper.item}/signature/",
            f"{at}/store/",
            f"{at}/handlers/",
            f"{at}/export/",
            "/activities/",
            "/activities/new/",
            f"/activities/{loose.item}/",
            f"/activities/{loose.item}/attach/",
        ],
        "bureau_head": [
            f"{at}/document/{paper.item}/sign/",
            f"{at}/interruption/{gap.item}/report/",
            f"{at}/recording/{film.item}/returned/",
            f"{at}/correct/",
            "/cases/new/secret/",
        ],
    }
    for size in ((1366, 768), (390, 844)):
        for name, addresses in pages.items():
            page = open_page(*size)
            page.goto(f"{address}/account/sign-in/")
            page.get_by_label("用户名").fill(f"bureau.{name}")
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(f"{address}/")
            for one in addresses:
                answer = page.goto(address + one)
                assert answer is not None
                assert answer.ok, one
                sound(page)
