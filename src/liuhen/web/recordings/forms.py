# SPDX-License-Identifier: Apache-2.0
"""The filters of the catalogue: the five items of 004 art. 16, and a state."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.catalogue import STATES, CatalogueFilter
from liuhen.web.entering.inputs import DayField, LineField, WordField

_STATES = {
    "unlinked": _("Belongs to nothing yet"),
    "unsafe": _("Not confirmed safe yet"),
    "damaged": _("Damaged"),
    "findings": _("Something is the matter with the file"),
}


class CatalogueForm(forms.Form):
    """Device, officer, time of use, party, cause."""

    device = LineField(label=_("Number of the device"), longest=60)
    officer = LineField(label=_("Officer"), longest=60)
    used_from = DayField(label=_("Used from"), required=False)
    used_until = DayField(label=_("Used until"), required=False)
    party = LineField(label=_("Party"), longest=100)
    cause = LineField(label=_("Cause or case number"), longest=100)
    state = WordField([(one, _STATES[one]) for one in STATES], blank=_("Any"), label=_("Condition"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A filter is read as it is sent; what cannot be read is not asked for."""
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def narrowed(self) -> CatalogueFilter:
        """What is asked for."""
        read: dict[str, Any] = getattr(self, "cleaned_data", {})
        until = read.get("used_until")
        return CatalogueFilter(
            device=read.get("device", ""),
            officer=read.get("officer", ""),
            used_from=_begin(read.get("used_from")),
            used_until=None if until is None else _begin(until + timedelta(days=1)),
            party=read.get("party", ""),
            cause=read.get("cause", ""),
            state=read.get("state", ""),
        )

    @property
    def asked(self) -> bool:
        """Whether anything is asked for."""
        return self.narrowed != CatalogueFilter()


def _begin(day: Any) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))
