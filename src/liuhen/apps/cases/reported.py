# SPDX-License-Identifier: Apache-2.0
"""Signatures under a form of approval, reported on the paper that it approves.

Contract, reading 16: the head's approval of a decision is the signature of that role on it.

What this module promises:

- only what a head or reviewer signed in the system on a paper that was issued here is reported;
  what was typed, scanned or brought in says for itself what it bears;
- which form approves which paper is the bureau's pack: a matter has a `form`, and `signs` papers;
- one form of approval approves one paper, the earliest one the earliest; a role that signed the
  paper itself stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from liuhen.apps.cases.models import Case, Document, FactOrigin
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.law import facts as law
from liuhen.paper.standard import standard_forms


def with_reported(
    case: Case, rows: Sequence[Document], values: Sequence[law.Document]
) -> list[law.Document]:
    """Return `values`, those of `rows`, with the signatures that forms of approval give them."""
    given = {row.ref: signed for row in rows if (signed := _in_system(row))}
    if not given:
        return list(values)
    more: dict[str, list[dict[str, Any]]] = {}
    for form, signs in _approving(case).items():
        forms = [row for row in _by_time(rows, [form]) if row.ref in given]
        waiting = [row for row in _by_time(rows, signs) if not _roles(row) & SYSTEM_SIGNATURES]
        for approval, paper in zip(forms, waiting, strict=False):
            more[paper.ref] = given[approval.ref]
    return [_with(value, more.get(value.id, [])) for value in values]


def _approving(case: Case) -> Mapping[str, tuple[str, ...]]:
    """The types of documents that approve others, and which those are."""
    forms = standard_forms()
    found: dict[str, tuple[str, ...]] = {}
    for matter in matters_in(case.bureau, case.opened_at).values():
        form = forms.get(matter.form)
        if form is not None and form.document and form.document not in matter.signs:
            found[form.document] = matter.signs
    return found


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
