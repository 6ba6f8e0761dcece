# SPDX-License-Identifier: Apache-2.0
"""What an agreed request leads on to: its paper is issued, a decision then served; the end.

Only what nobody did since the head agreed is named; while a paper is on its way to the party
nothing is to be done. What a decision orders is entered, however the decision came. A measure that
a head refused after it was taken is lifted, and that comes first. Of an urgent start a head is
asked, also where no period says until when.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.before_ending import request_about
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_endings import ending_of, reopened_at
from liuhen.apps.cases.measure_approvals import refused_in
from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Case, Document, Draft
from liuhen.apps.cases.of_case import rows_in, seen_in
from liuhen.apps.cases.performing.collected import collected_in
from liuhen.apps.cases.performing.following import standing_of
from liuhen.apps.cases.performing.unentered import Unentered, unentered_in
from liuhen.apps.cases.releasing import RELEASE
from liuhen.apps.cases.routes import DECIDING, matters_in
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.cases.urgent_starts import urgent_start_in
from liuhen.apps.cases.ways import CLOSING
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.law.pack_parts import Basis
from liuhen.paper.form import Form

_START = "start"
_NO_PENALTY = "no_penalty_decision"


@dataclass(frozen=True, slots=True)
class Onwards:
    """One step. `word`: lift, write, issue, serve, order, hand (a fine taken on the spot), end.

    Or `approve`: the case was started in urgency, and no head was asked yet.

    Or `done`: everything was performed, and nobody has asked for the end yet; `spared`: the party
    got the decision not to penalise. Or suspension and resumption, which a head agreed to;
    `suspended`: the case stands still, and nobody has.

    `agreed_at`: when it was decided that leads to it. `kind`: which type of paper is written;
    `key`: the draft that is issued, or what is served; `unentered`: the decision of which it is to
    be entered what it orders; `due`: by when; `measure`, `basis`: what is lifted, by which law.
    """

    word: str
    agreed_at: datetime
    kind: str = ""
    key: UUID | None = None
    unentered: Unentered | None = None
    due: datetime | None = None
    measure: Activity | None = None
    basis: tuple[Basis, ...] = ()


def onwards_from(viewer: Viewer, case: Case) -> list[Onwards]:
    """Return what the requests that were agreed lead on to, the decision before the end."""
    if case.concluded_at is not None or case.archived_at is not None:
        return []
    rows = (row for row in rows_in(Approval, case) if row.state == ApprovalState.AGREED)
    agreed = sorted(rows, key=lambda row: row.ended_at or row.asked_at, reverse=True)
    started = unissued_start(viewer, case)
    decided = next((one for one in agreed if one.matter in DECIDING), None)
    closing = next((one for one in agreed if _ends(one)), None)
    if closing is not None and (reopened := reopened_at(case)) and closing.asked_at < reopened:
        closing = None  # that end was undone since
    found = [
        Onwards("lift", one.at, RELEASE, measure=one.row, basis=one.basis)
        for one in refused_in(viewer, case)
    ]
    if started is not None:
        found.append(started)
    found += unapproved_start(viewer, case)
    if decided is not None and (step := _with_its_paper(viewer, case, decided)) is not None:
        found.append(step)
    found += [
        Onwards("order", one.document.at, one.document.type, unentered=one)
        for one in unentered_in(case)
    ]
    found += [Onwards("hand", one.activity.start, due=one.due) for one in collected_in(case)]
    found += _standing_still(case)
    if closing is not None and closing.ended_at is not None:
        found.append(Onwards("end", closing.ended_at))
    return found or _all_done(viewer, case)


def _ends(request: Approval) -> bool:
    """Whether what was agreed is the end of the case: in some way, or as such."""
    return request.matter == CLOSING or bool(ending_of(request))


def _standing_still(case: Case) -> list[Onwards]:
    """Return that a case is suspended or goes on as a head agreed; that it stands still."""
    matter = "resumption" if case.suspended_at is not None else "suspension"
    asked = request_about(case, matter)
    if asked is not None and asked.approval.state == ApprovalState.AGREED:
        return [Onwards(matter, asked.approval.ended_at or asked.approval.asked_at)]
    return [Onwards("suspended", case.suspended_at)] if case.suspended_at is not None else []


def _all_done(viewer: Viewer, case: Case) -> list[Onwards]:
    """Return that everything was performed, unless a head is asked already whether it ends."""
    waiting = (ApprovalState.OPEN, ApprovalState.SENT_BACK)
    if any(row.matter == CLOSING and row.state in waiting for row in rows_in(Approval, case)):
        return []
    standing = standing_of(viewer, case)
    if any(one.word == "end" for one in standing.steps):
        return [Onwards("done", viewer.at)]
    if not standing.open and _is_spared(viewer, case):
        return [Onwards("spared", viewer.at)]
    return []


def _is_spared(viewer: Viewer, case: Case) -> bool:
    """Whether the party got the decision not to penalise."""
    if not any(row.type == _NO_PENALTY for row in known_rows(Document, case)):
        return False
    papers = [one for one in papers_of(viewer, case) if one.kind == _NO_PENALTY]
    return bool(papers) and all(one.served_by(viewer.at) is not None for one in papers)


def unapproved_start(viewer: Viewer, case: Case) -> list[Onwards]:
    """Return that a head is to be asked about an urgent start, where no period says until when."""
    if case.concluded_at is not None or case.archived_at is not None:
        return []
    urgent = urgent_start_in(case, viewer.at)
    return [] if urgent is None else [Onwards("approve", urgent.start)]


def unissued_start(viewer: Viewer, case: Case) -> Onwards | None:
    """Return that the paper of an agreed start is still to be issued, or written.

    Until it is issued nothing in the case shows the approval, and the start is judged without it.
    """
    rows = (row for row in rows_in(Approval, case) if row.state == ApprovalState.AGREED)
    asked = [row for row in rows if row.matter == _START]
    if not asked:
        return None
    step = _with_its_paper(viewer, case, max(asked, key=lambda row: row.asked_at))
    return step if step is not None and step.word in ("issue", "write") else None


def _with_its_paper(viewer: Viewer, case: Case, request: Approval) -> Onwards | None:
    matter = matters_in(case.bureau, request.asked_at).get((request.matter, request.urgent))
    at = request.ended_at
    if matter is None or not matter.signs or at is None:
        return None
    made = [
        row
        for row in known_rows(Document, case)
        if row.type in matter.signs and _follows(row, request, at)
    ]
    if not made:
        draft = _draft_of(case, viewer, matter.signs)
        if draft is None:
            return Onwards("write", at, matter.signs[0])
        return Onwards("issue", at, matter.signs[0], draft.pk)
    items = {row.item for row in made}
    waiting = [one for one in papers_of(viewer, case) if one.key in items and one.open]
    return Onwards("serve", at, waiting[0].kind, waiting[0].key) if waiting else None


def _follows(row: Document, request: Approval, at: datetime) -> bool:
    """Whether the paper carries out what was agreed, or came after it."""
    key = str(request.pk)
    return row.entered_at >= at or any(one.get("approval") == key for one in row.signatures)


def _draft_of(case: Case, viewer: Viewer, kinds: tuple[str, ...]) -> Draft | None:
    forms = forms_of(case.bureau, timezone.localtime(viewer.at).date())
    names = {form.id for form in forms.values() if _is_one(form, kinds)}
    rows = (row for row in seen_in(Draft, viewer, case) if row.form in names and not row.ended_at)
    return max(rows, key=lambda row: row.saved_at, default=None)


def _is_one(form: Form, kinds: tuple[str, ...]) -> bool:
    return form.document is not None and str(form.document) in kinds
