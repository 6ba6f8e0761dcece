# SPDX-License-Identifier: Apache-2.0
"""What came of reconsideration or litigation, asked for where it is entered that it has ended.

Whoever seeks or decides a remedy is not the bureau: no officers, certificates or footage are asked.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import RESULTS
from liuhen.web.details import RESULT_WORDS
from liuhen.web.entering.inputs import LineField, WordField

REMEDY = "remedy"
_ENDED = "remedy_ended"
#: Done by others than the officers of the bureau.
BY_OTHERS = frozenset({"remedy_sought", _ENDED})
_NAMES = ("remedy_result", "remedy_number")


def remedy_fields(kind: str) -> dict[str, forms.Field]:
    """Return the fields of a remedy that has ended; other activities have none."""
    if kind != _ENDED:
        return {}
    offered = [("", _("Choose one.")), *((word, RESULT_WORDS[word]) for word in RESULTS)]
    return {
        "remedy_result": WordField(offered, label=_("Result")),
        "remedy_number": LineField(label=_("Number of the decision or judgment"), longest=200),
    }


def remedy_note(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, as the details of the activity have it."""
    note = {"result": typed.get("remedy_result"), "number": typed.get("remedy_number")}
    found = {name: value for name, value in note.items() if value}
    return {REMEDY: found} if found else {}


def remedy_initial(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is noted, as the fields show it."""
    note = details.get(REMEDY) or {}
    return {"remedy_result": note.get("result", ""), "remedy_number": note.get("number", "")}


def remedies_of(form: forms.Form) -> list[forms.BoundField]:
    """Return the fields that a form has of it."""
    return [form[name] for name in _NAMES if name in form.fields]
