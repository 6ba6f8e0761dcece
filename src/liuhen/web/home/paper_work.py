# SPDX-License-Identifier: Apache-2.0
"""Work on approvals, recusals and papers: to decide, to write, to sign, to serve, to file.

Each function looks for one kind, within what the viewer may see and the list that is wanted, with a
number of queries of its own that does not grow.
"""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    Draft,
    ReceivedPaper,
    ScannedPage,
)
from liuhen.apps.cases.papers.awaiting import awaited_of
from liuhen.apps.cases.participants.masks import WITHHELD
from liuhen.apps.cases.recusal import undecided_for
from liuhen.apps.cases.routes import said_in
from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import SIGNING
from liuhen.apps.people.viewed import Row
from liuhen.apps.people.viewer import Viewer
from liuhen.web.home.choice import Choice
from liuhen.web.home.tasks import MOST_OF_A_KIND, Source, Task, urgency_or
from liuhen.web.moments import moment_said
from liuhen.web.papers.choosing import titled


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
    for row in rows[:MOST_OF_A_KIND]:
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


def _recusals(viewer: Viewer, choice: Choice) -> Iterator[Task]:
    """What the viewer has to decide about withdrawing: until then the case is not decided."""
    if not choice.is_of_viewer(viewer):
        return
    for row in undecided_for(viewer)[:MOST_OF_A_KIND]:
        if choice.section in (None, row.case.section_id):
            asked = {"name": row.asked_by, "at": moment_said(row.asked_at)}
            yield Task(
                kind="approval",
                when="now",
                text=_("Decide whether %(name)s withdraws") % {"name": row.person.name},
                address=reverse("participants:decide_recusal", args=[row.case_id, row.pk]),
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
    drafts = list(rows.select_related("case", "saved_by").order_by("-saved_at")[:MOST_OF_A_KIND])
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
    for one in awaited_of(viewer, person=other)[:MOST_OF_A_KIND]:
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
        .values_list("scan_id", "n")[:MOST_OF_A_KIND]
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
    for row in rows.order_by("received_at")[:MOST_OF_A_KIND]:
        said = _("Give the paper received to a case, or say what came of it: %(title)s")
        sender = WITHHELD if row.informant else row.sender
        about = {"sender": sender, "at": moment_said(row.received_at)}
        yield Task(
            kind="paper",
            when="now",
            text=said % {"title": row.title},
            address=reverse("received:paper", args=[row.pk]),
            about=_("from %(sender)s, %(at)s") % about,
        )


def _in_section(rows: QuerySet[Row], choice: Choice) -> QuerySet[Row]:
    return rows if choice.section is None else rows.filter(case__section=choice.section)


SOURCES: tuple[Source, ...] = (
    _approvals,
    _recusals,
    _drafts,
    _to_sign,
    _to_serve,
    _scans,
    _letters,
)
