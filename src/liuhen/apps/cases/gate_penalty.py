# SPDX-License-Identifier: Apache-2.0
"""Conditions before a penalty: start, report, notice, plea, reviews, age, the fine."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import (
    HELD,
    Known,
    Limits,
    Verdict,
    doubtful,
    lacking,
    stopped,
)
from liuhen.apps.cases.gate_start import start_approvals
from liuhen.apps.cases.models import Activity, Document
from liuhen.apps.cases.named import named
from liuhen.apps.cases.notice_reached import reached_by
from liuhen.apps.cases.participants.ages import age_on, day_of_the_act
from liuhen.apps.cases.routes import due_of, matters_in
from liuhen.apps.cases.standing import STARTED, standing_in
from liuhen.apps.cases.times import minute_said
from liuhen.paper.words import plain_amount

Answer = Verdict | None


def approved_before(known: Known, _limits: Limits) -> Answer:
    """A head approved the start before it, or soon enough if it was urgent: 处罚法 art. 54."""
    if known.case.origin == "application":
        return None
    starts = known.of(STARTED)
    if approved := start_approvals(known):
        until = _approved_until(known, starts[0]) if starts else None
        if until is None or min(approved) <= until:
            return HELD
        said = _("Started %(start)s, and approved by a head only %(approved)s.")
        times = {"start": starts[0].start, "approved": min(approved)}
        return stopped(said % {name: minute_said(at) for name, at in times.items()})
    if not known.matter and standing_in(known.activities).is_open:
        return None  # nothing is started: `start_approved_first` asks it then
    return stopped(_("No head has approved the start of the case."))


def _approved_until(known: Known, start: Activity) -> datetime | None:
    """Until when the start had to be approved; nothing where no period is given."""
    if not start.attrs.get("urgent"):
        return start.start.replace(second=59)  # what is typed has no seconds
    matter = matters_in(known.case.bureau, known.at).get(("start", True))
    return due_of(known.case, matter, start.ref, known.at) if matter else None


def report_written(known: Known, _limits: Limits) -> Answer:
    """The investigation ended with a report: 处罚法 art. 57."""
    there = known.papers("investigation_report") or known.of("investigation_concluded")
    return lacking("" if there else _("There is no report that ends the investigation."))


def prior_notice(known: Known, _limits: Limits) -> Answer:
    """The party was told before: 处罚法 art. 44."""
    notices = known.papers("prior_notice")
    if not notices:
        return stopped(_("There is no prior notice."))
    found = [_noticed(known, notices, one) for one in known.each]
    return next((one for one in found if one.state == "open"), HELD)


def _noticed(known: Known, notices: list[Document], who: str) -> Verdict:
    """Whether a notice reached somebody; `who` is empty where the case has one party."""
    reached = [row for row in notices if known.is_for(row, who) and reached_by(known, row, who)]
    if any(not who or who in known.parties.named(row.fields.get("party")) for row in reached):
        return HELD
    if not who:
        return stopped(_("Not recorded that the prior notice reached the party."))
    if reached or who not in known.parties.names:
        return doubtful(_("No prior notice names %(who)s: was one given?") % {"who": who})
    if any(who in known.parties.named(row.fields.get("party")) for row in notices):
        return stopped(_("Not recorded that the prior notice reached %(who)s.") % {"who": who})
    return stopped(_("There is no prior notice to %(who)s.") % {"who": who})


def defence_heard(known: Known, _limits: Limits) -> Answer:
    """What the party said is recorded: 处罚法 art. 45."""
    pleas = known.of("statement_and_defense")
    if not pleas:
        return None
    recorded = known.papers("statement_defense_record")
    return lacking("" if recorded else _("There is no record of what the party said."))


def no_heavier(known: Known, limits: Limits) -> Answer:
    """Neither a larger fine nor a graver kind than was told; `words`: the kinds, gravest last."""
    now = known.decided
    told = [said for one in known.each for said in known.told(one)]
    if not told or now is None:
        return None
    kinds, had = now.kinds(limits.words), [one.kinds(limits.words) for one in told]
    if any(is_graver(kinds, one, limits.words) for one in had):
        return stopped(_("The penalty is of a graver kind than what was told before the plea."))
    sums = [one.fine.amount for one in told if one.fine.amount is not None]
    fine = now.fine.amount
    if sums and fine is not None and fine > min(sums):
        said = _("The fine was told as %(told)s yuan, and is now %(now)s yuan.")
        return stopped(said % {"told": plain_amount(min(sums)), "now": plain_amount(fine)})
    unread = now.fine.unread or any(one.fine.unread for one in told)
    return doubtful(_("The sum of the fine cannot be read: is it not more?")) if unread else HELD


def is_graver(now: list[str], told: list[str], order: Sequence[str]) -> bool:
    """Return whether something comes on top of all that was told, or is graver than each of it."""
    if not now or not told:
        return False
    return set(now) > set(told) or order.index(now[-1]) > order.index(told[-1])


def legal_review(known: Known, _limits: Limits) -> Answer:
    """Asked for in the four cases of 处罚法 art. 58."""
    heard = bool(known.of("hearing")) and "major-rights" in known.grounds
    if not heard and not known.grounds & {"public-interest", "complex", "review-by-law"}:
        return None
    found = known.reviewed()
    if found == "refused":
        return stopped(_("The legal review did not pass."))
    return lacking("" if found else _("There is no legal review yet."))


def collective_discussion(known: Known, _limits: Limits) -> Answer:
    """The heads discussed what is complex or grave: 处罚法 art. 57."""
    if not known.grounds & {"complex", "grave"}:
        return None
    records = known.papers("collective_discussion_record")
    own = [row for row in records if all(known.is_for(row, one) for one in known.each)]
    there = own or (not records and known.of("collective_discussion"))
    return lacking("" if there else _("The heads have not discussed the case together."))


def too_young(known: Known, limits: Limits) -> Answer:
    """No party was too young on the day of the act: 处罚法 art. 30.

    As the case ends it is asked what became of a penalty that was imposed on the spot all the same.
    """
    age = _youngest(known)
    if age is None or known.asks_after_the_spot is False:
        return None
    young = age < limits.get("none-under", 0)
    why = _("The party is too young for a penalty.") if young else ""
    return doubtful(why) if why and known.asks_after_the_spot else lacking(why)


def minor(known: Known, limits: Limits) -> Answer:
    """No party was a minor on the day of the act: 处罚法 art. 30."""
    age = _youngest(known)
    if age is None or age < limits.get("none-under", 0):
        return None  # no lighter one: none
    young = age < limits.get("lighter-under", 0)
    return lacking(_("The party is a minor: the penalty is lighter or less.") if young else "")


def _youngest(known: Known) -> int | None:
    """The age of the youngest party on the day of the act, as far as the viewer may know it."""
    if not known.births:
        return None
    day = day_of_the_act(known.case)
    return min(age_on(born, day) for born in known.births)


def first_offence(known: Known, _limits: Limits) -> Answer:
    """Nobody said that it was slight or a first offence: 处罚法 art. 33."""
    if "slight" not in known.grounds:
        return None
    return stopped(_("It was said to be slight or a first offence: is there to be a penalty?"))


def evidence_reviewed(known: Known, _limits: Limits) -> Answer:
    """Monitoring equipment's evidence was reviewed: 处罚法 art. 41."""
    watched = [row for row in known.recordings if row.kind == "surveillance" and row.evidence]
    if not watched:
        return None
    there = "monitoring" in known.grounds
    said = _("Nobody has confirmed that the monitoring equipment's evidence passed its reviews.")
    return lacking("" if there else said)


def fine_apart(known: Known, _limits: Limits) -> Answer:
    """A fine taken on the spot was handed to the bank: 处罚法 arts. 67, 71."""
    taken = [row for row in known.of("on_the_spot_penalty") if row.attrs.get("collected_on_site")]
    if not taken:
        return None
    handed = known.of("fine_handed_over")
    said = _("A fine taken on the spot was not handed to the bank (%(refs)s).")
    return lacking("" if handed else said % {"refs": named(taken)})


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "approved_before": approved_before,
    "report_written": report_written,
    "prior_notice": prior_notice,
    "defence_heard": defence_heard,
    "no_heavier": no_heavier,
    "legal_review": legal_review,
    "collective_discussion": collective_discussion,
    "too_young": too_young,
    "minor": minor,
    "first_offence": first_offence,
    "evidence_reviewed": evidence_reviewed,
    "fine_apart": fine_apart,
}
