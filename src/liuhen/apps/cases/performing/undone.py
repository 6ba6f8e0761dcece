# SPDX-License-Identifier: Apache-2.0
"""Which dues rest: their decision was revoked, or decided anew.

What this module promises:

- what rests is late for nobody, grows no surcharge, goes to no court, and is asked of nobody; it
  ends when somebody lets it go by the paper that revokes it, as any due does (`granting`): the word
  of who entered the remedy alone takes no fine away;
- a revoked decision has no force (行政复议法 art. 64, 行政诉讼法 art. 70);
- of several remedies of a party the newest counts, as where a second court upholds what the first
  revoked; a decision that was changed, or found unlawful and left in force, keeps what it orders;
- what a decision orders of another party than the one that it was revoked for goes on;
- an order to correct that is a paper of its own beside the decision is not revoked with it.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from liuhen.apps.cases.models import Activity, Document, Due, Ending, Participant
from liuhen.apps.cases.remedies import ENDED

REVOKED = "revoked"
#: What leaves the decision standing, and yet may change what is owed by it.
TO_COMPARE = ("changed", "unlawful", "settled")
_DECISIONS = ("decision", "simple_procedure_record")
_COUNTS = {"superseded_at": None, "withdrawn": False}


def resting(bureau: UUID) -> QuerySet[Due]:
    """Return the dues of the bureau that are not done and rest."""
    whose = _text("details__remedy__who")
    ended = Activity.objects.within(bureau).filter(kind=ENDED, **_COUNTS).annotate(who=whose)
    newer = ended.filter(
        Q(who="") | Q(who=OuterRef("who")), case=OuterRef("case"), start__gt=OuterRef("start")
    )
    papers = Document.objects.within(bureau).filter(case=OuterRef("case"), **_COUNTS)
    named = papers.annotate(party=_text("fields__party")).exclude(party="")
    parties = Participant.objects.within(bureau).filter(role=Participant.Role.PARTY, ended_at=None)
    one_party = Exists(parties.filter(case=OuterRef("case"), name=OuterRef("party")))
    of_another = named.filter(
        ~Q(party__contains=OuterRef("who")) | (one_party & ~Q(party=OuterRef("who"))),
        ref=OuterRef(OuterRef("document_ref")),
    )  # a company and its branch: the whole name is that of another
    revoked = ended.filter(
        ~Exists(newer), Q(who="") | ~Exists(of_another), case=OuterRef("case"),
        details__remedy__result=REVOKED, entered_at__gte=OuterRef("recorded_at"),
    )  # fmt: skip
    apart = papers.filter(ref=OuterRef("document_ref"), type="correction_order")
    beside = Exists(apart) & Exists(papers.filter(type__in=_DECISIONS))
    undone = (Exists(revoked) & ~beside) | Q(case__ending=Ending.ANEW)
    return Due.objects.within(bureau).filter(undone, done_at=None)


def _text(path: str) -> Coalesce:
    """What stands there in a column of JSON, or "" where nothing does."""
    return Coalesce(KT(path), Value(""), output_field=TextField())
