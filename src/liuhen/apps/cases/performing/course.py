# SPDX-License-Identifier: Apache-2.0
"""What happened after the decision, read once: so that a list needs no query a case."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Document, Recording
from liuhen.apps.cases.party_names import named_in, names_said
from liuhen.apps.cases.remedies import ENDED, SOUGHT, remedies_in, remedy_of, whose
from liuhen.apps.cases.serving.consent import consents_of
from liuhen.apps.cases.serving.counting import Counting, counting_of
from liuhen.apps.cases.serving.served import SHOWN_BY, Served, filmed_in, services_from

#: Decisions that order something.
ORDERING = ("decision", "simple_procedure_record", "correction_order", "no_penalty_decision")


@dataclass(frozen=True, slots=True)
class Course:
    """What happened after the decision, read once: so that a list needs no query a case."""

    activities: Sequence[Activity]
    documents: Sequence[Document]
    services: Sequence[Served]
    counting: Counting

    def first(self, kind: str, after: datetime | None = None) -> Activity | None:
        """Return the newest activity of a kind, if it is not older than `after`."""
        rows = [row for row in self.activities if row.kind == kind]
        rows = [row for row in rows if after is None or row.start >= after]
        return max(rows, key=lambda row: (row.start, row.item), default=None)

    def party_in(self, paper: str) -> str:
        """Return the party that a document names; empty where it names none."""
        said = (row.fields.get("party") for row in self.documents if paper and row.ref == paper)
        return str(next(said, None) or "")

    def remedies(self, paper: str = "") -> list[tuple[datetime, datetime | None]]:
        """Return from when to when each remedy went on; open ones without end.

        `paper`: only of the party that this document names, and of whom nobody says.
        """
        own = self._seeking(paper)
        return [(one.start, one.end) for one in remedies_in(self.activities) if one.who in own]

    def is_fought(self, paper: str = "") -> bool:
        """Whether a remedy goes on; `paper`: as for `remedies`."""
        return any(end is None for _start, end in self.remedies(paper))

    def remedy_results(self, paper: str = "") -> dict[str, str]:
        """Return by party what came of its newest remedy, where it ended and somebody said.

        `paper`: as for `remedies`.
        """
        own = self._seeking(paper)
        ended = [row for row in self.activities if row.kind == ENDED and whose(row) in own]
        newest = {whose(row): row for row in sorted(ended, key=lambda row: row.start)}
        said = {who: remedy_of(row).get("result", "") for who, row in newest.items()}
        return {who: result for who, result in said.items() if result}

    def _seeking(self, paper: str) -> set[str]:
        """Whose remedies are against a document: of whom it names, and "" of whom nobody says."""
        sought = {whose(row) for row in self.activities if row.kind in (SOUGHT, ENDED)}
        if not (party := self.party_in(paper)):
            return sought
        decisions = (row for row in self.documents if row.type in ORDERING)
        names = {name for row in decisions for name in names_said(row.fields.get("party"))}
        # whom no decision names alone is named with more beside it: 张三 男, 住某村
        beside = {who for who in sought - names if who in party}
        return {"", *beside, *named_in(party, names | sought)}

    def served(self, kinds: Sequence[str]) -> datetime | None:
        """Return when the first paper of these kinds was served or will be deemed so."""
        refs = {row.ref for row in self.documents if row.type in kinds}
        times = [
            one.at or one.expected
            for one in self.services
            if one.row.attrs.get("of") in refs and not one.returned
        ]
        return min((at for at in times if at is not None), default=None)


_READ = (
    "service", SOUGHT, ENDED, "demand", "court_application", "court_result",
)  # fmt: skip


def course_of(case: Case) -> Course:
    """Read the course of one case."""
    activities = [row for row in known_rows(Activity, case) if row.kind in _READ]
    counting = counting_of(case.bureau, _now())
    films = filmed_in(known_rows(Recording, case))
    return _course(activities, known_rows(Document, case), films, counting, consents_of(activities))


def courses_of(cases: Iterable[Case]) -> dict[UUID, Course]:
    """Read the course of several cases of one bureau, with as many queries as of one."""
    known = {case.pk: case for case in cases}
    if not known:
        return {}
    bureau = next(iter(known.values())).bureau
    counting, within = counting_of(bureau, _now()), bureau.pk
    counts = {"case_id__in": list(known), "superseded_at": None, "withdrawn": False}
    activities: dict[UUID, list[Activity]] = {key: [] for key in known}
    documents: dict[UUID, list[Document]] = {key: [] for key in known}
    for row in Activity.objects.within(within).filter(kind__in=_READ, **counts).order_by("id"):
        if row.case_id:
            activities[row.case_id].append(row)
    papers = (*ORDERING, "demand_notice", "proof_of_service", "delivery_confirmation")
    for paper in Document.objects.within(within).filter(type__in=papers, **counts).order_by("id"):
        if paper.case_id:
            documents[paper.case_id].append(paper)
    footage: dict[UUID, list[Recording]] = {key: [] for key in known}
    films = Recording.objects.within(within).filter(**counts)
    for film in films.only("case", *SHOWN_BY):  # of footage nothing else is asked
        if film.case_id:
            footage[film.case_id].append(film)
    consents = consents_of(row for rows in activities.values() for row in rows)
    return {
        key: _course(activities[key], documents[key], filmed_in(footage[key]), counting, consents)
        for key in known
    }


def _course(
    activities: list[Activity],
    documents: list[Document],
    films: Collection[str],
    counting: Counting,
    consents: Mapping[UUID, datetime],
) -> Course:
    services = services_from(activities, documents, films, counting, consents)
    return Course(activities, documents, services, counting)


def _now() -> datetime:
    return timezone.now()
