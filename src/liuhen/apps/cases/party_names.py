# SPDX-License-Identifier: Apache-2.0
"""Which of several parties a paper names, where it says so in one line."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_BETWEEN = re.compile("[、，；,;\n]")
_BESIDE = re.compile(r"[（(][^（）()]*[）)]\s*$")
#: What may stand right beside a name without being a part of it: 张三和李四等人.
_JOINS = "和与及暨等"
_LISTED = re.compile("[、;\n]")
_BRACKETS = re.compile(r"\([^()]*\)")
#: Stands where a party was found.
_FOUND = "\0"


def named_in(said: str, names: Iterable[str]) -> set[str]:
    """Return which of the names stand in `said`; a name that is part of a longer one is not it.

    >>> sorted(named_in("海鲜公司大连分公司", ["海鲜公司", "海鲜公司大连分公司"]))
    ['海鲜公司大连分公司']
    >>> sorted(named_in("张三丰、张三", ["张三", "张三丰"]))
    ['张三', '张三丰']
    """
    found = set()
    for name in sorted({one for one in names if one}, key=len, reverse=True):
        if name in said:
            found.add(name)
            said = said.replace(name, "\n")
    return found


def names_said(said: Any) -> list[str]:
    """Return the names of a line that lists some, without what is said of each in brackets.

    >>> names_said("甲公司、乙公司"), names_said("张三（某店经营者）"), names_said("甲（大连）公司")
    (['甲公司', '乙公司'], ['张三'], ['甲（大连）公司'])
    """
    parts = (_BESIDE.sub("", part) for part in _BETWEEN.split(str(said or "")))
    return [one for part in parts if (one := part.strip())]


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a case, and whom of them a paper is about.

    Names are compared without blanks and width. Where a case has one party, or none is known, there
    is nobody to tell apart: whatever names that one, or names nobody, is about it.
    """

    names: tuple[str, ...]

    def named(self, said: Any) -> frozenset[str]:
        """Return whom a line names: parties by their names, others as they stand there.

        >>> two = Parties(("甲（大连）公司", "张三（某店经营者）"))
        >>> sorted(two.named("张 三、甲(大连)公司")), sorted(two.named("张三丰"))
        (['张三（某店经营者）', '甲（大连）公司'], ['张三丰'])
        >>> sorted(two.named("当事人：张三 男")), two.named("")
        (['张三（某店经营者）'], frozenset())
        >>> sorted(two.named("张三（男、五十岁）")), sorted(two.named("张三、李四"))
        (['张三（某店经营者）'], ['张三（某店经营者）', '李四'])
        """
        text = _folded(said)
        found = set()
        for name, short in self._known():
            text, times = re.subn(_pattern(short), _FOUND, text)
            if times:
                found.add(name)
        if not found:
            return frozenset(_plain(one) for one in names_said(said))
        others = (_plain(one) for one in _LISTED.split(_BRACKETS.sub("", text)))
        return frozenset(found | {one for one in others if one and _FOUND not in one})

    def apart(self, said: Any) -> frozenset[str]:
        """Return whom a line names where that tells somebody apart: several parties, or a stranger.

        >>> Parties(("甲",)).apart("甲"), Parties(("甲",)).apart("乙"), Parties(()).apart("乙")
        (frozenset(), frozenset({'乙'}), frozenset())
        """
        found = self.named(said)
        return frozenset() if not self.names or self._is_only(found) else found

    def covers(self, read: Any, now: Any) -> bool:
        """Return whether what was read is about everybody whom `now` names.

        >>> two = Parties(("甲", "乙"))
        >>> two.covers("甲、乙", "乙"), two.covers("甲", "乙"), two.covers("", "乙")
        (True, False, False)
        >>> Parties(("甲",)).covers("", "甲"), Parties(("甲",)).covers("甲", "丙")
        (True, False)
        """
        whom = self.named(now)
        return not self.names or self._is_only(whom) or whom <= self.named(read)

    def meet(self, one: Any, other: Any) -> bool:
        """Return whether two lines name somebody in common, or both nobody.

        >>> Parties(("甲", "乙")).meet("甲、乙", "乙"), Parties(("甲", "乙")).meet("甲", "乙")
        (True, False)
        """
        this, that = self.named(one), self.named(other)
        return bool(this & that) or not (this or that)

    def may_be_for(self, said: Any, who: str) -> bool:
        """Return whether a line names somebody, or no party at all.

        >>> two = Parties(("甲", "乙"))
        >>> two.may_be_for("甲", "甲"), two.may_be_for("", "甲"), two.may_be_for("乙", "甲")
        (True, True, False)
        """
        found = self.named(said)
        return not who or who in found or not found & set(self.names)

    def _is_only(self, found: frozenset[str]) -> bool:
        return len(self.names) == 1 and found == set(self.names)

    def _known(self) -> list[tuple[str, str]]:
        """Each party by its name, and without what stands in brackets; the longest name first."""
        full = [(name, name) for name in self.names]
        taken = {_plain(name) for name in self.names}
        bare = [(name, _BESIDE.sub("", name)) for name in self.names]
        own = [(name, short) for name, short in bare if _plain(short) not in taken]
        both = ((name, short) for name, short in (*full, *own) if _plain(short))
        return sorted(both, key=lambda one: len(one[1]), reverse=True)


def _folded(said: Any) -> str:
    return unicodedata.normalize("NFKC", str(said or "")).casefold()


def _plain(said: Any) -> str:
    return "".join(_folded(said).split())


def _pattern(name: str) -> str:
    """A name that stands for itself, however it is spaced, and is no part of a longer one."""
    spaced = r"\s*".join(re.escape(one) for one in _plain(name))
    return rf"(?<![^\W{_JOINS}]){spaced}(?![^\W{_JOINS}])"
