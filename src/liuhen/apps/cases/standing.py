# SPDX-License-Identifier: Apache-2.0
"""How far the beginning of a case has come: what came in, whether it is started, who was told."""

from collections.abc import Iterable
from dataclasses import dataclass

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case

#: The entry that says that a procedure was started.
STARTED = "case_initiated"
#: What came in, and the decision on it with the word that says yes.
DECISIONS = {
    "complaint_received": ("complaint_decided", "initiated"),
    "application_received": ("acceptance_decided", "accepted"),
}
#: What says that a procedure is started: where it is approved, and on the spot.
_STARTS = (STARTED, "on_the_spot_penalty")
#: What says whether one is.
BEGUN = (*(decision for decision, _word in DECISIONS.values()), *_STARTS)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the beginning of a case has come."""

    came_in: Activity | None
    decided: Activity | None
    initiated: Activity | None
    informed: Activity | None

    @property
    def named(self) -> bool:
        """Whether somebody complained under a real name."""
        return self.came_in is not None and bool(self.came_in.attrs.get("real_name"))

    @property
    def refused(self) -> bool:
        """Whether it was decided to start nothing."""
        if self.decided is None:
            return False
        return not any(self.decided.attrs.get(word) for word in ("initiated", "accepted"))

    @property
    def not_begun(self) -> bool:
        """Whether nothing is started for good: of such a case nothing is asked before a penalty."""
        return self.refused and self.initiated is None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decided is None and self.initiated is None

    @property
    def to_decide(self) -> bool:
        """Whether something came in of which nobody has decided yet whether it is started."""
        return self.came_in is not None and self.is_open

    @property
    def to_inform(self) -> bool:
        """Whether a named complainant is still to be told why nothing is started."""
        return self.named and self.refused and self.informed is None


def standing_of(case: Case) -> Standing:
    """Return how far the beginning of `case` has come."""
    return standing_in(known_rows(Activity, case))


def standing_in(activities: Iterable[Activity]) -> Standing:
    """Return how far the beginning of a case with these activities has come."""
    rows = sorted(activities, key=lambda row: (row.start, row.recorded_at))

    def last(*kinds: str) -> Activity | None:
        return next((row for row in reversed(rows) if row.kind in kinds), None)

    return Standing(
        last(*DECISIONS),
        last(*(decision for decision, _word in DECISIONS.values())),
        last(*_STARTS),
        last("complainant_informed"),
    )


def on_the_spot(case: Case) -> bool:
    """Whether the case begins with a penalty on the spot, for which nobody approves a start."""
    return case.procedure == "simple"
