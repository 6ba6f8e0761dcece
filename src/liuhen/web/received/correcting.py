# SPDX-License-Identifier: Apache-2.0
"""Correcting the entry of a paper received; what stood there stays among its steps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.correcting_received import CORRECTED, correct_received
from liuhen.apps.cases.models import ReceivedMove, ReceivedPaper
from liuhen.apps.cases.participants.masks import WITHHELD
from liuhen.apps.cases.received import get_received, sender_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.inputs import LineField, MomentField
from liuhen.web.entering.views.answers import answer
from liuhen.web.moments import moment_said
from liuhen.web.pages import page
from liuhen.web.seen import first_seen, require_seen, seen_of

#: What of an entry can be corrected, as people say it.
WORDS = {
    "sender": _("From whom"),
    "title": _("Title and number on it"),
    "received_at": _("Received"),
    "pages": _("Number of pages"),
    "outcome": _("What came of it"),
}


class CorrectForm(forms.Form):
    """The entry of a paper as it should have been."""

    sender = LineField(label=WORDS["sender"], required=True)
    title = LineField(label=WORDS["title"], required=True)
    received_at = MomentField(label=WORDS["received_at"])
    pages = forms.IntegerField(label=WORDS["pages"], required=False, min_value=1, max_value=99_999)
    outcome = LineField(
        label=WORDS["outcome"], longest=300, help_text=_("Empty: nothing came of it yet.")
    )
    reason = LineField(
        label=_("Why it is corrected"),
        longest=300,
        required=True,
        error_messages={"required": _("Say why the entry is corrected.")},
    )

    def __init__(self, *args: Any, row: ReceivedPaper, sender: str | None, **kwargs: Any) -> None:
        """Begin with what stands there; what is not for the viewer, or not said yet, is left out.

        `sender`: `None` where it is confidential.
        """
        initial = {name: getattr(row, name) for name in CORRECTED} | {"sender": sender}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if sender is None:
            del self.fields["sender"]
        if row.ended_at is None:
            del self.fields["outcome"]

    def values(self) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        typed = self.cleaned_data
        changes = {name: typed[name] for name in CORRECTED if name in typed}
        if "received_at" not in self.changed_data:  # the field shows no fractions of seconds
            changes.pop("received_at", None)
        return {"changes": changes, "reason": typed["reason"]}


@page(Permission.CASE_ENTER)
def correct(request: HttpRequest, received: UUID) -> HttpResponse:
    """Correct the entry of a paper."""
    viewer = viewer_of(request)
    row = get_received(viewer, received)
    sent = request.POST if request.method == "POST" else None
    form = CorrectForm(sent, row=row, sender=sender_of(viewer, row))
    now = seen_of(form.initial)

    def do() -> str:
        require_seen(request, now)
        correct_received(by=viewer, paper=row, **form.values())
        said = gettext("Corrected; what stood there stays among its steps.")
        messages.success(request, said)
        return reverse("received:paper", args=[row.pk])

    around = {
        "row": row,
        "heading": gettext("Correct the entry"),
        "back": reverse("received:paper", args=[row.pk]),
        "seen": first_seen(request, now),
    }
    return answer(request, "received/form.html", form, do, **around)


def changes_said(move: ReceivedMove, *, withheld: bool) -> list[tuple[str, str, str]]:
    """Return what a correction changed: of what, what stood there, what stands there now.

    `withheld`: the paper tells of an informant, and no step says the sender. That something came of
    it corrects nothing (`outcome_said`).
    """
    if outcome_said(move):
        return []

    def said(name: str, value: Any) -> str:
        return WITHHELD if withheld and name == "sender" else _said(name, value)

    return [
        (str(WORDS[name]), said(name, before), said(name, after))
        for name, (before, after) in move.changes.items()
        if name in WORDS
    ]


def outcome_said(move: ReceivedMove) -> str:
    """Return what came of the paper, where that is the step: there is none before to correct."""
    before, after = move.changes.get("outcome") or ("", "")
    return "" if before else str(after)


def _said(name: str, value: Any) -> str:
    if name == "received_at":
        return moment_said(datetime.fromisoformat(value))
    return "–" if value in (None, "") else str(value)
