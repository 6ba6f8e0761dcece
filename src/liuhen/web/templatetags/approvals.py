# SPDX-License-Identifier: Apache-2.0
"""What other pages show of approvals: {% case_approvals case %}, {% asking_about paper %}."""

from collections.abc import Iterable
from typing import Any

from django import template

from liuhen.apps.cases.acting import has_withdrawn
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.gates import gate_states, is_overridden
from liuhen.apps.cases.measure_approvals import Unapproved
from liuhen.apps.cases.models import Approval, Case, Draft, Paper
from liuhen.apps.cases.routes import said_in
from liuhen.apps.cases.waiting import approvals_of, rounds_of_all
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.law.pack import Says
from liuhen.law.pack_parts import Basis, Gate
from liuhen.web.approvals.about_paper import ask_address as address_to_ask
from liuhen.web.approvals.about_paper import measure_address, requests_with, to_ask
from liuhen.web.articles import statutes_named
from liuhen.web.words import label

register = template.Library()
_LOOKS = {
    "open": "pending",
    "sent_back": "late",
    "agreed": "met",
    "refused": "breached",
    "withdrawn": "none",
}


@register.inclusion_tag("approvals/_case.html", takes_context=True)
def case_approvals(context: template.Context, case: Case) -> dict[str, Any]:
    """Show the requests of a case, who said what when, and the gates that are open."""
    viewer = viewer_of(context["request"])
    rows = approvals_of(viewer, case)
    rounds = rounds_of_all(rows)
    ahead = case.archived_at is None or is_overridden(case)
    states = gate_states(viewer, case) if ahead else []
    return {
        "case": case,
        "requests": [(row, rounds.get(row.pk, [])) for row in rows],
        "gates": [one for one in states if one.is_open or one.overrides],
        "may_reason": case.archived_at is None
        and not has_withdrawn(viewer, case)
        and (viewer.may(Permission.CASE_ENTER) or viewer.may(Permission.CASE_SIGN)),
        "asks": viewer.may(Permission.PAPER_WRITE) and case_deeds(viewer, case).enter,
        "now": viewer.at,
    }


@register.inclusion_tag("approvals/_about_paper.html", takes_context=True)
def asking_about(context: template.Context, source: Draft | Paper) -> dict[str, Any]:
    """Show what was asked with a paper, and what may be; in a draft as buttons that save it."""
    viewer = viewer_of(context["request"])
    return {
        "requests": requests_with(viewer, source),
        "matters": to_ask(viewer, source),
        "in_form": isinstance(source, Draft),
    }


@register.simple_tag(takes_context=True)
def ask_address(context: template.Context, case: Case, matter: str, *, urgent: bool = False) -> str:
    """Return where that one matter is asked for."""
    return address_to_ask(viewer_of(context["request"]), case, matter, urgent=urgent)


@register.filter
def asked_at(one: Unapproved) -> str:
    """Return where the approval of a measure that was taken at once is asked for."""
    return measure_address(one.case, one.row.ref)


@register.filter
def said(words: dict[str, str]) -> str:
    """Show words that a request keeps in both languages."""
    return said_in(words)


@register.filter
def look_of(state: str) -> str:
    """Return the colour of a state, as that of a duty."""
    return _LOOKS.get(state, "pending")


@register.filter
def step_title(approval: Approval, order: int) -> str:
    """Return what a step of the request is called."""
    found = approval.route[order - 1] if order <= len(approval.route) else {}
    return said_in(found.get("says", {}))


@register.filter
def role_names(roles: list[str]) -> str:
    """Name roles, of which one is enough."""
    return " / ".join(label("signature", role) for role in roles)


@register.filter
def gate_says(gate: Gate) -> str:
    """Show what a gate asks for."""
    return said_in({"zh": gate.says.zh, "en": gate.says.en})


@register.filter
def says_here(says: Says) -> str:
    """Show words of the pack in the reader's language."""
    return said_in({"zh": says.zh, "en": says.en})


@register.filter
def gate_unless(gate: Gate) -> str:
    """Show in which case the law lets it pass."""
    return said_in({"zh": gate.unless.zh, "en": gate.unless.en}) if gate.unless else ""


@register.filter
def bases(found: Iterable[Basis]) -> str:
    """Name articles of statutes, each law once."""
    return statutes_named((one.law, one.article) for one in found)


@register.filter
def base_values(found: Iterable[dict[str, str]]) -> str:
    """Name articles of statutes, as a request keeps them."""
    return statutes_named((one["law"], one["article"]) for one in found)
