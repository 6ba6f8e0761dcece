# SPDX-License-Identifier: Apache-2.0
"""Sums of money in the words of a penalty, as people write them: 罚款人民币伍万元整, 处5万元罚款.

What this module promises:

- a sum belongs to the word that it follows, or, where none follows, to the one right behind it;
- numerals in figures and in Chinese, plain and capital ones, are read, and each sum once that is
  written in both ways;
- where a fine is imposed and no sum can be read, it says so: nobody takes it for no fine.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    sign: value
    for value, signs in enumerate(
        ("零〇", "一壹", "二贰貳两兩", "三叁参", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SIGNS = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_NUMERAL = rf"(?:{_FIGURES}|[{_SIGNS}])+"
_DIGIT = f"[{''.join(_DIGITS)}]"
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMERAL})\s*[元圆圓](?:(?P<jiao>{_DIGIT})角)?零?(?:(?P<fen>{_DIGIT})分)?"
    rf"|[¥]\s*(?P<sign>{_FIGURES})"
)
_TOKEN = re.compile(rf"{_FIGURES}|[{_SIGNS}]")
FINE, CONFISCATED = "罚款", "没收"
_WORDS = re.compile(f"{FINE}|{CONFISCATED}")
_BREAK = re.compile(r"[。;\n]")
#: What stands between a sum and the fine that it is, where the sum comes first.
_JOINS = re.compile(r"^(?:整|以下|以上|的|行政|人民币|\s)*$")
#: What joins a further sum to one word.
_AND = re.compile(r"^[整\s]*(?:[、/和及]|以及)[^元。;\n]{0,4}$")
_BARE = re.compile(rf"\s*(?:人民币|金额)?\s*:?\s*({_FIGURES})")
_TOTAL = re.compile(r"(?:金额)?[合共总]计")
_NEVER = re.compile(r"(?:加处|不予|免予|免除|不处|不再|不)$")
#: A fine that is spoken of, and not imposed at this place.
_SPOKEN_OF = re.compile(r"(?:缴纳|收缴|缴清|上述|前述|该|按|其中)的?$")
_GOES_ON = re.compile(r"数额|金额的|总额|缴|的?百分|决定|票据|收据|应当?|须|限")


@dataclass(frozen=True, slots=True)
class Said:
    """A sum in yuan, if one is said; `unread`: something is imposed of which no sum was read."""

    amount: Decimal | None = None
    unread: bool = False


def said_of(text: str, word: str) -> Said:
    """Return what the text says of `word`: 罚款 or 没收.

    >>> said_of("没收违法所得300元，并处罚款50000元", "罚款").amount
    Decimal('50000')
    >>> said_of("罚款人民币伍万元整（¥50,000.00）", "罚款").amount
    Decimal('50000')
    >>> said_of("处违法所得三倍的罚款", "罚款")
    Said(amount=None, unread=True)
    """
    plain = unicodedata.normalize("NFKC", text)
    amounts = [(one.start(), one.end(), _yuan(one)) for one in _AMOUNT.finditer(plain)]
    imposed, spoken_of, unread = list[Decimal](), list[Decimal](), False
    for found in _WORDS.finditer(plain):
        before = plain[: found.start()]
        if found[0] != word or _NEVER.search(before):
            continue
        own = _ahead(plain, found, amounts) or _behind(plain, found, amounts)
        if own and _TOTAL.match(plain, found.end()):
            return Said(own[0])
        if _SPOKEN_OF.search(before) or _GOES_ON.match(plain, found.end()):
            spoken_of += own
        else:
            imposed += own
            unread = unread or not own
    if imposed:
        return Said(sum(imposed, Decimal()), unread)
    return Said(max(spoken_of, default=None), unread)


_Amounts = list[tuple[int, int, Decimal]]


def _ahead(text: str, word: re.Match[str], amounts: _Amounts) -> list[Decimal]:
    """The sums that follow the word, before the next such word or the end of the sentence."""
    following, stop = _WORDS.search(text, word.end()), _BREAK.search(text, word.end())
    end = min([one.start() for one in (following, stop) if one], default=len(text))
    here = [one for one in amounts if word.end() <= one[0] and one[1] <= end]
    if here and following and following[0] == FINE and _JOINS.match(text[here[-1][1] : end]):
        here = here[:-1]  # 没收渔具，并处5000元罚款: that sum is the fine's
    if not here:
        bare = _BARE.match(text, word.end())
        return [Decimal(bare[1].replace(",", ""))] if bare and bare.end() <= end else []
    kept = here[:1]
    for one in here[1:]:
        if not _AND.match(text[kept[-1][1] : one[0]]):
            break
        kept.append(one)
    return [one[2] for one in kept]


def _behind(text: str, word: re.Match[str], amounts: _Amounts) -> list[Decimal]:
    """The sum right before the word."""
    near = [one for one in amounts if one[1] <= word.start()][-1:]
    return [amount for _start, end, amount in near if _JOINS.match(text[end : word.start()])]


def _yuan(found: re.Match[str]) -> Decimal:
    if found["sign"]:
        return Decimal(found["sign"].replace(",", ""))
    jiao, fen = (_DIGITS.get(found[name] or "", 0) for name in ("jiao", "fen"))
    return number_of(found["number"]) + Decimal(jiao * 10 + fen) / 100


def number_of(text: str) -> Decimal:
    """Return the number that a numeral says, in figures or in Chinese.

    >>> number_of("1.5万"), number_of("壹拾贰万叁仟零伍拾"), number_of("十五"), number_of("5万3千")
    (Decimal('15000.0'), Decimal('123050'), Decimal('15'), Decimal('53000'))
    """
    total, part, digit = Decimal(), Decimal(), Decimal(-1)
    for sign in _TOKEN.findall(text):
        if sign in _MYRIADS:
            part += max(digit, Decimal())
            whole = total + part if _MYRIADS[sign] > 10**4 else part
            total = (total if whole is part else Decimal()) + (whole or 1) * _MYRIADS[sign]
            part, digit = Decimal(), Decimal(-1)
        elif sign in _TENS:
            part += (digit if digit > 0 else 1) * _TENS[sign]
            digit = Decimal(-1)
        elif sign in _DIGITS:
            digit = max(digit, Decimal()) * 10 + _DIGITS[sign]
        else:
            digit = Decimal(sign.replace(",", ""))
    return total + part + max(digit, Decimal())
