# SPDX-License-Identifier: Apache-2.0
"""Devices of a demonstration bureau: recorders in the officers' hands, fixed cameras, their clocks.

What lies in the past (registering, issuing, earlier readings) are invented rows, as the cases are;
what is noted today is noted by the acts that everybody uses. The numbers are those that invented
cases name: `DSJ-01` is the recorder of the first officer, `…-窗口1` the camera over the counter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from liuhen.apps.cases.invented import BUILDER, Staffed
from liuhen.apps.cases.models import Case, Handler
from liuhen.apps.evidence.device_upkeep import note_upkeep, read_clock, send_to_repair
from liuhen.apps.evidence.devices import device_of
from liuhen.apps.evidence.models import (
    ClockReading,
    Device,
    DeviceIssue,
    DeviceKind,
    Upkeep,
    UpkeepKind,
)
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import Record, act
from liuhen.simulate import bureau_of

RECEPTION, INTERVIEW, VOICE = "SXT-01", "SXT-02", "LYB-01"
#: Where the two cameras hang that no invented case knows.
RECEPTION_ROOM, INTERVIEW_ROOM = "接待室", "询问室"
#: Whose recorder runs three minutes fast, counted from nought.
FAST = 3
#: By how much clocks are off that are not right: server minus device.
OFFSETS = {"fast": timedelta(minutes=-3), RECEPTION: timedelta(minutes=7, seconds=20)}

_REGISTERED, _ISSUED = timedelta(days=600), timedelta(days=60)
_COUNTERS = 4
_MODELS = ("DEMO-H8", "DEMO-X5")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the register."""

    code: str
    kind: DeviceKind
    serial: str
    model: str
    holder: Person | None = None
    place: str = ""
    keeps_days: int | None = None


def officers_of(staffed: Staffed) -> list[Person]:
    """Return the officers in the order of their certificates."""
    return [staffed.people[name] for name in bureau_of(staffed.bureau.pack_id).officers]


def viewer_of(staffed: Staffed, person: Person) -> Viewer:
    """Return a person of the bureau as whoever acts now."""
    return viewer_for(person, timezone.now(), staffed.bureau)


def viewer_in(staffed: Staffed, role: Role) -> Viewer:
    """Return who holds a role of the bureau, as whoever acts now."""
    suffix = f".{role.value.partition('_')[0]}"
    found = next(one for one in staffed.people.values() if one.username.endswith(suffix))
    return viewer_of(staffed, found)


def handler_of(staffed: Staffed, case: Case) -> Viewer | None:
    """Return a handler of the case who is an officer of the bureau, as whoever acts now."""
    known = {person.pk for person in staffed.people.values()}
    rows = Handler.objects.filter(case=case, person__in=known).select_related("person")
    found = rows.order_by("person__name").first()
    return None if found is None else viewer_of(staffed, found.person)


def recorder_of(staffed: Staffed, person: Person) -> Device:
    """Return the recorder that is in a person's hands, or the first of the bureau."""
    rows = DeviceIssue.objects.within(staffed.bureau.pk).select_related("device")
    found = rows.filter(person=person, returned_at=None, device__kind=DeviceKind.RECORDER).first()
    return found.device if found else Device.objects.within(staffed.bureau.pk)[0]


def equip(staffed: Staffed, now: datetime) -> None:
    """Enter the devices, put the recorders into the officers' hands, and look after some."""
    people = officers_of(staffed)
    with act("demonstration.put_devices", by=BUILDER) as record:
        record.about(staffed.bureau)
        for entry in _entries(staffed, people):
            _put(record, staffed, entry, now)
    _look_after(staffed, len(people))


