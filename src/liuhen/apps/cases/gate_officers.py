# SPDX-License-Identifier: Apache-2.0
"""Conditions about people: who investigated, who was to withdraw, who decides, who chairs."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import Known, Limits, Verdict, lacking, stopped
from liuhen.apps.cases.models import Activity, ApprovalState
from liuhen.apps.cases.named import named
from liuhen.apps.cases.qualified import qualified
from liuhen.apps.cases.separation import INVESTIGATING, namesake_in
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role

Answer = Verdict | None
#: What a request or paper about a measure is about; a fault of another one is no reason against it.
_MEASURES = {"preservation": ("advance_preservation",), "coercion": ("coercive_measure",)}
_TWO = 2
_DECIDING = (Role.SECTION_HEAD, Role.LEGAL_REVIEWER, Role.DEPUTY_HEAD, Role.BUREAU_HEAD)


def _asked_about(known: Known) -> list[Activity]:
    """What was done by officers; where one measure is asked for, that kind of measure alone."""
    return known.of(*_MEASURES.get(known.matter, INVESTIGATING))


def two_officers(known: Known, _limits: Limits) -> Answer:
    """At least two investigated, each of them qualified: 处罚法 art. 42."""
    done = _asked_about(known)
    if not done:
        return None
    lone = [row for row in done if len(row.officers) < _TWO]
    weak = [row for row in done if row not in lone and qualified(row) < _TWO]
    few = _("Fewer than two officers at %(refs)s.")
    said = _("Fewer than two officers with a certificate that was valid then, at %(refs)s.")
    found = [words % {"refs": named(rows)} for words, rows in ((few, lone), (said, weak)) if rows]
    return lacking(" ".join(found))


def certificates(known: Known, _limits: Limits) -> Answer:
    """Whoever investigated held a certificate then: 处罚法 art. 42."""
    done = [row for row in _asked_about(known) if row.officers]
    bad = [row for row in done if qualified(row) < len(row.officers)]
    if not done:
        return None
    said = _("An officer without a certificate that was valid then, at %(refs)s.")
    return lacking(said % {"refs": named(bad)} if bad else "")


def identity_shown(known: Known, _limits: Limits) -> Answer:
    """Certificates were shown: 处罚法 art. 55."""
    done = known.of(*INVESTIGATING)
    bad = [row for row in done if row.identity_shown is not True and row.kind != "routine_patrol"]
    if not done:
        return None
    said = _("Not recorded that certificates were shown at %(refs)s.")
    return lacking(said % {"refs": named(bad)} if bad else "")


def recusal_decided(known: Known, _limits: Limits) -> Answer:
    """Nothing was asked about withdrawing that the head did not decide: 处罚法 art. 43."""
    names = [one.person.name for one in known.open_recusals()]
    said = _("The head has not decided yet whether %(names)s withdraws.")
    return stopped(said % {"names": ", ".join(names)}) if names else None


def chair_apart(known: Known, _limits: Limits) -> Answer:
    """Nobody chaired the hearing who investigated: 处罚法 art. 64(4)."""
    held = known.of("hearing") or known.papers("hearing_record", "hearing_notice")
    if not held or not (chairs := known.parts.chairs):
        return None
    mixed = chairs & (known.parts.handlers | known.parts.officers)
    return lacking(_("Whoever chaired the hearing investigated the case.") if mixed else "")


def chair_named_apart(known: Known, _limits: Limits) -> Answer:
    """The same, where a name is all that is known of the one or the other."""
    if not known.has_chair:
        return None
    parts, alike = known.parts, known.parts.same_name
    if alike is None or not (parts.chairs or alike.chairs):
        return None
    sure = parts.handlers | parts.officers
    investigated = sure | alike.handlers | alike.officers
    mixed = ((parts.chairs | alike.chairs) & investigated) - (parts.chairs & sure)
    return lacking(_("Who chaired the hearing bears the name of an investigator.") if mixed else "")


def recorder_apart(known: Known, _limits: Limits) -> Answer:
    """Nobody of the name of an investigator or handler recorded the hearing."""
    said = {(row.details.get("hearing") or {}).get("recorder") for row in known.of("hearing")}
    said |= {row.fields.get("recorder") for row in known.papers("hearing_record")}
    recorders = {str(name).strip() for name in said if name}
    if not recorders:
        return None
    investigated = {one.get("name") for row in known.of(*INVESTIGATING) for one in row.officers}
    handlers = Person.objects.filter(pk__in=known.parts.handlers).values_list("name", flat=True)
    mixed = recorders & (investigated | set(handlers))
    return lacking(_("Whoever recorded the hearing investigated the case.") if mixed else "")


def decider_apart(known: Known, _limits: Limits) -> Answer:
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
            return stopped(said % {"why": why})
    return None


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "two_officers": two_officers,
    "certificates": certificates,
    "identity_shown": identity_shown,
    "recusal_decided": recusal_decided,
    "chair_apart": chair_apart,
    "chair_named_apart": chair_named_apart,
    "recorder_apart": recorder_apart,
    "decider_apart": decider_apart,
}
