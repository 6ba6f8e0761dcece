# SPDX-License-Identifier: Apache-2.0
"""What was typed into an issued paper of somebody goes over into the case, where a person says so.

What this module promises:

- only what the paper says of the party itself goes over: of whoever else was asked, was there or
  signs for it, nothing; of an organisation nothing that a human being alone has;
- nothing goes over by itself, and nothing that the case knows is replaced unseen: what is empty
  there is offered, and what still says what it said when the paper was issued, with what it says;
- what is confidential is offered to those who may see it, and kept where it belongs; the act is
  that of changing or entering the participant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Paper, Participant
from liuhen.apps.cases.papers.reading import Frozen, frozen_of, may_open, sees_secrets
from liuhen.apps.cases.participants.acts import add_participant, change_participant
from liuhen.apps.cases.participants.particulars import LONGEST
from liuhen.apps.cases.participants.reading import Told, participants_of
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.form import Field, Form

_ROLE = Participant.Role.PARTY
#: What of somebody stands in the open row and in the confidential one, by the parts of a person.
_OPEN = {
    "sex": "sex", "post": "job", "representative": "representative", "address": "address",
    "code": "credit_code",
}  # fmt: skip
_SECRET = {"identity_number": "identity_number", "telephone": "telephone", "born": "birth_date"}
_SEXES = {"男": "male", "女": "female"}
_CREDIT_CODE = 18
#: The sources that speak of the party, or of who answers for it.
_OF_PARTY = frozenset({"party", "asked"})
#: What an organisation has not: where a paper says it, it speaks of somebody else.
_HUMAN = frozenset({"sex", "job", "identity_number", "birth_date"})


@dataclass(frozen=True, slots=True)
class Offered:
    """One particular: of which field of the paper, under which name the case keeps it.

    `before`: what the case says there now, where it says anything.
    """

    field: str
    label: str
    name: str
    said: str
    value: Any
    secret: bool
    before: str = ""


def offered_by(viewer: Viewer, paper: Paper) -> list[Offered]:
    """Return what the paper says of the party and the case does not.

    Nothing to whoever may not open the paper, or may not change what the case says of its people.
    """
    if not may_open(viewer, paper) or not case_deeds(viewer, paper.case).change:
        return []
    told = _party(viewer, paper)
    if told is not None and (told.withheld or told.row.ended_at is not None):
        return []
    kind = told.row.kind if told is not None else paper.case.party_kind
    not_of = _HUMAN if kind == "organization" else frozenset()
    found = {one.name: one for one in _said(viewer, paper, told) if one.name not in not_of}
    return [news for one in found.values() if (news := _news(paper, told, one)) is not None]


def take_over(*, by: Viewer, paper: Paper) -> Participant:
    """Write what is offered into the participant; a case without a party gets one.

    Raises:
        BadFactError: nothing is offered any more, or a value that cannot be.
        NotAllowedError: the viewer may not enter it.
    """
    offered = offered_by(by, paper)
    if not offered:
        raise BadFactError(_("The case knows already what the paper says."))
    open_ = {one.name: one.value for one in offered if not one.secret}
    secret = {one.name: one.value for one in offered if one.secret}
    told = _party(by, paper)
    if told is not None:
        return change_participant(by=by, participant=told.row, told=open_, secret=secret)
    named = {"name": paper.case.party_name, "kind": paper.case.party_kind}
    return add_participant(by=by, case=paper.case, role=_ROLE, told=named | open_, secret=secret)


def _party(viewer: Viewer, paper: Paper) -> Told | None:
    """The first party, as the sources of forms know it."""
    found = participants_of(viewer, paper.case)
    return next((one for one in found if one.row.role == _ROLE), None)


def _said(viewer: Viewer, paper: Paper, told: Told | None) -> Iterator[Offered]:
    frozen = frozen_of(paper)
    secrets = sees_secrets(viewer, paper.case)
    names = {_plain(paper.case.party_name)}
    if told is not None:
        names |= {_plain(told.name), _plain(told.row.name)}
    for field in frozen.form.fields:
        value = frozen.values.get(field.id)
        if not value or not _is_about_party(field) or (field.secret and not secrets):
            continue
        if not _is_of_party(field, frozen, names):
            continue
        parts = value if isinstance(value, dict) else {_part(field): value}
        for name, text in parts.items():
            if one := _one(field, name, str(text).strip(), secrets=secrets):
                yield one


def _is_of_party(field: Field, frozen: Frozen, names: set[str]) -> bool:
    """Whether a field speaks of the party: nobody else is named or called there.

    Whose particular it is: of the field that its id begins with (`present_phone`: `present`), else
    of who stands where the party's name was filled in.
    """
    values = frozen.values
    if isinstance(own := values.get(field.id), dict):
        return _plain(own.get("name")) in {"", *names}
    called = {values.get(one.id) or _ROLE for one in frozen.form.fields if _part(one) == "role"}
    whose = frozen.form.by_id.get(field.id.partition("_")[0], field)
    there = [whose] if whose is not field else _names_in(frozen.form)
    return called <= {_ROLE} and all(_plain(values.get(one.id)) in {"", *names} for one in there)


def _names_in(form: Form) -> list[Field]:
    return [one for one in form.fields if _part(one) == "name"]


def _is_about_party(field: Field) -> bool:
    return (field.fill or "").partition(".")[0] in _OF_PARTY


def _part(field: Field) -> str:
    """Which part of the party, or of who answers for it, a field was filled in from."""
    return (field.fill or "").partition(".")[2] if _is_about_party(field) else ""


def _plain(name: Any) -> str:
    return "".join(str(name or "").split())


def _one(field: Field, part: str, text: str, *, secrets: bool) -> Offered | None:
    """The particular that a part says, if it is one and can be kept."""
    if part == "identity":
        part = (
            "code" if len(text) == _CREDIT_CODE and not text[:17].isdigit() else "identity_number"
        )
    name = _OPEN.get(part) or (_SECRET.get(part) if secrets else None)
    value: Any = text
    if name == "sex":
        value = _SEXES.get(text)
    elif name == "birth_date":
        value = _day(text)
    if name is None or not value or len(text) > LONGEST.get(name, len(text)):
        return None
    return Offered(field.id, field.label.zh, name, text, value, part in _SECRET)


def _news(paper: Paper, told: Told | None, one: Offered) -> Offered | None:
    """What to offer where the case knows nothing, or still what it knew at the issuing."""
    if told is None:
        return one
    row: Any = told.secret if one.secret else told.row
    known = getattr(row, one.name, "") if row is not None else ""
    if one.name == "address":
        known = told.address
    if not known:
        return one
    then = paper.known.get(one.field)
    same = not one.secret and isinstance(then, str) and _then(one.name, then) == known
    return replace(one, before=str(then)) if same and known != one.value else None


def _then(name: str, text: str) -> str | None:
    return _SEXES.get(text) if name == "sex" else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
