# SPDX-License-Identifier: Apache-2.0
"""The text of a .docx file, a line for each paragraph; to be run in the sandbox.

Tables are read row by row, where they stand; headers, footers and notes are left out. Numbers that
the word processor makes by itself are no text: the reader of regulations says where one is lost.
Files that unpack to more than 64 MiB are refused.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_UNPACKED_BYTES = 64 * 1024 * 1024


def work(raw: bytes) -> bytes:
    """Return JSON: `{"text": …}`, or `{"error": …}` where it is no such file."""
    try:
        answer = {"text": text_of(raw)}
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        answer = {"error": str(error)[:200]}
    return json.dumps(answer, ensure_ascii=False).encode()


def text_of(raw: bytes) -> str:
    """Return the paragraphs of the file, joined by line breaks.

    Raises:
        zipfile.BadZipFile, KeyError, ValueError: not a .docx file, or too large unpacked.
    """
    from docx import Document

    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise ValueError(f"unpacks to more than {MOST_UNPACKED_BYTES} bytes")
    return "\n".join(_lines(Document(io.BytesIO(raw))))


def _lines(block: Any) -> Iterator[str]:
    """Yield the paragraphs of a document, or of a cell, in order."""
    from docx.table import Table

    for part in block.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                yield " ".join(line for cell in row.cells for line in _lines(cell) if line.strip())
        else:
            yield part.text
