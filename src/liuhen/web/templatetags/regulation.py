# SPDX-License-Identifier: Apache-2.0
"""How the parts of a regulation are named: `{% load regulation %}` and `{{ "3"|chapter }}`."""

from django import template
from django.utils.translation import get_language

from liuhen.law.pack import Says
from liuhen.law.text.numerals import chinese
from liuhen.web.regulation.articles import said

register = template.Library()


@register.filter
def chapter(number: str) -> str:
    """Name a chapter: 第三章, or Chapter 3."""
    if get_language() == "en":
        return f"Chapter {number}"
    return f"第{chinese(int(number))}章" if number.isdecimal() else f"第{number}章"


@register.filter
def paraphrase(words: Says) -> str:
    """A paraphrase of the pack in the reader's language."""
    return said(words)
