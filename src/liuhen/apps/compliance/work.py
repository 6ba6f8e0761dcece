# SPDX-License-Identifier: Apache-2.0
"""The jobs of this app. Each takes ids, and may be run twice."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.models import CaseTally
from liuhen.apps.compliance.projection import (
    begin_generation,
    build_generation,
    current_generation,
    is_outdated,
    refresh,
)
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Kind, Organisation
from liuhen.apps.rules.calendar import REBUILD, calendar_today


def refresh_case(*, case: str, bureau: str) -> None:
    """Judge one case again, because a due has passed."""
    with transaction.atomic():
        rows = Case.objects.within(UUID(bureau)).select_for_update()
        found = rows.filter(pk=UUID(case)).first()
        if found is not None:
            refresh(found, timezone.now())


def rejudge_estimated() -> None:
    """Judge again every case with a due that was computed from weekends alone."""
    generation = current_generation()
    for bureau in bureaus():
        tallies = CaseTally.objects.within(bureau).filter(generation=generation, estimated__gt=0)
        for case in tallies.values_list("case_id", flat=True):
            refresh_case(case=str(case), bureau=str(bureau))


def rebuild(*, cause: str = "asked for") -> int:
    """Make the projection anew, and return the number of cases."""
    return build_generation(begin_generation(cause), bureaus())


def rebuild_if_outdated() -> bool:
    """Ask for a rebuild where lists were made with another calendar, or by an older program."""
    tallies = CaseTally._base_manager.filter(generation=current_generation())
    versions = tallies.order_by().values_list("calendar_version", flat=True).distinct()
    another_calendar = bool(set(versions) - {calendar_today().version})
    outdated = another_calendar or is_outdated()
    if outdated:
        cause = "another calendar" if another_calendar else "an upgrade"
        enqueue(REBUILD, {"cause": cause}, lane=Lane.BULK, key=REBUILD)
    return outdated


def bureaus() -> list[UUID]:
    """Return the keys of all bureaus."""
    return list(Organisation.objects.filter(kind=Kind.BUREAU).values_list("pk", flat=True))
