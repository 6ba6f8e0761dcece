# SPDX-License-Identifier: Apache-2.0
"""The forms of a case itself: opening it, its handlers, a correction, the shell of a secret one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.queries import find_cases, handlers_of, numbers_meant
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import colleagues, near_first, sections_to_enter
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.web.entering.inputs import Boxes, Dots, LineField, MomentField, WordField, WordsField
from liuhen.web.entering.officers import person_said
from liuhen.web.inputs import key_of
from liuhen.web.selects import Suggested
from liuhen.web.words import choices

if TYPE_CHECKING:
    _OneSection = forms.ModelChoiceField[Organisation]
    _People = forms.ModelMultipleChoiceField[Person]
else:  # Django's own classes take no parameter when they run
    _OneSection = forms.ModelChoiceField
    _People = forms.ModelMultipleChoiceField
_MOST_BYTES = 8 * 1024**2  # as the API takes
_MOST_SUGGESTED = 100
_NO_SECTION = _("Choose the section.")


class SectionField(_OneSection):
    """A section; hidden where there is just one to choose."""

    def __init__(self, viewer: Viewer, permission: Permission) -> None:
        """Offer the sections for which the viewer has the permission."""
        offered = sections_to_enter(viewer, permission).order_by("code")
        only = offered[:2]
        alone = len(only) == 1
        super().__init__(
            offered,
            label=_("Section"),
            empty_label=None if alone else "—",
            initial=only[0] if alone else None,
            error_messages={"required": _NO_SECTION, "invalid_choice": _NO_SECTION},
        )
        if alone:
            self.widget = forms.HiddenInput()


class HandlersField(_People):
    """The people who handle a case."""

    widget = Boxes

    def __init__(self, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the officers of the bureau, those of the viewer's own section first."""
        needed = {"required": _("A case needs at least one handler.")}
        offered = near_first(colleagues(viewer), viewer).prefetch_related("certificates")
        super().__init__(offered, label=_("Handlers"), error_messages=needed, **kwargs)

    def label_from_instance(self, obj: Person) -> str:
        """A person by name; it is said where a certificate is missing or has expired."""
        return person_said(obj, number=False)


class OpenCaseForm(forms.Form):
    """What is known when a case is opened. The number is allotted by the system."""

    secret = False  # whether it was refused as a state secret

    act = WordField(choices("act", law.ACTS), label=_("Kind of enforcement"), widget=Dots)
    title = LineField(
        label=_("Title of the case"),
        required=True,
        error_messages={"required": _("Give the case a title.")},
    )
    procedure = WordField(
        choices("procedure", law.PROCEDURES), blank=_("Not noted"), label=_("Procedure")
    )
    origin = WordField(choices("origin", law.ORIGINS), blank=_("Not noted"), label=_("Origin"))
    party_name = LineField(label=_("Party"))
    party_kind = WordField(
        choices("party", law.PARTY_KINDS), blank=_("Not noted"), label=_("Kind of party")
    )
    secrecy = WordsField(choices("secrecy", law.SECRECY), label=_("Confidential"))
    opened_at = MomentField(label=_("Opened"))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Begin with a penalty by general procedure, handled by the viewer, opened now."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        likely = {"act": "penalty", "procedure": "general", "opened_at": now}
        super().__init__(*args, **{"initial": likely} | kwargs)
        self.fields["section"] = SectionField(viewer, Permission.CASE_ENTER)
        self.fields["handlers"] = HandlersField(viewer, initial=[viewer.person_id])

    def values(self) -> dict[str, Any]:
        """Return what the act `open_case` takes."""
        typed = dict(self.cleaned_data)
        return typed | {"kind": typed.pop("act")}


class SecretShellForm(forms.Form):
    """All that is kept of a state-secret case."""

    number = LineField(label=_("Number"), longest=80, required=True)
    keeper = LineField(label=_("Keeper"), longest=60, required=True)
    place = LineField(label=_("Where the papers lie"), required=True)


class HandlersForm(forms.Form):
    """Who handles the case from now on."""

    def __init__(self, *args: Any, viewer: Viewer, case: Case, **kwargs: Any) -> None:
        """Begin with those who handle it now."""
        super().__init__(*args, **kwargs)
        self.fields["handlers"] = HandlersField(viewer, initial=handlers_of(case))


class CorrectCaseForm(forms.Form):
    """What kind of case it is. A head who does not handle it corrects it, with a reason."""

    title = LineField(label=_("Title of the case"), required=True)
    procedure = WordField(
        choices("procedure", law.PROCEDURES), blank=_("Not noted"), label=_("Procedure")
    )
    origin = WordField(choices("origin", law.ORIGINS), blank=_("Not noted"), label=_("Origin"))
    party_name = LineField(label=_("Party"))
    party_kind = WordField(
        choices("party", law.PARTY_KINDS), blank=_("Not noted"), label=_("Kind of party")
    )
    secrecy = WordsField(choices("secrecy", law.SECRECY), label=_("Confidential"))
    reason = LineField(label=_("Reason for the correction"), longest=300, required=True)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Begin with what stands there."""
        names = ("title", "procedure", "origin", "party_name", "party_kind", "secrecy")
        super().__init__(
            *args, **{"initial": {name: getattr(case, name) for name in names}} | kwargs
        )

    def clean(self) -> dict[str, Any]:
        """A correction changes something."""
        typed = super().clean() or {}
        if not set(self.changed_data) - {"reason"}:
            raise forms.ValidationError(gettext("Nothing was changed yet."))
        return typed

    def changes(self) -> dict[str, Any]:
        """Return what changes."""
        wanted = set(self.changed_data) - {"reason"}
        return {name: value for name, value in self.cleaned_data.items() if name in wanted}


class ImportForm(forms.Form):
    """A file with the facts of one case, and the section that it goes to."""

    file = forms.FileField(
        label=_("File with the facts (JSON)"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the sections for which the viewer imports."""
        super().__init__(*args, **kwargs)
        self.fields["section"] = SectionField(viewer, Permission.CASE_IMPORT)

    def clean_file(self) -> Any:
        """Refuse what no single case needs."""
        file = self.cleaned_data["file"]
        if file.size > _MOST_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than %(most)d MiB.") % {"most": _MOST_BYTES // 1024**2}
            )
        return file


class AttachForm(forms.Form):
    """The case that an activity belongs to."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the cases that are still open, the newest first."""
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseField(find_cases(viewer).filter(archived_at=None))


class CaseField(forms.Field):
    """A case by its number, the newest suggested: a bureau has too many for a list."""

    default_error_messages = {
        "required": _("Choose the case."),
        "none": _("No case that you may choose has this number: look at it again."),
    }

    def __init__(self, rows: QuerySet[Case]) -> None:
        """Take the number, or the key, of one of `rows`."""
        self.rows = rows
        hint = _("Type its number, or choose one of the newest.")
        super().__init__(label=_("Case"), help_text=hint, widget=Suggested(self._newest))

    def _newest(self) -> list[tuple[str, str]]:
        return list(self.rows.values_list("number", "title")[:_MOST_SUGGESTED])

    def to_python(self, value: Any) -> Case | None:
        """Return the case."""
        said = str(value or "").strip()
        if not said:
            return None
        key = key_of(said)
        such = {"pk": key} if key else {"number__in": numbers_meant(said)}
        if (case := self.rows.filter(**such).first()) is None:
            raise forms.ValidationError(self.error_messages["none"], "none")
        return case
