# SPDX-License-Identifier: Apache-2.0
"""Title and issuer of a regulation, out of the lines before its first heading.

- The title is the last run of short lines that, put together, ends in 制度, 办法, 规定 or the like.
- The issuer stands on a line of its own (发布机关：…, or the first half of a broken title), or it
  is the part of the title before 行政, 执法, 关于 and the like, or it signs at the end.
"""

import re
from typing import NamedTuple

from liuhen.law.text.doubts import (
    GUESSED_ISSUER,
    ISSUER_LINE,
    NO_ISSUER,
    NO_TITLE,
    ODD_TITLE,
    OUTSIDE,
    Doubts,
)
from liuhen.law.text.endings import is_closed
from liuhen.law.text.lines import squeezed
from liuhen.law.text.scan import Text

ISSUER_LABEL = "发布机关"

KINDS = "制度|办法|规定|细则|规则|规程|规范|方案|条例|意见|指引|准则|守则|通则|标准|流程|程序|清单"
"""The words that titles of regulations end in."""

_ENDS_LIKE_TITLE = re.compile(rf"(?:{KINDS})[》”]?(?:[（(〔【\[][^（()）]{{1,20}}[）)〕】\]])?")
_MANY_CHARACTERS = (
    "委员会|管委会|人民政府|政府|办公室|办公厅|大队|支队|总队|中队|分局|中心|办事处|法院|检察院"
)
_ORGANISATION_END = re.compile(rf"(?:{_MANY_CHARACTERS}|[局厅委部署院处所站科室])")
_SURE_END = re.compile(rf"(?:{_MANY_CHARACTERS}|[局厅署])")
_ORGANISATION = re.compile(rf"[\u4e00-\u9fff（）()、]{{2,38}}{_ORGANISATION_END.pattern}")
_SUBJECT = re.compile(
    "行政|执法|关于|全过程|音像|重大|记录|现场|案卷|信息|实施|贯彻|落实|公示|法制|自由|规范|文字|《"
)
_BEFORE_NAME = re.compile(r"(?:关于)?(?:印发|发布|转发)?《?")
_LABEL = re.compile(r"(?:发布|制定|发文|印发)(?:机关|单位|部门)\s?[:：]\s*(?P<name>\S.*)")
_DIGIT = "[0-9０-９零〇○О一二三四五六七八九十]"
_DATE = re.compile(
    rf"[（(]?\s?{_DIGIT}{{4}}\s?[年./-]\s?{_DIGIT}{{1,3}}\s?[月./-]\s?{_DIGIT}{{1,3}}\s?日?\s?[）)]?"
)
_NO_TITLE = re.compile(
    r"目录|目次|附件.{0,4}|[（(].*[）)]|.*文件|.*[〔\[（(]\d{4}[〕\]）)].{0,6}号"
)
_PLACE = re.compile(r".*[省市区县州旗镇乡]")
_LONGEST_TITLE = 120
_MOST_LINES = 4


class Names(NamedTuple):
    """Title and issuer; each "" where the text does not say."""

    title: str
    issuer: str


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _DATE.fullmatch(text) is not None


def is_organisation(text: str) -> bool:
    """Whether a line is the name of an organisation and nothing else."""
    return _ORGANISATION.fullmatch("".join(text.split())) is not None


def read_names(preface: list[Text], signature: list[Text], doubts: Doubts) -> Names:
    """Return title and issuer; a line that is neither becomes a doubt that quotes it."""
    labels = {text: match["name"] for text in preface if (match := _LABEL.fullmatch(text.text))}
    others = [text for text in preface if text not in labels]
    lines = _title_lines(others)
    title = _title(lines, doubts)
    for text in [text for text in others if text not in lines] + signature:
        doubts.add(OUTSIDE, text.place, text=squeezed(text.text))
    told = next(filter(None, [*labels.values(), _first_line(lines), _named_in(title)]), "")
    signed = [text for text in signature + others if is_organisation(text.text)]
    return Names(title, told or _doubtful_issuer(signed, title, doubts))


