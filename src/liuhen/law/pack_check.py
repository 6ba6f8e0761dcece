# SPDX-License-Identifier: Apache-2.0
"""`liuhen law check`: whether a pack folder is whole, and whether it does what its cases say.

Looked at, in this order: the shape of every file, the articles, the other parts, the stories under
`cases/`. A pack also has a fault where an obligation lacks a case of a status that it can have, or
one that it does not touch.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from liuhen.law.articles import read_articles
from liuhen.law.coverage import left_out
from liuhen.law.errors import BadInput
from liuhen.law.evaluate import evaluate
from liuhen.law.findings import Finding, Report, Retention
from liuhen.law.pack import Manifest, Pack
from liuhen.law.pack_cases import Expected, Kept, Question, read_cases
from liuhen.law.pack_reader import read_pack
from liuhen.law.pack_statuses import statuses_of
from liuhen.law.parts_check import faults_of_parts
from liuhen.law.workdays import load_calendar
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
        pack = read_pack(folder)
        report.pack = pack.id
        report.obligations = len(pack.obligations)
        report.articles = len(read_articles(folder).entries)
        report.faults += _faults_of_manifest(pack.manifest, folder)
        report.faults += left_out(folder)
        report.faults += faults_of_parts(pack, folder)
        _run_cases(pack, folder, report)
    except BadInput as error:
        report.faults.append(str(error))
    return report


def _faults_of_manifest(manifest: Manifest, folder: Path) -> Iterator[str]:
    if manifest.id != folder.resolve().name:
        yield f"pack.yaml: id: {manifest.id} stands in a folder of another name"


def _run_cases(pack: Pack, folder: Path, report: CheckReport) -> None:
    shown: dict[str, set[str]] = {obligation.id: set() for obligation in pack.obligations}
    calendar = load_calendar()
    for question in read_cases(folder, Zone(pack.manifest.time_zone)):
        answer = evaluate(question.facts, pack, calendar, question.as_of)
        report.cases += 1
        report.faults += _differences(question, answer, shown)
    for obligation in pack.obligations:
        needed: list[str] = [*sorted(statuses_of(obligation)), _NOT_TOUCHED]
        report.faults += [
            f"{pack.id}: no case shows {obligation.id} "
            + ("where it is not touched" if status == _NOT_TOUCHED else status)
            for status in needed
            if status not in shown[obligation.id]
        ]


# ---------------------------------------------------------------- one question


def _differences(question: Question, answer: Report, shown: dict[str, set[str]]) -> Iterator[str]:
    for name, expected in question.expect.items():
        if name not in shown:
            yield f"{question.place}: there is no obligation {name}"
            continue
        found = [finding for finding in answer.findings if finding.obligation == name]
        if expected == "none":
            shown[name].add(_NOT_TOUCHED)
            if found:
                yield f"{question.place}: {name}: expected no finding, found {_said(found)}"
            continue
        shown[name].update(row.status for row in expected)
        for row in expected:
            if not any(_fits(row, finding) for finding in found):
                yield (f"{question.place}: {name}: expected {_wanted(row)}, found {_said(found)}")
        if len(found) != len(expected) and all(row.subject is None for row in expected):
            yield f"{question.place}: {name}: {len(found)} findings, expected {len(expected)}"
    for subject, kept in question.keeps.items():
        rows = [row for row in answer.retention if row.subject == subject]
        if not (any(_is_kept(row, kept) for row in rows) if isinstance(kept, Kept) else not rows):
            yield f"{question.place}: {subject}: expected to keep {_kept(kept)}, found {rows}"


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
