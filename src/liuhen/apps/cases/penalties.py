# SPDX-License-Identifier: Apache-2.0
"""What a paper says of the penalty: its words, the fine, what is confiscated, and of which kinds.

What this module promises:

- the form itself says which of its fields mean these (`means`); a paper of a form that says
  nothing, or one that was only entered, is read by the names that the contract has for them;
- a sum in a field of the form counts before the words, with which the form's own check compares
  it; where nothing was checked and field and words give two sums, the larger one counts;
- nought is no sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from liuhen.paper.form import Form
from liuhen.paper.sums import CONFISCATED, FINE, Said, said_of

_NOTHING = Said()
#: Fields that say the penalty where no form does.
_WORDS = ("penalty", "proposal", "opinion")


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty as it was told, proposed or decided; sums in yuan."""

    words: str = ""
    fine: Said = _NOTHING
    confiscated: Said = _NOTHING

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return bool(self.words.strip()) or self.fine != _NOTHING or self.confiscated != _NOTHING

    def kinds(self, known: Iterable[str]) -> list[str]:
        """Return those of the kinds of penalty that it has, in the order in which they come."""
        sums = {FINE: self.fine, CONFISCATED: self.confiscated}
        return [
            one for one in known if one in self.words or sums.get(one, _NOTHING).amount is not None
        ]


def penalty_in(values: Mapping[str, Any], form: Form | None = None) -> Penalty:
    """Return what the values of a paper say of the penalty.

    >>> penalty_in({"proposal": "罚款50000元，吊销许可证"}).fine.amount
    Decimal('50000')
    >>> penalty_in({"fine": "2000", "penalty": ["警告", "罚款"]}).fine
    Said(amount=Decimal('2000'), unread=False)
    """
    fields = form.fields if form else ()

    def meant(name: str, *usual: str) -> list[Any]:
        own = [values[one.id] for one in fields if one.means == name and values.get(one.id)]
        return own or [values[one] for one in usual if values.get(one)][:1]

    words = "\n".join(map(_lines, meant("penalty", *_WORDS)))
    checked = {one.means for one in fields}
    return Penalty(
        words,
        _said(meant("fine", "fine"), words, FINE, checked="fine" in checked),
        _said(
            meant("confiscated", "confiscated"), words, CONFISCATED,
            checked="confiscated" in checked,
        ),
    )  # fmt: skip


def _said(own: list[Any], words: str, word: str, *, checked: bool) -> Said:
    """The sum of the field; where nobody checked it, what the words say if that is more."""
    told = said_of(words, word)
    sums = [sum_ for one in own if (sum_ := _sum(str(one), word)) is not None]
    if not own:
        return told
    if not sums:
        return Said(told.amount, unread=True)
    if checked:
        return Said(max(sums) or None)
    most = max([*sums, told.amount or Decimal()])
    return Said(most) if most else Said(None, told.unread)


def _sum(typed: str, word: str) -> Decimal | None:
    try:
        return Decimal(typed.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return said_of(word + typed, word).amount


def _lines(said: Any) -> str:
    return "\n".join(map(str, said)) if isinstance(said, list) else str(said)
