# SPDX-License-Identifier: Apache-2.0
"""The answer of a check, and how several answers make one.

Verdicts, from best to worst:

- DONE: it is there, since `at`;
- EXCUSED: the article's own exception applies, with the record that it asks for;
- LACKING: it is not there (yet), `missing` says what, in the tokens of the contract;
- LOST: it cannot be had any more, whatever is written later.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from liuhen.law.view import (
    CaseView,
    DocumentView,
    EventView,
    RecordingView,
)

DONE, EXCUSED, LACKING, LOST = range(4)


class Outcome:
    """The answer of one check."""

    __slots__ = ("articles", "at", "evidence", "missing", "verdict")

    def __init__(
        self,
        verdict: int,
        at: int | None = None,
        missing: Sequence[str] = (),
        evidence: Sequence[str] = (),
        articles: Sequence[str] = (),
    ) -> None:
        self.verdict = verdict
        self.at = at
        self.missing = missing
        self.evidence = evidence
        self.articles = articles  # the items in question, where a duty stands in several


Subject = EventView | RecordingView | DocumentView
Check = Callable[[CaseView, Any], Outcome | None]
"""A check; None means that the facts do not tell enough for a judgement of any kind."""


def alternatives(tokens: Iterable[str]) -> str:
    """Several tokens as one: sorted, the head written once, full tokens across kinds.

    >>> alternatives(["signature:deputy_head", "signature:bureau_head"])
    'signature:bureau_head|deputy_head'
    >>> alternatives(["signature:section_head", "field:reviewer"])
    'field:reviewer|signature:section_head'
    """
    ordered = sorted(tokens)
    heads = {token.partition(":")[0] for token in ordered}
    if len(heads) == 1:
        return f"{heads.pop()}:" + "|".join(token.partition(":")[2] for token in ordered)
    return "|".join(ordered)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Several parts of one duty: done when all are, at the last of them."""
    if len(outcomes) == 1:
        return outcomes[0]
    times = [outcome.at for outcome in outcomes if outcome.at is not None]
    return Outcome(
        max((outcome.verdict for outcome in outcomes), default=DONE),
        max(times, default=None),
        [token for outcome in outcomes for token in outcome.missing],
        [item for outcome in outcomes for item in outcome.evidence],
        [article for outcome in outcomes for article in outcome.articles],
    )


def attrs_match(wanted: dict[str, Any], attrs: dict[str, Any]) -> bool:
    """Whether attributes are as wanted: a value, one of a list, or `present`."""
    for key, value in wanted.items():
        found = attrs.get(key, False)
        if value == "present":
            if found is False:
                return False
        elif found not in value if isinstance(value, list) else found != value:
            return False
    return True
