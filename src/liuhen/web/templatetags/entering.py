# SPDX-License-Identifier: Apache-2.0
"""What pages of a case show about entering: `{% load entering %}`.

- `{% case_offers detail %}`: what the regulation still asks for, as links;
- `{% awaited_footage activity %}`: that its footage is not in the system yet;
- `{% case_deeds case %}`: the buttons of a case that this viewer may use;
- `{{ row|fact_address }}`: the page of one fact, `{{ row|fact_address:"correct" }}` another one;
- `{{ row|fact_said }}`: 现场检查 3月2日 09:00–10:42;
- `{% few_said %}`: that a measure was taken by fewer than two qualified officers;
- `{{ entries|called:thing }}`: the same of what the journal speaks of.
"""

from typing import Any

from django import template

from liuhen.apps.cases.deeds import CaseDeeds
from liuhen.apps.cases.deeds import case_deeds as deeds_of
from liuhen.apps.cases.history import Thing
from liuhen.apps.cases.models import Activity, Case, Document, Fact
from liuhen.apps.compliance.awaited import awaited_of
from liuhen.apps.compliance.queries import CaseDetail
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web import qualified, subjects
from liuhen.web.cases.entries import Entries
from liuhen.web.entering import where
from liuhen.web.entering.offers import bringing_address, offers_of, to_bring_in
from liuhen.web.words import TABLES

register = template.Library()
register.simple_tag(qualified.few_said)


@register.inclusion_tag("entering/_offers.html")
def case_offers(detail: CaseDetail) -> dict[str, Any]:
    """Show what the regulation still asks for."""
    offers = offers_of(detail)
    return {"offers": offers, "has_advice": any(o.asked.status == "advised" for o in offers)}


@register.inclusion_tag("entering/_awaited.html", takes_context=True)
def awaited_footage(context: template.Context, row: Activity) -> dict[str, Any]:
    """Say that footage of an activity is not in the system yet, until when it is brought in."""
    viewer = viewer_of(context["request"])
    over = row.end is not None and not row.withdrawn and viewer.may(Permission.CASE_VIEW)
    waits = awaited_of(row, viewer.at) if over else None
    return {
        "waits": waits,
        "said": to_bring_in(waits) if waits else "",
        "address": bringing_address(row) if viewer.may(Permission.EVIDENCE_ADD) else "",
        "now": viewer.at,
    }


@register.inclusion_tag("entering/_case_deeds.html", takes_context=True)
def case_deeds(context: template.Context, case: Case) -> dict[str, Any]:
    """Show the buttons of a case."""
    viewer = viewer_of(context["request"])
    deeds: CaseDeeds = deeds_of(viewer, case)
    takes = viewer.reaches(Permission.EVIDENCE_DOWNLOAD, case.section_id)
    imports = case.from_outside and viewer.reaches(Permission.CASE_IMPORT, case.section_id)
    return {
        "case": case,
        "deeds": deeds,
        "takes": takes,
        "scans": imports and case.archived_at is None,
        "request": context["request"],
    }


@register.filter
def fact_address(row: Fact, page: str = "fact") -> str:
    """Return the address of a page of one fact."""
    return where.fact_address(row, page)


@register.filter
def called(entries: Entries, thing: Thing) -> str:
    """Name an entry that the journal speaks of; of one that counts no more, what it was."""
    return entries.called(thing)


@register.filter
def fact_said(row: Fact) -> str:
    """Name a fact by what it is and when it was."""
    return subjects.fact_said(row)


@register.filter
def is_document_signed(row: Fact) -> bool:
    """Whether somebody has signed the paper in the system."""
    return isinstance(row, Document) and any(one.get("person") for one in row.signatures)


@register.simple_tag
def known_fields() -> list[str]:
    """Return the names of the fields that papers usually have."""
    return [str(said) for said in TABLES["field"].values()]
