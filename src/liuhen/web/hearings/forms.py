# SPDX-License-Identifier: Apache-2.0
"""The form for the day of a hearing."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.chairing import who_may_chair
from liuhen.apps.cases.hearings import Planned
from liuhen.apps.cases.models import Case
from liuhen.web.entering.chairs import chair_hint
from liuhen.web.entering.inputs import LineField, MomentField

if TYPE_CHECKING:
    from liuhen.apps.people.models import Person

    _OnePerson = forms.ModelChoiceField[Person]
else:  # Django's own class takes no parameter when it runs
    _OnePerson = forms.ModelChoiceField


class HearingForm(forms.Form):
    """When it is, where, who chairs it, and when the party was told."""

    planned = MomentField(ahead=True, label=_("The hearing is on"))
    place = LineField(label=_("Where"))
    told_at = MomentField(label=_("The party was told"))

    def __init__(self, *args: Any, case: Case, planned: Planned | None, **kwargs: Any) -> None:
        """Begin with what is planned; whoever may not chair it is not offered."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        initial: dict[str, Any] = {"told_at": now}
        if planned is not None:
            initial |= {"place": planned.place, "chair": planned.chair_key}
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["chair"] = _OnePerson(
            who_may_chair(case, now),
            label=_("Chair"),
            required=False,
            empty_label=_("Not noted"),
            help_text=str(chair_hint(case, now)),
        )