def _entries(staffed: Staffed, people: list[Person]) -> Iterator[_Entry]:
    for number, person in enumerate(people, start=1):
        model = _MODELS[number % len(_MODELS)]
        yield _Entry(f"DSJ-{number:02d}", DeviceKind.RECORDER, f"LH26{number:04d}", model, person)
    for number in range(len(people) + 1, len(people) + 4):
        yield _Entry(f"DSJ-{number:02d}", DeviceKind.RECORDER, f"LH26{number:04d}", _MODELS[0])
    yield _Entry(VOICE, DeviceKind.AUDIO, "LH26Y001", "DEMO-V2", people[1])
    yield _Entry("XJ-01", DeviceKind.CAMERA, "LH26X001", "DEMO-P1", people[0])
    for code, place in ((RECEPTION, RECEPTION_ROOM), (INTERVIEW, INTERVIEW_ROOM)):
        yield _Entry(code, DeviceKind.FIXED, f"LH26{code[-2:]}C", "DEMO-C4", None, place, 30)
    prefix = bureau_of(staffed.bureau.pack_id).code
    for number in range(1, _COUNTERS + 1):
        code = f"{prefix}-窗口{number}"
        place = f"受理大厅{number}号窗口"
        yield _Entry(code, DeviceKind.FIXED, f"LH26W{number:03d}", "DEMO-C4", None, place, 90)


def _put(record: Record, staffed: Staffed, entry: _Entry, now: datetime) -> None:
    device = record.create(
        Device(
            bureau=staffed.bureau,
            section=staffed.section if entry.kind != DeviceKind.FIXED else None,
            code=entry.code,
            serial=entry.serial,
            kind=entry.kind,
            model=entry.model,
            place=entry.place,
            keeps_days=entry.keeps_days,
            registered_at=now - _REGISTERED,
        )
    )
    about = {"bureau": staffed.bureau, "device": device}
    if entry.holder is not None:
        manager = viewer_in(staffed, Role.DEVICE_MANAGER).person
        since = now - _ISSUED
        record.create(DeviceIssue(**about, person=entry.holder, issued_at=since, issued_by=manager))
        check = Upkeep(**about, kind=UpkeepKind.CHECK, at=since, note="领用前电量、存储、时间正常")
        check.recorded_by = manager
        record.create(check)
    if entry.code == f"DSJ-{FAST + 1:02d}":
        at, offset = now - timedelta(days=30), timedelta(seconds=-95)
        record.create(
            ClockReading(
                **about,
                at=at,
                device_at=at - offset,
                offset_ms=round(offset / timedelta(milliseconds=1)),
                how="dock",
                taken_by=entry.holder,
                confirmed_at=now,
                confirmed_by=entry.holder,
            )
        )


def _look_after(staffed: Staffed, people: int) -> None:
    """Note today what is broken, what was looked at and what the clocks show."""
    manager = viewer_in(staffed, Role.DEVICE_MANAGER)
    faulty, mending, spare = (_device(staffed, f"DSJ-{people + place:02d}") for place in (1, 2, 3))
    note_upkeep(by=manager, device=faulty, kind="fault", note="充电后不能开机")
    note_upkeep(by=manager, device=mending, kind="fault", note="镜头进水，画面模糊")
    send_to_repair(by=manager, device=mending)
    note_upkeep(by=manager, device=spare, kind="upkeep", note="清空存储、升级固件，备用")
    first = _device(staffed, "DSJ-01")
    holder = viewer_of(staffed, officers_of(staffed)[0])
    note_upkeep(by=holder, device=first, kind="check", note="电量、存储、时间正常")
    for code, offset in (
        ("DSJ-01", timedelta(seconds=-4)),
        (f"DSJ-{FAST + 1:02d}", OFFSETS["fast"]),
        (RECEPTION, OFFSETS[RECEPTION]),
        (INTERVIEW, timedelta()),
    ):
        read_clock(by=manager, device=_device(staffed, code), shown=timezone.now() - offset)


def _device(staffed: Staffed, code: str) -> Device:
    found = device_of(staffed.bureau.pk, code)
    if found is None:
        raise LookupError(code)
    return found
