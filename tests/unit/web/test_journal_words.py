# SPDX-License-Identifier: Apache-2.0
"""The journal of a case names every act in words, those about its papers and requests too."""

import re
from pathlib import Path

import pytest

import liuhen
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.history import history
from liuhen.apps.cases.models import Paper
from liuhen.web.words import TABLES
from support.desk import Desk
from support.house import House

_ACT = re.compile(r'\bcase_act\(\s*"cases\.([a-z_]+)"')


def test_every_act_on_a_case_has_words() -> None:
    sources = Path(liuhen.__file__).parent.joinpath("apps").rglob("*.py")
    acts = {name for source in sources for name in _ACT.findall(source.read_text("utf-8"))}
    assert len(acts) > 20
    assert sorted(acts - set(TABLES["deed"])) == []


@pytest.fixture
def _own_vault(settings: object, tmp_path: Path) -> None:
    settings.LIUHEN_HOME = str(tmp_path)  # type: ignore[attr-defined]  # any attribute may be set
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"  # type: ignore[attr-defined]  # as above


@pytest.mark.usefixtures("_own_vault")
def test_papers_and_requests_stand_in_the_journal_of_their_case(house: House) -> None:
    case = house.case(party_name="赵某")
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "closing_report"})
    desk.open("/").follow("结案审批表")
    asked = [
        name.removeprefix("#field-")
        for name in desk._read().links.values()
        if name.startswith("#field-")
    ]
    typed = dict.fromkeys(asked, "样") | {"ground": "performed"}
    desk.send(press="save", **typed).send(press="issue")
    assert Paper.objects.within(house.bureau.pk).filter(case=case).exists()
    ask(by=house.officer, case=case, matter="closing", ending="performed", text="请批准。")

    steps = [step.act for step in history(house.officer, case)]

    assert steps[0] == "ask"
    assert "issue" in steps
    assert steps[-1] == "open_case"
    assert desk.open(f"/cases/{case.pk}/").says("制发了文书")
