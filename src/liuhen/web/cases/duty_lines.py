# SPDX-License-Identifier: Apache-2.0
"""The duties of a case as its page shows them: status, due, how computed, what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import UnsetType

from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.qualified import flags_of
from liuhen.apps.compliance.awaited import AWAITED, Awaited
from liuhen.apps.compliance.queries import CaseDetail, Judged
from liuhen.apps.compliance.timeline import facts_of
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.derivation import Derivation
from liuhen.law.findings import Finding
from liuhen.law.pack import Obligation
from liuhen.law.reasons import Key, derivations
from liuhen.web.articles import address_of, article_name
from liuhen.web.cases.entries import Entries
from liuhen.web.duties import anchor, paraphrases
from liuhen.web.entering.offers import Offer, offers_of, to_bring_in
from liuhen.web.missing import missing_said
from liuhen.web.moments import moment_said
from liuhen.web.qualified import flag_said

#: A duty that is due within this time is shown as pressing.
SOON = timedelta(hours=48)
_OPEN = frozenset({"pending", "overdue", "breached", "advised", AWAITED})
_MANY = 4
#: What is shown first within a stage.
_PRESSING = ("overdue", "breached", "soon", "pending", "advised", "late", "excused", "met")


class Article(NamedTuple):
    """An article as it is named, and its page; no address where it has none (an annex)."""

    said: str
    address: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of one subject. `look` is its status, or `soon` where it presses."""

    finding: Finding
    stage: str
    status: str
    look: str
    text: str
    subject: str
    how: str
    missing: list[str]
    evidence: list[str]
    offers: list[Offer]
    articles: tuple[Article, ...] = ()
    #: Until when it is to be done, or footage that may still come in brought in.
    due: datetime | None = None
    #: What is wrong, where nothing is missing that could be entered.
    wrong: tuple[str, ...] = ()
    #: Other subjects of which exactly the same is to be said: shown as one line.
    alike: "tuple[DutyLine, ...]" = ()

    @property
    def anchor(self) -> str:
        """Its place on the page, to which the to-do list leads."""
        return anchor(self.finding.obligation, self.finding.subject)

    @property
    def articles_said(self) -> str:
        """The articles in a row."""
        return _(", ").join(one.said for one in self.articles)

    @property
    def estimated(self) -> bool:
        """Whether the due was counted from weekends alone."""
        return not isinstance(self.finding.calendar, UnsetType)

    @property
    def awaited(self) -> bool:
        """Whether it speaks of footage that may still come in."""
        return self.status == AWAITED

    @property
    def open(self) -> bool:
        """Whether somebody should look at it."""
        return self.status in _OPEN


@dataclass(frozen=True, slots=True)
class StageDuties:
    """The duties of one stage: what presses or has a due, what has time, and what is done."""

    stage: str
    open: list[DutyLine]
    later: list[DutyLine]
    done: list[DutyLine]

    @property
    def folded(self) -> bool:
        """Whether what has time is folded away, because it is much."""
        return len(self.later) > _MANY


def duty_lines(detail: CaseDetail, entries: Entries, *, offering: bool) -> list[DutyLine]:
    """Return every duty of the case; `offering`: with links that open the right form."""
    made = _Making(detail, entries, offering=offering)
    return [made.line(duty) for duty in detail.duties]


def by_stage(detail: CaseDetail, lines: Sequence[DutyLine]) -> Iterator[StageDuties]:
    """Yield the duties stage by stage, pressing ones first."""
    ordered = sorted(lines, key=lambda line: _PRESSING.index(line.look))
    for lane in detail.lanes:
        here = [line for line in ordered if line.stage == lane.stage]
        if here:
            yield StageDuties(
                lane.stage,
                folded(line for line in here if line.open and not _has_time(line)),
                folded(line for line in here if line.open and _has_time(line)),
                [line for line in here if not line.open],
            )


def folded(lines: Iterable[DutyLine]) -> list[DutyLine]:
    """Join lines that differ in nothing but their subject, for example eight files of one patrol.

    Each keeps the forms that it offers, which are about its own subject.
    """
    groups: dict[tuple[object, ...], list[DutyLine]] = {}
    for line in lines:
        same = (
            line.finding.obligation, line.status, line.look, line.due, line.how,
            *line.missing, *line.wrong, *(offer.title for offer in line.offers),
        )  # fmt: skip
        groups.setdefault(same, []).append(line)
    return [replace(first, alike=tuple(others)) for first, *others in groups.values()]


def _has_time(line: DutyLine) -> bool:
    return line.status in ("pending", "advised") and line.finding.due is None


