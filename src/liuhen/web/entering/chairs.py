# SPDX-License-Identifier: Apache-2.0
"""Who chairs and who records a hearing, asked for beside who took part in it.

Who may chair it is offered; whoever had a part in the investigation stands apart, under what the
law says of it, because what was done is entered as it was. Of a doubtful chair that is said at the
field, and again once it is entered; the gates of the case say it before the decision.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.chairing import (
    could_chair,
    doubt_of_chair,
    doubt_of_recorder,
    had_part,
    only_reviewer,
    who_may_chair,
)
from liuhen.apps.cases.hearings import planned_of
from liuhen.apps.cases.models import Case
from liuhen.apps.people.queries import acting_people
from liuhen.web.entering.inputs import WordField
from liuhen.web.entering.where import Where
from liuhen.web.papers.doubts import SAID

HEARING = "hearing"
_NAMES = ("chair", "recorder")
_HINT = _("Nobody who investigated the case chairs its hearing.")
_APART = _("Had a part in this case: may not chair; only where it was so")
_RECORDS_APART = _("Had a part in this case: should not record; only where it was so")


def chair_fields(
    kind: str, where: Where, details: Mapping[str, Any] | None = None, chosen: str = ""
) -> dict[str, forms.Field]:
    """Return the fields of a hearing with those `details`; other activities have none.

    `chosen`: who is chosen as the page is shown, of whom it may have something to say.
    """
    if kind != HEARING:
        return {}
    people, case, at = _offered(where, details), where.case, where.viewer.at
    hint = chair_hint(case, at) if case is not None else _HINT
    if case is not None and (said := chair_doubt(case, at, _noted(chosen, people))):
        hint = said
    return {
        "chair": WordField(
            _as_chairs(where, people), blank=_("Not noted"), label=_("Chair"), help_text=hint
        ),
        "recorder": WordField(
            _as_recorders(where, people), blank=_("Not noted"), label=_("Who records")
        ),
    }


def chair_hint(case: Case, at: datetime) -> Promise | str:
    """Return what stands at the field of the chair, whoever is chosen."""
    sole = only_reviewer(case, at)
    if sole is None or not who_may_chair(case, at).filter(pk=sole.pk).exists():
        return _HINT
    return gettext(
        "Nobody who investigated the case chairs its hearing. %(name)s alone is left to review the "
        "case, and reviews it no more after chairing."
    ) % {"name": sole.name}


def chair_doubt(case: Case, at: datetime, note: Mapping[str, Any]) -> str:
    """Return what is to be said of a chair, noted as the details of an activity have it."""
    key = note.get("chair_person")
    word = doubt_of_chair(case, at, str(note.get("chair") or ""), UUID(key) if key else None)
    return str(SAID[word]) if word else ""


def warn_of_chair(request: HttpRequest, case: Case, note: Mapping[str, Any]) -> None:
    """Say what is doubtful in a chair who was entered; it is kept."""
    word = doubt_of_recorder(case, str(note.get("recorder") or ""), str(note.get("chair") or ""))
    if word:
        messages.warning(request, _("%(what)s It is kept.") % {"what": SAID[word]})
    if said := chair_doubt(case, timezone.now(), note):
        messages.warning(request, _("%(what)s It is kept.") % {"what": said})


def chair_note(
    cleaned: Mapping[str, Any], where: Where, details: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return who was chosen, as the details of the activity have it; `details`: the ones before."""
    if not any(cleaned.get(name) for name in _NAMES):
        return {}
    people = _offered(where, details)
    note: dict[str, str] = {}
    if key := cleaned.get("chair"):
        account = {} if key == people[key] else {"chair_person": key}
        note |= {"chair": people[key], **account}
    if key := cleaned.get("recorder"):
        note["recorder"] = people[key]
    return {HEARING: note}


def chair_initial(details: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """Return who is noted, as the fields show it."""
    note = details.get(HEARING)
    if not note:
        return {}
    by_name = {name: key for key, name in _offered(where, details).items()}
    return {
        "chair": note.get("chair_person") or by_name.get(note.get("chair", ""), ""),
        "recorder": by_name.get(note.get("recorder", ""), ""),
    }


def planned_initial(kind: str, where: Where) -> dict[str, Any]:
    """Return where and before whom a hearing was planned, as the fields of a new one show it."""
    if kind != HEARING or where.case is None:
        return {}
    planned = planned_of(where.case, where.viewer.at)
    if planned is None:
        return {}
    note = {"chair": planned.chair, "recorder": planned.recorder}
    account = {"chair_person": str(planned.chair_key)} if planned.chair_key else {}
    found = chair_initial({HEARING: note | account}, where) | {"place": planned.place}
    return {name: value for name, value in found.items() if value}


def _offered(where: Where, details: Mapping[str, Any] | None) -> dict[str, str]:
    """Who acts in the bureau, by name, and whoever is noted already: by account, else by the name.

    A reviewer may chair as well as an officer. Whoever has left since chaired it all the same.
    """
    note, bureau = (details or {}).get(HEARING) or {}, where.viewer.bureau_id
    acting = [] if bureau is None else acting_people(bureau, timezone.localdate(where.viewer.at))
    people = {str(person.pk): person.name for person in acting}
    for word, account in (("chair", note.get("chair_person")), ("recorder", None)):
        name = note.get(word)
        if name and (account or name) not in people and (account or name not in people.values()):
            people[account or name] = name
    return people


def _noted(chosen: str, people: Mapping[str, str]) -> dict[str, str]:
    """Somebody of the list as the details of an activity have it; nothing for anybody else."""
    if chosen not in people:
        return {}
    name = people[chosen]
    return {"chair": name} | ({} if chosen == name else {"chair_person": chosen})


def _as_recorders(where: Where, people: Mapping[str, str]) -> list[tuple[Any, Any]]:
    """Who may record; apart from them who investigated or withdrew."""
    parts = {str(key) for key in had_part(where.case)} if where.case is not None else set()
    first = [(key, name) for key, name in people.items() if key not in parts]
    apart = [(key, name) for key, name in people.items() if key in parts]
    return [*first, *([(_RECORDS_APART, apart)] if apart else [])]


def _as_chairs(where: Where, people: Mapping[str, str]) -> list[tuple[Any, Any]]:
    """Who may chair; apart from them who investigated. Who was noted before stays.

    Others of the bureau are left out: by their roles they hear nothing.
    """
    viewer, case = where.viewer, where.case
    if viewer.bureau_id is None:
        return list(people.items())
    day = timezone.localdate(viewer.at)
    able = {str(key) for key in could_chair(viewer.bureau_id, day).values_list("pk", flat=True)}
    may = able
    if case is not None:
        rows = who_may_chair(case, viewer.at)
        may = {str(key) for key in rows.values_list("pk", flat=True)}
    acting = {str(one.pk) for one in acting_people(viewer.bureau_id, day)}
    first = [(key, name) for key, name in people.items() if key in may or key not in acting]
    apart = [(key, name) for key, name in people.items() if key in able - may]
    return [*first, *([(_APART, apart)] if apart else [])]


def chairs_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _NAMES if name in form.fields]
