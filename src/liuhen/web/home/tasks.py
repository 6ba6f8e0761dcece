# SPDX-License-Identifier: Apache-2.0
"""One thing to be done, of whatever kind, and how urgent it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.agenda import Term
from liuhen.apps.people.viewer import Viewer
from liuhen.web.home.choice import KINDS, Choice
from liuhen.web.listing import listed

#: How urgent work is, the most urgent first.
HEADINGS: dict[str, Promise | str] = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "now": _("Waiting for you"),
    "week": _("Due within seven days"),
    "later": _("Due later"),
    "open": _("Before the case is archived"),
    "others": _("Waiting for others"),
}
WHENS = tuple(HEADINGS)
#: So many lines of one kind, at most: of more, the pages of that kind tell.
MOST_OF_A_KIND = 200
FAR = datetime.max.replace(tzinfo=UTC)
_WEEK = timedelta(days=7)
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the desk. `when` is a word of `HEADINGS`; `about` says more of it.

    `status` is shown where there is no due time; `missing` what a duty lacks. `subject`: the
    recording that it is about; lines that differ in that alone are one line (`one_for_same`).
    """

    kind: str
    when: str
    text: str
    address: str
    due: datetime | None = None
    about: str = ""
    case: Case | None = None
    handlers: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    status: str = ""
    estimated: bool = False
    subject: str = ""
    articles: str = ""

    @property
    def kind_said(self) -> str:
        """The kind in words."""
        return str(KINDS[self.kind])

    @property
    def late(self) -> bool:
        """Whether its time has passed."""
        return self.when == "overdue"

    @property
    def order(self) -> tuple[int, datetime]:
        """Where it stands in the list."""
        return order_of(self.when, self.due)


@dataclass(frozen=True, slots=True)
class Outline:
    """A line that is written only where a page shows it: what runs out in some case."""

    kind: str
    when: str
    term: Term

    @property
    def order(self) -> tuple[int, datetime]:
        """Where it stands in the list."""
        return order_of(self.when, self.term.at)


Line = Task | Outline
#: Looks for one kind of work, within what the viewer may see and the list that is wanted.
Source = Callable[[Viewer, Choice], Iterator[Line]]


def order_of(when: str, due: datetime | None) -> tuple[int, datetime]:
    """Return the place of work in the list: by urgency, then by due time."""
    return WHENS.index(when), due or FAR


def one_for_same(lines: Iterable[Task]) -> list[Task]:
    """Return the lines, those of one case and duty that differ in the recording alone as one.

    It stands where the most urgent of them stands, and leads to that.
    """
    found: dict[tuple[object, ...], list[Task]] = {}
    for number, line in enumerate(lines):
        same = (line.case and line.case.pk, line.when, line.status, line.text, *line.missing)
        found.setdefault(same if line.subject else (number,), []).append(line)
    return [_merged(some) if len(some) > 1 else some[0] for some in found.values()]


def _merged(lines: list[Task]) -> Task:
    names = list(dict.fromkeys(line.subject for line in lines))
    text = ngettext("%(n)d recording", "%(n)d recordings", len(lines)) % {"n": len(lines)}
    more = [_("and others")] if len(names) > _NAMED else []
    said = listed([*names[:_NAMED], *map(str, more)])
    return replace(lines[0], about=f"{text} · {said} · {lines[0].articles}")


def urgency(due: datetime, now: datetime) -> str:
    """Return how urgent it is to be done by `due`."""
    if due < now:
        return "overdue"
    today, day = timezone.localtime(now).date(), timezone.localtime(due).date()
    if day == today:
        return "today"
    return "week" if day <= today + _WEEK else "later"


def urgency_or(due: datetime | None, now: datetime, otherwise: str) -> str:
    """Return how urgent it is; `otherwise` where no time is set for it."""
    return otherwise if due is None else urgency(due, now)
