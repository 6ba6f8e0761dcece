# SPDX-License-Identifier: Apache-2.0
"""What pages show of papers: `{% load papers %}`.

- `{% case_papers case %}`: the drafts and the issued papers of a case;
- `{{ signature|role_label:form }}`, `{{ signature|manner_said }}`: who signed, and how;
- `{{ paper|issued_said }}`: a paper, told from others of its kind where one is chosen;
- `{{ handed|signed_when }}`: when whoever received a paper signed it, by the day where a scan said;
- `{{ told|at:key }}`: what is told of one field or row.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.models import Case, Document, Paper, PaperSignature
from liuhen.apps.cases.papers import reading
from liuhen.apps.cases.papers.reading import drafts_of, papers_of
from liuhen.apps.cases.serving.signed import Handed
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.paper.form import Form
from liuhen.web.entering import where
from liuhen.web.issued import issued_said
from liuhen.web.papers.choosing import titled
from liuhen.web.papers.inputs import said
from liuhen.web.templatetags.liuhen import localday, moment
from liuhen.web.words import label

register = template.Library()


@register.inclusion_tag("papers/_case.html", takes_context=True)
def case_papers(context: template.Context, case: Case) -> dict[str, Any]:
    """Show the papers that were written here."""
    viewer = viewer_of(context["request"])
    papers = papers_of(viewer, case)
    return {
        "case": case,
        "drafts": titled(case.bureau, drafts_of(viewer, case)),
        "papers": papers,
        "replaced": {paper.replaces_id for paper in papers},
        "writes": viewer.may(Permission.PAPER_WRITE) and case_deeds(viewer, case).enter,
    }


@register.filter
def signed_when(handed: Handed) -> str:
    """Write when the recipient signed: on a scan somebody read a day, and no hour."""
    return localday(handed.at) if handed.day_only else moment(handed.at)


@register.filter
def role_label(signature: PaperSignature, form: Form) -> str:
    """Name the role as the form does."""
    found = form.signers.get(signature.role)
    return said(found.label) if found else label("signature", signature.role)


@register.filter
def manner_said(signature: PaperSignature) -> str:
    """Say how it was signed."""
    if signature.refused:
        return _("noted by %(name)s") % {"name": signature.recorded_by.name}
    return {
        "system": _("with the own account"),
        "finger": _("on the screen that %(name)s held out") % {"name": signature.recorded_by.name},
        "paper": _("on paper, seen on the scan"),
    }.get(signature.manner, signature.manner)


register.filter(issued_said)


@register.filter
def fact_page(row: Document) -> str:
    """The page of the fact that a paper is."""
    return where.fact_address(row)


@register.filter
def paper_behind(row: Any) -> Paper | None:
    """The newest paper behind a fact, if it was issued here."""
    return reading.paper_behind(row) if isinstance(row, Document) else None


@register.filter
def at(told: Mapping[Any, Any] | str, key: Any) -> Any:
    """What is told of one field or row, by its id."""
    return told.get(key) if isinstance(told, Mapping) else None
