# SPDX-License-Identifier: Apache-2.0
"""A case that was closed by mistake is opened again; a slip in its closing is corrected.

What this module promises:

- whoever approves closing does it, with a reason, and nobody with another part in the case; an
  archived case stays closed: what is found out later is decided anew (`branching`);
- nothing is deleted: the conclusion, and what the way of ending added to it with its letter, count
  no more and stay readable with the reason; links that came of the ending are shown no more;
- what was approved before, or let pass, counts for no later closing;
- a correction writes the new time and words beside the old ones; its time is what somebody says.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, supersede
from liuhen.apps.cases.before_ending import approved_when
from liuhen.apps.cases.case_links import OF_AN_ENDING
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.ending import before_the_end, since_it_began
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_facts import Known
from liuhen.apps.cases.gate_passing import may_approve
from liuhen.apps.cases.models import Activity, Case, CaseLink, Document, FactOrigin
from liuhen.apps.cases.ways import CLOSING, matter_before
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import endings

#: What an ending writes into the case beside the conclusion.
_WITH_IT = ("case_withdrawn", "case_transferred")
_LETTER = "transfer_letter"


def may_reopen(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer opens `case` again, or corrects its closing."""
    closed = case.concluded_at is not None and case.archived_at is None
    return closed and viewer.may(Permission.CASE_SIGN) and _is_head(viewer, case)


def reopen_case(*, by: Viewer, case: Case, reason: str) -> Case:
    """Let a case go on that was closed by mistake, now.

    Raises:
        BadFactError: it is not concluded, or there is no reason.
        NotAllowedError: the viewer does not approve closing, or has another part in the case.
        ClosedCaseError: it is archived.
    """
    with case_act("cases.reopen", by=by, case=case, permission=Permission.CASE_SIGN) as doing:
        _require_head(doing)
        why = checks.filled(reason, "reason", 300)
        doing.record.note(reason=why)
        closing = _closing_rows(doing.case)
        for row in (*closing, *_letters(doing.case, closing)):
            supersede(doing.record, row, by, entered=False, withdrawn=True, reason=why)
        return doing.record.update(doing.case, ending="", ending_reason="", concluded_at=None)


def correct_ending(
    *, by: Viewer, case: Case, reason: str, at: datetime | None = None, words: str = ""
) -> Case:
    """Correct when the case was concluded (`at`), and why (`words`); `reason`: of the correction.

    What is left empty stays as it is.

    Raises:
        BadFactError: it is not concluded, there is no reason, nothing is changed, or the time lies
            before the case, or before a head approved its end.
        NotAllowedError, ClosedCaseError: as `reopen_case`.
    """
    with case_act(
        "cases.correct_ending", by=by, case=case, permission=Permission.CASE_SIGN
    ) as doing:
        _require_head(doing)
        why = checks.filled(reason, "reason", 300)
        said = checks.text(words, "words", 300) or doing.case.ending_reason
        when = doing.case.concluded_at
        if at is not None and at != when:
            approved = approved_when(by, doing.case, _matter_of(doing.case), doing.case.ending)
            kinds = before_the_end(doing.case.ending)
            when = since_it_began(doing, at, *kinds, approved=approved)
        if (when, said) == (doing.case.concluded_at, doing.case.ending_reason):
            raise BadFactError(_("Nothing is changed."))
        doing.record.note(reason=why)
        if when is not None:
            _write_anew(doing, when, said, why)
        return doing.record.update(doing.case, concluded_at=when, ending_reason=said)


def _matter_of(case: Case) -> str:
    """What a head approved before the case ended as it did; empty where nobody had to."""
    way = endings().get(case.ending)
    return matter_before(case, way) if way else CLOSING


def _write_anew(doing: CaseAct, when: datetime, said: str, why: str) -> None:
    """Let whatever the closing wrote say the time and the words that count now."""
    case, instant = doing.case, when.replace(microsecond=0)
    moved = when != case.concluded_at
    for row in _closing_rows(case):
        values: dict[str, Any] = {}
        if moved:
            values |= {"start": instant, "end": instant, "origin": FactOrigin.TYPED}
        if (noted := _noted(row, case, said)) != row.details:
            values["details"] = noted
        if values:
            supersede(doing.record, row, doing.by, entered=True, reason=why, **values)
    rows = CaseLink.objects.within(case.bureau_id).filter(case=case, kind__in=OF_AN_ENDING)
    for link in rows:
        if link.at != case.concluded_at:
            continue
        words = said if link.reason == case.ending_reason else link.reason
        if moved or words != link.reason:
            doing.record.update(link, at=when, reason=words)


def _noted(row: Activity, case: Case, said: str) -> dict[str, Any]:
    """The details of what the closing wrote, with `said` in the place of the reason before."""
    if row.kind == "case_concluded":
        return details_of({**row.details, "ending": case.ending, "reason": said})
    own = row.details.get("note", "") == case.ending_reason
    return details_of({**row.details, "note": said}) if own else row.details


def _closing_rows(case: Case) -> list[Activity]:
    """The conclusion, and what the way of ending wrote beside it at the same time."""
    rows = known_rows(Activity, case)
    ends = [row for row in rows if row.kind == "case_concluded"]
    times = {row.start for row in ends}
    return ends + [row for row in rows if row.kind in _WITH_IT and row.start in times]


def _letters(case: Case, closing: Iterable[Activity]) -> list[Document]:
    """The letter of transfer that was entered with the ending; one that was issued here stands."""
    refs = {row.ref for row in closing}
    return [
        row
        for row in known_rows(Document, case)
        if row.type == _LETTER
        and row.origin != FactOrigin.ACT
        and refs.intersection(row.event_refs)
    ]


def _is_head(viewer: Viewer, case: Case) -> bool:
    return may_approve(Known(viewer, case, matter=CLOSING))


def _require_head(doing: CaseAct) -> None:
    if doing.case.concluded_at is None:
        raise BadFactError(_("The case is not concluded."))
    if not _is_head(doing.by, doing.case):
        raise NotAllowedError(
            _("Whoever approves the closing of the case does this, and takes no other part in it.")
        )
