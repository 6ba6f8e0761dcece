# SPDX-License-Identifier: Apache-2.0
"""What other pages show of service, dues and endings: `{% load following %}`.

- `{{ says|said_here }}`: words that a data file has in both languages;
- `{{ basis|laws }}`: 行政处罚法 第六十一条;
- `{{ paper|paper_title }}`: what a paper to be served is called;
- `{{ fen|yuan }}`: an amount in yuan.
"""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from liuhen.apps.cases.serving import ToServe
from liuhen.law.pack import Says
from liuhen.law.pack_parts import Basis
from liuhen.web.articles import article_name
from liuhen.web.listing import listed
from liuhen.web.serving.words import title_of

register = template.Library()
_FEN = 100


@register.filter
def said_here(says: Says) -> str:
    """Show words of a data file in the reader's language."""
    return says.en if get_language() == "en" else says.zh


@register.filter
def laws(basis: Iterable[Basis]) -> str:
    """Name articles of statutes."""
    return listed(f"{one.law} {article_name(one.article)}" for one in basis)


@register.filter
def paper_title(paper: ToServe) -> str:
    """Name a paper that is served."""
    return title_of(paper)


@register.filter
def yuan(fen: int | None) -> str:
    """Write an amount of fen in yuan.

    >>> yuan(123456700), yuan(50), yuan(None)
    ('1,234,567', '0.50', '')
    """
    if fen is None:
        return ""
    whole, rest = divmod(fen, _FEN)
    return f"{whole:,}" + (f".{rest:02}" if rest else "")
