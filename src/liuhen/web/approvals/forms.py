# SPDX-License-Identifier: Apache-2.0
"""What is typed when something is asked for, decided, or delegated."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.approval_requests import carried
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gates import GateState, grounds_for
from liuhen.apps.cases.models import Activity, Case, Document, Draft, Paper
from liuhen.apps.cases.stock_opinions import agreeing, sending_back
from liuhen.apps.cases.ways import endings_to_ask, must_name_ending
from liuhen.apps.people.delegating import delegates_for, own_grants
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.law.pack_parts import Ground
from liuhen.law.routes import Matter
from liuhen.web.approvals.about_dues import AboutDues
from liuhen.web.approvals.reading import said
from liuhen.web.articles import statutes_named
from liuhen.web.entering.inputs import DayField, Dots, LineField, TextField, WordField, WordsField
from liuhen.web.issued import issued_said
from liuhen.web.moments import moment_said
from liuhen.web.words import label

_LONGEST_REASON = 500


class AskForm(AboutDues):
    """What is about to be asked for: about what, on which paper, and what is special."""

    ending = WordField([], label=_("In which way the case is to end"))
    read = WordField([], blank="", label=_("The paper to be approved"))
    subject = WordField([], blank="", label=_("What it is about"))
    grounds = WordsField(
        [], label=_("What is special about the case"),
        help_text=_("What you tick is kept with the request and decides which conditions apply."),
    )  # fmt: skip
    no_longer = LineField(
        label=_("Why a tick was taken away"), longest=300,
        help_text=_("What was ticked when it was asked for last stays, unless you say why not."),
    )  # fmt: skip
    text = TextField(
        label=_("Words to the approver"), rows=2,
        help_text=_("Why it is asked for; needed where no paper of the case says it."),
    )  # fmt: skip

    def __init__(
        self, viewer: Viewer, case: Case, asked: Matter, *args: Any, read: str = "",
        subject: str = "", ending: str = "", due: str = "",
    ) -> None:  # fmt: skip
        """Offer the papers and entries of the case, those of the matter's form first.

        `read`, `subject`, `ending`, `due`: those that the address names.
        """
        super().__init__(*args)
        self.initial["subject"] = subject
        self._offer_endings(case, asked.id, ending)
        self.offer_dues(case, asked.id, due)
        self._kept: list[str] = []
        form, grounds = asked.form, grounds_for(case, asked.id, viewer.at)
        if grounds:
            field = self.fields["grounds"]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = [(one.id, _ground_said(one)) for one in grounds]
            self.initial["grounds"] = last = carried(case, asked.id)
            offered_ = {one.id for one in grounds}
            self._kept = [one for one in last if one not in offered_]
        else:
            del self.fields["grounds"]
        if not self.initial.get("grounds"):
            del self.fields["no_longer"]
        self._papers: dict[str, Paper | Draft] = {}
        names = {key: said(one.title) for key, one in forms_of(case.bureau, _day(viewer)).items()}
        drafts = Draft.objects.seen_by(viewer).filter(case=case, ended_at=None)
        papers = Paper.objects.seen_by(viewer).filter(case=case)
        rows: list[Paper | Draft] = [*drafts.order_by("-saved_at"), *papers.order_by("-issued_at")]
        rows.sort(key=lambda row: row.form != form)
        for row in rows:
            kind = "draft" if isinstance(row, Draft) else "paper"
            self._papers[f"{kind}:{row.pk}"] = row
        offered = [(key, _paper_said(row, names)) for key, row in self._papers.items()]
        self._offer("read", _("No paper: the case itself"), offered)
        #: The form on which it is asked for, id and title, while the case has no such paper.
        self.unwritten: tuple[str, str] | None = None
        written = bool(rows) and rows[0].form == form
        if read in self._papers:
            self.fields["read"].initial = read
        elif written:
            self.fields["read"].initial = offered[0][0]
        self._take_ending(self._papers.get(str(self.fields["read"].initial or "")))
        if not written and form in names:
            self.unwritten = (form, names[form])
        self._offer("subject", _("The whole case"), list(_subjects(case)))

    def _offer(self, name: str, blank: Promise | str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", blank), *choices]

    def _offer_endings(self, case: Case, matter: str, ending: str) -> None:
        """Ask in which way the case is to end, where the matter has several."""
        self._endings = offered = endings_to_ask(case, matter)
        field = self.fields["ending"]
        if not offered:
            del self.fields["ending"]
        elif isinstance(field, forms.ChoiceField):
            words = [(one.value, one.label) for one in offered]
            field.required = must_name_ending(matter)
            blank = _("Choose one.") if field.required else _("The case may go on.")
            field.choices = [("", blank), *words]
            self.initial["ending"] = ending if ending in offered else ""

    def _take_ending(self, paper: Paper | Draft | None) -> None:
        """Begin with the way of ending that the paper says."""
        ground = str(paper.values.get("ground") or "") if paper else ""
        if ground in self._endings and not self.initial.get("ending"):
            self.initial["ending"] = ground

    @property
    def ending_said(self) -> str:
        """The way of ending that is chosen as the page is shown; gates are asked of it."""
        if "ending" not in self.fields:
            return ""
        return str(self["ending"].value() or "")

    @property
    def said_grounds(self) -> list[str] | None:
        """What is ticked, with what was said before and cannot be ticked here any more."""
        ticked = self.cleaned_data.get("grounds")
        return None if ticked is None else [*ticked, *self._kept]

    @property
    def chosen(self) -> dict[str, Any]:
        """The paper or the draft, as `approvals.ask` takes it."""
        row = self._papers.get(self.cleaned_data["read"])
        return {
            "paper": row if isinstance(row, Paper) else None,
            "draft": row if isinstance(row, Draft) else None,
        }


class GateReasons(forms.Form):
    """A form that asks besides why it goes on although a gate is open, a line for each."""

    def ask_reasons(self, gates: Iterable[GateState]) -> None:
        """Add a line for each gate that stops and may be passed."""
        self.stopping = [one for one in gates if one.stops and one.may_override]
        for one in self.stopping:
            label_ = _("Why it goes on although: %(why)s") % {"why": one.verdict.why}
            named = [(each.value, each.text) for each in one.choices]
            self.fields[f"reason-{one.gate.id}"] = (
                WordField([("", _("None of these")), *named], label=label_, blank="")
                if named
                else LineField(label=label_, longest=_LONGEST_REASON)
            )

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons by the gate's id."""
        return {
            one.gate.id: self.cleaned_data.get(f"reason-{one.gate.id}", "") for one in self.stopping
        }

    def reason_fields(self) -> list[Any]:
        """The lines for reasons, as fields of the page."""
        return [self[f"reason-{one.gate.id}"] for one in self.stopping]


