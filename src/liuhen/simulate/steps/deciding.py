# SPDX-License-Identifier: Apache-2.0
"""How a case is reviewed, heard and decided."""

from datetime import datetime, timedelta
from typing import Any

from liuhen.law.facts import Document, Role
from liuhen.simulate.camera import film
from liuhen.simulate.diary import at_minute
from liuhen.simulate.draft import Draft, signed_until

_RIGHTS = ["statement", "defense", "recusal", "hearing", "reconsideration", "litigation"]
_END_OF_WORK = 17 * 60
_HEADS: tuple[Role, ...] = ("section_head", "legal_reviewer", "deputy_head", "bureau_head")


def review(draft: Draft, *, collective: bool) -> None:
    """Section, legal reviewer and, in weighty cases, the heads together look at it."""
    opinion = draft.happen("section_review", 30, 60, by=("section_head",))
    draft.write("section_review_opinion", opinion)
    draft.diary.wait(1, 3)
    legal = draft.happen("legal_review", 40, 90, by=("legal_reviewer",))
    draft.write("legal_review_opinion", legal)
    draft.diary.wait(1, 3)
    if collective:
        talk = draft.happen("collective_discussion", 40, 90, by=_HEADS)
        draft.write("collective_discussion_record", talk)
        draft.diary.wait(1, 2)


def consult_experts(draft: Draft) -> None:
    """Ask experts for an opinion."""
    experts = draft.happen("expert_review", 60, 120, by=())
    draft.write("expert_opinion", experts)
    draft.diary.wait(1, 2)


def inform_of_rights(draft: Draft, *, written: bool = True) -> None:
    """Tell the party what is intended and which rights it has."""
    told = draft.happen(
        "rights_informed", 10, 20, rights=list(_RIGHTS), manner="written" if written else "oral"
    )
    if written:
        draft.write("prior_notice", told)


def hear_plea(draft: Draft) -> None:
    """Listen to the party's statement and defence."""
    draft.diary.wait(1, 4)
    plea = draft.happen("statement_and_defense", 20, 40)
    draft.write("statement_defense_record", plea)


def hold_hearing(draft: Draft) -> None:
    """Hold a hearing that the party asked for, announced more than seven working days before."""
    draft.diary.wait(1, 4)
    draft.happen("hearing_requested", 5, 10, by=())
    draft.diary.wait(1, 3)
    notified = draft.happen("hearing_notified", 5, 10)
    draft.write("hearing_notice", notified)
    draft.diary.wait(8, 12)
    hearing = draft.happen("hearing", 60, 110)
    film(draft, hearing)
    draft.write("hearing_record", hearing)


def decide(draft: Draft, *, rectify: bool = False) -> Document:
    """Decide, with the approval of the heads; the decision may set a day for correction."""
    draft.diary.wait(2, 5)
    approval = draft.write("decision_approval")
    draft.diary.until(signed_until(approval) + timedelta(minutes=15))
    attrs: dict[str, Any] = {"rectify_by": _day_of_correction(draft)} if rectify else {}
    made = draft.happen("decision_made", by=("bureau_head",), **attrs)
    return draft.write("decision", made)


def _day_of_correction(draft: Draft) -> datetime:
    day = draft.diary.working_day_after(draft.diary.now, draft.dice.randint(32, 45))
    return at_minute(day, _END_OF_WORK)