class _Making:
    """Makes lines; holds what all lines of a case need."""

    def __init__(self, detail: CaseDetail, entries: Entries, *, offering: bool) -> None:
        self.as_of = detail.as_of
        self.entries = entries
        self.says = paraphrases(detail.pack)
        self.obligations = {one.id: one for one in detail.pack.obligations}
        facts = facts_of(detail.case, detail.known_at)
        self.ways = derivations(facts, detail.pack, calendar_today(), detail.as_of)
        self.offers = _offers_by_duty(detail) if offering else {}
        self.awaited = detail.awaited
        self._articles: dict[str, Article] = {}

    def line(self, duty: Judged) -> DutyLine:
        finding = duty.finding
        key = (finding.obligation, finding.subject)
        obligation, offers = self.obligations.get(finding.obligation), self.offers.get(key, [])
        waits = self.awaited.get(key)
        how = _how(finding, obligation, self.ways.get(key), offers)
        return DutyLine(
            finding=finding,
            stage=duty.stage,
            status=duty.status,
            look=self._look(duty, waits),
            text=self.says.get(finding.obligation, finding.text),
            subject=self.entries.said(finding.subject),
            how=to_bring_in(waits) if waits else how,
            missing=missing_said(finding.missing),
            evidence=[self.entries.said(ref) for ref in finding.evidence],
            offers=offers,
            articles=tuple(self._article(name) for name in finding.articles),
            due=waits.until if waits else finding.due,
            wrong=self._wrong(finding, obligation),
        )

    def _wrong(self, finding: Finding, obligation: Obligation | None) -> tuple[str, ...]:
        """Whose qualification the finding misses, and why; those are no tokens of it."""
        row = self.entries.by_ref.get(finding.subject)
        asked = obligation is not None and any(part.qualified for part in obligation.require)
        if not asked or finding.status != "breached" or not isinstance(row, Activity):
            return ()
        return tuple(_unqualified_said(row))

    def _article(self, reference: str) -> Article:
        """The article; of the duties of a case many have the same ones."""
        if reference not in self._articles:
            self._articles[reference] = Article(article_name(reference), address_of(reference))
        return self._articles[reference]

    def _look(self, duty: Judged, waits: Awaited | None) -> str:
        due = waits.until if waits else duty.finding.due
        running = waits is not None or duty.status == "pending"
        if running and due is not None and due - self.as_of <= SOON:
            return "soon"
        return "pending" if waits is not None else duty.status


def _offers_by_duty(detail: CaseDetail) -> Mapping[Key, list[Offer]]:
    found: dict[Key, list[Offer]] = {}
    for offer in offers_of(detail):
        for finding in offer.asked.findings:
            known = found.setdefault((finding.obligation, finding.subject), [])
            if all(other.address != offer.address for other in known):
                known.append(offer)
    return found


def _unqualified_said(row: Activity) -> Iterator[str]:
    """Say who took part without being qualified on that day, and why (004 art. 7)."""
    for flag in flags_of(row):
        if flag.word in ("not_established", "expired"):
            yield flag_said(flag)


def _how(
    finding: Finding,
    obligation: Obligation | None,
    way: Derivation | None,
    offers: Sequence[Offer],
) -> str:
    """Say how the due time came about, or why there is none."""
    if way is not None and finding.due is not None:
        sentence = way.sentence("en" if get_language() == "en" else "zh")
        return _("from %(start)s: %(way)s") % {"start": moment_said(way.start), "way": sentence}
    if obligation is None:
        return ""
    breached = finding.status == "breached"
    if finding.status == "overdue" and obligation.within is None and not obligation.before:
        return _("no period of its own: it was due before the time for archiving ended")
    return _not_cured(obligation, offers) if breached else _without_end(obligation)


def _not_cured(obligation: Obligation, offers: Sequence[Offer]) -> str:
    """Say what stands in the way, and what may be done all the same; the buttons say how."""
    if any(part.qualified for part in obligation.require):
        return _("judged by the day of the activity; nothing done later changes it")
    deeds = {offer.asked.deed for offer in offers}
    if "mend" in deeds:
        return _("at the same time as the activity; what was done then can still be noted")
    if deeds:
        return _("at the same time as the activity; only a reason that is written down helps now")
    return _("at the same time as the activity; nothing done later makes up for it")


def _without_end(obligation: Obligation) -> str:
    """Say until when a duty is to be done whose end no period gives."""
    if obligation.before:
        return _("before the activity begins")
    if obligation.during:
        return _("at the same time as the activity; nothing done later makes up for it")
    if obligation.may:
        return _("as needed: the article leaves it to the circumstances")
    if obligation.within is not None:
        return _("the period has not begun yet")
    return _("no period of its own: before the case is archived")
