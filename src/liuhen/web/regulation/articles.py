# SPDX-License-Identifier: Apache-2.0
"""The articles of a bureau's regulation, each with how the system carries it out.

Duties and retention are those of the pack that the bureau adopted; the list of articles is that of
the pack as the program brings it, because it judges nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from liuhen.apps.rules.models import RegulationText
from liuhen.law.articles import ArticleEntry, SystemPart, read_articles, system_parts
from liuhen.law.pack import Keep, Obligation, Pack, Says
from liuhen.law.packs import folder_of
from liuhen.web.missing import missing_said
from liuhen.web.regulation.periods import due_said, period_said


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of the article: its sentence, what it asks for, until when."""

    id: str
    text: str
    articles: tuple[str, ...]
    stage: str
    due: str
    asks: list[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a class of footage is kept by the article; no period: with the case file."""

    basis: str
    period: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system, done or planned."""

    name: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One article. `state` is done, planned or none; `own` is the bureau's text of it."""

    number: str
    text: str
    state: str
    duties: list[Duty]
    kept: list[Kept]
    parts: list[Part]
    nothing: str
    own: dict[str, Any] | None


@dataclass(slots=True)
class ChapterShown:
    """A chapter of the bureau's own text with its articles; without a text there is just one."""

    number: str = ""
    title: str = ""
    articles: list[Shown] = field(default_factory=list)


def said(words: Says) -> str:
    """Return the paraphrase in the reader's language."""
    return words.en if get_language() == "en" else words.zh


def articles_of(pack: Pack, own: RegulationText | None) -> list[Shown]:
    """Return every article of the pack in order."""
    texts = {} if own is None else _own_articles(own.parsed)
    entries = read_articles(folder_of(pack.id)).entries
    return [_shown(entry, pack, texts.get(entry.article)) for entry in entries]


def chapters_of(articles: list[Shown], own: RegulationText | None) -> list[ChapterShown]:
    """Group the articles by the chapters of the bureau's text; what it lacks stands at the end."""
    if own is None:
        return [ChapterShown(articles=articles)]
    rest = {one.number: one for one in articles}
    made = []
    for chapter in own.parsed["chapters"]:
        numbers = [article["number"] for article in chapter["articles"]]
        members = [rest.pop(number) for number in numbers if number in rest]
        made.append(ChapterShown(chapter["number"] or "", chapter["title"], members))
    if rest:
        made.append(ChapterShown(articles=list(rest.values())))
    return [chapter for chapter in made if chapter.articles]


def _own_articles(parsed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        article["number"]: article
        for chapter in parsed["chapters"]
        for article in chapter["articles"]
    }


def _shown(entry: ArticleEntry, pack: Pack, own: dict[str, Any] | None) -> Shown:
    known = {one.id: one for one in pack.obligations}
    parts = [system_parts()[name] for name in entry.system if name in system_parts()]
    return Shown(
        number=entry.article,
        text=said(entry.says),
        state=_state(entry, parts),
        duties=[_duty(known[name]) for name in entry.obligations if name in known],
        kept=[_kept(basis, getattr(pack.retention, basis)) for basis in entry.retention],
        parts=[Part(said(part.name), part.state == "planned") for part in parts],
        nothing=said(entry.none) if entry.none else "",
        own=own,
    )


def _state(entry: ArticleEntry, parts: list[SystemPart]) -> str:
    if entry.none:
        return "none"
    return "planned" if any(part.state == "planned" for part in parts) else "done"


def _kept(basis: str, keep: Keep | None) -> Kept:
    return Kept(basis, period_said(keep.period) if keep and keep.period else "")


def _duty(duty: Obligation) -> Duty:
    return Duty(
        duty.id,
        said(duty.says),
        duty.articles,
        duty.stage,
        due_said(duty),
        [getattr(one, "whole", one) for one in missing_said(_asks(duty))],
    )


def _asks(duty: Obligation) -> list[str]:
    """What the duty asks for that has a plain name, as the engine's tokens for what is missing."""
    tokens: list[str] = []
    for part in duty.require:
        if part.document:
            tokens.append(f"document:{part.document}")
        if part.event:
            tokens.append(f"event:{part.event}")
        if part.recorded:
            tokens.append("recording:" + "|".join(sorted(part.recorded.kinds)))
        if part.covered:
            tokens.append("recording:surveillance|video")
        tokens += [f"field:{need}" for need in part.fields if ":" not in need]
        tokens += [f"signature:{need}" for need in part.signed_by if ":" not in need]
    return tokens
