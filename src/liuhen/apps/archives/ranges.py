# SPDX-License-Identifier: Apache-2.0
"""How much of an original belongs to a case: the whole of it, or the ranges that are linked.

A four-hour file may serve five shops. What is not linked to a case is not the case's and does not
leave the house with it, save the way there and back: a margin before, between and after.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from liuhen.apps.cases.models import Case, Recording
from liuhen.apps.evidence.models import Original

#: So much of an original may lie outside the linked ranges, all in all, for it to go in whole.
MARGIN_MS = 15 * 60 * 1000

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What of an original is the case's. `spans` are the linked ranges in milliseconds, joined."""

    original: Original
    refs: tuple[str, ...]
    spans: tuple[Span, ...]
    elsewhere: bool  # linked to another case, or to an activity without a case

    @property
    def whole(self) -> bool:
        """Whether the original is the case's as a whole."""
        length = length_ms(self.original)
        if self.elsewhere and not _covers(self.spans, length, 0):
            return False
        return not self.spans or length is None or _covers(self.spans, length, MARGIN_MS)

    def reaches(self, at_ms: int) -> bool:
        """Whether a moment of the original lies in what is the case's."""
        return self.whole or any(start <= at_ms <= end for start, end in self.spans)


def shares_of(case: Case) -> list[Share]:
    """Return what of which originals belongs to the case, by the first recording that shows it."""
    rows = Recording.objects.within(case.bureau_id).filter(
        superseded_at=None, withdrawn=False, original__isnull=False
    )
    own: dict[Original, list[Recording]] = {}
    for row in rows.filter(case=case).select_related("original__object").order_by("id"):
        if row.original is not None:
            own.setdefault(row.original, []).append(row)
    others = set(
        rows.filter(original__in=list(own)).exclude(case=case).values_list("original_id", flat=True)
    )
    return [
        Share(
            original,
            tuple(sorted({row.ref for row in linked})),
            tuple(joined((row.from_ms, row.to_ms) for row in linked)),
            original.pk in others,
        )
        for original, linked in own.items()
    ]


def joined(spans: Iterable[tuple[int | None, int | None]]) -> list[Span]:
    """Return ranges in order, those that touch as one; a range without numbers is the whole.

    >>> joined([(50, 60), (0, 10), (5, 20)])
    [(0, 20), (50, 60)]
    """
    found: list[Span] = []
    known = [(a, b) for a, b in spans if a is not None and b is not None]
    for start, end in sorted(known):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def length_ms(original: Original) -> int | None:
    """Return how long an original is, where that is known."""
    if original.duration_ms is not None:
        return original.duration_ms
    if original.start is not None and original.end is not None:
        return int((original.end - original.start).total_seconds() * 1000)
    return None


def _covers(spans: Iterable[Span], length: int | None, most: int) -> bool:
    """Whether no more than `most` milliseconds of `length` lie outside the ranges."""
    if length is None:
        return False
    inside = sum(max(min(end, length) - max(start, 0), 0) for start, end in spans)
    return length - inside <= most + 1000  # a second: ranges are kept to the second
