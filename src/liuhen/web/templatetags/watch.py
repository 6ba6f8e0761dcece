# SPDX-License-Identifier: Apache-2.0
"""What the page of an original says: `{% load watch %}`."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from liuhen.apps.evidence.models import Original
from liuhen.web.moments import length_said
from liuhen.web.watch.checking import check_values
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


@register.inclusion_tag("watch/_check.html", takes_context=True)
def file_check(context: template.Context, original: Original) -> dict[str, Any]:
    """Show whether the file is what came in, and let it be checked now."""
    return {**check_values(context["request"], original), "csrf_token": context.get("csrf_token")}
