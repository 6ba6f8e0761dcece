# SPDX-License-Identifier: Apache-2.0
"""What the page of an original says: `{% load watch %}`."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from liuhen.web.moments import length_said
from liuhen.web.words import label

register = template.Library()


@register.filter
def finding(value: dict[str, Any]) -> str:
    """Name what was found about a file."""
    return label("finding", str(value.get("word", "")))


@register.filter
def clock_offset(milliseconds: int) -> str:
    """Say how far the clock of a device was off, and which way."""
    length = length_said(timedelta(milliseconds=abs(milliseconds)))
    said = _("clock %(length)s slow") if milliseconds > 0 else _("clock %(length)s fast")
    return said % {"length": length}
