# SPDX-License-Identifier: Apache-2.0
"""Where a recording was really running: from the times of its packets, and over several files.

Spans are pairs (from, to) of whole milliseconds; a list of spans is sorted, and no two of them
touch. A *hole* is a step between two packets that is too long for the usual spacing of the stream;
what is usual is its median, so that footage of one picture a second is judged by its own measure.
Two pictures an hour apart are no film of an hour: a usual step counts up to `LONGEST_STEP_MS`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

Span = tuple[int, int]

#: A step is a hole when it is longer than this …
LEAST_HOLE_MS = 1000
#: … and longer than so many usual steps: one picture that was dropped is no hole.
_USUAL_STEPS = 2.5
#: What shows a picture less often is a row of pictures and no film: each shows so long, no longer.
LONGEST_STEP_MS = 10_000
#: A step longer than a day is no hole but another clock.
LONGEST_HOLE_MS = 24 * 3600 * 1000
#: What is usual is taken from so many steps, evenly chosen.
_SAMPLE = 10_001


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one stream: where it ran, and where its clock jumped (at, by)."""

    spans: list[Span]
    usual_ms: int
    jumps: list[Span]


def course_of(decoding: Sequence[int], showing: Sequence[int]) -> Course:
    """Return the course of a stream from the times of its packets, in milliseconds.

    `decoding` are the times in the order of the file, which rise as long as the clock does not
    jump; `showing` are the times at which the packets are shown. After a jump the course goes on
    where it was: how long nothing ran, nobody knows.

    >>> course_of([0, 40, 80, 7000, 7040], [0, 40, 80, 7000, 7040]).spans
    [(0, 120), (7000, 7080)]
    """
    if not showing:
        return Course([], 0, [])
    usual = usual_step(decoding)
    times, jumps = _without_jumps(decoding, showing, usual)
    return Course(spans_of(sorted(times), usual), usual, jumps)


def usual_step(times: Sequence[int]) -> int:
    """Return the median of the steps forward, 0 where there is none.

    >>> usual_step([0, 40, 80, 120, 9000])
    40
    """
    every = max(1, len(times) // _SAMPLE)
    chosen = range(0, len(times) - 1, every)
    steps = [times[at + 1] - times[at] for at in chosen if times[at + 1] > times[at]]
    return median_low(steps) if steps else 0


def _without_jumps(
    decoding: Sequence[int], showing: Sequence[int], usual: int
) -> tuple[list[int], list[Span]]:
    times, jumps, moved, last = [], [], 0, None
    for decoded, shown in zip(decoding, showing, strict=True):
        if last is not None:
            step = decoded - last
            if step < -LEAST_HOLE_MS or step > LONGEST_HOLE_MS:
                jumps.append((last + moved, step - usual))
                moved += usual - step
        last = decoded
        times.append(shown + moved)
    return times, jumps


def spans_of(times: Sequence[int], usual: int) -> list[Span]:
    """Return where packets at these sorted times ran; each runs for the usual step.

    >>> spans_of([0, 1000, 2000, 4000, 60_000], 1000)
    [(0, 5000), (60000, 61000)]
    >>> spans_of([0, 3_600_000], 3_600_000)
    [(0, 10000), (3600000, 3610000)]
    """
    usual = min(usual, LONGEST_STEP_MS)
    longest = max(LEAST_HOLE_MS, int(usual * _USUAL_STEPS))
    found: list[Span] = []
    start = last = times[0]
    for at in times:
        if at - last > longest:
            found.append((start, last + usual))
            start = at
        last = at
    found.append((start, last + usual))
    return found


def union(spans: Iterable[Span], tolerance: int = 0) -> list[Span]:
    """Return what the spans cover together; seams up to `tolerance` count as covered.

    >>> union([(20, 30), (0, 10), (5, 18)], tolerance=2)
    [(0, 30)]
    """
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= tolerance:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def holes(spans: Iterable[Span], tolerance: int = 0) -> list[Span]:
    """Return what lies open between the first and the last of the spans.

    >>> holes([(0, 10), (12, 20), (50, 60)], tolerance=5)
    [(20, 50)]
    """
    return [(before[1], after[0]) for before, after in pairwise(union(spans, tolerance))]


def within(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return what of the spans lies within [start, end].

    >>> within([(0, 10), (20, 30)], 5, 25)
    [(5, 10), (20, 25)]
    """
    cut = [(max(a, start), min(b, end)) for a, b in spans]
    return [(a, b) for a, b in cut if a < b]


def moved(spans: Iterable[Span], by: int) -> list[Span]:
    """Return the spans on another clock: files of one recorder are joined after moving each.

    >>> moved([(0, 10)], 5)
    [(5, 15)]
    """
    return [(start + by, end + by) for start, end in spans]
