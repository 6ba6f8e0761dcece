# SPDX-License-Identifier: Apache-2.0
"""What nobody has linked, linking it, changing and undoing a link, setting footage aside."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.linking.acts import Linked, Wish, link_many, link_original, relink, unlink
from liuhen.apps.cases.linking.reading import (
    linked_just_now,
    links_just_now,
    links_seen,
    unlinked,
)
from liuhen.apps.cases.links import end_of
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.cases.proposals import proposals_for
from liuhen.apps.cases.sorting import aside, patrol_of, set_aside, set_aside_now, take_up_again
from liuhen.apps.cases.words import TYPED_EVENTS
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.entering.kinds import lasts
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import fact_address
from liuhen.web.inputs import key_of
from liuhen.web.linking.forms import ChangeForm, LinkForm
from liuhen.web.linking.strip import strip_of
from liuhen.web.linking.worklist import (
    REFUSED,
    Choice,
    activities_by_item,
    box_of,
    chosen_keys,
    chosen_pairs,
    offer_of,
    officers_waiting,
    page_of,
)
from liuhen.web.moments import span_said
from liuhen.web.pages import page
from liuhen.web.subjects import fact_said

_AROUND = timedelta(hours=12)
_MOST_OFFERED = 30
_JUST_NOW = 5
_MOMENT = timedelta(minutes=1)
#: Where a session keeps what the last press has linked, to be undone with one press.
_PRESSED = "linking.pressed"


@page(Permission.CASE_VIEW)
def unlinked_list(request: HttpRequest) -> HttpResponse:
    """Show what nobody has linked; link, make a patrol of, or set aside what is ticked."""
    viewer = viewer_of(request)
    if request.method == "POST":
        try:
            _do(request, viewer)
        except UnknownRowError:
            raise
        except UserError as refusal:
            messages.error(request, str(refusal))
        return _back(request, viewer)
    choice = Choice(
        oldest=request.GET.get("order") == "oldest",
        officer=key_of(request.GET.get("officer")),
        undated=request.GET.get("undated") == "1",
    )
    refused = request.session.pop(REFUSED, ())
    shown, groups = page_of(viewer, choice, request.GET.get("page", "1"), refused)
    just_now = list(links_just_now(viewer))
    last = set(request.session.get(_PRESSED, ()))
    values = {
        "choice": choice,
        "page": shown,
        "groups": groups,
        "officers": officers_waiting(viewer),
        "just_now": just_now[:_JUST_NOW],
        "just_before": just_now[_JUST_NOW:],
        "just_count": len(just_now),
        "pressed": [row for row in just_now if str(row.item) in last],
        "just_open": any(viewer.at - row.recorded_at < _MOMENT for row in just_now),
        "aside": aside(viewer).count(),
        "may_link": viewer.may(Permission.EVIDENCE_ADD),
    }
    return render(request, "linking/list.html", values)


def _back(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Return to the activity whose page the form stood on, or to the list as it was."""
    item = key_of(request.GET.get("back"))
    row = activities_by_item(viewer, [item]).get(item) if item else None
    return redirect(fact_address(row) if row else request.get_full_path())


def _do(request: HttpRequest, viewer: Viewer) -> None:
    """Do what the pressed button says with what is ticked."""
    keys = chosen_keys(request.POST.getlist("original"))
    if "undo" in request.POST:
        _undo_press(request, viewer)
    elif "patrol" in request.POST:
        row = patrol_of(by=viewer, originals=keys, place=request.POST.get("place", ""))
        said = _("An activity without a case was made of it: %(what)s") % {"what": fact_said(row)}
        messages.success(request, said)
    elif "aside" in request.POST:
        made = set_aside(by=viewer, originals=keys, reason=request.POST.get("reason", ""))
        count = len(made)
        said = ngettext(
            "%(n)d recording is set aside; it is kept.",
            "%(n)d recordings are set aside; they are kept.",
            count,
        )
        messages.success(request, said % {"n": count})
    else:
        one = request.POST.get("one")
        pairs = list(chosen_pairs([one] if one else request.POST.getlist("link")))
        if not pairs:
            raise BadFactError(_("Choose at least one recording."))
        _say(request, link_many(by=viewer, wishes=_wishes(viewer, pairs)))


