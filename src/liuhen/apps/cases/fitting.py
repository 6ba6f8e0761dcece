# SPDX-License-Identifier: Apache-2.0
"""Which requests fit how far a case has come, so that a page offers those first.

What this module promises:

- nobody is kept from asking for anything else: what fits is an order of offers, and no rule;
- what is approved afterwards was done before: without it there is nothing to be approved so
  (`was_done_first`), and that alone is refused.
"""

from collections.abc import Callable
from typing import NamedTuple

from liuhen.apps.cases.case_facts import DECISIONS
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Case, Document, Recusal
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.separation import INVESTIGATING
from liuhen.apps.cases.standing import STARTED, on_the_spot, standing_in
from liuhen.law.routes import Matter

_MEASURE = "coercive_measure"
#: Acts that end with a decision; an inspection ends without one.
_WITH_A_DECISION = ("penalty", "coercion", "licensing")


class _Standing(NamedTuple):
    """How far a case has come, as far as requests hang on it. `bare`: it ends without decision."""

    over: bool
    startable: bool
    begun: bool
    on_site: bool
    bare: bool
    refused: bool
    decided: bool
    held: bool
    suspended: bool
    recusal: bool
    spot: bool

    @property
    def investigated(self) -> bool:
        """Whether it was started and nothing is decided yet."""
        return self.begun and not self.decided

    @property
    def worked(self) -> bool:
        """Whether officers were at work, with a start or before it, and nothing is decided yet."""
        return (self.begun or self.on_site) and not self.decided


#: When a request fits; what is not named here fits while nothing is decided.
_FITS: dict[str, Callable[[_Standing], bool]] = {
    "start": lambda at: at.startable and not at.spot,
    "no-start": lambda at: not at.begun and not at.spot and not at.decided,
    "recusal": lambda at: at.recusal,
    "preservation": lambda at: at.worked and not at.spot,
    "coercion": lambda at: at.worked and not at.spot,
    "measure-extension": lambda at: at.held,
    "measure-release": lambda at: at.held,
    "period-extension": lambda at: at.investigated and not at.spot,
    "suspension": lambda at: at.investigated and not at.suspended and not at.spot,
    "resumption": lambda at: at.suspended,
    "termination": lambda at: at.investigated and not at.spot,
    "transfer": lambda at: not at.decided,
    "decision": lambda at: at.investigated and not at.spot,
    "no-penalty": lambda at: at.investigated and not at.spot,
    "instalment": lambda at: at.decided,
    "surcharge": lambda at: at.decided,
    "let-go": lambda at: at.decided,
    "court": lambda at: at.decided,
    "disposal": lambda at: at.decided,
    "closing": lambda at: at.decided or at.refused or at.bare,
}


def was_done_first(case: Case, matter: str) -> bool:
    """Whether something was done that is approved afterwards: an urgent start, a measure."""
    rows = known_rows(Activity, case)
    if matter == "start":
        return any(row.kind == STARTED and row.attrs.get("urgent") for row in rows)
    return any(row.kind == _MEASURE for row in rows)


def fits(case: Case, matter: Matter) -> bool:
    """Whether the request fits how far the case has come."""
    at = _standing(case)
    if at.over or (matter.urgent and not was_done_first(case, matter.id)):
        return False
    if matter.urgent:
        return matter.id == "start" or at.held
    rule = _FITS.get(matter.id)
    return at.investigated if rule is None else rule(at)


def _agreed(case: Case) -> bool:
    """Whether a head approved the start on request."""
    done = (one for one in rows_in(Approval, case) if one.state == ApprovalState.AGREED)
    return any(one.matter == "start" for one in done)


def _standing(case: Case) -> _Standing:
    rows = list(known_rows(Activity, case))
    begun = standing_in(rows)
    types = {row.type for row in known_rows(Document, case)}
    last = [row.kind for row in sorted(rows, key=lambda row: row.start)]
    pauses = [kind for kind in last if kind in ("case_suspended", "case_resumed")]
    return _Standing(
        over=case.concluded_at is not None,
        startable=not (begun.not_begun or _agreed(case) or was_done_first(case, "start")),
        begun=begun.initiated is not None or case.origin == "application",
        on_site=any(kind in INVESTIGATING for kind in last),
        bare=case.act not in _WITH_A_DECISION,
        refused=begun.not_begun,
        decided="decision_made" in last or bool(types.intersection(DECISIONS)),
        held=last.count(_MEASURE) > last.count("measure_released"),
        suspended=pauses[-1:] == ["case_suspended"],
        recusal=any(one.granted is None for one in rows_in(Recusal, case)),
        spot=on_the_spot(case),
    )
