# SPDX-License-Identifier: Apache-2.0
"""Reads a pack folder into the shapes of `liuhen.law.pack`; every error names file and line."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from liuhen.law.errors import BadInput, quoted
from liuhen.law.pack import PACKS, Manifest, Obligation, Pack, RetentionPlan, parts_of
from liuhen.law.pack_sense import nonsense_of, nonsense_of_manifest, nonsense_of_retention
from liuhen.law.yaml_source import read_yaml, read_yaml_as

SHARED = PACKS / "shared" / "obligations.yaml"


def read_pack(folder: Path) -> Pack:
    """Read the parts of a pack folder that decide an answer.

    Raises:
        BadInput: file and line, what was found, what is allowed.
    """
    pack = shape_of_pack(folder)
    for fault in faults_of_sense(pack, folder):
        raise BadInput(fault)
    return pack


def faults_of_sense(pack: Pack, folder: Path) -> Iterator[str]:
    """What has the right shape and does not fit together, a sentence each with file and line."""
    source = read_yaml(folder / "obligations.yaml")
    for i, obligation in enumerate(pack.obligations):
        for phrase in nonsense_of(obligation):
            yield f"{source.place(f'[{i}]')}: {obligation.id}: {phrase}"
    try:
        for phrase in nonsense_of_manifest(pack.manifest):
            yield f"pack.yaml: {phrase}"
    except BadInput as error:
        yield f"pack.yaml: {error}"
    for phrase in nonsense_of_retention(pack.retention):
        yield f"retention.yaml: {phrase}"
    if pack.manifest.id != folder.resolve().name:
        yield f"pack.yaml: id: {pack.manifest.id} stands in a folder of another name"


def shape_of_pack(folder: Path) -> Pack:
    """Read a pack folder without asking whether what it says fits together.

    Raises:
        BadInput: as `read_pack`.
    """
    shared = read_yaml(SHARED)
    own = read_yaml(folder / "obligations.yaml")
    manifest = read_yaml_as(folder / "pack.yaml", Manifest)
    retention = read_yaml_as(folder / "retention.yaml", RetentionPlan)
    merged = own.merged_with(shared)
    obligations = merged.as_type(list[Obligation])
    for i, obligation in enumerate(obligations):
        if fault := _fault(obligation):
            raise BadInput(f"{merged.place(f'[{i}]')}: {obligation.id}: {fault}")
    version = f"{manifest.version}+{_digest(manifest, obligations, retention)}"
    pack = Pack(manifest, version, tuple(obligations), retention)
    _check_whole(pack, folder)
    return pack


def _digest(*parts: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:12]


def _fault(obligation: Obligation) -> str | None:
    """What the shape of one obligation cannot say by itself."""
    when = obligation.when
    if sum(map(bool, (when.event, when.recording, when.document))) != 1:
        return "`when` needs exactly one of event, recording, document"
    timings = (obligation.within, obligation.before, obligation.during, obligation.may)
    if sum(map(bool, timings)) > 1:
        return "at most one of within, before, during, may"
    for part in parts_of(obligation.require):
        if len(part.heads()) != 1:
            asked = ", ".join(part.heads()) or "nothing"
            return f"each part of `require` asks for one thing, found {asked}"
    return None


def _check_whole(pack: Pack, folder: Path) -> None:
    ids = [obligation.id for obligation in pack.obligations]
    for obligation_id in ids:
        if ids.count(obligation_id) > 1:
            raise BadInput(f"{folder / 'obligations.yaml'}: {obligation_id} stands there twice")
    closing = pack.manifest.closing
    if closing and closing not in ids:
        raise BadInput(f"{folder / 'pack.yaml'}: closing: there is no obligation {quoted(closing)}")
