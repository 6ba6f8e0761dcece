# SPDX-License-Identifier: Apache-2.0
"""The closed set of conditions that a gate may name (`law.pack_parts.Condition`).

Each takes the case and the gate's limits, and says whether the condition holds, or nothing where it
is not asked of this case. What no row can show (a slight offence, a complex case) whoever asks for
approval says as a ground; it is kept with the request.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_approved import AT_ISSUING
from liuhen.apps.cases.gate_decision import CONDITIONS as OF_THE_DECISION
from liuhen.apps.cases.gate_facts import HEADS, Known, Limits, Verdict, signed
from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Document
from liuhen.apps.cases.named import named
from liuhen.apps.cases.separation import INVESTIGATING, namesake_in
from liuhen.apps.people.roles import Role
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.period import Period

Answer = Verdict | None
_TWO = 2
_HELD = Verdict("held")
_DECIDING = (Role.SECTION_HEAD, Role.LEGAL_REVIEWER, Role.DEPUTY_HEAD, Role.BUREAU_HEAD)
#: Conditions about whoever decides: each says the reason for himself or herself, at each step.
OF_EACH = frozenset({"decider_apart"})
#: Conditions that look at how much and what is imposed.
OF_A_PENALTY = frozenset(
    {
        "no_heavier",
        "legal_review",
        "collective_discussion",
        "hearing_told",
        "simple_small",
        "discretion_said",
        "head_approved",
    }
)
#: Requests about coercive measures.
_MEASURES = ("coercion", "measure-extension")


def _open(why: str) -> Verdict:
    return Verdict("open", why)


def _doubt(why: str) -> Verdict:
    """Open, because nobody can tell: whoever knows says so, and it goes on."""
    return Verdict("open", why, doubtful=True)


def _when(fault: str) -> Verdict:
    return _open(fault) if fault else _HELD


# ---------------------------------------------------------------- officers


def _two_officers(known: Known, _limits: Limits) -> Answer:
    done = known.of(*INVESTIGATING)
    lone = [row for row in done if len(row.officers) < _TWO]
    if not done:
        return None
    return _when(_("Fewer than two officers at %(refs)s.") % {"refs": named(lone)} if lone else "")


def _certificates(known: Known, _limits: Limits) -> Answer:
    done = [row for row in known.of(*INVESTIGATING) if row.officers]
    bad = [row for row in done if any(_unqualified(one, row) for one in row.officers)]
    if not done:
        return None
    said = _("An officer without a certificate that was valid then, at %(refs)s.")
    return _when(said % {"refs": named(bad)} if bad else "")


def _unqualified(officer: Mapping[str, object], row: Activity) -> bool:
    until = str(officer.get("valid_until") or "")
    expired = bool(until) and until < timezone.localtime(row.start).date().isoformat()
    return not officer.get("certificate") or officer.get("established") is False or expired


def _identity_shown(known: Known, _limits: Limits) -> Answer:
    done = known.of(*INVESTIGATING)
    bad = [row for row in done if row.identity_shown is not True and row.kind != "routine_patrol"]
    if not done:
        return None
    said = _("Not recorded that certificates were shown at %(refs)s.")
    return _when(said % {"refs": named(bad)} if bad else "")


def _recusal_decided(known: Known, _limits: Limits) -> Answer:
    names = [one.person.name for one in known.open_recusals()]
    said = _("The head has not decided yet whether %(names)s withdraws.")
    return _open(said % {"names": ", ".join(names)}) if names else None


# ---------------------------------------------------------------- before the decision


def _approved_before(known: Known, _limits: Limits) -> Answer:
    if known.case.origin == "application":
        return None
    papers = known.papers("initiation_approval", "filing_approval")
    if known.agreed("start") or any(signed(row, HEADS) for row in papers):
        return _HELD
    return _open(_("No head has approved the start of the case."))


def _report_written(known: Known, _limits: Limits) -> Answer:
    there = known.papers("investigation_report") or known.of("investigation_concluded")
    return _when("" if there else _("There is no report that ends the investigation."))


def _rights_told(known: Known, _limits: Limits) -> Answer:
    measures = known.of("coercive_measure")
    if not measures:
        return None
    told = known.of("rights_informed")
    return _when("" if told else _("Not recorded that the party's rights were told."))


def _prior_notice(known: Known, _limits: Limits) -> Answer:
    notices = known.papers("prior_notice")
    if not notices:
        return _open(_("There is no prior notice."))
    if any(_reached(known, row) for row in notices):
        return _HELD
    return _open(_("Not recorded that the prior notice reached the party."))


def _reached(known: Known, row: Document) -> bool:
    """Whether the paper was served, signed or refused by the party, or its rights told with it."""
    served = any(event.attrs.get("of") == row.ref for event in known.of("service"))
    party = any(one["role"] in ("party", "recipient") for one in row.signatures)
    told = any(event.start >= row.at for event in known.of("rights_informed"))
    return served or party or told


def _defence_heard(known: Known, _limits: Limits) -> Answer:
    pleas = known.of("statement_and_defense")
    if not pleas:
        return None
    recorded = known.papers("statement_defense_record")
    return _when("" if recorded else _("There is no record of what the party said."))


def _no_heavier(known: Known, limits: Limits) -> Answer:
    """Neither a larger fine nor a graver kind than was told; `words`: the kinds, gravest last."""
    told, now = known.told, known.decided
    if not told or now is None:
        return None
    kinds, had = now.kinds(limits.words), [one.kinds(limits.words) for one in told]
    if any(_is_graver(kinds, one, limits.words) for one in had):
        return _open(_("The penalty is of a graver kind than what was told before the plea."))
    sums = [one.fine.amount for one in told if one.fine.amount is not None]
    fine = now.fine.amount
    if sums and fine is not None and fine > min(sums):
        said = _("The fine was told as %(told)s yuan, and is now %(now)s yuan.")
        return _open(said % {"told": _plain(min(sums)), "now": _plain(fine)})
    unread = now.fine.unread or any(one.fine.unread for one in told)
    return _doubt(_("The sum of the fine cannot be read: is it not more?")) if unread else _HELD


def _is_graver(now: list[str], told: list[str], order: Sequence[str]) -> bool:
    """Whether something comes on top of all that was told, or is graver than each of it."""
    if not now or not told:
        return False
    return set(now) > set(told) or order.index(now[-1]) > order.index(told[-1])


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")


# ---------------------------------------------------------------- review


def _legal_review(known: Known, _limits: Limits) -> Answer:
    """Asked for in the four cases of 处罚法 art. 58."""
    heard = bool(known.of("hearing")) and "major-rights" in known.grounds
    if not heard and not known.grounds & {"public-interest", "complex", "review-by-law"}:
        return None
    found = known.reviewed()
    if found == "refused":
        return _open(_("The legal review did not pass."))
    return _when("" if found else _("There is no legal review yet."))


def _collective_discussion(known: Known, _limits: Limits) -> Answer:
    if not known.grounds & {"complex", "grave"}:
        return None
    there = known.papers("collective_discussion_record") or known.of("collective_discussion")
    return _when("" if there else _("The heads have not discussed the case together."))


# ---------------------------------------------------------------- hearing


def _hearing_told(known: Known, limits: Limits) -> Answer:
    """Asked for by the words of the penalty, by its amounts, or where somebody said so."""
    named = any(word in known.penalty for word in limits.words)
    large: bool | Verdict = "hearing-asked" in known.grounds or named or _is_large(known, limits)
    if not large or (isinstance(large, Verdict) and not large.doubtful):
        return large or None
    told = any("hearing" in row.attrs.get("rights", ()) for row in known.of("rights_informed"))
    if told or known.of("hearing_requested", "hearing_notified", "hearing"):
        return _HELD
    if isinstance(large, Verdict):
        return large
    return _open(_("Not recorded that the right to a hearing was told."))


def _is_large(known: Known, limits: Limits) -> bool | Verdict:
    """Whether fine or confiscation is large; a verdict where nobody can tell."""
    whose = "person" if known.case.party_kind == "person" else "organisation"
    found = {f"fine-{whose}": known.fine, f"confiscation-{whose}": known.confiscated}
    there = {word: said.amount for word, said in found.items() if said.amount is not None}
    if any(word in limits and amount * 100 >= limits[word] for word, amount in there.items()):
        return True
    if known.fine.unread:
        return _doubt(_("The sum of the fine cannot be read: is it not large?"))
    if all(word in limits for word in there):
        return False
    if f"fine-{whose}" in there and f"fine-{whose}" not in limits:
        return Verdict("unknown", _("The bureau has not set from which amount a fine is large."))
    return Verdict(
        "unknown", _("The bureau has not set from which amount a confiscation is large.")
    )


def _hearing_held(known: Known, _limits: Limits) -> Answer:
    if not known.of("hearing_requested"):
        return None
    held = known.of("hearing") or known.papers("hearing_record")
    return _when("" if held else _("The hearing that the party asked for was not held."))


def _hearing_notice_in_time(known: Known, limits: Limits) -> Answer:
    hearings, told = known.of("hearing"), known.of("hearing_notified")
    days = limits.get("working-days")
    if not hearings or days is None:
        return None
    if not told:
        return _open(_("Not recorded that the party was told when the hearing is."))
    start = int(told[0].start.timestamp())
    end = due(Period(working_days=days), start, calendar_today(), known.zone)
    late = hearings[0].start.timestamp() <= end.at
    said = _("Told of the hearing fewer than %(n)d working days before.")
    return _when(said % {"n": days} if late else "")


def _chair_apart(known: Known, _limits: Limits) -> Answer:
    held = known.of("hearing") or known.papers("hearing_record", "hearing_notice")
    if not held or not (chairs := known.parts.chairs):
        return None
    mixed = chairs & (known.parts.handlers | known.parts.officers)
    return _when(_("Whoever chaired the hearing investigated the case.") if mixed else "")


def _chair_named_apart(known: Known, _limits: Limits) -> Answer:
    """The same, where a name is all that is known of the one or the other."""
    parts, named = known.parts, known.parts.same_name
    if named is None or not (parts.chairs or named.chairs):
        return None
    sure = parts.handlers | parts.officers
    investigated = sure | named.handlers | named.officers
    mixed = ((parts.chairs | named.chairs) & investigated) - (parts.chairs & sure)
    return _when(_("Who chaired the hearing bears the name of an investigator.") if mixed else "")


def _decider_apart(known: Known, _limits: Limits) -> Answer:
    """Whoever is to decide now bears the name of somebody with another part in the case."""
    asked = [one for one in known.approvals if one.state == ApprovalState.OPEN]
    mine = [one for one in asked if not known.matter or one.matter == known.matter]
    viewer, section = known.viewer, known.case.section_id
    roles = [role for role in _DECIDING if viewer.role_over(role, section)]
    if not roles:
        return None
    for role in roles:
        why = known.parts.namesake(viewer.person_id, role) or next(
            (why for one in mine if (why := namesake_in(one, known.parts, viewer.person, role))), ""
        )
        if why:
            said = _("Somebody of your name has a part in the case: %(why)s")
            return _open(said % {"why": why})
    return None


# ---------------------------------------------------------------- preservation and measures


def _preservation_approved(known: Known, _limits: Limits) -> Answer:
    done = known.of("advance_preservation")
    if not done:
        return None
    papers = known.papers("preservation_document", "preservation_decision_record")
    there = known.agreed("preservation") or any(signed(row, HEADS) for row in papers)
    said = _("No head has approved the preservation of evidence (%(refs)s).")
    return _when("" if there else said % {"refs": named(done)})


def _measure_approved(known: Known, limits: Limits) -> Answer:
    done = known.of("coercive_measure")
    if not done:
        return None
    decided = [row for row in known.papers("coercive_measure_decision") if signed(row, HEADS)]
    asked = known.agreed("coercion")
    hours = timedelta(hours=limits.get("hours", 0))
    bad = [
        row
        for row in done
        if not any(_in_time(one, row, hours) for one in asked)
        and not any(one.at <= row.start + hours for one in decided)
    ]
    said = _("No head has approved the measure in time (%(refs)s).")
    return _when(said % {"refs": named(bad)} if bad else "")


def _in_time(approval: Approval, row: Activity, after: timedelta) -> bool:
    if approval.ended_at is None or approval.subject not in ("", row.ref):
        return False
    return approval.ended_at <= row.start + (after if approval.urgent else timedelta())


def _measure_within_scope(known: Known, _limits: Limits) -> Answer:
    held = [one for one in known.things if one.measure in ("sealed", "seized")]
    names = [(one.name, one.spec, one.owner) for one in held if one.ended_at is None]
    if len(names) != len(set(names)):
        return _open(_("Something stands twice among what is sealed or seized."))
    if "scope" in known.grounds:
        return _HELD
    asked = known.matter in _MEASURES or known.of("coercive_measure")
    said = _("Nobody has confirmed that only things of the case are concerned.")
    return _open(said) if asked else None


def _measure_not_expired(known: Known, limits: Limits) -> Answer:
    kinds = ("seal", "seize", "freeze")
    done = [row for row in known.of("coercive_measure") if row.attrs.get("measure") in kinds]
    days = limits.get("days")
    if not done or days is None:
        return None
    if known.of("measure_released") or known.papers("measure_release"):
        return _HELD
    untils = [_time_of(row.attrs.get("until")) for row in known.of("measure_extended")]
    until = max([done[0].start + timedelta(days=days + 1), *(one for one in untils if one)])
    said = _("The period of the measure has ended and nothing says that it was released.")
    return _when(said if until < known.at else "")


def _time_of(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


# ---------------------------------------------------------------- whom and how much


def _too_young(known: Known, limits: Limits) -> Answer:
    age = _youngest(known)
    if age is None:
        return None
    young = age < limits.get("none-under", 0)
    return _when(_("The party is too young for a penalty.") if young else "")


def _minor(known: Known, limits: Limits) -> Answer:
    age = _youngest(known)
    if age is None or age < limits.get("none-under", 0):
        return None  # no lighter one: none
    young = age < limits.get("lighter-under", 0)
    return _when(_("The party is a minor: the penalty is lighter or less.") if young else "")


def _youngest(known: Known) -> int | None:
    """The age of the youngest party on the day of the act, as far as the viewer may know it."""
    births = known.births()
    if not births:
        return None
    begun = known.activities[0].start if known.activities else known.case.opened_at
    day = known.case.happened_on or timezone.localtime(begun).date()
    return min(_age(born, day) for born in births)


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _first_offence(known: Known, _limits: Limits) -> Answer:
    if "slight" not in known.grounds:
        return None
    return _open(_("It was said to be slight or a first offence: is there to be a penalty?"))


def _evidence_reviewed(known: Known, _limits: Limits) -> Answer:
    watched = [row for row in known.recordings if row.kind == "surveillance" and row.evidence]
    if not watched:
        return None
    there = "monitoring" in known.grounds
    said = _("Nobody has confirmed that the monitoring equipment's evidence passed its reviews.")
    return _when("" if there else said)


def _fine_apart(known: Known, _limits: Limits) -> Answer:
    taken = [row for row in known.of("on_the_spot_penalty") if row.attrs.get("collected_on_site")]
    if not taken:
        return None
    handed = known.of("fine_handed_over")
    said = _("A fine taken on the spot was not handed to the bank (%(refs)s).")
    return _when("" if handed else said % {"refs": named(taken)})


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "two_officers": _two_officers,
    "certificates": _certificates,
    "identity_shown": _identity_shown,
    "recusal_decided": _recusal_decided,
    "rights_told": _rights_told,
    "prior_notice": _prior_notice,
    "defence_heard": _defence_heard,
    "no_heavier": _no_heavier,
    "legal_review": _legal_review,
    "collective_discussion": _collective_discussion,
    "hearing_told": _hearing_told,
    "hearing_held": _hearing_held,
    "hearing_notice_in_time": _hearing_notice_in_time,
    "chair_apart": _chair_apart,
    "chair_named_apart": _chair_named_apart,
    "decider_apart": _decider_apart,
    "measure_approved": _measure_approved,
    "preservation_approved": _preservation_approved,
    "measure_within_scope": _measure_within_scope,
    "measure_not_expired": _measure_not_expired,
    "too_young": _too_young,
    "minor": _minor,
    "first_offence": _first_offence,
    "report_written": _report_written,
    "approved_before": _approved_before,
    "evidence_reviewed": _evidence_reviewed,
    "fine_apart": _fine_apart,
    **OF_THE_DECISION,
    **AT_ISSUING,
}
