# SPDX-License-Identifier: Apache-2.0
"""Cases that come of a case: what was split off it, and what is decided anew after a remedy.

What this module promises:

- the new case has the party with its address, the handlers and the kind of the old one, and is
  linked with it;
- no fact is moved: each stays in the case in which it was entered.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, tell
from liuhen.apps.cases.acts.opening import put_case
from liuhen.apps.cases.before_ending import require_anew, require_gates
from liuhen.apps.cases.ending import conclude, require_not_concluded
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import (
    Case,
    CaseLink,
    Ending,
    FactOrigin,
    Handler,
    Participant,
    ParticipantSecret,
)
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.cases.ways import CLOSING
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

_MOST_CASES = 20


def split(
    *,
    by: Viewer,
    case: Case,
    titles: Sequence[str],
    reason: str,
    ends: bool = False,
    reasons: Mapping[str, str] | None = None,
) -> list[Case]:
    """Open a case of its own for each of `titles`; the facts stay where they are.

    `ends`: this case ends with it; `reasons`: as for `ending.end_case`.

    Raises:
        BadFactError: it is concluded already, there is no title or too many, or no reason.
        GateClosedError: it should end with it, and something must hold before.
    """
    with case_act("cases.split", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        require_not_concluded(doing)
        why = checks.filled(reason, "reason", 300)
        wanted = [title.strip() for title in titles if title.strip()]
        if not wanted:
            raise BadFactError(_("Give each new case a title."), "titles")
        if len(wanted) > _MOST_CASES:
            raise BadFactError(
                _("At most %(most)d cases at once.") % {"most": _MOST_CASES}, "titles"
            )
        made = [_open_from(doing, title, CaseLink.Kind.SPLIT_FROM, why) for title in wanted]
        if ends:
            require_gates(doing, reasons, CLOSING, Ending.SPLIT)
            conclude(doing, Ending.SPLIT, why, doing.record.at, FactOrigin.ACT)
        return made


def decide_anew(
    *,
    by: Viewer,
    case: Case,
    reason: str,
    title: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Case:
    """Open the case in which is decided anew what a remedy undid; the old one ends if it has not.

    An archived case is not touched: the new one alone names it. `reasons`: as for
    `ending.end_case`; of an archived case no gate is asked, because nothing is added to it.

    Raises:
        BadFactError: there is no reason.
        GateClosedError: there is no decision or no remedy in it, or the old one has not ended and
            something must hold before, and nobody says why.
    """
    with case_act(
        "cases.decide_anew",
        by=by,
        case=case,
        permission=Permission.CASE_ENTER,
        archived_too=True,
    ) as doing:
        why = checks.filled(reason, "reason", 300)
        made = _open_from(doing, title or doing.case.title, CaseLink.Kind.ANEW_AFTER, why)
        if doing.case.archived_at is None:
            require_anew(doing, reasons)
        if doing.case.concluded_at is None:
            conclude(doing, Ending.ANEW, why, doing.record.at, FactOrigin.ACT)
        return made


def _open_from(doing: CaseAct, title: str, kind: str, reason: str) -> Case:
    """Open a case that hangs on this one, with its party, its handlers and its kind."""
    old = doing.case
    handlers = [row.person for row in Handler.objects.filter(case=old).select_related("person")]
    new = put_case(
        doing.by,
        doing.record,
        section=old.section,
        title=masked(title, masks_of(old)),
        kind=old.act,
        procedure=old.procedure,
        origin=old.origin,
        party_name=old.party_name,
        party_kind=old.party_kind,
        secrecy=old.secrecy,
        handlers=handlers,
    )
    _take_party_along(doing, new)
    doing.record.create(
        CaseLink(
            bureau=old.bureau, case=new, kind=kind, other=old, reason=reason,
            at=doing.record.at, by=doing.by.person,
        )
    )  # fmt: skip
    doing.record.about(old)
    tell(new, doing.record)
    return new


#: What a row of the new case has of its own.
_OWN = frozenset({"id", "case", "participant", "salt", "recorded_at", "recorded_by"})


def _take_party_along(doing: CaseAct, new: Case) -> None:
    """The parties of the case with their addresses, and what is confidential of them."""
    within = doing.case.bureau_id
    rows = Participant.objects.within(within).filter(
        case=doing.case, role=Participant.Role.PARTY, ended_at=None
    )
    for row in rows.order_by("recorded_at"):
        made = doing.record.create(
            Participant(
                case=new, recorded_at=doing.record.at, recorded_by=doing.by.person, **_said(row)
            )
        )
        secret = ParticipantSecret.objects.within(within).filter(participant=row).first()
        if secret is not None:
            doing.record.create(ParticipantSecret(case=new, participant=made, **_said(secret)))


def _said(row: Participant | ParticipantSecret) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.name not in _OWN)
    return {field.name: getattr(row, field.name) for field in fields}
