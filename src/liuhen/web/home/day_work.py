# SPDX-License-Identifier: Apache-2.0
"""Work that a day brings: reasons for what is late, and what the calendar knows.

Each function looks for one kind, within what the viewer may see and the list that is wanted, with a
number of queries of its own that does not grow.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.incidents import unassigned
from liuhen.apps.cases.performing.collected import HANDED, collected
from liuhen.apps.cases.performing.unentered import unentered
from liuhen.apps.cases.queries import without_handler
from liuhen.apps.cases.undecided import undecided
from liuhen.apps.cases.urgent_starts import approves_starts, urgent_starts
from liuhen.apps.compliance.agenda import (
    PASSING,
    Happening,
    Wanted,
    happenings_of,
    look_for,
    terms,
)
from liuhen.apps.compliance.notices import notice_said, notices_of
from liuhen.apps.compliance.reasons import late_keys
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.agenda.words import what_said
from liuhen.web.approvals.about_paper import ask_address, measure_address
from liuhen.web.home.choice import Choice
from liuhen.web.home.tasks import MOST_OF_A_KIND, Outline, Source, Task, urgency_or
from liuhen.web.moments import moment_said
from liuhen.web.words import label

_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=30)
_MOST_UNHANDLED = 20
#: What the calendar knows, as kinds of work: what stays until it is done, and what a day brings.
_LASTING = {"measure": "approval", "custody": "thing", "payment": "party"}


def _reasons(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Once a day, whoever handles a late case is asked why."""
    if not viewer.may(Permission.CASE_ENTER) or not choice.is_of_viewer(viewer):
        return
    count = len(late_keys(viewer, mine=True, unsaid=True, section=choice.section))
    if count:
        said = ngettext(
            "Say why %(n)d of your cases is late",
            "Say why %(n)d of your cases are late",
            count,
        )
        about = _("asked once a day; the head of the section reads it")
        yield Task("reason", "today", said % {"n": count}, reverse("late:why"), about=about)


