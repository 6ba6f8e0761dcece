# SPDX-License-Identifier: Apache-2.0
"""Cases that are kept on another platform: its list as XLSX, and the scans of their papers.

What this module promises:

- which column says what is data (`law.platforms`): shipped, or brought in by the bureau and checked
  with file and line;
- before anything is written every row is shown: new, already there, or wrong, with row and column;
- a row becomes a whole case or nothing; a sheet may be brought in again, and what is there stays;
- such a case is marked "from outside", by the importer's role; none of it is an approval or a
  signature of this system;
- scans are entered in one act, each with kind, date and who signed on it.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act, next_ref, supersede
from liuhen.apps.cases.acts.importing import checked_facts, import_case, refuse_number
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError, CaseError, NotAllowedError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    FactOrigin,
    PlatformSheet,
    SecretShell,
)
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.evidence.queries import scan_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import colleagues, officer_value
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.errors import UserError
from liuhen.law import facts as law
from liuhen.law.errors import BadInput
from liuhen.law.pack import PACKS
from liuhen.law.platforms import Column, Platform, read_platform, shipped_platforms
from liuhen.law.yaml_source import read_yaml
from liuhen.media.sandbox import SandboxError, read_apart
from liuhen.paper.standard import standard_forms

MOST_BYTES = 5 * 1024 * 1024
MOST_DESCRIPTION = 200_000
_MOST_SCANS = 200
_TIME = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:：时](\d{1,2})(?:[:：分]\d{1,2})?分?)?"
)


# ---------------------------------------------------------------- descriptions


def platforms_of(viewer: Viewer) -> dict[str, Platform]:
    """Return the descriptions that the bureau may use: its own before the shipped ones."""
    own = {row.word: _read(row) for row in own_platforms(viewer)}
    return {**own, **{word: one for word, one in shipped_platforms().items() if word not in own}}


def own_platforms(viewer: Viewer) -> list[PlatformSheet]:
    """Return the descriptions that the bureau brought in."""
    rows = PlatformSheet.objects.seen_by(viewer).filter(ended_at=None)
    return list(rows.select_related("added_by").order_by("word"))


def _read(row: PlatformSheet) -> Platform:
    return read_platform(row.content, f"{row.word}.yaml")


def add_platform(*, by: Viewer, text: str, name: str) -> PlatformSheet:
    """Bring in a description; one of the same id before it counts no more.

    Raises:
        BadFactError: file, line, what was found, what is allowed.
        NotAllowedError: the viewer brings in no cases.
    """
    _require(by)
    if len(text) > MOST_DESCRIPTION:
        raise BadFactError(_("The description is too long."), "file")
    try:
        read = read_platform(text, name)
    except BadInput as error:
        raise BadFactError(str(error), "file") from None
    with act("cases.add_platform", by=by) as record:
        bureau = bureau_of(by)
        before = PlatformSheet.objects.within(bureau.pk).select_for_update()
        for row in before.filter(word=read.id, ended_at=None):
            record.update(row, ended_at=record.at)
        return record.create(
            PlatformSheet(
                bureau=bureau,
                word=read.id,
                title=read.title.zh[:200],
                content=text,
                added_at=record.at,
                added_by=by.person,
            )
        )


def end_platform(*, by: Viewer, word: str) -> None:
    """Use the bureau's own description of that id no more."""
    _require(by)
    with act("cases.end_platform", by=by) as record:
        rows = PlatformSheet.objects.within(bureau_of(by).pk).select_for_update()
        row = rows.filter(word=word, ended_at=None).first()
        if row is None:
            raise BadFactError(_("The bureau has no such description of its own."))
        record.update(row, ended_at=record.at)


def _require(by: Viewer) -> None:
    if by.bureau is None or not by.may(Permission.CASE_IMPORT):
        raise NotAllowedError(_("Your role does not allow this."))


def sample_sheet(platform: Platform) -> bytes:
    """Return an XLSX file with the headings of the platform, to see what is read."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(platform.heads)
    for cell in page[1]:
        cell.font = Font(bold=True)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# ---------------------------------------------------------------- the sheet, row by row


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: row as the sheet counts, heading of the column, one sentence."""

    row: int
    head: str
    sentence: str


