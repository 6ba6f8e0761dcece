# SPDX-License-Identifier: Apache-2.0
"""The custody report: what a judge reads, without a program and without harm."""

import re
from pathlib import Path

import pytest

from liuhen.archive.custody import ACTS
from support.bundles import EvidenceFile, furnished
from support.house import House

pytestmark = pytest.mark.django_db


def page_of(file: EvidenceFile, tmp_path: Path) -> str:
    file.export(tmp_path / "bundle")
    return (tmp_path / "bundle/data/custody.html").read_text("utf-8")


def test_it_tells_files_people_times_and_steps_in_chinese(house: House, tmp_path: Path) -> None:
    text = page_of(furnished(house), tmp_path)

    for words in ("监管链报告", "送法院", "巡查 一号.mp4", "CON:二号.mp4", "现场检查笔录.pdf"):
        assert words in text
    assert "2026-03-01 09:00:00 — 2026-03-01 10:00:00" in text
    for act in ("建立案件", "接收原件入库", "回读校验", "关联原始音像", "保存扫描件"):
        assert f"<td>{act}" in text
    assert "尚无外部见证" in text
    assert "officer (bureau.officer)" in text


def test_what_people_typed_stays_text(house: House, tmp_path: Path) -> None:
    file = EvidenceFile(house, title="<script>alert(1)</script>&")
    file.original('a"><img src=x>.mp4')

    text = page_of(file, tmp_path)

    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"<[^>]*(src|href)=", text), "it leads nowhere"


def test_every_act_of_a_case_has_its_chinese_words() -> None:
    root = Path(__file__).resolve().parents[3] / "src/liuhen/apps"
    found: set[str] = set()
    for app in ("cases", "evidence"):
        for path in (root / app).rglob("*.py"):
            text = path.read_text("utf-8")
            found |= set(re.findall(r'act\(\s*"((?:cases|evidence)\.[a-z_]+)"', text))
    of_no_case = {
        one
        for one in found
        if re.search(r"device|upkeep|clock|quarantine|unclaimed|bring_back|repair|uploads", one)
        or one in ("cases.set_first_day", "cases.set_numbers", "cases.set_up_bureau")
        or one in ("cases.keep_shell", "evidence.set_outing_days")
    }
    assert found - of_no_case - ACTS.keys() == set()
