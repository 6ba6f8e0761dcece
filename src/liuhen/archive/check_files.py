# SPDX-License-Identifier: Apache-2.0
"""Whether the files of a bundle are those of its manifests, each byte.

Files are read by several threads at once, because digesting lets go of the interpreter; memory
stays at one buffer a thread.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from liuhen.archive.bag import BAG_INFO, BAGIT, DECLARATION, MANIFEST, MANIFEST_SM3, TAG_MANIFEST
from liuhen.archive.digests import CHUNK_BYTES, Digests, Running
from liuhen.archive.findings import Result
from liuhen.archive.form import CONTENTS, CUSTODY, FACTS, FINDINGS, MOST_JSON_BYTES, TAGS
from liuhen.archive.manifests import read_manifest, shown
from liuhen.archive.places import Place

_OXUM = re.compile(rb"(?m)^Payload-Oxum: ([0-9]{1,20})\.([0-9]{1,10})$")
_MOST_THREADS = 8
_NEEDED = (CONTENTS, CUSTODY, FACTS, FINDINGS)


@dataclass(slots=True)
class Files:
    """Digests of the payload as the manifests say them and as they were found, in hex digits."""

    said: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)


def check_files(place: Place, result: Result, *, sm3: bool) -> Files:
    """Compare every file with its manifest; faults go into `result`."""
    for path, problem in sorted(place.odd.items()):
        result.find("file", path, "added", problem)
    tags = _read(place, result, TAG_MANIFEST, "tag files")
    payload = _read(place, result, MANIFEST, "payload")
    others = _read(place, result, MANIFEST_SM3, "SM3 of the payload")
    for path in sorted(set(place.sizes) - set(payload) - set(tags) - {TAG_MANIFEST}):
        result.find("file", shown(path), "added", "was added: no manifest names it")
    _require_kinds(result, tags, payload)
    if place.sizes.keys() & {MANIFEST_SM3}:
        _same_paths(result, payload, others)
    said = {**tags, **payload}
    found = _digests(place, said, sm3=sm3)
    for path in sorted(said):
        _compare(result, path, said[path], found.get(path), others if sm3 else {})
    result.files, result.sm3 = len(found), sm3
    result.bytes = sum(one.size_bytes for one in found.values() if isinstance(one, Digests))
    _declaration(place, result)
    digests = {path: one.sha256 for path, one in found.items() if isinstance(one, Digests)}
    not_as_said = {path for path in said if digests.get(path) != said[path]}
    _oxum(place, result, not_as_said)
    return Files(payload, {path: digests[path] for path in payload if path in digests})


def digest_file(path: Path) -> Digests:
    """Return the SHA-256 of one file."""
    running, view = Running(sm3=False), memoryview(bytearray(CHUNK_BYTES))
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(view):
            running.update(view[:size])
    return running.done()


def _read(place: Place, result: Result, name: str, holds: str) -> dict[str, str]:
    if name not in place.sizes:
        result.find("file", name, "missing", f"is missing: nothing vouches for the {holds}")
        return {}
    try:
        raw = place.read(name, MOST_JSON_BYTES)
    except Exception as error:  # noqa: BLE001  # whatever a hostile packed file makes of it
        result.find("manifest", name, "unreadable", f"cannot be read: {_said(error)}")
        return {}
    if raw is None:
        result.find("manifest", name, "unreadable", f"has more than {MOST_JSON_BYTES} bytes")
        return {}
    digests, faults = read_manifest(raw)
    for fault in faults:
        result.find("manifest", name, "changed", f"line {fault.line} {fault.says}")
    return digests


def _require_kinds(result: Result, tags: Mapping[str, str], payload: Mapping[str, str]) -> None:
    wanted = (BAGIT, BAG_INFO, MANIFEST, MANIFEST_SM3, *TAGS)
    for path in wanted:
        if tags and path not in tags:
            result.find("manifest", TAG_MANIFEST, "changed", f"the line of {path} is missing")
    for path in _NEEDED:
        if payload and path not in payload:
            result.find("manifest", MANIFEST, "changed", f"the line of {path} is missing")
    for path in tags:
        if path.startswith("data/") or path not in wanted:
            result.find("manifest", TAG_MANIFEST, "added", f"{shown(path)} does not belong there")
    for path in payload:
        if not path.startswith("data/"):
            result.find("manifest", MANIFEST, "added", f"{shown(path)} does not lie below data/")


def _same_paths(result: Result, one: Mapping[str, str], other: Mapping[str, str]) -> None:
    for path in sorted(one.keys() - other.keys()):
        result.find("manifest", MANIFEST_SM3, "missing", f"the line of {shown(path)} is missing")
    for path in sorted(other.keys() - one.keys()):
        result.find("manifest", MANIFEST_SM3, "added", f"{shown(path)} is not in {MANIFEST}")


def _digests(place: Place, paths: Iterable[str], *, sm3: bool) -> dict[str, Digests | str]:
    """Digests of the files that are there, or why one could not be read."""
    there = sorted((path for path in paths if path in place.sizes), key=place.sizes.__getitem__)
    there.reverse()  # the longest first, so that no thread is left with it at the end
    threads = min(_MOST_THREADS, os.cpu_count() or 1, len(there)) if place.parallel else 1

    def one(path: str) -> Digests | str:
        try:
            return _digest(place, path, sm3=sm3 and path.startswith("data/"))
        except Exception as error:  # noqa: BLE001  # a packed file fails in many ways
            return _said(error)

    if threads <= 1:
        return {path: one(path) for path in there}
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(there, pool.map(one, there), strict=True))


def _digest(place: Place, path: str, *, sm3: bool) -> Digests:
    running, view = Running(sm3=sm3), memoryview(bytearray(CHUNK_BYTES))
    with place.open(path) as file:
        read: Callable[[memoryview], int] = file.readinto  # type: ignore[attr-defined]  # all have it
        while size := read(view):
            running.update(view[:size])
    return running.done()


def _compare(
    result: Result, path: str, said: str, found: Digests | str | None, sm3: Mapping[str, str]
) -> None:
    name = shown(path)
    if found is None:
        result.find("file", name, "missing", "is missing")
    elif isinstance(found, str):
        result.find("file", name, "unreadable", f"cannot be read: {found}")
    elif found.sha256 != said:
        result.find("file", name, "changed", f"was changed: sha256 {found.sha256}, not {said}")
    elif path in sm3 and found.sm3 != sm3[path]:
        result.find("file", name, "changed", f"was changed: sm3 {found.sm3}, not {sm3[path]}")


def _declaration(place: Place, result: Result) -> None:
    if BAGIT not in place.sizes:
        result.find("file", BAGIT, "missing", "is missing")
    elif _raw(place, BAGIT) != DECLARATION:
        result.find("file", BAGIT, "changed", "is not the declaration of BagIt 1.0")


def _oxum(place: Place, result: Result, not_as_said: set[str]) -> None:
    """Hold the sum of the payload against the bag's info; what of the payload explains it is named.

    `not_as_said`: paths that are missing or have not the digest of their manifest.
    """
    if BAG_INFO not in place.sizes:
        return
    payload = [path for path in place.sizes if path.startswith("data/")]
    match = _OXUM.search(_raw(place, BAG_INFO))
    size = sum(place.sizes[path] for path in payload)
    if match is None:
        result.find("file", BAG_INFO, "changed", "says no Payload-Oxum")
        return
    before, files = int(match[1]), int(match[2])
    if (before, files) == (size, len(payload)):
        return
    changed = sorted(path for path in not_as_said if path.startswith("data/"))
    if BAG_INFO in not_as_said or not (changed or files < len(payload)):
        says = f"says {before} bytes in {files} files; there are {size} in {len(payload)}"
        result.find("file", BAG_INFO, "changed", says)
        return
    if files == len(payload) and len(changed) == 1 and changed[0] in place.sizes and size < before:
        left = place.sizes[changed[0]]
        result.find_cut_off(shown(changed[0]), left, left + before - size)
    result.find(
        "file",
        "data/",
        "changed",
        f"holds {size} bytes in {len(payload)} files, not {before} in {files} as {BAG_INFO} says",
    )


def _raw(place: Place, path: str) -> bytes:
    try:
        return place.read(path, MOST_JSON_BYTES) or b""
    except Exception:  # noqa: BLE001  # told already, when it was digested
        return b""


def _said(error: Exception) -> str:
    return shown(" ".join(str(error).split()) or type(error).__name__)