class DecideForm(GateReasons):
    """An opinion: one that is said often, or one's own words; and reasons against open gates."""

    stock = forms.ChoiceField(label=_("Opinion"), widget=Dots, required=False)
    opinion = TextField(label=_("In your own words"), rows=3)

    def __init__(self, role: str, gates: Iterable[GateState], *args: Any, **kwargs: Any) -> None:
        """Offer the opinions of the role, and a line for each gate that may be passed."""
        super().__init__(*args, **kwargs)
        stock = self.fields["stock"]
        if isinstance(stock, forms.ChoiceField):
            back = gettext("Send back: %(opinion)s")
            stock.choices = [
                *((one, one) for one in agreeing(role)),
                *((one, back % {"opinion": one}) for one in sending_back()),
            ]
            self.back = "\n".join(sending_back())
        self.ask_reasons(gates)

    @property
    def said(self) -> str:
        """The whole opinion."""
        parts = (self.cleaned_data.get("stock", ""), self.cleaned_data.get("opinion", ""))
        return "\n".join(one for one in parts if one)


class ReasonForm(forms.Form):
    """Why it goes on although a gate is open: in words, or by the exception that a record shows."""

    reason = TextField(label=_("Reason"), rows=3, required=True)

    def __init__(self, *args: Any, state: GateState | None = None, **kwargs: Any) -> None:
        """Offer the exceptions, where the gate names some."""
        super().__init__(*args, **kwargs)
        if state is not None and state.choices:
            named = [(one.value, one.text) for one in state.choices]
            self.fields["reason"] = WordField(named, label=_("Reason"))


class DelegationForm(forms.Form):
    """Whom one lets act in one's own role, from which day to which, and by which paper."""

    own = WordField([], label=_("Your role"))
    to = WordField([], label=_("Who acts for you"))
    from_date = DayField(label=_("First day"))
    until_date = DayField(label=_("Last day"))
    paper = LineField(
        label=_("Paper"), required=True,
        help_text=_("What orders it: number or title of the paper of delegation."),
    )  # fmt: skip

    scan_file = forms.FileField(
        label=_("Scan (PDF, JPEG, PNG or TIFF)"), required=False, allow_empty_file=True
    )
    scan_digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=71)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the roles that the viewer holds, and the colleagues."""
        super().__init__(*args, **kwargs)
        self._own = {str(one.pk): one for one in own_grants(viewer)}
        self._over = {
            key: one.organisation for key, one in self._own.items() if one.organisation is not None
        }
        self._people = {str(one.pk): one for one in delegates_for(viewer)}
        own, to = self.fields["own"], self.fields["to"]
        if isinstance(own, forms.ChoiceField) and isinstance(to, forms.ChoiceField):
            own.choices = [
                (key, f"{one.get_role_display()} · {one.organisation}")
                for key, one in self._own.items()
            ]
            own.initial = next(iter(self._own), None)
            people = [(key, one.name) for key, one in self._people.items()]
            to.choices = [("", _("Choose one.")), *people]
        self.fields["from_date"].initial = _day(viewer)

    @property
    def has_roles(self) -> bool:
        """Whether the viewer holds a role that can be delegated."""
        return bool(self._own)

    @property
    def role(self) -> str:
        """The role."""
        return self._own[self.cleaned_data["own"]].role

    @property
    def organisation(self) -> Organisation:
        """Over what it is held."""
        return self._over[self.cleaned_data["own"]]

    @property
    def person(self) -> Person:
        """Who acts."""
        return self._people[self.cleaned_data["to"]]


def _day(viewer: Viewer) -> date:
    return timezone.localtime(viewer.at).date()


def _paper_said(row: Paper | Draft, names: dict[str, str]) -> str:
    name = names.get(row.form, row.form)
    if isinstance(row, Draft):
        said_ = _("%(paper)s (draft of %(at)s)")
        return str(said_ % {"paper": name, "at": moment_said(row.saved_at)})
    return issued_said(row)


def _subjects(case: Case) -> Iterable[tuple[str, str]]:
    for event in sorted(known_rows(Activity, case), key=lambda row: row.start, reverse=True):
        yield event.ref, f"{label('event', event.kind)} · {moment_said(event.start)}"
    for paper in sorted(known_rows(Document, case), key=lambda row: row.at, reverse=True):
        yield paper.ref, f"{label('document', paper.type)} · {moment_said(paper.at)}"


def _ground_said(one: Ground) -> str:
    basis = statutes_named((each.law, each.article) for each in one.basis)
    return gettext("%(what)s (%(basis)s)") % {"what": said(one.says), "basis": basis}
