# SPDX-License-Identifier: Apache-2.0
"""Work beside the duties of cases: approvals, papers, footage, things, what parties owe, hearings.

Each function looks for one kind, within what the viewer may see and the list that is wanted, with a
number of queries of its own that does not grow. A new kind of work is a function in `_SOURCES`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.camera_footage import unfetched
from liuhen.apps.cases.linking.reading import unlinked
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    Draft,
    Handler,
    ReceivedPaper,
    ScannedPage,
)
from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.papers.awaiting import awaited_of
from liuhen.apps.cases.routes import said_in
from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.compliance.agenda import Happening, Wanted, look_for
from liuhen.apps.compliance.reasons import late_keys
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import SIGNING
from liuhen.apps.people.viewed import Row
from liuhen.apps.people.viewer import Viewer
from liuhen.web.agenda.words import what_said
from liuhen.web.home.choice import Choice
from liuhen.web.home.tasks import Task, urgency_or
from liuhen.web.moments import moment_said
from liuhen.web.papers.choosing import titled
from liuhen.web.recordings.notices import notices_for
from liuhen.web.words import label

#: So many lines of one kind, at most: of more, the pages of that kind tell.
_MOST = 200
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=30)
#: What the calendar knows, as kinds of work.
_HAPPENING = {
    "hearing": "hearing",
    "public_notice": "hearing",
    "custody": "thing",
    "payment": "party",
}


def other_work(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Yield what there is to do beside duties, in no order."""
    for source in _SOURCES:
        yield from source(viewer, choice)


# ---------------------------------------------------------------- approvals and papers


def _approvals(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """What waits for the viewer's word; what was sent back; what others are asked."""
    mine = waiting_for(viewer) if viewer.roles & SIGNING and choice.is_of_viewer(viewer) else []
    seen = set()
    for one in mine:
        row = one.approval
        seen.add(row.pk)
        if choice.section in (None, row.case.section_id):
            yield _approval(row, _("Decide: %(what)s"), urgency_or(row.due, viewer.at, "now"))
    rows = Approval.objects.seen_by(viewer).filter(
        state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK)
    )
    if (person := choice.person(viewer)) is not None:
        rows = rows.filter(asked_by=person)
    rows = _in_section(rows, choice).select_related("case", "asked_by").order_by("-asked_at")
    for row in rows[:_MOST]:
        if row.pk in seen:
            continue
        if row.state == ApprovalState.SENT_BACK:
            when = "now" if row.asked_by_id == viewer.person_id else "others"
            yield _approval(row, _("Sent back: %(what)s"), when)
        else:
            yield _approval(row, _("Waits for approval: %(what)s"), "others")


def _approval(row: Approval, sentence: str, when: str) -> Task:
    asked = {"name": row.asked_by.name, "at": moment_said(row.asked_at)}
    return Task(
        kind="approval",
        when=when,
        text=sentence % {"what": said_in(row.title) or row.matter},
        address=reverse("approvals:request", args=[row.pk]),
        due=row.due,
        about=_("asked for by %(name)s, %(at)s") % asked,
        case=row.case,
    )


