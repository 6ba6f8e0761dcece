# SPDX-License-Identifier: Apache-2.0
"""Forms as the pages show them: in their stages, with who changed them, and what is different."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.rules.models import FormAdoption
from liuhen.paper.form import Form

STAGES: dict[str, Promise | str] = {
    "initiation": _("Start of the procedure"),
    "investigation": _("Investigation and evidence"),
    "review": _("Review before the decision"),
    "decision": _("The decision"),
    "service": _("Service of papers"),
    "execution": _("Performance and enforcement"),
    "closing": _("Closing and files"),
}
KINDS: dict[str, Promise | str] = {
    "line": _("a line"),
    "text": _("text"),
    "date": _("a day"),
    "time": _("day and time"),
    "number": _("a number"),
    "money": _("an amount"),
    "choice": _("a choice"),
    "yes_no": _("yes or no"),
    "officers": _("officers with certificates"),
    "items": _("a table"),
    "questions": _("questions and answers"),
    "list": _("a list"),
    "person": _("a person"),
}
MANNERS: dict[str, Promise | str] = {
    "system": _("with an account of the system"),
    "finger": _("on the screen"),
    "paper": _("on paper"),
}
_AROUND = 2  # lines shown before and after a faulty one


@dataclass(frozen=True, slots=True)
class Entry:
    """A form in the list: since when it is the bureau's own, and the change that waits."""

    form: Form
    own: FormAdoption | None
    waiting: FormAdoption | None


@dataclass(frozen=True, slots=True)
class Stage:
    """The forms of one stage."""

    name: Promise | str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its number, and how it differs (`+`, `-`, `?` is the faulty one)."""

    number: int | None
    mark: str
    text: str


def stages_of(forms: Iterable[Form], rows: list[FormAdoption], today: date) -> list[Stage]:
    """Sort forms by stage. `rows` are all proposals, the newest first."""
    own: dict[str, FormAdoption] = {}
    waiting: dict[str, FormAdoption] = {}
    adopted = [row for row in rows if row.adopted_at and row.from_date <= today]
    for row in sorted(adopted, key=lambda row: (row.from_date, str(row.adopted_at))):
        own[row.form] = row
    for row in rows:
        if not row.adopted_at and not row.refused_at:
            waiting[row.form] = row
    entries = [Entry(form, own.get(form.id), waiting.get(form.id)) for form in forms]
    return [
        Stage(name, found)
        for word, name in STAGES.items()
        if (found := [entry for entry in entries if entry.form.stage == word])
    ]


def difference(before: str, after: str) -> list[Line]:
    """What is different, with three lines around each change."""
    found = list(_difference(before, after))
    return found[1:] if found and found[0].mark == "…" else found


def _difference(before: str, after: str) -> Iterator[Line]:
    number = 0
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm=""))[
        2:
    ]:
        if line.startswith("@@"):
            number = int(re.findall(r"\+(\d+)", line)[0])
            yield Line(None, "…", "")
        elif line.startswith("-"):
            yield Line(None, "-", line[1:])
        else:
            yield Line(number, line[:1].strip(), line[1:])
            number += 1


def around(text: str, at: int) -> list[Line]:
    """The lines of `text` around the faulty one; none where that is 0."""
    lines = text.splitlines() if at else []
    return [
        Line(number, "?" if number == at else "", lines[number - 1])
        for number in range(max(1, at - _AROUND), min(len(lines), at + _AROUND) + 1)
    ]
