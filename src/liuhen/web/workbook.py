# SPDX-License-Identifier: Apache-2.0
"""A workbook as bytes."""

import io

from openpyxl import Workbook


def bytes_of(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
