# SPDX-License-Identifier: Apache-2.0
"""Who watched what, and which parts: one leaf of the journal a sitting.

What this module promises:

- bytes of an original go to nobody without a sitting: the first request opens it, further ones
  prolong it, whether a page reports what was played or a program just reads;
- while it lasts, what was played is merged into its row every few seconds and no leaf is written;
  it ends on leaving the page, or some minutes after the last sign of life by a job that survives a
  crash; then its one leaf is written, with the merged ranges;
- what was sent and not reported as played is told apart: a sitting without ranges says that bytes
  were sent.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuhen.apps.evidence.models import Original, Sitting
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

END = "evidence.end_sitting"
#: A sitting ends so long after its last sign of life.
SILENCE = timedelta(minutes=3)
#: A sign of life is written down at most this often.
_BEAT = timedelta(seconds=5)
#: So many ranges are kept apart; more are joined at their smallest distances.
_MOST_RANGES = 500

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Watcher:
    """Somebody whose sitting is ended by a job: the leaf still names the person."""

    person_id: UUID

    @property
    def reference(self) -> str:
        """As a viewer's."""
        return f"person:{self.person_id}"


def sit(viewer: Viewer, original: Original) -> Sitting:
    """Return the viewer's sitting over `original`, opened or prolonged by this moment."""
    now = timezone.now()
    rows = Sitting.objects.within(original.bureau_id).filter(
        original=original, person=viewer.person, ended_at=None, last_at__gte=now - SILENCE
    )
    found = rows.order_by("-began_at").first()
    if found is not None:
        if now - found.last_at >= _BEAT:
            rows.filter(pk=found.pk).update(last_at=now)
        return found
    with transaction.atomic():
        made = Sitting.objects.create(
            bureau_id=original.bureau_id,
            original=original,
            person=viewer.person,
            began_at=now,
            last_at=now,
        )
        _look_again(made)
    return made


def played(viewer: Viewer, original: Original, ranges: Iterable[Range], *, left: bool) -> Sitting:
    """Note what was really played, in milliseconds; `left`: the page was closed.

    Ranges that cannot be are left out: a page is not trusted to know how long an original is.
    """
    sitting = sit(viewer, original)
    last = original.duration_ms
    sound = [
        (start, end if last is None else min(end, last))
        for start, end in ranges
        if 0 <= start < end and (last is None or start < last)
    ]
    with transaction.atomic():
        rows = Sitting.objects.within(original.bureau_id).select_for_update()
        row: Sitting = rows.get(pk=sitting.pk)
        known = [(one[0], one[1]) for one in row.ranges]
        row.ranges = [list(one) for one in merged([*known, *sound])]
        row.last_at = timezone.now()
        row.save(update_fields=["ranges", "last_at"])
    if left:
        _end(row)
    return row


def end_sitting(bureau_id: str, sitting_id: str) -> None:
    """End a sitting that has been silent long enough, or look again later. The job END."""
    row: Sitting = Sitting.objects.within(UUID(bureau_id)).get(pk=UUID(sitting_id))
    if row.ended_at is not None:
        return
    if timezone.now() - row.last_at < SILENCE:
        _look_again(row)
        return
    _end(row)


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Return the union of ranges, in order, as at most `_MOST_RANGES` of them.

    >>> merged([(5, 9), (0, 4), (4, 6)])
    [(0, 9)]
    """
    union: list[Range] = []
    for start, end in sorted(ranges):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    while len(union) > _MOST_RANGES:
        gaps = [union[i + 1][0] - union[i][1] for i in range(len(union) - 1)]
        at = gaps.index(min(gaps))
        union[at : at + 2] = [(union[at][0], union[at + 1][1])]
    return union


class _EndedMeanwhileError(Exception):
    """The page and the job came at once; the first of them wrote the leaf."""


def _end(row: Sitting) -> None:
    """Write the sitting's one leaf."""
    with (
        suppress(_EndedMeanwhileError),
        act("evidence.watched", by=_Watcher(row.person_id)) as record,
    ):
        held = Sitting.objects.within(row.bureau_id).select_for_update().get(pk=row.pk)
        if held.ended_at is not None:
            raise _EndedMeanwhileError
        record.about(held.original)
        record.note(seconds=sum(end - start for start, end in held.ranges) // 1000)
        record.update(held, ended_at=record.at)


def _look_again(row: Sitting) -> None:
    enqueue(
        END,
        {"bureau_id": str(row.bureau_id), "sitting_id": str(row.pk)},
        lane=Lane.SOON,
        after=row.last_at + SILENCE,
        key=f"{END} {row.pk}",
    )


def watchers(original: Original) -> list[tuple[Person, Sitting]]:
    """Return who watched the original, the newest sitting first."""
    rows = Sitting.objects.within(original.bureau_id).filter(original=original)
    return [(row.person, row) for row in rows.select_related("person").order_by("-began_at")]
