# SPDX-License-Identifier: Apache-2.0
"""Manifests of a bag (RFC 8493), in one strict form: what is written one way is read one way.

A line is digest, two blanks, path, line feed; digests in lower-case hex; paths with `/`, sorted by
code point, each once, none leading out of the bundle. So there is exactly one manifest for a set of
files, and a changed byte of it is always a fault of the manifest or of a file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>[^\x00-\x1f\x7f]+)")
_CHARACTERS = {"%": "%25"}  # line breaks never occur in our names


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not as it must be. `line` counts from 1."""

    line: int
    says: str


def manifest(digests: Mapping[str, str]) -> bytes:
    r"""Return the manifest of `digests` (hex digits by path).

    >>> manifest({"data/b": "0" * 64, "data/a": "1" * 64}).decode().splitlines()[0][-8:]
    '  data/a'
    """
    lines = (f"{digests[path]}  {_encoded(path)}\n" for path in sorted(digests))
    return "".join(lines).encode()


def read_manifest(raw: bytes) -> tuple[dict[str, str], list[Fault]]:
    """Return digests by path, and every line that is at fault."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    last = ""
    for number, line in _lines(raw, faults):
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(Fault(number, "is not a digest, two blanks and a path"))
            continue
        path = match["path"].replace("%25", "%")
        if not leads_inside(path):
            faults.append(Fault(number, f"{shown(path)} leads out of the bundle"))
        elif _encoded(path) != match["path"]:
            faults.append(Fault(number, f"{shown(path)} is not written as it must be"))
        elif path in found:
            faults.append(Fault(number, f"{shown(path)} stands there twice"))
        else:
            if path < last:
                faults.append(Fault(number, f"{shown(path)} is out of order"))
            found[path], last = match["digest"], path
    return found, faults


def _lines(raw: bytes, faults: list[Fault]) -> Iterator[tuple[int, str]]:
    if not raw:
        return
    lines = raw.split(b"\n")
    if lines.pop() != b"":
        faults.append(Fault(len(lines) + 1, "is cut off"))
    for number, line in enumerate(lines, 1):
        try:
            yield number, line.decode()
        except UnicodeDecodeError:
            faults.append(Fault(number, "is not UTF-8"))


def leads_inside(path: str) -> bool:
    r"""Whether a path names something below the bundle, on every system.

    >>> [leads_inside(one) for one in ("data/a", "../a", "/a", "data//a", "C:/a", "data\\a")]
    [True, False, False, False, False, False]
    """
    parts = path.split("/")
    return (
        all(part not in ("", ".", "..") for part in parts)
        and "\\" not in path
        and ":" not in parts[0]
    )


def shown(path: str) -> str:
    """A path as a line of output can hold it."""
    text = "".join(c if c.isprintable() else "\ufffd" for c in path)
    return text if len(text) <= 200 else f"{text[:200]}…"  # noqa: PLR2004  # it stays one line


def _encoded(path: str) -> str:
    return "".join(_CHARACTERS.get(character, character) for character in path)
