# SPDX-License-Identifier: Apache-2.0
"""Reading leaves without what they commit to: who did what to which object, and when."""

from collections.abc import Collection

from django.db.models import QuerySet

from liuhen.apps.trace.models import Leaf


def leaves(
    *,
    objects: Collection[str] | None = None,
    actors: Collection[str] | None = None,
    act: str = "",
) -> QuerySet[Leaf]:
    """Return leaves, newest first; what is `None` or empty as text narrows nothing."""
    rows = Leaf.objects.order_by("-index")
    if objects is not None:
        rows = rows.filter(object__in=objects)
    if actors is not None:
        rows = rows.filter(actor__in=actors)
    return rows.filter(act=act) if act else rows
