# SPDX-License-Identifier: Apache-2.0
"""How an article is named: 27(5) is 第二十七条第五项, 8-1 is 第八条之一.

In English the number stands as it is, with "art." before it.
"""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from liuhen.law.text.citing import in_chinese
from liuhen.web.listing import listed, parted


def article_name(reference: str) -> str:
    """Return the name of an article or item in the reader's language."""
    return _english(reference) if get_language() == "en" else in_chinese(reference)


def statutes_named(found: Iterable[tuple[str, str]]) -> str:
    """Write (law, article) pairs, each law once: 《行政处罚法》第四十四条、第六十二条."""
    laws: dict[str, list[str]] = {}
    for law, article in found:
        laws.setdefault(law, []).append(article_name(article))
    return parted(f"《{law}》{listed(names)}" for law, names in laws.items())


def article_key(reference: str) -> str:
    """Return the article to which an item belongs, as addresses name it: 27(5) is of 27."""
    return reference.partition("(")[0]


def address_of(reference: str) -> str:
    """Return where the article is shown; nothing for what no page shows, such as an annex."""
    try:
        return reverse("regulation:article", args=[article_key(reference)])
    except NoReverseMatch:
        return ""


def _english(reference: str) -> str:
    return f"art. {reference}"
