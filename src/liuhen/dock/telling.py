# SPDX-License-Identifier: Apache-2.0
"""What the server is told of each file: hints that its intake starts from, never facts.

The server reads names itself, by the pattern of the device or the usual form; so a name is read
here only by a pattern that the station was given. What a person says goes before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from liuhen.dock.card import Found
from liuhen.dock.clock import DeviceClock, moment
from liuhen.media.names import NameParts, read_name

#: These are written at one moment; a film's file time is its end, and its length tells the start.
_OF_ONE_MOMENT = (
    ".jpg", ".jpeg", ".png", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".dng", ".webp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """What is known of a card's files beforehand."""

    device: str = ""
    officer: str = ""
    pattern: str = ""
    clock: DeviceClock | None = None

    def metadata(self, file: Found) -> Mapping[str, str]:
        """Return the values for Upload-Metadata."""
        parts = read_name(file.name, self.pattern) if self.pattern else NameParts()
        said = {
            "filename": file.name,
            "device": self.device or parts.serial,
            "officer": self.officer or parts.officer,
            "came_by": "dock",
            **self._time(file, parts),
        }
        if self.clock is not None:
            said |= {
                "offset_ms": str(self.clock.offset_ms),
                "device_clock": self.clock.device_at.isoformat(timespec="seconds"),
                "measured_at": self.clock.server_at.isoformat(timespec="seconds"),
                "note": f"clock: {self.clock.how}",
            }
        return {name: value for name, value in said.items() if value}

    def _time(self, file: Found, parts: NameParts) -> Mapping[str, str]:
        if parts.start is not None:  # the device's clock, in the bureau's zone
            return {"recorded": parts.start.isoformat(), "time_source": "name"}
        if read_name(file.name).start:
            return {}
        written = moment(file.modified_ns).astimezone(UTC).isoformat(timespec="seconds")
        begins = file.name.lower().endswith(_OF_ONE_MOMENT)
        return {"recorded" if begins else "ended": written, "time_source": "file"}
