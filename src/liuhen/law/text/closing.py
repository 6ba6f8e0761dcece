# SPDX-License-Identifier: Apache-2.0
"""What may stand after the last article: who signed and when, an annex, entry into force."""

import re

from liuhen.law.text.doubts import ANNEX, COMMENCEMENT, Doubts
from liuhen.law.text.draft import DraftArticle
from liuhen.law.text.endings import is_closed
from liuhen.law.text.names import KINDS, is_date, is_organisation
from liuhen.law.text.scan import Text

_ANNEX = re.compile(r"附\s?[件表录图则]\s?[0-9０-９一二三四五六七八九十]{0,3}\s*(?:$|[:：.．、\s])")
_COMMENCEMENT = re.compile(rf"本(?:{KINDS})自.{{1,40}}(?:施行|执行|实施|生效)")


def cut_annex(last: DraftArticle, doubts: Doubts) -> list[Text]:
    """Take the annex out of the last article and return its lines."""
    for index, text in enumerate(last.texts):
        if index and _ANNEX.match(text.text) and _may_end(last.texts[index - 1]):
            doubts.add(ANNEX, text.place, article=last.number)
            annex = last.texts[index:]
            del last.texts[index:]
            return annex
    return []


def cut_signature(last: DraftArticle) -> list[Text]:
    """Take the lines with the issuer's name and the date out of the end of the last article."""
    start = len(last.texts)
    while start > 1 and is_signature(last.texts[start - 1].text):
        start -= 1
    if start < len(last.texts) and not is_closed(last.texts[start - 1].text):
        return []  # the line before breaks off: this is its second half
    signature = last.texts[start:]
    del last.texts[start:]
    return signature


def is_signature(text: str) -> bool:
    """Whether a line is only a date or the name of an organisation."""
    return is_date(text) or is_organisation(text)


def note_commencement(last: DraftArticle, doubts: Doubts) -> None:
    """Say so where the sentence on entry into force is not the whole last article."""
    for text in last.texts[1:]:
        if _COMMENCEMENT.match(text.text):
            doubts.add(COMMENCEMENT, text.place, article=last.number)


def _may_end(text: Text) -> bool:
    return is_closed(text.text) or is_signature(text.text)
