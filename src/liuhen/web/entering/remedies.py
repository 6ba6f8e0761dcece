# SPDX-License-Identifier: Apache-2.0
"""What came of a remedy, or of an application to the court, asked for where that is entered.

Of several parties it is asked whose remedy it is. Whoever seeks or decides one, or orders
enforcement, is not the bureau: no officers, certificates or footage are asked.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import COURT_RESULTS, RESULTS
from liuhen.apps.cases.models import Participant
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.remedies import ENDED, SOUGHT, whose
from liuhen.web.details import COURT_WORDS, RESULT_WORDS
from liuhen.web.entering.inputs import LineField, WordField
from liuhen.web.entering.where import Where

_ANSWERED = "court_result"
_REMEDIES = frozenset({SOUGHT, ENDED})
#: Done by others than the officers of the bureau.
BY_OTHERS = frozenset({*_REMEDIES, _ANSWERED})
#: Which part of the details each field is, and its name there.
_KEPT = {
    "remedy_who": ("remedy", "who"),
    "remedy_result": ("remedy", "result"),
    "remedy_number": ("remedy", "number"),
    "court_result": ("court", "result"),
}


def remedy_fields(kind: str, where: Where) -> dict[str, forms.Field]:
    """Return the fields of what came of it; activities of other kinds have none."""
    if kind == _ANSWERED:
        return {"court_result": WordField(_offered(COURT_RESULTS, COURT_WORDS), label=_("Result"))}
    found: dict[str, forms.Field] = {}
    if kind in _REMEDIES and len(names := _parties(where)) > 1:
        named = {name: name for name in names}
        found["remedy_who"] = WordField(_offered(names, named), label=_("Of which party"))
    if kind == ENDED:
        found["remedy_result"] = WordField(_offered(RESULTS, RESULT_WORDS), label=_("Result"))
        found["remedy_number"] = LineField(
            label=_("Number of the decision or judgment"), longest=200
        )
    return found


def _offered(
    words: Iterable[str], said: Mapping[str, Promise | str]
) -> list[tuple[str, Promise | str]]:
    return [("", _("Choose one.")), *((word, said[word]) for word in words)]


def with_results(before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the details with what was typed of it; None where the form does not ask for it."""
    asked = {name: place for name, place in _KEPT.items() if name in typed}
    if not asked:
        return None
    made = dict(before)
    for name, (part, word) in asked.items():
        note = {**(made.pop(part, None) or {}), word: typed[name]}
        if note := {key: value for key, value in note.items() if value}:
            made[part] = note
    return made


def remedy_initial(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is noted, as the fields show it."""
    return {name: (details.get(part) or {}).get(word, "") for name, (part, word) in _KEPT.items()}


def remedies_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _KEPT if name in form.fields]


def _parties(where: Where) -> list[str]:
    """The parties, as open rows name them, and those whose remedy was entered before."""
    if where.case is None:
        return []
    people = participants_of(where.viewer, where.case)
    names = [one.row.name for one in people if one.row.role == Participant.Role.PARTY]
    sought = [whose(row) for row in where.facts.activities if row.kind in _REMEDIES]
    return list(dict.fromkeys(name for name in (*names, *sought) if name))
