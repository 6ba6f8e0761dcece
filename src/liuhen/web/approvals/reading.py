# SPDX-License-Identifier: Apache-2.0
"""The paper beside the opinion box: what is to be approved, as lines that read well on a phone.

What is confidential is shown to handlers and to those with the permission; others see that it is
withheld.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.field_order import in_order
from liuhen.apps.cases.models import Activity, Approval, Document, Paper
from liuhen.apps.cases.papers.reading import sees_secrets
from liuhen.apps.cases.participants.masks import WITHHELD, masked, masks_of
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.law.pack import Says
from liuhen.paper.form import Field, Form
from liuhen.paper.showing import shown
from liuhen.paper.values import is_empty
from liuhen.web.approvals.about_dues import exactly_said
from liuhen.web.listing import listed
from liuhen.web.words import label

#: So many papers of the case are named where the request names none.
_PAPERS = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """What lies beside the opinion box. `kind`: draft, paper, document, activity or case."""

    kind: str
    title: str
    number: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    paper: Paper | None = None
    document: Document | None = None
    documents: list[Document] = field(default_factory=list)


def reading_of(viewer: Viewer, approval: Approval) -> Reading:
    """Return what the request is about, the most exact thing that there is."""
    found = _reading_of(viewer, approval)
    return replace(found, lines=[*exactly_said(approval), *found.lines])


def _reading_of(viewer: Viewer, approval: Approval) -> Reading:
    source = approval.paper or approval.draft
    if source is not None:
        return _form(viewer, approval, source)
    subject = _subject(approval)
    if isinstance(subject, Document):
        lines = [
            (label("field", name), str(text))
            for name, text in in_order(subject.type, subject.fields)
        ]
        return Reading("document", label("document", subject.type), lines=lines, document=subject)
    case = approval.case
    lines = [
        (_("Title"), case.title),
        (_("Cause"), case.cause),
        (_("Party"), listed(parties_of(case))),
        (_("What is alleged"), case.summary),
    ]
    if isinstance(subject, Activity):
        when = timezone.localtime(subject.start).strftime("%Y-%m-%d %H:%M")
        names = "、".join(str(one.get("name", "")) for one in subject.officers)
        about = [(_("Activity"), f"{label('event', subject.kind)} · {when}")]
        about += [(_("Place"), subject.place), (_("Officers"), names)]
        lines = [*about, *lines]
    papers = sorted(known_rows(Document, case), key=lambda row: row.at, reverse=True)
    found = [one for one in lines if one[1]]
    return Reading("case", case.number, lines=found, documents=papers[:_PAPERS])


def said(words: Says) -> str:
    """Return words in the reader's language."""
    return words.en if get_language() == "en" else words.zh


def _subject(approval: Approval) -> Activity | Document | None:
    if not approval.subject:
        return None
    papers = (row for row in known_rows(Document, approval.case) if row.ref == approval.subject)
    events = (row for row in known_rows(Activity, approval.case) if row.ref == approval.subject)
    return next(papers, None) or next(events, None)


def _form(viewer: Viewer, approval: Approval, source: Any) -> Reading:
    day = timezone.localtime(viewer.at).date()
    form = forms_of(approval.bureau, day).get(source.form)
    is_paper = isinstance(source, Paper)
    title = source.title if is_paper else (said(form.title) if form else source.form)
    open_ = sees_secrets(viewer, approval.case)
    values = source.values if open_ else masked(source.values, masks_of(approval.case))
    lines = list(_lines(form, values, open_=open_)) if form else []
    return Reading(
        "paper" if is_paper else "draft",
        title,
        source.number if is_paper else "",
        lines,
        paper=source if is_paper else None,
    )


def _lines(form: Form, values: Mapping[str, Any], *, open_: bool) -> Iterator[tuple[str, str]]:
    words = shown(form, values)
    for one in form.fields:
        if not is_empty(values.get(one.id)):
            yield said(one.label), _text(one, words[one.id], values[one.id], open_=open_)


def _text(one: Field, words: Any, value: Any, *, open_: bool) -> str:
    if open_:
        return str(words)
    if one.secret:
        return WITHHELD
    if one.kind == "person" and isinstance(value, dict):
        return str(value.get("name") or "")
    return str(words)
