# SPDX-License-Identifier: Apache-2.0
"""Conditions about the beginning: a start is approved first, a named complainant is told."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.case_links import came_of
from liuhen.apps.cases.gate_facts import HEADS, Known, Limits, Verdict, lacking, signed_at
from liuhen.apps.cases.standing import on_the_spot, standing_in

Answer = Verdict | None


def start_approved_first(known: Known, _limits: Limits) -> Answer:
    """A head approved what is not started yet: 处罚法 art. 54, and the bureau's own regulation.

    What is urgent is started first; whoever starts it says so.
    """
    begun = standing_in(known.activities)
    if begun.initiated is not None or begun.not_begun:
        return None
    if known.case.origin == "application" or on_the_spot(known.case):
        return None
    return lacking("" if start_approvals(known) else _("No head has approved the start yet."))


def start_approvals(known: Known) -> list[datetime]:
    """Return when heads approved the start: by a request, or on its paper.

    What was split off, or is decided anew, was started with the case that it came of.
    """
    found = [one.ended_at for one in known.agreed("start") if one.ended_at is not None]
    for row in known.papers("initiation_approval", "filing_approval"):
        found += signed_at(row, HEADS)
    if not found:
        for case in came_of(known.case):
            found += start_approvals(Known(known.viewer, case))
    return found


def complainant_told(known: Known, _limits: Limits) -> Answer:
    """Whoever complained under a name was told why nothing is started."""
    begun = standing_in(known.activities)
    if not (begun.named and begun.refused):
        return None
    said = _("Nobody told the complainant, who gave a name, why no procedure is started.")
    return lacking(said if begun.to_inform else "")


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "start_approved_first": start_approved_first,
    "complainant_told": complainant_told,
}
