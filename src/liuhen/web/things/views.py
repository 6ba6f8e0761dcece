# SPDX-License-Identifier: Apache-2.0
"""What lies where, since when, for how long: things of a case and of the bureau."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook

from liuhen.apps.cases.correcting_things import CORRECTED, correct_thing
from liuhen.apps.cases.custody_periods import Held, held, is_undecided, taken_since
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.doing_away import gone_on
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Thing, ThingMove
from liuhen.apps.cases.named import named
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.things import (
    TO_SOMEBODY,
    add_photo,
    end_thing,
    get_thing,
    has_left,
    move_thing,
    moves_of,
    narrowed,
    register_thing,
    things_of,
    without_outcome,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.journal import act
from liuhen.law.pack_parts import Basis
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where
from liuhen.web.moments import moment_said
from liuhen.web.pages import page
from liuhen.web.report.sheet import MEDIA_TYPE, write_sheet
from liuhen.web.seen import first_seen, require_seen, seen_of
from liuhen.web.things.forms import CorrectForm, EndForm, FilterForm, MoveForm, PhotoForm, TakeForm
from liuhen.web.things.photos import kept_photo
from liuhen.web.things.words import CORRECTED_WORDS, OUTCOME_WORDS, STEP_WORDS
from liuhen.web.workbook import bytes_of

_ON_A_PAGE = 50
_MOST = 5000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A thing as lists show it."""

    held: Held
    days: int
    over: bool
    outcome: str

    @property
    def thing(self) -> Thing:
        """The thing itself."""
        return self.held.thing

    @property
    def place(self) -> str:
        """Where it lies; nowhere here once it left."""
        return "" if has_left(self.thing.outcome) else self.thing.place

    @property
    def keeper(self) -> str:
        """Who keeps it here."""
        return "" if has_left(self.thing.outcome) else self.thing.keeper


