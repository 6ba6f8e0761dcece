# SPDX-License-Identifier: Apache-2.0
"""Who is told when what is known of an original changes: its probe, marks, outing, hand-over.

`evidence` knows no case. Whoever rests facts on originals (the links of `cases`) registers here and
writes what follows from the change inside the same act, before its leaf.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from liuhen.apps.trace.journal import Record

Follower = Callable[[Collection[UUID], Record], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` be called inside every act that changes what is known of originals."""
    if follower not in _followers:
        _followers.append(follower)


def tell(original_ids: Collection[UUID], record: Record) -> None:
    """Tell those who follow that something is known anew of these originals.

    To be called inside the act, after its own rows are written.
    """
    if not original_ids:
        return
    for follower in _followers:
        follower(original_ids, record)
