# SPDX-License-Identifier: Apache-2.0
"""Which dues rest: their decision was revoked, or decided anew.

What this module promises:

- what rests is late for nobody, grows no surcharge, goes to no court, and is asked of nobody; it
  ends when somebody lets it go by the paper that revokes it, as any due does (`granting`): the word
  of who entered the remedy alone takes no fine away;
- a revoked decision has no force (行政复议法 art. 64, 行政诉讼法 art. 70);
- of several remedies the newest counts, as where a second court upholds what the first revoked; a
  decision that was changed, or found unlawful and left in force, keeps what it orders;
- an order to correct that is a paper of its own beside the decision is not revoked with it.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liuhen.apps.cases.models import Activity, Document, Due, Ending

REVOKED = "revoked"
#: What leaves the decision standing, and yet may change what is owed by it.
TO_COMPARE = ("changed", "unlawful", "settled")
_ENDED = "remedy_ended"
_DECISIONS = ("decision", "simple_procedure_record")
_COUNTS = {"superseded_at": None, "withdrawn": False}


def resting(bureau: UUID) -> QuerySet[Due]:
    """Return the dues of the bureau that are not done and rest."""
    ended = Activity.objects.within(bureau).filter(kind=_ENDED, **_COUNTS)
    newer = ended.filter(case=OuterRef("case"), start__gt=OuterRef("start"))
    revoked = ended.filter(
        ~Exists(newer), case=OuterRef("case"), details__remedy__result=REVOKED,
        entered_at__gte=OuterRef("recorded_at"),
    )  # fmt: skip
    papers = Document.objects.within(bureau).filter(case=OuterRef("case"), **_COUNTS)
    apart = papers.filter(ref=OuterRef("document_ref"), type="correction_order")
    beside = Exists(apart) & Exists(papers.filter(type__in=_DECISIONS))
    undone = (Exists(revoked) & ~beside) | Q(case__ending=Ending.ANEW)
    return Due.objects.within(bureau).filter(undone, done_at=None)
