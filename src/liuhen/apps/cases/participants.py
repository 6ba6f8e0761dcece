# SPDX-License-Identifier: Apache-2.0
"""The people of a case outside the bureau: who they are, what is confidential, where to serve them.

What this module promises:

- what is confidential stands in a `ParticipantSecret` and nowhere else; who informed is named there
  alone; whoever may not see it is told that there is something, and not what;
- whoever may not see what is confidential can add it and cannot change it unseen;
- the first party of a case is repeated in `case.party_name` and `case.party_kind`;
- the age is that of the day of the act that the case is about, as far as that is known.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Activity, Case, Participant, ParticipantSecret
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.law.routes import gates_of

Role = Participant.Role
SEXES = ("male", "female")
OPEN = (
    "name", "kind", "credit_code", "representative", "sex", "job", "address", "anonymous",
)  # fmt: skip
CONFIDENTIAL = ("name", "identity_number", "telephone", "birth_date", "religion", "address")
_LONGEST = {
    "name": 200, "credit_code": 40, "representative": 60, "sex": 6, "job": 100, "address": 200,
    "service_address": 200, "service_email": 200, "identity_number": 40, "telephone": 40,
    "religion": 60,
}  # fmt: skip
_CITIZEN = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Told:
    """A participant as one viewer sees it.

    `secret` is `None` where there is none or the viewer may not see it; `withheld` says which.
    `age`: on the day of the act; `minor`: "none" (no penalty), "lighter" or nothing.
    """

    row: Participant
    secret: ParticipantSecret | None
    withheld: bool
    age: int | None = None
    minor: str = ""

    @property
    def name(self) -> str:
        """The name, as far as this viewer may know it."""
        return self.row.name or (self.secret.name if self.secret else "")


def participants_of(viewer: Viewer, case: Case, *, ended: bool = False) -> list[Told]:
    """Return the participants of a case, parties first; those that ended only where asked for."""
    rows = Participant.objects.seen_by(viewer).filter(case=case)
    if not ended:
        rows = rows.filter(ended_at=None)
    order = {role: place for place, role in enumerate(Role.values)}
    found = sorted(rows, key=lambda row: (order.get(row.role, 9), row.recorded_at, row.pk))
    return _told(viewer, case, found)


def get_participant(viewer: Viewer, key: Any) -> Told:
    """Return one participant.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Participant.objects.seen_by(viewer).select_related("case", "case__bureau")
    row = rows.filter(pk=key).first()
    if row is None:
        raise UnknownRowError(_("There is no such person in the case."))
    return _told(viewer, row.case, [row])[0]


def _told(viewer: Viewer, case: Case, rows: list[Participant]) -> list[Told]:
    own = ParticipantSecret.objects.seen_by(viewer).filter(participant__in=rows)
    seen = {one.participant_id: one for one in own}
    there = set(
        ParticipantSecret.objects.within(case.bureau_id)
        .filter(participant__in=rows)
        .values_list("participant_id", flat=True)
    )
    day = day_of_the_act(case)
    return [
        Told(row, None, withheld=row.pk in there)
        if row.pk not in seen
        else _seen(row, seen[row.pk], case, day)
        for row in rows
    ]


def _seen(row: Participant, secret: ParticipantSecret, case: Case, day: date) -> Told:
    if secret.birth_date is None:
        return Told(row, secret, withheld=False)
    age = age_on(secret.birth_date, day)
    return Told(row, secret, withheld=False, age=age, minor=minority(case, age))


def day_of_the_act(case: Case) -> date:
    """Return the day by which age counts: that of the act, or else when the bureau met with it."""
    if case.happened_on is not None:
        return case.happened_on
    rows = Activity.objects.within(case.bureau_id).filter(
        case=case, superseded_at=None, withdrawn=False
    )
    first: datetime | None = rows.order_by("start").values_list("start", flat=True).first()
    return timezone.localtime(first or case.opened_at).date()


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on `day`.

    >>> age_on(date(2012, 3, 2), date(2026, 3, 1)), age_on(date(2012, 3, 2), date(2026, 3, 2))
    (13, 14)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def minority(case: Case, age: int) -> str:
    """Return what the age asks for: "none" (no penalty), "lighter", or nothing (处罚法 art. 30)."""
    pack = pack_now(case.bureau, timezone.now()).id
    limits = next((gate.limits for gate in gates_of(pack) if gate.condition == "minor"), {})
    if age < limits.get("none-under", 0):
        return "none"
    return "lighter" if age < limits.get("lighter-under", 0) else ""


# ---------------------------------------------------------------- acts


