# SPDX-License-Identifier: Apache-2.0
"""What is doubtful in somebody's signing a paper of a hearing: it is said before, and stops nobody.

What was done is recorded as it was: whoever chaired although he or she investigated signs as chair,
and says that it was so. The gate before the decision judges it (行政处罚法 art. 64(4)).
"""

from liuhen.apps.cases.chairing import CHAIRED, REVIEWS, doubt_of_chair, doubt_of_recorder
from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.reading import signatures_on
from liuhen.apps.cases.papers.signers import NAMED_IN
from liuhen.apps.people.viewer import Viewer

_CHAIR, _OFFICER = "hearing_chair", "officer"
#: A word of the doubts: who chaired or recorded signs as an investigator too.
_BOTH = "chair_officer"


def doubt_of_signing(by: Viewer, paper: Paper, role: str) -> str:
    """Return what is doubtful in the viewer's signing the paper in a role: a word, or nothing."""
    if paper.form not in CHAIRED:
        return ""
    if role == _CHAIR:
        word = doubt_of_chair(paper.case, by.at, by.person.name, by.person_id)
        return "" if word == REVIEWS else word
    if role == "recorder":
        chair = str(paper.values.get("chair") or "")
        return doubt_of_recorder(paper.case, by.person.name, chair, by.person_id)
    if role != _OFFICER:
        return ""
    own = {one.role for one in signatures_on(paper) if one.person_id == by.person_id}
    return _BOTH if own & NAMED_IN.keys() else ""
