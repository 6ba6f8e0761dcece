# SPDX-License-Identifier: Apache-2.0
"""What other pages show of service, dues and endings: `{% load following %}`.

- `{{ says|said_here }}`: words that a data file has in both languages;
- `{{ basis|laws }}`: 行政处罚法 第六十一条;
- `{{ paper|paper_title }}`: what a paper to be served is called;
- `{{ fen|yuan }}`: an amount in yuan;
- `{{ one|happening_said }}`: what runs out in a case;
- `{{ step.word|step_said }}`: what comes next after a decision;
- `service|unproven`: why a service that was entered does not count yet;
- `{% service_lacks case service who %}`: what a service that was entered still lacks;
- `{% case_following case %}`: dues, papers to serve and linked cases on the page of a case.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.before_ending import StillOpen, not_there_yet
from liuhen.apps.cases.case_links import links_of
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Case, Document, Due
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.unentered import unentered_in
from liuhen.apps.cases.serving.lacking import lacking_in
from liuhen.apps.cases.serving.papers import ToServe, papers_of
from liuhen.apps.cases.serving.served import Served
from liuhen.apps.compliance.agenda import Happening
from liuhen.apps.people.viewer import viewer_of
from liuhen.law.pack import Says
from liuhen.law.pack_parts import Basis
from liuhen.web.agenda.words import what_said
from liuhen.web.articles import article_name
from liuhen.web.listing import listed
from liuhen.web.performing.words import STEP_WORDS
from liuhen.web.serving.words import title_of, unproven
from liuhen.web.sums import yuan
from liuhen.web.words import label

register = template.Library()
register.filter(yuan)
register.filter("unproven", unproven)


@register.filter
def said_here(says: Says) -> str:
    """Show words of a data file in the reader's language."""
    return says.en if get_language() == "en" else says.zh


@register.filter
def laws(basis: Iterable[Basis]) -> str:
    """Name articles of statutes."""
    return listed(f"{one.law} {article_name(one.article)}" for one in basis)


@register.filter
def paper_title(paper: ToServe) -> str:
    """Name a paper that is served."""
    return title_of(paper)


@register.filter
def step_said(word: str) -> str:
    """Say what comes next after a decision."""
    return str(STEP_WORDS.get(word, word))


@register.filter
def happening_said(one: Happening) -> str:
    """Say what runs out in a case."""
    return what_said(one)


@register.filter
def due_kind(kind: str) -> str:
    """Name a kind of what the party owes."""
    return str(Due.Kind(kind).label)


@register.filter
def paper_names(found: StillOpen) -> str:
    """Name papers by their titles or kinds, each with its party where there are several."""
    return listed(_with_whose(found, (label("document", name) for name in found.names)))


@register.filter
def open_names(found: StillOpen) -> str:
    """Name what is open, each with its party where there are several."""
    return listed(_with_whose(found, found.names))


@register.filter
def remedy_names(found: StillOpen) -> str:
    """Name remedies that go on by their kind, each with its party where somebody said so."""
    plain = gettext("reconsideration or litigation")
    kinds = (label("other", kind) if kind else plain for kind in found.names)
    return listed(_with_whose(found, kinds))


def _with_whose(found: StillOpen, names: Iterable[str]) -> Iterator[str]:
    for name, whose in zip_longest(names, found.whose, fillvalue=""):
        yield gettext("%(what)s (%(whose)s)") % {"what": name, "whose": whose} if whose else name


_LACKS = {
    "consent": _("the party has not agreed to it in writing"),
    "film": _("neither a witness nor a recording"),
}


@register.simple_tag
def service_lacks(case: Case, one: Served) -> str:
    """Say what a service still lacks; nothing where it lacks nothing."""
    found = lacking_in(case, one, known_rows(Document, case))
    return listed(
        label("document", each.name)
        if each.word == "paper"
        else label("field", each.name)
        if each.word == "field"
        else gettext("signature of %(role)s") % {"role": label("signature", each.name)}
        if each.word == "signature"
        else str(_LACKS[each.word])
        for each in found
    )


@register.inclusion_tag("performing/_case.html", takes_context=True)
def case_following(context: template.Context, case: Case) -> dict[str, Any]:
    """Show what follows the decision: papers to serve, dues, what comes next, linked cases."""
    viewer = viewer_of(context["request"])
    papers = papers_of(viewer, case)
    standing = standing_of(viewer, case)
    links = links_of(viewer, case)
    return {
        "case": case,
        "papers": papers,
        "unserved": [one for one in papers if one.open],
        "standing": standing,
        "unentered": unentered_in(case),
        "not_there": not_there_yet(case),
        "links": links,
        "shown": bool(papers or standing.owed or links or case.suspended_at or case.ending),
        "enters": case_deeds(viewer, case).enter,
        "now": viewer.at,
    }
