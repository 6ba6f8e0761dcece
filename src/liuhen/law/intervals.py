# SPDX-License-Identifier: Apache-2.0
"""What a set of recordings leaves uncovered.

Intervals are closed pairs of whole seconds. Two allowances, both from the pack: a seam between two
recordings (recorders cut files), and an edge at the beginning and end of the event (arrival times
are written to the minute).
"""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]


def gaps(covered: Sequence[Interval], start: int, end: int, seam: int, edge: int) -> list[Interval]:
    """Return what `covered` (sorted by start) leaves open of [start, end].

    A hole is forgiven if it is a seam, or lies wholly within the first or the last `edge` seconds.
    So one more recording never makes it worse: what it leaves of a forgiven hole is forgiven too.

    >>> gaps([(0, 40), (44, 100)], 0, 160, seam=5, edge=60)
    []
    >>> gaps([(0, 80), (86, 100)], 0, 161, seam=5, edge=60)
    [(80, 86), (100, 161)]
    >>> gaps([], 0, 30, seam=5, edge=60)
    [(0, 30)]
    """
    inside = [(a, b) for a, b in covered if b >= start - edge and a <= end + edge]
    if not inside:
        return [(start, end)]
    last = max(b for _, b in inside)
    holes = [(start, inside[0][0]), *breaks(inside, seam), (last, end)]
    clipped = [(max(a, start), min(b, end)) for a, b in holes]
    return [(a, b) for a, b in clipped if b - a > seam and b > start + edge and a < end - edge]


def breaks(covered: Sequence[Interval], seam: int) -> list[Interval]:
    """Return the gaps longer than `seam` between the first and the last of `covered` (sorted).

    >>> breaks([(0, 10), (2, 8), (20, 30)], seam=5)
    [(10, 20)]
    """
    found = []
    reached = covered[0][1] if covered else 0
    for a, b in covered:
        if a - reached > seam:
            found.append((reached, a))
        reached = max(reached, b)
    return found


def within(gap: Interval, spans: Iterable[Interval], slack: int) -> bool:
    """Whether the union of `spans` fills `gap`, give or take `slack` seconds at each joint.

    >>> within((100, 700), [(90, 400), (420, 690)], slack=60)
    True
    >>> within((100, 700), [(100, 200)], slack=60)
    False
    """
    start, end = gap
    touching = sorted((a, b) for a, b in spans if b >= start and a <= end)
    reached = start
    for a, b in touching:
        if a - reached > slack:
            break
        reached = max(reached, b)
    return bool(touching) and end - reached <= slack
