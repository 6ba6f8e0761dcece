# SPDX-License-Identifier: Apache-2.0
"""Conditions about the decision itself: what it says, against whom, and whether it comes in time.

They look at papers that are written here; what an older paper says stands on its scan.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import HELD, Known, Limits, Verdict, doubtful, lacking
from liuhen.apps.cases.models import PaperSignature
from liuhen.apps.cases.named import named
from liuhen.paper.sums import Said

Answer = Verdict | None
_PENALTY_LAW = "行政处罚法"
_CONTENT = "59"
_MEASURE_RECORD = "measure_record"


def decision_content(known: Known, _limits: Limits) -> Answer:
    """The six things of 处罚法 art. 59: the fields that the form has for them, and the seal."""
    says, form = known.decision, known.forms.get("penalty_decision")
    if says is None or form is None:
        return None
    empty = [
        field.label.zh
        for field in form.fields
        if field.basis is not None
        and (field.basis.law, field.basis.article.partition("(")[0]) == (_PENALTY_LAW, _CONTENT)
        and not str(says.get(field.id) or "").strip()
    ]
    if not form.seal:
        empty.append(_("the seal"))
    if not empty:
        return HELD
    return lacking(_("The decision does not say: %(fields)s.") % {"fields": "、".join(empty)})


def party_of_the_case(known: Known, _limits: Limits) -> Answer:
    """Whoever the decision names is a party of the case: 处罚法 art. 59(1)."""
    if not known.parties.names or not (known.proposed or {}).get("party"):
        return None
    who = known.apart - set(known.parties.names)
    said = _("%(who)s is no party of this case: whom is the decision against?")
    return doubtful(said % {"who": ", ".join(sorted(who))}) if who else HELD


def discretion_said(known: Known, _limits: Limits) -> Answer:
    """Which factors were weighed, by which standard of discretion."""
    there = known.written("penalty_decision", "decision_approval", "investigation_report")
    if not there:
        return None
    if any(str(values.get("factors") or "").strip() for values in there):
        return HELD
    return lacking(_("Neither decision nor report says which factors were weighed."))


def educated(known: Known, _limits: Limits) -> Answer:
    """Whoever is not punished is taught."""
    says = known.newest("no_penalty_decision")
    if says is None:
        return None
    there = str(says.get("education") or "").strip()
    return lacking("" if there else _("Nothing says how the party was taught."))


def secrets_kept(known: Known, _limits: Limits) -> Answer:
    """Asked where the case has something to keep."""
    if not known.case.secrecy:
        return None
    there = "secrets" in known.grounds
    return lacking("" if there else _("Nobody has confirmed that the papers tell no secret."))


def capacity(known: Known, _limits: Limits) -> Answer:
    """Asked where somebody said so: no row shows a state of mind."""
    if "incapacity" not in known.grounds or known.asks_after_the_spot is False:
        return None
    return lacking(_("The party could not tell or control what it did: no penalty."))


def within_limitation(known: Known, limits: Limits) -> Answer:
    """The act was found out within the years of 处罚法 art. 36, counted from its day."""
    day, years = known.case.happened_on, limits.get("years")
    if day is None or years is None:
        return None
    if "harm" in known.grounds:
        years = limits.get("years-with-harm", years)
    found = min(
        [known.case.opened_at, *(row.start for row in known.activities)],
        key=lambda at: at.timestamp(),
    )
    if timezone.localtime(found).date() <= _years_later(day, years):
        return HELD
    return lacking(_("More than %(n)d years lie between the act and its discovery.") % {"n": years})


def _years_later(day: date, years: int) -> date:
    """The same day, years later; of 29 February the day before 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def simple_small(known: Known, limits: Limits) -> Answer:
    """On the spot only a warning or a small fine is decided."""
    fine = known.spot_fine.amount
    kind = "spot-person" if known.party_kind == "person" else "spot-organisation"
    if kind not in limits or known.spot_fine == Said():
        return None
    if fine is None:
        return lacking(_("The sum of the fine cannot be read from what the paper says."))
    most = limits[kind] // 100
    said = _("A fine of %(fine)s yuan is more than the %(most)d yuan of the simple procedure.")
    shown = format(fine.normalize(), "f")
    return lacking(said % {"fine": shown, "most": most} if fine > most else "")


def hearing_recorded(known: Known, _limits: Limits) -> Answer:
    """The decision rests on the record of the hearing."""
    if not known.of("hearing"):
        return None
    there = known.papers("hearing_record")
    return lacking("" if there else _("There is no record of the hearing."))


def measure_recorded(known: Known, _limits: Limits) -> Answer:
    """Each measure has a record on the spot, signed or refused by the party, or by a witness."""
    done = known.of("coercive_measure")
    if not done:
        return None
    bad = [row for row in done if not _recorded(known, row.ref)]
    said = _("No record on the spot, signed by the party or a witness, of %(refs)s.")
    return lacking(said % {"refs": named(bad)} if bad else "")


def _recorded(known: Known, ref: str) -> bool:
    seen = ("party", "witness")
    for row in known.papers("site_inspection_record", "coercive_measure_decision"):
        named = not row.event_refs or ref in row.event_refs
        if named and any(one["role"] in seen for one in row.signatures):
            return True
    papers = [one.pk for one in known.issued(_MEASURE_RECORD) if ref in one.event_refs]
    rows = PaperSignature.objects.within(known.case.bureau_id).filter(paper__in=papers)
    return rows.filter(role__in=seen).exists()


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "decision_content": decision_content,
    "party_of_the_case": party_of_the_case,
    "discretion_said": discretion_said,
    "educated": educated,
    "secrets_kept": secrets_kept,
    "capacity": capacity,
    "within_limitation": within_limitation,
    "simple_small": simple_small,
    "hearing_recorded": hearing_recorded,
    "measure_recorded": measure_recorded,
}
