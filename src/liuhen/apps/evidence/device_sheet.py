# SPDX-License-Identifier: Apache-2.0
"""Devices from a sheet (XLSX): shown with every fault first, then entered, all or none.

One row a device. The first row names the columns, in Chinese or English, in any order:

    number · kind · serial number · make and model · section · place · keeps (days)

Place and days belong to fixed cameras alone.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from liuhen.apps.evidence.device_register import DeviceValue, put_device, require_manager
from liuhen.apps.evidence.errors import BadDeviceError
from liuhen.apps.evidence.models import Device, DeviceKind
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.media.sandbox import SandboxError, read_apart

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2000

#: Column → the headings by which it may be named.
COLUMNS = {
    "code": ("设备编号", "编号", "number"),
    "kind": ("种类", "kind"),
    "serial": ("序列号", "serial number", "serial"),
    "model": ("品牌型号", "型号", "make and model", "model"),
    "section": ("科室", "部门", "section"),
    "place": ("安装地点", "地点", "place"),
    "keeps_days": ("录像保留天数", "保留天数", "keeps (days)"),
}
_NEEDED = ("code", "kind")


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """One device of the sheet; `row` is the row's number as the sheet shows it."""

    row: int
    code: str
    kind: str
    serial: str = ""
    model: str = ""
    section: str = ""
    place: str = ""
    keeps_days: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceFault:
    """What is wrong in one row (0: in the sheet as a whole), in one sentence."""

    row: int
    sentence: str


@dataclass(slots=True)
class DevicePreview:
    """What a sheet would bring."""

    entries: list[DeviceEntry] = field(default_factory=list)
    faults: list[DeviceFault] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it can be entered as it is."""
        return bool(self.entries) and not self.faults


def preview_devices(viewer: Viewer, raw: bytes) -> DevicePreview:
    """Read a sheet and say what it would bring and what is wrong with it; nothing is written.

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: no XLSX file, too large, or a column is missing.
    """
    require_manager(viewer)
    found = _read(raw)
    seen: dict[str, int] = {}
    for entry in found.entries:
        first = seen.setdefault(entry.code.casefold(), entry.row)
        if first != entry.row:
            sentence = _("The number stands in row %(r)d already.") % {"r": first}
            found.faults.append(DeviceFault(entry.row, sentence))
        else:
            found.faults.extend(_tried(viewer, entry))
    if not found.entries and not found.faults:
        found.faults.append(DeviceFault(0, _("The sheet names no device.")))
    found.faults.sort(key=lambda fault: fault.row)
    return found


def import_devices(*, by: Viewer, entries: Iterable[DeviceEntry]) -> list[Device]:
    """Enter every device of a good preview, all or none.

    Raises:
        BadDeviceError: one can no longer be entered; then none was.
    """
    require_manager(by)
    rows = list(entries)
    if not rows:
        raise BadDeviceError(_("The sheet names no device."))
    with act("evidence.import_devices", by=by) as record:
        return [put_device(record, by, _value(by, one)) for one in rows]


def example_devices() -> bytes:
    """Return an XLSX file with the headings and two devices, as a pattern to fill in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "设备"
    sheet.append([names[0] for names in COLUMNS.values()])
    sheet.append(["DSJ-01", "执法记录仪", "T860001", "示例型号", "", "", ""])
    sheet.append(["CAM-01", "固定摄像头", "", "示例型号", "", "受理大厅", "30"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in "ABCDEFG":
        sheet.column_dimensions[column].width = 18
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _tried(viewer: Viewer, entry: DeviceEntry) -> list[DeviceFault]:
    """Enter one for a moment, to learn what only writing can tell, and take it back."""
    with transaction.atomic():
        try:
            record = Record("evidence.preview_devices", viewer, viewer.at)
            put_device(record, viewer, _value(viewer, entry))
        except BadDeviceError as error:
            return [DeviceFault(entry.row, str(error))]
        finally:
            transaction.set_rollback(True)
    return []


def _value(viewer: Viewer, entry: DeviceEntry) -> DeviceValue:
    return DeviceValue(
        code=entry.code,
        kind=_kind(entry.kind),
        serial=entry.serial,
        model=entry.model,
        section=_section(viewer, entry.section),
        place=entry.place,
        keeps_days=entry.keeps_days,
    )


def _section(viewer: Viewer, name: str) -> Organisation | None:
    if not name or viewer.bureau is None or name == viewer.bureau.name:
        return None
    found = Organisation.objects.filter(bureau=viewer.bureau, name=name).first()
    if found is None:
        raise BadDeviceError(_("There is no section “%(name)s”.") % {"name": name[:40]}, "section")
    return found


def _kind(word: str) -> str:
    """The kind that a word names, in any language; the word itself where it names none."""
    for kind in DeviceKind:
        labels = set()
        for language in ("zh-hans", "en"):
            with override(language):
                labels.add(str(kind.label))
        if word in labels or word.lower() == kind.value:
            return kind.value
    return word


def _read(raw: bytes) -> DevicePreview:
    if len(raw) > MOST_BYTES:
        raise BadDeviceError(_("The sheet is larger than 5 MiB."), "file")
    try:
        read = json.loads(read_apart("liuhen.paper.sheet", raw))
    except SandboxError:
        read = None
    if not isinstance(read, list) or not read:
        raise BadDeviceError(
            _("This is no XLSX file that can be read. Save it as .xlsx again."), "file"
        )
    header, *rows = read
    if len(rows) > MOST_ROWS:
        raise BadDeviceError(
            _("The sheet has more than %(n)d rows; bring it in in two parts.") % {"n": MOST_ROWS},
            "file",
        )
    columns = _columns(header)
    found = DevicePreview()
    for number, cells in enumerate(rows, start=2):
        values = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
        if any(values.values()):
            _read_row(number, values, found)
    return found


def _columns(header: list[str]) -> dict[str, int]:
    heads = [cell.strip().casefold() for cell in header]
    found = {
        name: heads.index(word)
        for name, words in COLUMNS.items()
        for word in reversed(words)
        if word in heads
    }
    if missing := [COLUMNS[name][0] for name in _NEEDED if name not in found]:
        raise BadDeviceError(
            _("The first row must name the columns; missing: %(names)s.")
            % {"names": (", " if get_language() == "en" else "、").join(missing)},
            "file",
        )
    return found


def _read_row(number: int, values: dict[str, str], found: DevicePreview) -> None:
    days = values.pop("keeps_days", "")
    if days and not (days.isascii() and days.isdigit() and len(days) <= 4):  # noqa: PLR2004  # years
        sentence = _("“%(w)s” is no number of days.") % {"w": days[:20]}
        found.faults.append(DeviceFault(number, sentence))
        days = ""
    found.entries.append(DeviceEntry(number, **values, keeps_days=int(days) if days else None))
