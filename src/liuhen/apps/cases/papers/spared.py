# SPDX-License-Identifier: Apache-2.0
"""Papers for which an approval speaks: no head or reviewer is asked to sign them besides.

Whoever the bureau's route asks has said so in the request. Another role for which the form has a
place was not asked, or another one of the same step spoke in its stead; it may sign all the same,
from the page of the paper.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from liuhen.apps.cases.approval_signatures import content_digest
from liuhen.apps.cases.gate_facts import HEADS
from liuhen.apps.cases.models import Approval, ApprovalState, Document, Paper, PaperSignature


def is_approved(paper: Paper) -> bool:
    """Whether a head has signed the paper, or an approval stands for it."""
    signed = PaperSignature.objects.within(paper.bureau_id).filter(paper=paper, refused=False)
    return signed.filter(role__in=HEADS).exists() or bool(spared_among([paper]))


def spared_among(papers: Collection[Paper]) -> set[UUID]:
    """Return the keys of those papers of one bureau that an approval stands for, by few queries."""
    if not papers:
        return set()
    bureau = next(iter(papers)).bureau_id
    of_item = {paper.item: paper.pk for paper in papers if paper.item is not None}
    keys = {paper.pk for paper in papers}
    found: set[UUID | None] = set()
    facts = Document.objects.within(bureau).filter(
        item__in=of_item, superseded_at=None, withdrawn=False
    )
    for item, signatures in facts.values_list("item", "signatures"):
        if any(one.get("approval") for one in signatures):
            found.add(of_item[item])
    requests = Approval.objects.within(bureau).filter(state=ApprovalState.AGREED)
    for one in requests.filter(Q(paper__in=keys) | Q(draft__paper__in=keys)).select_related(
        "draft"
    ):
        draft = one.draft
        if draft is not None and content_digest(draft) == one.content_digest:
            found.add(draft.paper_id)
        found.add(one.paper_id)
    return {key for key in keys if key in found}
