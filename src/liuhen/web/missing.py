# SPDX-License-Identifier: Apache-2.0
"""What a duty still lacks, in words: the engine's tokens as an officer would say them.

document:initiation_approval           《程序启动审批表》
field:facts, field:source              文书未写明：基本案情、案件来源
signature:bureau_head|deputy_head      机关负责人或者分管负责人签名

Where one of many papers would do, the most usual are said, and the others on demand (`Phrase`).
"""

from collections.abc import Iterable, Sequence
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from liuhen.law.facts import RECORDING_KINDS
from liuhen.web.listing import listed
from liuhen.web.subjects import paper_said
from liuhen.web.words import label

#: Tokens that are one word.
_SINGLE: dict[str, Promise | str] = {
    "disc": _l("the footage on a disc in the file"),
    "statement": _l("a written note on the footage (maker, extractor, time)"),
    "officer:certificate": _l("a valid certificate of the officer"),
    "identity_shown": _l("that the certificate was shown"),
    "informed": _l("that those present were told of the recording"),
    "stored_at": _l("the custodian's confirmation that the footage is stored"),
    "handed_over_at": _l("the hand-over to the custodian"),
    "reviewed_by_party": _l("that the party watched the footage"),
    "position": _l("the position (latitude and longitude)"),
    "spoken": _l("name and number of the vessel, spoken"),
    "place_sign": _l("the sign of the place in the picture"),
    "manner": _l("in what manner the party was told"),
}
_RECORDING_AT_ONCE = frozenset(RECORDING_KINDS)
_UNINTERRUPTED = frozenset({"surveillance", "video"})


#: Papers of which one most often is what a duty asks for, where several would do.
_USUAL = (
    "site_inspection_record", "inquiry_record", "service_record", "proof_of_service",
    "simple_procedure_record", "decision",
)  # fmt: skip
#: So many alternatives are said in a row, and of more so many.
_IN_A_ROW, _FIRST = 3, 2


class Phrase(str):
    """A phrase of what is missing; `rest`: the alternatives that it does not name.

    `whole`: the phrase with all of them.
    """

    __slots__ = ("rest", "whole")

    rest: tuple[str, ...]
    whole: str

    def __new__(cls, text: str, rest: Sequence[str] = (), whole: str = "") -> Self:
        """Make one."""
        made = super().__new__(cls, text)
        made.rest, made.whole = tuple(rest), whole or text
        return made


def missing_said(tokens: Iterable[str]) -> list[str]:
    """Return one phrase for each kind of thing that is missing, in a fixed order."""
    by_head: dict[str, list[str]] = {}
    phrases: list[str] = []
    for token in dict.fromkeys(tokens):
        head, _colon, words = token.partition(":")
        across_kinds = ":" in token.partition("|")[2]
        if head in _SAYING and not across_kinds:
            by_head.setdefault(head, []).append(words)
        else:
            phrases.append(_or(_parts_said(token)))
    return [_SAYING[head](by_head[head]) for head in _SAYING if head in by_head] + phrases


def _parts_said(token: str) -> list[str]:
    """Every alternative of a token that goes across kinds, or of one that has no kind."""
    return [_one_said(part) for part in token.split("|")]


def _one_said(part: str) -> str:
    if part in _SINGLE:
        return str(_SINGLE[part])
    head, _colon, word = part.partition(":")
    return _SAYING[head]([word]) if head in _SAYING else part


def _documents(needs: Sequence[str]) -> str:
    alternatives = [_papers(need.split("|")) for need in needs]
    rest = [one for phrase in alternatives for one in phrase.rest]
    return Phrase(_and(alternatives), rest, _and([phrase.whole for phrase in alternatives]))


def _papers(kinds: Sequence[str]) -> Phrase:
    """Any of these papers: the most usual in the sentence, of many the others beside it."""
    if len(kinds) <= _IN_A_ROW:
        return Phrase(_or([paper_said(one) for one in kinds]))
    rank = {one: place for place, one in enumerate(_USUAL)}
    ordered = [paper_said(one) for one in sorted(kinds, key=lambda one: rank.get(one, len(rank)))]
    first, rest = ordered[:_FIRST], ordered[_FIRST:]
    said = _("%(first)s or one of %(n)d other papers")
    return Phrase(said % {"first": _or(first), "n": len(rest)}, rest, _or(ordered))


def _fields(needs: Sequence[str]) -> str:
    said = _alternatives("field", needs)
    return _("in the paper: %(what)s") % {"what": said}


def _signatures(needs: Sequence[str]) -> str:
    said = _alternatives("signature", needs)
    return _("signature: %(who)s") % {"who": said}


def _recordings(needs: Sequence[str]) -> str:
    return _and([_recording(set(need.split("|"))) for need in needs])


def _recording(kinds: set[str]) -> str:
    if kinds == _RECORDING_AT_ONCE:
        return _("a recording made at the same time")
    if kinds == _UNINTERRUPTED:
        return _("uninterrupted video")
    return _or([label("recording", one) for one in sorted(kinds)])


def _events(needs: Sequence[str]) -> str:
    return _("the step “%(step)s”") % {"step": _alternatives("event", needs)}


def _contents(needs: Sequence[str]) -> str:
    said = _alternatives("content", needs)
    return _("in the picture: %(what)s") % {"what": said}


_SAYING = {
    "document": _documents,
    "field": _fields,
    "signature": _signatures,
    "recording": _recordings,
    "event": _events,
    "content": _contents,
}


def _alternatives(table: str, needs: Sequence[str]) -> str:
    words = ([label(table, one) for one in need.split("|")] for need in needs)
    return _and([_or(one) for one in words])


def _and(parts: Sequence[str]) -> str:
    return listed(parts)


def _or(parts: Sequence[str]) -> str:
    between = str(pgettext_lazy("between alternatives", " or "))
    return between.join(parts)
