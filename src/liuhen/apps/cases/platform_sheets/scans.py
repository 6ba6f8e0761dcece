# SPDX-License-Identifier: Apache-2.0
"""The scans of a case that is kept on another platform.

What this module promises:

- they are entered in one act, each with kind, date and who signed on it;
- one without a legible date says so, and counts from when it was entered; its signatures have none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act, next_ref, supersede
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case, Document, FactOrigin
from liuhen.apps.cases.platform_sheets.cells import time_of
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.law.pack import PACKS
from liuhen.law.yaml_source import read_yaml
from liuhen.paper.standard import standard_forms

_MOST_SCANS = 200
#: The field that says that a scan shows no legible date.
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class ScannedPaper:
    """One scanned paper: what it is, its day, who signed on it (roles), about which activity.

    Without `at` it shows no legible date. `written`: fields that somebody has seen filled in on
    it; `names`: of those who signed, in the order of their roles, empty where nobody can read them.
    """

    kind: str
    at: datetime | None
    scan_digest: str
    signed: tuple[str, ...] = ()
    event: str = ""
    number: str = ""
    written: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def add_scanned(*, by: Viewer, case: Case, papers: Iterable[ScannedPaper]) -> list[Document]:
    """Enter scanned papers, all or none.

    Who brings in cases may do so in a case from outside. There signatures of heads that stand on
    its papers are named: they are words on a scan, none of them one of this system. A paper that
    the sheet named already is completed by its scan.

    Raises:
        BadFactError: a kind, a day or a signature that cannot be.
    """
    outside = case.from_outside and by.reaches(Permission.CASE_IMPORT, case.section_id)
    needed = Permission.CASE_IMPORT if outside else Permission.CASE_ENTER
    with case_act("cases.add_scanned", by=by, case=case, permission=needed) as doing:
        refs = set(
            Activity.objects.within(case.bureau_id)
            .filter(case=doing.case, superseded_at=None, withdrawn=False)
            .values_list("ref", flat=True)
        )
        made = []
        for one in papers:
            dated = None if one.at is None else checks.time(one.at, doing.record.at, "at")
            digest = scan_taken(by, one.scan_digest).digest
            names = [*one.names, *[""] * len(one.signed)]
            signed = [
                {"role": role} | ({"name": name} if name else {}) | ({"at": dated} if dated else {})
                for role, name in zip(one.signed, names, strict=False)
            ]
            events = checks.references([one.event], refs, "event") if one.event else []
            found: dict[str, Any] = {
                "origin": FactOrigin.SCAN,
                "at": dated or doing.record.at.replace(microsecond=0),
                "signatures": _signatures(signed, doing.record, heads=case.from_outside),
                "scan_digest": digest,
            }
            if (named := _named_by_sheet(doing.case, one.kind, events)) is not None:
                found["fields"] = checks.fields_of({**named.fields, **_fields_of(one)})
                made.append(supersede(doing.record, named, by, entered=True, **found))
                continue
            row = Document(
                bureau=doing.case.bureau,
                section=doing.case.section,
                case=doing.case,
                ref=next_ref(doing.case, Document),
                type=checks.word(one.kind, law.DOCUMENT_TYPES, "kind"),
                event_refs=events,
                fields=checks.fields_of(_fields_of(one)),
                recorded_at=doing.record.at,
                entered_at=doing.record.at,
                entered_by=by.person,
                recorded_by=by.person,
                **found,
            )
            made.append(doing.record.create(row))
        if not made:
            raise BadFactError(_("There is no scan to enter."))
        if len(made) > _MOST_SCANS:
            raise BadFactError(_("At most %(most)d scans at once.") % {"most": _MOST_SCANS})
        return made


def _named_by_sheet(case: Case, kind: str, events: Sequence[str]) -> Document | None:
    """The paper that the sheet named without showing it: its scan completes it, and is no other."""
    rows = Document.objects.within(case.bureau_id).filter(
        case=case, type=kind, origin=FactOrigin.IMPORT, scan_digest="", superseded_at=None,
        withdrawn=False,
    )  # fmt: skip
    fitting = [row for row in rows if not events or set(events) & set(row.event_refs)]
    return fitting[0] if len(fitting) == 1 else None


def _fields_of(one: ScannedPaper) -> dict[str, str]:
    """What stands on a scan: its number, and that a field can be read there."""
    number = {"document_number": one.number} if one.number else {}
    undated = {} if one.at else {UNDATED: _("The scan shows no legible date.")}
    return dict.fromkeys(one.written, _("See the scan.")) | number | undated


def _signatures(signed: list[dict[str, Any]], record: Any, *, heads: bool) -> list[dict[str, Any]]:
    """Signatures as they stand on a scan; those of heads only where they came from outside."""
    plain = [one for one in signed if one["role"] not in SYSTEM_SIGNATURES]
    made = paper_signatures(plain, record)
    if not heads and len(plain) < len(signed):
        paper_signatures(signed, record)  # refuses them with its own sentence
    stamp = record.at.isoformat()
    return made + [
        {
            **{name: one[name] for name in ("role", "name") if one.get(name)},
            **({"at": one["at"].isoformat()} if one.get("at") else {}),
            "recorded_at": stamp,
        }
        for one in signed
        if one["role"] in SYSTEM_SIGNATURES
    ]


def guess_kind(file_name: str) -> str:
    """Return which paper a file most likely is by its name, or nothing.

    >>> guess_kind("03-现场检查笔录（码头）.pdf"), guess_kind("IMG_2031.jpg")
    ('site_inspection_record', '')
    """
    found = [(len(name), kind) for name, kind in _names().items() if name in file_name]
    return max(found, default=(0, ""))[1]


def guess_day(file_name: str) -> datetime | None:
    """Return the day that a file's name holds, or nothing."""
    found = re.search(r"(20\d{2})[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})", file_name)
    return time_of("-".join(found.groups()), time(0)) if found else None


@cache
def _names() -> dict[str, str]:
    """What papers are called, and which they are."""
    titles = {one.title.zh: one.document for one in standard_forms().values() if one.document}
    listed: dict[str, list[str]] = read_yaml(PACKS / "shared" / "scan_names.yaml").value
    return titles | {name: kind for kind, names in listed.items() for name in names}
