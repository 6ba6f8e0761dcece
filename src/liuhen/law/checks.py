# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask for, and whether a case has it.

Each part of `require` becomes one check: called with the case and the subject (an event, a recording
or a document), it answers with an `Outcome`. A check never looks at a due date: when something had
to be done is the business of `liuhen.law.evaluate`.

Verdicts:

- DONE: it is there, since `at`;
- LACKING: it is not there (yet), `missing` says what, in the tokens of the contract;
- EXCUSED: the article's own exception applies, with the record that it asks for;
- LOST: it cannot be had any more, whatever is written later.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from liuhen.law.facts import REFUSABLE_ROLES, seconds
from liuhen.law.intervals import breaks, gaps, within
from liuhen.law.pack import ContentNeed, Covered, Excuses, Part, Recorded, RecordingAllowance
from liuhen.law.view import (
    CaseView,
    DocumentView,
    EventView,
    InterruptionView,
    RecordingView,
    footage_intervals,
)
from liuhen.law.zone import Zone

DONE, EXCUSED, LACKING, LOST = range(4)

#: Photo and audio never make an uninterrupted record (settled reading 13).
UNINTERRUPTED = frozenset({"surveillance", "video"})
_UNINTERRUPTED_TOKEN = "recording:surveillance|video"
_STATEMENT_TOKEN = "document:interruption_statement"


class Outcome:
    """The answer of one check."""

    __slots__ = ("articles", "at", "evidence", "missing", "verdict")

    def __init__(
        self,
        verdict: int,
        at: int | None = None,
        missing: Sequence[str] = (),
        evidence: Sequence[str] = (),
        articles: Sequence[str] = (),
    ) -> None:
        self.verdict = verdict
        self.at = at
        self.missing = missing
        self.evidence = evidence
        self.articles = articles  # the items in question, where a duty stands in several


Subject = EventView | RecordingView | DocumentView
Check = Callable[[CaseView, Any], Outcome | None]
"""A check; None means that the facts do not tell enough for a judgement of any kind."""


class Need:
    """A field or a signature that a document must have, or one of several."""

    __slots__ = ("options", "token")

    def __init__(self, text: str, kind: str) -> None:
        words = [word if ":" in word else f"{kind}:{word}" for word in text.split("|")]
        self.options = [tuple(word.split(":")) for word in words]
        self.token = alternatives(words)

    def since(self, document: DocumentView) -> int | None:
        """Since when `document` has it, or None."""
        found: int | None = None
        for kind, word in self.options:
            if kind == "field":
                at = document.at if document.fields.get(word, "").strip() else None
            else:
                at = signed_at(document, word)
            if at is not None and (found is None or at < found):
                found = at
        return found


def alternatives(tokens: Iterable[str]) -> str:
    """Several tokens as one: sorted, the head written once, full tokens across kinds.

    >>> alternatives(["signature:deputy_head", "signature:bureau_head"])
    'signature:bureau_head|deputy_head'
    >>> alternatives(["signature:section_head", "field:reviewer"])
    'field:reviewer|signature:section_head'
    """
    ordered = sorted(tokens)
    heads = {token.partition(":")[0] for token in ordered}
    if len(heads) == 1:
        return f"{heads.pop()}:" + "|".join(token.partition(":")[2] for token in ordered)
    return "|".join(ordered)


