# SPDX-License-Identifier: Apache-2.0
"""Holding one case against vault and journal: its files, its rows, its leaves.

What this module promises:

- every file of the case is read again from the vault, and its digests compared with the catalogue;
- every leaf of the case is hashed anew from its columns, led to the newest signed head, and its
  payload held against its commitment;
- every row of the case is what the last leaf about it says; a column that no leaf explains is
  named, and so are rows that no act made and rows that are gone.

What lies beyond the case (that no leaf was cut off the end, that witnesses agree) is the matter of
`liuhen journal audit`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from liuhen.apps.archives.touching import DISPOSED, CaseLeaf, CaseRows, Rows, leaves_of, rows_of
from liuhen.apps.archives.view import one_view
from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.models import Scan, Sitting, StoredObject, Upload
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace import keys
from liuhen.apps.trace.errors import SigningError, TreeError
from liuhen.apps.trace.models import Head, LeafPayload
from liuhen.apps.trace.outside import outside
from liuhen.apps.trace.tree import StoredTree
from liuhen.apps.trace.values import object_reference, row_values, values_digest
from liuhen.vault.checkpoint import CheckpointError, open_checkpoint
from liuhen.vault.journal import commitment_to
from liuhen.vault.merkle import ProofError, leaf_hash, verify_inclusion
from liuhen.vault.store import Checked as Read
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, StoreAwayError

#: Kept with a check; more is counted.
MOST_FINDINGS = 200
_FACTS = (
    *("cases.activity", "cases.document", "cases.recording"),
    *("cases.interruption", "cases.incident"),
)

_SIZE = gettext_noop("has %(here)s bytes, the catalogue says %(said)s")

_UNEXPLAINED = gettext_noop("was created by no act: no leaf speaks of it")

#: How a leaf is called in findings.
LEAF = gettext_noop("leaf %(index)s")

_NUMBER = re.compile(r"\d+")

Progress = Callable[[int, int], object]
#: Reads an object from where it lies, to its end.
Reader = Callable[[StoredObject], Read]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `kind`: file, row, leaf, payload or head; `name` what it is about.

    `msgid` and `values` say the same as `says` for readers of another language.
    """

    kind: str
    name: str
    says: str
    msgid: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The finding as one line."""
        return f"{self.name}: {self.says}"


@dataclass(slots=True)
class Checked:
    """What was looked at and what was found."""

    files: int = 0
    size_bytes: int = 0
    rows: int = 0
    leaves: int = 0
    head: int | None = None
    unwitnessed_since: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def find(self, kind: str, name: str, msgid: str, **values: str | int) -> None:
        """Add a fault, said by a sentence of the catalogue of messages and its values."""
        says = gettext(msgid) % values if values else gettext(msgid)
        self.findings.append(Finding(kind, name, says, msgid, values))

    @property
    def intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def plain(self) -> dict[str, Any]:
        """The result for programs."""
        since = self.unwitnessed_since
        return {
            "intact": self.intact,
            "files": self.files,
            "bytes": self.size_bytes,
            "rows": self.rows,
            "leaves": self.leaves,
            "head": self.head,
            "unwitnessed_since": None if since is None else since.isoformat(),
            "remarks": self.remarks,
            "findings": [asdict(one) for one in self.findings],
        }


def said_to_reader(finding: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and sentence of a kept finding in the reader's language.

    Findings kept before sentences were kept with their values stay as they were written.
    """
    name, says = str(finding.get("name", "")), str(finding.get("says", ""))
    msgid, values = finding.get("msgid"), finding.get("values")
    if not isinstance(msgid, str) or not msgid or not isinstance(values, dict):
        return name, says
    if finding.get("kind") in ("leaf", "payload") and (found := _NUMBER.search(name)):
        name = gettext(LEAF) % {"index": found[0]}
    return name, gettext(msgid) % values if values else gettext(msgid)


def check_case(case: Case, progress: Progress | None = None) -> Checked:
    """Hold a case against vault and journal. Nothing is written."""
    checked = Checked()
    with one_view():
        rows = rows_of(Case.objects.within(case.bureau_id).get(pk=case.pk))
        leaves = leaves_of(rows)
        hold_leaves(leaves, checked)
        last = hold_rows(rows, leaves, checked)
        _gone(rows, last, checked)
        checked.unwitnessed_since = outside().since
    _files(rows, checked, progress)
    return checked


