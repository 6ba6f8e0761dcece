# SPDX-License-Identifier: Apache-2.0
"""What a bureau's regulation asks for on a paper, beside what the form itself asks by law.

    asked_of    on any paper of the form: what a bureau's own wording of it may not leave out
    needs_of    on this paper, in this case, of these activities: what keeps it from being issued

An alternative to another way (`any_of`) is not asked for: whoever goes the other way has no need
of it. What is asked for by `if` hangs on the activity, and so do the duties of service by leaving,
of a fine that is collected on the spot, and the like.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liuhen.law.checks.outcome import attrs_match
from liuhen.law.pack import CaseCondition, Obligation, Pack, Part, parts_of
from liuhen.law.words import IS_ALSO
from liuhen.paper.form import Form

_SIGNATURE = "signature:"


@dataclass(frozen=True, slots=True)
class Asked:
    """Fields and roles that are asked for, each with its alternatives."""

    fields: tuple[frozenset[str], ...]
    roles: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a paper is written for: the sort of case, and the activities with their attributes."""

    act: str
    procedure: str = ""
    origin: str = ""
    activities: tuple[tuple[str, dict[str, Any]], ...] = ()


def asked_of(pack: Pack, form: Form) -> Asked:
    """Return what the regulation may ask for on papers that this form makes."""
    fields: dict[frozenset[str], None] = {}
    roles: dict[frozenset[str], None] = {}
    for obligation in pack.obligations:
        for part in parts_of(obligation.require):
            for need in _needs(part, form, obligation):
                ways = need.split("|")
                if all(way.startswith(_SIGNATURE) for way in ways):
                    roles[frozenset(way.removeprefix(_SIGNATURE) for way in ways)] = None
                else:
                    fields[frozenset(ways)] = None
    return Asked(tuple(fields), tuple(roles))


def needs_of(pack: Pack, form: Form, occasion: Occasion) -> list[str]:
    """Return the fields that the regulation asks for on this paper, alternatives as `a|b`."""
    found = [
        need
        for obligation in pack.obligations
        if _concerns(obligation, occasion)
        for part in obligation.require
        if _is_due(part, obligation, occasion)
        for need in _needs(part, form, obligation)
        if not all(way.startswith(_SIGNATURE) for way in need.split("|"))
    ]
    return list(dict.fromkeys(found))


def made_by(form: Form) -> tuple[str, ...]:
    """Return the kinds of documents that a paper of the form is for a regulation."""
    if form.document is None:
        return ()
    also = IS_ALSO.get(form.document)
    return (form.document, also) if also else (form.document,)


def _needs(part: Part, form: Form, obligation: Obligation) -> Iterator[str]:
    for document in made_by(form):
        yield from _needs_of_kind(part, document, obligation)


def _needs_of_kind(part: Part, document: str, obligation: Obligation) -> Iterator[str]:
    if part.document and document in part.document.split("|"):
        yield from part.fields
        yield from (need for item in part.items.values() for need in item)
        for roles in part.signed_by:
            yield "|".join(f"{_SIGNATURE}{role}" for role in roles.split("|"))
    if part.paper and document in obligation.when.document:
        yield from part.paper
    if part.statement and document == "av_evidence_statement":
        yield from part.statement


def _concerns(obligation: Obligation, occasion: Occasion) -> bool:
    """Whether it is a duty in this sort of case; what the case does not tell excludes none."""
    case = obligation.when.case or CaseCondition()
    return (
        not obligation.may
        and (not case.act or occasion.act in case.act)
        and occasion.act not in case.not_act
        and occasion.procedure not in case.not_procedure
        and occasion.origin not in case.not_origin
    )


def _is_due(part: Part, obligation: Obligation, occasion: Occasion) -> bool:
    """Whether the activities are those that the duty hangs on; a paper may name none."""
    when = obligation.when
    if not when.event:
        return True
    if not occasion.activities:
        return not when.attrs and not part.if_attrs
    return any(
        (when.event == "any" or kind in when.event)
        and attrs_match(when.attrs, attrs)
        and attrs_match(part.if_attrs, attrs)
        for kind, attrs in occasion.activities
    )
