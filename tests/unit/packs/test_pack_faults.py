# SPDX-License-Identifier: Apache-2.0
"""A pack that is broken is told so in one sentence, with the file and the line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from liuhen.law.pack import PACKS
from liuhen.law.pack_check import check_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack that says most."""
    return Path(shutil.copytree(PACKS / "jinpu-ocean", tmp_path / "jinpu-ocean"))


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_copy_itself_has_no_fault(pack: Path) -> None:
    assert check_pack(pack).faults == []


@pytest.mark.parametrize(
    ("old", "new", "marked", "words"),
    [
        # an unknown key, a wrong word, a wrong period, a key twice, a template that is not there
        ("within: {hours: 24}", "wihtin: {hours: 24}", "wihtin", ["'wihtin'", "within"]),
        ("{event: [inquiry]}", "{event: [inqiry]}", "inqiry", ["'inqiry'", "inquiry"]),
        ("within: {hours: 24}", "within: {hours: 0}", "hours: 0", ["within.hours", ">= 1", "0"]),
        ("within: {hours: 24}", "within: {hour: 24}", "{hour: 24}", ["'hour'", "hours"]),
        (
            "within: {hours: 24}",
            "within: {hours: 24, days: 1}",
            "days: 1}",
            ["exactly one kind", "days and hours"],
        ),
        ('  article: "11"', '  article: "11"\n  article: "11"', None, ["'article' stands twice"]),
        ("use: sampling.list", "use: sampling.lists", "sampling.lists", ["'sampling.lists'"]),
        ('  article: "11"', "  article: 11", "article: 11", ["article", "found 11"]),
        ('  article: "11"', "  article: 第十一条", "article: 第", ["article", "'第十一条'"]),
        ("stage: initiation", "stage: begining", "begining", ["'begining'", "initiation"]),
        ("- id: complaint.refused", "- id: Complaint", "id: Complaint", ["'Complaint'"]),
        ("stage: initiation\n", "stage: [initiation\n", None, ["not YAML"]),
        ("{recorded: {unless: reason}}", "{recorded: {unless: why}}", "unless: why", ["'why'"]),
        # what the shape alone cannot say
        ("inquiry_record, signed", "inquiry_recrod, signed", None, ["'inquiry_recrod'"]),
        ("signed_by: [appraiser]", "signed_by: [mayor]", None, ["'mayor'", "bureau_head"]),
        ("attrs: {initiated: true}", "attrs: {begun: true}", None, ["begun", "initiated"]),
        ("attrs: {method: [mail]}", "attrs: {method: [post]}", None, ["method", "'post'"]),
        ("require: [{attr: manner}]", "require: [{attr: manners}]", None, ["manners", "manner"]),
        ("require: [{stored: true}]", "require: [{officers: true}]", None, ["officers", "event"]),
        ("  after: rectify_by", "  after: activity_end", None, ["activity_end"]),
        ("attrs: {rectify_by: present}", "attrs: {}", None, ["rectify_by"]),
    ],
)
def test_a_broken_obligation_is_named_with_its_line(
    pack: Path, old: str, new: str, marked: str | None, words: list[str]
) -> None:
    file = pack / "obligations.yaml"
    replaced(file, old, new)

    (fault,) = check_pack(pack).faults

    assert fault.startswith("jinpu-ocean/obligations.yaml:")
    assert all(word in fault for word in words), fault
    if marked:
        assert fault.startswith(f"jinpu-ocean/obligations.yaml:{line_of(file, marked)}:"), fault


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("pack.yaml", "articles: 33", "articles: 34", ["article 34 is left out"]),
        ("pack.yaml", "time_zone: Asia/Shanghai", "time_zone: Asia/Dalian", ["Asia/Dalian"]),
        ("pack.yaml", "in_force_from: null", "in_force_from: soon", ["in_force_from", "'soon'"]),
        ("pack.yaml", "id: jinpu-ocean", "id: jinpu-sea", ["jinpu-sea", "another name"]),
        ("pack.yaml", "closing: archive.file", "closing: archive.fil", ["archive.fil"]),
        ("retention.yaml", "{years: 3}", "{hours: 3}", ["routine", "hours", "years"]),
        ("retention.yaml", '"29"', '"30"', ["article 30", "routine"]),
        ("articles.yaml", '- {use: from-issue, article: "33"}', "", ["article 33 is left out"]),
        ("articles.yaml", "obligations: [paper.content]", "obligations: [paper.c]", ["'paper.c'"]),
        ("articles.yaml", "[paper.content]", "[simple.record]", ["simple.record names article 20"]),
        ("articles.yaml", "system: [forms]", "system: [froms]", ["'froms'"]),
        ("articles.yaml", "system: [forms]", "none: {zh: 无}", ["'en' is missing"]),
        (
            "roles.yaml",
            "- id: records-keeper",
            "- id: keeper",
            ["roles.yaml has no records-keeper"],
        ),
        ("approvals.yaml", "by: [legal_reviewer]", "by: [mayor]", ["'mayor'", "legal_reviewer"]),
        ("approvals.yaml", "by: [section_head]", "by: [section]", ["'section'", "section_head"]),
        ("approvals.yaml", "- use: start\n", "- id: x\n  says: {zh: 一, en: b}\n", ["route needs"]),
        ("approvals.yaml", "use: urgent-start", "use: start", ["asked for by another entry"]),
        ("approvals.yaml", "  obligation: decision.approval\n", "", ["step 3", "nobody is named"]),
        ("approvals.yaml", "{procedure: [general]}", "{gates: [moon]}", ["no gate moon"]),
        ("approvals.yaml", "{procedure: [general]}", "{urgent: maybe}", ["urgent"]),
        ("approvals.yaml", 'articles: ["18"]', 'articles: ["81"]', ["no article 81"]),
        ("supply.yaml", "to: [party]", "to: [king]", ["'king'", "court"]),
        ("conduct.yaml", "grade: grave", "grade: fatal", ["'fatal'", "serious"]),
        ("duties.yaml", 'articles: ["31"]', 'articles: ["34"]', ["no article 34"]),
        ("duties.yaml", 'articles: ["31"]', 'articles: ["7"]', ["article 7", "none"]),
        ("access.yaml", "secrecy: [state_secret", "secrecy: [secret", ["'secret'"]),
        ("forms.yaml", "numbering: decision}", "numbering: letter}", ["no numbering letter"]),
        ("forms.yaml", "{year}", "{anno}", ["pattern"]),
        (
            "recording_list.yaml",
            "- {use: at-the-door, obligation: service.recording}",
            "",
            ["leaves out service.recording"],
        ),
        (
            "recording_list.yaml",
            "obligation: measure.recording",
            "obligation: measure.decision",
            ["lists measure.decision"],
        ),
    ],
)
def test_a_broken_part_is_named(
    pack: Path, name: str, old: str, new: str, words: list[str]
) -> None:
    replaced(pack / name, old, new)

    faults = "\n".join(check_pack(pack).faults)

    assert all(word in faults for word in words), faults


