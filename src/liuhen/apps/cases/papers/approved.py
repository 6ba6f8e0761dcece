# SPDX-License-Identifier: Apache-2.0
"""What approvals leave on papers: on one that is issued after them, and on one that was before.

What this module promises:

- a paper that is issued after the approval is printed with its signatures (contract, reading 16);
- one that was issued before gets a revision for each signature of a role that its form has a place
  for, with the name, the opinion and the time of that step; the bytes that were there stay;
- the approval and its effect on the fact are one act; the PDF follows by a job that the same act
  leaves, and that may run twice.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from liuhen.apps.cases.approval_signatures import (
    acted_for,
    content_digest,
    opinion_on,
    signatures_for,
    signatures_of,
)
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Approval, ApprovalState, Case, Draft, Paper, PaperSignature
from liuhen.apps.cases.papers.drafts import document_of
from liuhen.apps.cases.papers.reading import frozen_of, newest_digest
from liuhen.apps.cases.papers.revising import Asked, Revision, SignedMeanwhileError, revise
from liuhen.apps.cases.papers.rooms import given_in, has_place
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.people.models import Person
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act

_BY = SystemActor("papers")
_TRIES = 6


def approvals_as_signatures(draft: Draft, kind: str | None) -> list[dict[str, Any]]:
    """Return what an approval before it leaves on a paper: who, in which role, when.

    The approval of the draft itself also gives its opinions; that of the matter the signatures.
    """
    rows = Approval.objects.within(draft.bureau_id).filter(draft=draft, state=ApprovalState.AGREED)
    own = list(rows.select_related("paper", "draft", "bureau").order_by("ended_at"))
    if own:
        same = [one for one in own if one.content_digest == content_digest(draft)]
        return signatures_of(same[-1]) if same else []
    return signatures_for(draft.case, kind, draft) if kind else []


def print_approvals(paper: str, bureau: str) -> None:
    """Sign the PDF of a paper with what its fact bears by approvals. The job of that name."""
    rows = Paper.objects.within(UUID(bureau)).select_related("bureau", "case")
    row = rows.get(pk=UUID(paper))
    tries = 0
    while (waiting := _waiting(row)) is not None:
        try:
            _sign(row, waiting)
        except SignedMeanwhileError:
            tries += 1
            if tries == _TRIES:
                raise


def _waiting(paper: Paper) -> dict[str, Any] | None:
    """The next signature that the fact bears by an approval, and the PDF does not."""
    fact = document_of(paper)
    closed = paper.case.archived_at is not None
    if fact is None or closed or Paper.objects.within(paper.bureau_id).filter(replaces=paper):
        return None
    signers = frozen_of(paper).form.signers
    return next(
        (
            one
            for one in fact.signatures
            if one.get("approval") and one.get("at") and one["role"] in signers
            if has_place(paper, one["role"]) and not given_in(paper, one["role"])
        ),
        None,
    )


def _sign(paper: Paper, given: dict[str, Any]) -> None:
    signing = frozen_of(paper).form.signers[given["role"]]
    opinion = opinion_on(paper, given)
    at = datetime.fromisoformat(given["at"])
    asked = Asked(
        signing.role, given["name"], "system", opinion=opinion, for_=given.get("on_behalf", "")
    )
    try:
        made = revise(paper, signing, asked, at)
    except BadFactError:  # a character without a font: the opinion stands beside the signature
        made = revise(paper, signing, replace(asked, opinion=""), at)
    _write(paper, asked, given, made)


def _write(paper: Paper, asked: Asked, given: dict[str, Any], made: Revision) -> None:
    person = Person.objects.get(pk=UUID(given["person"]))
    with act("cases.print_approval", by=_BY) as record:
        Case.objects.within(paper.bureau_id).select_for_update().get(pk=paper.case_id)
        if newest_digest(paper) != made.base:
            raise SignedMeanwhileError
        row = PaperSignature(
            bureau=paper.bureau,
            case=paper.case,
            paper=paper,
            role=asked.role,
            name=asked.name,
            manner="system",
            person=person,
            on_behalf=acted_for(paper.bureau_id, given),
            at=made.at,
            opinion=asked.opinion,
            pdf_digest=made.base,
            made_digest=made.pdf.digest,
            sm2=made.sm2,
            recorded_at=record.at,
            recorded_by=person,
        )
        for stored in made.kept:
            register_object(record, paper.bureau, stored, row)
        record.create(row)
        record.about(paper)
        record.note(approval=given["approval"])
