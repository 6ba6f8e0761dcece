# SPDX-License-Identifier: Apache-2.0
"""Choosing a form for a case: those that are asked for now first, with who asks; then the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from liuhen.apps.cases.models import Activity, Case, Draft
from liuhen.apps.cases.papers.drafts import begin_draft, forms_for
from liuhen.apps.cases.papers.reading import drafts_of
from liuhen.apps.cases.queries import get_case
from liuhen.apps.compliance.queries import case_detail
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.rules.forms import forms_of
from liuhen.apps.rules.paper_needs import made_by
from liuhen.paper.form import Form
from liuhen.web.entering.offers import Offer, offers_of
from liuhen.web.forms.shown import STAGES
from liuhen.web.pages import page
from liuhen.web.papers.inputs import said


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that is asked for, and the forms that make it."""

    offer: Offer
    forms: list[Form]
    event: str


@dataclass(frozen=True, slots=True)
class Option:
    """A form, and the activity that it would be about."""

    form: Form
    event: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The forms of one stage."""

    name: Promise | str
    options: list[Option]


@page(Permission.PAPER_WRITE)
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show which papers can be written; with `kind` those of one kind alone.

    With `event` those that go with that activity come first.
    """
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    kind, event = request.GET.get("kind", ""), request.GET.get("event", "")
    forms = forms_for(case, viewer)
    activities = _activities(viewer, case)
    about = next((row for row in activities if row.ref == event), None)
    context = {
        "case": case,
        "kind": kind,
        "event": event,
        "about": about,
        "fitting": [] if about is None or kind else _fitting(forms, about),
        "of_kind": [
            Option(form, event or _event_for(form, activities))
            for form in forms
            if kind in made_by(form)
        ],
        "wanted": [] if kind else _wanted(viewer, case, forms),
        "stages": _stages(forms, activities),
        "drafts": titled(case.bureau, drafts_of(viewer, case)),
    }
    return render(request, "papers/choose.html", context)


@page(Permission.PAPER_WRITE)
@require_POST
def begin(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a draft and go there."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    event = request.POST.get("event", "")
    draft = begin_draft(
        by=viewer, case=case, form=request.POST.get("form", ""), events=[event] if event else []
    )
    return redirect("papers:write", draft.pk)


def titled(bureau: Organisation, drafts: list[Draft]) -> list[tuple[Draft, str]]:
    """Return drafts with the titles of their forms, as the bureau has them today."""
    if not drafts:
        return []
    forms = forms_of(bureau, timezone.localtime(timezone.now()).date())
    return [
        (draft, said(forms[draft.form].title) if draft.form in forms else draft.form)
        for draft in drafts
    ]


def _wanted(viewer: Viewer, case: Case, forms: Iterable[Form]) -> list[Wanted]:
    by_kind: dict[str, list[Form]] = {}
    for form in forms:
        for kind in made_by(form):
            by_kind.setdefault(kind, []).append(form)
    found = []
    for offer in offers_of(case_detail(viewer, case)):
        asked = offer.asked
        if asked.deed == "add" and asked.kind == "document":
            fitting = [form for word in asked.words for form in by_kind.get(word, [])]
            if fitting:
                found.append(Wanted(offer, fitting, asked.subject))
    return found


def _fitting(forms: Iterable[Form], about: Activity) -> list[Option]:
    """The forms that go with an activity; those that go with few others come first."""
    found = [form for form in forms if about.kind in form.events]
    return [Option(form, about.ref) for form in sorted(found, key=lambda form: len(form.events))]


def _stages(forms: Iterable[Form], activities: list[Activity]) -> list[Stage]:
    found: dict[str, list[Option]] = {name: [] for name in STAGES}
    for form in forms:
        found[form.stage].append(Option(form, _event_for(form, activities)))
    return [Stage(STAGES[name], options) for name, options in found.items() if options]


def _activities(viewer: Viewer, case: Case) -> list[Activity]:
    rows = Activity.objects.seen_by(viewer).filter(case=case, superseded_at=None, withdrawn=False)
    return list(rows.order_by("-start"))


def _event_for(form: Form, activities: list[Activity]) -> str:
    """The last activity that the form goes with; none for a paper about the whole case."""
    return next((row.ref for row in activities if row.kind in form.events), "")
