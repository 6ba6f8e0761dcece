# SPDX-License-Identifier: Apache-2.0
"""The reader of `liuhen.media.probe`: runs in the sandbox, answers with a `Probe` as JSON."""

import os
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from liuhen.media.pictures import look_at_picture
from liuhen.media.probe import Probe
from liuhen.media.sniff import Sniffed, sniff
from liuhen.media.structure import structure_of
from liuhen.media.walking import walk

_SIGNABLE = ("video", "audio", "photo")


def work_on(_request: bytes, descriptor: int, _folder: str) -> bytes:
    """Look at the file and answer."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return msgspec.json.encode(look(file, descriptor))


def look(file: BinaryIO, descriptor: int) -> Probe:
    """Return what the file says of itself."""
    what = sniff(file)
    structure = structure_of(file, what.container)
    found = _inside(file, descriptor, what)
    found = replace(found, signed=structure.signed)
    said = [*structure.findings, *found.findings]
    words = {one["word"] for one in structure.findings}
    findings = [*structure.findings, *(one for one in found.findings if one["word"] not in words)]
    if {"cut_short", "no_index"} & {one["word"] for one in said} and not found.streams:
        # why it cannot be read has been said already
        findings = [one for one in findings if one["word"] != "unreadable"]
    if found.kind in _SIGNABLE:
        if found.created_at is None:
            findings.append({"word": "no_time_inside"})
        if found.signed == "none":
            findings.append({"word": "unsigned_at_source"})
        else:
            findings.append({"word": "signed_at_source", "by": found.signed, "verified": False})
    return replace(found, findings=findings)


def _inside(file: BinaryIO, descriptor: int, what: Sniffed) -> Probe:
    plain = Probe(kind=what.kind, container=what.container, media_type=what.media_type)
    if what.demuxer:
        return walk(descriptor, what)
    if what.kind == "photo":
        return look_at_picture(file, plain)
    return plain