@pytest.mark.parametrize("name", ["pack", "obligations", "retention", "articles"])
@pytest.mark.parametrize("text", ["", "a: 1\n", "- a\n", "just words\n", "- [1]\n", "- use: [1]\n"])
def test_a_file_of_another_shape_is_named(pack: Path, name: str, text: str) -> None:
    (pack / f"{name}.yaml").write_text(text, encoding="utf-8")

    (fault,) = check_pack(pack).faults[:1]

    assert f"{name}.yaml:" in fault


@pytest.mark.parametrize("name", ["pack", "obligations", "retention", "articles"])
def test_a_missing_file_is_named(pack: Path, name: str) -> None:
    (pack / f"{name}.yaml").unlink()

    (fault,) = check_pack(pack).faults[:1]

    assert f"{name}.yaml" in fault


def test_a_duty_without_cases_is_named(pack: Path) -> None:
    for file in (pack / "cases").glob("*.yaml"):
        if file.name != "decision.yaml":
            file.unlink()

    faults = check_pack(pack).faults

    assert "jinpu-ocean: no case shows initiation.urgent-supplement overdue" in faults
    assert "jinpu-ocean: no case shows court.demand where it is not touched" in faults
    assert not any("paper.content" in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("due: 03-03 09:00,", "due: 03-03 09:01,", ["expected pending", "due 2026-03-03T09:00:00"]),
        ("urgent: true", "urgnet: true", ["urgnet"]),
        ("initiation.urgent-supplement: none", "initiation.urgent: none", ["no obligation"]),
        ("event: case_initiated", "event: case_begun", ["case_begun"]),
        ("at: 03-31 12:00", "at: tomorrow", ["'tomorrow'"]),
        ("at: 03-31 12:00", "at: 02-30 12:00", ["'02-30 12:00'"]),
        ("status: met", "status: fine", ["'fine'", "initiation.approval.status"]),
        ("use: written-record", "use: written-records", ["'written-records'"]),
        ("document: application_register}", "paper: application_register}", ["$document"]),
    ],
)
def test_a_case_that_is_wrong_is_named_with_its_line(
    pack: Path, old: str, new: str, words: list[str]
) -> None:
    replaced(pack / "cases" / "initiation.yaml", old, new)

    faults = check_pack(pack).faults

    assert "initiation.yaml:" in faults[0] or "cases.yaml:" in faults[0]
    assert all(word in faults[0] for word in words), faults[0]


def test_the_command_says_so_and_ends_with_one(pack: Path) -> None:
    replaced(pack / "obligations.yaml", "within: {hours: 24}", "within: {hours: 25}")

    done = subprocess.run(
        [sys.executable, "-m", "liuhen.cli.main", "law", "check", str(pack)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "initiation.yaml:" in done.stdout
    assert "due 2026-03-03T10:00:00+08:00" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("faults")
