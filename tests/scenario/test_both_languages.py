# SPDX-License-Identifier: Apache-2.0
"""A page in English is English throughout: what checks found, and what parts a list."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from liuhen.apps.archives.checking.found import Checked, said_to_reader
from liuhen.web.listing import listed

WEB = Path(__file__).parents[2] / "src/liuhen/web"


def kept(msgid: str, **values: str | int) -> dict[str, object]:
    """A finding as a worker keeps it, which speaks Chinese."""
    checked = Checked()
    with translation.override("zh-hans"):
        checked.find("leaf", "第 7 条", msgid, **values)
    found: dict[str, object] = checked.plain()["findings"][0]
    return found


def test_a_finding_is_said_in_the_language_of_its_reader() -> None:
    one = kept("(%(act)s) is not in the signed head of %(size)s leaves", act="cases.add", size=9)
    assert re.search("[一-龥]", str(one["says"]))
    with translation.override("en"):
        said = said_to_reader(one)
    assert said == ("leaf 7", "(cases.add) is not in the signed head of 9 leaves")


def test_a_finding_that_was_kept_before_stays_as_it_was_written() -> None:
    with translation.override("en"):
        assert said_to_reader({"name": "a.mp4", "says": "不一致"}) == ("a.mp4", "不一致")


@pytest.mark.parametrize(("language", "said"), [("en", "A, B"), ("zh-hans", "A、B")])
def test_lists_are_parted_as_the_language_parts_them(language: str, said: str) -> None:
    with translation.override(language):
        assert listed(["A", "B"]) == said


def test_no_page_parts_a_list_by_itself() -> None:
    found = [
        path.name
        for path in (WEB / "templates").rglob("*.html")
        if re.search("[、；]", path.read_text(encoding="utf-8"))
    ]
    assert found == []
