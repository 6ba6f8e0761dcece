# SPDX-License-Identifier: Apache-2.0
"""Whether a head granted that a sum is paid later, in parts, or not at all (处罚法 art. 66).

What this module promises:

- a paper counts where it shows that a head gave it: by its scan, or by a signature in the system;
  one that somebody typed grants nothing;
- a grant is for one plan: the next plan needs another one. A slip in a plan is mended within the
  hour by the grant that it was made by.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from liuhen.apps.cases.acting import SLIP
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_facts import HEADS
from liuhen.apps.cases.models import Approval, ApprovalState, Case, Document, Due

_LATER = "instalment"
_LATER_PAPER = "instalment_approval"
#: An investigation that was ended by approval leaves nothing to be paid (行政强制法 art. 40).
_NOT_AT_ALL = "termination"


def is_of_a_head(paper: Document) -> bool:
    """Whether the paper shows that a head gave it: its scan, or a signature in the system."""
    return bool(paper.scan_digest) or any(
        one["role"] in HEADS and one.get("person") and not one.get("refused")
        for one in paper.signatures
    )


def grant_for_parts(due: Due, now: datetime) -> str:
    """Return the grant by which a plan is made now; empty where every one has been used."""
    # the hour is counted from the first plan: who mends again and again gains no time
    used = {one["by"]: datetime.fromisoformat(one["at"]) for one in reversed(due.plans)}
    grants = list(_grants(due.case))
    slip = [one for one in grants if one in used and now - used[one] <= SLIP]
    return next(iter([*slip, *(one for one in grants if one not in used)]), "")


def is_let_go(case: Case, document: str, *, besides: str) -> bool:
    """Whether a head let go what was ordered: by ending the case, or by the paper `document`.

    `besides`: the paper that orders it, which does not revoke itself.
    """
    if _agreed(case, _NOT_AT_ALL):
        return True
    papers = known_rows(Document, case) if document and document != besides else []
    return any(row.ref == document and is_of_a_head(row) for row in papers)


def _grants(case: Case) -> Iterator[str]:
    """What grants a plan, each once: a request that was agreed to also signs its paper."""
    agreed = [str(key) for key in _agreed(case, _LATER)]
    yield from agreed
    for row in known_rows(Document, case):
        if row.type == _LATER_PAPER and is_of_a_head(row) and not _signed_by(row, agreed):
            yield row.ref


def _agreed(case: Case, matter: str) -> list[object]:
    rows = Approval.objects.within(case.bureau_id).filter(
        case=case, matter=matter, state=ApprovalState.AGREED
    )
    return list(rows.order_by("ended_at").values_list("pk", flat=True))


def _signed_by(row: Document, approvals: Iterable[str]) -> bool:
    return any(one.get("approval") in approvals for one in row.signatures)
