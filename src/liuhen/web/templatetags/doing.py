# SPDX-License-Identifier: Apache-2.0
"""What the page of a case shows of its people, things and papers: {% case_doing case %}."""

from typing import Any

from django import template

from liuhen.apps.cases.case_links import begun_elsewhere
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.filming import restrictions_in
from liuhen.apps.cases.hearings import is_asked_for, planned_of
from liuhen.apps.cases.models import Case, Thing
from liuhen.apps.cases.of_case import seen_in
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.received import received_of
from liuhen.apps.cases.recusal import recusals_of
from liuhen.apps.cases.standing import standing_of
from liuhen.apps.people.viewer import viewer_of

register = template.Library()


@register.inclusion_tag("doing/_case.html", takes_context=True)
def case_doing(context: template.Context, case: Case) -> dict[str, Any]:
    """Show who takes part, what lies here, what came in; confidential names not even to heads."""
    viewer = viewer_of(context["request"])
    here = held(one for one in seen_in(Thing, viewer, case) if one.ended_at is None)
    begun = standing_of(case)
    return {
        "case": case,
        "undecided": begun.is_open and case.concluded_at is None and not begun_elsewhere(case),
        "to_inform": begun.to_inform,
        "people": participants_of(viewer, case),
        "here": len(here),
        "over": sum(one.is_over(viewer.at) for one in here),
        "received": received_of(viewer, case).count(),
        "restrictions": list(restrictions_in(viewer, case)),
        "recusals": [one for one in recusals_of(viewer, case) if one.granted is None],
        "hearing": planned_of(case, viewer.at),
        "asked_for": is_asked_for(case),
        "enters": case_deeds(viewer, case).enter,
    }
