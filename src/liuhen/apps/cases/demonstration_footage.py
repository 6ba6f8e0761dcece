# SPDX-License-Identifier: Apache-2.0
"""Demonstration footage: files that play, brought in and linked as officers would.

The files are made by two child processes while the cases are written, and then go the way of every
file: kept, probed, linked. Some are linked, some wait to be, one came late; one has a hole, one was
cut short, one is H.265. Devices and patrols around them are invented rows, as the cases are.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from liuhen.apps.cases.acting import tell
from liuhen.apps.cases.invented import BUILDER, Staffed, as_recorded_then
from liuhen.apps.cases.linking import link_original
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.devices import device_of
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.models import Device, DeviceIssue, DeviceKind, Original
from liuhen.apps.evidence.probing import probe_original
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for
from liuhen.apps.trace.journal import act
from liuhen.simulate.takes import TAKES, Take, make

_CHUNK_BYTES = 1024 * 1024
_PROCESSES = 2
_EARLY = timedelta(seconds=20)
_ISSUED = timedelta(days=60)


class Shooting:
    """Films in the making. `now` is the moment from which they are counted back."""

    def __init__(self, pool: ProcessPoolExecutor, folder: Path, now: datetime) -> None:
        self._now = now
        self._made: list[tuple[Take, datetime, Future[Path]]] = []
        for number, take in enumerate(TAKES):
            start = (now - timedelta(minutes=take.ago)).replace(microsecond=0)
            path = folder / f"{number}.{take.ending}"
            self._made.append((take, start, pool.submit(make, path, take, start)))

    def bring_in(self, staffed: dict[str, Staffed]) -> Iterator[Original]:
        """Bring the files into the bureaus (by pack), each as soon as it is there."""
        for one in staffed.values():
            _put_devices(one, self._now)
        for take, start, made in self._made:
            if take.pack in staffed:
                yield _bring_in(staffed[take.pack], take, start, made.result())


@contextmanager
def shooting(now: datetime) -> Iterator[Shooting]:
    """Begin to make the films in child processes."""
    pool = ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn"))
    with TemporaryDirectory() as folder, pool:
        yield Shooting(pool, Path(folder), timezone.localtime(now))


def _put_devices(staffed: Staffed, now: datetime) -> None:
    """Let the first two officers have a recorder each, as the register would have it."""
    since = now - _ISSUED
    with act("demonstration.put_devices", by=BUILDER) as record:
        record.about(staffed.bureau)
        for number, officer in enumerate(_officers(staffed), start=1):
            code = f"DSJ-{number:02d}"
            if device_of(staffed.bureau.pk, code) is not None:
                continue
            device = Device(
                bureau=staffed.bureau,
                section=staffed.section,
                code=code,
                serial=f"LH26{number:04d}",
                kind=DeviceKind.RECORDER,
                model="DEMO-1",
                registered_at=since,
            )
            record.create(device)
            issue = DeviceIssue(
                bureau=staffed.bureau, device=device, person=officer, issued_at=since
            )
            record.create(issue)


def _officers(staffed: Staffed) -> list[Person]:
    return list(staffed.people.values())[:2]


def _bring_in(staffed: Staffed, take: Take, start: datetime, path: Path) -> Original:
    officer = _officers(staffed)[0]
    by = viewer_for(officer, timezone.now(), staffed.bureau)
    certificate = officer.certificates.first()
    who = certificate.number if certificate else officer.username
    name = f"LH260001_{who}_{start:%Y%m%d%H%M%S}.{take.ending}"
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(_CHUNK_BYTES), b"")
        kept = keep_file(by=by, file_name=name, chunks=chunks, claims=Claims(came_by="dock"))
    path.unlink()
    probe_original(str(kept.original.pk))
    original = Original.objects.within(staffed.bureau.pk).get(pk=kept.original.pk)
    if take.activity:
        activity = _put_activity(staffed, take, start)
        if take.linked:
            link_original(by=by, original=original, activity=activity)
    return original


def _put_activity(staffed: Staffed, take: Take, start: datetime) -> Activity:
    """Write down what the footage shows, as it would have been on that day."""
    officers = _officers(staffed)
    ref = f"e-film{start:%m%d%H%M}"
    activity = Activity(
        kind=take.activity,
        start=start + _EARLY,
        end=start + timedelta(minutes=take.minutes) - _EARLY,
        place=staffed.bureau.parent.name if staffed.bureau.parent else "",
        officers=[{"name": one.name} for one in officers],
        identity_shown=True,
    )
    activity.bureau, activity.section, activity.ref = staffed.bureau, staffed.section, ref
    with act("demonstration.put_activity", by=BUILDER) as record:
        record.about(staffed.bureau)
        activity.case = _open_case(staffed, start) if take.in_case else None
        record.create(as_recorded_then(activity, officers[0]))
        if activity.case is not None:
            tell(activity.case, record)
    return activity


def _open_case(staffed: Staffed, at: datetime) -> Case | None:
    """A case of the section that was open then, or none where the demonstration has no cases."""
    rows = Case.objects.within(staffed.bureau.pk).select_for_update()
    rows = rows.filter(section=staffed.section, opened_at__lte=at, concluded_at=None)
    return rows.filter(archived_at=None).order_by("-opened_at").first()
