# SPDX-License-Identifier: Apache-2.0
"""Making all entries anew, beside acts that go on: after an upgrade, or when somebody asks.

Each batch of rows is locked, read and written in one short transaction, so what an act writes
meanwhile stands; entries that nothing wrote again belong to rows that are not found any more. It
may be run again after a crash.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from liuhen.apps.finding_aid.entries import MAKERS, rows_to_enter
from liuhen.apps.finding_aid.index import remove, write
from liuhen.apps.finding_aid.models import SearchEntry

REBUILD = "finding_aid.rebuild"
_BATCH = 500


def rebuild() -> int:
    """Write the entry of every row anew; return how many entries there are."""
    begun = timezone.now()
    for model in MAKERS:
        for batch in _batches(model._base_manager.values_list("pk", flat=True)):
            with transaction.atomic():
                rows = rows_to_enter(model, pk__in=batch).select_for_update(of=("self",))
                write(rows, timezone.now())
    stale = SearchEntry._base_manager.filter(written_at__lt=begun)
    for batch in _batches(stale.values_list("subject", flat=True)):
        with transaction.atomic():
            remove(stale.filter(subject__in=batch).values_list("subject", flat=True))
    return SearchEntry._base_manager.count()


def _batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    whole = list(keys)
    return (whole[at : at + _BATCH] for at in range(0, len(whole), _BATCH))
