# SPDX-License-Identifier: Apache-2.0
"""Whether the parts of a pack fit together: what they name exists, and nothing stands twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from liuhen.law.articles import read_articles
from liuhen.law.pack import Obligation, Pack
from liuhen.law.pack_parts import PARTS, ApprovalStep, Parts, read_parts, source_of
from liuhen.law.recording_list import mode_of
from liuhen.law.routes import signers, with_own


def faults_of_parts(pack: Pack, folder: Path) -> list[str]:
    """Every fault of the parts, a sentence each.

    Raises:
        BadInput: a part cannot be read.
    """
    parts = read_parts(folder)
    found = [
        *_entries(pack, parts, folder),
        *_against_articles(parts, folder),
        *_recording_list(pack, parts),
        *_forms(pack, parts),
    ]
    return [f"{pack.id}: {fault}" for fault in found]


def _entries(pack: Pack, parts: Parts, folder: Path) -> Iterator[str]:
    """Entries that stand twice, or name what there is not."""
    for name in PARTS:
        entries = getattr(parts, name)
        if not isinstance(entries, list):
            continue
        ids = [entry.obligation if name == "recording_list" else entry.id for entry in entries]
        for i, entry in enumerate(entries):
            for fault in _strangers(pack, parts, entry):
                yield f"{source_of(folder, name).place(f'[{i}]')}: {ids[i]}: {fault}"
            if ids.count(ids[i]) > 1:
                yield f"{name}.yaml: {ids[i]} stands there twice"
    yield from _routes(pack, parts)


def _routes(pack: Pack, parts: Parts) -> Iterator[str]:
    """Entries that contradict themselves or each other."""
    duties = {one.id: one for one in pack.obligations}
    asked: set[tuple[str, bool]] = set()
    for approval in parts.approvals:
        where = f"approvals.yaml: {approval.id}"
        signing = signers(duties.get(approval.obligation or ""))
        if signing and approval.by:
            yield f"{where}: obligation and by both say who approves"
        if approval.matter:
            if (approval.matter, approval.urgent) in asked:
                yield f"{where}: {approval.matter} can be asked for by another entry already"
            asked.add((approval.matter, approval.urgent))
            named = bool(signing or approval.by)
            for number, step in enumerate(approval.route or [ApprovalStep(approval.says)], 1):
                for fault in _step(pack, parts, step, named=named):
                    yield f"{where}: step {number}: {fault}"
        elif approval.route:
            yield f"{where}: a route needs the matter that is asked for"


def _step(pack: Pack, parts: Parts, step: ApprovalStep, *, named: bool) -> Iterator[str]:
    """A step that nobody takes, or that names what there is not."""
    if not (step.by or named):
        yield "nobody is named who takes it"
    gates = {one.id for one in with_own(parts)}
    for gate in step.when.gates if step.when else ():
        if gate not in gates:
            yield f"there is no gate {gate}"
    for article in _strange_articles(pack, step):
        yield f"there is no article {article}"


def _against_articles(parts: Parts, folder: Path) -> Iterator[str]:
    """An article that a part carries out is none with nothing to do."""
    idle = {entry.article for entry in read_articles(folder).entries if entry.none}
    for name in PARTS:
        entries = getattr(parts, name)
        for entry in entries if isinstance(entries, list) else ():
            for article in getattr(entry, "articles", ()):
                if article.partition("(")[0] in idle:
                    yield f"{name}.yaml carries out article {article}, articles.yaml says none"


def _strangers(pack: Pack, parts: Parts, entry: Any) -> Iterator[str]:
    """Articles, obligations and offices that an entry names and that do not exist."""
    obligation = getattr(entry, "obligation", None)
    if obligation and obligation not in {known.id for known in pack.obligations}:
        yield f"there is no obligation {obligation}"
    for article in _strange_articles(pack, entry):
        yield f"there is no article {article}"
    for office in (getattr(entry, "office", None), getattr(entry, "reviewed_by", None)):
        if office and office not in {known.id for known in parts.roles}:
            yield f"roles.yaml has no {office}"


def _strange_articles(pack: Pack, entry: Any) -> list[str]:
    return [
        article
        for article in getattr(entry, "articles", [])
        if not 1 <= int(article.partition("(")[0].partition("-")[0]) <= pack.manifest.articles
    ]


def _recording_list(pack: Pack, parts: Parts) -> Iterator[str]:
    """What is recorded by a duty stands in the list, and nothing else does."""
    listed = {entry.obligation for entry in parts.recording_list}
    for obligation in pack.obligations:
        asks = mode_of(obligation) is not None
        if asks and parts.recording_list and obligation.id not in listed:
            yield f"recording_list.yaml leaves out {obligation.id}, which asks for footage"
        if not asks and obligation.id in listed:
            yield f"recording_list.yaml lists {obligation.id}, which asks for no footage"


def _forms(pack: Pack, parts: Parts) -> Iterator[str]:
    """Every paper that a duty asks for has a title, every series that a form names exists."""
    titled = {form.document for form in parts.forms.forms}
    series = {numbering.id for numbering in parts.forms.numbering}
    for document in sorted(set(_papers(pack.obligations)) - titled):
        yield f"forms.yaml has no title for {document}"
    for form in parts.forms.forms:
        if form.numbering and form.numbering not in series:
            yield f"forms.yaml: {form.document}: there is no numbering {form.numbering}"


def _papers(obligations: tuple[Obligation, ...]) -> Iterator[str]:
    for obligation in obligations:
        for part in obligation.require:
            ways = [part, *(inner for way in part.any_of for inner in way)]
            for inner in ways:
                yield from (inner.document or "").split("|") if inner.document else ()
                if inner.served:
                    yield inner.served.document
                if inner.statement:
                    yield "av_evidence_statement"
