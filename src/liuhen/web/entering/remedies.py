# SPDX-License-Identifier: Apache-2.0
"""What came of a remedy, or of an application to the court, asked for where that is entered.

Whoever seeks or decides a remedy, or orders enforcement, is not the bureau: no officers,
certificates or footage are asked.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import COURT_RESULTS, RESULTS
from liuhen.web.details import COURT_WORDS, RESULT_WORDS
from liuhen.web.entering.inputs import LineField, WordField

_ENDED = "remedy_ended"
_ANSWERED = "court_result"
#: Done by others than the officers of the bureau.
BY_OTHERS = frozenset({"remedy_sought", _ENDED, _ANSWERED})
#: Which part of the details each field is, and its name there.
_KEPT = {
    "remedy_result": ("remedy", "result"),
    "remedy_number": ("remedy", "number"),
    "court_result": ("court", "result"),
}


def remedy_fields(kind: str) -> dict[str, forms.Field]:
    """Return the fields of what came of it; activities of other kinds have none."""
    if kind == _ANSWERED:
        return {"court_result": WordField(_offered(COURT_RESULTS, COURT_WORDS), label=_("Result"))}
    if kind != _ENDED:
        return {}
    return {
        "remedy_result": WordField(_offered(RESULTS, RESULT_WORDS), label=_("Result")),
        "remedy_number": LineField(label=_("Number of the decision or judgment"), longest=200),
    }


def _offered(
    words: tuple[str, ...], said: Mapping[str, Promise | str]
) -> list[tuple[str, Promise | str]]:
    return [("", _("Choose one.")), *((word, said[word]) for word in words)]


def with_results(before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the details with what was typed of it; None where the form does not ask for it."""
    asked = {name: place for name, place in _KEPT.items() if name in typed}
    if not asked:
        return None
    made = {name: value for name, value in before.items() if name not in dict(asked.values())}
    for name, (part, word) in asked.items():
        if typed[name]:
            made[part] = {**made.get(part, {}), word: typed[name]}
    return made


def remedy_initial(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is noted, as the fields show it."""
    return {name: (details.get(part) or {}).get(word, "") for name, (part, word) in _KEPT.items()}


def remedies_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _KEPT if name in form.fields]
