# SPDX-License-Identifier: Apache-2.0
"""Searching: what somebody finds of what he or she sees anyway.

What this module promises:

- an answer has hits and whether there are more, and no count: nothing hidden shows in a number;
- newest first, by the row's own time; every hit holds every term;
- an exact number leads to its one row, where the viewer sees it; what is printed at the foot of a
  page, with version and page or without, leads to the paper or at least finds it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from liuhen.apps.cases.models import Paper
from liuhen.apps.finding_aid.candidates import Narrowing, candidates
from liuhen.apps.finding_aid.folding import fold, terms_of
from liuhen.apps.finding_aid.index import KIND_GRAMS, first_key
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.finding_aid.places import places_for
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

PAGE = 25
#: So many candidates are looked at first, and four times as many each further time.
_FIRST, _MOST = 100, 5000
_TOP = 2**63 - 1
#: At the foot of a page: `7K3F9-Q2M1X-1 2/3`; in its square: `LH1:7K3F9-Q2M1X:1:2/3:…`.
_PRINTED = re.compile(
    r"(?:LH1:)?([0-9A-Z]{5}-[0-9A-Z]{5})[-:]([0-9]{1,4})(?:[\s:]+[0-9]{1,4}/[0-9]{1,4}(?::[0-9A-F]*)?)?"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and to what it is narrowed; `before` is the key of the last hit seen."""

    words: str
    kind: str = ""
    year: int | None = None
    section: UUID | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits, newest first, and whether there are older ones."""

    terms: tuple[str, ...]
    hits: list[SearchEntry]
    more: bool

    @property
    def last(self) -> int:
        """The key of the last hit; older ones are `before` it."""
        return self.hits[-1].pk if self.hits else 0


def search(viewer: Viewer, asked: Asked, *, most: int = PAGE) -> Answer:
    """Return the newest hits that the viewer may see."""
    printed = _printed(asked.words)
    terms = terms_of(printed[0] if printed else asked.words)
    if not terms or viewer.bureau_id is None:
        return Answer(terms, [], more=False)
    least, below = _span(asked)
    narrowing = Narrowing(viewer.bureau_id, terms, asked.kind, _any_of(viewer))
    rows = _narrowed(viewer, asked, terms)
    hits: list[SearchEntry] = []
    size = _FIRST
    while len(hits) <= most:
        found = candidates(narrowing, below=below, least=least, most=size)
        if found.keys:
            hits += rows.filter(pk__in=found.keys).order_by("-pk")
            below = found.keys[-1]
        if found.whole:
            break
        size = min(size * 4, _MOST)
    return Answer(terms, hits[:most], more=len(hits) > most)


def _any_of(viewer: Viewer) -> tuple[str, ...]:
    """Return words of the index; all that the viewer may see has one. None narrow nothing."""
    places = places_for(viewer)
    if places and viewer.may(Permission.DEVICE_VIEW):
        return (*places, KIND_GRAMS[EntryKind.DEVICE])
    return places


def _narrowed(viewer: Viewer, asked: Asked, terms: tuple[str, ...]) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.seen_by(viewer).select_related("case", "original")
    for term in terms:
        rows = rows.filter(folded__contains=term)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.section is not None:
        rows = rows.filter(
            Q(case__section_id=asked.section)
            | Q(original__section_id=asked.section)
            | Q(case=None, original=None, section_id=asked.section)
        )
    return rows


def _span(asked: Asked) -> tuple[int, int]:
    """From which key up to which."""
    least, below = 0, _TOP
    if asked.year is not None:
        least, below = first_key(_new_year(asked.year)), first_key(_new_year(asked.year + 1))
    if asked.before is not None:
        below = min(below, asked.before)
    return least, below


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  # in the zone of the bureau


def numbered(viewer: Viewer, words: str) -> SearchEntry | None:
    """Return the one row of that very number, if the viewer sees exactly one."""
    number = fold(words)
    if not number or viewer.bureau_id is None:
        return None
    rows = SearchEntry.objects.seen_by(viewer).select_related("case", "original")
    # the index of numbers leaves empty ones out: SQLite takes it only where that is said here too
    found = list(rows.filter(number=number).exclude(number="")[:2])
    return found[0] if len(found) == 1 else None


def printed(viewer: Viewer, words: str) -> Paper | None:
    """Return the paper whose page bears that code, version and page, if the viewer sees it."""
    if (found := _printed(words)) is None:
        return None
    code, version = found
    return Paper.objects.seen_by(viewer).filter(code=code, version=version).first()


def _printed(words: str) -> tuple[str, int] | None:
    """The code and the version of a paper, as they stand on its pages.

    >>> _printed(" v740y-smj81-1 2/2"), _printed("V740Y-SMJ81")
    (('V740Y-SMJ81', 1), None)
    """
    match = _PRINTED.fullmatch(unicodedata.normalize("NFKC", words).strip().upper())
    return (match[1], int(match[2])) if match else None
