# SPDX-License-Identifier: Apache-2.0
"""Whether a head approved the paper that is about to be issued under the bureau's seal.

Asked at issuing alone, of papers that go outside: while it is asked for, nobody has approved yet.
An agreed request on a paper counts, or a head's signature on the form of approval or on the paper
that it replaces; each only where the paper decides what was read (`approved_content`).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.approved_content import agrees, content_of, printed, words_read
from liuhen.apps.cases.gate_facts import HEADS, HELD, Known, Limits, Verdict, signed
from liuhen.apps.cases.models import Approval, Document, FactOrigin, PaperSignature
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
    if any(_is_of(one, known.form, known.proposed, says, day) for one in requests):
        return HELD
    read = list(_signed_by_heads(known, day))
    if any(agrees(one, says) for one in read):
        return HELD
    if read or any(words_read(one, day) is not None for one in requests):
        return Verdict("open", _("What the head approved does not say the same as this paper."))
    if requests:
        return Verdict("open", _("The head approved, and read no paper that says it."))
    return Verdict("open", _("No head has approved what this paper says."))


def _is_of(
    request: Approval, form: str, values: Mapping[str, Any], says: Mapping[str, Any], day: date
) -> bool:
    draft = request.draft
    if draft is not None and draft.form == form:
        same = content_of(form, draft.values) == request.content_digest
        return same and _filled(draft.values) == _filled(values)
    read = words_read(request, day)
    return read is not None and agrees(read, says)  # without a paper nobody can compare


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in, without the opinions that the approval itself puts there."""
    return {
        name: value
        for name, value in values.items()
        if name not in _OPINIONS and not is_empty(value)
    }


def _signed_by_heads(known: Known, day: date) -> Iterator[dict[str, Any]]:
    """What the forms of approval say that a head signed, here or on paper."""
    form = next(
        (one.form for one in matters_in(known.case.bureau, known.at).values()
         if one.id == known.matter and one.form), "",
    )  # fmt: skip
    papers = known.issued(*{form, known.form})
    rows = PaperSignature.objects.within(known.case.bureau_id).filter(
        paper__in=papers, role__in=HEADS, refused=False
    )
    there = set(rows.values_list("paper_id", flat=True))
    for paper in papers:
        if paper.pk in there:
            yield printed(known.case, paper.form, paper.values, day)
    found = forms_of(known.case.bureau, day).get(form)
    for row in known.papers(str(found.document)) if found and found.document else ():
        if _is_signed(row):
            yield dict(row.fields)


def _is_signed(row: Document) -> bool:
    typed = row.origin == FactOrigin.TYPED and not row.scan_digest
    own = any(one.get("person") for one in row.signatures if one["role"] in HEADS)
    return signed(row, HEADS) and (own or not typed)


#: Conditions that are asked when a paper is issued, and not while it is asked for.
AT_ISSUING: dict[str, Callable[[Known, Limits], Verdict | None]] = {"head_approved": head_approved}