@page(Permission.CASE_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Show the things of the bureau that the viewer sees."""
    viewer = viewer_of(request)
    form = FilterForm(request.GET)
    lines = _narrowed(viewer, form)
    shown = Paginator(lines, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": shown, "query": request.GET.urlencode(), "now": viewer.at}
    return render(request, "things/list.html", context)


@page(Permission.CASE_VIEW)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the same list as a workbook; that it went out is recorded."""
    viewer = viewer_of(request)
    lines = _narrowed(viewer, FilterForm(request.GET), most=None)
    with act("cases.export_things", by=viewer) as record:
        if viewer.bureau is not None:
            record.about(viewer.bureau)
        record.note(things=len(lines))
    heads = [
        _("Number"), _("What it is"), _("Quantity"), _("How it came here"), _("Case"),
        _("Taken into custody"),
        _("Where it lies"), _("Keeper"), _("Until"), _("What became of it"), _("Ended"),
    ]  # fmt: skip
    rows = ([*_cells(line)] for line in lines)
    book = Workbook(write_only=True)
    write_sheet(book, _("Things"), heads, rows)
    response = HttpResponse(bytes_of(book), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="things.xlsx"'
    return response


def _cells(line: Line) -> list[Any]:
    row = line.thing
    return [
        row.number, row.name, row.quantity, str(row.get_measure_display()), row.case.number,
        row.received_at, line.place, line.keeper, line.held.until, line.outcome, row.ended_at,
    ]  # fmt: skip


@page(Permission.CASE_VIEW)
def of_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the things of a case, and which of them lack an outcome."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    context = {
        "case": case,
        "lines": _lines(viewer, list(things_of(viewer, case))),
        "open": without_outcome(case).count(),
        "enters": case_deeds(viewer, case).enter,
        "now": viewer.at,
    }
    return render(request, "things/case.html", context)


@page(Permission.CASE_ENTER)
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a thing into custody, with its picture."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    sent = request.POST if request.method == "POST" else None
    files = request.FILES if sent is not None else None
    where = Where(viewer, case)
    form = TakeForm(sent, files, where=where, event=request.GET.get("event", ""))

    def do() -> str:
        photo = kept_photo(request, viewer, case.section)
        row = register_thing(by=viewer, case=case, taken=form.taken(photo))
        messages.success(request, _("Taken: %(thing)s") % {"thing": row})
        again, on_the_spot = "again" in request.POST, where.event(row.event_ref)
        if not again and on_the_spot is not None and on_the_spot.end is None:
            return reverse("onsite:activity", args=[on_the_spot.item])
        address = reverse("things:add" if again else "things:case", args=[case.pk])
        return f"{address}?event={row.event_ref}" if again and row.event_ref else address

    people = [viewer.person.name]
    return answer(request, "things/add.html", form, do, case=case, people=people)


@page(Permission.CASE_VIEW)
def thing(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Show one thing with its way."""
    viewer = viewer_of(request)
    row = get_thing(viewer, thing)
    line, deeds, moves = _lines(viewer, [row])[0], case_deeds(viewer, row.case), list(moves_of(row))
    why = gone_on(viewer, row)
    context = {
        "line": line,
        "row": row,
        "case": row.case,
        "taken_at": _activity_said(row.case, row.event_ref) if row.event_ref else "",
        "basis": _basis(line.held),
        "says": _says(line.held),
        "moves": [
            (one, STEP_WORDS.get(one.kind, one.kind), _changes(one), why.get(one.recorded_at, ""))
            for one in moves
        ],
        "left": has_left(row.outcome),
        "gone": {one.pk for one in moves if has_left(one.kind)},
        "went_to": next((one.receiver for one in moves if has_left(one.kind)), ""),
        "lacks": _lacks(row),
        "undecided": is_undecided(row),
        "unreceipted": row.outcome in TO_SOMEBODY and not any(one.receipt_id for one in moves),
        "corrects": deeds.enter or deeds.correct,
        "deeds": deeds,
        "enters": deeds.enter and row.ended_at is None,
        "now": viewer.at,
    }
    return render(request, "things/thing.html", context)


def _lacks(row: Thing) -> list[str]:
    """What every thing has that is kept, and this one has not yet."""
    asked = ((row.photo_id, _("photo")), (row.place, _("where it lies")), (row.keeper, _("keeper")))
    return [said for value, said in asked if not value]


@page(Permission.CASE_ENTER)
def photo(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Give a thing its picture later, or another one."""
    viewer = viewer_of(request)
    row = get_thing(viewer, thing)
    posted = request.method == "POST"
    form = PhotoForm(request.POST if posted else None, request.FILES if posted else None)

    def do() -> str:
        picture = kept_photo(request, viewer, row.case.section)
        if picture is not None:
            add_photo(by=viewer, thing=row, photo=picture)
            messages.success(request, _("The photo is kept."))
        return reverse("things:thing", args=[row.pk])

    heading = _("Another photo") if row.photo_id else _("Add a photo")
    return answer(request, "things/photo.html", form, do, **_around(row, heading))


@page(Permission.CASE_ENTER)
def move(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Note a step on the way of a thing."""
    said = (_("Where it goes"), _("Noted."))
    return _noted(request, thing, MoveForm, move_thing, said)


@page(Permission.CASE_ENTER)
def end(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Say what became of a thing."""
    said = (_("What became of it"), _("Noted what became of it."))
    return _noted(request, thing, EndForm, end_thing, said)


@page(Permission.CASE_ENTER, Permission.CASE_CORRECT)
def correct(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Correct the entry of a thing; what stood there stays among its steps."""
    said = (_("Correct the entry"), _("Corrected; what stood there stays among its steps."))
    return _noted(request, thing, CorrectForm, correct_thing, said)


def _noted(
    request: HttpRequest,
    key: UUID,
    kind: type[MoveForm | EndForm | CorrectForm],
    do_it: Callable[..., Thing],
    said: tuple[str, str],
) -> HttpResponse:
    """Show a form about a thing and do what it asks for; `said`: its heading, and what is done."""
    viewer = viewer_of(request)
    row = get_thing(viewer, key)
    form = kind(request.POST if request.method == "POST" else None, viewer=viewer, thing=row)
    heading, done = said
    now = seen_of(*(getattr(row, name) for name in CORRECTED))

    def do() -> str:
        require_seen(request, now)
        do_it(by=viewer, thing=row, **form.values())
        messages.success(request, done)
        return reverse("things:thing", args=[row.pk])

    around = _around(row, heading) | {"seen": first_seen(request, now)}
    return answer(request, "things/form.html", form, do, **around)


def _around(row: Thing, heading: str) -> dict[str, Any]:
    return {
        "row": row,
        "case": row.case,
        "heading": heading,
        "back": reverse("things:thing", args=[row.pk]),
    }


def _changes(move: ThingMove) -> list[tuple[str, str, str]]:
    """What a correction changed: of what, what stood there, what stands there now."""
    return [
        (
            str(CORRECTED_WORDS.get(name, name)),
            _value(move, name, before),
            _value(move, name, after),
        )
        for name, (before, after) in move.changes.items()
    ]


def _value(move: ThingMove, name: str, value: str) -> str:
    if not value:
        return _("none yet") if name == "outcome" else "–"
    match name:
        case "outcome":
            return str(OUTCOME_WORDS.get(value, value))
        case "measure":
            return str(Thing.Measure(value).label)
        case "received_at":
            return moment_said(datetime.fromisoformat(value))
        case "event_ref":
            return _activity_said(move.case, value)
    return value


def _activity_said(case: Case, ref: str) -> str:
    return named(one for one in known_rows(Activity, case) if one.ref == ref) or "–"


def _narrowed(viewer: Viewer, form: FilterForm, most: int | None = _MOST) -> list[Line]:
    form.is_valid()
    typed: dict[str, Any] = form.cleaned_data
    state = typed.get("state", "")
    here = None if state not in ("here", "over", "gone") else state != "gone"
    rows = narrowed(things_of(viewer), typed.get("words", ""), typed.get("measure", ""), here=here)
    found = list(rows.order_by("-received_at", "number")[:most])
    lines: list[Line] = []
    for start in range(0, len(found), _AT_ONCE):  # a statement takes only so many values
        lines += _lines(viewer, found[start : start + _AT_ONCE])
    return [line for line in lines if line.over] if state == "over" else lines


def _lines(viewer: Viewer, rows: list[Thing]) -> list[Line]:
    return [
        Line(
            one,
            taken_since(one.thing, viewer.at),
            one.is_over(viewer.at),
            str(OUTCOME_WORDS.get(one.thing.outcome, one.thing.outcome)),
        )
        for one in held(rows)
    ]


def _basis(one: Held) -> list[Basis]:
    return list(one.term.basis) if one.term else []


def _says(one: Held) -> str:
    if one.term is None:
        return ""
    return one.term.says.en if get_language() == "en" else one.term.says.zh