def add_participant(
    *,
    by: Viewer,
    case: Case,
    role: str,
    told: Mapping[str, Any] | None = None,
    secret: Mapping[str, Any] | None = None,
) -> Participant:
    """Enter a person or organisation into a case.

    `told`: by the names in `OPEN`; `secret`: by those in `CONFIDENTIAL`.

    Raises:
        BadFactError: a value that cannot be, or nobody is named.
    """
    with case_act(
        "cases.add_participant", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        return put_participant(doing, role, told or {}, secret or {})


def put_participant(
    doing: CaseAct, role: str, told: Mapping[str, Any], secret: Mapping[str, Any]
) -> Participant:
    """Enter one inside an act. The name of who informed goes into the confidential row."""
    word = checks.word(role, Role.values, "role")
    values, closed = _split(word, _checked(told), _checked_secret(secret))
    if not (values.get("name") or closed.get("name") or values.get("anonymous")):
        raise BadFactError(_("Who is it? Enter a name."), "name")
    row = doing.record.create(
        Participant(
            bureau=doing.case.bureau,
            case=doing.case,
            role=word,
            recorded_at=doing.record.at,
            recorded_by=doing.by.person,
            **values,
        )
    )
    if any(closed.values()):
        _put_secret(doing, row, closed)
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
        NotAllowedError: what is confidential is changed by somebody who may not see it.
    """
    with _on(participant, by, "cases.change_participant") as doing:
        row = _locked(doing, participant)
        values, closed = _split(row.role, _checked(told or {}), _checked_secret(secret or {}))
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            doing.record.update(row, **changed)
        if closed:
            _change_secret(doing, row, closed)
        if not doing.record.changed:
            raise BadFactError(_("Nothing was changed yet."))
        keep_party(doing)
        return row


def end_participant(*, by: Viewer, participant: Participant, reason: str) -> Participant:
    """Let somebody be no participant any more; the row stays."""
    with _on(participant, by, "cases.end_participant") as doing:
        row = _locked(doing, participant)
        doing.record.note(reason=checks.filled(reason, "reason", 300))
        doing.record.update(row, ended_at=doing.record.at)
        keep_party(doing)
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

    Raises:
        BadFactError: neither an address nor an e-mail; or agreed to be served electronically
            without saying where.
    """
    with _on(participant, by, "cases.confirm_address") as doing:
        row = _locked(doing, participant)
        where = checks.text(address, "service_address", _LONGEST["service_address"])
        mail = checks.text(email, "service_email", _LONGEST["service_email"])
        if not (where or mail):
            raise BadFactError(_("Enter the address that was confirmed."), "service_address")
        if agrees_electronic and not mail:
            raise BadFactError(_("Where is it served electronically?"), "service_email")
        return doing.record.update(
            row,
            service_address=where,
            service_email=mail,
            agrees_electronic=agrees_electronic,
            address_confirmed_at=checks.time(at, doing.record.at, "at"),
        )


def keep_party(doing: CaseAct) -> None:
    """Repeat the first party in the case; a case whose parties nobody entered keeps its own."""
    rows = Participant.objects.within(doing.case.bureau_id).filter(case=doing.case, role=Role.PARTY)
    party = rows.filter(ended_at=None).order_by("recorded_at", "id").first()
    if party is None and not rows.exists():
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
    if party is not None and names:
        doing.record.update(party, **{wanted[one]: getattr(doing.case, one) for one in names})


# ---------------------------------------------------------------- inside


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


def _checked(told: Mapping[str, Any]) -> dict[str, Any]:
    """The open values, each as it may be."""
    unknown = set(told) - set(OPEN)
    if unknown:
        raise BadFactError(_("There is no such entry."), min(unknown))
    found: dict[str, Any] = {}
    for name, value in told.items():
        if name == "anonymous":
            found[name] = bool(value)
        elif name == "kind":
            found[name] = value and checks.word(value, law.PARTY_KINDS, "party_kind")
        elif name == "sex":
            found[name] = value and checks.word(value, SEXES, "sex")
        else:
            found[name] = checks.text(str(value or ""), name, _LONGEST[name])
    return found


def _checked_secret(secret: Mapping[str, Any]) -> dict[str, Any]:
    """The confidential values; the day of birth is read from a citizen's number where it is."""
    unknown = set(secret) - set(CONFIDENTIAL)
    if unknown:
        raise BadFactError(_("There is no such entry."), min(unknown))
    found: dict[str, Any] = {}
    for name, value in secret.items():
        if name == "birth_date":
            found[name] = _day(value)
        else:
            longest = 60 if name == "name" else _LONGEST[name]
            found[name] = checks.text(str(value or ""), name, longest)
    if not found.get("birth_date") and (born := born_by(found.get("identity_number", ""))):
        found["birth_date"] = born
    return found


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, date) or not 1850 <= value.year <= timezone.localdate().year:  # noqa: PLR2004  # nobody is older
        raise BadFactError(_("This day cannot be."), "birth_date")
    return value


def _split(
    role: str, told: dict[str, Any], secret: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Move what would tell who informed into the confidential row."""
    if role != Role.COMPLAINANT:
        return told, secret
    open_, closed = dict(told), dict(secret)
    for name in ("name", "address"):
        if open_.get(name):
            closed.setdefault(name, checks.text(open_[name], name, 60 if name == "name" else 200))
    for name in ("name", "address", "job", "representative", "sex"):
        if name in open_:
            open_[name] = ""
    return open_, closed


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
        return
    if not ParticipantSecret.objects.seen_by(doing.by).filter(pk=there.pk).exists():
        raise NotAllowedError(_("What is confidential is changed by those who may see it."))
    changed = {name: value for name, value in values.items() if getattr(there, name) != value}
    if changed:
        doing.record.update(there, **changed)


# ---------------------------------------------------------------- citizens' numbers


def born_by(number: str) -> date | None:
    """Return the day of birth in a citizen's number (GB 11643), or nothing.

    >>> born_by("11010519491231002X"), born_by("E12345678")
    (datetime.date(1949, 12, 31), None)
    """
    found = _CITIZEN.fullmatch(number.strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_mistyped(number: str) -> bool:
    """Whether it looks like a citizen's number whose last character does not fit.

    >>> is_mistyped("11010519491231002X"), is_mistyped("110105194912310021")
    (False, True)
    """
    text = number.strip().upper()
    if _CITIZEN.fullmatch(text) is None:
        return False
    total = sum(int(one) * weight for one, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK[total % 11] != text[-1]
