# SPDX-License-Identifier: Apache-2.0
"""The ways in which a case may end, and which of them a head approves first.

What this module promises:

- a way is offered where the case is one of its kinds; where nothing was started, that comes first;
- what is asked of a head names the way, where the same matter has several: an approval for one way
  is none for another. That no procedure is started and that there is no penalty are decisions of
  their own, whose papers say what they are.
"""

from liuhen.apps.cases.models import Case, Ending
from liuhen.apps.cases.standing import standing_of
from liuhen.law.statutory import EndingWay, endings

#: The matter whose gates are asked, however a case ends.
CLOSING = "closing"
#: The way of ending that says that the party did all it had to.
PERFORMED = "performed"
#: Handed over may be somebody who obstructs, too, while the case goes on.
_OPEN_TO = "transfer"
#: Matters that say nothing of the way in which the case ends.
_BY_NAME = (CLOSING, "termination", _OPEN_TO)
#: What ends with another case that comes of it, and is no way of `endings.yaml`.
_BRANCHING = (Ending.SPLIT, Ending.ANEW)


def ways_of_ending(case: Case) -> list[EndingWay]:
    """Return the ways in which `case` may end; where nothing was started, that one comes first."""
    refused = standing_of(case).refused
    fitting = (way for way in endings().values() if not way.acts or case.act in way.acts)
    offered = [way for way in fitting if refused or not way.not_begun]
    return sorted(offered, key=lambda way: not way.not_begun)


def endings_to_ask(case: Case, matter: str) -> list[Ending]:
    """Return the ways of ending one of which a request about `matter` names; often none."""
    if matter not in _BY_NAME:
        return []
    found = [Ending(way.id) for way in ways_of_ending(case) if way.matter == matter]
    return [*found, *(_BRANCHING if matter == CLOSING else ())]


def must_name_ending(matter: str) -> bool:
    """Whether a request about `matter`, which has several ways of ending, has to name one."""
    return matter != _OPEN_TO


def matter_before(case: Case, way: EndingWay) -> str:
    """Return what a head approves before `case` ends like that; empty where nobody has to."""
    asked = way.approved_in
    acts = not asked.acts or case.act in asked.acts
    procedures = not asked.procedures or case.procedure in (*asked.procedures, "")
    return way.matter if way.approved and acts and procedures else ""
