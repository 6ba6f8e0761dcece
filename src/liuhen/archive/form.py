# SPDX-License-Identifier: Apache-2.0
"""What lies where in a bundle, and the shapes of its own JSON files.

docs/reference/bundle-format.md describes them in words.
"""

import json
from typing import Any

import msgspec
from msgspec import Struct

VERSION = 1
CONTENTS = "data/contents.json"
FACTS = "data/facts.json"
FINDINGS = "data/findings.json"
CUSTODY = "data/custody.html"
ORIGINALS = "data/originals"
CLIPS = "data/clips"
PAPERS = "data/papers"
LEAVES = "journal/leaves.jsonl"
CHECKPOINT = "journal/checkpoint.txt"
HEADS = "journal/heads.jsonl"
KEY = "journal/key.txt"
TAGS = (CHECKPOINT, HEADS, KEY, LEAVES)

#: The act whose leaf binds the files of a bundle.
EXPORT_ACT = "archives.export_bundle"

#: The largest small file that is read whole; a case of ten thousand facts has less.
MOST_JSON_BYTES = 64 * 1024 * 1024


class CaseShown(Struct, frozen=True):
    """The case; `reference` is how the journal names it."""

    number: str
    title: str
    bureau: str
    reference: str


class FactShown(Struct, frozen=True, omit_defaults=True):
    """The row that a fact is, and the leaf that wrote it last."""

    row: str
    leaf: int | None = None


class FileShown(Struct, frozen=True, omit_defaults=True):
    """A file below data/ that came from the vault, or was made from what lies there.

    `row`: the row that names it; `leaf`: the leaf with which its digest came into the journal.
    `name` is the name with which it came in. A clip says from which original and which range.
    """

    path: str
    kind: str  # original | clip | paper
    digest: str
    size_bytes: int
    name: str
    row: str
    leaf: int | None = None
    facts: tuple[str, ...] = ()
    of: str = ""
    from_ms: int | None = None
    to_ms: int | None = None


class LeftOut(Struct, frozen=True, omit_defaults=True):
    """A file that belongs to the case and is not in the bundle, and why."""

    kind: str
    digest: str
    size_bytes: int
    name: str
    reason: str
    facts: tuple[str, ...] = ()


class Witnessed(Struct, frozen=True):
    """What was known at the export of heads that lie outside the house.

    `size`: leaves under the last head that a witness holds; `unwitnessed_since`: the time of the
    first leaf after it (`null`: all leaves are witnessed).
    """

    size: int
    witnesses: tuple[str, ...]
    unwitnessed_since: str | None


class Contents(Struct, frozen=True):
    """data/contents.json. `leaves`: all leaves that belong to the case, before that of the export.

    `withheld`: those among them whose payload is not shown, with the reason.
    """

    liuhen_bundle: int
    case: CaseShown
    prepared_at: str
    prepared_by: str
    purpose: str
    leaves: tuple[int, ...]
    withheld: dict[str, str]
    facts: dict[str, FactShown]
    files: tuple[FileShown, ...]
    left_out: tuple[LeftOut, ...]
    people: dict[str, str]
    witnessed: Witnessed


class LeafLine(Struct, frozen=True):
    """A line of journal/leaves.jsonl.

    `leaf` and `payload` are the exact texts that were hashed; `salt` and the hashes of `proof` are
    hex digits. Payload and salt are `null` where they are withheld.
    """

    leaf: str
    proof: tuple[str, ...]
    payload: str | None
    salt: str | None


class HeadLine(Struct, frozen=True):
    """A line of journal/heads.jsonl: an earlier head, and the proof that ours goes on from it."""

    checkpoint: str
    proof: tuple[str, ...]


def pretty(value: Any) -> bytes:
    """Return JSON that a person can read, ending with a line feed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def line(value: Any) -> bytes:
    """Return one line of JSON."""
    return msgspec.json.encode(value) + b"\n"


def strict_json(text: str | bytes) -> Any:
    """Read JSON that is neither deep nor ambiguous.

    Raises:
        ValueError: it is no such JSON; the text says why in a few words.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("names a key twice")
    return made


def _refuse(word: str) -> Any:
    raise ValueError(f"holds {word}")