@dataclass(slots=True)
class SheetRow:
    """One row: `state` is new, there or wrong."""

    row: int
    state: str
    number: str = ""
    title: str = ""
    party: str = ""
    facts: law.Facts | None = None
    handlers: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many activities the row brings."""
        return len(self.facts.events) if self.facts else 0


@dataclass(slots=True)
class SheetPreview:
    """What a sheet would bring. `unread`: headings that no column of the description has."""

    platform: Platform
    rows: list[SheetRow]
    unread: list[str]

    @property
    def new(self) -> list[SheetRow]:
        """The rows that become cases."""
        return [one for one in self.rows if one.state == "new"]

    @property
    def there(self) -> list[SheetRow]:
        """The rows whose case is there already."""
        return [one for one in self.rows if one.state == "there"]

    @property
    def wrong(self) -> list[SheetRow]:
        """The rows with a fault; they are left out."""
        return [one for one in self.rows if one.state == "wrong"]


def cells_of(raw: bytes) -> list[list[str]]:
    """Return the first sheet of an XLSX file as rows of text; it is read in the sandbox.

    Raises:
        BadFactError: too large, or no XLSX file that can be read.
    """
    if len(raw) > MOST_BYTES:
        raise BadFactError(_("The sheet is larger than 5 MiB."), "file")
    try:
        read = json.loads(read_apart("liuhen.paper.sheet", raw))
    except SandboxError:
        read = {"error": ""}
    if isinstance(read, dict) or not read:
        raise BadFactError(
            _("This is no XLSX file that can be read. Save it as .xlsx again."), "file"
        )
    return [[str(cell) for cell in row] for row in read]


def preview_sheet(
    viewer: Viewer, cells: Sequence[Sequence[str]], platform: str = ""
) -> SheetPreview:
    """Say of each row what it would make; nothing is written.

    `platform`: the id of a description; without one that which knows most of the headings.

    Raises:
        BadFactError: no description fits, or a column that it needs is missing.
        NotAllowedError: the viewer brings in no cases.
    """
    _require(viewer)
    at, chosen = _chosen(platforms_of(viewer), cells, platform)
    heads = [cell.strip() for cell in cells[at]]
    reader = _Reader(viewer, chosen, heads)
    rows = [
        reader.row(number, row)
        for number, row in enumerate(cells[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in row)
    ]
    if not rows:
        raise BadFactError(_("The sheet holds no row below the headings."), "file")
    _mark_known(viewer, rows)
    unread = [head for head in heads if head and head not in reader.by_head]
    return SheetPreview(chosen, rows, unread)


def _chosen(
    known: Mapping[str, Platform], cells: Sequence[Sequence[str]], platform: str
) -> tuple[int, Platform]:
    """The row of the headings (a title may stand above it) and the description that fits best."""
    offered = [known[platform]] if platform in known else list(known.values())
    best: tuple[int, int, Platform] | None = None
    for at, row in enumerate(cells[:5]):
        heads = {cell.strip() for cell in row}
        for one in offered:
            hits = sum(bool(heads & set(column.heads)) for column in one.columns)
            if hits and (best is None or hits > best[0]):
                best = (hits, at, one)
    if best is None:
        raise BadFactError(
            _("No heading of this sheet is known. Bring in a description of your platform."), "file"
        )
    _hits, at, chosen = best
    heads = {cell.strip() for cell in cells[at]}
    missing = [
        one.heads[0]
        for one in chosen.columns
        if (one.required or one.to in ("number", "title")) and not heads & set(one.heads)
    ]
    if missing:
        raise BadFactError(
            _("The sheet lacks the columns %(names)s, which “%(platform)s” needs.")
            % {"names": "、".join(missing), "platform": chosen.title.zh},
            "file",
        )
    return at, chosen


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, viewer: Viewer, platform: Platform, heads: list[str]) -> None:
        self.viewer, self.platform = viewer, platform
        self.by_head: dict[str, Column] = {
            head: column for column in platform.columns for head in column.heads if head in heads
        }
        self.at = {head: heads.index(head) for head in self.by_head}
        self.clock = time.fromisoformat(platform.clock)
        self.people = _people(viewer)
        self.known: dict[str, dict[str, Any]] = {}

    def _officer(self, name: str) -> dict[str, Any]:
        """Somebody as an officer, with the certificate where the name is of one person alone."""
        if name not in self.known:
            value: dict[str, Any] = {"name": name}
            if name in self.people:
                value = officer_value(self.people[name])
                value.pop("person", None)  # facts name nobody's account
            self.known[name] = value
        return self.known[name]

    def row(self, number: int, cells: Sequence[str]) -> SheetRow:
        """Read one row."""
        made = SheetRow(number, "new")
        said: dict[str, str] = {one.to: one.default for one in self.platform.columns if one.default}
        events: list[tuple[datetime, Column]] = []
        papers: list[tuple[str, Column]] = []
        for head, column in self.by_head.items():
            at = self.at[head]
            text = cells[at].strip() if at < len(cells) else ""
            if not text:
                if column.required or column.to in ("number", "title"):
                    made.faults.append(Fault(number, head, _("It must not be empty.")))
                continue
            if column.to == "event":
                when = self._time(made, head, text)
                if when is not None:
                    events.append((when, column))
            elif column.to == "paper":
                papers.append((text, column))
            else:
                said[column.to] = self._word(made, head, column, text)
        made.number, made.title = said.get("number", ""), said.get("title", "")
        made.party = said.get("party", "")
        made.handlers = tuple(
            name for name in re.split(r"[、,，;；/\s]+", said.get("handlers", "")) if name
        )
        if not made.faults:
            self._put_facts(made, said, events, papers)
        made.state = "wrong" if made.faults else "new"
        return made

    def _word(self, made: SheetRow, head: str, column: Column, text: str) -> str:
        if not column.words:
            return text
        if text in column.words:
            return column.words[text]
        if text in column.words.values():
            return text
        known = "、".join(column.words)
        sentence = _("“%(found)s” is not known here; known are: %(known)s.")
        made.faults.append(Fault(made.row, head, sentence % {"found": text[:30], "known": known}))
        return ""

    def _time(self, made: SheetRow, head: str, text: str) -> datetime | None:
        when = time_of(text, self.clock)
        if when is None:
            sentence = _("“%(found)s” is no day such as 2026-03-02.") % {"found": text[:30]}
            made.faults.append(Fault(made.row, head, sentence))
        elif when.date() > timezone.localtime(self.viewer.at).date():
            sentence = _("%(found)s is still to come.") % {"found": text[:30]}
            made.faults.append(Fault(made.row, head, sentence))
            return None
        return when

    def _put_facts(
        self,
        made: SheetRow,
        said: dict[str, str],
        events: list[tuple[datetime, Column]],
        papers: list[tuple[str, Column]],
    ) -> None:
        """Make the facts of the case; what the contract refuses is named at its row."""
        officers = [self._officer(name) for name in made.handlers]
        rows: list[dict[str, Any]] = []
        ref_of, at_of = {}, {}
        for number, (when, column) in enumerate(sorted(events, key=lambda one: one[0]), start=1):
            kind = str(column.event)
            ref_of[kind], at_of[kind] = f"e{number}", when
            on_site = kind in ("site_inspection", "service", "inquiry")
            rows.append(
                {
                    "id": f"e{number}",
                    "type": kind,
                    "start": when.isoformat(),
                    "end": when.isoformat(),
                    "officers": officers if on_site else [],
                    "attrs": dict(column.attrs),
                }
            )
        documents = []
        for number, (text, column) in enumerate(papers, start=1):
            kind = str(column.event)
            if kind not in at_of:
                head = next(h for h, one in self.by_head.items() if one is column)
                sentence = _("The paper has no day: the column of its activity is empty.")
                made.faults.append(Fault(made.row, head, sentence))
                return
            documents.append(
                {
                    "id": f"d{number}",
                    "type": str(column.paper),
                    "at": at_of[kind].isoformat(),
                    "events": [ref_of[kind]],
                    "fields": {"document_number": text[:500]},
                }
            )
        for row in rows:
            if row["type"] == "service" and documents:
                row["attrs"] = {**row["attrs"], "of": documents[0]["id"]}
        case: dict[str, Any] = {"id": made.number, "act": said["act"], "title": made.title}
        case |= {name: said[name] for name in ("procedure", "origin") if said.get(name)}
        if made.party:
            party = {"name": made.party}
            if said.get("party_kind"):
                party["kind"] = said["party_kind"]
            case["party"] = party
        try:
            plain = {"case": case, "events": rows, "documents": documents}
            made.facts = checked_facts(law_facts(plain, str(made.row)), str(made.row))
            refuse_number(self.viewer, made.number)
        except (BadInput, CaseError) as error:
            sentence = str(error)
            at = {"case.title": "title", "case.party.name": "party"}
            to = next((at[path] for path in at if path in sentence), "number")
            head = next((h for h, one in self.by_head.items() if one.to == to), "")
            made.faults.append(Fault(made.row, head, sentence.rpartition(": ")[2]))


def law_facts(plain: Mapping[str, Any], name: str) -> law.Facts:
    """Return plain values as facts.

    Raises:
        BadInput: the contract refuses them.
    """
    from liuhen.law.reading import load_facts

    return load_facts(json.dumps(plain, ensure_ascii=False).encode(), name)


def time_of(text: str, clock: time, zone: tzinfo | None = None) -> datetime | None:
    """Return the time that a cell says; a day alone gets the time of day `clock`.

    It is read in `zone`, or in the active one, which is that of the bureau.

    >>> from datetime import UTC
    >>> time_of("2026年3月2日", time(9), UTC).isoformat()
    '2026-03-02T09:00:00+00:00'
    >>> time_of("20260302 14:30", time(9), UTC).isoformat()
    '2026-03-02T14:30:00+00:00'
    >>> time_of("三月", time(9), UTC)
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute = found.groups()
    try:
        at = time(int(hour), int(minute)) if hour else clock
        return datetime(
            int(year),
            int(month),
            int(day),
            at.hour,
            at.minute,
            tzinfo=zone or timezone.get_current_timezone(),
        )
    except ValueError:
        return None


