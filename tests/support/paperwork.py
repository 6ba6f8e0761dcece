# SPDX-License-Identifier: Apache-2.0
"""Papers that an officer of the house writes, issues and lets others sign."""

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from liuhen.apps.cases import acts
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.gates import GateState, put_override
from liuhen.apps.cases.models import Case, Document, Draft, Paper
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.gating import gates_at_issuing
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import open_pdf
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import form_of
from liuhen.law.routes import statutory_gates
from liuhen.paper.form import Form
from liuhen.paper.sample import sample_values
from liuhen.paper.sums import CONFISCATED, FINE, said_of
from support.house import House

#: A form without a number, and one that has its number of a series.
RECORD, NUMBERED = "inspection_record", "prior_notice"
#: Why every gate is passed, where gates are not what a test is about.
ANY_REASON = {gate.id: "试验" for gate in statutory_gates()}


def started(
    house: House,
    form: str = RECORD,
    case: Case | None = None,
    events: Iterable[str] = (),
    **values: Any,
) -> Draft:
    """Save a draft of the officer that lacks nothing."""
    by = house.officer
    case = case or house.case(party_name="某某渔业有限公司")
    draft = begin_draft(by=by, case=case, form=form, events=events)
    used = form_of(house.bureau, form, house.clock.time.date())
    later = {one.opinion for one in used.signatures if one.opinion}
    full = (
        {name: value for name, value in sample_values(used).items() if name not in later}
        | draft.values
        | values
    )
    told = full.get("penalty") or ""
    for name, word in (("fine", FINE), ("confiscated", CONFISCATED)):
        if name in used.by_id and name not in values:
            full[name] = str(said_of(told, word).amount or 0)
    return save_draft(by=by, draft=draft.pk, revision=draft.revision, values=full)


def issued(house: House, form: str = RECORD, **values: Any) -> Paper:
    """Issue a draft of the officer that lacks nothing, whatever gates say."""
    draft = let_pass(house, started(house, form, **values))
    return issue(by=house.officer, draft=draft.pk, revision=draft.revision, reasons=ANY_REASON)


def told(house: House, case: Case) -> None:
    """The party gets a prior notice that says nothing of a penalty, and is told of its rights."""
    now = house.clock.now()
    acts.add_document(
        by=house.officer, kind="prior_notice", at=now, case=case, fields={"cause": "x"}
    )
    acts.add_activity(by=house.officer, kind="rights_informed", start=now, case=case)


def let_pass(house: House, draft: Draft) -> Draft:
    """See to what no reason of an officer lets pass: a notice, and the head who answers for it."""
    used, case = form_of(house.bureau, draft.form, house.clock.time.date()), draft.case
    given = {"replaces": draft.replaces}
    if any(_needs_notice(one) for one in _stopping(house, draft, used, **given)):
        told(house, case)
    for one in _stopping(house, draft, used, **given):
        if one.barred:
            go_on_as_head(house, draft, used, one)
    return draft


def go_on_as_head(house: House, draft: Draft, form: Form, state: GateState) -> None:
    """The head says why it goes on although nobody approved it."""
    known = matters_in(house.bureau, house.clock.time).values()
    matter = next(one.id for one in known if form.document in one.signs)
    with case_act(
        "cases.override", by=house.head, case=draft.case, permission=Permission.CASE_VIEW
    ) as doing:
        put_override(doing, replace(state, barred=""), matter, "试验")


def _stopping(house: House, draft: Draft, form: Form, **more: Any) -> list[GateState]:
    states = gates_at_issuing(house.officer, draft.case, form, draft.values, **more)
    return [one for one in states if one.stops]


def _needs_notice(state: GateState) -> bool:
    return state.gate.id == "prior-notice"


def fact_of(paper: Paper) -> Document:
    """Return the fact that the paper is, as it stands now."""
    return Document.objects.within(paper.bureau_id).get(item=paper.item, superseded_at=None)


def pdf_of(by: Viewer, paper: Paper) -> bytes:
    """Return the newest revision of the PDF."""
    return open_pdf(by=by, paper=paper).read()


def drawn() -> bytes:
    """Return a line as a finger draws it, as PNG."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line([(20, 150), (200, 30), (350, 160), (560, 40)], "black", 9)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
