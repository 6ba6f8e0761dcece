# SPDX-License-Identifier: Apache-2.0
"""Filling in the form of a fact, wherever it belongs: to add one, or to correct one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import correct_fact
from liuhen.apps.cases.models import Activity, Fact, Recording
from liuhen.apps.cases.qualified import is_short_handed
from liuhen.errors import UserError
from liuhen.web.entering.chairs import HEARING, warn_of_chair
from liuhen.web.entering.fact_form import FactForm
from liuhen.web.entering.footage_forms import apart_from
from liuhen.web.entering.forms import KINDS, WORDS, correcting_form, form_for, kind_of
from liuhen.web.entering.kinds import BEFORE_A_CASE, Group, document_groups, event_groups
from liuhen.web.entering.scans import with_kept_scan
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where, fact_address
from liuhen.web.qualified import few_said
from liuhen.web.seen import first_seen, require_seen, seen_of
from liuhen.web.subjects import fact_said


def add_to(request: HttpRequest, where: Where, fact: str) -> HttpResponse:
    """Enter one fact where it belongs: choose its kind first, if the address names none."""
    made, kind = form_for(fact), request.GET.get("kind", "")
    if KINDS[fact] and kind not in KINDS[fact]:
        return _choose(request, where, fact)
    form = _form(request, made, where=where, kind=kind, asked=request.GET.dict())

    def do() -> str:
        section = {"section": where.activity.section} if where.activity else {}
        row = made.add(by=where.viewer, case=where.case, **section | form.added())
        messages.success(request, _("Entered: %(what)s") % {"what": fact_said(row)})
        _warn_if_apart(request, where, row)
        _warn_if_few(request, row)
        _warn_of_chair(request, row)
        return _onwards(request, where, row)

    context = _around(request, where, fact, kind)
    return answer(request, "entering/fact_form.html", form, do, **context)


def _form(request: HttpRequest, made: type[FactForm], *, where: Where, **about: Any) -> FactForm:
    """Make the form; a scan that comes along is kept first, so that it is not sent twice."""
    if request.method != "POST":
        return made(where=where, **about)
    data, refused = with_kept_scan(request, where.viewer)
    form = made(data, where=where, **about)
    if refused and not form.asking:
        form.add_error("scan_file", refused)
    return form


def _warn_if_apart(request: HttpRequest, where: Where, row: Fact) -> None:
    """Say which activity a recording names though it was made at another time; it is kept."""
    if not isinstance(row, Recording):
        return
    for activity in apart_from(row, where.facts.activities):
        sentence = _("The recording does not overlap %(what)s; check the times. It is kept.")
        messages.warning(request, sentence % {"what": fact_said(activity)})


def _warn_if_few(request: HttpRequest, row: Fact) -> None:
    """Say that a measure was taken by fewer than two qualified officers; it is kept."""
    if isinstance(row, Activity) and is_short_handed(row):
        messages.warning(request, few_said())


def _warn_of_chair(request: HttpRequest, row: Fact) -> None:
    """Say that whoever chaired a hearing may not, or bars the only reviewer; it is kept."""
    if isinstance(row, Activity) and row.case is not None and (note := row.details.get(HEARING)):
        warn_of_chair(request, row.case, note)


def _onwards(request: HttpRequest, where: Where, row: Fact) -> str:
    """The next page: more of the same case, or the case, or the activity that was entered."""
    if where.case is None:
        activity = where.activity or row
        return reverse("activities:activity", args=[activity.item])
    if "again" in request.POST:
        return reverse("entering:menu", args=[where.case.pk])
    return reverse("cases:case", args=[where.case.pk])


def _around(request: HttpRequest, where: Where, fact: str, kind: str) -> dict[str, Any]:
    """What stands around the form."""
    return {
        "where": where,
        "case": where.case,
        "fact": fact,
        "kind": kind,
        "table": WORDS.get(fact, ""),
        "subject": where.event(request.GET.get("event", "")),
        "names": _names(where),
        "devices": sorted({row.device for row in where.facts.recordings if row.device}),
    }


def _names(where: Where) -> list[str]:
    """Names that are likely to be typed again."""
    facts = where.facts
    officers = [one.get("name", "") for row in facts.activities for one in row.officers]
    signers = [one.get("name", "") for row in facts.documents for one in row.signatures]
    party = [where.case.party_name] if where.case else []
    own = [where.viewer.person.name]
    return [name for name in dict.fromkeys([*party, *own, *officers, *signers]) if name]


def correct_in(request: HttpRequest, where: Where, fact: str, row: Fact) -> HttpResponse:
    """Correct one fact: the same form, with a reason."""
    made, kind = correcting_form(fact, row), kind_of(row)
    form = _form(request, made, where=where, kind=kind, row=row)
    now = seen_of(row.pk)

    def do() -> str:
        require_seen(request, now)
        changes = form.changes()
        if not changes:
            raise UserError(_("Nothing was changed yet."))
        reason = form.cleaned_data["correction"]
        after = correct_fact(by=where.viewer, fact=row, reason=reason, **changes)
        messages.success(request, _("Corrected: %(what)s") % {"what": fact_said(row)})
        _warn_if_apart(request, where, after)
        _warn_if_few(request, after)
        _warn_of_chair(request, after)
        return fact_address(row)

    context = _around(request, where, fact, kind) | {"row": row, "seen": first_seen(request, now)}
    return answer(request, "entering/fact_form.html", form, do, **context)


def _choose(request: HttpRequest, where: Where, fact: str) -> HttpResponse:
    """Ask for the kind; each is a plain link that keeps what the address says already."""
    kept = request.GET.copy()
    kept.pop("kind", None)
    groups = {
        "activity": event_groups() if where.case else [Group("", BEFORE_A_CASE)],
        "document": document_groups(),
    }.get(fact) or [Group("", KINDS[fact])]
    if fact not in WORDS:
        raise Http404
    context = {
        "where": where,
        "case": where.case,
        "fact": fact,
        "table": WORDS[fact],
        "groups": groups,
        "kept": kept.urlencode(),
        "address": where.add_address(fact),
    }
    return render(request, "entering/choose.html", context)
