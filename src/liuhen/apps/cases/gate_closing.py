# SPDX-License-Identifier: Apache-2.0
"""Conditions of closing by its way: decided, nothing held, merged with its like, decided anew.

What this module promises:

- a case that ends as performed or enforced has a decision; one on the spot is one;
- a case ends in the way that its decision says, where the decision says one;
- whatever the bureau still holds (a thing without outcome, a measure that runs, evidence preserved
  and not disposed of) is named, however the case ends;
- a case is merged into one of its kind and party that may go on, and decided anew after a decision
  and a remedy;
- where nobody said yet in which way the case ends, what hangs on the way is not asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.approved_content import printed
from liuhen.apps.cases.case_facts import DECISIONS
from liuhen.apps.cases.case_links import HANDED
from liuhen.apps.cases.gate_facts import HELD, Known, Limits, Verdict, lacking, stopped
from liuhen.apps.cases.measure_periods import expired_measures, limited_measures, measures_left
from liuhen.apps.cases.models import Case, Ending, Thing
from liuhen.apps.cases.named import named
from liuhen.apps.cases.preservations import undecided_in
from liuhen.apps.cases.standing import standing_of
from liuhen.law.statutory import EndingWay, endings

Answer = Verdict | None
_CLOSING = "closing"
_DECIDED = ("decision_made", "on_the_spot_penalty")
_MOST_NAMED = 5


def decided(known: Known, _limits: Limits) -> Answer:
    """There is something that was performed: 处罚法 arts. 57, 66."""
    way = endings().get(known.step.ending)
    if way is None or not way.decided:
        return None
    return lacking("" if _is_decided(known) else _("There is no decision in this case yet."))


def _is_decided(known: Known) -> bool:
    papers = known.papers(*DECISIONS) or known.of(*_DECIDED)
    coerced = known.case.act == "coercion" and known.papers("coercive_measure_decision")
    return bool(papers or coerced)


def as_decided(known: Known, _limits: Limits) -> Answer:
    """It ends for the reason that the decision in it gives: 处罚法 arts. 33, 57."""
    way = endings().get(known.step.ending)
    if way is None or way.decided_by is None:
        return None
    decisions = known.issued(way.decided_by.form)
    others = [one for one in decisions if says_other(way, one.form, one.values)]
    if len(others) < len(decisions) or not decisions:  # of several parties each has its own
        return HELD if decisions else None
    other = others[0]
    said = _("The decision %(number)s says “%(ground)s”: that is another way of ending.")
    ground = printed(known.case, other.form, other.values, timezone.localdate(known.at))
    told_of = {"number": other.number, "ground": ground[way.decided_by.field]}
    return stopped(said % told_of)


def says_other(way: EndingWay, form: str, values: Mapping[str, Any]) -> bool:
    """Whether a paper of `form` with these `values` says another reason than this way has."""
    by = way.decided_by
    if by is None or by.form != form:
        return False
    word = values.get(by.field)
    return bool(word) and word not in by.words


def nothing_held(known: Known, limits: Limits) -> Answer:
    """Nothing is left in the bureau's hands: 处罚法 art. 56, 强制法 arts. 27, 28.

    A measure whose period is over is asked about by a gate of its own (`measure_not_expired`).
    """
    if known.matter != _CLOSING:
        return None
    things = [row for row in known.things if not row.outcome]
    late = expired_measures(known, limits.get("days", 0))
    named_by = {row.event_ref for row in things}
    left = [
        row
        for row in measures_left(known, limited_measures(known))
        if row not in late and row.ref not in named_by
    ]
    if len(limited_measures(known)) == 1 and any(_of_a_measure(row) for row in things):
        left = []  # those things are what it holds
    left += undecided_in(known, known.things)
    if not (things or left):
        return lacking("") if known.things or limited_measures(known) else None
    names = [str(row) for row in things[:_MOST_NAMED]] + [named([row]) for row in left]
    if len(things) > _MOST_NAMED:
        names.append("…")
    return stopped(_("Still held: %(names)s.") % {"names": ", ".join(names)})


def _of_a_measure(row: Thing) -> bool:
    return not row.event_ref and row.measure in (Thing.Measure.SEALED, Thing.Measure.SEIZED)


def fits_together(known: Known, _limits: Limits) -> Answer:
    """What is merged belongs together, and nothing that is owed is lost sight of."""
    if known.step.ending != Ending.MERGED or known.step.other is None:
        return None
    rows = Case.objects.within(known.case.bureau_id)
    other = rows.filter(pk=known.step.other).first()
    if other is None:
        return None
    case, why = known.case, []
    if other.act != case.act:
        said = _("Case %(number)s is one of another kind.")
        why.append(said % {"number": other.number})
    if _apart(case.party_name, other.party_name):
        said = _("Its party is another one (%(here)s here, %(there)s there).")
        why.append(said % {"here": case.party_name, "there": other.party_name})
    if standing_of(other).not_begun:
        said = _("In case %(number)s it was decided to start nothing.")
        why.append(said % {"number": other.number})
    return lacking(" ".join(why))


def _apart(one: str, two: str) -> bool:
    return bool(one.strip() and two.strip()) and one.strip() != two.strip()


def remedy_known(known: Known, _limits: Limits) -> Answer:
    """A decision is made anew where there was one, and a remedy or the bureau itself undid it.

    Of a case that was handed elsewhere nothing is asked: it is taken up again as it came back.
    """
    if known.step.ending != Ending.ANEW or known.case.ending in HANDED:
        return None
    if not _is_decided(known):
        return stopped(_("There is no decision in this case that could be made anew."))
    there = known.of("remedy_ended", "court_result")
    return lacking("" if there else _("Not recorded that reconsideration or litigation ended."))


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "decided": decided,
    "as_decided": as_decided,
    "nothing_held": nothing_held,
    "fits_together": fits_together,
    "remedy_known": remedy_known,
}
