# SPDX-License-Identifier: Apache-2.0
"""The lines of the to-do list: open duties by due time, each ready to be shown."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Handler
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.queries import overdue_at, status_at, to_do
from liuhen.apps.people.viewer import Viewer
from liuhen.web.duties import anchor, paraphrases
from liuhen.web.missing import missing_said
from liuhen.web.subjects import subjects_of, whole_case_said

LINES = 50
HEADINGS: dict[str, Promise | str] = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "week": _("Due within seven days"),
    "later": _("Due later"),
    "open": _("Before the case is archived"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One duty of one case."""

    duty: OpenDuty
    text: str
    subject: str
    status: str
    when: str
    missing: list[str]
    handlers: list[str]

    @property
    def anchor(self) -> str:
        """Its place on the page of its case."""
        return anchor(self.duty.obligation, self.duty.subject)


@dataclass(frozen=True, slots=True)
class Group:
    """Duties that are due at about the same time."""

    heading: str
    when: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which duties are wanted."""

    mine: bool
    section: UUID | None = None

    def rows(self, viewer: Viewer) -> QuerySet[OpenDuty]:
        """Return them by due time."""
        rows = to_do(viewer, mine=self.mine)
        return rows.filter(section_id=self.section) if self.section else rows


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many duties there are, for the head of the list."""

    overdue: int
    day: int
    later: int
    open: int


def numbers(viewer: Viewer, choice: Choice) -> Numbers:
    """Count the duties by when they are due."""
    rows, now = choice.rows(viewer), viewer.at
    day = now + timedelta(hours=24)
    overdue = rows.filter(overdue_at(now)).count()
    soon = rows.filter(due__gte=now, due__lte=day).count()
    later = rows.filter(due__gt=day).count()
    return Numbers(overdue, soon, later, rows.filter(due=None, status="pending").count())


def page_of(viewer: Viewer, choice: Choice, number: str) -> tuple[Page[OpenDuty], list[Group]]:
    """Return one page of duties, and the same ones grouped by when they are due."""
    page = Paginator(choice.rows(viewer), LINES).get_page(number)
    lines = list(_lines(viewer, list(page.object_list)))
    groups = [
        Group(str(HEADINGS[when]), when, list(members))
        for when, members in groupby(lines, key=lambda line: line.when)
    ]
    return page, groups


def _lines(viewer: Viewer, duties: list[OpenDuty]) -> Iterator[Line]:
    subjects = subjects_of(viewer, duties)
    names = _handlers(duties)
    for duty in duties:
        yield Line(
            duty=duty,
            text=_text(duty),
            subject=subjects.get((duty.case_id, duty.subject)) or whole_case_said(),
            status=status_at(duty, viewer.at),
            when=_when(duty, viewer.at),
            missing=missing_said(duty.missing),
            handlers=names[duty.case_id],
        )


def _handlers(duties: list[OpenDuty]) -> dict[UUID, list[str]]:
    """Who is responsible for each case, by name."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Handler.objects.filter(case__in={duty.case_id for duty in duties})
    for case, name in rows.order_by("person__name").values_list("case_id", "person__name"):
        found[case].append(name)
    return found


def _text(duty: OpenDuty) -> str:
    """The paraphrase; rows keep it in Chinese, the pack has the English."""
    if get_language() != "en":
        return duty.text
    return paraphrases(pack_of_case(duty.case)).get(duty.obligation, duty.text)


def _when(duty: OpenDuty, now: datetime) -> str:
    if duty.due is None:
        return "overdue" if duty.status == "overdue" else "open"
    if duty.due < now:
        return "overdue"
    today, due = timezone.localtime(now).date(), timezone.localtime(duty.due).date()
    if due == today:
        return "today"
    return "week" if due <= today + timedelta(days=7) else "later"