def _wishes(viewer: Viewer, pairs: Iterable[tuple[UUID, UUID]]) -> Iterable[Wish]:
    wanted = list(pairs)
    rows = Original.objects.seen_by(viewer).filter(pk__in=[key for key, _item in wanted])
    originals = {row.pk: row for row in rows}
    activities = activities_by_item(viewer, (item for _key, item in wanted))
    for key, item in wanted:
        if key not in originals or item not in activities:
            raise UnknownRowError(_("There is no such recording."))
        yield Wish(originals[key], activities[item])


def _say(request: HttpRequest, made: Linked) -> None:
    count = len(made.done)
    if count:
        request.session[_PRESSED] = [str(row.item) for row in made.done]
        said = ngettext("%(n)d link was made.", "%(n)d links were made.", count) % {"n": count}
        messages.success(request, said)
    for wish, sentence in made.refused:
        address = reverse("linking:link", args=[wish.original.pk])
        where = f"{address}?activity={wish.activity.item}"
        link = format_html('<a href="{}">{}</a>', where, _("Choose the range"))
        messages.error(request, format_html("{} {}", sentence, link))
    request.session[REFUSED] = [box_of(one.original, one.activity) for one, _said in made.refused]


def _undo_press(request: HttpRequest, viewer: Viewer) -> None:
    """Undo what one press has linked, as far as it stands and may still be undone without more."""
    keys = chosen_keys(request.POST.getlist("pressed"))
    rows = list(links_just_now(viewer).filter(item__in=keys))
    count = 0
    for row in rows:
        try:
            unlink(by=viewer, recording=row, reason=_("Undone at once."))
        except UserError as refusal:
            messages.error(request, str(refusal))
        else:
            count += 1
    said = ngettext(
        "%(n)d link is undone; the recording is kept.",
        "%(n)d links are undone; the recordings are kept.",
        count,
    )
    messages.success(request, said % {"n": count})


@page(Permission.EVIDENCE_ADD)
def link(request: HttpRequest, original: UUID) -> HttpResponse:
    """Link one recording: of which activity, from when to when."""
    viewer = viewer_of(request)
    row = _original(viewer, original)
    links = list(links_seen(viewer, row))
    offers = [offer_of(one) for one in proposals_for(viewer, row)]
    activities = _activities(viewer, row, [one.proposal.activity for one in offers])
    asked = request.GET.get("activity", "")
    first = asked or (str(offers[0].proposal.activity.item) if offers else "")
    form = LinkForm(
        request.POST or None,
        original=row,
        offered=[(str(one.item), _activity_said(one)) for one in activities],
        initial={"activity": first},
    )

    def do() -> str:
        typed = form.cleaned_data
        chosen = next(one for one in activities if str(one.item) == typed["activity"])
        made = link_original(
            by=viewer,
            original=row,
            activity=chosen,
            start=typed["start"],
            end=typed.get("end"),
            begins=typed["begins"],
            kind=typed.get("kind") or "",
            why=typed["why"],
        )
        messages.success(request, _("Linked: %(what)s") % {"what": fact_said(made)})
        return reverse("linking:link", args=[row.pk])

    wanted = [(one.proposal.start, one.proposal.end) for one in offers]
    context = {
        "original": row,
        "until": end_of(row),
        "links": links,
        "offers": offers,
        "strip": strip_of(row, links, wanted),
        "aside": set_aside_now(row),
    }
    return answer(request, "linking/link.html", form, do, **context)


def _original(viewer: Viewer, key: UUID) -> Original:
    rows = Original.objects.seen_by(viewer).select_related("device", "officer", "object", "section")
    found = rows.filter(pk=key).first()
    if found is None:
        raise UnknownRowError(_("There is no such recording."))
    return found


