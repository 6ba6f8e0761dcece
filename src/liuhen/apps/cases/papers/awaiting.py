# SPDX-License-Identifier: Apache-2.0
"""Issued papers that wait for a signature which is given in the system, and for whose.

What this module promises:

- what waits follows from the form and the signatures that are there, with a number of queries that
  does not grow with the papers; one that a request for approval is about waits there, not here;
- what an approval speaks for is signed by no further head or reviewer (`spared`);
- heads and reviewers are asked where nothing stands against them (`separation`), handlers and
  officers where they handle the case and have not signed yet;
- who chaired a hearing or recorded is asked where the paper names that person, who may sign it,
  also one of another section who does not see the case.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    Handler,
    Paper,
    PaperSignature,
)
from liuhen.apps.cases.papers.signers import NAMED_IN, is_named
from liuhen.apps.cases.papers.spared import spared_among
from liuhen.apps.cases.separation import parts_in_cases, why_not_for
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting
from liuhen.apps.people.holders import Holders
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.law.pack import Says
from liuhen.paper.form import Form, Signing

_OWN = ("handler", "officer")
#: Asked of rows of `Paper`, whose own table the query is about.
_FEWER = (
    "(SELECT COUNT(*) FROM cases_papersignature given"
    " WHERE given.paper_id = cases_paper.id AND given.role = %s) < %s"
)
_ASKED = (*sorted(SYSTEM_SIGNATURES), *_OWN, *NAMED_IN)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A paper that waits for a signature in one role; `signed` have given one in it.

    `invited`: of somebody who does not see the case (`papers.invited`).
    """

    paper: Paper
    role: str
    says: Says
    title: Says
    signed: frozenset[UUID]
    invited: bool = False


def awaited_of(viewer: Viewer, *, person: UUID | None = None) -> list[Awaited]:
    """Return what waits for the viewer's own signature, the oldest first.

    `person`: another's instead, as far as he or she signs as handler or officer.
    """
    if viewer.bureau is None:
        return []
    rows = Paper.objects.seen_by(viewer)
    who = person or viewer.person_id
    found = list(_awaited(viewer.bureau, rows, viewer.at))
    if not found:
        return []
    handled = set(
        Handler.objects.filter(
            person_id=who, case__in={one.paper.case_id for one in found if one.role in _OWN}
        ).values_list("case_id", flat=True)
    )
    heads = [one for one in found if one.role in SYSTEM_SIGNATURES and person is None]
    heads = [one for one in heads if viewer.role_over(Role(one.role), one.paper.case.section_id)]
    named = [one for one in found if person is None and _names(one, viewer)]
    parts = parts_in_cases({one.paper.case for one in (*heads, *named)})
    places = acting(viewer)
    mine = {
        id(one)
        for one in heads
        if not why_not_for(
            parts[one.paper.case_id],
            viewer.person_id,
            one.role,
            places.for_(one.role, one.paper.case.section_id),
        )
    }
    mine |= {id(one) for one in named if who not in parts[one.paper.case_id].withdrew}
    return [
        one
        for one in found
        if id(one) in mine
        or (one.role in _OWN and one.paper.case_id in handled and who not in one.signed)
    ]


def _names(one: Awaited, viewer: Viewer) -> bool:
    """Whether a paper names the viewer, who may sign it, as its chair or recorder."""
    return is_named(one.paper, one.role, viewer.person.name) and viewer.reaches(
        Permission.PAPER_WRITE, one.paper.case.section_id
    )


def awaited_in(
    bureau: Organisation, holders: Holders, at: datetime
) -> Iterator[tuple[Awaited, set[UUID]]]:
    """Yield what waits in a bureau, and for whom."""
    found = list(_awaited(bureau, Paper.objects.within(bureau.pk), at))
    parts = parts_in_cases({one.paper.case for one in found if one.role not in _OWN})
    handlers = _handlers({one.paper.case_id for one in found if one.role in _OWN})
    for one in found:
        if one.role in _OWN:
            yield one, handlers[one.paper.case_id] - one.signed
        elif one.role in NAMED_IN:
            writers = holders.who_may(Permission.PAPER_WRITE, one.paper.case.section_id)
            named = {who.pk for who in writers if is_named(one.paper, one.role, who.name)}
            withdrew = parts[one.paper.case_id].withdrew
            yield one, named - withdrew
            if not named and not one.signed:
                yield replace(one, invited=True), _outsiders(one, holders) - withdrew
        else:
            role, section = one.role, one.paper.case.section_id
            case = parts[one.paper.case_id]
            yield (
                one,
                {
                    who.pk
                    for who in holders.of(role, section)
                    if not why_not_for(
                        case, who.pk, role, holders.acting_for(who.pk, role, section)
                    )
                },
            )


def _outsiders(one: Awaited, holders: Holders) -> set[UUID]:
    """Whom the paper names, and who does not write papers of its section."""
    named = [who for who in holders.everybody() if is_named(one.paper, one.role, who.name)]
    return {who.pk for who in named} if len(named) == 1 else set()


def _handlers(cases: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Handler.objects.filter(case__in=set(cases), person__is_active=True)
    for case, person in rows.values_list("case_id", "person_id"):
        found[case].add(person)
    return found


def _awaited(bureau: Organisation, rows: QuerySet[Paper], at: datetime) -> Iterator[Awaited]:
    forms = forms_of(bureau, timezone.localtime(at).date())
    asked = {form.id: wanted for form in forms.values() if (wanted := _wanted(form))}
    requests = Approval.objects.within(bureau.pk).filter(
        paper=OuterRef("pk"), state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK)
    )
    rows = rows.filter(
        _lacking(asked), ~Exists(requests), replaced_by=None, case__archived_at=None,
        case__ending="",
    )  # fmt: skip
    papers = list(rows.select_related("case", "issued_by").order_by("issued_at", "pk"))
    if not papers:
        return
    signatures: dict[tuple[UUID, str], list[UUID | None]] = defaultdict(list)
    given = PaperSignature.objects.within(bureau.pk).filter(paper__in=papers)
    for paper, role, person in given.values_list("paper_id", "role", "person_id"):
        signatures[paper, role].append(person)
    spared = spared_among(papers)
    for row in papers:
        for one in asked[row.form]:
            there = signatures[row.pk, one.role]
            if one.role in SYSTEM_SIGNATURES and row.pk in spared:
                continue
            if len(there) < one.count:
                signed = frozenset(person for person in there if person is not None)
                yield Awaited(row, one.role, one.label, forms[row.form].title, signed)


def _wanted(form: Form) -> list[Signing]:
    """The signatures that the form asks for and that are given with the own account."""
    return [
        one
        for one in form.signatures
        if one.required and "system" in one.manner and one.role in _ASKED
    ]


def _by_role(asked: dict[str, list[Signing]]) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for form, wanted in asked.items():
        for one in wanted:
            found[one.role, one.count].append(form)
    return found


def _lacking(asked: dict[str, list[Signing]]) -> RawSQL:
    """Whether fewer have signed a paper in some role, or refused to, than its form asks for.

    Written out: every desk asks it of a dozen roles and counts, and Django would take longer to
    make the statement than a database to answer it.
    """
    said, values = ["1 = 0"], list[Any]()
    for (role, count), names in _by_role(asked).items():
        said.append(f"(cases_paper.form IN ({', '.join(['%s'] * len(names))}) AND {_FEWER})")
        values += [*names, role, count]
    return RawSQL(f"({' OR '.join(said)})", values, BooleanField())  # noqa: S611  # our own words
