# SPDX-License-Identifier: Apache-2.0
"""How a case ends, stands still and goes on.

What this module promises:

- a case ends in one act: the conclusion, what the way of ending adds to it, and why; in no way that
  is not offered for it, and not before it began or was decided;
- it ends where the gates of closing hold, or somebody says why it ends all the same; what a head
  approves is approved first; what else is still open is said before (`before_ending`);
- what a head was asked in it and has not answered ends with it: nobody agrees to it afterwards;
- nothing is moved or deleted: a case that was merged keeps its facts, and both cases show the link
  (`case_links`);
- no number of days and no way of ending stands here: they are data, with law and article.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, require_in_charge
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.approval_requests import end_request
from liuhen.apps.cases.before_ending import (
    approved_when,
    require_approval,
    require_gates,
    require_performed,
)
from liuhen.apps.cases.case_links import link
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    Case,
    CaseLink,
    Document,
    Ending,
    FactOrigin,
)
from liuhen.apps.cases.queries import another_case, numbers_meant
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.cases.times import minute_said
from liuhen.apps.cases.ways import PERFORMED, matter_before, ways_of_ending
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import EndingWay, endings

#: What a case ends after; one that was performed also after what came of its decision.
_DECIDED = (
    "complaint_received", "complaint_decided", "application_received", "acceptance_decided",
    "case_initiated", "on_the_spot_penalty", "decision_made",
)  # fmt: skip
_PERFORMED = ("service", "performance", "court_result", "coercive_execution")


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter with which a case goes elsewhere, and its scan if there is one."""

    at: datetime
    number: str = ""
    scan_digest: str = ""


def way_of_ending(word: str) -> EndingWay:
    """Return a way of ending.

    Raises:
        UnknownRowError: there is none of that name.
    """
    if (found := endings().get(word)) is None:
        raise UnknownRowError(_("A case does not end like that."))
    return found


