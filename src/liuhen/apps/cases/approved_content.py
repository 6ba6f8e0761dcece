# SPDX-License-Identifier: Apache-2.0
"""Whether one paper decides what another one said when it was approved: penalty, sums, measure.

What this module promises:

- the words are compared as they are printed, but for spaces, width and the mark at their end; who
  wants other words has them approved;
- a sum in a field of its own counts beside the words: one that was not read, in a field or in the
  words, was not approved;
- papers that have nothing of this in common are never the same;
- against whom it is decided is compared apart (`party_names.Parties.covers`).
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from liuhen.apps.cases.models import Approval, Case, Document
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.cases.penalties import penalty_in
from liuhen.apps.rules.forms import forms_of
from liuhen.paper.showing import shown
from liuhen.paper.values import is_empty
from liuhen.vault.canonical import canonical_json, digest_of

#: Fields of forms that say what is decided; those in one row mean the same on different forms.
_DECIDES = (
    ("penalty", "proposal", "decision"),
    ("fine",),
    ("confiscated",),
    ("measure",),
    ("object",),
    ("place",),
    ("period",),
    ("until",),
)
_SUMS = ("fine", "confiscated")
_OF_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_SPACE = re.compile(r"\s")
_END = "。.;"


def agrees(read: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether `now` decides what `read` said; both as they are printed.

    >>> agrees({"proposal": "罚款1000元"}, {"penalty": "罚款 1,000元。"})
    True
    >>> agrees({"proposal": "罚款1000元"}, {"penalty": "罚款50000元"})
    False
    >>> agrees({"proposal": "罚款1000元"}, {"penalty": "罚款1000元", "fine": "1000"})
    True
    >>> agrees({"proposal": "罚款"}, {"penalty": "罚款", "fine": "1000"})
    False
    >>> agrees({"facts": "甲"}, {"facts": "甲"})
    False
    """
    said, says = _decided(read), _decided(now)
    both = said.keys() & says.keys()
    unread = [one for one in _SUMS if one not in said and not _is_worded(one, now, read)]
    return bool(both) and not unread and all(said[name] == says[name] for name in both)


def printed(case: Case, form: str, values: Mapping[str, Any], at: Any) -> dict[str, Any]:
    """Return the filled fields of a paper as they are printed, by the bureau's form at `at`.

    What is confidential is masked: a draft says who the party is, the row of a paper does not.
    """
    found = forms_of(case.bureau, at).get(form)
    told = {name: value for name, value in values.items() if not is_empty(value)}
    filled: dict[str, Any] = masked(told, masks_of(case))
    if found is None:
        return filled
    said = shown(found, filled)
    return {name: str(said[name]) for name in filled if name in said}


def content_of(form: str, values: Mapping[str, Any]) -> str:
    """Return the digest of what a draft says, whoever saved it how often."""
    return digest_of(canonical_json({"form": form, "values": values}))


def words_read(approval: Approval, at: Any) -> dict[str, Any] | None:
    """Return what the paper says that was read when it was approved, as it is printed.

    Nothing where none was read; empty where it was changed since and nobody knows what was read.
    """
    draft, paper = approval.draft, approval.paper
    if draft is not None:
        same = content_of(draft.form, draft.values) == approval.content_digest
        return printed(approval.case, draft.form, draft.values, at) if same else {}
    if paper is not None:
        return printed(approval.case, paper.form, paper.values, at)
    rows = Document.objects.within(approval.bureau_id).filter(
        case_id=approval.case_id, ref=approval.subject, superseded_at=None, withdrawn=False
    )
    named = rows.first() if approval.subject else None
    return None if named is None else dict(named.fields)


def _decided(fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        row[0]: plain
        for row in _DECIDES
        if (plain := "\n".join(_plain(fields[name]) for name in row if fields.get(name)))
    }


def _is_worded(name: str, now: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
    """Whether the words that were read say the sum too; nought is none."""
    own, worded = (penalty_in({name: now.get(name)}), penalty_in(dict(read)))
    amount = getattr(own, name).amount
    return amount is None or amount == getattr(worded, name).amount


def _plain(said: Any) -> str:
    words = "\n".join(map(str, said)) if isinstance(said, list) else str(said)
    text = _SPACE.sub("", unicodedata.normalize("NFKC", words))
    return _OF_THOUSANDS.sub("", text).rstrip(_END)
