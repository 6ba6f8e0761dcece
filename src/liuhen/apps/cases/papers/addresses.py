# SPDX-License-Identifier: Apache-2.0
"""A confirmation of the address for service that was signed is what somebody confirmed.

What this module promises:

- with the signature of the party, drawn or confirmed on a scan, the address and the agreement to
  electronic service (处罚法 art. 61; 003 art. 22) become those of the participant, in the same act;
- a confirmation of a later day is not undone by an earlier paper; a refusal confirms nothing;
- which paper an address rests on can be asked.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.models import Case, Document, Paper, PaperSignature, Participant
from liuhen.apps.cases.models import ParticipantSecret as Secret
from liuhen.apps.cases.papers.drafts import document_of
from liuhen.apps.cases.papers.reading import frozen_of
from liuhen.apps.cases.participants.acts import put_address, put_participant
from liuhen.apps.cases.participants.particulars import LONGEST
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.values import says_none

CONFIRMATION = "service_address_confirmation"
#: Whoever confirms where papers reach the party.
_ROLES = (Participant.Role.PARTY, Participant.Role.AGENT, Participant.Role.REPRESENTATIVE)


def take_over_address(doing: CaseAct, paper: Paper, made: Iterable[PaperSignature]) -> None:
    """Let the participant have what the signed paper confirms, inside the act of the signature."""
    given = [one for one in made if one.role == "party" and not one.refused]
    fact = document_of(paper)
    if not given or fact is None or fact.withdrawn or fact.type != CONFIRMATION:
        return
    values = frozen_of(paper).values
    where, mail = _said(values, "address"), _said(values, "email")
    agrees = values.get("electronic")
    if agrees and not mail:
        mail = _said(values, "electronic_way")
    row = _who(doing, str(values.get("person") or "").strip()) if where or mail else None
    at = _confirmed_at(given[0])
    if row is None or _is_later(row.address_confirmed_at, at):
        return
    doing.record.note(address_of=str(row.pk), confirmed_by=str(paper.pk))
    put_address(
        doing,
        row,
        where=where[: LONGEST["service_address"]],
        mail=mail[: LONGEST["service_email"]],
        agrees=agrees if isinstance(agrees, bool) else None,
        at=at,
    )


def address_papers(viewer: Viewer, case: Case) -> dict[UUID, Paper]:
    """Return the signed paper that the confirmed address of a participant rests on, by its id."""
    facts = Document.objects.seen_by(viewer).filter(
        case=case, type=CONFIRMATION, superseded_at=None, withdrawn=False
    )
    signed = PaperSignature.objects.within(case.bureau_id).filter(
        paper__case=case, paper__item__in=facts.values("item"), role="party", refused=False
    )
    by_time = {_confirmed_at(one): one.paper for one in signed.select_related("paper")}
    rows = Participant.objects.seen_by(viewer).filter(case=case, address_confirmed_at__isnull=False)
    return {
        row.pk: by_time[row.address_confirmed_at]
        for row in rows
        if row.address_confirmed_at in by_time
    }


def _said(values: dict[str, Any], name: str) -> str:
    text = " ".join(str(values.get(name) or "").split())
    return "" if says_none(text) else text


def _confirmed_at(one: PaperSignature) -> datetime:
    """When it was signed; where the scan shows no date, when somebody confirmed the signature."""
    return one.at or one.recorded_at


def _is_later(known: datetime | None, at: datetime) -> bool:
    """Whether what is known was confirmed on a later day: a signature on paper has only a day."""
    return known is not None and timezone.localdate(known) > timezone.localdate(at)


def _who(doing: CaseAct, name: str) -> Participant | None:
    """The participant whom the paper names; else the only party."""
    rows = Participant.objects.within(doing.case.bureau_id).select_for_update()
    found = list(
        rows.filter(case=doing.case, ended_at=None, role__in=_ROLES).order_by("recorded_at", "id")
    )
    own = Secret.objects.within(doing.case.bureau_id).filter(participant__in=found)
    real = dict(own.values_list("participant_id", "name"))
    named = [row for row in found if name and name in (row.name, real.get(row.pk))]
    parties = [row for row in found if row.role == Participant.Role.PARTY]
    if named or parties:
        return named[0] if named else parties[0] if len(parties) == 1 else None
    known = doing.case.party_name or name
    if not known:
        return None
    told = {"name": known[: LONGEST["name"]], "kind": doing.case.party_kind}
    return put_participant(doing, Participant.Role.PARTY, told, {})
