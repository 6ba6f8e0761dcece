# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask of papers and of other events in the case."""

from collections.abc import Iterable
from typing import Any

from liuhen.law.checks.outcome import DONE, LACKING, Check, Outcome, Subject, alternatives
from liuhen.law.facts import REFUSABLE_ROLES
from liuhen.law.pack import Part, RecordingAllowance
from liuhen.law.view import CaseView, DocumentView, EventView
from liuhen.law.zone import Zone


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
                at = document.signed_at(word, or_refused=word in REFUSABLE_ROLES)
            if at is not None and (found is None or at < found):
                found = at
        return found


def document_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """A document of one of these types, complete with fields and signatures."""
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
        found = view.documents_of(types) if anywhere else view.documents_for(event, types)
        for document in found:
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


def paper_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The document in question has these fields and signatures."""
    needs = [Need(text, "field") for text in part.paper]

    def check(_view: CaseView, document: DocumentView) -> Outcome:
        at, missing = document_state(document, needs)
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else at, missing, (document.id,))

    return check


def event_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """There is an event of this type somewhere in the case."""
    kind = part.event or ""

    def check(view: CaseView, _subject: Subject) -> Outcome:
        events = view.by_type.get(kind)
        if not events:
            return Outcome(LACKING, None, (f"event:{kind}",))
        first = min(events, key=lambda event: (event.start, event.id))
        return Outcome(DONE, first.start, (), (first.id,))

    return check


def served_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """A notice was made and has reached the party."""
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


def attr_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The event says this of itself."""
    name = part.attr or ""

    def check(_view: CaseView, event: EventView) -> Outcome:
        if event.attrs.get(name):
            return Outcome(DONE, event.start, (), (event.id,))
        return Outcome(LACKING, None, (name,), (event.id,))

    return check
