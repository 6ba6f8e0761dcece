# SPDX-License-Identifier: Apache-2.0
"""Where a fact goes: into a case, or beside an activity that has no case yet.

A `Where` knows what else stands there, so that forms can offer it: the activities a paper may be
about, the papers a recording may point at, who took part last.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.queries import fact_kind, get_fact, loose_activities
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.packs import pack_of
from liuhen.law.pack import Pack
from liuhen.web.subjects import fact_said

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts that stand in one place today."""

    activities: list[Activity]
    documents: list[Document]
    recordings: list[Recording]
    interruptions: list[Interruption]
    incidents: list[Incident]


@dataclass(frozen=True)
class Where:
    """A case, or (`case` is None) an activity without one; or neither, for a new activity."""

    viewer: Viewer
    case: Case | None = None
    activity: Activity | None = None

    @cached_property
    def facts(self) -> Standing:
        """What stands there today."""
        case = self.case
        if case is None:
            return _beside(self.viewer, self.activity)
        return Standing(
            known_rows(Activity, case),
            known_rows(Document, case),
            known_rows(Recording, case),
            known_rows(Interruption, case),
            known_rows(Incident, case),
        )

    @cached_property
    def pack(self) -> Pack | None:
        """The regulation by which the case is judged."""
        if self.case is not None:
            return pack_of_case(self.case)
        bureau = self.viewer.bureau
        return pack_of(bureau, timezone.localdate()) if bureau is not None else None

    @property
    def events(self) -> list[tuple[str, str]]:
        """The activities to choose from."""
        rows = sorted(self.facts.activities, key=lambda row: row.start)
        return told_apart(rows)

    def documents(self, *kinds: str) -> list[tuple[str, str]]:
        """The papers to choose from, of these kinds or of any."""
        rows = sorted(self.facts.documents, key=lambda row: row.at)
        return told_apart(row for row in rows if not kinds or row.type in kinds)

    @property
    def names(self) -> dict[str, str]:
        """What the references of activities and papers are called."""
        return dict(told_apart([*self.facts.activities, *self.facts.documents]))

    def event(self, ref: str) -> Activity | None:
        """The activity of that reference."""
        return next((row for row in self.facts.activities if row.ref == ref), None)

    @property
    def address(self) -> str:
        """The page of the case, of the activity, or the list of activities."""
        if self.case is not None:
            return reverse("entering:menu", args=[self.case.pk])
        if self.activity is not None:
            return reverse("activities:activity", args=[self.activity.item])
        return reverse("activities:list")

    def add_address(self, fact: str) -> str:
        """The form for a new fact of that kind."""
        if self.case is not None:
            return reverse("entering:add", args=[self.case.pk, fact])
        if self.activity is not None:
            return reverse("activities:add", args=[self.activity.item, fact])
        return reverse("activities:new")


def fact_address(row: Fact, page: str = "fact") -> str:
    """Return the address of a page of one fact: fact, correct, withdraw and so on."""
    if row.case_id is not None:
        return reverse(f"entering:{page}", args=[row.case_id, fact_kind(row), row.item])
    if page == "fact" and isinstance(row, Activity):
        return reverse("activities:activity", args=[row.item])
    return reverse(f"activities:{page}", args=[fact_kind(row), row.item])


def told_apart(rows: Iterable[Fact]) -> list[tuple[str, str]]:
    """Return (reference, what a person calls it) of facts: 现场检查 3月2日 09:00–10:42.

    Those that would be called the same are counted: the second one ends with “(2)”.
    """
    often: Counter[str] = Counter()
    called = []
    for row in rows:
        said = fact_said(row)
        often[said] += 1
        called.append((row.ref, said if often[said] == 1 else f"{said} ({often[said]})"))
    return called


def fact_of(viewer: Viewer, kind: str, item: UUID, case: Case | None) -> Fact:
    """Return the newest version of a fact in `case` (or of one without a case).

    Raises:
        UnknownRowError: it stands elsewhere, or nowhere for this viewer.
    """
    row = get_fact(viewer, kind, item)
    if row.case_id != (case.pk if case else None):
        raise UnknownRowError(_("There is no such entry."))
    return row


def _beside(viewer: Viewer, activity: Activity | None) -> Standing:
    """Return what stands beside an activity without a case."""

    def loose(kind: type[F]) -> list[F]:
        manager: Any = kind._default_manager  # documented by Django
        rows = manager.seen_by(viewer).filter(case=None, superseded_at=None, withdrawn=False)
        return [row for row in rows.order_by("id") if activity and activity.ref in named_by(row)]

    return Standing(
        [activity] if activity else [],
        loose(Document),
        loose(Recording),
        loose(Interruption),
        loose(Incident),
    )


def beside(viewer: Viewer, row: Fact) -> Where:
    """Return the place in which a fact stands."""
    if row.case is not None:
        return Where(viewer, row.case)
    if isinstance(row, Activity):
        return Where(viewer, activity=row)
    activity = loose_activities(viewer).filter(ref__in=named_by(row)).first()
    return Where(viewer, activity=activity)


def named_by(row: Fact) -> list[str]:
    """The activities that a fact names."""
    if isinstance(row, Document | Recording):
        return list(row.event_refs)
    return [row.event_ref] if isinstance(row, Interruption | Incident) else []
