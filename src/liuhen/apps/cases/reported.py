# SPDX-License-Identifier: Apache-2.0
"""What is reported of papers beside what they are: signatures, and a second kind.

Contract, reading 16: the head's approval of a decision is the signature of that role on it, so the
signatures under a form of approval are reported on the paper that it approves. A decision not to
penalise is a decision as well (`law.words.IS_ALSO`): it is reported as both.

What this module promises:

- only what a head or reviewer signed in the system on a paper that was issued here is reported;
  what was typed, scanned or brought in says for itself what it bears;
- which form approves which paper is the bureau's pack: a matter has a `form`, and `signs` papers;
- one form of approval approves one paper, the earliest of those that decide what it says
  (`approved_content`), and nothing that was only typed in; a role that signed the
  paper itself stays as it is;
- the second kind of a paper has an id of its own, by which it is known again when it comes back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from liuhen.apps.cases.approved_content import agrees
from liuhen.apps.cases.models import Case, Document, FactOrigin
from liuhen.apps.cases.party_names import Parties, names_said
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.law import facts as law
from liuhen.law.words import IS_ALSO
from liuhen.paper.standard import standard_forms


def with_reported(
    case: Case, rows: Sequence[Document], values: Sequence[law.Document]
) -> list[law.Document]:
    """Return `values`, those of `rows`, with the signatures that forms of approval give them."""
    given = {row.ref: signed for row in rows if (signed := _in_system(row))}
    if not given:
        return _with_second_kind(values)
    more: dict[str, list[dict[str, Any]]] = {}
    approving = _approving(case)
    parties = _parties(case, _by_time(rows, {kind for one in approving.values() for kind in one}))
    for form, signs in approving.items():
        forms = [row for row in _by_time(rows, [form]) if row.ref in given]
        waiting = [row for row in _by_time(rows, signs) if not _roles(row) & SYSTEM_SIGNATURES]
        for approval in forms:
            paper = next((one for one in waiting if _is_approved(one, approval, parties)), None)
            if paper is not None:
                waiting.remove(paper)
                more[paper.ref] = given[approval.ref]
    return _with_second_kind([_with(value, more.get(value.id, [])) for value in values])


def second_id(ref: str, kind: str) -> str:
    """Return the id under which a document of that kind is reported once more.

    >>> second_id("d5", "no_penalty_decision")
    'd5.decision'
    """
    return f"{ref}.{IS_ALSO[kind]}"


def second_ids(values: Iterable[law.Document]) -> dict[str, str]:
    """Return whose second kind the documents are, by their ids."""
    seconds = {second_id(one.id, one.type): one.id for one in values if one.type in IS_ALSO}
    return {one.id: seconds[one.id] for one in values if one.id in seconds}


def _with_second_kind(values: Sequence[law.Document]) -> list[law.Document]:
    """Add each paper that is of a second kind, where no other of that kind stands for it."""
    taken = {one.id for one in values}
    made = list(values)
    for one in values:
        if one.type not in IS_ALSO or second_id(one.id, one.type) in taken:
            continue
        kind = IS_ALSO[one.type]
        if not any(other.type == kind and _meet(one, other) for other in values):
            made.append(replace(one, id=second_id(one.id, one.type), type=kind))
    return made


def _meet(one: law.Document, other: law.Document) -> bool:
    """Whether two papers are about the same activity, or one of them about the whole case."""
    if not one.events or not other.events:
        return True
    return bool(set(one.events) & set(other.events))


def _approving(case: Case) -> Mapping[str, tuple[str, ...]]:
    """The types of documents that approve others, and which those are."""
    forms = standard_forms()
    found: dict[str, tuple[str, ...]] = {}
    for matter in matters_in(case.bureau, case.opened_at).values():
        form = forms.get(matter.form)
        if form is not None and form.document and form.document not in matter.signs:
            found[form.document] = matter.signs
    return found


def _is_approved(paper: Document, approval: Document, parties: Parties) -> bool:
    typed = paper.origin == FactOrigin.TYPED and not paper.scan_digest
    same = parties.covers(approval.fields.get("party"), paper.fields.get("party"))
    return not typed and same and agrees(approval.fields, paper.fields)


def _parties(case: Case, papers: Iterable[Document]) -> Parties:
    """Whom the case and its papers name: read from what is there, for lists of many cases."""
    said = (row.fields.get("party") for row in papers)
    names = [case.party_name, *(name for line in said for name in names_said(line))]
    return Parties(tuple(dict.fromkeys(name for name in names if name)))


def _by_time(rows: Iterable[Document], types: Iterable[str]) -> list[Document]:
    wanted = set(types)
    return sorted((row for row in rows if row.type in wanted), key=lambda row: (row.at, row.ref))


def _roles(row: Document) -> set[str]:
    return {one["role"] for one in row.signatures}


def _in_system(row: Document) -> list[dict[str, Any]]:
    """What heads and reviewers signed with their own accounts on a paper of ours."""
    if row.origin != FactOrigin.ACT:
        return []
    return [
        one
        for one in row.signatures
        if one["role"] in SYSTEM_SIGNATURES and one.get("person") and not one.get("approval")
    ]


def _with(value: law.Document, given: Iterable[Mapping[str, Any]]) -> law.Document:
    more = [
        law.Signature(
            role=one["role"], name=one.get("name", ""), at=datetime.fromisoformat(one["at"])
        )
        for one in given
    ]
    return replace(value, signatures=[*value.signatures, *more]) if more else value
