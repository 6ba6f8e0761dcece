# SPDX-License-Identifier: Apache-2.0
"""Entering, changing and ending participants.

What this module promises:

- what is confidential stands in a `ParticipantSecret` and nowhere else; who informed is named there
  alone, and so is a minor; whoever may not see what is confidential can add it and cannot change
  it unseen;
- what stands there is changed by who handles the case or heads it; whoever enters facts adds;
- the first party of a case is repeated in `case.party_name` and `case.party_kind`; a party that the
  case names and nobody entered is entered before any other, so that nobody takes its place.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, require_in_charge
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Case, Participant, ParticipantSecret
from liuhen.apps.cases.participants.minors import (
    hide_in_case,
    is_minor,
    keep_minors_close,
)
from liuhen.apps.cases.participants.particulars import (
    LONGEST,
    Role,
    checked,
    checked_secret,
    split_by_role,
)
from liuhen.apps.cases.participants.parties import is_named, named_alone
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


def add_participant(
    *,
    by: Viewer,
    case: Case,
    role: str,
    told: Mapping[str, Any] | None = None,
    secret: Mapping[str, Any] | None = None,
    renamed: bool = False,
) -> Participant:
    """Enter a person or organisation into a case.

    `told`: by the names in `OPEN`; `secret`: by those in `CONFIDENTIAL`. `renamed`: it is the party
    that the case names already, by its right name; without it a party of another name comes beside
    that one, which is entered too.

    Raises:
        BadFactError: a value that cannot be, or nobody is named; or a party of that name is there
            already; or `renamed`, and the case names nobody alone any more.
        NotAllowedError: neither a handler nor a head, and the party gets another name.
    """
    with case_act(
        "cases.add_participant", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        _not_twice(doing, role, told or {})
        return put_participant(doing, role, told or {}, secret or {}, renamed=renamed)


def put_participant(
    doing: CaseAct,
    role: str,
    told: Mapping[str, Any],
    secret: Mapping[str, Any],
    *,
    renamed: bool = False,
) -> Participant:
    """Enter one inside an act. The name of who informed goes into the confidential row."""
    word = checks.word(role, Role.values, "role")
    kept = checked_secret(secret)
    minor = word != Role.COMPLAINANT and is_minor(doing.case, kept.get("birth_date"))
    values, closed = split_by_role(word, checked(told), kept, minor=minor)
    if not (values.get("name") or closed.get("name") or values.get("anonymous")):
        raise BadFactError(_("Who is it? Enter a name."), "name")
    if word == Role.PARTY:
        _keep_named(doing, closed.get("name") or values.get("name"), renamed=renamed)
    row = doing.record.create(
        Participant(
            bureau=doing.case.bureau,
            case=doing.case,
            role=word,
            hidden=minor,
            recorded_at=doing.record.at,
            recorded_by=doing.by.person,
            **values,
        )
    )
    if any(closed.values()):
        _put_secret(doing, row, closed)
    if minor or (word == Role.COMPLAINANT and closed):
        hide_in_case(doing)
    keep_party(doing)
    return row


def change_participant(
    *,
    by: Viewer,
    participant: Participant,
    told: Mapping[str, Any] | None = None,
    secret: Mapping[str, Any] | None = None,
) -> Participant:
    """Change what is known. The journal keeps what stood there.

    Raises:
        NotAllowedError: neither a handler nor a head; or what is confidential is changed by
            somebody who may not see it.
    """
    with _on(participant, by, "cases.change_participant") as doing:
        require_in_charge(by, doing.case)
        row = _locked(doing, participant)
        values, closed = split_by_role(
            row.role, checked(told or {}), checked_secret(secret or {}), minor=row.hidden
        )
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            doing.record.update(row, **changed)
        if closed:
            _change_secret(doing, row, closed)
        if not doing.record.changed:
            raise BadFactError(_("Nothing was changed yet."))
        keep_minors_close(doing)
        keep_party(doing)
        return Participant.objects.within(row.bureau_id).get(pk=row.pk)


def end_participant(*, by: Viewer, participant: Participant, reason: str) -> Participant:
    """Let somebody be no participant any more; the row stays."""
    with _on(participant, by, "cases.end_participant") as doing:
        require_in_charge(by, doing.case)
        row = _locked(doing, participant)
        doing.record.note(reason=checks.filled(reason, "reason", 300))
        doing.record.update(row, ended_at=doing.record.at)
        keep_party(doing, left=row.role == Role.PARTY)
        return row


def confirm_address(
    *,
    by: Viewer,
    participant: Participant,
    at: datetime,
    address: str = "",
    email: str = "",
    agrees_electronic: bool | None = None,
) -> Participant:
    """Note the address for service that the participant confirmed at `at`, and the agreement.

    That of an informant or a minor stands in the confidential row.

    Raises:
        BadFactError: neither an address nor an e-mail; or agreed to be served electronically
            without saying where; or nobody gave a name.
        NotAllowedError: it is confidential, and the viewer may not see it.
    """
    with _on(participant, by, "cases.confirm_address") as doing:
        row = _locked(doing, participant)
        if row.anonymous:
            raise BadFactError(_("Nobody gave a name: there is nobody to serve anything on."))
        where = checks.text(address, "service_address", LONGEST["service_address"])
        mail = checks.text(email, "service_email", LONGEST["service_email"])
        if not (where or mail):
            raise BadFactError(_("Enter the address that was confirmed."), "service_address")
        if agrees_electronic and not mail:
            raise BadFactError(_("Where is it served electronically?"), "service_email")
        when = checks.time(at, doing.record.at, "at")
        return put_address(doing, row, where=where, mail=mail, agrees=agrees_electronic, at=when)


def put_address(
    doing: CaseAct, row: Participant, *, where: str, mail: str, agrees: bool | None, at: datetime
) -> Participant:
    """Write the address that was confirmed at `at` inside an act, each part where it belongs."""
    to = {"service_address": where, "service_email": mail}
    if row.hidden or row.role == Role.COMPLAINANT:
        _change_secret(doing, row, to)
        to = dict.fromkeys(to, "")
    return doing.record.update(row, **to, agrees_electronic=agrees, address_confirmed_at=at)


def _not_twice(doing: CaseAct, role: str, told: Mapping[str, Any]) -> None:
    """Refuse a party that stands in the case already; of minors nobody can tell by their masks."""
    if role != Role.PARTY or not told.get("name"):
        return
    known = Participant.objects.within(doing.case.bureau_id).filter(
        case=doing.case, role=role, ended_at=None, hidden=False
    )
    for name in known.values_list("name", flat=True):
        if is_named(name, told["name"]):
            raise BadFactError(
                _(
                    "%(name)s stands in the case as a party already: change what is noted there. "
                    "If it is another one of the same name, write what tells them apart in "
                    "brackets after it."
                )
                % {"name": name},
                "name",
            )


def _keep_named(doing: CaseAct, name: Any, *, renamed: bool) -> None:
    """Enter the party that the case names alone before another one, unless that one is it."""
    known = named_alone(doing.case)
    if renamed and not known:
        raise BadFactError(
            _(
                "Somebody entered the party of the case meanwhile: change its name there, or "
                "enter this one as a further party."
            )
        )
    if not known or is_named(known, name):
        return
    if renamed:
        require_in_charge(doing.by, doing.case)
        return
    told = {"name": known, "kind": doing.case.party_kind}
    put_participant(doing, Role.PARTY, told, {})


def keep_party(doing: CaseAct, *, left: bool = False) -> None:
    """Repeat the first party in the case; a case whose parties nobody entered keeps its own.

    `left`: a party is none any more; was it the last, the case names none.
    """
    rows = Participant.objects.within(doing.case.bureau_id).filter(case=doing.case, role=Role.PARTY)
    party = rows.filter(ended_at=None).order_by("recorded_at", "id").first()
    if party is None and not left:
        return
    name, kind = ("", "") if party is None else (party.name, party.kind)
    if (doing.case.party_name, doing.case.party_kind) != (name, kind):
        doing.record.update(doing.case, party_name=name, party_kind=kind)


def follow_case(doing: CaseAct, changes: Iterable[str]) -> None:
    """Bring the first party to what a correction of the case says of it."""
    wanted = {"party_name": "name", "party_kind": "kind"}
    names = [name for name in changes if name in wanted]
    rows = Participant.objects.within(doing.case.bureau_id).filter(case=doing.case, role=Role.PARTY)
    party = rows.filter(ended_at=None).order_by("recorded_at", "id").first()
    if party is not None and party.hidden and names:
        raise BadFactError(
            _("The party is a minor: change what is known among the people of the case."),
            names[0],
        )
    if party is not None and names:
        doing.record.update(party, **{wanted[one]: getattr(doing.case, one) for one in names})


def _on(participant: Participant, by: Viewer, name: str) -> AbstractContextManager[CaseAct]:
    return case_act(name, by=by, case=participant.case, permission=Permission.CASE_ENTER)


def _locked(doing: CaseAct, participant: Participant) -> Participant:
    rows = Participant.objects.within(doing.case.bureau_id).select_for_update()
    row = rows.filter(pk=participant.pk, case=doing.case).first()
    if row is None:
        raise UnknownRowError(_("There is no such person in the case."))
    if row.ended_at is not None:
        raise BadFactError(_("The person is no participant any more."))
    return row


def _put_secret(doing: CaseAct, row: Participant, values: Mapping[str, Any]) -> None:
    doing.record.create(
        ParticipantSecret(bureau=doing.case.bureau, case=doing.case, participant=row, **values)
    )


def _change_secret(doing: CaseAct, row: Participant, values: Mapping[str, Any]) -> None:
    rows = ParticipantSecret.objects.within(doing.case.bureau_id).select_for_update()
    there = rows.filter(participant=row).first()
    if there is None:
        if any(values.values()):
            _put_secret(doing, row, values)
            if row.role == Role.COMPLAINANT:
                hide_in_case(doing)
        return
    if not ParticipantSecret.objects.seen_by(doing.by).filter(pk=there.pk).exists():
        raise NotAllowedError(_("What is confidential is changed by those who may see it."))
    changed = {name: value for name, value in values.items() if getattr(there, name) != value}
    if changed:
        doing.record.update(there, **changed)
        if row.hidden or row.role == Role.COMPLAINANT:
            hide_in_case(doing)
