# SPDX-License-Identifier: Apache-2.0
"""A draft is saved while it is typed; whoever presses a button meanwhile is no second writer."""

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from support.browsing import PASSWORD, sign_in


@pytest.fixture
def written(many_writers: None, clock: Any, address: str) -> Any:
    """A draft of the officer's, by its path."""
    from liuhen.apps.cases.papers.drafts import begin_draft
    from support.house import House

    house = House(clock)
    officer = house.people["officer"]
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    draft = begin_draft(by=house.officer, case=house.case(), form="closing_report", events=[])
    return house, f"/papers/drafts/{draft.pk}/"


def test_a_button_waits_for_what_is_being_saved(page: Page, address: str, written: Any) -> None:
    from liuhen.apps.cases.models import Draft

    house, path = written
    held: list[Route] = []
    sign_in(page, address, house.people["officer"].username, path)

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save/", hold)
    with page.expect_request("**/save/"):
        page.get_by_label("承办人意见").fill("建议结案。")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("form[data-saving]")).to_have_count(1)
    page.get_by_label("承办人意见").fill("建议结案，材料齐全。")
    with page.expect_navigation():
        held[0].continue_()

    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_label("承办人意见")).to_have_value("建议结案，材料齐全。")
    draft = Draft.objects.within(house.bureau.pk).get()
    assert (draft.values["handler_opinion"], draft.revision) == ("建议结案，材料齐全。", 2)
    _means_the_second_button(page)


def _means_the_second_button(page: Page) -> None:
    """Who saves and issues at once issues: the first press is still on its way."""
    page.evaluate(
        """() => setTimeout(() => {
          for (const name of ["save", "issue"]) document.querySelector(`[name=${name}]`).click();
        })"""
    )
    expect(page.get_by_role("alert")).to_contain_text("还不能制发")


def test_what_was_typed_last_is_looked_at_and_the_page_goes_on(
    page: Page, address: str, written: Any
) -> None:
    from liuhen.apps.cases.models import Draft

    house, path = written
    sign_in(page, address, house.people["officer"].username, path)
    page.get_by_label("承办人意见").fill("建议结案。")
    with page.context.expect_event("request", lambda sent: sent.url.endswith("/preview/")):
        page.get_by_role("button", name="查看", exact=True).click()
    draft = Draft.objects.within(house.bureau.pk).get()
    assert draft.values["handler_opinion"] == "建议结案。"

    said = quote("材料齐全")  # what was typed before may be saved once more meanwhile
    with page.expect_response(lambda sent: said in (sent.request.post_data or "")):
        page.get_by_label("承办人意见").fill("建议结案，材料齐全。")
    draft.refresh_from_db()
    assert draft.values["handler_opinion"] == "建议结案，材料齐全。"
    page.get_by_role("button", name="制发", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("还不能制发")
