# SPDX-License-Identifier: Apache-2.0
"""Who is expected to sign a paper in which role, as the case knows: offered, never entered.

As an officer who acted, a chair or a recorder nobody else signs in the system.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Handler, Paper, Participant
from liuhen.apps.cases.named import between
from liuhen.apps.cases.of_case import handlings
from liuhen.apps.cases.papers.reading import frozen_of, sees_secrets, signatures_on
from liuhen.apps.cases.participants.masks import WITHHELD
from liuhen.apps.cases.participants.reading import Told, participants_of
from liuhen.apps.cases.participants.receiving import is_stranger_to
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import forms_to_informants, forms_to_others

_ROLES = Participant.Role
_OFFICERS = ("officer", "server", "inspector")
_PARTY = ("party", "recipient")
#: Who signs because the paper itself names that person, by the field that does.
NAMED_IN = {"hearing_chair": "chair", "recorder": "recorder"}
_OTHERS = {"agent": _ROLES.AGENT, "witness": _ROLES.WITNESS, "third": _ROLES.THIRD}


def names_for(viewer: Viewer, paper: Paper) -> dict[str, list[str]]:
    """Return the names by the roles of the form, without those who signed already."""
    form = frozen_of(paper).form
    people = participants_of(viewer, paper.case)
    signed = {(one.role, one.name) for one in signatures_on(paper)}
    found: dict[str, list[str]] = {}
    for one in form.signatures:
        names = _names(viewer, paper, one.role, people)
        found[one.role] = [name for name in names if (one.role, name) not in signed]
    return found


def is_stranger(viewer: Viewer, paper: Paper, role: str, name: str, whom: str = "") -> bool:
    """Whether `name` is none who signs in that role for the party, as the case knows.

    `whom`: the party, where the paper itself does not say it. Who may sign for a party: see
    `participants.receiving`.
    """
    if paper.form in forms_to_others():  # whoever brought or fetched something may be anybody
        return False
    if role not in _PARTY:
        return False
    people = participants_of(viewer, paper.case)
    if paper.form in forms_to_informants():
        named = _of(people, _ROLES.COMPLAINANT)
        return bool(named) and name.strip() not in {WITHHELD, *named}
    also = [*_asked(viewer, paper), *_asked(viewer, paper, "present")]
    said = whom or str(paper.values.get("party") or "")
    return is_stranger_to(paper.case, people, said, name, also)


def acts_in(by: Viewer, case: Case, name: str) -> bool:
    """Whether somebody acts in the case for the bureau, and so is nobody's witness in it.

    By name: of an officer of another body nothing else is known.
    """
    names = {by.person.name, *(one.name for one in handlings(case))}
    done = known_rows(Activity, case)
    names |= {str(one.get("name") or "") for row in done for one in row.officers}
    return bool(name.strip()) and _plain(name) in {_plain(one) for one in names}


def is_named(paper: Paper, role: str, name: str) -> bool:
    """Whether the paper names somebody of that name as the one who signs in the role."""
    said = str(paper.values.get(NAMED_IN.get(role, "")) or "")
    return bool(_plain(said)) and same_name(said, name)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, whatever blanks they have."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    """A name without blanks, as it is compared."""
    return "".join(name.split())


def _acted(paper: Paper) -> list[str]:
    """Return who signs as an officer who acted: whom the paper or its activities name, handlers."""
    told = frozen_of(paper).values.get("officers")
    rows = Activity.objects.within(paper.bureau_id).filter(
        case=paper.case, ref__in=paper.event_refs, superseded_at=None, withdrawn=False
    )
    named = [
        *(told if isinstance(told, list) else []),
        *(one for row in rows for one in row.officers),
    ]
    there = [str(one.get("name") or "") for one in named if isinstance(one, dict)]
    return _once([*there, *_handlers(paper)])


def require_acted(by: Viewer, paper: Paper, role: str) -> None:
    """Refuse whoever had no part in what the paper says: its places are for those who acted.

    Law: 行政处罚法第四十二条, 第五十二条, 第五十五条.

    Raises:
        NotAllowedError: it names those who sign, and the way for somebody who was left out.
    """
    if role in NAMED_IN:
        _require_named(by, paper, role)
    if role != "officer":
        return
    names = _acted(paper)
    if _plain(by.person.name) not in {_plain(one) for one in names}:
        raise NotAllowedError(
            _(
                "Those sign who acted: %(names)s. Whoever was there too is first entered among "
                "the officers of the activity."
            )
            % {"names": between().join(names)}
        )


def _require_named(by: Viewer, paper: Paper, role: str) -> None:
    """Refuse everybody but whom the paper names as its chair or recorder, where it names one."""
    said = str(paper.values.get(NAMED_IN[role]) or "")
    if said and not is_named(paper, role, by.person.name):
        raise NotAllowedError(_("The paper names who signs here: %(name)s.") % {"name": said})


def _names(viewer: Viewer, paper: Paper, role: str, people: list[Told]) -> list[str]:
    if role in NAMED_IN:
        return _once([str(paper.values.get(NAMED_IN[role]) or "")])
    if role in _OFFICERS:
        return _officers(paper) or _handlers(paper)
    if role == "handler":
        return _handlers(paper)
    if role in _PARTY:
        return _receiving(viewer, paper, people)
    return _of(people, _OTHERS[role]) if role in _OTHERS else []


def _receiving(viewer: Viewer, paper: Paper, people: list[Told]) -> list[str]:
    """Who signs for the paper: the party, who informed, or whoever brought something."""
    if paper.form in forms_to_informants():
        return _of(people, _ROLES.COMPLAINANT)
    if paper.form in forms_to_others():
        return _once([*_asked(viewer, paper, "deliverer"), *_asked(viewer, paper, "giver")])
    return _once([*_asked(viewer, paper), *_of(people, _ROLES.PARTY)])


def _officers(paper: Paper) -> list[str]:
    """The officers whom the paper names, or those of its activity."""
    told = frozen_of(paper).values.get("officers")
    if isinstance(told, list) and told:
        return _once(str(one.get("name") or "") for one in told if isinstance(one, dict))
    rows = Activity.objects.within(paper.bureau_id).filter(
        case=paper.case, ref__in=paper.event_refs[:1], superseded_at=None, withdrawn=False
    )
    return _once(str(one.get("name") or "") for row in rows for one in row.officers)


def _handlers(paper: Paper) -> list[str]:
    rows = Handler.objects.filter(case=paper.case).select_related("person").order_by("id")
    return _once(row.person.name for row in rows)


def _asked(viewer: Viewer, paper: Paper, name: str = "person") -> list[str]:
    """Whom the paper names as the person before the officers."""
    frozen = frozen_of(paper)
    field = frozen.form.by_id.get(name)
    if field is None or (field.secret and not sees_secrets(viewer, paper.case)):
        return []
    value: Any = frozen.values.get(name)
    return [value] if isinstance(value, str) else []


def _of(people: list[Told], role: str) -> list[str]:
    """Those in the role who can sign: of an organisation whoever represents it."""
    return _once(
        one.row.representative if one.row.kind == "organization" else one.name
        for one in people
        if one.row.role == role
    )


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
