# SPDX-License-Identifier: Apache-2.0
"""Whether what a bundle shows of a case is what the journal holds: files, leaves, facts.

- The leaf of the export names every file of the payload with its digest, and the bag's info. So a
  changed file is found although somebody corrected the manifests.
- `contents.json` names all leaves of the case; one that was cut off is missed.
- Each fact of `facts.json` is what the last leaf about its row says.
- Each original, clip and paper has the digest with which it came into the vault.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from liuhen.archive.bag import BAG_INFO, MANIFEST_SM3
from liuhen.archive.check_files import Files
from liuhen.archive.check_journal import Journal, LeafRead
from liuhen.archive.findings import Result
from liuhen.archive.form import (
    CONTENTS,
    EXPORT_ACT,
    FACTS,
    LEAVES,
    MOST_JSON_BYTES,
    VERSION,
    Contents,
    FileShown,
)
from liuhen.archive.manifests import shown
from liuhen.archive.places import Place
from liuhen.archive.rows import Told, compare
from liuhen.law.facts import Facts
from liuhen.law.reading import load_facts
from liuhen.vault.canonical import digest_of

_ALGORITHM = "sha256:"


def check_contents(place: Place, files: Files, journal: Journal, result: Result) -> None:
    """Compare what is shown with what the journal holds; faults go into `result`."""
    contents = _contents(place, result)
    export = _export(journal, result)
    if export is not None:
        _same_files(place, files, export, result)
    if contents is None:
        return
    result.case, result.bureau = contents.case.number, contents.case.bureau
    if export is not None and export.body["object"] != contents.case.reference:
        says = f"leaf {export.index} is about {shown(export.body['object'])}"
        result.find("contents", CONTENTS, "changed", f"names another case: {says}")
    result.left_out = [f"{one.name}: {one.reason}" for one in contents.left_out]
    _same_leaves(contents, journal, result)
    told = _told(journal, result)
    _same_facts(place, contents, journal, told, result)
    for file in contents.files:
        _whole_file(place, file, files, result)
        _same_file(file, files, journal, told, result)
    _remark_witness(contents, journal, result)


def _contents(place: Place, result: Result) -> Contents | None:
    raw = _read(place, CONTENTS)
    if raw is None:
        return None  # the manifests say so
    try:
        contents = msgspec.json.decode(raw, type=Contents)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        result.find("contents", CONTENTS, "unreadable", f"cannot be read: {_short(error)}")
        return None
    if contents.liuhen_bundle != VERSION:
        result.remarks.append(
            f"the bundle has version {contents.liuhen_bundle}; this program reads {VERSION}"
        )
    return contents


def _export(journal: Journal, result: Result) -> LeafRead | None:
    """The leaf that binds the files: the last one, made for this bundle."""
    if journal.head is None:
        return None  # nothing is proven; said already
    found = [leaf for leaf in journal.leaves.values() if _binds(leaf)]
    last = max(journal.leaves, default=-1)
    if not found or found[-1].index != last:
        result.find(
            "leaf",
            LEAVES,
            "cut_off",
            "the leaf of the export is not the last one, so nothing ties the files to the journal",
        )
        return None
    return found[-1]


def _binds(leaf: LeafRead) -> bool:
    notes = (leaf.payload or {}).get("notes")
    return (
        leaf.body["act"] == EXPORT_ACT
        and isinstance(notes, dict)
        and isinstance(notes.get("files"), dict)
    )


def _same_files(place: Place, files: Files, export: LeafRead, result: Result) -> None:
    notes: Mapping[str, Any] = (export.payload or {})["notes"]
    bound: Mapping[str, Any] = notes["files"]
    leaf = f"leaf {export.index}"
    for path, digest in sorted(bound.items()):
        if path not in files.said:
            result.find("file", shown(path), "missing", f"{leaf} says that it belongs here")
        elif path in files.found and files.found[path] != digest:
            result.find(
                "file",
                shown(path),
                "changed",
                f"was changed: {leaf} says sha256 {shown(str(digest))}, not {files.found[path]}",
            )
        elif files.said[path] != digest:
            result.find(
                "file", shown(path), "changed", f"its manifest line is not what {leaf} says"
            )
    for path in sorted(files.said.keys() - bound.keys()):
        result.find("file", shown(path), "added", f"was added: {leaf} does not name it")
    for path, name in ((BAG_INFO, "bag_info"), (MANIFEST_SM3, "sm3_manifest")):
        raw = _read(place, path)
        if raw is not None and digest_of(raw) != notes.get(name):
            result.find("file", path, "changed", f"was changed: {leaf} says another digest")


def _same_leaves(contents: Contents, journal: Journal, result: Result) -> None:
    if journal.head is None:
        return
    said = set(contents.leaves)
    for index in sorted(said - journal.leaves.keys()):
        result.find("leaf", f"leaf {index}", "missing", f"is missing from {LEAVES}, or at fault")
    for index, leaf in journal.leaves.items():
        if index not in said and not _binds(leaf):
            result.find("leaf", f"leaf {index}", "added", f"{CONTENTS} does not name it")
        if leaf.withheld and str(index) not in contents.withheld:
            result.find("payload", f"leaf {index}", "missing", "its payload was taken out")


def _told(journal: Journal, result: Result) -> Told:
    told = Told()
    for index in sorted(journal.leaves):
        payload = journal.leaves[index].payload
        if payload is None:
            continue
        try:
            told.play(index, payload)
        except (TypeError, KeyError, ValueError) as error:
            result.find("payload", f"leaf {index}", "unreadable", f"its payload: {_short(error)}")
    return told


def _same_facts(
    place: Place, contents: Contents, journal: Journal, told: Told, result: Result
) -> None:
    raw = _read(place, FACTS)
    if raw is None or journal.head is None:
        return
    facts = _facts(raw, result)
    if facts is None:
        return
    unshown = {
        ref: fact.leaf if fact.leaf is not None else -1
        for ref, fact in contents.facts.items()
        if fact.leaf is None or _withheld(fact.leaf, journal)
    }
    try:
        differences = compare(told, contents.case.reference, facts, unshown)
    except (TypeError, KeyError, ValueError, msgspec.ValidationError) as error:
        result.find("fact", FACTS, "unexplained", f"rows of the journal are odd: {_short(error)}")
        return
    for one in differences:
        name = f"{FACTS} {shown(one.ref)}".rstrip()
        result.find("fact", name, "changed", one.says)
    if unshown:
        result.remarks.append(
            f"{len(unshown)} fact(s) could not be compared with a payload, because it is withheld "
            f"or not known: {', '.join(shown(one or 'case') for one in sorted(unshown))}"
        )


def _withheld(index: int, journal: Journal) -> bool:
    leaf = journal.leaves.get(index)
    return leaf is not None and leaf.withheld


def _facts(raw: bytes, result: Result) -> Facts | None:
    try:
        return load_facts(raw, FACTS)
    except Exception as error:  # noqa: BLE001  # its own errors, or what a hostile file provokes
        result.find("fact", FACTS, "unreadable", f"holds no facts: {_short(error)}")
        return None


def _whole_file(place: Place, file: FileShown, files: Files, result: Result) -> None:
    """Say of a file that is shorter than it was how long it was."""
    size = place.sizes.get(file.path, file.size_bytes)
    same = files.found.get(file.path) == file.digest.removeprefix(_ALGORITHM)
    if size < file.size_bytes and not same:
        result.find_cut_off(shown(file.path), size, file.size_bytes)


def _same_file(file: FileShown, files: Files, journal: Journal, told: Told, result: Result) -> None:
    """Hold a file against the leaf with which its digest came into the journal."""
    said = files.said.get(file.path)
    if said is None:
        result.find("file", shown(file.path), "missing", f"{CONTENTS} names it")
    elif _ALGORITHM + said != file.digest:
        result.find("file", shown(file.path), "changed", f"{CONTENTS} says another digest")
    if file.leaf is None or _withheld(file.leaf, journal) or file.leaf not in journal.leaves:
        return
    row = told.values.get(file.row)
    digests = set(_digests_of(row, told)) if row is not None else set()
    if file.digest not in digests:
        result.find(
            "file",
            shown(file.path),
            "unexplained",
            f"leaf {file.leaf} does not say that a file of this digest came in",
        )


def _digests_of(row: Mapping[str, Any], told: Told) -> Iterable[str]:
    """The digest that a row names, itself or through the object that it points at."""
    for name in ("digest", "scan_digest"):
        if isinstance(row.get(name), str):
            yield row[name]
    stored = told.values.get(f"evidence.storedobject:{row.get('object_id')}")
    if stored is not None and isinstance(stored.get("digest"), str):
        yield str(stored["digest"])


def _remark_witness(contents: Contents, journal: Journal, result: Result) -> None:
    since = contents.witnessed.unwitnessed_since
    result.unwitnessed_since = since
    if since is not None:
        result.remarks.append(f"unwitnessed since {_instant(since)}, as of the export")
    sizes = {head.size for head in journal.heads}
    if contents.witnessed.size and contents.witnessed.size not in sizes:
        result.remarks.append(
            f"the head of {contents.witnessed.size} leaves that a witness held is not shown"
        )


def _instant(text: str) -> str:
    """A time of the bundle as all commands say them; what is none stays as it is."""
    try:
        return datetime.fromisoformat(text).isoformat(" ", "seconds")
    except ValueError:
        return shown(text)


def _read(place: Place, path: str) -> bytes | None:
    try:
        return place.read(path, MOST_JSON_BYTES)
    except Exception:  # noqa: BLE001  # told where it was digested
        return None


def _short(error: BaseException) -> str:
    return shown(" ".join(str(error).split()) or type(error).__name__)
