# SPDX-License-Identifier: Apache-2.0
"""How the parts of a regulation are named: `{% load regulation %}` and `{{ "3"|chapter }}`."""

from django import template
from django.utils.translation import get_language

from liuhen.law.text.numerals import chinese

register = template.Library()


@register.filter
def chapter(number: str) -> str:
    """Name a chapter: 第三章, or Chapter 3."""
    if get_language() == "en":
        return f"Chapter {number}"
    return f"第{chinese(int(number))}章" if number.isdecimal() else f"第{number}章"
