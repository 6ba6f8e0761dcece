# SPDX-License-Identifier: Apache-2.0
"""Where the case says something else today than when a paper was issued.

A signed paper is never made again; whoever corrects a fact afterwards sees which papers rest on
the old one, and issues them anew where that matters. Where the paper says already what the case
came to say, there is no difference; else what somebody wrote by hand is not compared: it was meant.
"""

from dataclasses import dataclass
from typing import Any

from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.playback import FORM as PLAYBACK
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.form import Field, Form
from liuhen.paper.showing import shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the paper says, and what the case says now; empty: it says nothing.

    Both as papers say it: times and sums in words.
    """

    field: str
    label: str
    then: str
    now: str


#: Sources that change by themselves, or tell of one other thing that stays as it was.
_OF_THEMSELVES = frozenset({"", "today", "now", "me", "paper", "received", "hearing", "service"})


def differences(by: Viewer, paper: Paper, form: Form) -> list[Difference]:
    """Return the fields of `paper` for which the case says something else today.

    Fields that change by themselves (the day, who is asking) and other papers are left out.
    """
    now = Sources(by, paper.case, list(paper.event_refs), by.at).values(form)
    today = masked(now, masks_of(paper.case))
    return [
        Difference(
            field.id,
            field.label.zh,
            _said(form, field, paper.values.get(field.id)),
            _said(form, field, today.get(field.id)),
        )
        for field in form.fields
        if field.id in paper.known or field.id in today
        if is_compared(field.fill) and not field.secret and not _is_bound(paper, field)
        if today.get(field.id) not in (paper.known.get(field.id), paper.values.get(field.id))
    ]


def _is_bound(paper: Paper, field: Field) -> bool:
    """Whether the field is of a recording that the party confirmed before it was brought in.

    What the file says then is its own time; whether it is the one is said by `playback`.
    """
    return paper.form == PLAYBACK and (field.fill or "").startswith("recording.")


def _said(form: Form, field: Field, value: Any) -> str:
    found = shown(form, {field.id: value})[field.id]
    rows = found if isinstance(found, tuple) else (found,)
    parts = (row.values() if isinstance(row, dict) else (row,) for row in rows)
    return "；".join(" ".join(str(one) for one in row if one) for row in parts)


def is_compared(fill: str | None) -> bool:
    """Whether a source speaks of facts of the case.

    >>> is_compared("activity.start"), is_compared("today"), is_compared("paper.notice.fine")
    (True, False, False)
    """
    return (fill or "").partition(".")[0] not in _OF_THEMSELVES
