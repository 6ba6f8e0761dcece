# SPDX-License-Identifier: Apache-2.0
"""What somebody else saved in a draft meanwhile, or oneself in another window, field by field.

A page says of each field what stood there when it was loaded (`base_of`), so that what this page
left alone is kept as the other has it, and of the rest both words are shown.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from liuhen.apps.cases.papers.drafts import Writing, differs, told
from liuhen.paper.form import Form
from liuhen.web.papers.inputs import Shown, shown_fields


@dataclass(frozen=True, slots=True)
class Other:
    """What was saved meanwhile in a field; `kept`: this page had left the field alone."""

    shown: Shown
    kept: bool

    @property
    def lines(self) -> list[str]:
        """Its words, an entry a line."""
        if self.shown.choices:
            return [one.label for one in self.shown.choices if one.chosen]
        rows = self.shown.rows or ([self.shown.parts] if self.shown.parts else [])
        if rows:
            told = (" ".join(cell.value for cell in row if cell.value) for row in rows)
            return [line for line in told if line]
        return self.shown.control.value.splitlines()


def clash_in(found: Writing, typed: Mapping[str, Any], base: str) -> dict[str, Other]:
    """Return what stands in the fields that say something else on the page, by their ids.

    `typed`: what the page sent; `base`: what it showed when it was loaded (`base_of`).
    """
    row, shown_first = found.draft, _read_base(base)
    other = [name for name in typed if differs(typed[name], row.values.get(name))]
    left_alone = {name for name in other if shown_first.get(name) == _mark(typed[name])}
    return {
        one.field.id: Other(one, one.field.id in left_alone)
        for one in shown_fields(found.form, row.values, [], secrets=True)
        if one.field.id in other
    }


def base_of(form: Form, values: Mapping[str, Any], *, secrets: bool) -> str:
    """Return what names the words of a page's fields as it is loaded."""
    return " ".join(
        f"{one.id}:{_mark(values.get(one.id))}" for one in form.fields if secrets or not one.secret
    )


def _read_base(text: str) -> dict[str, str]:
    parts = (one.partition(":") for one in text.split())
    return {name: mark for name, _colon, mark in parts}


def _mark(value: Any) -> str:
    """What names a value, without its empty parts."""
    said = json.dumps(told(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
