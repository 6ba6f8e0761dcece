# SPDX-License-Identifier: Apache-2.0
"""Names of files in a bundle: readable, and safe on every system that may unpack it.

A name keeps its Chinese words. What Windows, a manifest line or a shell stumbles over becomes `_`;
what is too long is cut before its extension; two names that differ only by case or composition get
a number.
"""

import re
import unicodedata

#: Joliet and most file systems take 255 bytes; some room is left for a number.
MOST_BYTES = 180
_LONGEST_EXTENSION = 16
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*%\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]'
)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def safe_name(wished: str, otherwise: str = "file") -> str:
    """Return a name for a file as near to `wished` as is safe.

    >>> safe_name("../询问 笔录:1.pdf")
    '.._询问 笔录_1.pdf'
    >>> safe_name("CON.mp4"), safe_name(" . ")
    ('_CON.mp4', 'file')
    """
    name = unicodedata.normalize("NFC", wished.encode("utf-8", "replace").decode())
    name = _UNSAFE.sub("_", name).strip().rstrip(". ")
    if not name.strip("._ "):
        return otherwise
    if name.startswith(".") and not name.startswith(".."):
        name = f"_{name}"  # would be hidden
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return _cut(name, MOST_BYTES)


class Names:
    """Gives out names in one folder, each once."""

    def __init__(self) -> None:
        """No name is taken yet."""
        self._taken: set[str] = set()

    def take(self, wished: str, otherwise: str = "file") -> str:
        """Return `safe_name(wished)`, with a number where that is taken.

        >>> names = Names()
        >>> names.take("a.mp4"), names.take("A.MP4")
        ('a.mp4', 'A (2).MP4')
        """
        name = first = safe_name(wished, otherwise)
        number = 1
        while (key := unicodedata.normalize("NFKC", name).casefold()) in self._taken:
            number += 1
            stem, extension = _parts(first)
            name = _cut(stem, MOST_BYTES - 16) + f" ({number})" + extension
        self._taken.add(key)
        return name


def _parts(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > _LONGEST_EXTENSION:
        return name, ""
    return stem, dot + extension


def _cut(name: str, most: int) -> str:
    """Cut by bytes of UTF-8, never through a character, and keep the extension."""
    if len(name.encode()) <= most:
        return name
    stem, extension = _parts(name)
    room = most - len(extension.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + extension
