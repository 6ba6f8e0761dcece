# SPDX-License-Identifier: Apache-2.0
"""Bytes of a text file into text: UTF-8, UTF-16 with its mark, or GB18030 with a doubt."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from liuhen.law.errors import BadInput
from liuhen.law.text.doubts import NOT_UTF8, Doubts

LARGEST_FILE_BYTES = 2 * 1024 * 1024  # the longest codes have some 0.5 MB
_OTHER_FORMATS = {
    b"PK\x03\x04": "a .docx or zip file",
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old .doc file",
    b"{\\rtf": "an RTF file",
}


def decode_text(raw: bytes, name: str, doubts: Doubts) -> str:
    """Return the text of a file; `name` is what a message calls the file.

    Raises:
        BadInput: the bytes are empty, too many, of another format, or in no known encoding.
    """
    if not raw.strip():
        raise BadInput(f"{name}: the file is empty")
    if len(raw) > LARGEST_FILE_BYTES:
        raise BadInput(f"{name}: longer than {LARGEST_FILE_BYTES // 1024**2} MiB")
    for mark, kind in _OTHER_FORMATS.items():
        if raw.startswith(mark):
            raise BadInput(f"{name}: this is {kind}, not plain text; save it as text first")
    text = _decoded(raw, name, doubts)
    if "\0" in text:
        raise BadInput(f"{name}: this is not a text file (it holds zero bytes)")
    return text


def _decoded(raw: bytes, name: str, doubts: Doubts) -> str:
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = "gb18030"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise BadInput(f"{name}: neither UTF-8 nor GB18030; save the file as UTF-8") from None
    if encoding == "gb18030":
        doubts.add(NOT_UTF8)
    return text
