# SPDX-License-Identifier: Apache-2.0
"""What the regulation still asks for, as things that somebody can do next.

A finding says `document:inquiry_record` is missing; here it becomes "add an inquiry record for e2".
Findings that one deed satisfies become one `Asked`, with the articles of all of them. Nothing is
judged here: what is missing stands in the report, what a paper must contain in the pack.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from liuhen.apps.cases.models import Activity, Document, Fact, Recording
from liuhen.law.checks.outcome import alternatives
from liuhen.law.findings import Finding, Report
from liuhen.law.pack import Obligation, Pack, parts_of
from liuhen.law.words import IS_ALSO

Deed = Literal["add", "mend", "sign", "store"]
#: Statuses that somebody can still do something about, the most pressing first.
OPEN = ("overdue", "breached", "pending", "advised")
_PRESSING = {"overdue": 0, "pending": 1, "breached": 2, "advised": len(OPEN) + 1}
_STORING = frozenset({"stored_at", "handed_over_at"})
_OF_EVENT = frozenset({"officer:certificate", "identity_shown", "manner"})
_EVER = datetime.max.replace(tzinfo=UTC)
#: The paper that says why there is no recording.
WHY_NOT_FILMED = "no_recording_reason"


@dataclass(frozen=True, slots=True)
class Asked:
    """One deed. `kind` is the model's name in lower case; `target` the fact that it is done to."""

    deed: Deed
    kind: str
    words: tuple[str, ...] = ()
    subject: str = ""
    target: str = ""
    missing: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list, compare=False)

    @property
    def status(self) -> str:
        """The most pressing status among its findings."""
        return min((one.status for one in self.findings), key=OPEN.index)

    @property
    def due(self) -> datetime | None:
        """The earliest due among its findings."""
        return min((one.due for one in self.findings if one.due), default=None)

    @property
    def articles(self) -> list[str]:
        """The articles that ask for it, in the order of the report."""
        return list(dict.fromkeys(name for one in self.findings for name in one.articles))

    @property
    def texts(self) -> list[str]:
        """What these articles say, in short."""
        return list(dict.fromkeys(one.text for one in self.findings))


def asked_of(report: Report, pack: Pack, facts: Iterable[Fact]) -> list[Asked]:
    """Return what can be done about the report's findings, the most pressing first.

    `facts`: the rows that the report is about.
    """
    reader = _Reader(list(facts), pack)
    merged: dict[tuple[str, ...], Asked] = {}
    for finding in report.findings:
        if finding.status not in OPEN:
            continue
        for deed in reader.deeds(finding):
            key = (deed.deed, deed.kind, "|".join(deed.words), deed.subject, deed.target)
            known = merged.get(key)
            missing = dict.fromkeys((*(known.missing if known else ()), *deed.missing))
            findings = [*(known.findings if known else ()), finding]
            merged[key] = replace(deed, missing=tuple(missing), findings=findings)
    return sorted(merged.values(), key=_press)


def deeds_that_help(
    deeds: Iterable[Asked],
    pack: Pack,
    *,
    awaited: Collection[tuple[str, str]],
    secret: bool,
) -> Iterator[Asked]:
    """Yield the deeds with those findings alone that each can change; what would cure nothing goes.

    What cannot be cured is not cured by footage, but while that may still come in (`awaited`); nor
    by a written reason, where the regulation takes none, or takes it of a `secret` case alone.
    """
    obligations = {one.id: one for one in pack.obligations}

    def helps(deed: Asked, finding: Finding) -> bool:
        if finding.status != "breached" or deed.deed != "add":
            return True
        if deed.kind == "recording":
            return (finding.obligation, finding.subject) in awaited
        if deed.words != (WHY_NOT_FILMED,):
            return True
        obligation = obligations.get(finding.obligation)
        ways = {
            part.recorded.unless
            for part in (parts_of(obligation.require) if obligation else ())
            if part.recorded is not None
        }
        return "reason" in ways or ("secret_reason" in ways and secret)

    for deed in deeds:
        if found := [one for one in deed.findings if helps(deed, one)]:
            yield replace(deed, findings=found)


def _press(deed: Asked) -> tuple[int, datetime]:
    """What is overdue, then by due time, then what can only be explained, then what has time."""
    if deed.status == "pending" and deed.due is None:
        return len(OPEN), _EVER
    return _PRESSING[deed.status], deed.due or _EVER


