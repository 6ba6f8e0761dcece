# SPDX-License-Identifier: Apache-2.0
"""Who chairs and who records a hearing, asked for beside who took part in it.

Everybody of the bureau is offered: whoever had a part in the investigation is entered too, and the
gates of the case say what the law says of it.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.hearings import planned_of
from liuhen.apps.people.queries import acting_people
from liuhen.web.entering.inputs import WordField
from liuhen.web.entering.where import Where

HEARING = "hearing"
_NAMES = ("chair", "recorder")


def chair_fields(
    kind: str, where: Where, details: Mapping[str, Any] | None = None
) -> dict[str, forms.Field]:
    """Return the fields of a hearing with those `details`; other activities have none."""
    if kind != HEARING:
        return {}
    people = list(_offered(where, details).items())
    hint = _("Nobody who investigated the case chairs its hearing.")
    return {
        "chair": WordField(people, blank=_("Not noted"), label=_("Chair"), help_text=hint),
        "recorder": WordField(people, blank=_("Not noted"), label=_("Who records")),
    }


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


def chairs_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _NAMES if name in form.fields]
