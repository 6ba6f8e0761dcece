# SPDX-License-Identifier: Apache-2.0
"""One row of a platform's sheet as the facts of a case, with what is wrong with it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec.structs import replace

from liuhen.apps.cases import checks
from liuhen.apps.cases.acts.importing import LONGEST, checked_facts, refuse_number
from liuhen.apps.cases.errors import BadFactError, CaseError
from liuhen.apps.cases.platform_sheets.cells import time_of
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import colleagues, officer_value
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.law.errors import BadInput
from liuhen.law.platforms import Column, Platform

#: A cell that holds a formula without a value, or what a spreadsheet shows where one went wrong.
_UNREAD = re.compile(r"=|#(?:REF!|VALUE!|N/A|NAME\?|DIV/0!|NUM!|NULL!)$")
#: Characters that a cell may have, by what its column says.
_LONGEST = {
    "number": LONGEST["case.id"],
    "title": LONGEST["case.title"],
    "party": LONGEST["case.party.name"],
}
_LONGEST_CELL = 500
#: What a list of cases holds where neither a cell nor its description says it.
_USUAL_ACT = "penalty"
#: What comes before what.
_IN_ORDER = (
    ("case_initiated", "decision_made"),
    ("rights_informed", "decision_made"),
    ("decision_made", "service"),
    ("decision_made", "performance"),
    ("case_initiated", "case_concluded"),
    ("decision_made", "case_concluded"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: row as the sheet counts, heading of the column, one sentence."""

    row: int
    head: str
    sentence: str


@dataclass(slots=True)
class SheetRow:
    """One row: `state` is new, there or wrong. `warnings` hinder nothing, but are to be read."""

    row: int
    state: str
    number: str = ""
    title: str = ""
    party: str = ""
    facts: law.Facts | None = None
    handlers: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many activities the row brings."""
        return len(self.facts.events) if self.facts else 0


class Reader:
    """Reads the rows of one sheet."""

    def __init__(self, viewer: Viewer, platform: Platform, heads: list[str]) -> None:
        self.viewer, self.platform = viewer, platform
        self.by_head: dict[str, Column] = {
            head: column for column in platform.columns for head in column.heads if head in heads
        }
        self.at = {head: heads.index(head) for head in self.by_head}
        self.clock = time.fromisoformat(platform.clock)
        self.people = people_by_name(viewer)
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
        said = {"act": _USUAL_ACT}
        said |= {one.to: one.default for one in self.platform.columns if one.default}
        events: list[tuple[datetime, Column]] = []
        papers: list[tuple[str, Column]] = []
        for head, column in self.by_head.items():
            at = self.at[head]
            text = cells[at].strip() if at < len(cells) else ""
            if not text:
                if column.required or column.to in ("number", "title"):
                    made.faults.append(Fault(number, head, _("It must not be empty.")))
                continue
            if fault := _unread(text) or _too_long(column, text):
                made.faults.append(Fault(number, head, fault))
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
            self._warn(made, events)
            if said.get("procedure") == "simple":
                events, papers = self._on_the_spot(made, events, papers)
            self._put_facts(made, said, events, papers)
        made.state = "wrong" if made.faults else "new"
        return made

    def _head(self, column: Column) -> str:
        """The heading under which the sheet has a column."""
        return next((head for head, one in self.by_head.items() if one.heads == column.heads), "")

    def _warn(self, made: SheetRow, events: list[tuple[datetime, Column]]) -> None:
        """Say what is odd in a row: handlers whom nobody knows, days out of their order."""
        handled = next((head for head, one in self.by_head.items() if one.to == "handlers"), "")
        unknown = [name for name in made.handlers if name not in self.people]
        for name in unknown:
            sentence = _("“%(name)s” is no one person of this bureau, and is left out.")
            made.warnings.append(Fault(made.row, handled, sentence % {"name": name[:30]}))
        if len(unknown) == len(made.handlers):
            sentence = _("Nobody handles the case: a head is asked to name somebody.")
            made.warnings.append(Fault(made.row, handled, sentence))
        at = {str(column.event): (when, column) for when, column in events}
        for first, then in _IN_ORDER:
            if first in at and then in at and at[then][0] < at[first][0]:
                sentence = _("This day is before that of “%(head)s”; look whether both are right.")
                said = sentence % {"head": self._head(at[first][1])}
                made.warnings.append(Fault(made.row, self._head(at[then][1]), said))

    def _on_the_spot(
        self,
        made: SheetRow,
        events: list[tuple[datetime, Column]],
        papers: list[tuple[str, Column]],
    ) -> tuple[list[tuple[datetime, Column]], list[tuple[str, Column]]]:
        """In the simple procedure the penalty itself is the act, and nothing is started before."""
        kept = []
        for when, column in events:
            if column.event == "case_initiated":
                sentence = _("Nothing is started in the simple procedure; this day is left out.")
                made.warnings.append(Fault(made.row, self._head(column), sentence))
            elif column.event == "decision_made":
                kept.append((when, replace(column, event="on_the_spot_penalty")))
            else:
                kept.append((when, column))
        changed = [
            (text, replace(column, event="on_the_spot_penalty", paper="simple_procedure_record"))
            if column.paper == "decision"
            else (text, column)
            for text, column in papers
        ]
        return kept, changed

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
        elif fault := _said(checks.year, when, head):
            made.faults.append(Fault(made.row, head, fault))
            return None
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
            on_site = kind in ("site_inspection", "service", "inquiry", "on_the_spot_penalty")
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
                sentence = _("The paper has no day: the column of its activity is empty.")
                made.faults.append(Fault(made.row, self._head(column), sentence))
                return
            documents.append(
                {
                    "id": f"d{number}",
                    "type": str(column.paper),
                    "at": at_of[kind].isoformat(),
                    "events": [ref_of[kind]],
                    "fields": {"document_number": text},
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
            head = next((h for h, one in self.by_head.items() if one.to == "number"), "")
            made.faults.append(Fault(made.row, head, sentence.rpartition(": ")[2]))


def _too_long(column: Column, text: str) -> str:
    """What is wrong with the length of a cell, or its characters; nothing where it can be kept."""
    return _said(checks.text, text, column.to, _LONGEST.get(column.to, _LONGEST_CELL))


def _said(check: Callable[..., Any], *values: Any) -> str:
    """The sentence with which a check refuses `values`; nothing where it does not."""
    try:
        check(*values)
    except BadFactError as error:
        return error.sentence
    return ""


def _unread(text: str) -> str:
    """What is wrong with a formula that nobody computed; nothing where it is none."""
    if not _UNREAD.match(text):
        return ""
    sentence = _("The cell holds a formula without a value (%(found)s); write the value itself.")
    return sentence % {"found": text[:30]}


def law_facts(plain: Mapping[str, Any], name: str) -> law.Facts:
    """Return plain values as facts.

    Raises:
        BadInput: the contract refuses them.
    """
    from liuhen.law.reading import load_facts

    return load_facts(json.dumps(plain, ensure_ascii=False).encode(), name)


def people_by_name(by: Viewer) -> dict[str, Person]:
    """The people of the bureau by name, where a name is that of one alone."""
    found: dict[str, list[Person]] = {}
    for person in colleagues(by):
        found.setdefault(person.name, []).append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}
