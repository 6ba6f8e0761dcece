# SPDX-License-Identifier: Apache-2.0
"""How texts are compared: what is folded away, what a search looks for, where it is in a text.

What this module promises:

- width, case and signs that are no letters or digits do not matter: `粤〔2026〕１２号` is
  `粤[2026]12号`;
- a sentence's end, a comma and a line's end part a text: nothing is found across them;
- a text is found by any stretch of it, also by one character, also in the middle of a sentence.

The index holds `grams` and only narrows: what counts is whether the folded text holds the folded
term, so both databases give the same answers. Grams of Chinese are pairs of characters; of letters
and digits each tail of a run, cut to `_LONGEST`, so that any part of a number is a beginning.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: What parts a text. All is folded before, so the full-width forms are these.
_PARTING = frozenset("\n\r\t,;!?。、")
_LONGEST = 16
_MOST_TERMS, _LONGEST_QUERY = 8, 200
#: Letters and digits below; characters that stand alone from here on (CJK and its neighbours).
_FIRST_CJK = "\u2e80"
_RUNS = re.compile(f"[^\n{_FIRST_CJK}-\U0010ffff]+|[{_FIRST_CJK}-\U0010ffff]+")


class _Folds(dict[int, str]):
    """What becomes of each character, found out when it first comes."""

    def __missing__(self, code: int) -> str:
        whole = unicodedata.normalize("NFKC", chr(code)).casefold()
        kept = (one if one.isalnum() else "\n" if one in _PARTING else "" for one in whole)
        self[code] = "".join(kept)
        return self[code]


_folds = _Folds()
_ENDS = re.compile("\n\n+")


def fold(text: str) -> str:
    """Return `text` as it is compared."""
    return _ENDS.sub("\n", text.translate(_folds)).lstrip("\n")


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it came from."""
    made: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for kept in _folds[ord(character)]:
            if kept != "\n" or (made and made[-1] != "\n"):
                made.append(kept)
                places.append(place)
    return "".join(made), places


def terms_of(query: str) -> tuple[str, ...]:
    """Return what a query looks for, all of which a text must hold; empty where it names nothing.

    Spaces part terms, as do the signs that part texts.
    """
    parts = fold("\n".join(query[:_LONGEST_QUERY].split())).split("\n")
    return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_TERMS]


def grams(folded: str) -> list[str]:
    """Return what the index holds of a folded text, each once."""
    return sorted({gram for run in _runs(folded) for gram in _grams_of_run(run)})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One gram that a text must have: whole, or as the beginning of one."""

    gram: str
    beginning: bool


def wanted(terms: tuple[str, ...]) -> list[Wanted]:
    """Return the grams that every text with these terms has."""
    found: dict[Wanted, None] = {}
    for term in terms:
        for run in _runs(term):
            if run[0] < _FIRST_CJK:
                found[Wanted(run[:_LONGEST], beginning=len(run) < _LONGEST)] = None
            elif len(run) == 1:
                found[Wanted(run, beginning=True)] = None
            else:
                pairs = (run[at : at + 2] for at in range(len(run) - 1))
                found |= dict.fromkeys(Wanted(pair, beginning=False) for pair in pairs)
    return list(found)


def _runs(folded: str) -> Iterator[str]:
    """Stretches of one class: letters and digits, or characters."""
    yield from _RUNS.findall(folded)


def _grams_of_run(run: str) -> Iterator[str]:
    width = _LONGEST if run[0] < _FIRST_CJK else 2
    return (run[at : at + width] for at in range(len(run)))


def pieces(text: str, terms: tuple[str, ...], *, longest: int = 120) -> list[tuple[str, bool]]:
    """Return the stretch of `text` around the first hit, parted into what was hit and what not."""
    hits = _hits(text, terms)
    first = hits[0][0] if hits else 0
    begin = max(0, first - longest // 4) if first > longest // 2 else 0
    end = min(len(text), begin + longest)
    made: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, stop in hits:
        if start >= end:
            break
        made += [(text[at:start], False), (text[start : min(stop, end)], True)]
        at = min(stop, end)
    made += [(text[at:end], False), ("…" if end < len(text) else "", False)]
    return [(" · ".join(part.split("\n")), hit) for part, hit in made if part]


def _hits(text: str, terms: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the terms stand in `text`, in order; stretches that touch are one."""
    folded, places = _folded(text)
    spans = []
    for term in terms:
        at = folded.find(term)
        while at >= 0:
            spans.append((places[at], places[at + len(term) - 1] + 1))
            at = folded.find(term, at + 1)
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
