# SPDX-License-Identifier: Apache-2.0
"""What the forms of all facts have in common.

A form is made for a place (`where`), a kind, and, to correct it, a row. `values()` are named as the
columns of the row; an act that adds a fact calls some of them otherwise (`AS_ADDED`).
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Fact
from liuhen.web.entering.inputs import LineField
from liuhen.web.entering.parts import MORE, Rows
from liuhen.web.entering.where import Where

#: Columns that the acts which add a fact call otherwise.
AS_ADDED = {"event_refs": "events", "event_ref": "event"}


class FactForm(forms.Form):
    """A fact: to add one, or with `row` to correct it."""

    #: The act that adds such a fact, and what it calls the kind.
    add: ClassVar[Callable[..., Fact]]
    kind_name: ClassVar[str] = "kind"
    template: ClassVar[str]

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        where: Where,
        kind: str = "",
        row: Any = None,
        asked: Mapping[str, str] | None = None,
    ) -> None:
        """`asked`: what the address of the page fills in, for example the activity it is about."""
        self.where, self.kind, self.row, self.asked = where, kind, row, asked or {}
        self.asking = data is not None and MORE in data
        self.parts: dict[str, Rows] = {}
        initial = self.initial_of(row) if row is not None else self.defaults()
        super().__init__(data, files, initial=initial)
        self.build()
        if row is not None:
            self.fields["correction"] = LineField(
                label=_("Reason for the correction"), longest=300, required=True
            )

    def build(self) -> None:
        """Add the fields and rows that depend on place and kind."""

    def defaults(self) -> dict[str, Any]:
        """Return what a new fact most likely is."""
        raise NotImplementedError

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the row holds, as the form shows it."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """Return what was typed, by the columns of the row."""
        raise NotImplementedError

    def stored(self, row: Any) -> dict[str, Any]:
        """Return what the row holds, as `values` would say it."""
        return {name: getattr(row, name) for name in self.values()}

    @property
    def errors(self) -> ErrorDict:
        """What is wrong; nothing while one more row is asked for."""
        return ErrorDict() if self.asking else super().errors

    def is_valid(self) -> bool:
        """Whether everything that was typed can be, in all rows."""
        rows = [part.is_valid() for part in self.parts.values()]
        return not self.asking and super().is_valid() and all(rows)

    def changes(self) -> dict[str, Any]:
        """Return what a correction changes."""
        before = self.stored(self.row)
        return {name: new for name, new in self.values().items() if new != before[name]}

    def added(self) -> dict[str, Any]:
        """Return what was typed, as the act that adds the fact calls it."""
        found = {AS_ADDED.get(name, name): value for name, value in self.values().items()}
        return found | ({self.kind_name: self.kind} if self.kind_name else {})
