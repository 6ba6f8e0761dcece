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

from liuhen.apps.people.queries import acting_people
from liuhen.web.entering.inputs import WordField
from liuhen.web.entering.where import Where

HEARING = "hearing"
_NAMES = ("chair", "recorder")


def chair_fields(kind: str, where: Where) -> dict[str, forms.Field]:
    """Return the fields of a hearing; other activities have none."""
    if kind != HEARING:
        return {}
    people = list(_people(where).items())
    hint = _("Nobody who investigated the case chairs its hearing.")
    return {
        "chair": WordField(people, blank=_("Not noted"), label=_("Chair"), help_text=hint),
        "recorder": WordField(people, blank=_("Not noted"), label=_("Who records")),
    }


def chair_note(cleaned: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """Return who was chosen, as the details of the activity have it."""
    if not any(cleaned.get(name) for name in _NAMES):
        return {}
    people = _people(where)
    note: dict[str, str] = {}
    if key := cleaned.get("chair"):
        note |= {"chair": people[key], "chair_person": key}
    if key := cleaned.get("recorder"):
        note["recorder"] = people[key]
    return {HEARING: note}


def chair_initial(details: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """Return who is noted, as the fields show it."""
    note = details.get(HEARING)
    if not note:
        return {}
    by_name = {name: key for key, name in _people(where).items()}
    return {
        "chair": note.get("chair_person") or by_name.get(note.get("chair", ""), ""),
        "recorder": by_name.get(note.get("recorder", ""), ""),
    }


def _people(where: Where) -> dict[str, str]:
    """Who acts in the bureau, by name: a reviewer may chair as well as an officer."""
    bureau = where.viewer.bureau_id
    if bureau is None:
        return {}
    found = acting_people(bureau, timezone.localdate(where.viewer.at))
    return {str(person.pk): person.name for person in found}


def chairs_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _NAMES if name in form.fields]