class _Reader:
    """Reads the missing tokens of findings against the facts of one case."""

    def __init__(self, facts: list[Fact], pack: Pack) -> None:
        self.events = {row.ref for row in facts if isinstance(row, Activity)}
        self.documents = {row.ref: row.type for row in facts if isinstance(row, Document)}
        self.recordings = {row.ref for row in facts if isinstance(row, Recording)}
        self.by_id = {obligation.id: obligation for obligation in pack.obligations}

    def deeds(self, finding: Finding) -> Iterator[Asked]:
        """Yield a deed for every missing token; several tokens may lead to the same one."""
        event = finding.subject if finding.subject in self.events else ""
        for token in finding.missing:
            yield from self._deed(finding, token, event)
        if finding.status == "breached":
            yield from self._explanation(finding, event)

    def _deed(self, finding: Finding, token: str, event: str) -> Iterator[Asked]:
        head, _colon, rest = token.partition(":")
        if token in _OF_EVENT:
            yield Asked("mend", "activity", target=event, missing=(token,))
        elif head in {"field", "signature"}:
            yield from self._paper(finding, token)
        elif head == "document":
            types = tuple(word.removeprefix("document:") for word in rest.split("|"))
            yield Asked("add", "document", types, event, missing=(token,))
        elif head == "event":
            yield Asked("add", "activity", tuple(rest.split("|")), missing=(token,))
        elif head == "recording":
            yield Asked("add", "recording", tuple(rest.split("|")), event, missing=(token,))
        else:
            deed: Deed = "store" if token in _STORING else "mend"
            for target in self._footage(finding):
                yield Asked(deed, "recording", target=target, missing=(token,))

    def _paper(self, finding: Finding, token: str) -> Iterator[Asked]:
        """The papers of the finding in which the field or signature is lacking."""
        obligation = self.by_id.get(finding.obligation)
        named = [ref for ref in (finding.subject, *finding.evidence) if ref in self.documents]
        signed = "signature:" in token and "field:" not in token
        for target in dict.fromkeys(named):
            if obligation is None or token in tokens_of(obligation, self.documents[target]):
                yield Asked(
                    "sign" if signed else "mend", "document", target=target, missing=(token,)
                )

    def _footage(self, finding: Finding) -> list[str]:
        named = (finding.subject, *finding.evidence)
        return list(dict.fromkeys(ref for ref in named if ref in self.recordings))

    def _explanation(self, finding: Finding, event: str) -> Iterator[Asked]:
        """What may still be written down about footage that is not there."""
        obligation = self.by_id.get(finding.obligation)
        if obligation is None or not event:
            return
        for part in parts_of(obligation.require):
            if part.recorded and part.recorded.unless:
                yield Asked("add", "document", (WHY_NOT_FILMED,), event)
            elif part.covered or part.unbroken or part.interruptions:
                yield Asked("add", "interruption", (), event)


# ---------------------------------------------------------------- what a paper must have


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A field or a signature of a paper, or several of which one is enough, and who asks for it."""

    words: tuple[str, ...]
    articles: tuple[str, ...]


def fields_asked(pack: Pack, kind: str) -> list[PaperNeed]:
    """Return the fields that the regulation asks for on papers of this kind, in its order."""
    return _needs(pack, kind, "field")


def signatures_asked(pack: Pack, kind: str) -> list[PaperNeed]:
    """Return the signatures that it asks for on papers of this kind."""
    return _needs(pack, kind, "signature")


def events_asking(pack: Pack, kind: str) -> frozenset[str]:
    """Return the kinds of activity of which the regulation asks such a paper."""
    return frozenset(
        event
        for obligation in pack.obligations
        for part in parts_of(obligation.require)
        if part.document and kind in part.document.split("|")
        for event in (obligation.when.event if obligation.when.event != "any" else ())
    )


def _needs(pack: Pack, kind: str, head: str) -> list[PaperNeed]:
    found: dict[tuple[str, ...], list[str]] = {}
    for obligation in pack.obligations:
        for token in tokens_of(obligation, kind):
            words = tuple(
                word.removeprefix(f"{head}:")
                for word in _spelt_out(token)
                if word.startswith(f"{head}:")
            )
            if words:
                found.setdefault(words, []).extend(obligation.articles)
    return [PaperNeed(words, tuple(dict.fromkeys(names))) for words, names in found.items()]


def _spelt_out(token: str) -> list[str]:
    """Write every alternative in full.

    >>> _spelt_out("signature:bureau_head|deputy_head")
    ['signature:bureau_head', 'signature:deputy_head']
    """
    head = token.partition(":")[0]
    return [word if ":" in word else f"{head}:{word}" for word in token.split("|")]


def tokens_of(obligation: Obligation, kind: str) -> list[str]:
    """Return what a duty asks of papers of this kind, in the tokens of findings."""
    also = IS_ALSO.get(kind)
    found = tokens_of(obligation, also) if also else []
    for part in parts_of(obligation.require):
        if part.document and kind in part.document.split("|"):
            fields = [*part.fields, *(need for item in part.items.values() for need in item)]
            found += [_token(need, "field") for need in fields]
            found += [_token(need, "signature") for need in part.signed_by]
        elif part.paper and kind in obligation.when.document:
            found += [_token(need, "field") for need in part.paper]
        elif part.statement and kind == "av_evidence_statement":
            found += [_token(need, "field") for need in part.statement]
    return found


def _token(need: str, kind: str) -> str:
    """Write a need of the pack as findings write it."""
    return alternatives(word if ":" in word else f"{kind}:{word}" for word in need.split("|"))
