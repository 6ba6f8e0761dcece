# SPDX-License-Identifier: Apache-2.0
"""The duties of cases as lines of the desk: each that has a due time, and the rest by case."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Case, Handler, Recording
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.queries import status_at
from liuhen.apps.people.viewer import Viewer
from liuhen.web.articles import article_name
from liuhen.web.duties import anchor, paraphrases
from liuhen.web.home.tasks import Task, urgency_or
from liuhen.web.listing import listed, parted
from liuhen.web.missing import missing_said
from liuhen.web.subjects import fact_said, facts_of, whole_case_said

_NAMED = 3
#: What is due only once the case gets there.
SOMETIME = Q(due=None, status__in=("pending", AWAITED))


@dataclass(frozen=True, slots=True)
class Rest:
    """How many duties a case has that have no time of their own."""

    case: UUID
    count: int


def rests(rows: QuerySet[OpenDuty]) -> QuerySet[OpenDuty, tuple[UUID, int]]:
    """Return, case by case, how many duties have no time of their own; the newest case first."""
    grouped = rows.filter(SOMETIME).order_by().values("case_id").annotate(n=Count("pk"))
    return grouped.order_by("-case__opened_at", "case_id").values_list("case_id", "n")


def when_of(duty: OpenDuty, now: datetime) -> str:
    """Return how urgent a duty is."""
    return urgency_or(duty.due, now, "overdue" if duty.status == "overdue" else "open")


def tasks_of(viewer: Viewer, duties: Collection[OpenDuty]) -> Iterator[Task]:
    """Yield a line for each duty."""
    subjects = facts_of(duties)
    for duty in duties:
        fact = subjects.get((duty.case_id, duty.subject))
        subject = fact_said(fact) if fact is not None else whole_case_said()
        articles = listed(article_name(one) for one in duty.articles)
        page = reverse("cases:case", args=[duty.case_id])
        waits = duty.status == AWAITED
        said = _("Bring in the recording: %(duty)s") % {"duty": _text(duty)}
        yield Task(
            kind="duty",
            when=when_of(duty, viewer.at),
            text=said if waits else _text(duty),
            address=f"{page}?all=1#{anchor(duty.obligation, duty.subject)}",
            due=duty.due,
            about=f"{subject} · {articles}",
            case=duty.case,
            missing=missing_said(duty.missing),
            status=status_at(duty, viewer.at),
            estimated=duty.estimated,
            subject=subject if isinstance(fact, Recording) else "",
            articles=articles,
        )


def tasks_of_rests(rows: QuerySet[OpenDuty], found: Collection[Rest]) -> Iterator[Task]:
    """Yield a line for each case with duties that have no time of their own."""
    keys = [one.case for one in found]
    by_case: dict[UUID, list[OpenDuty]] = defaultdict(list)
    for duty in rows.filter(SOMETIME, case__in=keys).order_by("obligation", "subject"):
        by_case[duty.case_id].append(duty)
    for one in found:
        duties = by_case.get(one.case, [])
        if not duties:
            continue
        said = list(dict.fromkeys(_text(duty) for duty in duties))
        more = len(said) - _NAMED
        text = ngettext("%(n)d duty is still open", "%(n)d duties are still open", one.count)
        rest = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more} if more > 0 else ""
        page = reverse("cases:case", args=[one.case])
        yield Task(
            kind="duty",
            when="open",
            text=text % {"n": one.count},
            address=f"{page}?all=1",
            about=parted([*said[:_NAMED], *([rest] if rest else [])]),
            case=duties[0].case,
            status="pending",
        )


def handlers_of(cases: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return who is responsible for each case, by name."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Handler.objects.filter(case__in=list(cases)).order_by("person__name")
    for case, name in rows.values_list("case_id", "person__name"):
        found[case].append(name)
    return found


def _text(duty: OpenDuty) -> str:
    """The paraphrase; rows keep it in Chinese, the pack has the English."""
    if get_language() != "en":
        return duty.text
    case: Case = duty.case
    return paraphrases(pack_of_case(case)).get(duty.obligation, duty.text)
