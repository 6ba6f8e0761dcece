# SPDX-License-Identifier: Apache-2.0
"""One look at a bureau: what is to be told, to whom. `reminding` writes it.

Sources of notices take a `Look` and say in it who should be told; nothing here is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from liuhen.apps.cases.models import Case, Handler
from liuhen.apps.compliance.leads import horizon, lead_now
from liuhen.apps.compliance.models import Notice
from liuhen.apps.compliance.notices import LATE
from liuhen.apps.people.holders import Holders
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.roles import Role
from liuhen.law.workdays import Calendar
from liuhen.vault.canonical import canonical_json, digest_of

#: What has been overdue for longer is not told anew.
STALE = timedelta(days=7)
BATCH = 500
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: which, of which case (none: who is told may not see it), by when."""

    word: str
    key: str
    case: Case | None
    due: datetime | None
    params: dict[str, Any]


@dataclass(slots=True)
class Look:
    """One look at a bureau: the moment, and what every part of it needs."""

    bureau: Organisation
    now: datetime
    leads: dict[str, tuple[str, ...]]
    calendar: Calendar
    holders: Holders
    wanted: dict[tuple[UUID, str], Told] = field(default_factory=dict)

    def tell(self, people: Iterable[UUID], told: Told) -> None:
        """Let `people` be told."""
        for person in people:
            self.wanted[person, told.key] = told

    def heads(self, section: UUID | None) -> set[UUID]:
        """Return who heads the section; nobody heads what has none."""
        if section is None:
            return set()
        return {one.pk for one in self.holders.of(Role.SECTION_HEAD, section)}

    def window(self, kind: str, field: str = "due") -> Q:
        """Dues that are to be told of now: from a week ago to the longest lead."""
        ahead = self.now + horizon(self.leads[kind])
        return Q(**{f"{field}__gt": self.now - STALE, f"{field}__lte": ahead})

    def stage(self, kind: str, due: datetime) -> str | None:
        """Return `late`, the lead that has begun, or nothing yet."""
        if due < self.now:
            return "late"
        return lead_now(due, self.leads[kind], self.now, self.calendar)

    def tell_due(
        self,
        subject: object,
        case: Case,
        due: datetime,
        *,
        params: dict[str, Any],
        handlers: set[UUID],
    ) -> None:
        """Tell the handlers of what is due in a case, and once it is late the head of the section.

        Where nobody handles the case, the head of its section is told ahead, who gives it to
        somebody.
        """
        stage = self.stage("duty", due)
        if stage is None:
            return
        word = "duty_overdue" if stage == "late" else "duty_soon"
        ahead = handlers or (self.heads(case.section_id) if stage != "late" else set())
        self.tell(ahead, Told(word, notice_key(word, subject, due, stage), case, due, params))
        if stage == "late":
            key = notice_key("case_overdue", subject, due)
            told = Told("case_overdue", key, case, due, params)
            self.tell(self.heads(case.section_id) - handlers, told)


def late_unread(look: Look) -> QuerySet[Notice]:
    """What is unread and late for long: it stays as long as it is true, however old it is."""
    unread = Notice.objects.within(look.bureau.pk).filter(
        read_at=None, withdrawn_at=None, word__in=LATE, due__lte=look.now - STALE
    )
    return unread.exclude(case=None)


def notice_key(word: str, *parts: object) -> str:
    """Return what names one notice, so that nobody is told the same thing twice."""
    text = digest_of(canonical_json([str(part) for part in parts]))
    return f"{word}:{text.partition(':')[2][:_DIGITS]}"


def handlers_in(cases: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The handlers of each case who may sign in."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for some in batches(cases):
        rows = Handler.objects.filter(case__in=some, person__is_active=True)
        for case, person in rows.values_list("case_id", "person_id"):
            found[case].add(person)
    return found


def batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Keys by the few hundred, each once: a statement takes only so many values."""
    known = sorted(set(keys))
    for start in range(0, len(known), BATCH):
        yield known[start : start + BATCH]
