# SPDX-License-Identifier: Apache-2.0
"""A device as the register shows it: state, holder, clock."""

from collections.abc import Iterable
from dataclasses import dataclass

from liuhen.apps.evidence.clock_readings import waiting_readings
from liuhen.apps.evidence.devices import last_readings, running_issues
from liuhen.apps.evidence.models import ClockReading, Device, DeviceIssue, DeviceState
from liuhen.apps.people.viewer import Viewer
from liuhen.web.devices.clocks import clock_said, is_off

#: Look and sign of each state, as of a duty's.
LOOKS = {
    DeviceState.IN_SERVICE: ("met", "check"),
    DeviceState.FAULTY: ("breached", "circle-x"),
    DeviceState.IN_REPAIR: ("late", "settings"),
    DeviceState.RETIRED: ("pending", "archive"),
}


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device of the register. `waits`: a newer reading of its clock is not confirmed."""

    device: Device
    issue: DeviceIssue | None
    clock: ClockReading | None
    waits: bool = False

    @property
    def look(self) -> str:
        """The colour of the state."""
        return LOOKS[DeviceState(self.device.state)][0]

    @property
    def sign(self) -> str:
        """The sign of the state."""
        return LOOKS[DeviceState(self.device.state)][1]

    @property
    def clock_said(self) -> str:
        """How the clock ran when it was last read."""
        return "" if self.clock is None else clock_said(self.clock)

    @property
    def clock_off(self) -> bool:
        """Whether the clock should be set."""
        return self.clock is not None and is_off(self.clock)


def lines_of(viewer: Viewer, devices: Iterable[Device]) -> list[DeviceLine]:
    """Return the lines of the register, in its order."""
    rows = list(devices)
    issues = {one.device_id: one for one in running_issues(viewer)}
    clocks = last_readings(viewer, rows)
    waiting = {one.device_id for one in waiting_readings(viewer)}
    return [
        DeviceLine(one, issues.get(one.pk), clocks.get(one.pk), one.pk in waiting) for one in rows
    ]
