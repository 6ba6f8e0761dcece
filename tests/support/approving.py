# SPDX-License-Identifier: Apache-2.0
"""Asking and deciding in stories: `agreed(house, approval, "section_head", "bureau_head")`."""

from typing import Any

from liuhen.apps.cases import acts
from liuhen.apps.cases.approval_decisions import decide
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.models import Approval, ApprovalStep, Case, Document
from liuhen.apps.cases.waiting import current_step
from liuhen.apps.cases.ways import endings_to_ask
from support.house import House, beijing


def step_of(approval: Approval) -> ApprovalStep:
    """The step that is to be taken next."""
    step = current_step(Approval.objects.within(approval.bureau_id).get(pk=approval.pk))
    assert step is not None
    return step


def said(house: House, approval: Approval, name: str, outcome: str = "agreed", **more: Any) -> Any:
    """What somebody says at the next step."""
    return decide(by=house.viewer(name), step=step_of(approval), outcome=outcome, **more)


def agreed(house: House, approval: Approval, *names: str, **more: Any) -> Approval:
    """The request, once these people have agreed one after the other."""
    for name in names:
        said(house, approval, name, opinion="同意", **more)
    return fresh(approval)


def fresh(approval: Approval) -> Approval:
    """The request as it is now."""
    return Approval.objects.within(approval.bureau_id).get(pk=approval.pk)


def start_paper(house: House, case: Case, **values: Any) -> Document:
    """The form on which a start is approved."""
    fields = {"reason": "日常巡查", "source": "巡查", "facts": "无证经营", "party": "甲公司"}
    return acts.add_document(
        by=house.officer,
        kind="initiation_approval",
        at=house.clock.now(),
        case=case,
        fields={**fields, "handler_opinion": "建议立案", "time": "2026-03-02"},
        **values,
    )


def asked(house: House, case: Case, matter: str = "start", **values: Any) -> Approval:
    """A request of the officer; to end the case in the way that is offered first, if to end it."""
    ending = next(iter(endings_to_ask(case, matter)), "")
    words = {"ending": ending, "text": "请予批准。"}
    return ask(by=house.officer, case=case, matter=matter, **{**words, **values})


def newest(row: Document) -> Document:
    """The version of a document that counts now."""
    rows = Document.objects.within(row.bureau_id)
    return rows.get(item=row.item, superseded_at=None)


def signers(row: Document) -> list[str]:
    """The roles that signed the document, in their order."""
    return [one["role"] for one in newest(row).signatures]


def initiated(house: House, case: Case, at: str, *, urgent: bool = False) -> Any:
    """The start of the case as an activity."""
    return acts.add_activity(
        by=house.officer, kind="case_initiated", start=beijing(at), case=case,
        attrs={"urgent": urgent},
    )  # fmt: skip
