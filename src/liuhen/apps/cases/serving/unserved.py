# SPDX-License-Identifier: Apache-2.0
"""Issued papers that have not reached the party, over the cases of a viewer.

What this module promises:

- what was served is computed as on the page of one case (`served`), with a number of queries that
  does not grow with the papers;
- by when a paper has to be served is a period of a statute, as data (`statutory.yaml`); of a paper
  for which there is none nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from liuhen.apps.cases.models import Activity, Document, Paper, Recording
from liuhen.apps.cases.serving.consent import consents_of
from liuhen.apps.cases.serving.counting import Counting, counting_of
from liuhen.apps.cases.serving.papers import is_served
from liuhen.apps.cases.serving.served import SHOWN_BY, Served, filmed_in, note_of, services_from
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import Term, papers_to_serve, terms, ways

#: So many papers are looked at, the newest; of more, the pages of cases tell.
MOST = 2000
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Unserved:
    """A paper that was issued, and by when it has to be served, by which statute.

    `last`: what was tried last; `waits`: it is under way and not known to have arrived.
    """

    paper: Paper
    due: datetime | None
    term: Term | None
    last: Served | None
    waits: bool

    @property
    def key(self) -> UUID:
        """What the pages of serving name it by."""
        return self.paper.item or self.paper.pk


def unserved(
    viewer: Viewer, *, person: UUID | None = None, section: UUID | None = None
) -> list[Unserved]:
    """Return the papers to be served, the nearest due first.

    `person`: in the cases that he or she handles; `section`: in those of a section.
    """
    if viewer.bureau is None:
        return []
    rows = Paper.objects.seen_by(viewer).filter(
        audience="outside", replaced_by=None, case__archived_at=None, case__ending=""
    )
    if person is not None:
        rows = rows.filter(case_id__in=handled_by(person))
    if section is not None:
        rows = rows.filter(case__section_id=section)
    papers = list(rows.select_related("case", "issued_by").order_by("-issued_at")[:MOST])
    if not papers:
        return []
    facts = _facts(viewer, papers)
    papers = [one for one in papers if is_served(one) or one.item in facts]
    counting = counting_of(viewer.bureau, viewer.at)
    services = _services(viewer, papers, counting)
    found = [
        one
        for paper in papers
        if (one := _unserved(paper, facts, services[paper.case_id], counting)) is not None
    ]
    return sorted(found, key=lambda one: (one.due or _EVER, one.paper.issued_at))


def _facts(viewer: Viewer, papers: Iterable[Paper]) -> dict[UUID, Document]:
    """The facts that the papers are, of kinds that go to the party."""
    items = {one.item for one in papers if one.item is not None}
    rows = Document.objects.seen_by(viewer).filter(
        item__in=items, superseded_at=None, withdrawn=False, type__in=papers_to_serve()
    )
    return {row.item: row for row in rows}


def _services(
    viewer: Viewer, papers: Iterable[Paper], counting: Counting
) -> dict[UUID, list[Served]]:
    cases = {one.case_id for one in papers}
    rows: dict[UUID, list[Activity]] = defaultdict(list)
    for row in Activity.objects.seen_by(viewer).filter(
        case__in=cases, kind="service", superseded_at=None, withdrawn=False
    ):
        if row.case_id is not None:
            rows[row.case_id].append(row)
    proofs: dict[UUID, list[Document]] = defaultdict(list)
    kinds = {
        one.paper
        for way in ways().values()
        for one in (*way.proof, *way.later.delivered, *way.later.returned)
    }
    for proof in Document.objects.seen_by(viewer).filter(
        case__in=set(rows), type__in=kinds, superseded_at=None, withdrawn=False
    ):
        if proof.case_id is not None:
            proofs[proof.case_id].append(proof)
    footage: dict[UUID, list[Recording]] = defaultdict(list)
    kept = Recording.objects.seen_by(viewer).filter(
        case__in=set(rows), superseded_at=None, withdrawn=False
    )
    for film in kept.only("case", *SHOWN_BY):  # of footage nothing else is asked
        if film.case_id is not None:
            footage[film.case_id].append(film)
    consents = consents_of(row for own in rows.values() for row in own)
    found = defaultdict(list)
    for case, own in rows.items():
        films = filmed_in(footage[case])
        found[case] = services_from(own, proofs[case], films, counting, consents)
    return found


def _unserved(
    paper: Paper, facts: dict[UUID, Document], services: Iterable[Served], counting: Counting
) -> Unserved | None:
    fact = facts.get(paper.item) if paper.item is not None else None
    own = [
        one
        for one in services
        if (
            one.row.attrs.get("of") == fact.ref
            if fact
            else note_of(one.row).get("paper") == str(paper.pk)
        )
    ]
    if any(not one.returned and (one.at or one.expected) for one in own):
        return None
    term = _term(paper, fact)
    last = max(own, key=lambda one: one.row.start, default=None)
    waits = any(one.waits for one in own)
    due = counting.ends(term, paper.issued_at) if term is not None else None
    return Unserved(paper, due, term, last, waits)


def _term(paper: Paper, fact: Document | None) -> Term | None:
    """The period in which papers of this kind are served, in cases of this kind."""
    kind = fact.type if fact is not None else ""
    return next(
        (one for one in terms().values() if kind in one.papers and paper.case.act in one.acts), None
    )
