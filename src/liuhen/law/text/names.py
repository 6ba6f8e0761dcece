# SPDX-License-Identifier: Apache-2.0
"""Title and issuer of a regulation, out of the lines before its first heading.

- The title is the last run of short lines that, put together, ends in 制度, 办法, 规定 or the like.
- The issuer stands on a line of its own (发布机关：…, or the first half of a broken title), or it is
  the part of the title before 行政, 执法, 关于 and the like, or it signs at the end.
"""

import re
from typing import NamedTuple

from liuhen.law.text.doubts import (
    CONTENTS,
    GUESSED_ISSUER,
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

_KINDS = "制度|办法|规定|细则|规则|规程|规范|方案|条例|意见|指引|准则|守则|通则|标准|流程|程序|清单"
_ENDS_LIKE_TITLE = re.compile(
    rf"(?:{_KINDS})[》”]?(?:[（(〔【\[][^（(）)]{{1,20}}[）)〕】\]])?$"
)
_ORGANISATION_ENDS = (
    "局|委员会|管委会|人民政府|政府|办公室|办公厅|厅|委|部|署|院|大队|支队|总队|中队|分局|中心|处|所|站"
    "|街道办事处|办事处|公司|法院|检察院|集团|学校|中共党组|党组|科|室"
)
_ORGANISATION = re.compile(rf"[\u4e00-\u9fff（）()、]{{2,38}}(?:{_ORGANISATION_ENDS})")
_SUBJECT = re.compile(
    r"行政|执法|关于|全过程|音像|重大|记录|现场|案卷|信息|实施|贯彻|落实|公示|法制|自由|规范|文字|《|$"
)
_LABEL = re.compile(r"(?:发布|制定|发文|印发)(?:机关|单位|部门)\s?[:：]\s*(?P<name>\S.*)")
_DATE = re.compile(
    r"[（(]?\s?[0-9０-９零〇○О二一三四五六七八九十]{4}\s?[年.\-/]\s?[0-9０-９一二三四五六七八九十]{1,3}"
    r"\s?[月.\-/]\s?[0-9０-９一二三四五六七八九十]{1,3}\s?日?\s?[）)]?"
)
_LONGEST_LINE = 60
_MOST_TITLE_LINES = 4


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
    """Return title and issuer; every line that is neither becomes a doubt that quotes it."""
    labels = {text.place: match["name"] for text in preface if (match := _LABEL.fullmatch(text.text))}
    run = _title_run([text for text in preface if text.place not in labels])
    title = "".join("".join(text.text.split()) for text in run)
    title = title[1:-1] if re.fullmatch(r"《[^《》]*》", title) else title
    _doubt_title(title, doubts)
    used = {text.place for text in run} | set(labels)
    _quote_rest([text for text in preface if text.place not in used], signature, doubts)
    issuer = _issuer(list(labels.values()), run, title, signature, doubts)
    if not issuer:
        doubts.add(NO_ISSUER)
    return Names(title, issuer)
