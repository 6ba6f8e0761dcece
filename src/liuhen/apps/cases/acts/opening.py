# SPDX-License-Identifier: Apache-2.0
"""Opening a case, giving it handlers, and keeping the shell of a secret one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, require_over_section, tell
from liuhen.apps.cases.errors import (
    BadFactError,
    NotAllowedError,
    NumberTakenError,
    StateSecretError,
    UnknownRowError,
)
from liuhen.apps.cases.models import Case, Handler, Participant, SecretShell
from liuhen.apps.cases.numbering import allot_number, hold_numbers
from liuhen.apps.cases.participants.acts import put_participant
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law


def open_case(
    *,
    by: Viewer,
    section: Organisation,
    title: str,
    kind: str,
    procedure: str = "",
    origin: str = "",
    party_name: str = "",
    party_kind: str = "",
    secrecy: Iterable[str] = (),
    handlers: Iterable[Person] = (),
    opened_at: datetime | None = None,
) -> Case:
    """Open a case and allot its number. `kind` is the contract's `act`; handlers default to `by`.

    A party that is named is a participant from the beginning.

    Raises:
        StateSecretError: marked as state secret; `keep_shell` is the way.
        BadFactError, NotAllowedError, UnknownRowError.
    """
    with act("cases.open_case", by=by) as record:
        case = put_case(
            by,
            record,
            section=section,
            title=title,
            kind=kind,
            procedure=procedure,
            origin=origin,
            party_name=party_name,
            party_kind=party_kind,
            secrecy=secrecy,
            handlers=handlers,
            opened_at=opened_at,
        )
        if case.party_name:
            told = {"name": case.party_name, "kind": case.party_kind}
            put_participant(CaseAct(by, record, case), Participant.Role.PARTY, told, {})
        tell(case, record)
    return case


def put_case(
    by: Viewer,
    record: Record,
    *,
    section: Organisation,
    title: str,
    kind: str,
    procedure: str = "",
    origin: str = "",
    party_name: str = "",
    party_kind: str = "",
    secrecy: Iterable[str] = (),
    handlers: Iterable[Person] = (),
    opened_at: datetime | None = None,
    **more: Any,
) -> Case:
    """Open a case inside an act, as `open_case`; `more` are columns that were checked."""
    secrecy = refuse_state_secret(secrecy)
    require_over_section(by, section, Permission.CASE_ENTER)
    bureau = bureau_of(by)
    case = Case(
        bureau=bureau,
        section=section,
        title=checks.filled(title, "title"),
        act=checks.word(kind, law.ACTS, "act"),
        procedure=procedure and checks.word(procedure, law.PROCEDURES, "procedure"),
        origin=origin and checks.word(origin, law.ORIGINS, "origin"),
        party_name=checks.text(party_name, "party_name", 200),
        party_kind=party_kind and checks.word(party_kind, law.PARTY_KINDS, "party_kind"),
        secrecy=secrecy,
        opened_at=checks.time(opened_at or record.at, record.at, "opened_at"),
        recorded_at=record.at,
        created_by=by.person,
        **more,
    )
    case.number = allot_number(bureau, kind, record.at, record)
    record.create(case)
    record.about(case)
    put_handlers(case, list(handlers) or [by.person], record)
    return case


def assign_handlers(*, by: Viewer, case: Case, handlers: Iterable[Person]) -> None:
    """Say who handles the case from now on."""
    with case_act(
        "cases.assign_handlers", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        wanted = {person.pk: person for person in handlers}
        if not wanted:
            raise BadFactError(_("A case needs at least one handler."), "handlers")
        present = {row.person_id: row for row in Handler.objects.filter(case=doing.case)}
        for key, row in present.items():
            if key not in wanted:
                doing.record.update(row, until=doing.record.at)
        put_handlers(
            doing.case, [one for key, one in wanted.items() if key not in present], doing.record
        )


def keep_shell(*, by: Viewer, number: str, keeper: str, place: str) -> SecretShell:
    """Keep of a state-secret case nothing but its number, its keeper and where the paper lies."""
    with act("cases.keep_shell", by=by) as record:
        bureau = bureau_of(by)
        if not by.may(Permission.SECRET_KEEP):
            raise NotAllowedError(_("Your role does not allow this."))
        number = checks.filled(number, "number", 80)
        hold_numbers(bureau)
        cases = Case.objects.within(bureau.pk).filter(number=number)
        shells = SecretShell.objects.within(bureau.pk).filter(number=number)
        if cases.exists() or shells.exists():
            raise NumberTakenError(_("The number %(n)s is in use.") % {"n": number})
        shell = SecretShell(
            bureau=bureau,
            number=number,
            keeper=checks.filled(keeper, "keeper", 60),
            place=checks.filled(place, "place"),
            recorded_at=record.at,
            recorded_by=by.person,
        )
        return record.create(shell)


def refuse_state_secret(secrecy: Iterable[str]) -> list[str]:
    """Return the words of secrecy, if state secret is not among them."""
    found = checks.words(secrecy, law.SECRECY, "secrecy")
    if "state_secret" in found:
        raise StateSecretError(
            _(
                "State secrets are not taken in. Keep the papers as the law asks, and enter here "
                "only the number, the keeper and where they lie."
            )
        )
    return found


def bureau_of(by: Viewer) -> Organisation:
    """Return the viewer's bureau; administrators of the installation have none."""
    if by.bureau is None:
        raise NotAllowedError(_("You do not belong to a bureau."))
    return by.bureau


def put_handlers(case: Case, people: list[Person], record: Record) -> None:
    """Add handlers, who must belong to the bureau."""
    for person in people:
        if person.bureau_id != case.bureau_id:
            raise UnknownRowError(_("There is no such person in the bureau."))
        record.create(Handler(case=case, person=person))
