# SPDX-License-Identifier: Apache-2.0
"""One thing to be done, of whatever kind, and how urgent it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Case
from liuhen.apps.people.viewer import Viewer
from liuhen.web.home.choice import KINDS, Choice

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


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the desk. `when` is a word of `HEADINGS`; `about` says more of it.

    `status` is shown where there is no due time; `missing` what a duty lacks.
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


#: Looks for one kind of work, within what the viewer may see and the list that is wanted.
Source = Callable[[Viewer, Choice], Iterator[Task]]


def order_of(when: str, due: datetime | None) -> tuple[int, datetime]:
    """Return the place of work in the list: by urgency, then by due time."""
    return WHENS.index(when), due or FAR


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
