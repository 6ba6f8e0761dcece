# SPDX-License-Identifier: Apache-2.0
"""The journal, leaf by leaf: when, who, what, to which object; never what a leaf commits to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.journal_names import references_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import actors_of, bureaus, names_of_actors
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.outside import outside
from liuhen.apps.trace.reading import leaves
from liuhen.web.journal.acts import ACTS, OBJECTS
from liuhen.web.pages import page

_LEAVES = 50


class LeafFilter(forms.Form):
    """What the journal is narrowed to."""

    case = forms.CharField(label=_("Case number"), required=False, max_length=100)
    bureau = forms.ChoiceField(label=_("Acts of the people of"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the bureaus and the acts."""
        super().__init__(*args, **kwargs)
        self.fields["bureau"] = forms.ChoiceField(
            label=_("Acts of the people of"),
            required=False,
            choices=[("", "—"), *((str(one.pk), one.name) for one in bureaus())],
        )
        self.fields["act"] = forms.ChoiceField(
            label=_("Act"), required=False, choices=[("", "—"), *ACTS.items()]
        )


@dataclass(frozen=True, slots=True)
class LeafLine:
    """One leaf."""

    leaf: Leaf
    actor: str
    act: str
    object: str
    reference: str


@page(Permission.JOURNAL_VIEW)
def journal(request: HttpRequest) -> HttpResponse:
    """Show leaves, newest first; of a case where its number is given, of a bureau's people."""
    form = LeafFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    case, bureau = chosen.get("case"), chosen.get("bureau")
    rows = leaves(
        objects=references_of(viewer_of(request), case) if case else None,
        actors=actors_of(UUID(bureau)) if bureau else None,
        act=chosen.get("act", ""),
    )
    shown = Paginator(rows, _LEAVES).get_page(request.GET.get("page"))
    values = {"form": form, "page": shown, "lines": _lines(shown), "reach": outside()}
    return render(request, "journal/leaves.html", values)


def _lines(rows: Iterable[Leaf]) -> list[LeafLine]:
    found = list(rows)
    names = names_of_actors(leaf.actor for leaf in found)
    return [_line(leaf, names) for leaf in found]


def _line(leaf: Leaf, names: dict[str, str]) -> LeafLine:
    kind, _colon, key = leaf.object.partition(":")
    return LeafLine(
        leaf,
        names.get(leaf.actor, leaf.actor),
        str(ACTS.get(leaf.act, leaf.act)),
        str(OBJECTS.get(kind, kind)),
        key[-12:],
    )
