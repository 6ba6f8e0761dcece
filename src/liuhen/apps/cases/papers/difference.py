# SPDX-License-Identifier: Apache-2.0
"""Where the case says something else today than when a paper was issued.

A signed paper is never made again; whoever corrects a fact afterwards sees which papers rest on
the old one, and issues them anew where that matters. What somebody wrote by hand into a field is
not compared: it was meant.
"""

from dataclasses import dataclass
from typing import Any

from liuhen.apps.cases.models import Paper
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.people.viewer import Viewer
from liuhen.paper.form import Form


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what the case said then, and what it says now; empty: it says nothing."""

    field: str
    label: str
    then: Any
    now: Any


def differences(by: Viewer, paper: Paper, form: Form) -> list[Difference]:
    """Return the fields of `paper` for which the case says something else today.

    Fields that change by themselves (the day, who is asking) and other papers are left out.
    """
    now = Sources(by, paper.case, list(paper.event_refs), by.at).values(form)
    today = masked(now, masks_of(paper.case))
    return [
        Difference(field.id, field.label.zh, paper.known.get(field.id), today.get(field.id))
        for field in form.fields
        if field.id in paper.known or field.id in today
        if is_compared(field.fill) and not field.secret
        if paper.known.get(field.id) != today.get(field.id)
    ]


def is_compared(fill: str | None) -> bool:
    """Whether a source speaks of facts of the case.

    >>> is_compared("activity.start"), is_compared("today"), is_compared("paper.notice.fine")
    (True, False, False)
    """
    return (fill or "").partition(".")[0] not in {"", "today", "now", "me", "paper", "received"}
