# SPDX-License-Identifier: Apache-2.0
"""What is said on the spot of evidence that is preserved in advance: it is kept and marked.

What this module promises:

- it says at once what gates ask about it only when the case is decided: that a head approves it
  (行政处罚法第五十六条), and that two officers take part (第四十二条);
- it refuses nothing: evidence that may be lost is preserved first.
"""

from liuhen.apps.cases.gates import GateState, gate_states
from liuhen.apps.cases.models import Activity
from liuhen.apps.people.viewer import Viewer

PRESERVING = "advance_preservation"
_CONDITIONS = ("preservation_approved", "two_officers")


def doubts_of_preserving(viewer: Viewer, row: Activity) -> list[GateState]:
    """Return the open gates that are about a preservation; of other activities none."""
    if row.kind != PRESERVING or row.case is None:
        return []
    found = gate_states(viewer, row.case)
    return [one for one in found if one.is_open and one.gate.condition in _CONDITIONS]