# ---------------------------------------------------------------- files


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a case as the catalogue has it."""

    name: str
    stored: StoredObject

    @property
    def read_at(self) -> datetime | None:
        """When it was last read again and compared."""
        return self.stored.checked_at or self.stored.verified_at


def files_of(case: Case) -> list[Kept]:
    """Return the files of a case, recordings first."""
    rows = rows_of(case)
    names = _names(rows)
    held = [Kept(names[one.digest], one) for one in rows.objects if one.digest in names]
    papers = {scan.digest for scan in rows.scans}
    return sorted(held, key=lambda one: (one.stored.digest in papers, one.name))


def _files(rows: CaseRows, checked: Checked, progress: Progress | None) -> None:
    names = _names(rows)
    whole = sum(one.size_bytes for one in rows.objects)
    for stored in rows.objects:
        hold_file(stored, names.get(stored.digest, stored.digest), checked)
        if progress is not None:
            progress(checked.size_bytes, whole)
    known = {one.digest for one in rows.objects}
    for scan in rows.scans:  # kept before there were rows of objects
        if scan.digest not in known:
            _scan(scan, checked)


def _names(rows: CaseRows) -> dict[str, str]:
    found = {scan.digest: scan.file_name for scan in rows.scans}
    for share in rows.shares:
        found[share.original.object.digest] = share.original.file_name
    return found


def _again(stored: StoredObject) -> Read:
    return vault().check(str(stored.bureau_id), stored.digest)


def hold_file(stored: StoredObject, name: str, checked: Checked, read: Reader = _again) -> None:
    """Read a file again and compare it with its row."""
    if stored.disposed_at is not None:
        day = f"{timezone.localtime(stored.disposed_at):%Y-%m-%d}"
        checked.remarks.append(
            _("%(name)s was disposed of on %(day)s") % {"name": name, "day": day}
        )
        return
    found = _read(lambda: read(stored), stored.digest, name, checked)
    if found is None:
        return
    sm3, size = found
    if size != stored.size_bytes:
        checked.find("file", name, _SIZE, here=size, said=stored.size_bytes)
    if stored.sm3 and sm3 != stored.sm3:
        says = gettext_noop("has the digest %(here)s, the catalogue says %(said)s")
        checked.find("file", name, says, here=sm3, said=stored.sm3)


def _scan(scan: Scan, checked: Checked) -> None:
    bureau = str(scan.bureau_id)
    read = _read(lambda: vault().check(bureau, scan.digest), scan.digest, scan.file_name, checked)
    if read is not None and read[1] != scan.size_bytes:
        checked.find("file", scan.file_name, _SIZE, here=read[1], said=scan.size_bytes)


def _read(
    read: Callable[[], Read], digest: str, name: str, checked: Checked
) -> tuple[str, int] | None:
    """Read an object again; return its SM3 and size."""
    try:
        found = read()
    except ObjectMissingError:
        says = gettext_noop("is missing in the vault (%(digest)s)")
        checked.find("file", name, says, digest=digest)
        return None
    except ObjectDamagedError:
        says = gettext_noop("was changed in the vault: it no longer has %(digest)s")
        checked.find("file", name, says, digest=digest)
        return None
    except StoreAwayError as error:
        says = gettext_noop("could not be read: %(error)s")
        checked.find("file", name, says, error=str(error))
        return None
    checked.files += 1
    checked.size_bytes += found.size_bytes
    return found.sm3, found.size_bytes


# ---------------------------------------------------------------- leaves


def hold_leaves(leaves: Iterable[CaseLeaf], checked: Checked) -> None:
    """Hash each leaf anew and lead it to the newest signed head."""
    size, root = _head(checked)
    tree, newer = StoredTree(), 0
    for one in leaves:
        checked.leaves += 1
        leaf, name = one.leaf, _leaf_name(one.leaf.index)
        hashed = leaf_hash(leaf.body.canonical())
        if hashed != bytes(leaf.hash):
            says = gettext_noop("(%(act)s) was changed: its columns do not give its hash")
            checked.find("leaf", name, says, act=leaf.act)
        if leaf.index >= size:
            newer += 1
            continue
        try:
            verify_inclusion(hashed, leaf.index, size, tree.inclusion(leaf.index, size), root)
        except (ProofError, TreeError):
            says = gettext_noop("(%(act)s) is not in the signed head of %(size)s leaves")
            checked.find("leaf", name, says, act=leaf.act, size=size)
    if newer:
        says = _("%(count)s steps are newer than the last signed head")
        checked.remarks.append(says % {"count": newer})


def _leaf_name(index: int) -> str:
    return gettext(LEAF) % {"index": index}


def _head(checked: Checked) -> tuple[int, bytes]:
    newest = Head.objects.order_by("-pk").first()
    if newest is None:
        return 0, b""
    try:
        head = open_checkpoint(newest.note, keys.public_keys()).checkpoint
    except (SigningError, CheckpointError) as error:
        checked.findings.append(Finding("head", f"{newest.size}", str(error)))
        return 0, b""
    checked.head = head.size
    return head.size, head.root


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Said:
    """What a leaf said of a row."""

    leaf: int
    act: str
    values: dict[str, Any] | None  # the payload was removed by a disposal
    digest: str


def hold_rows(rows: Rows, leaves: list[CaseLeaf], checked: Checked) -> dict[str, Said]:
    """Compare each row with the last leaf about it; return what those leaves say, by row."""
    last = _last_said(rows, leaves, checked)
    for row in rows.all():
        said = last.get(object_reference(row))
        if said is not None or not _under_way(row):
            checked.rows += 1
            _row(row, said, checked)
    return last


def _gone(rows: CaseRows, last: dict[str, Said], checked: Checked) -> None:
    """Name facts of the case that leaves speak of and that are not there."""
    there, case = rows.references(), str(rows.case.pk)
    for name, said in last.items():
        gone = name not in there and name.partition(":")[0] in _FACTS
        if gone and said.values is not None and said.values.get("case_id") == case:
            says = gettext_noop("is gone; leaf %(leaf)s tells of it")
            checked.find("row", _called(said, name), says, leaf=said.leaf)


def _under_way(row: Model) -> bool:
    """Rows that change without leaves until the act that ends them: its leaf is their first."""
    if isinstance(row, Upload):
        return row.state != "done"
    return isinstance(row, Sitting) and row.ended_at is None


def _row(row: Model, said: Said | None, checked: Checked) -> None:
    known_as = (getattr(row, name, "") for name in ("ref", "number", "file_name"))
    shown = str(next(filter(None, known_as), object_reference(row)))
    if said is None:
        checked.find("row", shown, _UNEXPLAINED)
        return
    now = row_values(row)
    if said.values is None or values_digest(now) == said.digest:
        return
    for column, value in now.items():
        if column in said.values and said.values[column] != value:
            checked.find(
                "row",
                shown,
                gettext_noop("%(column)s is %(here)s, leaf %(leaf)s (%(act)s) says %(said)s"),
                column=column,
                here=_short(value),
                leaf=said.leaf,
                act=said.act,
                said=_short(said.values[column]),
            )


def _last_said(rows: Rows, leaves: Iterable[CaseLeaf], checked: Checked) -> dict[str, Said]:
    """What the last leaf about each row says, and whether payloads are what leaves commit to."""
    references = rows.references()
    return {
        name: said
        for one in leaves
        for name, said in _said_by(one, checked)
        if name in references or name.partition(":")[0] in _FACTS
    }


def _said_by(one: CaseLeaf, checked: Checked) -> Iterator[tuple[str, Said]]:
    leaf = one.leaf
    kept = LeafPayload.objects.filter(leaf_id=leaf.index).first()
    name = _leaf_name(leaf.index)
    if kept is None:
        if one.withheld != DISPOSED:
            says = gettext_noop("(%(act)s) has lost its payload: no disposal withheld it")
            checked.find("payload", name, says, act=leaf.act)
        yield leaf.object, Said(leaf.index, leaf.act, None, "")
        return
    if commitment_to(kept.payload.encode(), bytes(kept.salt)) != leaf.commitment:
        says = gettext_noop("(%(act)s) commits to another payload: it was changed")
        checked.find("payload", name, says, act=leaf.act)
    try:
        changes = json.loads(kept.payload)["changes"]
        for change in changes:
            values = change["after"]
            said = Said(leaf.index, leaf.act, values, str(change["digest"]))
            yield str(change["object"]), said
    except (ValueError, KeyError, TypeError):
        says = gettext_noop("(%(act)s) has a payload that cannot be read")
        checked.find("payload", name, says, act=leaf.act)


def _called(said: Said, name: str) -> str:
    return str((said.values or {}).get("ref") or name)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:100]}…"  # one line  # noqa: PLR2004
