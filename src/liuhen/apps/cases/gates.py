# SPDX-License-Identifier: Apache-2.0
"""Gates (关口): what must hold before a step of a case, and who went on although it did not.

What this module promises:

- which gates there are, with which law and limits, is data (`packs/shared/gates.yaml` and the
  bureau's own); what each looks at is one of a closed set (`gate_conditions`);
- a gate that is open stops the last step of a request: `warn` until somebody says why it goes on,
  `block` unless the law itself lets it pass in a case that the gate names, or nobody can tell from
  the rows, with a reason;
- where the gate says so, only whoever may approve the matter goes on; where it names exceptions,
  one of them is chosen with the record that shows it (`gate_passing`);
- a reason is a row with a leaf, and is shown ever after beside the gate, also once it holds: a gate
  that somebody went on against is never shown as if it had held;
- a reason counts for the penalty that it was said about: another sum or kind asks for another;
  so does another party, where a case has several or the paper names none of its parties.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct, case_act
from liuhen.apps.cases.checks import filled
from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.gate_approved import AT_ISSUING
from liuhen.apps.cases.gate_conditions import (
    CONDITIONS,
    OF_A_PARTY,
    OF_A_PENALTY,
    OF_EACH,
    OF_PEOPLE,
)
from liuhen.apps.cases.gate_endings import OF_AN_ENDING, WHEN_DONE, reopened_at
from liuhen.apps.cases.gate_facts import Known, Limits, Step, Verdict
from liuhen.apps.cases.gate_passing import Choice, barred, choices
from liuhen.apps.cases.models import Case, GateOverride
from liuhen.apps.cases.named import statutes_said
from liuhen.apps.cases.routes import DECIDING, pack_now
from liuhen.apps.cases.standing import standing_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.limits import limits_of
from liuhen.law.pack_parts import Basis, Gate, Ground
from liuhen.law.routes import case_grounds, gates_of
from liuhen.law.statutory import endings
from liuhen.vault.canonical import digest_of

__all__ = [
    "OF_EACH",
    "GateState",
    "bases_said",
    "gate_states",
    "grounds_for",
    "is_overridden",
    "open_gates",
    "override",
    "pass_with_reasons",
    "put_override",
    "require_open_way",
    "require_reasons",
    "states_to_pass",
]

#: What a reason is said about is kept in as many characters, else its digest.
_ABOUT = 200


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate that is asked of a case, what was found, and the reasons why somebody went on.

    `about`: the penalty or the way of ending that was looked at, else empty. `barred`: why the
    viewer is not the one who may go on; `choices`: the exceptions that a record of the case shows,
    where the gate names some.
    """

    gate: Gate
    verdict: Verdict
    overrides: tuple[GateOverride, ...] = ()
    about: str = ""
    barred: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether what it asks for is lacking."""
        return self.verdict.state == "open"

    @property
    def may_override(self) -> bool:
        """Whether the viewer may go on with a reason, or by an exception that is shown."""
        if self.barred:
            return False
        if self.gate.exceptions and not self.verdict.doubtful:
            return bool(self.choices)
        exempt = self.gate.unless is not None or self.verdict.doubtful
        return self.gate.level == "warn" or exempt

    @property
    def ending(self) -> str:
        """The way of ending that it was asked about, where it hangs on one."""
        return self.about if self.gate.condition in OF_AN_ENDING else ""

    @property
    def basis(self) -> list[Basis]:
        """The articles: of the way of ending where the gate itself has none."""
        way = None if self.gate.basis else endings().get(self.ending)
        return way.basis if way else self.gate.basis

    @property
    def is_idle(self) -> bool:
        """Whether it is not asked here, and is told of for the reason alone."""
        return self.verdict.state == "idle"

    def worded(self, reason: str) -> str:
        """Return the reason as it is kept: that of the exception that was chosen, or the words."""
        chosen = {one.value: one.text for one in self.choices}
        return chosen.get(reason.strip(), "" if chosen else reason.strip())

    @property
    def stops(self) -> bool:
        """Whether the last step is not taken before something happens."""
        return self.is_open and all(one.about != self.about for one in self.overrides)


def gate_states(
    viewer: Viewer,
    case: Case,
    matter: str = "",
    *,
    grounds: Iterable[str] | None = None,
    proposed: Mapping[str, Any] | None = None,
    form: str = "",
    issuing: bool = False,
    step: Step | None = None,
) -> list[GateState]:
    """Return the gates of the case that something was found at, in the order of the pack.

    `matter`: those of one kind of request, or of a paper that nobody has to approve; empty: all,
    of a case that was never begun without those before a penalty.
    `proposed`: the values of the paper that is asked about, `form`: which form that is. `issuing`:
    it is to be issued or done now, which asks more; `step`: what is about to be done.
    """
    known = Known(
        viewer, case, matter=matter, grounds=grounds, proposed=proposed, form=form, step=step
    )
    kept, set_here = list(_overrides(case)), limits_of(case.bureau_id)
    found: list[GateState] = []
    reopened = reopened_at(case) if step is not None and step.ending else None
    idle_here = not matter and standing_in(known.activities).not_begun
    for gate in gates_of(pack_now(case.bureau, viewer.at).id):
        asked_at = (*gate.matters, *gate.papers)
        if not gate.is_for(case.act, case.procedure) or (matter and matter not in asked_at):
            continue
        if idle_here and _before_a_penalty(gate):
            continue
        reasons = tuple(
            one
            for one in kept
            if one.gate == gate.id
            and (not matter or one.subject == matter)
            and (gate.condition not in OF_EACH or one.by_id == viewer.person_id)
            and (reopened is None or one.at > reopened)
        )
        limits = Limits({**gate.limits, **set_here}, gate.words)
        idle = gate.condition in (*AT_ISSUING, *WHEN_DONE) and not issuing
        verdict = None if idle else CONDITIONS[gate.condition](known, limits)
        about = _about(known, gate)
        if verdict is not None and verdict.state == "open":
            against = barred(known, gate), choices(known, gate)
            found.append(GateState(gate, verdict, reasons, about, *against))
        elif verdict is not None or reasons:
            found.append(GateState(gate, verdict or Verdict("idle"), reasons, about))
    return found


def _about(known: Known, gate: Gate) -> str:
    """What a reason against the gate is said about; said of another it does not count."""
    if gate.condition in OF_AN_ENDING:
        return known.step.ending
    if gate.condition in OF_PEOPLE:
        says = known.proposed or {}
        return " ".join(str(says.get(name) or "") for name in ("chair", "recorder"))[:_ABOUT]
    said = known.said(gate.words) if gate.condition in OF_A_PENALTY else ""
    who = known.apart if gate.condition in OF_A_PARTY else ()
    about = " ".join([said, *sorted(who)]).strip() if who else said
    return about if len(about) <= _ABOUT else digest_of(about.encode())


def is_overridden(case: Case) -> bool:
    """Whether somebody ever went on against a gate in the case."""
    return GateOverride.objects.within(case.bureau_id).filter(case=case).exists()


def grounds_for(case: Case, matter: str, at: datetime) -> list[Ground]:
    """Return what may be said of the case when `matter` is asked for: what some gate looks at."""
    gates = gates_of(pack_now(case.bureau, at).id)
    fitting = (one for one in gates if one.is_for(case.act, case.procedure))
    asked = {one.condition for one in fitting if matter in one.matters}
    idle = {
        "secrets": not case.secrecy,
        "incapacity": case.party_kind == "organization"
        or (matter == "closing" and case.procedure != "simple"),
        "harm": case.happened_on is None,
    }
    return [
        one for one in case_grounds() if asked.intersection(one.conditions) and not idle.get(one.id)
    ]


def open_gates(viewer: Viewer, case: Case, matter: str, grounds: Iterable[str]) -> frozenset[str]:
    """Return the gates that ask for something in the case: a route may hang on them."""
    states = gate_states(viewer, case, matter, grounds=grounds)
    return frozenset(state.gate.id for state in states if state.is_open)


def override(
    *, by: Viewer, case: Case, gate: str, matter: str, reason: str, ending: str = ""
) -> GateOverride:
    """Say why it goes on although the gate is open, for requests about `matter`.

    `ending`: the way of ending that it is said of, where the matter has several.

    Raises:
        GateClosedError: nothing lets it pass.
        BadFactError: it is not open, or there is no reason.
    """
    with case_act("cases.override", by=by, case=case, permission=Permission.CASE_VIEW) as doing:
        if not (by.may(Permission.CASE_SIGN) or by.may(Permission.CASE_ENTER)):
            raise GateClosedError(_("Your role does not allow this."))
        states = {one.gate.id: one for one in states_to_pass(by, doing.case, matter, ending)}
        if gate not in states or not states[gate].is_open:
            raise BadFactError(_("This is not open: there is nothing to go on against."), "gate")
        return put_override(doing, states[gate], matter, reason)


def states_to_pass(viewer: Viewer, case: Case, matter: str, ending: str = "") -> list[GateState]:
    """Return the gates of a matter against which a reason can be said beforehand."""
    step = Step(ending=ending or matter)
    return gate_states(viewer, case, matter, issuing=True, step=step)


def put_override(doing: CaseAct, state: GateState, matter: str, reason: str) -> GateOverride:
    """Write the reason, inside an act."""
    if state.barred:
        raise GateClosedError(state.barred)
    if not state.may_override:
        raise GateClosedError(
            _("%(gate)s: the law lets nothing pass here.") % {"gate": state.gate.says.zh}
        )
    if reason.strip() and not state.worded(reason):
        raise GateClosedError(_unnamed(state))
    return doing.record.create(
        GateOverride(
            bureau=doing.case.bureau,
            case=doing.case,
            gate=state.gate.id,
            subject=matter,
            articles=[*state.gate.articles, *bases_said(state)],
            reason=filled(state.worded(reason), "reason", 500),
            about=state.about,
            at=doing.record.at,
            by=doing.by.person,
        )
    )


def require_open_way(
    doing: CaseAct,
    matter: str,
    reasons: Mapping[str, str],
    *,
    grounds: Iterable[str] | None = None,
    proposed: Mapping[str, Any] | None = None,
    form: str = "",
    last: bool = True,
    issuing: bool = False,
    step: Step | None = None,
) -> None:
    """Let the last step be taken only where every gate holds, or somebody says why it goes on.

    `reasons`: by the gate's id, said together with the decision. `last` false: an earlier step, at
    which is asked alone what each says for himself or herself. `issuing`: see `gate_states`.

    Raises:
        GateClosedError: the sentence names what is lacking.
    """
    states = gate_states(
        doing.by,
        doing.case,
        matter,
        grounds=grounds,
        proposed=proposed,
        form=form,
        issuing=issuing,
        step=step,
    )
    asked = states if last else [one for one in states if one.gate.condition in OF_EACH]
    pass_with_reasons(doing, asked, matter, reasons)


def pass_with_reasons(
    doing: CaseAct, states: Iterable[GateState], matter: str, reasons: Mapping[str, str] | None
) -> None:
    """Go on against the gates that are open, each with its reason, which is kept for `matter`.

    Raises:
        GateClosedError: as `require_reasons`.
    """
    given = reasons or {}
    for state in require_reasons(states, given):
        put_override(doing, state, matter, given[state.gate.id])


def require_reasons(states: Iterable[GateState], reasons: Mapping[str, str]) -> list[GateState]:
    """Return the gates that a reason lets pass, each with one in `reasons`.

    Raises:
        GateClosedError: one lets nothing pass, or has no reason.
    """
    stopping = [state for state in states if state.stops]
    if shut := [state for state in stopping if not (state.may_override or state.barred)]:
        raise GateClosedError(
            _(
                "%(why)s Without it the law (%(basis)s) allows nothing here: have it mended first, "
                "or whoever is asked to approve sends it back."
            )
            % {"why": _whys(shut), "basis": _basis_of(shut)}
        )
    if others := [state for state in stopping if state.barred]:
        raise GateClosedError(f"{_whys(others)} {others[0].barred}")
    given = [state for state in stopping if reasons.get(state.gate.id, "").strip()]
    if wordy := [state for state in given if not state.worded(reasons[state.gate.id])]:
        raise GateClosedError(_unnamed(wordy[0]))
    silent = [state for state in stopping if state not in given]
    if silent:
        raise GateClosedError(
            _("%(why)s Say why it goes on, or have it mended first.") % {"why": _whys(silent)}
        )
    return stopping


def _unnamed(state: GateState) -> str:
    return _("%(why)s Only what the law names lets it pass: choose it with its record.") % {
        "why": state.verdict.why
    }


def _whys(states: Iterable[GateState]) -> str:
    return " ".join(state.verdict.why for state in states)


def _basis_of(states: Iterable[GateState]) -> str:
    """The articles of laws on which they rest, each once, as a sentence cites them."""
    return statutes_said(dict.fromkeys(one for state in states for one in state.basis))


def bases_said(gate: Gate | GateState) -> list[str]:
    """Return the articles of laws that the gate rests on as rows keep them: 行政处罚法 74."""
    return [f"{one.law} {one.article}" for one in gate.basis]


def _before_a_penalty(gate: Gate) -> bool:
    """Whether nothing but a penalty, or that there is none, hangs on the gate."""
    return bool(gate.act) and set(gate.matters) <= set(DECIDING)


def _overrides(case: Case) -> Iterable[GateOverride]:
    rows = GateOverride.objects.within(case.bureau_id).filter(case=case)
    return rows.select_related("by").order_by("at")
