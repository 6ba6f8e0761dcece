# SPDX-License-Identifier: Apache-2.0
"""Forms of several rows (further officers, signatures, further fields), with one more on request.

Asking for one more row sends the form without judging it: what was typed stays, nothing is said to
be wrong, and no script is needed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.forms.utils import ErrorDict

from liuhen.web.entering.where import Where

#: The name of the buttons that ask for one more row; the value names the part.
MORE = "more"
_MOST_ROWS = 100


class PartForm(forms.Form):
    """One row. `where` says what may be offered in it."""

    def __init__(self, *args: Any, where: Where, quiet: bool = False, **kwargs: Any) -> None:
        """`quiet`: the row is shown again without being judged."""
        self.where, self.quiet = where, quiet
        super().__init__(*args, **kwargs)

    @property
    def errors(self) -> ErrorDict:
        """What is wrong with the row; nothing while one more row is asked for."""
        return ErrorDict() if self.quiet else super().errors


class Whole(Protocol):
    """The form that has the rows."""

    where: Where
    data: Mapping[str, Any]
    is_bound: bool


if TYPE_CHECKING:
    _Rows = forms.BaseFormSet[PartForm]
else:  # Django's own classes take no parameter when they run
    _Rows = forms.BaseFormSet


class Rows(_Rows):
    """Several rows of one kind."""


def rows_of(
    kind: type[PartForm], form: Whole, *, prefix: str, initial: list[dict[str, Any]]
) -> Rows:
    """Return rows of `form`: those in `initial`, an empty one, one more where it was asked for."""
    data = form.data if form.is_bound else None
    asking = data is not None and MORE in data
    if data is not None and data.get(MORE) == prefix:
        data = _with_one_more(data, prefix)
    made = forms.formset_factory(kind, formset=Rows, extra=1, max_num=_MOST_ROWS)
    rows = made(
        data,
        prefix=prefix,
        initial=initial,
        form_kwargs={"where": form.where, "quiet": asking},
    )
    if not isinstance(rows, Rows):
        raise TypeError(rows)
    return rows


def _with_one_more(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    copy = {name: data.get(name) for name in data}
    name = f"{prefix}-TOTAL_FORMS"
    total = str(copy.get(name) or "0")
    copy[name] = str(min(int(total) + 1, _MOST_ROWS)) if total.isdecimal() else "1"
    return copy


def filled_rows(rows: Rows) -> list[Mapping[str, Any]]:
    """Return what was typed, without the empty rows."""
    return [row.cleaned_data for row in rows.forms if row.cleaned_data and row.has_changed()]
