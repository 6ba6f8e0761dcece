# SPDX-License-Identifier: Apache-2.0
"""What papers take over from a request that was agreed: who reviewed, and what was approved.

What this module promises:

- a form of approval that was agreed as a draft counts as what it says, like an issued one, while it
  says what was read; to nobody who may not see what is confidential in the case;
- who reviewed is the section that answers for the case (003 art. 18), else the legal office.
"""

from typing import Any

from liuhen.apps.cases.approval_signatures import content_digest, signatures_of
from liuhen.apps.cases.models import Approval, ApprovalState, Case
from liuhen.apps.cases.papers.reading import sees_secrets
from liuhen.apps.cases.routes import DECIDING
from liuhen.apps.people.viewer import Viewer

#: Who reviews what the section writes, the nearest first.
_REVIEWING = ("section_head", "legal_reviewer")


def reviewer_of(case: Case) -> str:
    """Return who reviewed the decision of the case, or "" where no decision was agreed."""
    rows = Approval.objects.within(case.bureau_id).filter(
        case=case, matter__in=DECIDING, state=ApprovalState.AGREED
    )
    newest = rows.order_by("-ended_at").first()
    names = {one["role"]: one["name"] for one in signatures_of(newest)} if newest else {}
    return next((str(names[role]) for role in _REVIEWING if role in names), "")


def approved_said(by: Viewer, case: Case, form: str, name: str) -> Any:
    """Return what a draft of the form says that was agreed and is not issued yet, if there is one.

    `name`: a field of the form. Nothing of a draft that was changed since or given up.
    """
    if not sees_secrets(by, case):
        return None
    rows = Approval.objects.within(case.bureau_id).filter(
        case=case, state=ApprovalState.AGREED, draft__form=form, draft__ended_at=None
    )
    newest = rows.select_related("draft").order_by("-ended_at").first()
    draft = newest.draft if newest else None
    if newest is None or draft is None or content_digest(draft) != newest.content_digest:
        return None
    return draft.values.get(name)