def signed_at(document: DocumentView, role: str) -> int | None:
    """When that role signed, or when a refusal that stands in for it was recorded (reading 5)."""
    times = [
        signature.at
        for signature in document.signatures
        if signature.role == role and (signature.given or role in REFUSABLE_ROLES)
    ]
    return max(min(times), document.at) if times else None


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Several parts of one duty: done when all are, at the last of them."""
    if len(outcomes) == 1:
        return outcomes[0]
    times = [outcome.at for outcome in outcomes if outcome.at is not None]
    return Outcome(
        max((outcome.verdict for outcome in outcomes), default=DONE),
        max(times, default=None),
        [token for outcome in outcomes for token in outcome.missing],
        [item for outcome in outcomes for item in outcome.evidence],
        [article for outcome in outcomes for article in outcome.articles],
    )


def attrs_match(wanted: dict[str, Any], attrs: dict[str, Any]) -> bool:
    """Whether attributes are as wanted: a value, one of a list, or `present`."""
    for key, value in wanted.items():
        found = attrs.get(key, False)
        if value == "present":
            if found is False:
                return False
        elif found not in value if isinstance(value, list) else found != value:
            return False
    return True


def compile_part(part: Part, allowance: RecordingAllowance, zone: Zone) -> Check:
    """Make the check that one part of `require` stands for."""
    (head,) = part.heads()
    check: Check = _MAKERS[head](part, allowance, zone)
    if not part.if_attrs:
        return check
    return lambda view, subject: (
        check(view, subject)
        if attrs_match(part.if_attrs, subject.attrs)
        else Outcome(DONE, subject.start)
    )


# ---------------------------------------------------------------- papers


def _document(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    types = tuple((part.document or "").split("|"))
    absent = alternatives(f"document:{kind}" for kind in types)
    needs = [Need(text, "field") for text in part.fields]
    item_of: dict[str, str] = {}
    for article, texts in part.items.items():
        for text in texts:
            needs.append(Need(text, "field"))
            item_of[needs[-1].token] = article
    needs += [Need(text, "signature") for text in part.signed_by]
    all_items = tuple(part.items)
    anywhere = part.anywhere

    def check(view: CaseView, event: EventView) -> Outcome:
        best: tuple[Any, DocumentView, int, list[str]] | None = None
        for document in view.documents_of(types):
            if not anywhere and not document.counts_for(event):
                continue
            at, missing = document_state(document, needs)
            rank = (len(missing), at, document.id)
            if best is None or rank < best[0]:
                best = (rank, document, at, missing)
        if best is None:
            return Outcome(LACKING, None, (absent,), (), all_items)
        _, document, at, missing = best
        if not missing:
            return Outcome(DONE, at, (), (document.id,), all_items)
        items = [item_of[token] for token in missing if token in item_of]
        return Outcome(LACKING, None, missing, (document.id,), items or all_items)

    return check


def document_state(document: DocumentView, needs: Iterable[Need]) -> tuple[int, list[str]]:
    """Since when a document is complete, and what it lacks."""
    at, missing = document.at, []
    for need in needs:
        since = need.since(document)
        if since is None:
            missing.append(need.token)
        elif since > at:
            at = since
    return at, missing


def _paper(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    needs = [Need(text, "field") for text in part.paper]

    def check(_view: CaseView, document: DocumentView) -> Outcome:
        at, missing = document_state(document, needs)
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else at, missing, (document.id,))

    return check


def _event(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    kind = part.event or ""

    def check(view: CaseView, _subject: Subject) -> Outcome:
        events = view.by_type.get(kind)
        if not events:
            return Outcome(LACKING, None, (f"event:{kind}",))
        first = min(events, key=lambda event: (event.start, event.id))
        return Outcome(DONE, first.start, (), (first.id,))

    return check


def _served(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    if part.served is None:
        raise AssertionError
    notice, kind = part.served.document, part.served.event

    def check(view: CaseView, _subject: Subject) -> Outcome:
        """The notice was made, and served: by a service of it, else by the event that says so."""
        papers = view.documents_by_type.get(notice, [])
        made = {paper.id: paper.at for paper in papers}
        services = [e.start for e in view.by_type.get("service", ()) if e.attrs.get("of") in made]
        said = [event.start for event in view.by_type.get(kind, ())]
        missing = [] if made else [f"document:{notice}"]
        if not services and not said:
            missing.append(f"event:{kind}")
        if missing:
            return Outcome(LACKING, None, missing, sorted(made))
        at = max(min(made.values()), min(services or said))
        return Outcome(DONE, at, (), sorted(made))

    return check


def _attr(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    name = part.attr or ""

    def check(_view: CaseView, event: EventView) -> Outcome:
        if event.attrs.get(name):
            return Outcome(DONE, event.start, (), (event.id,))
        return Outcome(LACKING, None, (name,), (event.id,))

    return check


# ---------------------------------------------------------------- people


def _officers(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    def check(_view: CaseView, event: EventView) -> Outcome:
        officers = event.fact.officers
        if officers and all(officer.certificate.strip() for officer in officers):
            return Outcome(DONE, event.start)
        return Outcome(LACKING, None, ("officer:certificate",))

    return check


def _identity(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    noted_is_enough = part.identity == "noted"

    def check(_view: CaseView, event: EventView) -> Outcome:
        shown = event.fact.identity_shown
        if shown is True or (shown is False and noted_is_enough):
            return Outcome(DONE, event.start)
        return Outcome(LACKING, None, ("identity_shown",))

    return check


def _qualified(_part: Part, _allowance: RecordingAllowance, zone: Zone) -> Check:
    def check(_view: CaseView, event: EventView) -> Outcome | None:
        judged = False
        day = zone.date_of(event.start)
        for officer in event.fact.officers:
            if isinstance(officer.established, bool):
                judged = True
                if not officer.established:
                    return Outcome(LOST)
            if officer.valid_until:
                judged = True
                if officer.valid_until.toordinal() < day:
                    return Outcome(LOST)
        return Outcome(DONE, event.start) if judged else None

    return check


# ---------------------------------------------------------------- footage of an event


def _recorded(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    recorded = part.recorded or Recorded()
    kinds = frozenset(recorded.kinds)
    token = "recording:" + "|".join(sorted(kinds))

    def check(view: CaseView, event: EventView) -> Outcome:
        footage = [recording for recording in event.footage if recording.kind in kinds]
        if footage:
            at = max(event.start, min(recording.start for recording in footage))
            return Outcome(DONE, at, (), [recording.id for recording in footage])
        if recorded.unless and (recorded.unless == "reason" or view.case.secrecy):
            reason = written_reason(view, event)
            if reason is not None:
                return Outcome(EXCUSED, reason.at, (), (reason.id,))
        return Outcome(LACKING, None, (token,))

    return check


def written_reason(view: CaseView, event: EventView) -> DocumentView | None:
    """The document that says why an event was not recorded."""
    said = event.fact.no_recording
    if said and said.reason.strip() and said.document in view.documents_by_id:
        return view.documents_by_id[str(said.document)]
    papers = [
        document
        for document in view.documents_by_type.get("no_recording_reason", ())
        if document.counts_for(event) and document.fields.get("reason", "").strip()
    ]
    return min(papers, key=lambda paper: (paper.at, paper.id), default=None)


def _covered(part: Part, allowance: RecordingAllowance, _zone: Zone) -> Check:
    covered = part.covered or Covered()
    seam, edge = allowance.seam_seconds, allowance.edge_seconds

    def check(view: CaseView, event: EventView) -> Outcome:
        spans = footage_intervals(event, UNINTERRUPTED)
        evidence = [recording.id for recording in event.footage if recording.kind in UNINTERRUPTED]
        until = event.end if event.end is not None else view.as_of
        holes = gaps(spans, event.start, until, seam, edge)
        if sum(b - a for a, b in holes) <= covered.gaps_together:
            holes = []
        if not event.over:
            return Outcome(LACKING, None, (_UNINTERRUPTED_TOKEN,) if holes else (), evidence)
        if not holes:
            return Outcome(DONE, until, (), evidence)
        return _excused(view, event, holes, covered.excuses, edge, evidence)

    return check


def _unbroken(part: Part, allowance: RecordingAllowance, _zone: Zone) -> Check:
    excuses = part.unbroken

    def check(view: CaseView, event: EventView) -> Outcome | None:
        spans = footage_intervals(event, UNINTERRUPTED)
        if not spans:
            return None
        evidence = [recording.id for recording in event.footage if recording.kind in UNINTERRUPTED]
        holes = breaks(spans, allowance.seam_seconds)
        if not event.over:
            return Outcome(LACKING, None, (_UNINTERRUPTED_TOKEN,) if holes else (), evidence)
        if not holes:
            return Outcome(DONE, event.end, (), evidence)
        return _excused(view, event, holes, excuses, allowance.edge_seconds, evidence)

    return check


def _excused(
    view: CaseView,
    event: EventView,
    holes: Sequence[tuple[int, int]],
    excuses: Excuses | None,
    slack: int,
    evidence: Sequence[str],
) -> Outcome:
    """Whether interruptions excuse every hole; the first that nothing excuses decides."""
    lost = Outcome(LOST, None, (_UNINTERRUPTED_TOKEN,), evidence)
    if excuses is None:
        return lost
    parts = []
    for hole in holes:
        spans = {
            (break_.since, break_.until(event, view.as_of)): explanation(
                view, event, break_, excuses
            )
            for break_ in event.interruptions
        }
        usable = [span for span, outcome in spans.items() if outcome.verdict != LOST]
        if not within(hole, usable, slack):
            return lost
        parts += [spans[span] for span in usable if span[1] >= hole[0] and span[0] <= hole[1]]
    outcome = together(parts)
    missing = sorted(set(outcome.missing))
    verdict = LACKING if missing else EXCUSED
    return Outcome(verdict, outcome.at, missing, [*evidence, *outcome.evidence])


def explanation(
    view: CaseView, event: EventView, break_: InterruptionView, excuses: Excuses
) -> Outcome:
    """Whether one interruption has a reason that the pack allows, explained the way it asks."""
    how = excuses.reasons.get(break_.reason, excuses.any) if break_.reason else excuses.any
    statement = break_.statement
    if how is None:
        return Outcome(LOST)
    if how == "entry":
        return Outcome(EXCUSED, break_.since, (), (break_.id,))
    if how == "explained" and _went_on(view, event, break_):
        if break_.explained_by == "voice":
            return Outcome(EXCUSED, break_.since, (), (break_.id,))
        if break_.explained_by != "document":
            return Outcome(LOST)
    elif how == "explained":
        if break_.reported_at is None or not _at_once(view, event, break_):
            return Outcome(LOST)
        statement = statement or _statement_of(view, event)
        if statement is None:
            return Outcome(LACKING, None, (_STATEMENT_TOKEN,), (break_.id,))
    if statement is None:
        return Outcome(LOST)
    return Outcome(EXCUSED, max(statement.at, break_.since), (), (break_.id, statement.id))


def _went_on(view: CaseView, event: EventView, break_: InterruptionView) -> bool:
    """Whether the recording went on after the break."""
    until = break_.until(event, view.as_of)
    if event.end is not None and until < event.end:
        return True
    return any(recording.start > break_.since for recording in event.footage)


def _at_once(view: CaseView, event: EventView, break_: InterruptionView) -> bool:
    """Reported between the break and the end of the event (settled reading 10)."""
    end = event.end if event.end is not None else view.as_of
    return break_.reported_at is not None and break_.since <= break_.reported_at <= end


def _statement_of(view: CaseView, event: EventView) -> DocumentView | None:
    papers = [
        document
        for document in view.documents_by_type.get("interruption_statement", ())
        if document.counts_for(event)
    ]
    return min(papers, key=lambda paper: (paper.at, paper.id), default=None)


def _interruptions(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    excuses = part.interruptions or Excuses()

    def check(view: CaseView, event: EventView) -> Outcome:
        outcomes = [explanation(view, event, break_, excuses) for break_ in event.interruptions]
        outcome = together(outcomes)
        if outcome.verdict == LOST and not event.over:
            return Outcome(LACKING, None, outcome.missing, outcome.evidence)
        if outcome.verdict == EXCUSED:  # to explain is the duty here, and it was done
            return Outcome(DONE, outcome.at, (), outcome.evidence)
        return outcome

    return check


def _content(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    needs: list[ContentNeed] = part.content

    def check(_view: CaseView, event: EventView) -> Outcome:
        seen = {word for recording in event.footage for word in recording.fact.content}
        asked = [need for need in needs if need.events == "any" or event.type in need.events]
        lacking = [need for need in asked if need.word not in seen]
        evidence = [recording.id for recording in event.footage]
        articles = [need.article for need in lacking or asked]
        if not lacking:
            first = min(recording.start for recording in event.footage)
            return Outcome(DONE, first, (), evidence, articles)
        return Outcome(
            LACKING, None, [f"content:{need.word}" for need in lacking], evidence, articles
        )

    return check


def _reviewed(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    def check(_view: CaseView, event: EventView) -> Outcome:
        footage = [recording for recording in event.footage if recording.kind != "surveillance"]
        evidence = [recording.id for recording in footage]
        if all(recording.fact.reviewed_by_party for recording in footage):
            last = max((recording.start for recording in footage), default=event.start)
            return Outcome(DONE, last, (), evidence)
        return Outcome(LACKING, None, ("reviewed_by_party",), evidence)

    return check


# ---------------------------------------------------------------- one recording


def _recording_check(token: str, since: Callable[[RecordingView], int | None]) -> Check:
    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        at = since(recording)
        if at is None:
            return Outcome(LACKING, None, (token,), (recording.id,))
        return Outcome(DONE, at, (), (recording.id,))

    return check


def _informed(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    return _recording_check("informed", lambda r: r.start if r.fact.informed else None)


def _stored(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    return _recording_check("stored_at", lambda r: r.stored_at)


def _handed_over(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    return _recording_check("handed_over_at", lambda r: r.handed_over_at)


def _disc(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    return _recording_check("disc", lambda r: r.start if r.fact.disc.strip() else None)


def _statement(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    needs = [Need(text, "field") for text in part.statement]

    def check(view: CaseView, recording: RecordingView) -> Outcome:
        paper = view.documents_by_id.get(recording.fact.statement or "")
        if paper is None or paper.type != "av_evidence_statement":
            return Outcome(LACKING, None, ("statement",), (recording.id,))
        at, missing = document_state(paper, needs)
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else at, missing, (recording.id, paper.id))

    return check


def _located(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        """At sea the position and the vessel, spoken; ashore a place sign or the position."""
        fact = recording.fact
        missing = []
        if fact.vessel:
            if not fact.position:
                missing.append("position")
            vessel = fact.vessel
            if not (vessel.spoken and vessel.name.strip() and vessel.number.strip()):
                missing.append("spoken")
        elif not fact.position and "place_sign" not in fact.content:
            missing.append("place_sign|position")
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else recording.start, missing, (recording.id,))

    return check


def _overlapping(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        if recording.events:
            return Outcome(DONE, recording.start, (), (recording.id,))
        return Outcome(LOST, None, (), (recording.id,))

    return check


# ---------------------------------------------------------------- ways


def _any_of(part: Part, allowance: RecordingAllowance, zone: Zone) -> Check:
    ways = [[compile_part(inner, allowance, zone) for inner in way] for way in part.any_of]

    def check(view: CaseView, subject: Subject) -> Outcome:
        """The way that was gone; else the one that lacks least, among those that were begun."""
        outcomes = []
        for way in ways:
            parts = [outcome for step in way if (outcome := step(view, subject)) is not None]
            outcomes.append(together(parts))
        nearest = min(
            outcomes,
            key=lambda outcome: (
                outcome.verdict,
                outcome.at if outcome.verdict == DONE and outcome.at is not None else 0,
                not outcome.evidence,
                len(outcome.missing),
            ),
        )
        untouched = not any(outcome.evidence for outcome in outcomes)
        if untouched and all(len(outcome.missing) == 1 for outcome in outcomes):
            choice = alternatives(outcome.missing[0] for outcome in outcomes)
            return Outcome(nearest.verdict, None, (choice,))
        return nearest

    return check


_MAKERS: dict[str, Callable[[Part, RecordingAllowance, Zone], Check]] = {
    "document": _document,
    "paper": _paper,
    "event": _event,
    "served": _served,
    "attr": _attr,
    "officers": _officers,
    "identity": _identity,
    "qualified": _qualified,
    "recorded": _recorded,
    "covered": _covered,
    "unbroken": _unbroken,
    "interruptions": _interruptions,
    "content": _content,
    "reviewed": _reviewed,
    "informed": _informed,
    "stored": _stored,
    "handed_over": _handed_over,
    "disc": _disc,
    "statement": _statement,
    "located": _located,
    "overlapping": _overlapping,
    "any_of": _any_of,
}
