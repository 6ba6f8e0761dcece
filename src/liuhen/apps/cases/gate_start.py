# SPDX-License-Identifier: Apache-2.0
"""Conditions about the beginning: a start is approved first, a named complainant is told."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import HEADS, Known, Limits, Verdict, lacking, signed
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
    papers = known.papers("initiation_approval", "filing_approval")
    there = known.agreed("start") or any(signed(row, HEADS) for row in papers)
    return lacking("" if there else _("No head has approved the start yet."))


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
