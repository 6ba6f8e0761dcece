# SPDX-License-Identifier: Apache-2.0
"""Writing a paper: filled in, checked and saved as one types; looked at; issued or given up.

Without scripts the button saves and checks. With them, what was typed is sent a moment later, and
the answer replaces only what stands beside the fields, so that nobody's cursor jumps. Whatever a
button did, the browser is sent to the page anew: loading it again sends nothing twice.

Where somebody else saved meanwhile, or oneself in another window, both words are shown, field by
field, before anything is replaced (`clashing`).

A page that is loaded has a name of its own and sends it with all that it sends: whichever of its
sendings comes first, the other is by the same person at the same page. What is issued is what the
page showed when the button was pressed.
"""

import secrets as random
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.approval_decisions import is_asked_otherwise
from liuhen.apps.cases.errors import ChangedMeanwhileError, UnknownRowError
from liuhen.apps.cases.models import Activity, Draft, Paper
from liuhen.apps.cases.papers.doubts import Doubt, doubts_of
from liuhen.apps.cases.papers.drafts import (
    ABOUT,
    Writing,
    differs,
    draft_for,
    form_of_draft,
    give_up_draft,
    save_draft,
    writing,
)
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.printing import DRAFT, Printing, print_draft
from liuhen.apps.cases.papers.reading import sees_secrets
from liuhen.apps.cases.papers.series import reserved
from liuhen.apps.cases.papers.taking_up import refill_draft, take_up
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.paper.checking import check_values
from liuhen.web.approvals.about_paper import address_of
from liuhen.web.file_names import named
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.papers.clashing import base_of, clash_in
from liuhen.web.papers.doubts import doubt_said
from liuhen.web.papers.inputs import said, shown_fields, typed_values

_TRIES = 3
#: Names the fields in which the words of the other are kept.
_THEIRS = "theirs"
#: Under which the session keeps why it goes on although a gate is open, from one page to the next:
#: it is no part of the draft, and recorded once the paper is issued.
_REASONS = "reasons_of_draft"


