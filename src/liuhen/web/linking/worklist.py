# SPDX-License-Identifier: Apache-2.0
"""The work list of footage that nobody has linked, by officer and day, each with its proposals."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from liuhen.apps.cases.linking.reading import unlinked
from liuhen.apps.cases.links import length_of
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.proposals import Proposal, Reason, proposals_of
from liuhen.apps.evidence.keeping import is_safe
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.web.linking.strip import Strip, strip_of
from liuhen.web.moments import length_said

LINES = 40
#: Where a session keeps the boxes that were ticked in vain, until the next page shows them.
REFUSED = "linking.refused"
_REASONS: dict[str, Promise | str] = {
    "claimed": _("named when it was brought in"),
    "officer": _("recorded by %(detail)s, who took part"),
    "holder": _("%(detail)s, who took part, had the device then"),
    "camera": _("the camera hangs there: %(detail)s"),
    "device": _("its other footage is from this device too"),
    "near": _("recorded close to its other footage"),
    "beside": _("a few minutes before or after it"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list is narrowed to, and in which order."""

    oldest: bool = False
    officer: UUID | None = None
    undated: bool = False

    def rows(self, viewer: Viewer) -> QuerySet[Original]:
        """Return the originals."""
        rows = unlinked(viewer)
        if self.officer is not None:
            rows = rows.filter(officer=self.officer)
        if self.undated:
            rows = rows.filter(start=None)
        day = F("day").asc(nulls_last=True) if self.oldest else F("day").desc(nulls_last=True)
        rows = rows.annotate(day=TruncDate("start"))
        return rows.order_by(day, "officer__name", "officer_name", "start", "kept_at", "id")


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal as the list shows it. `value` is what its box sends."""

    proposal: Proposal
    value: str
    reasons: list[str]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One recording of the list."""

    original: Original
    length: str
    safe: bool
    offers: list[Offer]
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Group:
    """The recordings of one officer and one day."""

    officer: str
    day: date | None
    lines: list[Line]


def page_of(
    viewer: Viewer, choice: Choice, number: str, refused: Collection[str] = ()
) -> tuple[Page[Original], list[Group]]:
    """Return one page of the list, and the same recordings in groups.

    `refused` are the boxes that were ticked in vain a moment ago; they stay ticked.
    """
    page = Paginator(choice.rows(viewer), LINES).get_page(number)
    originals = list(page.object_list)
    found = proposals_of(viewer, originals)
    groups = [
        Group(officer, day, [_line(one, found[one.pk], refused) for one in members])
        for (officer, day), members in groupby(originals, key=_officer_and_day)
    ]
    return page, groups


def _officer_and_day(original: Original) -> tuple[str, date | None]:
    """Whose and which day; of a fixed camera, where it hangs."""
    name = original.officer.name if original.officer else original.officer_name
    if not name and original.device is not None:
        name = original.device.place or original.device.code
    return name, timezone.localtime(original.start).date() if original.start else None


def _line(original: Original, proposals: Iterable[Proposal], refused: Collection[str]) -> Line:
    length, offers = length_of(original), [offer_of(one, refused) for one in proposals]
    wanted = [(one.proposal.start, one.proposal.end) for one in offers]
    return Line(
        original,
        length_said(length) if length else "",
        is_safe(original),
        offers,
        strip_of(original, (), wanted) if wanted or len(original.segments) > 1 else None,
    )


def box_of(original: Original, activity: Activity) -> str:
    """Return what the box of a proposal sends."""
    return f"{original.pk}|{activity.item}"


def offer_of(proposal: Proposal, refused: Collection[str] = ()) -> Offer:
    """Return a proposal in words."""
    value = box_of(proposal.original, proposal.activity)
    reasons = [reason_said(one) for one in proposal.reasons]
    return Offer(proposal, value, reasons, proposal.certain or value in refused)


def reason_said(reason: Reason) -> str:
    """Say why."""
    if reason.word == "covers":
        count = int(reason.detail)
        return ngettext("%(n)d min in common", "%(n)d min in common", count) % {"n": count}
    return str(_REASONS[reason.word]) % {"detail": reason.detail}


def chosen_pairs(values: Iterable[str]) -> Iterator[tuple[UUID, UUID]]:
    """Yield the original and the activity of each ticked box; what is none is left out."""
    for value in values:
        original, _bar, item = value.partition("|")
        try:
            yield UUID(original), UUID(item)
        except ValueError:
            continue


def chosen_keys(values: Iterable[str]) -> list[UUID]:
    """Return the keys among ticked boxes."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


def officers_waiting(viewer: Viewer) -> list[tuple[Person, int]]:
    """Return whose recordings wait, with how many, most first."""
    keys: dict[UUID, int] = {}
    for key in unlinked(viewer).exclude(officer=None).values_list("officer_id", flat=True):
        if key is not None:
            keys[key] = keys.get(key, 0) + 1
    people = Person.objects.filter(pk__in=keys)
    return sorted(((one, keys[one.pk]) for one in people), key=lambda pair: -pair[1])


def activities_by_item(viewer: Viewer, items: Iterable[UUID]) -> dict[UUID, Activity]:
    """Return the activities of these items that the viewer may see."""
    rows = Activity.objects.seen_by(viewer).filter(item__in=list(items), superseded_at=None)
    return {row.item: row for row in rows.select_related("case", "section")}