def _mark_known(viewer: Viewer, rows: list[SheetRow]) -> None:
    """Say which numbers are there already, and which stand twice in the sheet."""
    bureau = bureau_of(viewer).pk
    numbers = [row.number for row in rows]
    cases = Case.objects.within(bureau).filter(number__in=numbers)
    there = set(cases.values_list("number", flat=True))
    shells = SecretShell.objects.within(bureau).filter(number__in=numbers)
    there |= set(shells.values_list("number", flat=True))
    seen: dict[str, int] = {}
    for row in rows:
        if not row.number:
            continue
        if row.number in there:
            row.state, row.faults = "there", []
        elif (first := seen.setdefault(row.number, row.row)) != row.row:
            sentence = _("The number stands in row %(row)d already.") % {"row": first}
            row.state = "wrong"
            row.faults.append(Fault(row.row, "", sentence))


@dataclass(frozen=True, slots=True)
class Brought:
    """What bringing in a sheet made, and what was refused meanwhile, with one sentence each."""

    made: list[Case]
    refused: list[tuple[SheetRow, str]]


def import_sheet(
    *,
    by: Viewer,
    section: Organisation,
    cells: Sequence[Sequence[str]],
    platform: str = "",
    name: str = "",
) -> Brought:
    """Make a case of every row that is new, each whole or not at all; the others are left alone.

    Raises:
        BadFactError: no row is new.
        NotAllowedError, and what `preview_sheet` raises.
    """
    found = preview_sheet(by, cells, platform)
    new = found.new
    if not new:
        raise BadFactError(_("No row of the sheet is new."), "file")
    people = _people(by)
    made: list[Case] = []
    refused: list[tuple[SheetRow, str]] = []
    for row in new:
        if row.facts is None:
            continue
        handlers = [people[one] for one in row.handlers if one in people]
        try:
            case = import_case(
                by=by, section=section, facts=row.facts, handlers=dict.fromkeys(handlers),
                name=_("%(file)s, row %(row)d") % {"file": name or "XLSX", "row": row.row},
            )  # fmt: skip
        except UserError as error:
            refused.append((row, str(error)))
        else:
            made.append(case)
    return Brought(made, refused)