def _drafts(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Papers that are being written; one that waits for approval is listed there."""
    if viewer.bureau is None or not viewer.may(Permission.PAPER_WRITE):
        return
    asked = Approval.objects.within(viewer.bureau.pk).filter(
        draft=OuterRef("pk"), state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK)
    )
    rows = Draft.objects.seen_by(viewer).filter(~Exists(asked), ended_at=None)
    rows = _in_section(rows.filter(case__archived_at=None), choice)
    if (person := choice.person(viewer)) is not None:
        rows = rows.filter(saved_by=person)
    drafts = list(rows.select_related("case", "saved_by").order_by("-saved_at")[:_MOST])
    for draft, title in titled(viewer.bureau, drafts):
        own = draft.saved_by_id == viewer.person_id
        saved = {"name": draft.saved_by.name, "at": moment_said(draft.saved_at)}
        yield Task(
            kind="paper",
            when="now" if own else "others",
            text=_("Finish the draft “%(paper)s”") % {"paper": title},
            address=reverse("papers:write", args=[draft.pk]),
            about=_("saved by %(name)s, %(at)s") % saved,
            case=draft.case,
        )


def _to_sign(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Issued papers that wait for a signature with the own account."""
    person = choice.person(viewer)
    other = None if person in (None, viewer.person_id) else person
    for one in awaited_of(viewer, person=other)[:_MOST]:
        if choice.section in (None, one.paper.case.section_id):
            issued = {"name": one.paper.issued_by.name, "at": moment_said(one.paper.issued_at)}
            yield Task(
                kind="paper",
                when="others" if other else "now",
                text=_("Sign: %(what)s") % {"what": one.paper.title},
                address=reverse("papers:sign", args=[one.paper.pk]),
                about=_("issued by %(name)s, %(at)s") % issued,
                case=one.paper.case,
            )


def _to_serve(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Issued papers that were not served yet, in one line with the nearest due."""
    found = unserved(viewer, person=choice.person(viewer), section=choice.section)
    if not found:
        return
    said = ngettext(
        "%(n)d issued paper is not served yet", "%(n)d issued papers are not served yet", len(found)
    )
    yield Task(
        kind="hearing",
        when=urgency_or(found[0].due, viewer.at, "now"),
        text=said % {"n": len(found)},
        address=f"{reverse('papers:unserved')}?{choice.of_kind('').query}",
        due=found[0].due,
        about=_("the day by which the first is to be served") if found[0].due else "",
    )


def _scans(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Pages of piles that I brought in and that no paper has yet."""
    if viewer.bureau_id is None or choice.person(viewer) not in (None, viewer.person_id):
        return
    rows = ScannedPage.objects.within(viewer.bureau_id).filter(
        recorded_by=viewer.person, state__in=("read", "unread")
    )
    for scan, count in (
        rows.order_by()
        .values("scan_id")
        .annotate(n=Count("pk"))
        .values_list("scan_id", "n")[:_MOST]
    ):
        said = ngettext(
            "%(n)d scanned page is not filed with its paper yet",
            "%(n)d scanned pages are not filed with their papers yet",
            count,
        )
        address = reverse("papers:pile", args=[scan])
        yield Task(kind="paper", when="now", text=said % {"n": count}, address=address)


def _letters(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Papers from outside that belong to no case yet."""
    if not viewer.may(Permission.CASE_ENTER):
        return
    rows = ReceivedPaper.objects.seen_by(viewer).filter(case=None, ended_at=None)
    if (person := choice.person(viewer)) is not None:
        rows = rows.filter(recorded_by=person)
    if choice.section is not None:
        rows = rows.filter(section=choice.section)
    for row in rows.order_by("received_at")[:_MOST]:
        said = _("Give the paper received to a case, or say what came of it: %(title)s")
        about = {"sender": row.sender, "at": moment_said(row.received_at)}
        yield Task(
            kind="paper",
            when="now",
            text=said % {"title": row.title},
            address=reverse("received:paper", args=[row.pk]),
            about=_("from %(sender)s, %(at)s") % about,
        )


# ---------------------------------------------------------------- footage


def _unlinked(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Recordings that nobody has linked, in one line."""
    if not viewer.may(Permission.EVIDENCE_ADD):
        return
    rows = unlinked(viewer).order_by()
    asked: dict[str, str] = {"order": "oldest"}
    if (person := choice.person(viewer)) is not None:
        rows = rows.filter(officer=person)
        asked["officer"] = str(person)
    if choice.section is not None:
        rows = rows.filter(section=choice.section)
    found = rows.aggregate(n=Count("pk"), oldest=Min("start"))
    if not found["n"]:
        return
    said = ngettext(
        "Link %(n)d recording to what it shows",
        "Link %(n)d recordings to what they show",
        found["n"],
    )
    about = ""
    if found["oldest"] is not None:
        oldest = timezone.localdate(found["oldest"])
        about = _("the oldest is of %(day)s") % {
            "day": day_said(oldest, timezone.localdate(viewer.at).year)
        }
    address = f"{reverse('linking:list')}?{urlencode(asked)}"
    yield Task("recording", "now", said % {"n": found["n"]}, address, about=about)


def _cameras(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Footage that a camera will overwrite, by when."""
    found = [
        one
        for one in unfetched(viewer)
        if one.overwritten_at is not None
        and not one.lost(viewer.at)
        and choice.section in (None, one.activity.section_id)
    ][:_MOST]
    if found and (person := choice.person(viewer)) is not None:
        keys = {one.activity.case_id for one in found} - {None}
        handled = set(
            Handler.objects.filter(person=person, case__in=keys).values_list("case_id", flat=True)
        )
        found = [one for one in found if one.activity.case_id in handled | {None}]
    for one in found:
        activity = one.activity
        what = {"what": label("event", activity.kind), "at": moment_said(activity.start)}
        yield Task(
            kind="recording",
            when=urgency_or(one.overwritten_at, viewer.at, "now"),
            text=_("Fetch the footage of the camera: %(what)s, %(at)s") % what,
            address=reverse("cameras:list"),
            due=one.overwritten_at,
            about=_("after that the camera overwrites it"),
            case=activity.case,
        )


def _notices(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Outings, clocks, lists of hand-over."""
    if choice.is_of_viewer(viewer) and choice.section is None:
        for one in notices_for(viewer):
            yield Task("recording", "now", one.sentence, one.address)


# ---------------------------------------------------------------- days of cases


def _reasons(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Once a day, whoever handles a late case is asked why."""
    if not viewer.may(Permission.CASE_ENTER) or not choice.is_of_viewer(viewer):
        return
    count = late_keys(viewer, mine=True, unsaid=True, section=choice.section).count()
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
    if not choice.mine or not viewer.may(Permission.EVIDENCE_REPORT):
        return
    count = late_keys(viewer).count()
    if count:
        said = ngettext(
            "%(n)d case in your reach is late", "%(n)d cases in your reach are late", count
        )
        yield Task("reason", "now", said % {"n": count}, reverse("late:list"))


def _days(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """Hearings, ends of custody, payments, public notices: what the calendar knows."""
    wanted = Wanted(viewer, _EVER, viewer.at + _AHEAD, choice.person(viewer), choice.section)
    today = timezone.localdate(viewer.at)
    found = (
        one
        for one in look_for(wanted, _HAPPENING)
        if _HAPPENING[one.kind] != "hearing" or timezone.localdate(one.at) >= today
    )
    for one in islice(found, _MOST):  # by time: what has passed is never left out for what comes
        past = one.at < viewer.at
        when = urgency_or(one.at, viewer.at, "now")
        if one.kind == "payment" and not past:
            when = "others"
        if _HAPPENING[one.kind] == "hearing" and past:
            when = "today"
        yield Task(
            kind=_HAPPENING[one.kind],
            when=when,
            text=what_said(one),
            address=_address(one),
            due=one.at,
            about="" if one.seen else one.case.number,
            case=one.case if one.seen else None,
        )


def _address(one: Happening) -> str:
    if not one.seen:
        return reverse("agenda:month")
    name = {
        "custody": "things:case",
        "payment": "following:case",
        "public_notice": "serving:papers",
    }.get(one.kind, "cases:case")
    return reverse(name, args=[one.case.pk])


def _in_section(rows: QuerySet[Row], choice: Choice) -> QuerySet[Row]:
    return rows if choice.section is None else rows.filter(case__section=choice.section)


_SOURCES: tuple[Callable[[Viewer, Choice], Iterator[Task]], ...] = (
    _approvals,
    _drafts,
    _to_sign,
    _to_serve,
    _scans,
    _letters,
    _unlinked,
    _cameras,
    _notices,
    _reasons,
    _late_in_section,
    _days,
)
