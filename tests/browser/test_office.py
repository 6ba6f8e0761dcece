# SPDX-License-Identifier: Apache-2.0
"""Pages of administrators in a real browser: they fit, have no serious fault, need no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in

TEXT = """示例办法
第一章 总则
第一条 制定本办法。
第二条 应当记录：
（一）告知；
完整。
第三条 施行。
"""
PAGES = {
    "admin": [
        "/regulation/",
        "/regulation/articles/27/",
        "/regulation/parts/",
        "/regulation/text/",
        "/forms/",
        "/forms/penalty_decision/",
        "/forms/penalty_decision/change/",
        "/forms/proposals/{proposal}/",
        "/people/",
        "/people/{person}/",
        "/people/new/",
        "/people/roster/",
        "/setup/",
        "/calendar/",
        "/calendar/new/",
        "/account/tokens/",
    ],
    "system_admin": ["/jobs/", "/setup/new/"],
    "audit_admin": ["/journal/"],
}


@pytest.fixture
def office(many_writers: None, clock: Any, address: str) -> Any:
    """A bureau with everybody, and the administrators of the installation."""
    from liuhen.apps.people.installation import add_administrator
    from liuhen.apps.people.models import Person
    from liuhen.apps.people.roles import Role
    from support.house import SYSTEM, House

    house = House(clock)
    house.case(title="示例案")
    for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN):
        person, _password = add_administrator(
            by=SYSTEM, role=role, username=role.value, name=str(role.label)
        )
        house.people[role.value] = person
    house.proposal = _proposal(house)
    for name in PAGES:
        person = Person.objects.get(pk=house.people[name].pk)
        person.must_change_password = False
        person.set_password(PASSWORD)
        person.save()
    return house


def _proposal(house: Any) -> Any:
    """The key of a change of a form that somebody proposes."""
    from liuhen.apps.rules.form_changes import propose_form
    from liuhen.paper.form_text import text_of
    from liuhen.paper.standard import standard_forms

    text = text_of(standard_forms()["demand"]).replace("zh: 履行催告书", "zh: 海洋履行催告书")
    day = house.clock.time.date()
    by = house.viewer("admin")
    row = propose_form(by=by, form="demand", text=text, from_date=day, reason="统一用语")
    return row.pk


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_pages_fit_and_have_no_serious_fault(
    *,
    window: Callable[..., Page],
    office: Any,
    address: str,
    serious_faults: Callable[[Page], list[str]],
    size: tuple[int, int],
    who: str,
) -> None:
    page = window(*size)
    person = office.people["officer"].pk
    places = [place.format(person=person, proposal=office.proposal) for place in PAGES[who]]
    sign_in(page, address, office.people[who].username, places[0])
    faults: list[str] = []
    for place in places:
        page.goto(address + place)
        if not fits(page):
            faults.append(f"{place} is wider than the window")
        faults += [f"{place}: {fault}" for fault in serious_faults(page)]
    assert "\n".join(faults) == ""


def test_the_list_of_forms_fits_the_narrowest_phone(
    window: Callable[..., Page], office: Any, address: str
) -> None:
    page = window(320, 640)
    sign_in(page, address, office.people["admin"].username, "/forms/")
    assert fits(page)


def test_a_text_is_brought_in_without_scripts(
    window: Callable[..., Page], office: Any, address: str
) -> None:
    page = window(scripts=False)
    sign_in(page, address, office.people["admin"].username, "/regulation/text/")
    file = {"name": "办法.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    page.get_by_label("制度文件").set_input_files(file)
    page.get_by_role("button", name="读取并预览").click()
    expect(page.get_by_text("缺少序号")).to_be_visible()
    page.get_by_role("button", name="保存此文本").click()
    page.wait_for_url(address + "/regulation/")
    page.get_by_role("link", name="第二条", exact=True).click()
    expect(page.get_by_text("应当记录：")).to_be_visible()


def test_a_new_installation_is_set_up_without_scripts(
    window: Callable[..., Page],
    many_writers: None,
    address: str,
    serious_faults: Callable[[Page], list[str]],
) -> None:
    page = window(scripts=False)
    page.goto(address + "/")
    assert page.url == address + "/setup/first/"
    assert serious_faults(page) == []
    page.get_by_label("区县").fill("示例区")
    page.get_by_label("单位全称").fill("示例局")
    page.get_by_label("单位简称").fill("示例")
    page.get_by_label("科室").fill("一科\n二科")
    page.get_by_label("姓名").fill("王管理")
    page.locator("[name=admin_username]").fill("王管理")
    page.get_by_role("button", name="设立").click()
    expect(page.locator(".field-error")).to_have_count(1)  # no such user name
    page.locator("[name=admin_username]").fill("Guanli")
    page.get_by_role("button", name="设立").click()
    expect(page.get_by_role("heading", name="示例局已设立")).to_be_visible()
    password = page.locator(".secret").first.inner_text()
    page.get_by_role("link", name="密码已记下，去登录").click()
    page.get_by_label("用户名").fill("guanli")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(address + "/account/password/")
