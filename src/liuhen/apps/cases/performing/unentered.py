# SPDX-License-Identifier: Apache-2.0
"""Decisions whose dues nobody has entered: what they order, as the paper itself says.

What this module promises:

- a paper that was issued here is read by its fields; what it orders is entered with one press, and
  one that orders nothing is not asked about;
- of a decision that came from elsewhere whoever handles the case says what it orders, or that it
  orders nothing; that is kept like a due that was done;
- the desk needs the same number of queries however many there are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Case, Document, Due, FactOrigin, Paper
from liuhen.apps.cases.of_case import standing_papers
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.penalties import Penalty, penalty_in
from liuhen.apps.cases.performing.in_hand import InHand
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.performing.standing import Kind
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of

#: Types of papers that may order something.
_ASKED = ("decision", "simple_procedure_record", "correction_order")
_FEN = 100
_MOST = 200
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:之前|以前|前)")
_SENTENCE = re.compile(r"[。；;\n]")
_PIECE = re.compile(r"[。；;，,\n]")
_LAST_SECOND = time(23, 59, 59)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Unentered:
    """A decision whose dues are not entered. `items`: what it says it orders, if it can be read.

    `party`: whom it names, in a case of several parties.
    """

    case: Case
    document: Document
    title: str
    items: tuple[Ordered, ...]
    party: str = ""

    @property
    def ref(self) -> str:
        """The reference of the paper in its case."""
        return self.document.ref


def unentered_in(case: Case) -> list[Unentered]:
    """Return the decisions of an open case whose dues nobody has entered, the earliest first."""
    if case.concluded_at is not None or case.archived_at is not None:
        return []
    rows = [row for row in known_rows(Document, case) if row.type in _ASKED]
    if not rows:
        return []
    dues = Due.objects.within(case.bureau_id).filter(case=case)
    there = set(dues.values_list("document_ref", flat=True))
    papers = {paper.item: paper for paper in standing_papers(case)}
    waiting = sorted((row for row in rows if row.ref not in there), key=lambda row: row.at)
    found = _asked(((case, row, papers.get(row.item)) for row in waiting), case.bureau)
    if not found or len(parties_of(case)) < 2:  # noqa: PLR2004  # one party needs no name
        return found
    return [replace(one, party=str(one.document.fields.get("party") or "")) for one in found]


def unentered(viewer: Viewer, *, person: UUID, section: UUID | None = None) -> list[Unentered]:
    """Return those of the open cases that this person handles, as far as the viewer sees them.

    Only papers that were issued here, and those that a platform's sheet or another system brought,
    also once somebody put their scan under them.
    """
    if viewer.bureau is None:
        return []
    hand = InHand(viewer, person=person, section=section)
    entered = Due.objects.within(viewer.bureau.pk).filter(
        case=OuterRef("case"), document_ref=OuterRef("ref")
    )
    issued = Paper.objects.within(viewer.bureau.pk).filter(item=OuterRef("item"))
    outside = [key for key, case in hand.cases.items() if case.from_outside]
    scanned = Q(origin=FactOrigin.SCAN, case__in=outside)
    asked = Q(Exists(issued)) | Q(origin=FactOrigin.IMPORT) | scanned
    waiting = Q(asked, ~Exists(entered), type__in=_ASKED)
    found = hand.facts(Document, waiting, order="-at", most=_MOST)
    if not found:
        return []
    papers = Paper.objects.within(viewer.bureau.pk).filter(
        item__in=[row.item for row in found], replaced_by=None
    )
    by_item = {paper.item: paper for paper in papers}
    told = ((row.case, row, by_item.get(row.item)) for row in found if row.case is not None)
    return _asked(told, viewer.bureau)


def enter_written(*, by: Viewer, case: Case, ref: str) -> list[Due]:
    """Enter what the decision of that reference says it orders, as it stands in the paper.

    Raises:
        BadFactError: that was entered already, or the paper does not say it in fields.
    """
    found = _waiting(case, ref)
    if not found.items:
        raise BadFactError(_("What this paper orders cannot be read from it; enter it by hand."))
    return order(by=by, case=case, document=ref, items=found.items)


def enter_nothing(*, by: Viewer, case: Case, ref: str) -> Due:
    """Note that the decision of that reference orders nothing to pay, hand over or correct.

    Raises:
        BadFactError: dues of it are entered already, or the paper says that it orders something.
    """
    with case_act("cases.order_nothing", by=by, case=case, permission=Permission.CASE_ENTER) as do:
        found = _waiting(do.case, ref)
        if found.items:
            raise BadFactError(_("This paper orders something; enter that."))
        said = _("Orders nothing to pay, hand over or correct")
        return do.record.create(
            Due(
                bureau=do.case.bureau,
                case=do.case,
                kind=Kind.OTHER,
                text=said,
                outcome=said,
                document_ref=ref,
                done_at=do.record.at.replace(microsecond=0),
                recorded_at=do.record.at,
                recorded_by=do.by.person,
            )
        )


def said_by(case: Case, ref: str) -> tuple[Ordered, ...]:
    """Return what the issued paper of that reference says it orders; nothing where none was."""
    row = next((one for one in known_rows(Document, case) if one.ref == ref and ref), None)
    papers = {paper.item: paper for paper in standing_papers(case)}
    if row is None or row.item not in papers:
        return ()
    found = _asked([(case, row, papers[row.item])], case.bureau)
    return found[0].items if found else ()


def _waiting(case: Case, ref: str) -> Unentered:
    found = next((one for one in unentered_in(case) if one.ref == ref), None)
    if found is None:
        raise BadFactError(_("What this paper orders is entered already."))
    return found


def _asked(
    told: Iterable[tuple[Case, Document, Paper | None]], bureau: Organisation
) -> list[Unentered]:
    forms = forms_of(bureau, timezone.localdate())
    found = []
    for case, row, paper in told:
        form = forms.get(paper.form) if paper else None
        values: Mapping[str, Any] = paper.values if paper else row.fields
        items = tuple(_items(values, penalty_in(values, form)))
        if items or paper is None:
            found.append(Unentered(case, row, paper.title if paper else "", items))
    return found


def _items(values: Mapping[str, Any], penalty: Penalty) -> Iterable[Ordered]:
    fine, confiscated = penalty.fine.amount, penalty.confiscated.amount
    if fine:
        yield Ordered(Kind.FINE, "", int(fine * _FEN))
    if confiscated:
        yield Ordered(Kind.CONFISCATION, _said_of_confiscation(penalty.words, confiscated))
    if demands := str(values.get("demands") or "").strip():
        if by := _day_of(str(values.get("deadline") or "")):
            yield Ordered(Kind.RECTIFICATION, demands[:_LONGEST], None, by)
        return
    texts = (penalty.words, str(values.get("performance") or ""))
    for sentence in (one for text in texts for one in _SENTENCE.split(text)):
        day = _DAY.search(sentence)
        if day is not None and "改正" in sentence:
            by = _last_second(*map(int, day.groups()))
            if by is not None:
                yield Ordered(Kind.RECTIFICATION, sentence.strip()[:_LONGEST], None, by)
                return


def _said_of_confiscation(words: str, amount: Decimal) -> str:
    """The words of the paper on what is confiscated; the sum where it has none."""
    pieces: Sequence[str] = [one.strip() for one in _PIECE.split(words) if "没收" in one]
    plain = f"没收{amount.normalize():f}元"  # as papers are written
    return (pieces[0] if len(pieces) == 1 else plain)[:_LONGEST]


def _day_of(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return _last_second(day.year, day.month, day.day)


def _last_second(year: int, month: int, day: int) -> datetime | None:
    try:
        moment = datetime.combine(date(year, month, day), _LAST_SECOND)
    except ValueError:
        return None
    return timezone.make_aware(moment)