def _late_in_section(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """A head is told that cases in reach are late; which and why stands on a page of its own."""
    if not choice.is_of_viewer(viewer) or not viewer.may(Permission.EVIDENCE_REPORT):
        return
    count = len(late_keys(viewer, section=choice.section))
    if count:
        said = ngettext(
            "%(n)d case in your reach is late", "%(n)d cases in your reach are late", count
        )
        asked = f"?section={choice.section}" if choice.section else ""
        yield Task("reason", "now", said % {"n": count}, f"{reverse('late:list')}{asked}")


def _to_order(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Decisions of which nobody has entered what the party has to pay or to do."""
    person = choice.person(viewer)
    if person is None or not viewer.may(Permission.CASE_ENTER):
        return
    for one in unentered(viewer, person=person, section=choice.section):
        paper = one.title or label("document", one.document.type)
        yield Task(
            kind="party",
            when="now",
            text=_("Enter what this orders: %(paper)s") % {"paper": paper},
            address=reverse("following:case", args=[one.case.pk]),
            about=_("of %(at)s") % {"at": moment_said(one.document.at)},
            case=one.case,
        )


def _to_hand_over(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Fines that were taken on the spot, until they are handed over."""
    person = choice.person(viewer)
    if person is None or not viewer.may(Permission.CASE_ENTER):
        return
    for one in collected(viewer, person=person, section=choice.section):
        address = reverse("entering:add", args=[one.case.pk, "activity"])
        yield Task(
            kind="party",
            when=urgency_or(one.due, viewer.at, "now"),
            text=_("Hand over the fine that was taken on the spot"),
            address=f"{address}?kind={HANDED}",
            due=one.due,
            case=one.case,
        )


def _no_handler(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """A head is asked to say who handles a case that nobody does."""
    if not choice.is_of_viewer(viewer) or not viewer.may(Permission.CASE_CORRECT):
        return
    rows = without_handler(viewer)
    if choice.section is not None:
        rows = rows.filter(section=choice.section)
    for case in rows[:_MOST_UNHANDLED]:
        text = _("Nobody handles the case: say who does")
        address = reverse("entering:handlers", args=[case.pk])
        yield Task("duty", "now", text, address, case=case)


def _undecided(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Whoever handles a registered case is asked whether a procedure is started, until it is said.

    No regulation sets a time for that. Among all work the viewer's own are told.
    """
    person = choice.handler or viewer.person_id
    when = "now" if person == viewer.person_id else "others"
    for case in undecided(viewer, person=person, section=choice.section, most=MOST_OF_A_KIND):
        yield Task(
            kind="duty",
            when=when,
            text=_("Decide whether a procedure is started"),
            address=reverse("starting:decide", args=[case.pk]),
            about=_("registered %(at)s") % {"at": moment_said(case.recorded_at)},
            case=case,
        )


def _urgent_starts(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Where no period says when, handlers are asked to have an urgent start approved.

    Whoever approves it is told that nobody has asked.
    """
    approves = choice.is_of_viewer(viewer) and approves_starts(viewer)
    person = None if approves else choice.handler or viewer.person_id
    when = "now" if person in (None, viewer.person_id) else "others"
    found = urgent_starts(viewer, person=person, section=choice.section, most=MOST_OF_A_KIND)
    for case in found:
        if approves:
            text = _("Started in urgency; nobody has asked for your approval")
            address = reverse("cases:case", args=[case.pk])
        else:
            text = _("Ask for the approval of the urgent start")
            address = ask_address(viewer, case, "start", urgent=True)
        yield Task("approval", when, text, address, case=case)


def _hearings(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Hearings of today and later ones."""
    for one in look_for(_wanted(viewer, choice), ("hearing",))[:MOST_OF_A_KIND]:
        when = _when("hearing", one.at, viewer)
        yield replace(_task(one, when), about="" if one.seen else one.case.number)


def _terms(viewer: Viewer, choice: Choice) -> Iterator[Outline]:
    """Measures to be approved, ends of pleas and custody, payments, public notices.

    By time, so that what has passed is never left out for what comes.
    """
    found = terms(_wanted(viewer, choice), (*_LASTING, *PASSING))
    for one in found[:MOST_OF_A_KIND]:
        yield Outline(_LASTING.get(one.kind, "hearing"), _when(one.kind, one.at, viewer), one)


def tasks_of_terms(viewer: Viewer, found: Collection[Outline]) -> Iterator[Task]:
    """Write the lines of what runs out, with their cases."""
    happenings = happenings_of(viewer, [one.term for one in found])
    for one, happening in zip(found, happenings, strict=True):
        yield _task(happening, one.when)


def _task(one: Happening, when: str) -> Task:
    return Task(
        kind=_LASTING.get(one.kind, "hearing"),
        when=when,
        text=what_said(one),
        address=_address(one),
        due=one.at,
        case=one.case if one.seen else None,
    )


def _when(kind: str, at: datetime, viewer: Viewer) -> str:
    past = at < viewer.at
    if kind == "payment" and not past:
        return "others"
    return "today" if past and kind in PASSING else urgency_or(at, viewer.at, "now")


def _wanted(viewer: Viewer, choice: Choice) -> Wanted:
    """What is asked of the calendar: of what is over by itself only today's and later."""
    today = timezone.localtime(viewer.at).replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = viewer.at + _AHEAD
    return Wanted(viewer, _EVER, ahead, choice.person(viewer), choice.section, today)


def _address(one: Happening) -> str:
    if not one.seen:
        return reverse("agenda:month")
    if one.kind == "measure":
        return measure_address(one.case, one.about)
    name = {
        "custody": "things:case",
        "payment": "following:case",
        "public_notice": "serving:papers",
    }.get(one.kind, "cases:case")
    return reverse(name, args=[one.case.pk])


def _incidents(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Incidents that wait for their case; and those of one's cases that others noted, unread."""
    if viewer.may(Permission.CASE_ENTER):
        rows = unassigned(viewer)
        if choice.section is not None:
            rows = rows.filter(section=choice.section)
        for row in rows[:MOST_OF_A_KIND]:
            yield Task(
                kind="incident",
                when="now",
                text=_("Give the incident its case: %(about)s") % {"about": row.about or row.text},
                address=reverse("incidents:assign", args=[row.item]),
                about=f"{label('incident', row.type)} {moment_said(row.at)}",
            )
    if not choice.is_of_viewer(viewer):
        return
    told = notices_of(viewer, unread=True).filter(word="incident_recorded")
    if choice.section is not None:
        told = told.filter(case__section=choice.section)
    for one in told[:MOST_OF_A_KIND]:
        yield Task(
            kind="incident",
            when="now",
            text=notice_said(one),
            address=reverse("incidents:kept", args=[one.params["incident"]]),
            case=one.case,
        )


SOURCES: tuple[Source, ...] = (
    _reasons,
    _late_in_section,
    _to_order,
    _to_hand_over,
    _no_handler,
    _undecided,
    _urgent_starts,
    _hearings,
    _terms,
    _incidents,
)
