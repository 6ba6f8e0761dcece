# SPDX-License-Identifier: Apache-2.0
"""Numbers of pictures: `{% load svg %}` and `{{ shape.x|n }}`, a point in every language."""

from django import template

register = template.Library()


@register.filter
def n(number: float) -> str:
    """Write a number with at most one digit behind the point.

    >>> n(12.04), n(3.25)
    ('12', '3.2')
    """
    return f"{number:.1f}".removesuffix(".0")
