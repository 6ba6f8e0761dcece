# SPDX-License-Identifier: Apache-2.0
"""Who is expected to sign a paper in which role, as the case knows: offered, never entered."""

from collections.abc import Iterable
from typing import Any

from liuhen.apps.cases.models import Activity, Handler, Paper, Participant
from liuhen.apps.cases.papers.reading import frozen_of, sees_secrets, signatures_on
from liuhen.apps.cases.participants.reading import Told, participants_of
from liuhen.apps.people.viewer import Viewer

_ROLES = Participant.Role
_OFFICERS = ("officer", "server", "inspector")
_PARTY = ("party", "recipient")
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


def _names(viewer: Viewer, paper: Paper, role: str, people: list[Told]) -> list[str]:
    if role in _OFFICERS:
        return _officers(paper) or _handlers(paper)
    if role == "handler":
        return _handlers(paper)
    if role in _PARTY:
        return _once([*_asked(viewer, paper), *_of(people, _ROLES.PARTY)])
    return _of(people, _OTHERS[role]) if role in _OTHERS else []


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


def _asked(viewer: Viewer, paper: Paper) -> list[str]:
    """Whom the paper names as the person before the officers."""
    frozen = frozen_of(paper)
    field = frozen.form.by_id.get("person")
    if field is None or (field.secret and not sees_secrets(viewer, paper.case)):
        return []
    value: Any = frozen.values.get("person")
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