def _activities(viewer: Viewer, row: Original, likely: Iterable[Activity]) -> list[Activity]:
    """The likely activities, then the others around that time (or the newest)."""
    chosen = {one.item: one for one in likely}
    rows = Activity.objects.seen_by(viewer).filter(superseded_at=None, withdrawn=False)
    rows = rows.filter(case__archived_at=None).select_related("case")
    if row.start is not None:
        around = (row.start - _AROUND, (end_of(row) or row.start) + _AROUND)
        rows = rows.filter(start__range=around).order_by("start")
    else:
        rows = rows.order_by("-start")
    rows = rows.filter(kind__in=[kind for kind in TYPED_EVENTS if lasts(kind)])
    for one in rows[:_MOST_OFFERED]:
        chosen.setdefault(one.item, one)
    return list(chosen.values())


def _activity_said(row: Activity) -> str:
    where = row.case.number if row.case else _("no case")
    return " · ".join(part for part in (fact_said(row), row.place, where) if part)


@page(Permission.EVIDENCE_ADD)
def change(request: HttpRequest, item: UUID) -> HttpResponse:
    """Change the range of a link, or undo it with a reason."""
    viewer = viewer_of(request)
    row = _link(viewer, item)
    form = ChangeForm(request.POST or None, row=row)

    def do() -> str:
        typed = form.cleaned_data
        if "undo" in request.POST:
            unlink(by=viewer, recording=row, reason=typed["reason"])
            messages.success(request, _("The link is undone; the recording is kept."))
            return reverse("linking:list")
        made = relink(
            by=viewer,
            recording=row,
            reason=typed["reason"],
            start=typed["start"],
            end=typed.get("end"),
        )
        said = _("Linked from %(span)s") % {"span": span_said(made.start, made.end or made.start)}
        messages.success(request, said)
        return fact_address(made)

    if row.original is None:
        raise UnknownRowError(_("There is no such recording."))
    context = {"row": row, "strip": strip_of(row.original, [row])}
    return answer(request, "linking/change.html", form, do, **context)


@page(Permission.EVIDENCE_ADD)
def undo(request: HttpRequest, item: UUID) -> HttpResponse:
    """Undo a link that was made just now, by whoever made it; others say why on `change`."""
    viewer = viewer_of(request)
    row = _link(viewer, item)
    if request.method != "POST" or not linked_just_now(viewer, row, viewer.at):
        return redirect("linking:change", row.item)
    unlink(by=viewer, recording=row, reason=_("Undone at once."))
    messages.success(request, _("The link is undone; the recording is kept."))
    return redirect("linking:list")


def _link(viewer: Viewer, item: UUID) -> Recording:
    rows = Recording.objects.seen_by(viewer).exclude(original=None)
    found = (
        rows.select_related("case", "section", "original")
        .filter(item=item, superseded_at=None, withdrawn=False)
        .first()
    )
    if found is None:
        raise UnknownRowError(_("There is no such recording."))
    return found


@page(Permission.CASE_VIEW)
def aside_list(request: HttpRequest) -> HttpResponse:
    """Show what was set aside, with who said so and why."""
    viewer = viewer_of(request)
    may_link = viewer.may(Permission.EVIDENCE_ADD)
    values = {
        "rows": aside(viewer)[:500],
        "may_link": may_link,
        "waiting": unlinked(viewer).count(),
    }
    return render(request, "linking/aside.html", values)


@page(Permission.EVIDENCE_ADD)
def again(request: HttpRequest, original: UUID) -> HttpResponse:
    """Let a recording that was set aside wait for a link again."""
    viewer = viewer_of(request)
    row = _original(viewer, original)
    if request.method == "POST":
        take_up_again(by=viewer, original=row)
        messages.success(request, _("The recording waits for a link again."))
    return redirect("linking:aside")
