# SPDX-License-Identifier: Apache-2.0
"""Whether a head approved the paper that is about to be issued under the bureau's seal.

Asked at issuing alone, of papers that go outside: while it is asked for, nobody has approved yet.
An agreed request on a paper counts, or a head's signature on the form of approval or on the paper
that it replaces; each only where the paper decides what was read (`approved_content`), against
nobody whom that does not name, and for one paper alone: a second one that decides the same against
the same party is approved anew.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.approved_content import agrees, content_of, printed, words_read
from liuhen.apps.cases.gate_facts import HEADS, HELD, Known, Limits, Verdict, signed
from liuhen.apps.cases.models import Approval, Document, FactOrigin, Paper, PaperSignature
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.rules.forms import forms_of
from liuhen.paper.values import is_empty

_OPINIONS = frozenset(OPINION_FIELD.values())


def head_approved(known: Known, _limits: Limits) -> Verdict | None:
    """The head agreed to what the paper says: 处罚法 art. 57, 强制法 art. 18(1)."""
    day = timezone.localtime(known.at).date()
    form = forms_of(known.case.bureau, day).get(known.form)
    if known.proposed is None or form is None or form.audience != "outside":
        return None
    says = printed(known.case, known.form, known.proposed, day)
    requests = known.agreed(known.matter)
    same = [one for one in requests if _is_of(known, one, says, day)]
    others = [one for one in _others(known) if _decides(known, one, says, day)]
    read = list(_signed_by_heads(known, day))
    signed_same = [at for at, one in read if _is_same(known, one, says)]
    unspent = [one for one in same if not _is_spent(known, one, others)]
    if unspent or any(all(one.issued_at < at for one in others) for at in signed_same):
        return HELD
    if same or signed_same:
        said = _("By what the head approved %(which)s was issued; another one is approved anew.")
        return Verdict("open", said % {"which": _named(others[0])})
    seen = [*(one for _at, one in read), *(words_read(one, day) for one in requests)]
    return Verdict("open", _why_not(seen, says))


def _why_not(seen: list[dict[str, Any] | None], says: Mapping[str, Any]) -> str:
    """Why nothing that a head approved is this paper; `seen`: what was read, if anything."""
    if any(one and agrees(one, says) for one in seen):
        return _("What the head approved is not about the party of this paper.")
    if any(one is not None for one in seen):
        return _("What the head approved does not say the same as this paper.")
    if seen:
        return _("The head approved, and read no paper that says it.")
    return _("No head has approved what this paper says.")


def _others(known: Known) -> list[Paper]:
    """The papers of this form that stand beside the one that is to be issued."""
    own = known.step.replaces
    return [one for one in known.issued(known.form) if own is None or one.item != own]


def _decides(known: Known, paper: Paper, says: Mapping[str, Any], day: date) -> bool:
    """Whether a paper decides the same against the same party."""
    there = printed(paper.case, paper.form, paper.values, day)
    return known.parties.meet(there.get("party"), says.get("party")) and agrees(there, says)


def _is_same(known: Known, read: Mapping[str, Any], says: Mapping[str, Any]) -> bool:
    """Whether the paper decides what was read, against nobody else."""
    return known.parties.covers(read.get("party"), says.get("party")) and agrees(read, says)


def _is_spent(known: Known, request: Approval, others: list[Paper]) -> bool:
    """Whether another paper bears the approval already."""
    items, key = {one.item for one in others}, str(request.pk)
    borne = (one for row in known.documents if row.item in items for one in row.signatures)
    return any(one.get("approval") == key for one in borne)


def _named(paper: Paper) -> str:
    return paper.number or paper.title


def _is_of(known: Known, request: Approval, says: Mapping[str, Any], day: date) -> bool:
    draft = request.draft
    if draft is not None and draft.form == known.form:
        same = content_of(draft.form, draft.values) == request.content_digest
        return same and _filled(draft.values) == _filled(known.proposed or {})
    read = words_read(request, day)
    return read is not None and _is_same(known, read, says)  # without a paper nobody can compare


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in, without the opinions that the approval itself puts there."""
    return {
        name: value
        for name, value in values.items()
        if name not in _OPINIONS and not is_empty(value)
    }


def _signed_by_heads(known: Known, day: date) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """What the forms of approval say that a head signed, here or on paper, and since when."""
    form = next(
        (one.form for one in matters_in(known.case.bureau, known.at).values()
         if one.id == known.matter and one.form), "",
    )  # fmt: skip
    beside = {one.pk for one in _others(known)} if form != known.form else set()
    papers = [one for one in known.issued(*{form, known.form}) if one.pk not in beside]
    rows = PaperSignature.objects.within(known.case.bureau_id).filter(
        paper__in=papers, role__in=HEADS, refused=False
    )
    there = dict(rows.order_by("-recorded_at").values_list("paper_id", "recorded_at"))
    for paper in papers:
        if paper.pk in there:
            yield there[paper.pk], printed(known.case, paper.form, paper.values, day)
    found = forms_of(known.case.bureau, day).get(form)
    for row in known.papers(str(found.document)) if found and found.document else ():
        if _is_signed(row):
            yield row.at, dict(row.fields)


def _is_signed(row: Document) -> bool:
    typed = row.origin == FactOrigin.TYPED and not row.scan_digest
    own = any(one.get("person") for one in row.signatures if one["role"] in HEADS)
    return signed(row, HEADS) and (own or not typed)


#: Conditions that are asked when a paper is issued, and not while it is asked for.
AT_ISSUING: dict[str, Callable[[Known, Limits], Verdict | None]] = {"head_approved": head_approved}
