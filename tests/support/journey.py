# SPDX-License-Identifier: Apache-2.0
"""A whole case in a real browser: several people, each in a window of their own, over weeks.

    @pytest.fixture
    def journey(many_writers, clock, address, window):
        return begin(clock, address, window, pack="jinpu-ocean")

    officer = journey.on("2026-03-02 09:00").comes("officer", "/cases/start/")
    officer.get_by_role("link", name="投诉举报").click()
    ...
    journey.nothing_overdue("officer")
    journey.agrees("officer")

- Times are Beijing's. A session ends after twelve hours: whoever comes again signs in again.
- The worker beside the server is called with `work`, in this process.
- `agrees` downloads the facts from the page and has `liuhen law evaluate` judge them.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from support.browsing import PASSWORD, fits

SIGN_IN = "/account/sign-in/"
#: Who works in the bureau, as papers name them.
NAMES = {
    "officer": "王敏",
    "colleague": "李强",
    "section_head": "周建国",
    "legal_reviewer": "陈法宁",
    "deputy_head": "孙海波",
    "bureau_head": "赵立新",
    "custodian": "吴存",
    "petition_desk": "郑接访",
}
#: What the page says of a duty that it shows as pressing, in the engine's word.
_LOOKS = {"soon": "pending"}
#: Everything the page says of duties: where each stands, its look, its due.
_READ = """items => items.flatMap(item => {
  const look = [...item.classList].find(name => name.startsWith("duty-")).slice(5);
  const due = item.querySelector(":scope > .duty-when time");
  const alike = [...item.querySelectorAll(":scope > span[id]")].map(one => one.id);
  return [item.id, ...alike].map(id => [id, look, due ? due.dateTime : null]);
})"""


@dataclass
class Journey:
    """One bureau, its people's windows, and the case once it has an address."""

    house: Any
    clock: Any
    address: str
    window: Callable[..., Page]
    folder: Path
    windows: dict[str, Page] = field(default_factory=dict)
    case: str = ""

    def on(self, text: str) -> "Journey":
        """Go on to a later time."""
        self.clock.set(text)
        return self

    def later(self, **delta: float) -> "Journey":
        """Let minutes or days pass."""
        self.clock.later(**delta)
        return self

    def takes(self, name: str, page: Page) -> Page:
        """Let somebody use a window of another size than a desk's."""
        self.windows[name] = page
        return page

    def comes(self, name: str, to: str = "") -> Page:
        """Somebody opens a page (by itself: that of the case), and signs in where asked to."""
        page = self.windows.get(name) or self.takes(name, self.window())
        wanted = self.address + (to or self.case or "/")
        page.goto(wanted)
        if urlsplit(page.url).path == SIGN_IN:
            page.get_by_label("用户名").fill(self.house.people[name].username)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(wanted)
        return page

    def knows(self, page: Page) -> str:
        """Remember the case whose page, or a page below it, is open; return its path."""
        parts = urlsplit(page.url).path.split("/")
        assert parts[1] == "cases", page.url
        self.case = f"/cases/{parts[2]}/"
        return self.case

    def work(self) -> None:
        """Let the worker do what waits."""
        from liuhen.apps.jobs.models import Job, State
        from liuhen.worker.run import Worker

        while Worker().run_one():
            pass
        failed = Job.objects.exclude(last_error="").exclude(state=State.DONE)
        assert list(failed.values_list("name", "last_error")) == []

    def duties(self, name: str) -> dict[str, tuple[str, str | None]]:
        """What the page of the case says: duty and subject, its status, its due."""
        page = self.comes(name, f"{self.case}?all=1")
        assert fits(page)
        rows: list[list[str]] = page.locator("li.duty").evaluate_all(_READ)
        assert len({row[0] for row in rows}) == len(rows)
        return {anchor: (_LOOKS.get(look, look), due) for anchor, look, due in rows}

    def approves(self, name: str, matter: str, opinion: str) -> None:
        """Whoever is asked agrees from the own desk, an hour later."""
        page = self.later(hours=1).comes(name, "/")
        page.get_by_role("link", name=f"审批：{matter}").click()
        page.get_by_role("radio", name=opinion).check()
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.get_by_text("已同意。")).to_be_visible()

    def lets_end(self, page: Page) -> None:
        """From the page of a way of ending: the head approves that the case ends so."""
        page.get_by_role("link", name="提请负责人审批").click()
        page.get_by_label("报批说明").fill("决定已全部履行，拟结案。")
        page.get_by_role("button", name="提交报批").click()
        self.approves("bureau_head", "结案", "同意，依法办理。")

    def nothing_overdue(self, name: str) -> None:
        """Neither overdue, nor missed for good, nor done late."""
        found = self.duties(name)
        bad = {key: one for key, one in found.items() if one[0] in {"overdue", "breached", "late"}}
        assert bad == {}
        expect(self.windows[name].locator(".next-overdue")).to_have_count(0)

    def agrees(self, name: str) -> dict[str, Any]:
        """The exported facts, judged by the command at this time, say what the page says."""
        shown = self.duties(name)
        facts = self.exported(name)
        report = self.judged(facts)
        told = {
            anchor_of(one): (one["status"], one.get("due") or None) for one in report["findings"]
        }
        assert told == shown
        assert told, "nothing was asked of the case"
        return report

    def exported(self, name: str) -> Path:
        """Take the facts out by the page, as a file."""
        page = self.comes(name, f"{self.case}export/")
        with page.expect_download() as coming:
            page.get_by_role("button", name="下载").click()
        file = self.folder / "facts.json"
        coming.value.save_as(file)
        return file

    def judged(self, facts: Path) -> dict[str, Any]:
        """What `liuhen law evaluate` says of a file now."""
        options = ["--pack", self.house.bureau.pack_id, "--as-of", self.clock.time.isoformat()]
        run = subprocess.run(
            [sys.executable, "-m", "liuhen.cli.main", "law", "evaluate", str(facts), *options,
             "--json"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        report: dict[str, Any] = json.loads(run.stdout)
        return report


def anchor_of(finding: dict[str, Any]) -> str:
    """Where the page shows a duty (`liuhen.web.duties`)."""
    return f"duty-{finding['obligation']}-" + "_".join(finding["subject"].split())


def begin(
    clock: Any, address: str, window: Callable[..., Page], folder: Path, *, pack: str
) -> Journey:
    """A bureau that follows a pack: people with names, passwords and certificates, no case yet."""
    from django.contrib.auth.hashers import make_password

    from liuhen.apps.people.models import Person
    from liuhen.apps.people.writing import CertificateValue, put_certificate
    from liuhen.apps.trace.journal import act
    from support.house import SYSTEM, House

    house = House(clock, pack, "bureau")
    with act("test.people", by=SYSTEM) as record:
        for number, (key, name) in enumerate(NAMES.items(), 1):
            person = house.people[key]
            record.update(person, name=name)
            if key in {"officer", "colleague"}:
                value = CertificateValue(f"2102133000{number}")
                put_certificate(record=record, person=person, value=value)
    people = [house.people[key].pk for key in NAMES]
    Person.objects.filter(pk__in=people).update(password=make_password(PASSWORD))
    for key in NAMES:
        house.people[key].refresh_from_db()
    return Journey(house, clock, address, window, folder)


def row(page: Page, words: str) -> Locator:
    """The row of a list that says `words`."""
    return page.get_by_role("listitem").filter(has_text=words).first


def ends(page: Page, way: str, reason: str, *, elsewhere: str = "") -> None:
    """From the page of the case (or of what is owed): the case ends in that way.

    `elsewhere`: why no head approves it here.
    """
    page.get_by_role("link", name="结案", exact=True).first.click()
    page.get_by_role("link", name=way).click()
    page.get_by_label("原因").fill(reason)
    if elsewhere:
        page.locator("[name=reason-ending-approved]").fill(elsewhere)
    page.get_by_role("button", name="结案").click()
    expect(page.get_by_text("已结案").first).to_be_visible()


def archives(page: Page) -> None:
    """From the page of the case: its file is closed."""
    page.get_by_role("link", name="归档", exact=True).click()
    page.get_by_role("button", name="现在归档").click()
    expect(page.get_by_text("已归档").first).to_be_visible()
