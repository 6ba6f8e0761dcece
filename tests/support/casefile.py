# SPDX-License-Identifier: Apache-2.0
"""Case files in a few words, and what the law engine says of them.

    case = CaseFile("jinpu-ocean")
    e = case.event("inquiry", "03-02 09:00", "10:00")
    case.paper("inquiry_record", "03-02 10:00", e, signed="officer")
    case.says("14(1)", "03-03 09:00") == ["e1 pending signature:party"]

- Times are Beijing time, of 2026 where no year stands there; an end may name its hour alone.
- A paper is whole (every field, every signature) and footage is as it should be, save where the
  story says otherwise: what a story leaves unsaid is never what it is about.
- `says` gives every finding of one article, so that a test names all of them or fails.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from liuhen.law.evaluate import evaluate
from liuhen.law.facts import CONTENTS, ROLES, Facts
from liuhen.law.findings import Finding, Report
from liuhen.law.packs import load_pack
from liuhen.law.reading import load_facts
from liuhen.law.workdays import load_calendar

BEIJING = ZoneInfo("Asia/Shanghai")
#: The packs of the five bureaus.
ETHNIC, EDUCATION, TOURISM = "jinpu-ethnic-religious", "xigang-education", "qilin-culture-tourism"
OCEAN, HRSS = "jinpu-ocean", "xigang-hrss"
CASE = "A-1"
ANY_FOOTAGE = "recording:audio|photo|surveillance|video"
VIDEO = "recording:surveillance|video"
BAD = ("breached", "late", "overdue")
FIELDS = (
    "reason source facts party handler_opinion section_opinion head_opinion time process evidence "
    "opinion legal_basis reasoning factors remedies object form reviewer refusal_reason "
    "refusal_date address contact email collector place maker extractor consignment_number "
    "document_title document_number statement review collection filing"
)


def beijing(text: str) -> datetime:
    """`"03-02 09:00"`, `"2028-02-29 09:00:01"`, or ISO 8601 with an offset, as an aware time."""
    if text[:3].endswith("-"):
        text = f"2026-{text}"
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)


def written(at: datetime | None) -> str:
    """As the stories write it: without the year 2026, without seconds of zero."""
    if at is None:
        return "-"
    text = at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return text.removeprefix("2026-").removesuffix(":00")


class CaseFile:
    """The facts of one case, written down one after another."""

    def __init__(
        self, pack: str, act: str = "penalty", procedure: str = "general",
        origin: str = "ex_officio", **more: Any,
    ) -> None:  # fmt: skip
        self.pack = pack
        case = {"id": CASE, "act": act, "procedure": procedure, "origin": origin, **more}
        self.facts: dict[str, Any] = {"case": case}

    # ------------------------------------------------------------ what happened

    def event(
        self, kind: str, start: str, end: str | None = None, *, shown: bool | None = True,
        officers: list[dict[str, Any]] | None = None, no_recording: dict[str, str] | None = None,
        **attrs: Any,
    ) -> str:  # fmt: skip
        """An event with two officers who show their certificates."""
        both = [{"name": "王敏", "certificate": "ZF-1"}, {"name": "李强", "certificate": "ZF-2"}]
        made = {
            "type": kind, "start": start, "end": _end(start, end), "identity_shown": shown,
            "officers": both if officers is None else officers, "no_recording": no_recording,
            "attrs": {key: _time(value) if key == "rectify_by" else value
                      for key, value in attrs.items()},
        }  # fmt: skip
        return self._add("events", "e", made)

    def paper(
        self, kind: str, at: str, *events: str, fields: str = FIELDS, without: str = "",
        signed: str = " ".join(ROLES), signed_at: str | None = None, refused: str = "",
        reason: str = "不愿签字",
    ) -> str:  # fmt: skip
        """A document with every field and signature; `without` leaves out either."""
        missing = without.split()
        signatures: list[dict[str, Any]] = [
            {"role": role, "name": "某人"} | ({"at": _time(signed_at)} if signed_at else {})
            for role in signed.split()
            if role not in (*missing, *refused.split())
        ]
        signatures += [{"role": r, "refused": True, "reason": reason} for r in refused.split()]
        made = {
            "type": kind, "at": at, "events": list(events), "signatures": signatures,
            "fields": {name: "见正文" for name in fields.split() if name not in missing},
        }  # fmt: skip
        return self._add("documents", "d", made)

    def footage(
        self, kind: str, start: str, end: str | None = None, *events: str, **more: Any
    ) -> str:
        """A recording as it should be, but for storing and handing over."""
        made = {
            "kind": kind, "start": start, "end": _end(start, end), "events": list(events),
            "informed": True, "reviewed_by_party": True, "content": list(CONTENTS),
            "position": {"lat": 38.9, "lon": 121.6}, **more,
        }  # fmt: skip
        return self._add("recordings", "r", made)

    def interruption(self, start: str, end: str | None, event: str | None, **more: Any) -> str:
        made = {"from": start, "to": _end(start, end), "event": event, "reason": "power", **more}
        return self._add("interruptions", "i", made)

    def incident(self, kind: str, at: str, event: str | None = None) -> str:
        return self._add("incidents", "x", {"type": kind, "at": at, "event": event})

    def archived(self, at: str) -> str:
        return self.event("archived", at)

    def _add(self, items: str, letter: str, made: dict[str, Any]) -> str:
        there = self.facts.setdefault(items, [])
        made = {key: _time(value) if key in _TIMES else value for key, value in made.items()}
        item = {"id": f"{letter}{len(there) + 1}", **made}
        there.append({key: value for key, value in item.items() if value is not None})
        return str(item["id"])

    # ------------------------------------------------------------ what the engine says

    def read(self) -> Facts:
        return load_facts(msgspec.json.encode(self.facts), "story")

    def report(self, as_of: str) -> Report:
        return evaluate(self.read(), load_pack(self.pack), load_calendar(), beijing(as_of))

    def findings(self, article: str, as_of: str, subject: str = "") -> list[Finding]:
        """The findings under an article (`"10"` with its items), of one subject or of all."""
        return [
            finding
            for finding in self.report(as_of).findings
            if any(a == article or a.startswith(f"{article}(") for a in finding.articles)
            and subject in ("", finding.subject)
        ]

    def says(self, article: str, as_of: str, subject: str = "") -> list[str]:
        """Each finding under an article as "subject status missing…", sorted."""
        return sorted(_said(finding) for finding in self.findings(article, as_of, subject))

    def due(self, article: str, as_of: str, subject: str = "") -> list[str]:
        """Each finding under an article that has a due time as "status due [met_at]"."""
        return sorted(
            f"{finding.status} {written(finding.due)}"
            + (f" done {written(finding.met_at)}" if finding.met_at else "")
            + (" by weekends" if finding.calendar == "weekends_only" else "")
            for finding in self.findings(article, as_of, subject)
            if finding.due
        )

    def faults(self, as_of: str) -> list[str]:
        """Everything late, overdue or breached."""
        return [_said(found) for found in self.report(as_of).findings if found.status in BAD]

    def kept(self, subject: str, as_of: str) -> list[str]:
        """The retention rows of a subject: basis, last day, and what else would keep it."""
        return [
            " ".join([row.basis, str(row.keep_until or "-"), *(f"+{other}" for other in row.also)])
            for row in self.report(as_of).retention
            if row.subject == subject
        ]


_TIMES = {
    "start", "end", "at", "from", "to", "stored_at", "returned_at", "handed_over_at",
    "reported_to_head_at",
}  # fmt: skip


def _time(text: str | None) -> str | None:
    return None if text is None else beijing(text).isoformat()


def _end(start: str, end: str | None) -> str | None:
    return (
        f"{start.split(maxsplit=1)[0]} {end}"
        if end and len(end.split()) == 1 and "T" not in end
        else end
    )


def _said(finding: Finding) -> str:
    return " ".join([finding.subject, finding.status, *sorted(finding.missing)])
