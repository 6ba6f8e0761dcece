# SPDX-License-Identifier: Apache-2.0
"""Signatures under papers for which the contract has no role: of a chair, a recorder, an agent.

Documents keep those that the contract knows; the others stand with their papers alone, and are
shown beside them wherever it is said who signed.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from liuhen.apps.cases.models import Case, PaperSignature
from liuhen.law import facts as law


def signed_otherwise(case: Case, as_of: datetime) -> dict[UUID, list[PaperSignature]]:
    """Return them by the item of the document that each paper is, with their papers."""
    rows = PaperSignature.objects.within(case.bureau_id).filter(
        case=case, paper__replaced_by=None, recorded_at__lte=as_of
    )
    found: dict[UUID, list[PaperSignature]] = defaultdict(list)
    others = rows.exclude(role__in=list(law.ROLES)).exclude(paper__item=None)
    for row in others.select_related("paper").order_by("recorded_at", "id"):
        if row.paper.item is not None:
            found[row.paper.item].append(row)
    return found
