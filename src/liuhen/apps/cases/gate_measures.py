# SPDX-License-Identifier: Apache-2.0
"""Conditions about preserved evidence and coercive measures: approved, lawful, not for too long."""

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import (
    HEADS,
    HELD,
    Known,
    Limits,
    Verdict,
    lacking,
    signed,
    stopped,
)
from liuhen.apps.cases.measure_approvals import COERCION, MEASURE, approves, decides
from liuhen.apps.cases.measure_periods import expired_measures, limited_measures
from liuhen.apps.cases.models import Activity, Approval, ThingMove
from liuhen.apps.cases.named import named
from liuhen.apps.cases.times import minute_said

Answer = Verdict | None
#: Outcomes after which nobody can look at the thing again, or somebody else has it for good.
DONE_AWAY = ("destroyed", "confiscated", "auctioned", "handed_on")
#: Requests about coercive measures.
_MEASURES = ("coercion", "measure-extension")


def preservation_approved(known: Known, _limits: Limits) -> Answer:
    """A head approved that evidence is preserved: 处罚法 art. 56."""
    done = known.of("advance_preservation")
    if not done:
        return None
    papers = known.papers("preservation_document", "preservation_decision_record")
    there = known.agreed("preservation") or any(signed(row, HEADS) for row in papers)
    said = _("No head has approved the preservation of evidence (%(refs)s).")
    return lacking("" if there else said % {"refs": named(done)})


def measure_approved(known: Known, limits: Limits) -> Answer:
    """A head approved each measure before it, or soon enough if urgent: 强制法 arts. 18, 19."""
    done = known.of(MEASURE)
    if not done:
        return None
    hours = timedelta(hours=limits.get("hours", 0))
    bad = [row for row in done if not _is_approved(known, row, done, hours)]
    late = [row for row in bad if row.start + hours < known.at]
    said = _("No head has approved the measure in time (%(refs)s).")
    why = [said % {"refs": named(late)}] if late else []
    for row in bad:
        if row not in late:
            until = minute_said(row.start + hours)
            waits = _("Taken before it was approved (%(refs)s): in time until %(due)s.")
            why.append(waits % {"refs": named([row]), "due": until})
    return lacking(" ".join(why))


def _is_approved(known: Known, row: Activity, done: list[Activity], hours: timedelta) -> bool:
    others = {one.ref for one in done} - {row.ref}
    papers = known.papers("coercive_measure_decision")
    return any(
        approves(one, others) and _in_time(one, row, hours) for one in known.agreed(COERCION)
    ) or any(decides(one, row, others) and one.at <= row.start + hours for one in papers)


def _in_time(approval: Approval, row: Activity, after: timedelta) -> bool:
    if approval.ended_at is None:
        return False
    return approval.ended_at <= row.start + (after if approval.urgent else timedelta())


def measure_within_scope(known: Known, _limits: Limits) -> Answer:
    """Nothing is held twice, and somebody looked at what is: 强制法 art. 23."""
    held = [one for one in known.things if one.measure in ("sealed", "seized")]
    names = [(one.name, one.spec, one.owner) for one in held if one.ended_at is None]
    if len(names) != len(set(names)):
        return stopped(_("Something stands twice among what is sealed or seized."))
    if "scope" in known.grounds:
        return HELD
    asked = known.matter in _MEASURES or known.of("coercive_measure")
    said = _("Nobody has confirmed that only things of the case are concerned.")
    return stopped(said) if asked else None


def measure_not_expired(known: Known, limits: Limits) -> Answer:
    """Each measure is within its period, or was released: 强制法 arts. 25, 28."""
    days = limits.get("days")
    if not limited_measures(known) or days is None:
        return None
    late = expired_measures(known, days)
    said = _(
        "The period of the measure has ended and nothing says that it was released (%(refs)s)."
    )
    return lacking(said % {"refs": named(late)} if late else "")


def disposal_approved(known: Known, _limits: Limits) -> Answer:
    """Nothing was done away with unless a paper or an approval says so: 处罚法 art. 74."""
    gone = [row for row in known.things if row.outcome in DONE_AWAY]
    if not gone:
        return None
    steps = ThingMove.objects.within(known.case.bureau_id).filter(thing__in=gone)
    based = {one.thing_id for one in steps if one.basis_id or one.approval_id}
    bare = [row for row in gone if row.pk not in based]
    said = _("No paper and no approval: %(things)s.")
    names = ", ".join(dict.fromkeys(row.name for row in bare))
    return lacking(said % {"things": names} if bare else "")


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "preservation_approved": preservation_approved,
    "measure_approved": measure_approved,
    "measure_within_scope": measure_within_scope,
    "measure_not_expired": measure_not_expired,
    "disposal_approved": disposal_approved,
}
