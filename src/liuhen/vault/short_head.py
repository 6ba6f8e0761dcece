# SPDX-License-Identifier: Apache-2.0
"""A signed head as one line of ASCII, as the QR code of the printed sheet holds it.

`liuhen-head:1`, then how many lines the checkpoint has, its lines, and each signature as name and
base64, all separated by spaces; spaces, `%` and what is not ASCII inside a part are `%`-escaped.
"""

import base64
import re
import string

from liuhen.vault.checkpoint import DASH, CheckpointError, Signed, read_checkpoint

_COMPACT = "liuhen-head:1"
_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}/+=:.,-_~".encode())
_ESCAPED = re.compile("%([0-9A-F]{2})")


def compact(signed: Signed) -> str:
    """Return a signed head as one line."""
    lines = signed.checkpoint.text[:-1].split("\n")
    named = [
        part
        for one in signed.signatures
        for part in (one.name, base64.b64encode(one.key_id + one.signature).decode())
    ]
    parts = [str(len(lines)), *lines, *named]
    return " ".join([_COMPACT, *(_escaped(part) for part in parts)])


def from_compact(text: str) -> Signed:
    """Read what `compact` has written, into the note that it stands for.

    Raises:
        CheckpointError: it is not in the form.
    """
    word, *parts = (_unescaped(part) for part in text.strip().split(" "))
    count = parts[0] if parts else ""
    if word != _COMPACT or not (count.isascii() and count.isdigit()):
        raise CheckpointError(f"{text[:60]!r} is no head in its short form")
    lines, named = parts[1 : int(count) + 1], parts[int(count) + 1 :]
    pairs = zip(named[::2], named[1::2], strict=False)
    signatures = "".join(f"{DASH}{name} {encoded}\n" for name, encoded in pairs)
    return read_checkpoint("\n".join(lines) + f"\n\n{signatures}")


def _escaped(part: str) -> str:
    return "".join(chr(one) if one in _PLAIN else f"%{one:02X}" for one in part.encode())


def _unescaped(part: str) -> str:
    try:
        raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), part).encode("latin-1")
        return raw.decode()
    except UnicodeError:
        raise CheckpointError(f"{part[:60]!r} is no part of a head in its short form") from None
