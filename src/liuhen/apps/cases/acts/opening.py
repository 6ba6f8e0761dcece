# SPDX-License-Identifier: Apache-2.0
"""Opening a case, giving it handlers, and keeping the shell of a secret one.

Whoever handles a case reads what is confidential in it, and neither reviews nor approves it, ever.
So a head names the handlers, or a handler names another one; nobody makes himself or herself a
handler otherwise, and nobody bars a head or reviewer by naming him or her.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    CaseAct,
    case_act,
    may_name_handlers,
    require_over_section,
    tell,
)
from liuhen.apps.cases.errors import (
    BadFactError,
    NotAllowedError,
    NumberTakenError,
    StateSecretError,
    UnknownRowError,
)
from liuhen.apps.cases.models import Case, Handler, Participant, Recusal, SecretShell
from liuhen.apps.cases.numbering import allot_number, hold_numbers
from liuhen.apps.cases.participants.acts import put_participant
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import SIGNING, Role
from liuhen.apps.people.viewer import Viewer, viewer_for
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
    permission: Permission = Permission.CASE_ENTER,
    **more: Any,
) -> Case:
    """Open a case inside an act, as `open_case`; `more` are columns that were checked.

    Whoever opens it by another `permission` than to enter cases does not handle it.
    """
    secrecy = refuse_state_secret(secrecy)
    require_over_section(by, section, permission)
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
    named = list(handlers)
    if permission is Permission.CASE_ENTER:
        named = named or [by.person]
    _require_nobody_barred(by, case, named, record)
    put_handlers(case, named, record, by)
    return case


def assign_handlers(*, by: Viewer, case: Case, handlers: Iterable[Person]) -> None:
    """Say who handles the case from now on: a head over it, or one of its handlers.

    Raises:
        BadFactError: nobody is named.
        NotAllowedError: neither a head nor a handler; somebody who withdrew from the case; a head
            or reviewer, who handles a case by an act of his or her own.
    """
    heads = by.reaches(Permission.CASE_CORRECT, case.section_id)
    with case_act(
        "cases.assign_handlers",
        by=by,
        case=case,
        permission=Permission.CASE_CORRECT if heads else Permission.CASE_ENTER,
    ) as doing:
        if not may_name_handlers(by, doing.case):
            raise NotAllowedError(
                _("A head, or whoever handles the case, says who handles it; ask one of them.")
            )
        wanted = {person.pk: person for person in handlers}
        if not wanted:
            raise BadFactError(_("A case needs at least one handler."), "handlers")
        present = {row.person_id: row for row in Handler.objects.filter(case=doing.case)}
        for key, row in present.items():
            if key not in wanted:
                doing.record.update(row, until=doing.record.at)
        new = [one for key, one in wanted.items() if key not in present]
        _require_not_withdrawn(doing.case, new)
        _require_nobody_barred(by, doing.case, new, doing.record)
        put_handlers(doing.case, new, doing.record, by)


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


def put_handlers(
    case: Case, people: list[Person], record: Record, by: Viewer | None = None
) -> None:
    """Add handlers, who must belong to the bureau; `by`: who names them, of which they are told."""
    named_by = by.person if by is not None else None
    for person in people:
        if person.bureau_id != case.bureau_id:
            raise UnknownRowError(_("There is no such person in the bureau."))
        record.create(Handler(case=case, person=person, since=record.at, named_by=named_by))


def _require_not_withdrawn(case: Case, people: list[Person]) -> None:
    """Refuse to name somebody who withdrew from the case (回避)."""
    rows = Recusal.objects.within(case.bureau_id).filter(case=case, person__in=people, granted=True)
    if (row := rows.select_related("person").first()) is not None:
        raise NotAllowedError(
            _("%(name)s withdrew from the case and takes no part in it.")
            % {"name": row.person.name}
        )


def _require_nobody_barred(by: Viewer, case: Case, people: list[Person], record: Record) -> None:
    """Refuse to name a head or reviewer: by that he or she would never decide in the case.

    They name themselves; the head of the bureau names those below.
    """
    is_head = by.role_over(Role.BUREAU_HEAD, case.section_id)
    for person in people:
        if person.pk == by.person_id:
            continue
        other = viewer_for(person, record.at, case.bureau)
        roles = {role for role in SIGNING if other.role_over(role, case.section_id)}
        if roles and (not is_head or Role.BUREAU_HEAD in roles):
            raise NotAllowedError(
                _(
                    "%(name)s reviews or approves cases of this section; only he or she decides to "
                    "handle one."
                )
                % {"name": person.name}
            )