def issuer_in(title: str) -> str:
    """Return the organisation that a title names first, or "".

    >>> issuer_in("东湖区水务局行政执法全过程记录办法")
    '东湖区水务局'
    """
    return _named_in(title) or _guess(title)


def tight(text: str) -> str:
    """Return `text` without white space next to Chinese characters.

    >>> tight("附 则 of A B")
    '附则of A B'
    """
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", squeezed(text))


def _named_in(title: str) -> str:
    """The organisation before the subject of a title (行政, 执法, 关于 and the like), or ""."""
    if is_organisation(title):
        return title
    start = _start_of_name(title)
    ends = [match.end() for match in _ORGANISATION_END.finditer(title, start + 2)]
    return next((title[start:end] for end in ends if _SUBJECT.match(title, end)), "")


def _guess(title: str) -> str:
    start = _start_of_name(title)
    ends = [match.end() for match in _SURE_END.finditer(title, start + 2)]
    return title[start : ends[-1]] if ends else ""


def _start_of_name(title: str) -> int:
    before = _BEFORE_NAME.match(title)
    return before.end() if before else 0


def _doubtful_issuer(signed: list[Text], title: str, doubts: Doubts) -> str:
    """Who signed, or else a guess; each with a doubt."""
    if signed:
        issuer = tight(signed[0].text)
        doubts.add(ISSUER_LINE, signed[0].place, issuer=issuer)
    elif issuer := _guess(title):
        doubts.add(GUESSED_ISSUER, issuer=issuer)
    else:
        doubts.add(NO_ISSUER)
    return issuer


def _first_line(lines: list[Text]) -> str:
    """The first line of a title on several lines, where it is the name of an organisation."""
    return tight(lines[0].text) if len(lines) > 1 and is_organisation(lines[0].text) else ""


# ---------------------------------------------------------------- title


def _title(lines: list[Text], doubts: Doubts) -> str:
    title = _joined(lines)
    if re.fullmatch(r"《[^《》]+》", title):
        title = title[1:-1]
    if not title:
        doubts.add(NO_TITLE)
    elif not _ends_like_title(title):
        doubts.add(ODD_TITLE, title=title)
    return title


def _title_lines(preface: list[Text]) -> list[Text]:
    groups = _groups(preface)
    for group in reversed(groups):
        for last in reversed(range(len(group))):
            if _ends_like_title(tight(group[last].text)):
                return _with_lines_above(group, last)
    first = groups[0][:_MOST_LINES] if groups else []
    return first if len(_joined(first)) <= _LONGEST_TITLE else first[:1]


def _with_lines_above(group: list[Text], last: int) -> list[Text]:
    """The lines of a title that ends at `last`: upwards until an issuer is named."""
    start = last
    while start and last - start < _MOST_LINES - 1:
        above = tight(group[start - 1].text)
        complete = issuer_in(_joined(group[start : last + 1])) and not _PLACE.fullmatch(above)
        longer = _joined(group[start - 1 : last + 1])
        if complete or _ends_like_title(above) or len(longer) > _LONGEST_TITLE:
            break
        start -= 1
    return group[start : last + 1]


def _groups(preface: list[Text]) -> list[list[Text]]:
    """Runs of lines that may be part of a title."""
    groups: list[list[Text]] = [[]]
    for text in preface:
        if _may_be_title(text.text):
            groups[-1].append(text)
        else:
            groups.append([])
    return [group for group in groups if group]


def _may_be_title(text: str) -> bool:
    line = tight(text)
    if len(line) > _LONGEST_TITLE or is_closed(line) or is_date(line):
        return False
    return _NO_TITLE.fullmatch(line) is None


def _joined(lines: list[Text]) -> str:
    return tight("".join(tight(line.text) for line in lines))


def _ends_like_title(text: str) -> bool:
    return re.search(rf"{_ENDS_LIKE_TITLE.pattern}$", text) is not None
