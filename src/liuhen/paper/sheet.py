# SPDX-License-Identifier: Apache-2.0
"""The first sheet of an XLSX file as rows of text; to be run in the sandbox.

Days come as ISO dates, days with a time of day as `2026-03-02 14:30` (Excel has no day without one:
midnight is a day alone), whole numbers without a point; formulas are not computed: their last value
counts, and one without a value comes as it is written (`=A1+1`); merged cells count once. Files
that unpack to more than 64 MiB are refused.
"""

import io
import json
import zipfile
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 40


def work(raw: bytes) -> bytes:
    """Return JSON: a list of rows, each a list of strings; or `{"error": …}`."""
    try:
        return json.dumps(rows_of(raw), ensure_ascii=False).encode()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        return json.dumps({"error": str(error)[:200]}, ensure_ascii=False).encode()


def rows_of(raw: bytes) -> list[list[str]]:
    """Read the first sheet.

    Raises:
        zipfile.BadZipFile, KeyError, ValueError: not an XLSX file, or too large unpacked.
    """
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise ValueError(f"unpacks to more than {MOST_UNPACKED_BYTES} bytes")

    def read(*, values: bool) -> list[list[str]]:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=values, keep_links=False)
        sheet = book.worksheets[0]
        found = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in found]

    values, written = read(values=True), read(values=False)
    return [
        [
            value or (said if said.startswith("=") else "")
            for value, said in zip_longest(row, formulas, fillvalue="")
        ]
        for row, formulas in zip(values, written, strict=True)
    ]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _moment(cell: datetime) -> str:
    """Write a day with its time, to the minute; the fraction in which Excel keeps it is rounded.

    >>> _moment(datetime(2026, 3, 2, 14, 29, 59, 999_990)), _moment(datetime(2026, 3, 2))
    ('2026-03-02 14:30', '2026-03-02')
    """
    near = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    return f"{near:%Y-%m-%d %H:%M}" if near.time() > time() else f"{near:%Y-%m-%d}"
