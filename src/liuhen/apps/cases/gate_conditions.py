# SPDX-License-Identifier: Apache-2.0
"""The closed set of conditions that a gate may name (`law.pack_parts.Condition`), by subject.

Each takes the case and the gate's limits, and says whether the condition holds, or nothing where it
is not asked of this case. What no row can show (a slight offence, a complex case) whoever asks for
approval says as a ground; it is kept with the request.
"""

from collections.abc import Callable

from liuhen.apps.cases import (
    gate_decision,
    gate_endings,
    gate_hearing,
    gate_measures,
    gate_officers,
    gate_penalty,
    gate_spot,
    gate_start,
    gate_told,
)
from liuhen.apps.cases.gate_approved import AT_ISSUING
from liuhen.apps.cases.gate_facts import Known, Limits, Verdict

#: Conditions about whoever decides: each says the reason for himself or herself, at each step.
OF_EACH = frozenset({"decider_apart"})
#: Conditions about whom a paper names as its chair and recorder.
OF_PEOPLE = frozenset({"hearing_people"})
#: Conditions that look at how much and what is imposed.
OF_A_PENALTY = frozenset(
    {
        "no_heavier",
        "as_told",
        "legal_review",
        "collective_discussion",
        "hearing_told",
        "simple_small",
        "discretion_said",
        "head_approved",
    }
)
#: Conditions that look at whom it is imposed on: of each of several parties.
OF_A_PARTY = OF_A_PENALTY | {
    "prior_notice",
    "plea_time_over",
    "defence_heard",
    "hearing_held",
    "hearing_recorded",
    "decision_content",
    "party_of_the_case",
    "capacity",
    "too_young",
    "minor",
    "first_offence",
    "within_limitation",
}
CONDITIONS: dict[str, Callable[[Known, Limits], Verdict | None]] = {
    **gate_officers.CONDITIONS,
    **gate_start.CONDITIONS,
    **gate_penalty.CONDITIONS,
    **gate_hearing.CONDITIONS,
    **gate_measures.CONDITIONS,
    **gate_spot.CONDITIONS,
    **gate_decision.CONDITIONS,
    **gate_told.CONDITIONS,
    **gate_endings.CONDITIONS,
    **AT_ISSUING,
}
