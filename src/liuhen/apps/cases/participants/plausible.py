# SPDX-License-Identifier: Apache-2.0
"""Numbers of people and organisations that look mistyped.

What this module promises:

- it warns and refuses nothing: a passport, an old register's number or a foreign telephone is kept
  as somebody wrote it;
- each doubt is one word that pages say (`web.papers.doubts`).
"""

import re

from liuhen.apps.cases.participants.citizen_numbers import born_by, is_mistyped

_CITIZEN_LENGTH, _OLD_LENGTH = 18, 15
_ABOUT_CITIZEN = range(14, 21)
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_BASE, _CODE_MULTIPLIER = 31, 3
_NUMBER = re.compile(r"[+＋]?[\d０-９][\d０-９ \-－—()（）]{4,}[\d０-９]")
_SHORTEST = 7
#: What is written where somebody has no telephone, or names none.
_NONE_SAID = re.compile(r"无|没有|未|不|拒|同上|略|^[-－—/／]+$")
#: An e-mail address, or a number or name of five characters at a messenger.
_REACH = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+|^[^@]*[A-Za-z0-9_-]{5,}[^@]*$")
_TELEPHONES = (
    re.compile(r"(?:86)?1[3-9]\d{9}"),  # mobile
    re.compile(r"(?:86)?0\d{2,3}\d{7,8}(?:\d{1,5})?"),  # landline with its area, an extension
    re.compile(r"[2-8]\d{6,7}"),  # landline
    re.compile(r"[48]00\d{7}"),
)


def doubt_of_identity(text: str) -> str:
    """Return what is doubtful in an identity number or credit code (GB 11643, GB 32100), or "".

    >>> doubt_of_identity("11010519491231002X"), doubt_of_identity("E12345678")
    ('', '')
    >>> doubt_of_identity("110105194912310021"), doubt_of_identity("11010519491331003X")
    ('identity_check', 'identity_day')
    >>> doubt_of_identity("1101051949123100")
    'identity_length'
    """
    number = _plain(text)
    body = number[:-1]
    if not number or not body.isdigit() or not (number[-1].isdigit() or number[-1] == "X"):
        return doubt_of_code(text) if len(number) == _CITIZEN_LENGTH else ""
    if len(number) == _CITIZEN_LENGTH:
        if not is_mistyped(number) and born_by(number):
            return ""
        if doubt_of_code(text) == "":
            return ""
        return "identity_check" if born_by(number) else "identity_day"
    if len(number) in _ABOUT_CITIZEN and len(number) != _OLD_LENGTH:
        return "identity_length"
    return ""


def doubt_of_code(text: str) -> str:
    """Return what is doubtful in a unified social credit code (GB 32100), or "".

    >>> doubt_of_code("91350100M000100Y43"), doubt_of_code("91350100M000100Y44")
    ('', 'code_check')
    >>> doubt_of_code("91350100M000100")
    'code_shape'
    """
    code = _plain(text)
    if not code:
        return ""
    if _CODE.fullmatch(code) is None:
        return "code_shape"
    total = sum(
        _CODE_LETTERS.index(one) * pow(_CODE_MULTIPLIER, at, _CODE_BASE)
        for at, one in enumerate(code[:-1])
    )
    fits = _CODE_LETTERS[-total % _CODE_BASE] == code[-1]
    return "" if fits else "code_check"


def doubt_of_telephone(text: str) -> str:
    """Return what is doubtful in a telephone number, also one that stands behind a name, or "".

    >>> doubt_of_telephone("王某 13800138000"), doubt_of_telephone("0755-12345678")
    ('', '')
    >>> doubt_of_telephone("1380013800"), doubt_of_telephone("12800138000")
    ('telephone', 'telephone')
    >>> doubt_of_telephone("一二三"), doubt_of_telephone("abc"), doubt_of_telephone("拒绝提供")
    ('telephone', 'telephone', '')
    """
    said = "".join(text.split())
    if said and not any(one.isdecimal() for one in said) and not _NONE_SAID.search(said):
        return "telephone"
    for found in _NUMBER.finditer(text):
        digits = "".join(one for one in _plain(found[0]) if one.isdigit())
        foreign = found[0].lstrip()[0] in "+＋" and not digits.startswith("86")
        known = any(one.fullmatch(digits) for one in _TELEPHONES)
        if len(digits) >= _SHORTEST and not foreign and not known:
            return "telephone"
    return ""


def doubt_of_reach(text: str) -> str:
    """Return what is doubtful in where somebody is served electronically, or "".

    >>> doubt_of_reach("a.b@example.cn"), doubt_of_reach("13800138000"), doubt_of_reach("wx_zhang1")
    ('', '', '')
    >>> doubt_of_reach("不是邮箱"), doubt_of_reach("@@@")
    ('reach', 'reach')
    """
    return "" if not text.strip() or _REACH.search(text) else "reach"


def _plain(text: str) -> str:
    """A number as it is counted: without blanks, in capitals, in narrow digits."""
    wide = {ord("０") + n: ord("0") + n for n in range(10)}
    return "".join(text.split()).translate(wide).upper()
