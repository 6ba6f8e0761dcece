# SPDX-License-Identifier: Apache-2.0
"""The forms about papers received."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.queries import find_cases
from liuhen.apps.cases.received import Letter
from liuhen.apps.evidence.models import Original, Scan
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.entering.case_forms import CaseField, SectionField
from liuhen.web.entering.inputs import LineField, MomentField, WordField
from liuhen.web.things.photos import photo_field


def _now() -> Any:
    return timezone.localtime().replace(second=0, microsecond=0)


class ReceiveForm(forms.Form):
    """A paper that came."""

    sender = LineField(
        label=_("From whom"), required=True, error_messages={"required": _("From whom is it?")}
    )
    informant = forms.BooleanField(
        label=_("From an informant: the sender is confidential"),
        required=False,
        help_text=_(
            "Sender and scan are then shown to the handlers, heads and the legal reviewer alone,"
            " and the sender goes into no list or search. Leave the name out of the title."
        ),
    )
    title = LineField(
        label=_("Title and number on it"), help_text=_("From an informant it may be left empty.")
    )
    received_at = MomentField(label=_("Received"))
    pages = forms.IntegerField(
        label=_("Number of pages"), required=False, min_value=1, max_value=99_999
    )
    scan_file = forms.FileField(label=_("Scan (PDF or picture)"), required=False)
    scan_digest = forms.CharField(required=False, widget=forms.HiddenInput)
    photo = photo_field(_("Or a photo of it"))
    place = LineField(label=_("Where it lies"))
    keeper = LineField(label=_("Keeper"), longest=60)

    def __init__(
        self, *args: Any, viewer: Viewer, in_case: bool, close: bool = False, **kwargs: Any
    ) -> None:
        """`in_case`: it comes for a case that the address names; `close`: of a complaint."""
        initial = {"received_at": _now(), "keeper": viewer.person.name, "informant": close}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if not in_case:
            self.fields["section"] = SectionField(viewer, Permission.CASE_ENTER)

    def clean(self) -> dict[str, Any]:
        """Only a paper of an informant has no title of its own."""
        typed = super().clean() or {}
        if not typed.get("informant") and not typed.get("title") and "title" not in self.errors:
            self.add_error("title", gettext("What does it say at its head?"))
        return typed

    def letter(self, scan: Scan | None, photo: Original | None) -> Letter:
        """What was typed, as the act takes it."""
        names = ("sender", "title", "received_at", "pages", "place", "keeper", "informant")
        return Letter(scan=scan, photo=photo, **{name: self.cleaned_data[name] for name in names})


class MoveForm(forms.Form):
    """Where a paper goes."""

    place = LineField(label=_("Where it lies then"))
    keeper = LineField(label=_("Keeper from then on"), longest=60)
    at = MomentField(label=_("Time"))
    reason = LineField(label=_("Reason"), longest=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Now, unless something else is said."""
        super().__init__(*args, **{"initial": {"at": _now()}} | kwargs)


class CloseForm(forms.Form):
    """The sender of a paper becomes confidential: its title must not say the name."""

    title = LineField(
        label=_("Title and number on it"), help_text=_("Leave the name out of the title.")
    )


class EndForm(forms.Form):
    """What came of a paper."""

    outcome = LineField(
        label=_("What came of it"),
        longest=300,
        required=True,
        help_text=_("For example: answered, filed in the case, handed on."),
        error_messages={"required": _("Say what came of it.")},
    )


class CaseForm(forms.Form):
    """The case to which a paper belongs."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the cases that are still open, the newest first."""
        super().__init__(*args, **kwargs)
        offered = find_cases(viewer).filter(archived_at=None)
        self.fields["case"] = CaseField(offered)


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    words = LineField(label=_("Number, sender, title or keeper"), longest=100)
    state = WordField(
        [("open", _("Nothing came of it yet")), ("ended", _("Has an outcome"))],
        blank=_("All"),
        label=_("How it stands"),
    )
