# SPDX-License-Identifier: Apache-2.0
"""The name under which a browser keeps what it is handed: in Chinese, as people file it."""

from django.utils.http import content_disposition_header

#: What no file system takes in a name.
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|\r\n\t', " "))


def named(name: str, *, attached: bool = True) -> str:
    """Return the header Content-Disposition with that name (RFC 6266).

    >>> named("决定书 1.pdf")
    "attachment; filename*=utf-8''%E5%86%B3%E5%AE%9A%E4%B9%A6%201.pdf"
    """
    plain = " ".join(name.translate(_FORBIDDEN).split()) or "file"
    return content_disposition_header(attached, plain) or ""
