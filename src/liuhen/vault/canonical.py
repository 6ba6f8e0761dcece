# SPDX-License-Identifier: Apache-2.0
"""One value, one sequence of bytes: the JSON that digests are taken over.

Keys sorted by code point, no white space, UTF-8, nothing escaped that need not be. Values are
`None`, booleans, whole numbers, finite floats (shortest form), strings, lists and dicts with string
keys; anything else is a fault of the caller.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def canonical_json(value: Any) -> bytes:
    """Return the canonical bytes of `value`.

    >>> canonical_json({"b": [1, True, None], "a": "文书"}).decode()
    '{"a":"文书","b":[1,true,null]}'

    Raises:
        TypeError, ValueError: `value` holds something that JSON does not know.
    """
    return _ENCODER.encode(value).encode()


def object_of(parts: Mapping[str, bytes]) -> bytes:
    """Return the canonical bytes of an object whose values are canonical bytes already.

    >>> object_of({"b": canonical_json([1]), "a": canonical_json("文书")}).decode()
    '{"a":"文书","b":[1]}'
    """
    pairs = (canonical_json(name) + b":" + parts[name] for name in sorted(parts))
    return b"{" + b",".join(pairs) + b"}"


def list_of(parts: Iterable[bytes]) -> bytes:
    """Return the canonical bytes of a list whose members are canonical bytes already.

    >>> list_of([canonical_json({}), canonical_json(None)]).decode()
    '[{},null]'
    """
    return b"[" + b",".join(parts) + b"]"


def digest_of(raw: bytes) -> str:
    """Return the SHA-256 of `raw` as it is written everywhere: `sha256:` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"