def end_case(
    *,
    by: Viewer,
    case: Case,
    ending: str,
    reason: str,
    at: datetime | None = None,
    other: str = "",
    to: str = "",
    letter: Letter | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Case:
    """Conclude the case in one of the ways of `endings.yaml`, now or at `at`.

    `other`: the number of the case that it is merged into; `to`: the organ that it goes to.
    `reasons`: why it ends although a gate of closing is open, by the gate's id.

    Raises:
        BadFactError: it is concluded already, does not end in this way or not then, or what the way
            needs is missing; `at` lies before the approval on which the end rests.
        NotAllowedError: neither a handler of the case nor a head.
        GateClosedError: something must hold before it ends.
    """
    way = way_of_ending(ending)
    with case_act("cases.end_case", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        require_in_charge(by, doing.case)
        require_not_concluded(doing)
        if way not in ways_of_ending(doing.case):
            raise BadFactError(_("This case does not end like that; choose a way that is offered."))
        why = checks.filled(reason, "reason", 300)
        matter = matter_before(doing.case, way)
        approved = approved_when(by, doing.case, matter, way.id)
        when = since_it_began(doing, at, *before_the_end(way.id), approved=approved)
        if way.id == PERFORMED:
            require_performed(by, doing.case)
        into = _other_case(doing, other) if "other_case" in way.needs else None
        require_gates(doing, reasons, matter, way.id, into.pk if into else None)
        typed = FactOrigin.TYPED if at else FactOrigin.ACT
        organ = checks.text(to, "to", 200)
        if "organ" in way.needs and not organ:
            raise BadFactError(_("To which organ does it go?"), "to")
        if into is not None:
            link(doing, CaseLink.Kind.MERGED_INTO, into, why, when)
        if "organ" in way.needs:
            link(doing, CaseLink.Kind.HANDED_TO, None, why, when, to=organ)
        refs = []
        if way.event is not None:
            attrs = {"to": organ} if way.event == "case_transferred" else {}
            refs = [_step(doing, way.event, when, typed, attrs=attrs, note=why).ref]
        if letter is not None:
            _put_letter(doing, letter, refs, organ)
        return conclude(doing, Ending(way.id), why, when, typed)


def suspend(
    *,
    by: Viewer,
    case: Case,
    reason: str,
    at: datetime | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Case:
    """Let the case stand still, now or from `at`, once a head approved it.

    Raises:
        GateClosedError: nobody approved it.
        BadFactError: it is concluded or suspended already, or had not begun then.
    """
    with case_act("cases.suspend", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        require_not_concluded(doing)
        if doing.case.suspended_at is not None:
            raise BadFactError(_("The case is suspended already."))
        why = checks.filled(reason, "reason", 300)
        approved = approved_when(by, doing.case, "suspension")
        when = since_it_began(doing, at, approved=approved)
        require_approval(doing, reasons, "suspension")
        _step(doing, "case_suspended", when, _origin(at), note=why)
        return doing.record.update(doing.case, suspended_at=when)


def resume(
    *,
    by: Viewer,
    case: Case,
    reason: str = "",
    at: datetime | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Case:
    """Let a suspended case go on, now or from `at`, once a head approved it.

    Raises:
        GateClosedError: nobody approved it.
        BadFactError: it is not suspended, or was not yet then.
    """
    with case_act("cases.resume", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        since = doing.case.suspended_at
        if since is None:
            raise BadFactError(_("The case is not suspended."))
        when = checks.time(at or doing.record.at, doing.record.at, "at")
        if when < since:
            raise BadFactError(_("It goes on after it was suspended, not before."), "at")
        when = _since_approved(when, approved_when(by, doing.case, "resumption"))
        require_approval(doing, reasons, "resumption")
        _step(doing, "case_resumed", when, _origin(at), note=checks.text(reason, "reason", 300))
        return doing.record.update(doing.case, suspended_at=None)


def require_not_concluded(doing: CaseAct) -> None:
    """Refuse what is done to a case under way alone.

    Raises:
        BadFactError: the case is concluded already.
    """
    if doing.case.concluded_at is not None:
        raise BadFactError(_("The case is concluded already."))


def conclude(
    doing: CaseAct, ending: Ending, reason: str, when: datetime, origin: FactOrigin
) -> Case:
    """Write the conclusion into the case of an act; whether it may end was asked before."""
    said = {"ending": ending.value, "reason": reason}
    _step(doing, "case_concluded", when, origin, details=said)
    _end_requests(doing)
    return doing.record.update(
        doing.case, ending=ending, ending_reason=reason, concluded_at=when, suspended_at=None
    )


def _end_requests(doing: CaseAct) -> None:
    """Take back what a head was asked and has not answered: the case is over."""
    waiting = (ApprovalState.OPEN, ApprovalState.SENT_BACK)
    rows = Approval.objects.within(doing.case.bureau_id).filter(case=doing.case, state__in=waiting)
    for row in rows.order_by("asked_at", "id"):
        end_request(doing, row, ApprovalState.WITHDRAWN)
        doing.record.about(row)


def before_the_end(way: str) -> tuple[str, ...]:
    """Return what a case that ends in this way ends after, by the kinds of its activities."""
    return (*_DECIDED, *_PERFORMED) if way == PERFORMED else _DECIDED


def since_it_began(
    doing: CaseAct, at: datetime | None, *kinds: str, approved: datetime | None = None
) -> datetime:
    """Return `at`, or now: not before the case or its first activity, nor any of these `kinds`.

    Nor before what is said was `approved`, if it was.

    Raises:
        BadFactError: it is.
    """
    when = checks.time(at or doing.record.at, doing.record.at, "at")
    done = known_rows(Activity, doing.case)
    begun = min([doing.case.opened_at, *(row.start for row in done)]).replace(microsecond=0)
    late = [row.start.replace(microsecond=0) for row in done if row.kind in kinds]
    last = max([begun, *late])
    if when < last.replace(second=0):  # typed times have no seconds
        said = (
            _("This is before what was decided, served or performed in the case (%(time)s).")
            if last > begun
            else _("This is before the case began or was decided (%(time)s).")
        )
        raise BadFactError(said % {"time": minute_said(last)}, "at")
    return _since_approved(max(when, last), approved)


def _since_approved(when: datetime, approved: datetime | None) -> datetime:
    """Return `when`: not before a head approved what is done then.

    Raises:
        BadFactError: it is.
    """
    if approved is None:
        return when
    since = approved.replace(microsecond=0)
    if when < since.replace(second=0):  # typed times have no seconds
        said = _("This is before a head approved it (%(time)s).")
        raise BadFactError(said % {"time": minute_said(since)}, "at")
    return max(when, since)


def _origin(at: datetime | None) -> FactOrigin:
    return FactOrigin.TYPED if at else FactOrigin.ACT


def _step(
    doing: CaseAct,
    kind: str,
    start: datetime,
    origin: FactOrigin,
    *,
    attrs: dict[str, str] | None = None,
    note: str = "",
    details: Mapping[str, str] | None = None,
) -> Activity:
    instant = start.replace(microsecond=0)
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    return put.put(
        Activity(
            kind=kind,
            start=instant,
            end=instant,
            attrs=checks.attributes(kind, attrs or {}),
            details=details_of({"note": note, **(details or {})}),
        ),
        origin,
    )


def _put_letter(doing: CaseAct, letter: Letter, refs: list[str], organ: str) -> None:
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    fields = {"document_number": letter.number, "object": organ}
    row = Document(
        type="transfer_letter",
        at=put.time(letter.at, "letter_at"),
        event_refs=refs,
        fields=checks.fields_of(fields),
        scan_digest=letter.scan_digest and scan_taken(doing.by, letter.scan_digest).digest,
    )
    put.put(row, FactOrigin.SCAN if row.scan_digest else FactOrigin.TYPED)


def _other_case(doing: CaseAct, number: str) -> Case:
    """The case that this one is merged into: seen, open, and another one."""
    if doing.case.number in numbers_meant(number):
        raise BadFactError(_("A case is not merged into itself."), "other")
    found = another_case(doing.by, doing.case, number)
    if found is None:
        raise BadFactError(_("There is no other case of that number that you may see."), "other")
    if found.concluded_at is not None:
        raise BadFactError(
            _("Case %(number)s is concluded; choose one that is under way.")
            % {"number": found.number},
            "other",
        )
    return found
