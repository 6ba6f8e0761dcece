# SPDX-License-Identifier: Apache-2.0
"""`liuhen law check`: whether a pack folder is whole, and whether it does what its cases say.

Looked at, in this order: the shape of every file, the articles, the other parts, the stories under
`cases/`. A pack also has a fault where an obligation lacks a case of a status that it can have, or
one that it does not touch.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from msgspec import Struct

from liuhen.law.articles import read_articles
from liuhen.law.coverage import left_out
from liuhen.law.errors import BadInput
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding, Report, Retention
from liuhen.law.pack import Pack
from liuhen.law.pack_cases import Expected, Kept, Question, read_cases
from liuhen.law.pack_reader import faults_of_sense, shape_of_pack
from liuhen.law.pack_statuses import statuses_of
from liuhen.law.parts_check import faults_of_parts
from liuhen.law.workdays import load_calendar
from liuhen.law.yaml_source import read_yaml
from liuhen.law.zone import Zone

_NOT_TOUCHED = "none"


class CheckReport(Struct):
    """What was looked at, and every fault as a sentence with file and line."""

    pack: str
    obligations: int = 0
    articles: int = 0
    cases: int = 0
    faults: list[str] = []


def check_pack(folder: Path) -> CheckReport:
    """Check a pack folder; whatever is wrong stands in `faults`, nothing is raised."""
    report = CheckReport(folder.resolve().name)
    try:
        for name in ("obligations", "articles"):
            _needs_entries(folder / f"{name}.yaml")
        pack = shape_of_pack(folder)
        report.faults += faults_of_sense(pack, folder)
    except BadInput as error:
        report.faults.append(str(error))
    if not report.faults:  # what does not fit together cannot be run
        _check_whole(pack, folder, report)
    return report


def _needs_entries(file: Path) -> None:
    """Refuse a file that is no list of entries with keys.

    Raises:
        BadInput: file and line.
    """
    source = read_yaml(file)
    if not isinstance(source.value, list):
        raise BadInput(f"{file.name}:1: expected a list of entries, each beginning with a dash")
    for i, entry in enumerate(source.value):
        if not isinstance(entry, dict) or not isinstance(entry.get("use", ""), str):
            raise BadInput(f"{source.place(f'[{i}]')}: expected an entry with keys, such as id: …")


def _check_whole(pack: Pack, folder: Path, report: CheckReport) -> None:
    report.pack = pack.id
    report.obligations = len(pack.obligations)
    try:
        report.articles = len(read_articles(folder).entries)
        report.faults += left_out(folder)
        report.faults += faults_of_parts(pack, folder)
    except BadInput as error:
        report.faults.append(str(error))
    try:
        _run_cases(pack, folder, report)
    except BadInput as error:
        report.faults.append(str(error))


def _run_cases(pack: Pack, folder: Path, report: CheckReport) -> None:
    shown: dict[str, set[str]] = {obligation.id: set() for obligation in pack.obligations}
    calendar = load_calendar()
    for question in read_cases(folder, Zone(pack.manifest.time_zone)):
        answer = evaluate(question.facts, pack, calendar, question.as_of)
        report.cases += 1
        for name, expected in question.expect.items():
            if name in shown:
                shown[name].update(_shows(expected))
            else:
                report.faults.append(f"{question.place}: there is no obligation {name}")
        report.faults += [
            f"{question.place}: {name}: {phrase}" for name, phrase in differences(question, answer)
        ]
    report.faults += _not_shown(pack, shown)


def _not_shown(pack: Pack, shown: dict[str, set[str]]) -> Iterator[str]:
    for obligation in pack.obligations:
        lacking = {*statuses_of(obligation), _NOT_TOUCHED} - shown[obligation.id]
        for status in sorted(lacking):
            how = "where it is not touched" if status == _NOT_TOUCHED else status
            yield f"{pack.id}: no case shows {obligation.id} {how}"


# ---------------------------------------------------------------- one question

_Expectation = list[Expected] | Literal["none"]


def _shows(expected: _Expectation) -> set[str]:
    return {_NOT_TOUCHED} if expected == "none" else {row.status for row in expected}


def differences(question: Question, answer: Report) -> Iterator[tuple[str, str]]:
    """Where an answer is not what a case expects: the obligation or recording, and how."""
    for name, expected in question.expect.items():
        found = [finding for finding in answer.findings if finding.obligation == name]
        for phrase in _phrases(expected, found):
            yield name, phrase
    for subject, kept in question.keeps.items():
        rows = [row for row in answer.retention if row.subject == subject]
        if not (any(_is_kept(row, kept) for row in rows) if isinstance(kept, Kept) else not rows):
            yield subject, f"expected to keep {_kept(kept)}, found {rows}"


def _phrases(expected: _Expectation, found: list[Finding]) -> Iterator[str]:
    if expected == "none":
        if found:
            yield f"expected no finding, found {_said(found)}"
        return
    for row in expected:
        if not any(_fits(row, finding) for finding in found):
            yield f"expected {_wanted(row)}, found {_said(found)}"
    if len(found) != len(expected):
        yield f"{len(found)} findings, expected {len(expected)}"


def _fits(row: Expected, finding: Finding) -> bool:
    wanted = (
        (row.status, finding.status),
        (row.subject, finding.subject),
        (row.articles, finding.articles),
        (row.evidence, finding.evidence),
        (sorted(row.missing) if row.missing is not None else None, sorted(finding.missing)),
        (row.weekends_only, finding.calendar == "weekends_only"),
    )
    times = ((row.due, finding.due), (row.met_at, finding.met_at))
    return all(want is None or want == have for want, have in wanted) and all(
        not isinstance(want, str | None) or want == (have.isoformat() if have else None)
        for want, have in times
    )


def _is_kept(row: Retention, kept: Kept) -> bool:
    until = row.keep_until.isoformat() if row.keep_until else None
    return (row.basis, until, row.also) == (kept.basis, kept.until, kept.also) and (
        kept.article is None or row.articles == [kept.article]
    )


def _wanted(row: Expected) -> str:
    parts: list[str] = [row.status]
    for key in ("subject", "due", "met_at", "missing", "articles", "evidence"):
        value = getattr(row, key)
        if isinstance(value, str | list):
            parts.append(f"{key} {', '.join(value) if isinstance(value, list) else value}")
    return ", ".join(parts)


def _said(findings: list[Finding]) -> str:
    return "; ".join(_one(finding) for finding in findings) or "none"


def _one(finding: Finding) -> str:
    due = f", due {finding.due.isoformat()}" if finding.due else ""
    met = f", met_at {finding.met_at.isoformat()}" if finding.met_at else ""
    missing = f", missing {', '.join(finding.missing)}" if finding.missing else ""
    where = "/".join(finding.articles)
    return f"{finding.status} of {finding.subject} ({where}){due}{met}{missing}"


def _kept(kept: Kept | str) -> str:
    if isinstance(kept, str):
        return kept
    return f"{kept.basis} until {kept.until}, also {kept.also}"