def _people(by: Viewer) -> dict[str, Person]:
    """The people of the bureau by name, where a name is that of one alone."""
    found: dict[str, list[Person]] = {}
    for person in colleagues(by):
        found.setdefault(person.name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}


# ---------------------------------------------------------------- scans


@dataclass(frozen=True, slots=True)
class ScannedPaper:
    """One scanned paper: what it is, its day, who signed on it (roles), about which activity.

    `written`: fields that somebody has seen filled in on it.
    """

    kind: str
    at: datetime
    scan_digest: str
    signed: tuple[str, ...] = ()
    event: str = ""
    number: str = ""
    written: tuple[str, ...] = ()


def add_scanned(*, by: Viewer, case: Case, papers: Iterable[ScannedPaper]) -> list[Document]:
    """Enter scanned papers, all or none.

    Who brings in cases may do so in a case from outside, and name signatures of heads that stand on
    its papers: they are words on a scan, none of them one of this system. A paper that the sheet
    named already is completed by its scan.

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
            at = checks.time(one.at, doing.record.at, "at")
            digest = scan_of(by, one.scan_digest).digest
            signed = [{"role": role, "at": at} for role in one.signed]
            events = checks.references([one.event], refs, "event") if one.event else []
            found: dict[str, Any] = {
                "origin": FactOrigin.SCAN,
                "at": at,
                "signatures": _signatures(signed, doing.record, heads=outside),
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
    return dict.fromkeys(one.written, _("See the scan.")) | number


def _signatures(signed: list[dict[str, Any]], record: Any, *, heads: bool) -> list[dict[str, Any]]:
    """Signatures as they stand on a scan; those of heads only where they came from outside."""
    plain = [one for one in signed if one["role"] not in SYSTEM_SIGNATURES]
    made = paper_signatures(plain, record)
    if not heads and len(plain) < len(signed):
        paper_signatures(signed, record)  # refuses them with its own sentence
    stamp = record.at.isoformat()
    return made + [
        {"role": one["role"], "at": one["at"].isoformat(), "recorded_at": stamp}
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
