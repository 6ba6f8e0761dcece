# SPDX-License-Identifier: Apache-2.0
"""Rows of the catalogue: what came in, from which device, by whom, and what became of it."""

from liuhen.apps.evidence.models.devices import (
    ClockReading,
    Device,
    DeviceIssue,
    DeviceKind,
    DeviceState,
    Upkeep,
    UpkeepKind,
)
from liuhen.apps.evidence.models.handing_over import HandOver, HandOverLine, LineState
from liuhen.apps.evidence.models.originals import (
    Derived,
    DerivedKind,
    Mark,
    Original,
    OriginalKind,
    Sitting,
    TimeSource,
)
from liuhen.apps.evidence.models.outings import Outing, OutingGround
from liuhen.apps.evidence.models.scans import Scan
from liuhen.apps.evidence.models.stored import Holding, StoredObject
from liuhen.apps.evidence.models.uploads import Upload, UploadState

__all__ = [
    "ClockReading",
    "Derived",
    "DerivedKind",
    "Device",
    "DeviceIssue",
    "DeviceKind",
    "DeviceState",
    "HandOver",
    "HandOverLine",
    "Holding",
    "LineState",
    "Mark",
    "Original",
    "OriginalKind",
    "Outing",
    "OutingGround",
    "Scan",
    "Sitting",
    "StoredObject",
    "TimeSource",
    "Upkeep",
    "UpkeepKind",
    "Upload",
    "UploadState",
]
