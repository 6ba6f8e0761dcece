# SPDX-License-Identifier: Apache-2.0
"""The regulation, its articles and other parts, and the bureau's own text."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.rules.files import parsed_values, regulation_in
from liuhen.apps.rules.models import RegulationText
from liuhen.apps.rules.packs import pack_of
from liuhen.apps.rules.proposals import adopt_proposal, first_day, proposal_for
from liuhen.apps.rules.texts import load_text, text_of
from liuhen.errors import UserError
from liuhen.law.pack import Pack
from liuhen.vault.canonical import digest_of
from liuhen.web.carried import carried, carry
from liuhen.web.pages import page
from liuhen.web.regulation.articles import Shown, articles_of, chapters_of
from liuhen.web.regulation.forms import ProposalForm, TextForm
from liuhen.web.regulation.sections import sections_of


@dataclass(frozen=True, slots=True)
class _Book:
    """What every page of the regulation shows."""

    pack: Pack
    own: RegulationText | None
    articles: list[Shown]


def bureau_of(viewer: Viewer) -> Organisation:
    """Return the viewer's bureau; whoever has none finds no page here."""
    if viewer.bureau is None:
        raise Http404
    return viewer.bureau


def _book(viewer: Viewer) -> _Book:
    pack = pack_of(bureau_of(viewer), timezone.localtime(viewer.at).date())
    own = text_of(viewer)
    return _Book(pack, own, articles_of(pack, own))


@page(Permission.REGULATION_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Show the chapters and articles, each with whether and how it is carried out."""
    viewer = viewer_of(request)
    book = _book(viewer)
    states = [one.state for one in book.articles]
    values = {
        "book": book,
        "chapters": chapters_of(book.articles, book.own),
        "counts": {state: states.count(state) for state in ("done", "planned", "none")},
        "proposal": proposal_for(bureau_of(viewer)),
    }
    return render(request, "regulation/index.html", values)


@page(Permission.REGULATION_VIEW)
def article(request: HttpRequest, article: str) -> HttpResponse:
    """Show one article: paraphrase, how it is carried out, and beside it the bureau's own words."""
    book = _book(viewer_of(request))
    number = article.partition("(")[0]
    numbers = [one.number for one in book.articles]
    if number not in numbers:
        raise Http404
    at = numbers.index(number)
    values = {
        "book": book,
        "shown": book.articles[at],
        "before": book.articles[at - 1] if at else None,
        "after": book.articles[at + 1] if at + 1 < len(numbers) else None,
    }
    return render(request, "regulation/article.html", values)


@page(Permission.REGULATION_VIEW)
def parts(request: HttpRequest) -> HttpResponse:
    """Show what the regulation says beside the duties of a case."""
    book = _book(viewer_of(request))
    sections = sections_of(book.pack)
    return render(request, "regulation/parts.html", {"book": book, "sections": sections})


@page(Permission.REGULATION_LOAD)
def proposal(request: HttpRequest) -> HttpResponse:
    """Show what a newer version of the pack would change, and adopt it from a day to come."""
    viewer = viewer_of(request)
    bureau = bureau_of(viewer)
    earliest = first_day(bureau, timezone.localtime(viewer.at).date())
    proposed = proposal_for(bureau)
    form = ProposalForm(request.POST or None, initial={"from_date": earliest})
    if request.method == "POST" and form.is_valid():
        try:
            adopt_proposal(by=viewer, **form.cleaned_data)
        except UserError as error:
            form.add_error("from_date", str(error))
        else:
            messages.success(request, _("Adopted. What began before is judged as it was."))
            return redirect("regulation:index")
    values = {"proposal": proposed, "form": form, "title": pack_of(bureau, earliest).manifest.title}
    status = 422 if form.errors else 200
    return render(request, "regulation/proposal.html", values, status=status)


@page(Permission.REGULATION_LOAD)
def text(request: HttpRequest) -> HttpResponse:
    """Take the bureau's own text: read it, show what is unsure, and store it once confirmed."""
    viewer = viewer_of(request)
    values: dict[str, Any] = {"form": TextForm(), "own": text_of(viewer)}
    if request.method != "POST":
        return render(request, "regulation/text.html", values)
    if "carried" in request.POST:
        load_text(by=viewer, **carried(viewer, "regulation", request.POST["carried"]))
        messages.success(request, _("The text is now shown beside the articles."))
        return redirect("regulation:index")
    form = values["form"] = TextForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            values |= _preview(viewer, file.name, file.read())
        except UserError as error:
            form.add_error("file", str(error))
    status = 200 if form.is_valid() else 422
    return render(request, "regulation/text.html", values, status=status)


def _preview(viewer: Viewer, name: str, raw: bytes) -> dict[str, Any]:
    """Read the file, without storing anything."""
    regulation = regulation_in(name, raw, say=_)
    values = {"file_name": name, "digest": digest_of(raw), "parsed": parsed_values(regulation)}
    return {
        "regulation": regulation,
        "count": sum(1 for _one in regulation.articles()),
        "carried": carry(viewer, "regulation", values),
    }