@page(Permission.PAPER_WRITE)
def write(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show the draft with its fields.

    A button saves, shows more rows, fills in, shows how it will come out, asks, issues.
    """
    viewer = viewer_of(request)
    if (paper := _issued_from(viewer, draft)) is not None:
        _tell_what_was_lost(request, viewer, draft)
        return redirect("papers:paper", paper)
    if request.method != "POST":
        anew = [*take_up(by=viewer, draft=draft), *request.GET.getlist("anew")]
        found = draft_for(viewer, draft)
        more, reasons = request.GET.get("more", ""), _reasons_kept(request, draft)
        context = _context(viewer, found, more=more, anew=anew, reasons=reasons)
        return render(request, "papers/write.html", context)
    found, anew = draft_for(viewer, draft), list[str]()
    try:
        if "issue" in request.POST:
            return _issue(request, viewer, found)
        found = _saved(request, viewer, found)
        _keep_reasons(request, draft)
        if address := _elsewhere(request, viewer, found.draft):
            return redirect(address)
        if "refill" in request.POST:
            anew = refill_draft(by=viewer, draft=draft, revision=found.draft.revision)
    except UserError as error:
        status = 409 if isinstance(error, ChangedMeanwhileError) else 422
        return _again(request, viewer, draft_for(viewer, draft), error, status)
    return redirect(_back(draft, request.POST.get("more", ""), anew))


def _elsewhere(request: HttpRequest, viewer: Viewer, draft: Draft) -> str:
    """Where a button leads once the draft is saved: to how it comes out, or to asking a head."""
    if "look" in request.POST:
        return reverse("papers:preview", args=[draft.pk])
    return address_of(viewer, draft, request.POST["ask"]) if "ask" in request.POST else ""


def _back(draft: UUID, more: str, anew: list[str]) -> str:
    """The address of the page after a button: at the field that gets more rows."""
    asked = QueryDict(mutable=True)
    if more:
        asked["more"] = more
    asked.setlist("anew", anew)
    address = reverse("papers:write", args=[draft])
    said = f"{address}?{asked.urlencode()}" if asked else address
    return f"{said}#field-{quote(more)}" if more else said


def _issue(
    request: HttpRequest, viewer: Viewer, found: Writing, tries: int = _TRIES
) -> HttpResponse:
    """Issue what the page shows; pressed twice, the second press comes to the same paper.

    Saved by the same page while it was printed, it is issued as that has left it.
    """
    key, page_name = found.draft.pk, request.POST.get("page", "")
    try:
        now = _saved(request, viewer, found)
        paper = issue(by=viewer, draft=key, revision=now.draft.revision, reasons=_reasons(request))
    except UnknownRowError:
        if (made := _issued_from(viewer, key)) is None:
            raise
        return redirect("papers:paper", made)
    except ChangedMeanwhileError:
        newer = draft_for(viewer, key)
        if tries == 1 or not page_name or newer.draft.page != page_name:
            raise
        return _issue(request, viewer, newer, tries - 1)
    said = _("Issued: %(paper)s") % {"paper": _named(paper.title, paper.number)}
    messages.success(request, said)
    return redirect("papers:paper", paper.pk)


def _issued_from(viewer: Viewer, draft: UUID) -> UUID | None:
    """The paper that was issued from the draft, where the viewer sees it."""
    rows = Paper.objects.seen_by(viewer).filter(draft=draft)
    return rows.values_list("pk", flat=True).first()


def _tell_what_was_lost(request: HttpRequest, viewer: Viewer, draft: UUID) -> None:
    """Name the fields in which a page that was still open says something else than the paper."""
    row = Draft.objects.seen_by(viewer).select_related("case").filter(pk=draft).first()
    if request.method != "POST" or row is None:
        return
    form = form_of_draft(row)
    typed = typed_values(form, request.POST, secrets=sees_secrets(viewer, row.case))
    other = [
        said(field.label)
        for field in form.fields
        if field.id in typed and differs(typed[field.id], row.values.get(field.id))
    ]
    if other:
        told = _(
            "The paper was issued meanwhile. What you wrote here is not in it and was not kept: "
            "%(fields)s. To copy your words, go back in the browser."
        )
        messages.warning(request, told % {"fields": listed(other)})


@page(Permission.PAPER_WRITE)
@require_POST
def save(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Save what was typed, and answer with what stands beside the fields."""
    viewer = viewer_of(request)
    found = draft_for(viewer, draft)
    context: dict[str, Any] = {}
    try:
        found = _saved(request, viewer, found)
    except UserError as error:
        context["refused"] = str(error)
        context["both"] = isinstance(error, ChangedMeanwhileError)
    return render(request, "papers/_saved.html", _context(viewer, found) | context)


@page(Permission.PAPER_WRITE)
def preview(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show how it will come out, with a word across the pages that it is a draft."""
    viewer = viewer_of(request)
    found = draft_for(viewer, draft)
    row, form = found.draft, found.form
    hidden = not sees_secrets(viewer, row.case)
    number = reserved(row)
    pdf = print_draft(
        Printing(
            form=form,
            values={name: value for name, value in row.values.items() if name in form.by_id},
            bureau=row.bureau,
            case=row.case,
            at=timezone.now(),
            number=number.text if number else "",
            withheld=form.secret_fields if hidden else (),
            draft=DRAFT,
        )
    )
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": named(f"{form.title.zh}.pdf", attached=False)},
    )


@page(Permission.PAPER_WRITE)
def give_up(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask for the reason where a number becomes void, then end the draft."""
    viewer = viewer_of(request)
    found = draft_for(viewer, draft)
    context = {
        "draft": found.draft,
        "form": found.form,
        "case": found.draft.case,
        "number": reserved(found.draft),
        "reason": request.POST.get("reason", ""),
    }
    if request.method == "POST":
        try:
            give_up_draft(by=viewer, draft=draft, reason=request.POST.get("reason", ""))
        except UserError as error:
            context["refused"] = str(error)
            return render(request, "papers/give_up.html", context, status=422)
        messages.success(request, _("The draft is given up."))
        return redirect("cases:case", found.draft.case_id)
    return render(request, "papers/give_up.html", context)


def _saved(request: HttpRequest, viewer: Viewer, found: Writing) -> Writing:
    """Save what was sent, where it says anything new."""
    row = found.draft
    secrets = sees_secrets(viewer, row.case)
    try:
        revision = int(request.POST.get("revision", ""))
    except ValueError:
        revision = -1
    values = typed_values(found.form, request.POST, secrets=secrets)
    theirs = set(request.POST.getlist(_THEIRS))
    changed = {
        name: value
        for name, value in values.items()
        if name not in theirs and differs(value, row.values.get(name))
    }
    events = sorted(request.POST.getlist("events"))
    shows_all = revision == row.revision or secrets or not found.form.secret_fields
    if shows_all and not changed and events == sorted(row.event_refs):
        return found  # what the page shows is what stands there, whoever saved it
    row = save_draft(
        by=viewer,
        draft=row.pk,
        revision=revision,
        values=changed,
        events=events,
        page=request.POST.get("page", "")[:32],
    )
    return writing(row)


def _again(
    request: HttpRequest, viewer: Viewer, found: Writing, error: UserError, status: int
) -> HttpResponse:
    """The page once more, with all that was typed and the sentence of what was refused."""
    secrets = sees_secrets(viewer, found.draft.case)
    typed = typed_values(found.form, request.POST, secrets=secrets)
    context = _context(viewer, found, typed=typed, reasons=_reasons(request))
    context["refused"] = str(error)
    if isinstance(error, ChangedMeanwhileError):
        base = request.POST.get("base", "")
        context |= {"clash": clash_in(found, typed, base), "base": base}
    return render(request, "papers/write.html", context, status=status)


def _reasons(request: HttpRequest) -> dict[str, str]:
    """Why it goes on although a gate is open, by the gate's id."""
    head = "reason-"
    return {
        name.removeprefix(head): text for name, text in request.POST.items()
        if name.startswith(head) and isinstance(text, str)
    }  # fmt: skip


def _keep_reasons(request: HttpRequest, draft: UUID) -> None:
    """Keep the reasons that stand on the page until the draft is opened again."""
    if any((reasons := _reasons(request)).values()):
        request.session[_REASONS] = {str(draft): reasons}


def _reasons_kept(request: HttpRequest, draft: UUID) -> dict[str, str]:
    """The reasons that stood on the page when a button that issues nothing was pressed, once."""
    if str(draft) in request.session.get(_REASONS, {}):
        return dict(request.session.pop(_REASONS)[str(draft)])
    return {}


def _context(
    viewer: Viewer,
    found: Writing,
    *,
    more: str = "",
    typed: dict[str, Any] | None = None,
    anew: list[str] | None = None,
    reasons: dict[str, str] | None = None,
) -> dict[str, Any]:
    row, form = found.draft, found.form
    secrets = sees_secrets(viewer, row.case)
    values = {**row.values, **(typed or {})}
    wrong = check_values(form, values, required=False)
    names = {lack.field for lack in wrong}
    missing = [lack for lack in found.lacks if lack.field not in names]
    doubts = doubts_of(row, form, values, by=viewer)
    fields = shown_fields(
        form, values, wrong, secrets=secrets, more=more, party=row.case.party_kind
    )
    stops = {one.field for one in doubts if one.stops}
    to_fill = {lack.field for lack in missing}
    activities = Activity.objects.seen_by(viewer).filter(
        case=row.case, superseded_at=None, withdrawn=False
    )
    return {
        "draft": row,
        "form": form,
        "case": row.case,
        "fields": fields,
        "missing": [one for one in fields if one.field.id in to_fill],
        "no_field": [lack.field for lack in missing if lack.field not in form.by_id],
        "wrong": [one for one in fields if one.lacks or one.field.id in stops],
        "doubts": _by_field(doubts),
        "needed": {lack.field for lack in found.lacks},
        "activities": activities.order_by("start"),
        "revision": row.revision,
        "base": base_of(form, row.values, secrets=secrets),
        "page": random.token_hex(16),
        "anew": [one for one in fields if one.field.id in (anew or ())],
        "about_anew": ABOUT in (anew or ()),
        "number": reserved(row),
        "asked_otherwise": is_asked_otherwise(row),
        "withheld": not secrets and bool(form.secret_fields),
        "gates": [
            (one, (reasons or {}).get(one.gate.id, ""))
            for one in gates_at_issuing(viewer, row.case, form, values, replaces=row.replaces)
            if one.is_open
        ],
    }


def _by_field(doubts: list[Doubt]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in doubts:
        found.setdefault(one.field, []).append(doubt_said(one))
    return found


def _named(title: str, number: str) -> str:
    return f"{title} {number}".strip()
